// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/detail/special.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The Weibull distribution: (X / scale)^shape is exponential with rate 1; shape and scale are
/// positive. As a waiting time it has a hazard that decreases if shape < 1, is constant if shape =
/// 1 and increases if shape > 1 (Weibull, Journal of Applied Mechanics 18 (1951) 293-297,
/// doi:10.1115/1.4010337).
struct Weibull {
  static constexpr std::string_view name = "Weibull";
  static constexpr std::array parameters{Parameter{"shape", Domain::positive},
                                         Parameter{"scale", Domain::positive}};
  static constexpr Ends ends{.low = end_at(0)};
  static constexpr VectorQuantile kernel = VectorQuantile::weibull;

  double shape;
  double scale;

  double density(double x) const {
    if (x < 0 || x == detail::infinity) return 0.0;
    if (x == 0) return shape < 1 ? detail::infinity : (shape > 1 ? 0.0 : 1 / scale);
    const double log_hazard = shape * std::log(x / scale);
    return shape / x * std::exp(log_hazard - std::exp(log_hazard));
  }

  double cdf(double x) const { return x <= 0 ? 0.0 : -std::expm1(-std::pow(x / scale, shape)); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return x <= 0 ? 1.0 : std::exp(-std::pow(x / scale, shape)); }

  /// Returns the u-quantile, u in (0, 1); 0 or infinity if the true value is outside the range of
  /// doubles (shapes near 0). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return detail::scalar::weibull_quantile(u, shape, scale); }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return scale * std::pow(-std::log(tail), 1 / shape); }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  /// Returns infinity if the mean exceeds the largest double; likewise for the variance.
  double mean() const { return scale * detail::special::gamma(1 + 1 / shape); }
  double variance() const {
    const double first = detail::special::log_gamma(1 + 1 / shape);
    const double second = detail::special::log_gamma(1 + 2 / shape);
    if (second > 709) return detail::infinity;
    return scale * scale * std::exp(2 * first) * std::expm1(second - 2 * first);
  }
  std::pair<double, double> support() const { return {0.0, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Weibull = Conditional<distribution::Weibull>;
}
