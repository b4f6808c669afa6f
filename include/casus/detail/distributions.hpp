// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include <casus/detail/core.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/detail/special.hpp>

/// Functions that several distributions use; not part of the public interface.
namespace casus::detail {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

double standard_normal_density(double z);

double standard_normal_cdf(double z);

/// Returns the 64 digits of a uniform number U whose normal score Phi^-1(U) is z, up to the width
/// of its cell: U, the centre of one of 2^52 equal cells, is that of -z subtracted from 1.
std::uint64_t digits_of_score(double z);

/// Returns the logarithm of the density, also if the density underflows.
inline double standard_normal_log_density(double z) noexcept { return -0.5 * z * z - 0.918938533204672742; }

/// Returns the least k in {0, 1, ..., last} with reached(k), for a condition that stays true once
/// it is; it is assumed true at `last`. Gallops from the guess and bisects: about two calls if the
/// guess is right, else O(log |k - guess|). Terminates for any `reached`, so a NaN does no harm.
template <class Reached> double least_count(double guess, double last, const Reached& reached) {
  double high = guess > 0 ? (std::min)(std::floor(guess), last) : 0.0;
  double low = high - 1;
  double step = 1;
  if (high == last || reached(high)) {
    while (low >= 0 && reached(low)) {
      high = low;
      low = (std::max)(low - step, -1.0);
      step *= 2;
    }
  } else {
    do {
      low = high;
      high = (std::min)(high + step, last);
      step *= 2;
    } while (high < last && !reached(high));
  }
  while (high - low > 1) {
    const double middle = std::floor(low + (high - low) / 2);
    if (!(low < middle && middle < high)) break;
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

/// Returns a number near the root of an increasing function between low < high, by the Illinois
/// form of regula falsi; `low` if the function has the same sign at both. A suitable function is
/// the difference of the logarithms of a tail's probability and of the target probability.
template <class Excess> double near_root(double low, double high, const Excess& excess) {
  double guess = low;
  double at_low = excess(low), at_high = excess(high);
  for (int step = 0; step < 40 && at_low < 0 && at_high > 0; ++step) {
    const double share = at_low / (at_low - at_high);
    const double x = std::isfinite(share) ? std::fma(share, high - low, low) : low + (high - low) / 2;
    if (!(low < x && x < high)) break;
    const double at_x = excess(x);
    const double moved = std::fabs(x - guess);
    guess = x;
    if (at_x < 0) {
      low = x;
      at_low = at_x;
      at_high /= 2;
    } else {
      high = x;
      at_high = at_x;
      at_low /= 2;
    }
    if (moved <= 0x1p-50 * std::fabs(x)) break;
  }
  return guess;
}

/// Maps doubles to integers in the same order, and neighbouring doubles to neighbouring integers;
/// and back.
std::uint64_t ordinal(double x) noexcept;
double at_ordinal(std::uint64_t number) noexcept;

/// Returns the least double x with reached(x), for a condition that stays true once it is; it is
/// assumed true at infinity and false at -infinity. Gallops from the guess over neighbouring
/// doubles and bisects: a few calls if the guess is right, about a hundred at most. Terminates for
/// any `reached`.
template <class Reached> double least_double(double guess, const Reached& reached) {
  const std::uint64_t first = ordinal(-infinity), last = ordinal(infinity);
  std::uint64_t high = std::clamp(ordinal(guess), first + 1, last), low = high - 1, step = 1;
  if (high == last || reached(at_ordinal(high))) {
    while (low > first && reached(at_ordinal(low))) {
      high = low;
      low = low - first > step ? low - step : first;
      step *= 2;
    }
  } else {
    do {
      low = high;
      high = last - high > step ? high + step : last;
      step *= 2;
    } while (high < last && !reached(at_ordinal(high)));
  }
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (reached(at_ordinal(middle)) ? high : low) = middle;
  }
  return at_ordinal(high) + 0.0;  // 0 rather than -0
}

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/detail/distributions.inl>
#endif
