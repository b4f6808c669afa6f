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

/// The logistic distribution, F(x) = 1 / (1 + exp(-(x - location) / scale)); scale is positive.
struct Logistic {
  static constexpr std::string_view name = "Logistic";
  static constexpr std::array parameters{Parameter{"location", Domain::finite},
                                         Parameter{"scale", Domain::positive}};
  static constexpr Scaling scaling = Scaling::location_scale;

  double location;
  double scale;

  double density(double x) const { return std::exp(log_density(x)); }
  double log_density(double x) const {
    const double z = std::fabs(x - location) / scale;
    return -z - 2 * std::log1p(std::exp(-z)) - std::log(scale);
  }

  double cdf(double x) const { return 1 / (1 + std::exp((location - x) / scale)); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return 1 / (1 + std::exp((x - location) / scale)); }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return std::fma(scale, std::log(u / (1 - u)), location); }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return std::fma(-scale, std::log(tail / (1 - tail)), location);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return location; }
  double variance() const { return scale * scale * (std::numbers::pi * std::numbers::pi / 3); }
  std::pair<double, double> support() const { return {-detail::infinity, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Logistic = Conditional<distribution::Logistic>;
}
