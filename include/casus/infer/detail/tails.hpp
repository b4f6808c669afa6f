// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/weights.hpp>

/// Checks whether a mean has an error that can be trusted.
namespace casus::detail {

/// Kurtosis from which the tail index of single values is estimated: light tails rarely reach it in
/// a small sample.
inline constexpr double high_kurtosis = 100;

/// Returns that kurtosis for residuals of clusters. These are sums, so with many clusters a lower
/// kurtosis indicates a tail.
inline double kurtosis_of_residuals(std::size_t clusters) noexcept {
  constexpr std::size_t many = 500;
  return clusters >= many ? high_kurtosis / 4 : high_kurtosis;
}

/// Largest tail index of values whose mean has an error. Values with an index above 1/2 have no
/// variance, from 1 on no mean; the limit allows for the error of the index and for slow
/// convergence to the normal distribution.
inline constexpr double heaviest_tail = 0.4;

/// Returns the reason why a mean has no error, if there is one: the tails of its deviations, or the
/// small number of deviations that contribute most of their sum. The tail index is estimated if the
/// deviations have at least this kurtosis.
std::optional<Warning> why_no_error(const SquaredDeviations& deviations, double kurtosis,
                                    double heaviest = heaviest_tail);

/// Returns the allowance, in standard errors on either side of an interval, for values beyond the
/// largest deviation. In a sample without extreme values a heavy tail looks light, and the mean is
/// too small; a mean that has an error in spite of a tail index near `heaviest_tail` therefore gets
/// an allowance of up to four times the largest deviation over the root of the sum of all squares:
/// a part of the mean that a tail with an index of 1/2 has beyond its largest value. It is 0 unless
/// the index, with its standard error, may reach the limit, and the kurtosis is above 25. In
/// simulations of 300 to 8,000 exponential, log-normal and Pareto values, cubes of exponentials
/// among them, intervals of 95 % that had held 70 to 87 % held 89 to 98 %; those of normal and
/// exponential values are as before.
double tail_allowance(const SquaredDeviations& deviations);

/// Returns the squared residuals of a ratio of sums over clusters.
SquaredDeviations residuals(double ratio, const std::vector<double>& numerators,
                            const std::vector<double>& denominators);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/tails.inl>
#endif
