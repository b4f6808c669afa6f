// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include <casus/infer/detail/builder.hpp>

#include "infer/answer/from_sums.hpp"
#include "infer/evidence/selected.hpp"

namespace casus {

/// Searches for a weighted quantile and the ends of its interval, all of them drawn values, among
/// trajectories that are drawn repeatedly, in constant memory. A pass stores all values between two
/// ends or, if these would be too many, the values of some groups, which then narrow the ends.
///
/// The value is the smallest at which the distribution function reaches p. The interval is
/// Woodruff's in the form that inverts a test (J. Am. Stat. Assoc. 47 (1952) 635,
/// doi:10.1080/01621459.1952.10483443): all values at which the method's own interval for the
/// distribution function contains p.
class WeightedQuantileSearch {
public:
  /// Returns the method's estimate of the probability of an event, with an interval of the given
  /// level.
  using FoundShare = std::function<detail::NumberEstimate(const EventSums&, double level)>;

  WeightedQuantileSearch(double probability, double level, double trajectories);

  /// Returns the tally that the next pass has to fill.
  WeightedSelected request() const;
  /// Approximate number of values that the next pass stores.
  double expected() const noexcept { return count_ / static_cast<double>(stride_); }

  /// Processes the tallies of a pass, by cluster.
  void take(std::vector<WeightedSelected> clusters, const FoundShare& share);
  bool is_done() const noexcept { return is_done_; }
  /// Returns the result; valid when the search is done.
  detail::NumberEstimate finding() const;

private:
  // The three searched values, the quantile first.
  enum Wanted : std::size_t { value, low, high };
  static constexpr std::size_t wanted = 3;

  class Sample;

  void narrow(const Sample& sample, const FoundShare& share);
  void find(const Sample& sample, const FoundShare& share);
  void look_in(double from, double to, double count);

  double probability_, level_;
  double from_ = -std::numeric_limits<double>::infinity(), to_ = std::numeric_limits<double>::infinity();
  double count_;  // approximate number of values between these ends
  Index stride_ = 1;
  std::array<std::optional<double>, wanted> found_;
  detail::NumberEstimate share_;  // probability up to the quantile
  bool is_done_ = false;
};

}  // namespace casus
