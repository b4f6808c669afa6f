// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/weighted_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <casus/infer/interval.hpp>

namespace casus {

namespace {

constexpr double unbounded = std::numeric_limits<double>::infinity();
// Approximate largest number of values stored by a pass; `_at_first`: by the first pass, which only
// narrows the ends.
constexpr double most_kept = 1 << 16, most_kept_at_first = 1 << 14;

Index stride_for(double count, double most) {
  return (std::max)(Index{1}, static_cast<Index>(std::ceil(count / most)));
}

}  // namespace

// Tallies of one pass, with the sums up to any value. If only a sample of the groups was stored,
// the sums beyond the ends are scaled down to that sample.
class WeightedQuantileSearch::Sample {
public:
  explicit Sample(std::vector<WeightedSelected> clusters) {
    for (WeightedSelected& one : clusters) {
      std::sort(one.kept.begin(), one.kept.end(), [](const WeightedValue& a, const WeightedValue& b) {
        return a.value != b.value ? a.value < b.value : a.weight < b.weight;
      });
      clusters_.push_back(cluster(one));
      below_ += static_cast<double>(one.below.count);
      above_ += static_cast<double>(one.above.count);
      for (const WeightedValue& kept : one.kept) places_.push_back(kept.value);
    }
    std::sort(places_.begin(), places_.end());
    places_.erase(std::unique(places_.begin(), places_.end()), places_.end());
    if (clusters.empty()) return;
    low_ = clusters[0].low;
    high_ = clusters[0].high;
  }

  /// Returns the distinct stored values, in increasing order.
  const std::vector<double>& places() const noexcept { return places_; }
  /// Returns the number of trajectories below (above) the ends.
  double below() const noexcept { return below_; }
  double above() const noexcept { return above_; }

  /// Returns the number of stored values strictly between two values.
  double count_between(double from, double to) const {
    double count = 0;
    for (const Cluster& one : clusters_)
      count += static_cast<double>(
          (std::max)(std::ptrdiff_t{0}, std::lower_bound(one.values.begin(), one.values.end(), to) -
                                            std::upper_bound(one.values.begin(), one.values.end(), from)));
    return count;
  }

  /// Returns the sums for the event that a value is at most `place`.
  EventSums up_to(double place) const {
    EventSums sums;
    for (const Cluster& one : clusters_) {
      WeightSums hits = one.below;
      if (place >= low_) {
        hits += one.at_low;
        hits += one.cumulated[static_cast<std::size_t>(
            std::upper_bound(one.values.begin(), one.values.end(), place) - one.values.begin())];
      }
      if (place >= high_) hits += one.at_high;
      sums.add(proportion(hits, one.all));
    }
    return sums;
  }
  EventSums none() const {
    EventSums sums;
    for (const Cluster& one : clusters_) sums.add(proportion({}, one.all));
    return sums;
  }
  EventSums all() const {
    EventSums sums;
    for (const Cluster& one : clusters_) sums.add(proportion(one.all, one.all));
    return sums;
  }

private:
  struct Cluster {
    WeightSums below, at_low, at_high, all;
    std::vector<double> values;
    std::vector<WeightSums> cumulated;  // prefix sums of the weights
  };

  static WeightSums scaled(WeightSums sums, Index stride) {
    const auto factor = static_cast<double>(stride);
    return {sums.count / stride, sums.sum / factor, sums.squares / factor};
  }

  static Cluster cluster(const WeightedSelected& of) {
    Cluster one{scaled(of.below, of.stride),
                scaled(of.at_low, of.stride),
                scaled(of.at_high, of.stride),
                {},
                {},
                {WeightSums{}}};
    for (const WeightedValue& kept : of.kept) {
      one.values.push_back(kept.value);
      one.cumulated.push_back(one.cumulated.back());
      one.cumulated.back() += {1, kept.weight, kept.weight * kept.weight};
    }
    one.all = one.below;
    one.all += one.at_low;
    one.all += one.cumulated.back();
    one.all += one.at_high;
    one.all += scaled(of.above, of.stride);
    return one;
  }

  // If all trajectories are hits, there are no misses, despite rounding.
  static WeightedProportion proportion(const WeightSums& hits, const WeightSums& all) {
    WeightedProportion share{hits, {}};
    if (hits.count < all.count)
      share.misses = {all.count - hits.count, (std::max)(0.0, all.sum - hits.sum),
                      (std::max)(0.0, all.squares - hits.squares)};
    return share;
  }

