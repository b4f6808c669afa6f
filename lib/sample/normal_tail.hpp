// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <iterator>

#include <casus/detail/elementary.hpp>

/// Tail of the standard normal distribution, bitwise identical on every machine. Hart, Computer
/// Approximations (1968), 5666; in this form West, Wilmott Magazine (May 2005) 70. Relative error:
/// below 1e-8, and below 1e-13 up to 3.
namespace casus::normal_tail {

/// Greater arguments use another formula.
inline constexpr double far_from = 7.07106781186547;

/// Returns (1 - Phi(x)) / exp(-x^2 / 2) for 0 <= x <= far_from.
inline double middle_ratio(double x) {
  constexpr double numerator[] = {3.52624965998911e-02, 0.700383064443688, 6.37396220353165, 33.912866078383,
                                  112.079291497871,     221.213596169931,  220.206867912376};
  constexpr double denominator[] = {8.83883476483184e-02, 1.75566716318264, 16.064177579207,
                                    86.7807322029461,     296.564248779674, 637.333633378831,
                                    793.826512519948,     440.413735824752};
  double above = numerator[0], below = denominator[0];
  for (std::size_t i = 1; i < std::size(numerator); ++i) above = above * x + numerator[i];
  for (std::size_t i = 1; i < std::size(denominator); ++i) below = below * x + denominator[i];
  return above / below;
}

/// Returns the same for larger x.
inline double far_ratio(double x) {
  return 1 / (x + 1 / (x + 2 / (x + 3 / (x + 4 / (x + 0.65))))) / 2.506628274631;
}

/// Returns 1 - Phi(x), for x >= 0.
inline double of(double x) {
  return detail::scalar::exp(-0.5 * x * x) * (x > far_from ? far_ratio(x) : middle_ratio(x));
}

}  // namespace casus::normal_tail
