// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/detail/special.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The number of failures before `successes` successes in independent trials, each a success with
/// probability `probability`, in (0, 1]. `successes` is positive and need not be a whole number.
/// Equivalently a Poisson count whose mean is Gamma(successes, probability / (1 - probability))
/// distributed, hence overdispersed relative to a Poisson count (Greenwood and Yule, Journal of the
/// Royal Statistical Society 83 (1920) 255-279, doi:10.2307/2341080).
struct NegativeBinomial {
  static constexpr std::string_view name = "NegativeBinomial";
  static constexpr std::array parameters{Parameter{"successes", Domain::shape},
                                         Parameter{"probability", Domain::positive_probability}};
  static constexpr Ends ends{.low = end_at(0)};
  static constexpr bool is_count = true;
  static constexpr bool compares_cdf = true;
  static constexpr std::array rules{Rule{
      1,
      [](std::span<const double> row) noexcept { return row[0] * ((1 - row[1]) / row[1]) <= largest_shape; },
      [](std::span<const double>) {
        return "a probability with at most " + detail::number(largest_shape) + " expected failures";
      }}};

  double successes;
  double probability;

  /// Returns the probability mass at x, which is 0 if x is not a whole number.
  double density(double x) const {
    if (x < 0 || x != std::floor(x) || x == detail::infinity) return 0.0;
    if (x == 0) return std::pow(probability, successes);
    if (probability == 1) return 0.0;
    return detail::special::beta_i_derivative(successes, x + 1, probability) *
           (probability / (successes + x));
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
  /// Cornish-Fisher approximation. Above the median it compares 1 - F with 1 - u, which makes the
  /// upper tail as accurate as the lower. Cost: two or three incomplete beta functions, more if
  /// there are few successes and therefore a long tail.
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

  double mean() const { return successes * ((1 - probability) / probability); }
  double variance() const { return mean() / probability; }
  std::pair<double, double> support() const { return {0.0, detail::infinity}; }

  /// Returns the distribution function, continued between the counts for x > -1; 0 for smaller x.
  double continued_cdf(double x) const { return x <= -1 ? 0.0 : at_most(x); }
  double continued_survival(double x) const { return x <= -1 ? 1.0 : above(x); }

private:
  double guess(double z) const {
    const double skew = (2 - probability) / probability;  // times the standard deviation
    return std::ceil(mean() + z * std::sqrt(variance()) + skew * (z * z - 1) / 6 - 0.5);
  }
  double at_most(double k) const { return detail::special::beta_i(successes, k + 1, probability); }
  double above(double k) const { return detail::special::beta_ic(successes, k + 1, probability); }
};

}  // namespace casus::distribution

namespace casus {
using NegativeBinomial = Conditional<distribution::NegativeBinomial>;
}