  std::vector<Cluster> clusters_;
  std::vector<double> places_;
  double low_ = -unbounded, high_ = unbounded, below_ = 0, above_ = 0;
};

WeightedQuantileSearch::WeightedQuantileSearch(double probability, double level, double trajectories)
    : probability_(probability), level_(level), count_(trajectories),
      stride_(stride_for(trajectories, most_kept_at_first)) {}

WeightedSelected WeightedQuantileSearch::request() const {
  return {.low = from_, .high = to_, .stride = stride_};
}

void WeightedQuantileSearch::take(std::vector<WeightedSelected> clusters, const FoundShare& share) {
  const Sample sample(std::move(clusters));
  if (stride_ > 1)
    narrow(sample, share);
  else
    find(sample, share);
}

// Narrows the ends to the interval that these values give, at a level that fails once in a million.
// Stores more values if the interval is not much narrower.
void WeightedQuantileSearch::narrow(const Sample& sample, const FoundShare& share) {
  constexpr double sure = 0.999999;
  constexpr Index more = 8;
  const std::vector<double>& places = sample.places();
  if (places.empty()) {
    stride_ = (std::max)(Index{1}, stride_ / more);
    return;
  }
  const auto least = std::partition_point(places.begin(), places.end(), [&](double place) {
    return !(share(sample.up_to(place), sure).interval.high >= probability_);
  });
  const auto most = std::partition_point(places.begin(), places.end(), [&](double place) {
    return !(share(sample.up_to(place), sure).interval.low >= probability_);
  });
  if (least != places.begin() && least != places.end()) from_ = *least;
  if (most != places.end() && *most > from_) to_ = *most;
  const double before = count_;
  count_ = sample.count_between(from_, to_) * static_cast<double>(stride_);
  stride_ = count_ <= (std::max)(most_kept, before / 2) ? stride_for(count_, most_kept)
                                                        : (std::max)(Index{1}, stride_ / more);
}

void WeightedQuantileSearch::find(const Sample& sample, const FoundShare& share) {
  const auto is_reached = [&](std::size_t what, const EventSums& sums) {
    constexpr double rounding = 1e-12;
    if (what == value) return sums.all.hits.sum >= probability_ * sums.all.total() * (1 - rounding);
    const Interval interval = share(sums, level_).interval;
    return (what == low ? interval.high : interval.low) >= probability_;
  };
  if (is_reached(low, sample.none())) found_[low] = -unbounded;
  if (!is_reached(high, sample.all())) found_[high] = unbounded;
  const std::vector<double>& places = sample.places();
  for (std::size_t what = 0; what < wanted; ++what) {
    if (found_[what]) continue;
    if (sample.below() > 0 && is_reached(what, sample.up_to(std::nextafter(from_, -unbounded))))
      return look_in(-unbounded, from_, sample.below());
    if (sample.above() > 0 && !is_reached(what, sample.up_to(to_)))
      return look_in(to_, unbounded, sample.above());
    if (is_reached(what, sample.up_to(from_))) {
      found_[what] = from_;
    } else {
      const auto place = std::partition_point(
          places.begin(), places.end(), [&](double one) { return !is_reached(what, sample.up_to(one)); });
      found_[what] = (place == places.end() ? to_ : *place) + 0.0;  // no negative zero
    }
    if (what == value) share_ = share(sample.up_to(*found_[value]), level_);
  }
  is_done_ = true;
}

void WeightedQuantileSearch::look_in(double from, double to, double count) {
  from_ = from;
  to_ = to;
  count_ = count;
  stride_ = stride_for(count, most_kept);
}

detail::NumberEstimate WeightedQuantileSearch::finding() const {
  detail::NumberEstimate found;
  found.value = *found_[value];
  found.interval = {*found_[low], *found_[high]};
  found.cases = share_.cases;
  const double spread = probability_ * (1 - probability_), error = share_.standard_error;
  found.effective_samples =
      error > 0 ? (std::min)(share_.effective_samples, spread / (error * error)) : share_.effective_samples;
  if (std::isfinite(found.interval.low) && std::isfinite(found.interval.high))
    found.standard_error = (found.interval.high - found.interval.low) / (2 * detail::normal_point(level_));
  found.no_error = share_.no_error;
  return found;
}

}  // namespace casus
