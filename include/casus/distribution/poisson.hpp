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

/// The number of independent events if `mean_count` >= 0 are expected; always 0 if it is 0.
struct Poisson {
  static constexpr std::string_view name = "Poisson";
  static constexpr std::array parameters{Parameter{"mean_count", Domain::mean_count}};
  static constexpr Ends ends{.low = end_at(0)};
  static constexpr bool is_count = true;
  static constexpr bool compares_cdf = true;

  double mean_count;

  /// Returns the probability mass at x, which is 0 if x is not a whole number.
  double density(double x) const {
    if (x < 0 || x != std::floor(x) || x == detail::infinity) return 0.0;
    if (mean_count == 0) return x == 0 ? 1.0 : 0.0;
    return detail::special::gamma_p_derivative(x + 1, mean_count);
  }

  double cdf(double x) const {
    if (x < 0) return 0.0;
    return x == detail::infinity ? 1.0 : at_most(std::floor(x));
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x < 0) return 1.0;
    return x == detail::infinity ? 0.0 : above(std::floor(x));
  }

  /// Returns the smallest k with F(k) >= u, u in (0, 1). Searches with the CDF, starting from the
  /// Cornish-Fisher approximation (Boost.Math's discrete quantile can be off by one near the
  /// steps). Above the median it compares 1 - F with 1 - u, which makes the upper tail as accurate
  /// as the lower. Cost: two or three incomplete gamma functions.
  double quantile(double u) const noexcept {
    if (u <= 0) return 0.0;
    if (u >= 1) return detail::infinity;
    const double near = guess(detail::scalar::normal_quantile(u, 1 - u));
    if (u <= 0.5)
      return detail::least_count(near, detail::infinity, [&](double k) { return at_most(k) >= u; });
    return detail::least_count(near, detail::infinity, [&](double k) { return above(k) <= 1 - u; });
  }

  /// Returns the smallest k with P(X > k) <= `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return detail::least_count(guess(-detail::scalar::normal_quantile(tail, 1 - tail)), detail::infinity,
                               [&](double k) { return above(k) <= tail; });
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return mean_count; }
  double variance() const { return mean_count; }
  std::pair<double, double> support() const { return {0.0, detail::infinity}; }

  /// Returns the distribution function, continued between the counts for x > -1; 0 for smaller x.
  double continued_cdf(double x) const { return x <= -1 ? 0.0 : at_most(x); }
  double continued_survival(double x) const { return x <= -1 ? 1.0 : above(x); }

private:
  double guess(double z) const {
    return std::ceil(mean_count + z * std::sqrt(mean_count) + (z * z - 1) / 6 - 0.5);
  }
  double at_most(double k) const {
    return is_large(k) ? detail::special::gamma_q_large(k + 1, mean_count)
                       : detail::special::gamma_q(k + 1, mean_count);
  }
  double above(double k) const {
    return is_large(k) ? detail::special::gamma_p_large(k + 1, mean_count)
                       : detail::special::gamma_p(k + 1, mean_count);
  }
  // Returns whether Boost.Math's running time would be proportional to the standard deviation.
  bool is_large(double k) const {
    return mean_count > detail::special::large_gamma_shape &&
           detail::special::is_large_gamma(k + 1, mean_count);
  }
};

}  // namespace casus::distribution

namespace casus {
using Poisson = Conditional<distribution::Poisson>;
}
