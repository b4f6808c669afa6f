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

/// The kurtosis from which the tail index of single values is estimated: light tails rarely reach it in a small sample.
inline constexpr double high_kurtosis = 100;

/// The same for residuals of clusters. These are sums, so in many of them a lower kurtosis shows a tail.
inline double kurtosis_of_residuals(std::size_t clusters) noexcept {
  constexpr std::size_t many = 500;
  return clusters >= many ? high_kurtosis / 4 : high_kurtosis;
}

/// The largest tail index of values whose mean has an error. Values of an index above 1/2 have no variance, from 1 on no mean; the limit
/// leaves room for the error of the index and for a slow approach to the normal distribution.
inline constexpr double heaviest_tail = 0.4;

/// The reason for which a mean has no error, if there is one: the tails of its deviations, or few of them that make up their sum. The tail
/// index is estimated if the deviations have at least this kurtosis.
std::optional<Warning> why_no_error(const SquaredDeviations& deviations, double kurtosis,
                                    double heaviest = heaviest_tail);

/// The squared residuals of a ratio of sums over clusters.
SquaredDeviations residuals(double ratio, const std::vector<double>& numerators,
                            const std::vector<double>& denominators);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/tails.inl>
#endif
