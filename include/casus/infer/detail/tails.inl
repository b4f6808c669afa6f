// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>

#include <casus/infer/detail/tails.hpp>
#include <casus/infer/detail/wording.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::optional<Warning> why_no_error(const SquaredDeviations& deviations, double kurtosis,
                                                 double heaviest) {
  // An error estimated from fewer effective squares than this varies too much for an interval.
  constexpr double few = 20;
  const double effective = deviations.effective();
  // Discrete values with few different sizes have no tail, but a fit to them may suggest one.
  constexpr std::size_t some = 20;
  const std::vector<double> greatest = deviations.largest.sorted();
  const bool is_peaked = kurtosis * effective < deviations.count;
  const bool has_tail = is_peaked && greatest.size() >= some && greatest.front() > 2 * greatest[some - 1];
  // The tail index of the squares is twice that of the values.
  const double index = has_tail ? pareto_k(deviations.largest, deviations.count).value_or(0) / 2 : 0;
  if (index >= 1) return wording::no_mean(index);
  if (index > heaviest) return wording::heavy_tail(index, heaviest);
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
  // The standard error of the index, as if it were 0, from the values that it is fitted to.
  const double fitted = (std::min)(0.2 * deviations.count, 3 * std::sqrt(deviations.count));
  const double error = 1 / std::sqrt(fitted);
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
