// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The Pareto distribution of the first kind: P(X > x) = (scale / x)^shape for x >= scale; shape
/// and scale are positive. The smaller the shape, the heavier the tail (Arnold, Pareto
/// Distributions, 2nd edition, CRC Press 2015, doi:10.1201/b18141).
struct Pareto {
  static constexpr std::string_view name = "Pareto";
  static constexpr std::array parameters{Parameter{"shape", Domain::positive},
                                         Parameter{"scale", Domain::positive}};
  static constexpr Ends ends{.low = end_of(1)};

  double shape;
  double scale;

  double density(double x) const { return std::exp(log_density(x)); }
  double log_density(double x) const {
    if (!(x >= scale && x < detail::infinity)) return -detail::infinity;
    return std::log(shape) - std::log(x) - shape * std::log(x / scale);
  }

  double cdf(double x) const { return x <= scale ? 0.0 : -std::expm1(-shape * std::log(x / scale)); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return x <= scale ? 1.0 : std::exp(-shape * std::log(x / scale)); }

  /// Returns the u-quantile, u in (0, 1); infinity if the true value exceeds the largest double.
  /// Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return scale * std::exp(-std::log1p(-u) / shape); }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return scale * std::exp(-std::log(tail) / shape); }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  /// Returns the mean, which is infinite if the shape is at most 1; the variance is infinite if the
  /// shape is at most 2.
  double mean() const { return shape > 1 ? scale * (shape / (shape - 1)) : detail::infinity; }
  double variance() const {
    if (!(shape > 2)) return detail::infinity;
    return scale / (shape - 1) * (scale / (shape - 1)) * (shape / (shape - 2));
  }
  std::pair<double, double> support() const { return {scale, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Pareto = Conditional<distribution::Pareto>;
}
