// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <casus/infer/detail/tails.hpp>
#include <casus/infer/detail/wording.hpp>

namespace casus {

namespace detail {

/// Returns the standard error of a tail index near 0, from the number of values that it is fitted
/// to.
inline double error_of_index(double count) {
  return 1 / std::sqrt((std::min)(0.2 * count, 3 * std::sqrt(count)));
}

CASUS_INLINE std::optional<Warning> why_no_error(const SquaredDeviations& deviations, double kurtosis,
                                                 double heaviest) {
  // An error estimated from fewer effective squares than this varies too much for an interval.
  constexpr double few = 20;
  const double effective = deviations.effective();
  // Discrete values with few different sizes have no tail, but a fit to them may suggest one.
  constexpr std::size_t some = 20;
  const std::vector<double> greatest = deviations.largest.sorted();
  // A small sample of a heavy tail may have a lower kurtosis; then the index has to be clearly
  // above the limit.
  const bool is_peaked = kurtosis * effective < deviations.count,
             is_steep = kurtosis >= high_kurtosis && kurtosis / 2 * effective < deviations.count;
  const bool has_tail =
      (is_peaked || is_steep) && greatest.size() >= some && greatest.front() > 2 * greatest[some - 1];
  // The tail index of the squares is twice that of the values.
  const double index = has_tail ? pareto_k(deviations.largest, deviations.count).value_or(0) / 2 : 0;
  if (index >= 1 && is_peaked) return wording::no_mean(index);
  if (index > heaviest + (is_peaked ? 0 : error_of_index(deviations.count)))
    return wording::heavy_tail(index, heaviest);
  if (effective < (std::min)(few, deviations.count / high_kurtosis))
    return wording::few_contributions(effective);
  return std::nullopt;
}

CASUS_INLINE double tail_allowance(const SquaredDeviations& deviations) {
  constexpr double peaked = 25, tail_factor = 4;
  constexpr std::size_t some = 20;
  if (!(peaked * deviations.effective() < deviations.count)) return 0;
  const std::vector<double> greatest = deviations.largest.sorted();
  if (greatest.size() < some || !(greatest.front() > 2 * greatest[some - 1])) return 0;
  const auto of_squares = pareto_k(deviations.largest, deviations.count);
  if (!of_squares) return 0;
  const double error = error_of_index(deviations.count);
  const double doubt = (std::clamp)((*of_squares / 2 + error - heaviest_tail) / error, 0.0, 1.0);
  return tail_factor * doubt * std::sqrt(greatest.front() / deviations.sum);
}

CASUS_INLINE SquaredDeviations residuals(double ratio, const std::vector<double>& numerators,
                                         const std::vector<double>& denominators) {
  SquaredDeviations all;
  for (std::size_t i = 0; i < numerators.size(); ++i) {
    const double residual = numerators[i] - ratio * denominators[i];
    all.add(residual * residual);
  }
  return all;
}

}  // namespace detail

}  // namespace casus
