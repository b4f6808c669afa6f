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

/// The quantile function of a distribution of counts with too many values for a CountTable. The
/// distribution function is continued between the counts by its incomplete gamma or beta function,
/// the continuation is tabulated like a continuous distribution, and its quantile is rounded up. If
/// the table's error could reach the next count, and in the outermost 1e-7 of either tail, the
/// exact quantile is computed, so every count is exact. If the standard deviation exceeds some
/// hundred thousand counts, the table's own error (at most a hundred times `greatest_error` of a
/// QuantileTable) remains. Immutable; safe to share between threads.
class WideCounts {
public:
  /// Returns a table for a Poisson, Binomial, NegativeBinomial, or a Mixture of these, if all
  /// parameters are literal (the others are null in the row). Returns null otherwise, and if the
  /// continued distribution function is too steep or too flat somewhere. Cost: about 3,700
  /// quantiles of the distribution.
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
  explicit WideCounts(Mixture law) : distribution_(std::move(law)) {}
  // Returns the exact quantile. A single distribution is a mixture of one component.
  double own_quantile(double u) const noexcept;

  Mixture distribution_;
  std::shared_ptr<const QuantileTable> continued_;
  double margin_ = 0;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/wide_counts.inl>
#endif
