// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <variant>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/infer/tally.hpp>
#include <casus/infer/weights.hpp>
#include <casus/model/node.hpp>

/// Counts and sums of a forward run.
namespace casus::detail {

/// Comparisons of a group's values with the two ends of an interval, one bit per value.
struct BesideEnds {
  GroupBits below, at_low, above, at_high;
};

/// Keeps the values between two ends and counts the others.
struct Selected {
  std::int64_t total = 0, below = 0, at_low = 0, at_high = 0;
  bool any_nan = false;
  std::vector<double> inside = {};  ///< strictly between the ends

  void update(GroupValues values, GroupBits condition, const BesideEnds& beside) {
    for (std::size_t word = 0; word < condition.size(); ++word) {
      const std::uint64_t met = condition[word];
      total += std::popcount(met);
      below += std::popcount(met & beside.below[word]);
      at_low += std::popcount(met & beside.at_low[word]);
      at_high += std::popcount(met & beside.at_high[word] & ~beside.at_low[word]);
      std::uint64_t left =
          met & ~(beside.below[word] | beside.at_low[word] | beside.above[word] | beside.at_high[word]);
      for (; left != 0; left &= left - 1) {
        const double value = values[word * 64 + detail::at(std::countr_zero(left))];
        any_nan = any_nan || std::isnan(value);
        inside.push_back(value);
      }
    }
  }
  void update(GroupValues values, GroupBits condition, double low, double high) {
    std::array<std::uint64_t, at(group_words)> below_low{}, equal_low{}, above_high{}, equal_high{};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const std::uint64_t bit = std::uint64_t{1} << (i % 64);
      below_low[i / 64] |= values[i] < low ? bit : 0;
      equal_low[i / 64] |= values[i] == low ? bit : 0;
      above_high[i / 64] |= values[i] > high ? bit : 0;
      equal_high[i / 64] |= values[i] == high ? bit : 0;
    }
    update(values, condition, {below_low, equal_low, above_high, equal_high});
  }
  Selected& operator+=(const Selected& other) {
    total += other.total;
    below += other.below;
    at_low += other.at_low;
    at_high += other.at_high;
    any_nan = any_nan || other.any_nan;
    inside.insert(inside.end(), other.inside.begin(), other.inside.end());
    return *this;
  }
};

/// Moments, with the tails of the values: the sums of squares of groups or, if there are few groups
/// or few values count in a group, the squares of single values. One large value dominates the sum
/// of its group, so the tail of the sums is that of the squares (Embrechts, Klueppelberg and
/// Mikosch, Modelling Extremal Events, 1997, section 1.3.1), and the sums are by-products of the
/// moments.
struct TailedMoments {
  bool by_value = false;
  Moments moments = {};
  SquaredDeviations deviations = {};

  void update(GroupValues values, GroupBits condition, const Moments& group) {
    constexpr std::int64_t few = 32;
    if (group.count == 0) return;
    moments += group;
    by_value = by_value || group.count < few;
    if (by_value)
      add_values(values, condition, group.count);
    else
      deviations.add(group.squares);
  }
  TailedMoments& operator+=(const TailedMoments& other) {
    by_value = by_value || other.by_value;
    moments += other.moments;
    deviations += other.deviations;
    return *this;
  }

private:
  // Adds squared deviations from the mean so far, in interleaved partial sums as in
  // `group_moments`.
  void add_values(GroupValues values, GroupBits condition, std::int64_t count) {
    std::array<double, at(group_size)> square;
    double sums[partial_sums] = {}, squares[partial_sums] = {};
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double off = (condition[i / 64] >> (i % 64)) & 1 ? values[i] - moments.mean : 0;
      square[i] = off * off;
    }
    for (std::size_t i = 0; i < square.size(); ++i) {
      sums[i % partial_sums] += square[i];
      squares[i % partial_sums] += square[i] * square[i];
    }
    for (const double one : square) deviations.largest.insert(one);
    deviations.count += static_cast<double>(count);
    deviations.sum += pairwise_sum(sums);
    deviations.squares += pairwise_sum(squares);
  }
};

/// A world's own quantile and the variance of its noise, from the world's first work item. A work
/// item is summarised as soon as it is drawn, so that its values need not be kept.
struct OwnQuantile {
  double probability = 0.5;
  std::vector<double> values = {};
  double count = 0;  ///< number of values from which it was computed
  double quantile = 0, noise_variance = 0;

  void update(GroupValues group, GroupBits condition) {
    for (std::size_t word = 0; word < condition.size(); ++word)
      for (std::uint64_t left = condition[word]; left != 0; left &= left - 1)
        values.push_back(group[word * 64 + detail::at(std::countr_zero(left))]);
  }
  /// Computes the quantile, and its noise from the order statistics one standard error to either
  /// side.
  void summarise() {
    if (values.empty()) return;
    count = static_cast<double>(values.size());
    const double reach = std::sqrt(probability * (1 - probability) / count);
    const double low = drawn(probability - reach), high = drawn(probability + reach);
    quantile = drawn(probability);
    noise_variance = (high - low) / 2 * ((high - low) / 2);
    values = std::vector<double>();  // releases the memory, as clear() does not
  }
  OwnQuantile& operator+=(const OwnQuantile& other) {
    if (count == 0) *this = other;
    return *this;
  }

private:
  double drawn(double share) {
    const double rank = std::clamp(std::ceil(share * count), 1.0, count);
    const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank) - 1;
    std::nth_element(values.begin(), place, values.end());
    return *place;
  }
};

using Tally = std::variant<Proportion, Moments, BinCounts, Selected, OwnQuantile, TailedMoments>;

/// A tally to be taken: of an event or a quantity, over the trajectories that meet a condition
/// (all, if there is none).
struct TallyRequest {
  Tally empty;
  NodePtr target;
  NodePtr condition;
  std::vector<double> edges;  ///< of BinCounts; of Selected: the two ends
};

/// Tallies of one world, one per request.
using WorldTally = std::vector<Tally>;

inline void combine(WorldTally& into, const WorldTally& from) {
  for (std::size_t i = 0; i < into.size(); ++i)
    std::visit([&](auto& tally) { tally += std::get<std::decay_t<decltype(tally)>>(from[i]); }, into[i]);
}

/// Replaces values by their summary; called at the end of each work item.
inline void summarise(WorldTally& unit) {
  for (Tally& tally : unit)
    if (auto* own = std::get_if<OwnQuantile>(&tally)) own->summarise();
}

inline WorldTally empty_tally(const std::vector<TallyRequest>& requests) {
  WorldTally tally;
  for (const TallyRequest& request : requests) tally.push_back(request.empty);
  return tally;
}

}  // namespace casus::detail
