// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/detail/distributions.hpp>

namespace casus {

namespace detail {

CASUS_INLINE double standard_normal_density(double z) {
  constexpr double inverse_sqrt_two_pi = 0.3989422804014326779;
  return inverse_sqrt_two_pi * std::exp(-0.5 * z * z);
}

CASUS_INLINE double standard_normal_cdf(double z) {
  constexpr double sqrt_half = 0.7071067811865475244;
  return 0.5 * special::erfc(-z * sqrt_half);
}

CASUS_INLINE std::uint64_t digits_of_score(double z) {
  const auto cell = static_cast<std::uint64_t>(standard_normal_cdf(-std::fabs(z)) * 0x1p52);
  return z < 0 ? cell << 12 : ~(cell << 12);
}

CASUS_INLINE std::uint64_t ordinal(double x) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  return bits >> 63 ? ~bits : bits | std::uint64_t{1} << 63;
}

CASUS_INLINE double at_ordinal(std::uint64_t number) noexcept {
  return std::bit_cast<double>(number >> 63 ? number ^ std::uint64_t{1} << 63 : ~number);
}

}  // namespace detail

}  // namespace casus
