// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/tallies.hpp>
#include <casus/infer/interval.hpp>

/// Finds a quantile and its interval by repeated passes over the same trajectories, in bounded
/// memory.
namespace casus::detail {

/// A quantile and the ends of its interval, all of them values that were drawn.
struct QuantileEstimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double low =
      -std::numeric_limits<double>::infinity();  ///< minus infinity if the end lies beyond the sample
  double high = std::numeric_limits<double>::infinity();  ///< infinity likewise
  double share_error =
      std::numeric_limits<double>::quiet_NaN();  ///< of the distribution function at the value
  Index met = 0;                                 ///< trajectories that met the condition
};

/// Searches for three order statistics, the quantile and the ends of its interval, by radix
/// selection. A pass keeps the values between two ends and counts the others; if too many values
/// lie between the ends, it counts them in bins instead. Doubles have the order of their bit
/// patterns, so bins of equal width in the bit patterns narrow any tail, scale or atom in a few
/// passes. The first ends come from a pilot.
///
/// The value is the smallest drawn value at which the distribution function reaches p. In one world
/// the interval is that of order statistics, whose ranks are quantiles of the binomial distribution
/// (David and Nagaraja, Order Statistics, 3rd ed. 2003, section 7.1, doi:10.1002/0471722162); it is
/// valid for any distribution, atoms included. In several worlds it is Woodruff's interval, in the
/// form that inverts a test (J. Am. Stat. Assoc. 47 (1952) 635,
/// doi:10.1080/01621459.1952.10483443): all values at which the distribution function's interval
/// over clusters contains p.
class QuantileSearch {
public:
  /// Approximate maximum number of values that one pass keeps.
  static constexpr double most_kept = 1 << 17;

  QuantileSearch(double probability, double level) : probability_(probability), level_(level) {}

  /// Returns the request of a pilot: the values between the present ends.
  TallyRequest pilot(const NodePtr& target, const NodePtr& condition) const {
    return {Selected{}, target, condition, {from_, to_}};
  }
  /// Narrows the ends to the interval from a pilot, at a level that fails once in a million. The
  /// run draws `times` as many trajectories as the pilot.
  void start(std::vector<Selected> pilot, double times);
  /// Expected number of values that the run keeps; infinite before the first pilot.
  double expected() const noexcept { return expected_; }

  bool is_done() const noexcept { return is_done_; }
  /// Returns the request of the next pass.
  TallyRequest request(const NodePtr& target, const NodePtr& condition) const;
  /// Takes the tallies of a pass, by world, and moves their values out.
  void take(std::vector<WorldTally>& worlds, std::size_t request);

  bool any_nan() const noexcept { return any_nan_; }
  /// Result of a completed search; absent if no trajectory met the condition.
  const std::optional<QuantileEstimate>& estimate() const noexcept { return estimate_; }

private:
  // The three order statistics. The quantile comes first: its counts give the error of the
  // distribution function.
  enum Wanted : std::size_t { value, low, high };
  static constexpr std::size_t wanted = 3;

  using Counts = std::vector<double>;  // numbers of values up to some value, by world

  void take(std::vector<Selected> worlds);
  void take(const std::vector<BinCounts>& worlds);
  void know(Counts cases);
  bool is_reached(Wanted what, const Counts& counts) const;
  Interval shares(const Counts& counts) const;
  void look_in(double from, double to, double count);
  void finish();

  double probability_, level_;
  double from_ = -std::numeric_limits<double>::infinity(), to_ = std::numeric_limits<double>::infinity();
  double expected_ = std::numeric_limits<double>::infinity();  // number of values between these ends
  std::vector<double> edges_;  // of bins, if there are too many of these values
  Counts cases_;
  double total_ = 0;
  std::array<double, wanted> ranks_{};  // in one world
  std::array<std::optional<double>, wanted> found_;
  double share_error_ = std::numeric_limits<double>::quiet_NaN();
  bool is_done_ = false, any_nan_ = false;
  std::optional<QuantileEstimate> estimate_;
};

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/quantile_search.inl>
#endif
