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

/// The Laplace (double exponential) distribution: the distance from `location` to either side is
/// exponential with mean `scale` > 0.
struct Laplace {
  static constexpr std::string_view name = "Laplace";
  static constexpr std::array parameters{Parameter{"location", Domain::finite},
                                         Parameter{"scale", Domain::positive}};
  static constexpr Scaling scaling = Scaling::location_scale;

  double location;
  double scale;

  double density(double x) const { return std::exp(log_density(x)); }
  double log_density(double x) const { return -std::fabs(x - location) / scale - std::log(2 * scale); }

  double cdf(double x) const { return below((x - location) / scale); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return below((location - x) / scale); }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept {
    return std::fma(scale, u <= 0.5 ? std::log(2 * u) : -std::log(2 * (1 - u)), location);
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return std::fma(scale, tail <= 0.5 ? -std::log(2 * tail) : std::log(2 * (1 - tail)), location);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return location; }
  double variance() const { return 2 * scale * scale; }
  std::pair<double, double> support() const { return {-detail::infinity, detail::infinity}; }

private:
  static double below(double z) { return z <= 0 ? std::exp(z) / 2 : 1 - std::exp(-z) / 2; }
};

}  // namespace casus::distribution

namespace casus {
using Laplace = Conditional<distribution::Laplace>;
}
