// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The Cauchy distribution: location + scale T, where T has Student's t distribution with 1 degree
/// of freedom; scale is positive. It has neither a mean nor a variance.
struct Cauchy {
  static constexpr std::string_view name = "Cauchy";
  static constexpr std::array parameters{Parameter{"location", Domain::finite},
                                         Parameter{"scale", Domain::positive}};
  static constexpr Scaling scaling = Scaling::location_scale;

  double location;
  double scale;

  double density(double x) const {
    const double z = (x - location) / scale;
    return std::numbers::inv_pi / scale / (1 + z * z);
  }

  double cdf(double x) const { return above((location - x) / scale); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return above((x - location) / scale); }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept {
    return std::fma(scale, u <= 0.5 ? -exceeded(u) : exceeded(1 - u), location);
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return std::fma(scale, tail <= 0.5 ? exceeded(tail) : -exceeded(1 - tail), location);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  /// Returns NaN because the distribution has no mean; it has no variance either.
  double mean() const { return std::numeric_limits<double>::quiet_NaN(); }
  double variance() const { return std::numeric_limits<double>::quiet_NaN(); }
  std::pair<double, double> support() const { return {-detail::infinity, detail::infinity}; }

private:
  static double above(double z) { return std::atan2(1, z) * std::numbers::inv_pi; }
  // For tail <= 1/2.
  static double exceeded(double tail) noexcept {
    return tail == 0.5 ? 0.0 : 1 / std::tan(std::numbers::pi * tail);
  }
};

}  // namespace casus::distribution

namespace casus {
using Cauchy = Conditional<distribution::Cauchy>;
}
