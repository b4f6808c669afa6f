// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/detail/special.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The gamma distribution with mean shape / rate; shape and rate are positive.
struct Gamma {
  static constexpr std::string_view name = "Gamma";
  static constexpr std::array parameters{Parameter{"shape", Domain::shape},
                                         Parameter{"rate", Domain::positive}};
  static constexpr Ends ends{.low = end_at(0)};
  static constexpr Scaling scaling = Scaling::rate;

  double shape;
  double rate;

  double density(double x) const {
    const double scaled = rate * x;
    if (x < 0 || scaled == detail::infinity) return 0.0;
    if (scaled == 0) return shape < 1 ? detail::infinity : (shape > 1 ? 0.0 : rate);
    return rate * detail::special::gamma_p_derivative(shape, scaled);
  }

  double cdf(double x) const {
    const double scaled = rate * x;
    if (scaled <= 0) return 0.0;
    return scaled == detail::infinity ? 1.0 : detail::special::gamma_p(shape, scaled);
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    const double scaled = rate * x;
    if (scaled <= 0) return 1.0;
    return scaled == detail::infinity ? 0.0 : detail::special::gamma_q(shape, scaled);
  }

  /// Returns the u-quantile, u in (0, 1). Nondecreasing up to the rounding error of Boost.Math's
  /// root finding; 0 if the true value is below the smallest double (shapes below about 0.05).
  double quantile(double u) const noexcept {
    if (u <= 0) return 0.0;
    if (u >= 1) return detail::infinity;
    if (u <= 0.5) return detail::special::gamma_p_inverse(shape, u) / rate;
    return detail::special::gamma_q_inverse(shape, 1 - u) / rate;
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return detail::special::gamma_q_inverse(shape, tail) / rate;
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return shape / rate; }
  double variance() const { return shape / rate / rate; }
  std::pair<double, double> support() const { return {0.0, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Gamma = Conditional<distribution::Gamma>;
}
