// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/selected.hpp"

#include <algorithm>
#include <cmath>

#include <casus/random/generator.hpp>

namespace casus {

bool WeightedSelected::update(const double* values, const double* weights, Index group) {
  const bool keeps = group % stride == 0;
  bool are_numbers = true;
  for (Index i = 0; i < group_size; ++i) {
    const double value = values[i], weight = weights[i];
    if (!(weight > 0)) continue;
    are_numbers = are_numbers && !std::isnan(value);
    const WeightSums one{1, weight, weight * weight};
    if (value > low && value < high) {
      if (keeps) kept.push_back({value, weight});
    } else if (value == low) {
      at_low += one;
    } else if (value == high) {
      at_high += one;
    } else {
      (value < low ? below : above) += one;
    }
  }
  return are_numbers;
}

WeightedSelected& WeightedSelected::operator+=(const WeightedSelected& other) {
  below += other.below;
  at_low += other.at_low;
  at_high += other.at_high;
  above += other.above;
  kept.insert(kept.end(), other.kept.begin(), other.kept.end());
  return *this;
}

WeightedSelected& WeightedSelected::operator*=(double factor) {
  below *= factor;
  at_low *= factor;
  at_high *= factor;
  above *= factor;
  for (WeightedValue& one : kept) one.weight *= factor;
  return *this;
}

bool WeightedExtremes::update(const double* values, const double* weights) {
  bool are_finite = true;
  for (Index i = 0; i < group_size; ++i) {
    if (!(weights[i] > 0)) continue;
    are_finite = are_finite && std::isfinite(values[i]);
    least = (std::min)(least, values[i]);
    greatest = (std::max)(greatest, values[i]);
  }
  return are_finite;
}

WeightedExtremes& WeightedExtremes::operator+=(const WeightedExtremes& other) {
  least = (std::min)(least, other.least);
  greatest = (std::max)(greatest, other.greatest);
  return *this;
}

void WeightedOwnQuantile::update(const double* group, const double* weights) {
  for (Index i = 0; i < group_size; ++i)
    if (weights[i] > 0) values.push_back({group[i], weights[i]});
}

// Estimates the noise from the order statistics one standard error to either side.
void WeightedOwnQuantile::summarise() {
  if (values.empty()) return;
  std::sort(values.begin(), values.end(), [](const WeightedValue& a, const WeightedValue& b) {
    return a.value != b.value ? a.value < b.value : a.weight < b.weight;
  });
  WeightSums all;
  for (const WeightedValue& one : values) all += {1, one.weight, one.weight * one.weight};
  const auto drawn = [&](double share) {
    double sum = 0;
    for (const WeightedValue& one : values)
      if ((sum += one.weight) >= share * all.sum) return one.value;
    return values.back().value;
  };
  const double reach = std::sqrt(probability * (1 - probability) / all.effective());
  const double half = (drawn(probability + reach) - drawn(probability - reach)) / 2;
  weight = all.sum;
  quantile = drawn(probability);
  noise_variance = half * half;
  values = std::vector<WeightedValue>();  // releases the memory, which clear() would keep
}

WeightedOwnQuantile& WeightedOwnQuantile::operator+=(const WeightedOwnQuantile& other) {
  if (weight == 0) *this = other;
  return *this;
}

WeightedOwnQuantile& WeightedOwnQuantile::operator*=(double factor) {
  weight *= factor;
  return *this;
}

}  // namespace casus
