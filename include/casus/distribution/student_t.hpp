// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/detail/special.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// location + scale T, where T has Student's t distribution with `degrees_of_freedom` > 0 (not
/// necessarily a whole number), and scale > 0: bell-shaped like a normal distribution but with
/// heavy tails. With 1 degree of freedom it is Cauchy(location, scale); with many it approaches
/// Normal(location, scale).
struct StudentT {
  static constexpr std::string_view name = "StudentT";
  static constexpr std::array parameters{Parameter{"degrees_of_freedom", Domain::shape},
                                         Parameter{"location", Domain::finite},
                                         Parameter{"scale", Domain::positive}};
  static constexpr Scaling scaling = Scaling::location_scale;

  double degrees_of_freedom;
  double location;
  double scale;

  double density(double x) const {
    const double t = (x - location) / scale;
    return std::isinf(t) ? 0.0 : detail::special::student_density(degrees_of_freedom, t) / scale;
  }

  double cdf(double x) const { return below((x - location) / scale); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return below((location - x) / scale); }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact. Nondecreasing up to the
  /// rounding error of Boost.Math's root finding; infinite if the true value exceeds the largest
  /// double (few degrees of freedom).
  double quantile(double u) const noexcept {
    if (u <= 0) return -detail::infinity;
    if (u >= 1) return detail::infinity;
    return std::fma(scale, u <= 0.5 ? lower(u) : -lower(1 - u), location);
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return std::fma(scale, tail <= 0.5 ? -lower(tail) : lower(1 - tail), location);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  /// Returns the mean; NaN for 1 degree of freedom or fewer, where it does not exist.
  double mean() const { return degrees_of_freedom > 1 ? location : std::numeric_limits<double>::quiet_NaN(); }
  /// Returns the variance; infinity for 2 degrees of freedom or fewer, NaN for 1 or fewer.
  double variance() const {
    if (degrees_of_freedom > 2) return scale * scale * (degrees_of_freedom / (degrees_of_freedom - 2));
    return degrees_of_freedom > 1 ? detail::infinity : std::numeric_limits<double>::quiet_NaN();
  }
  std::pair<double, double> support() const { return {-detail::infinity, detail::infinity}; }

private:
  double below(double t) const {
    if (std::isinf(t)) return t < 0 ? 0.0 : 1.0;
    return detail::special::student_cdf(degrees_of_freedom, t);
  }
  // For probability <= 1/2.
  double lower(double probability) const noexcept {
    return detail::special::student_quantile(degrees_of_freedom, probability);
  }
};

}  // namespace casus::distribution

namespace casus {
using StudentT = Conditional<distribution::StudentT>;
}
