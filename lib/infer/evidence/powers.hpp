// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdlib>
#include <vector>

/// Products of many factors, kept in range by taking out powers of two, which is exact.
namespace casus::powers {

/// Largest absolute binary exponent of a product that is safe from underflow and overflow.
inline constexpr int largest_exponent = 400;

/// Returns the binary exponent of the largest value; 0 if none is positive and finite.
inline int exponent_of(const std::vector<double>& values) noexcept {
  double largest = 0;
  for (const double value : values)
    if (value > largest) largest = value;
  return largest > 0 && std::isfinite(largest) ? std::ilogb(largest) : 0;
}

/// Divides the values by the power of two that brings the largest into [1, 2); returns the
/// exponent.
inline int take_out(std::vector<double>& values) noexcept {
  const int exponent = exponent_of(values);
  for (double& value : values) value = std::scalbn(value, -exponent);
  return exponent;
}

/// Takes exponents out of two factors if their product may be too small or too large for a double;
/// returns the sum of both exponents.
inline int take_out_of_product(std::vector<double>& a, std::vector<double>& b) noexcept {
  if (std::abs(exponent_of(a) + exponent_of(b)) <= largest_exponent) return 0;
  return take_out(a) + take_out(b);
}

}  // namespace casus::powers
