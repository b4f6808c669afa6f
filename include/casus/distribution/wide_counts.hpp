// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>

#include <casus/detail/core.hpp>
#include <casus/distribution/family.hpp>
#include <casus/distribution/quantile_table.hpp>

namespace casus::distribution {

/// The quantile function of a law of counts that takes too many values for a CountTable: the distribution function is continued between
/// the counts by its incomplete gamma or beta function, the continuation is tabulated as a continuous law is, and its quantile is rounded
/// up. Where the table's error could reach the next count, and in the last ten millionth of either tail, the law's own quantile decides, so
/// that every count is the law's own; beyond a standard deviation of some hundred thousand counts the table's own error (a hundred times
/// `greatest_error` of a QuantileTable at most) is left. Immutable; safe to share between threads.
class WideCounts {
public:
  /// A table for a Poisson, Binomial, NegativeBinomial, or a Mixture of these, all of whose parameters are literal (the others are null in
  /// the row). Null otherwise, and where the continued distribution function is too steep or too flat somewhere. Cost: some 3,700
  /// quantiles of the law.
  static std::shared_ptr<const WideCounts> make(const Shape& shape,
                                                std::span<const std::optional<double>> parameters);

  double operator()(double u) const noexcept {
    constexpr double last = 1e-7;
    if (!(u > last && u < 1 - last)) return own_quantile(u);
    const double x = (*continued_)(u);
    const double count = std::ceil(x);
    const bool is_sure = count - x > margin_ && x - (count - 1) > margin_;
    return is_sure ? (std::max)(count, 0.0) : own_quantile(u);
  }

private:
  explicit WideCounts(Mixture law) : law_(std::move(law)) {}
  // Single laws are mixtures of one.
  double own_quantile(double u) const noexcept;

  Mixture law_;
  std::shared_ptr<const QuantileTable> continued_;
  double margin_ = 0;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/wide_counts.inl>
#endif
