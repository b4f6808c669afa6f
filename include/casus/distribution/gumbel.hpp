// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The Gumbel distribution of maxima, F(x) = exp(-exp(-(x - location) / scale)); scale is positive.
/// Approximates the distribution of the maximum of many independent numbers with light tails
/// (Gumbel, Statistics of Extremes, Columbia University Press 1958).
struct Gumbel {
  static constexpr std::string_view name = "Gumbel";
  static constexpr std::array parameters{Parameter{"location", Domain::finite},
                                         Parameter{"scale", Domain::positive}};
  static constexpr Scaling scaling = Scaling::location_scale;

  double location;
  double scale;

  double density(double x) const { return std::exp(log_density(x)); }
  double log_density(double x) const {
    const double z = (x - location) / scale;
    return z > -700 ? -z - std::exp(-z) - std::log(scale) : -detail::infinity;
  }

  double cdf(double x) const { return std::exp(-std::exp(-(x - location) / scale)); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return -std::expm1(-std::exp(-(x - location) / scale)); }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept {
    const double minus_log = u <= 0.5 ? -std::log(u) : -std::log1p(-(1 - u));
    return std::fma(-scale, std::log(minus_log), location);
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return std::fma(-scale, std::log(-std::log1p(-tail)), location);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return std::fma(scale, std::numbers::egamma, location); }
  double variance() const { return scale * scale * (std::numbers::pi * std::numbers::pi / 6); }
  std::pair<double, double> support() const { return {-detail::infinity, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Gumbel = Conditional<distribution::Gumbel>;
}
