// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdlib>
#include <vector>

/// Products of many factors in a scale of their own. Powers of two are taken out, which rounds nothing.
namespace casus::powers {

/// Beyond this, a product of two numbers is at risk of being 0 or infinite.
inline constexpr int largest_exponent = 400;

/// Returns the binary exponent of the largest value; 0 if none is positive and finite.
inline int exponent_of(const std::vector<double>& values) noexcept {
  double largest = 0;
  for (const double value : values)
    if (value > largest) largest = value;
  return largest > 0 && std::isfinite(largest) ? std::ilogb(largest) : 0;
}

/// Takes the exponent out, so that the largest value is in [1, 2); returns it.
inline int take_out(std::vector<double>& values) noexcept {
  const int exponent = exponent_of(values);
  for (double& value : values) value = std::scalbn(value, -exponent);
  return exponent;
}

/// Takes exponents out of two factors if their product may be too small or too large for a double; returns
/// what was taken out of both.
inline int take_out_of_product(std::vector<double>& a, std::vector<double>& b) noexcept {
  if (std::abs(exponent_of(a) + exponent_of(b)) <= largest_exponent) return 0;
  return take_out(a) + take_out(b);
}

}  // namespace casus::powers
