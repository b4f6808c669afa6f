// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <utility>

#include <casus/infer/detail/quantile_search.hpp>

namespace casus {

namespace detail {

/// Returns the bit pattern of a double as an integer in the order of the doubles; -0 comes before
/// 0.
inline std::uint64_t ordered_bits(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return bits >> 63 ? ~bits : bits | std::uint64_t{1} << 63;
}
inline double of_ordered_bits(std::uint64_t bits) noexcept {
  return std::bit_cast<double>(bits >> 63 ? bits & ~(std::uint64_t{1} << 63) : ~bits);
}

/// Returns the number of values up to `place`, by world. The values inside must be sorted.
inline std::vector<double> counts_up_to(const std::vector<Selected>& worlds, double place) {
  std::vector<double> counts;
  for (const Selected& world : worlds)
    counts.push_back(static_cast<double>(
        world.below + world.at_low +
        (std::upper_bound(world.inside.begin(), world.inside.end(), place) - world.inside.begin())));
  return counts;
}

CASUS_INLINE void QuantileSearch::start(std::vector<Selected> pilot, double times) {
  Index met = 0;
  for (const Selected& world : pilot) met += world.total;
  if (met == 0) return;
  constexpr double sure = 0.999999;
  QuantileSearch first(probability_, sure);
  first.from_ = from_;
  first.to_ = to_;
  first.take(pilot);
  any_nan_ = first.any_nan_;
  if (any_nan_ || !first.estimate_) return;
  double inside = 0;
  for (const Selected& world : pilot)
    for (const double one : world.inside)
      inside += one > first.estimate_->low && one < first.estimate_->high ? 1 : 0;
  look_in(first.estimate_->low, first.estimate_->high, inside * times);
}

CASUS_INLINE TallyRequest QuantileSearch::request(const NodePtr& target, const NodePtr& condition) const {
  if (!edges_.empty()) return {BinCounts{}, target, condition, edges_};
  return {Selected{}, target, condition, {from_, to_}};
}

CASUS_INLINE void QuantileSearch::take(std::vector<WorldTally>& worlds, std::size_t request) {
  const auto take_all = [&](auto all) {
    for (WorldTally& world : worlds)
      all.push_back(std::move(std::get<typename decltype(all)::value_type>(world[request])));
    take(std::move(all));
  };
  if (edges_.empty())
    take_all(std::vector<Selected>());
  else
    take_all(std::vector<BinCounts>());
}

CASUS_INLINE void QuantileSearch::take(std::vector<Selected> worlds) {
  Counts cases, below, up_to_low, before_high, up_to_high;
  double least_inside = std::numeric_limits<double>::infinity(), greatest_inside = -least_inside;
  for (Selected& world : worlds) {
    any_nan_ = any_nan_ || world.any_nan;
    if (any_nan_) break;
    std::sort(world.inside.begin(), world.inside.end());
    if (!world.inside.empty()) {
      least_inside = (std::min)(least_inside, world.inside.front());
      greatest_inside = (std::max)(greatest_inside, world.inside.back());
    }
    cases.push_back(static_cast<double>(world.total));
    below.push_back(static_cast<double>(world.below));
    up_to_low.push_back(below.back() + static_cast<double>(world.at_low));
    before_high.push_back(up_to_low.back() + static_cast<double>(world.inside.size()));
    up_to_high.push_back(before_high.back() + static_cast<double>(world.at_high));
  }
  if (any_nan_) {
    is_done_ = true;
    return;
  }
  know(std::move(cases));
  const auto sum = [](const Counts& counts) {
    double all = 0;
    for (const double count : counts) all += count;
    return all;
  };
  for (std::size_t i = 0; i < wanted && !is_done_; ++i) {
    const auto what = static_cast<Wanted>(i);
    if (found_[i]) continue;
    if (is_reached(what, below)) return look_in(-std::numeric_limits<double>::infinity(), from_, sum(below));
    if (!is_reached(what, up_to_high))
      return look_in(to_, std::numeric_limits<double>::infinity(), total_ - sum(up_to_high));
    if (is_reached(what, up_to_low)) {
      found_[i] = from_;
    } else if (!is_reached(what, before_high)) {
      found_[i] = to_;
    } else {
      // The least number at which it is reached was drawn, because the counts increase only at
      // drawn numbers.
      std::uint64_t first = ordered_bits(least_inside), last = ordered_bits(greatest_inside);
      while (first < last) {
        const std::uint64_t middle = first + (last - first) / 2;
        if (is_reached(what, counts_up_to(worlds, of_ordered_bits(middle))))
          last = middle;
        else
          first = middle + 1;
      }
      found_[i] = of_ordered_bits(first) + 0.0;  // no negative zero
    }
    if (what == value && worlds.size() > 1)
      share_error_ = ClusterRatio(counts_up_to(worlds, *found_[i]), cases_).standard_error;
  }
  finish();
}

CASUS_INLINE void QuantileSearch::take(const std::vector<BinCounts>& worlds) {
  double least = std::numeric_limits<double>::infinity(), greatest = -least;
  Counts cases;
  for (const BinCounts& world : worlds) {
    any_nan_ = any_nan_ || world.any_nan;
    least = (std::min)(least, world.least);
    greatest = (std::max)(greatest, world.greatest);
    cases.push_back(static_cast<double>(world.total()));
  }
  if (any_nan_) {
    is_done_ = true;
    return;
  }
  know(std::move(cases));
  const std::vector<double> edges = std::exchange(edges_, {});
  for (std::size_t i = 0; i < wanted && !is_done_; ++i) {
    if (found_[i]) continue;
    Counts counts(worlds.size());
    for (std::size_t bin = 0; bin <= edges.size(); ++bin) {
      double own = 0;
      for (std::size_t world = 0; world < worlds.size(); ++world) {
        const double more = worlds[world].counts.empty() ? 0 : static_cast<double>(worlds[world].counts[bin]);
        counts[world] += more;
        own += more;
      }
      if (own == 0 || !is_reached(static_cast<Wanted>(i), counts)) continue;
      return look_in(bin == 0 ? least : (std::max)(least, edges[bin - 1]),
                     bin == edges.size() ? greatest : (std::min)(greatest, edges[bin]), own);
    }
  }
  finish();
}

// The first pass gives the number of trajectories that met the condition and so, in one world, the
// ranks.
CASUS_INLINE void QuantileSearch::know(Counts cases) {
  if (!cases_.empty()) return;
  cases_ = std::move(cases);
  for (const double count : cases_) total_ += count;
  if (total_ == 0) {
    is_done_ = true;
    return;
  }
  constexpr double unbounded = std::numeric_limits<double>::infinity();
  ranks_[value] = std::clamp(std::ceil(probability_ * total_ - 1e-9), 1.0, total_);
  if (cases_.size() == 1) {
    const RankInterval ranks = quantile_ranks(probability_, total_, level_);
    ranks_[low] = ranks.low;
    ranks_[high] = ranks.high;
    if (ranks.low < 1) found_[low] = -unbounded;
    if (ranks.high > total_) found_[high] = unbounded;
    return;
  }
  if (is_reached(low, Counts(cases_.size()))) found_[low] = -unbounded;
  if (!is_reached(high, cases_)) found_[high] = unbounded;
}

// Whether the order statistic is at most the value up to which these counts were taken.
CASUS_INLINE bool QuantileSearch::is_reached(Wanted what, const Counts& counts) const {
  double sum = 0;
  for (const double count : counts) sum += count;
  if (what == value || counts.size() == 1) return sum >= ranks_[what];
  return what == low ? shares(counts).high >= probability_ : shares(counts).low >= probability_;
}

// Returns the interval of the distribution function.
CASUS_INLINE Interval QuantileSearch::shares(const Counts& counts) const {
  double sum = 0;
  Index hit = 0, missed = 0;
  for (std::size_t world = 0; world < counts.size(); ++world) {
    sum += counts[world];
    hit += counts[world] > 0 ? 1 : 0;
    missed += counts[world] < cases_[world] ? 1 : 0;
  }
  const ClusterRatio ratio(counts, cases_);
  if (ratio.clusters <= 1) return {0, 1};
  return cluster_interval(ratio, sum, total_, hit, missed, level_);
}

CASUS_INLINE void QuantileSearch::look_in(double from, double to, double count) {
  from_ = from;
  to_ = to;
  expected_ = count;
  edges_.clear();
  constexpr std::uint64_t bins = 255;
  const std::uint64_t first = ordered_bits(from), width = ordered_bits(to) - first;
  if (expected_ <= most_kept || width <= 1) return;
  for (std::uint64_t i = 0; i <= bins; ++i) {
    const double edge = of_ordered_bits(first + width / bins * i + width % bins * i / bins);
    if (edges_.empty() || edge > edges_.back()) edges_.push_back(edge);
  }
}

CASUS_INLINE void QuantileSearch::finish() {
  is_done_ = true;
  if (total_ == 0) return;
  estimate_ = {*found_[value], *found_[low], *found_[high],
               cases_.size() > 1 ? share_error_ : std::sqrt(probability_ * (1 - probability_) / total_),
               static_cast<Index>(total_)};
}

}  // namespace detail

}  // namespace casus
