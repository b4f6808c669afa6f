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

/// Looks for a quantile under weights and the ends of its interval, all of them values that were drawn, among trajectories that are drawn
/// again as often as need be, in flat memory. A pass keeps the values between two ends, all of them or, where these would be too many,
/// those of some groups, which then narrow the ends.
///
/// The value is the least at which the distribution function reaches p. The interval is Woodruff's in the form that inverts a test (J. Am.
/// Stat. Assoc. 47 (1952) 635, doi:10.1080/01621459.1952.10483443): all values at which the method's own interval for the distribution
/// function holds p.
class WeightedQuantileSearch {
public:
  /// What the method says of an event, with an interval of that level.
  using FoundShare = std::function<detail::Finding(const EventSums&, double level)>;

  WeightedQuantileSearch(double probability, double level, double trajectories);

  /// What the next pass tallies.
  WeightedSelected request() const;
  /// About how many values it keeps.
  double expected() const noexcept { return count_ / static_cast<double>(stride_); }

  /// Takes the pass's tallies, by cluster.
  void take(std::vector<WeightedSelected> clusters, const FoundShare& share);
  bool is_done() const noexcept { return is_done_; }
  /// When the search is done.
  detail::Finding finding() const;

private:
  // Of the three: the quantile first.
  enum Wanted : std::size_t { value, low, high };
  static constexpr std::size_t wanted = 3;

  class Sample;

  void narrow(const Sample& sample, const FoundShare& share);
  void find(const Sample& sample, const FoundShare& share);
  void look_in(double from, double to, double count);

  double probability_, level_;
  double from_ = -std::numeric_limits<double>::infinity(), to_ = std::numeric_limits<double>::infinity();
  double count_;  // of values between these ends, about
  Index stride_ = 1;
  std::array<std::optional<double>, wanted> found_;
  detail::Finding share_;  // at the value
  bool is_done_ = false;
};

}  // namespace casus
