// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <boost/math/special_functions/beta.hpp>

#include <casus/detail/quiet.inl>
#include <casus/infer/detail/borrowed_range.hpp>

namespace casus {

namespace detail {

/// Mean and variance over worlds of their true values.
struct MomentsOverWorlds {
  double weight = 0, of_values = 0, of_squares = 0;

  /// Adds a world, or takes it away if the weight is negative.
  void add(const WorldEstimate& world, double its_weight) noexcept {
    weight += its_weight;
    of_values += its_weight * world.value;
    of_squares += its_weight * (world.value * world.value - world.noise_variance);
  }
  double mean() const noexcept { return of_values / weight; }
  double variance() const noexcept { return of_squares / weight - mean() * mean(); }
};

/// Returns the worlds' shares or means, each with an estimate of its noise variance that is right
/// on average; worlds with a single trajectory have none.
inline std::vector<WorldEstimate> values_with_noise(const WorldFindings& found) {
  if (!found.is_log_odds) return found.worlds;
  std::vector<WorldEstimate> shares;
  for (WorldEstimate one : found.worlds) {
    // From log(a / b) and its noise variance 1 / a + 1 / b, with half a case added to each count.
    const double odds = std::exp(one.value);
    const double a = (1 + odds) / one.noise_variance, b = (1 + 1 / odds) / one.noise_variance;
    const double cases = a + b - 1;
    if (!(cases > 1.5)) continue;
    one.value = (std::clamp)((a - 0.5) / cases, 0.0, 1.0);
    one.noise_variance = one.value * (1 - one.value) / (cases - 1);
    shares.push_back(one);
  }
  return shares;
}

CASUS_INLINE std::optional<Interval> borrowed_range(const WorldFindings& found, double level) {
  constexpr double least_worlds = 20, certain = 3;
  const std::vector<WorldEstimate> worlds = values_with_noise(found);
  if (effective_worlds(worlds) < least_worlds) return std::nullopt;
  MomentsOverWorlds all;
  bool are_positive = true;
  for (const WorldEstimate& world : worlds) {
    all.add(world, world.weight);
    are_positive = are_positive && world.value > 0;
  }
  const double mean = all.mean(), variance = all.variance();
  double squares = 0;
  for (const WorldEstimate& world : worlds) {
    MomentsOverWorlds others = all;
    others.add(world, -world.weight);
    squares += (others.variance() - variance) * (others.variance() - variance);
  }
  const double count = static_cast<double>(worlds.size());
  if (!(variance > certain * std::sqrt(squares * (count - 1) / count))) return std::nullopt;
  const double low = (1 - level) / 2;
  if (found.is_log_odds) {
    const double cases = mean * (1 - mean) / variance - 1;
    if (!(cases > 0)) return std::nullopt;
    const double hits = mean * cases, misses = (1 - mean) * cases;
    return Interval{boost::math::ibeta_inv(hits, misses, low, QuietPolicy()),
                    boost::math::ibeta_inv(hits, misses, 1 - low, QuietPolicy())};
  }
  const double point = normal_point(level);
  if (!are_positive) return Interval{mean - point * std::sqrt(variance), mean + point * std::sqrt(variance)};
  const double squared_scale = std::log1p(variance / (mean * mean));
  const double location = std::log(mean) - squared_scale / 2, half = point * std::sqrt(squared_scale);
  return Interval{std::exp(location - half), std::exp(location + half)};
}

}  // namespace detail

}  // namespace casus
