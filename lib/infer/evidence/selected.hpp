// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <vector>

#include <casus/infer/weights.hpp>
#include <casus/sample/layout.hpp>

/// Weighted values, stored for quantiles and extremes.
namespace casus {

struct WeightedValue {
  double value, weight;
};

/// Weighted values between two ends, and the weights of all others.
struct WeightedSelected {
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  Index stride = 1;  ///< values are kept for one group in `stride`
  WeightSums below = {}, at_low = {}, at_high = {}, above = {};
  std::vector<WeightedValue> kept = {};  ///< values between the ends

  /// Adds a group's values; values without weight do not count. Returns whether all that count are
  /// numbers.
  bool update(const double* values, const double* weights, Index group);
  WeightedSelected& operator+=(const WeightedSelected& other);
  WeightedSelected& operator*=(double factor);
};

/// The least and the greatest value with a positive weight.
struct WeightedExtremes {
  double least = std::numeric_limits<double>::infinity(), greatest = -least;

  /// Adds a group's values; values without weight do not count. Returns whether all that count are
  /// finite.
  bool update(const double* values, const double* weights);
  WeightedExtremes& operator+=(const WeightedExtremes& other);
  WeightedExtremes& operator*=(double) { return *this; }
};

/// The quantile of one world and the variance of its noise, from the first work item of the world's
/// trajectories.
struct WeightedOwnQuantile {
  double probability = 0.5;
  std::vector<WeightedValue> values = {};
  double weight = 0;  ///< total weight of the values that the quantile was computed from
  double quantile = 0, noise_variance = 0;

  void update(const double* group, const double* weights);
  /// Replaces the values by their summary; called at the end of each work item.
  void summarise();
  WeightedOwnQuantile& operator+=(const WeightedOwnQuantile& other);
  WeightedOwnQuantile& operator*=(double factor);
};

}  // namespace casus
