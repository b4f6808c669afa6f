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

/// The number of successes in `trials` (a whole number >= 0) independent trials, each a success
/// with probability `probability`.
struct Binomial {
  static constexpr std::string_view name = "Binomial";
  static constexpr std::array parameters{Parameter{"trials", Domain::whole_count},
                                         Parameter{"probability", Domain::probability}};
  static constexpr Ends ends{end_at(0), end_of(0)};
  static constexpr bool is_count = true;
  static constexpr bool compares_cdf = true;

  double trials;
  double probability;

  /// Returns the probability mass at x, which is 0 if x is not a whole number.
  double density(double x) const {
    if (x < 0 || x > trials || x != std::floor(x)) return 0.0;
    if (probability == 0 || probability == 1) return x == probability * trials ? 1.0 : 0.0;
    if (x == 0) return std::exp(trials * std::log1p(-probability));
    if (x == trials) return std::pow(probability, trials);
    return detail::special::beta_i_derivative(x + 1, trials - x + 1, probability) / (trials + 1);
  }

  double cdf(double x) const {
    if (x < 0) return 0.0;
    return x >= trials ? 1.0 : at_most(std::floor(x));
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x < 0) return 1.0;
    return x >= trials ? 0.0 : above(std::floor(x));
  }

  /// Returns the smallest k with F(k) >= u, u in (0, 1). Searches with the CDF, starting from the
  /// Cornish-Fisher approximation (Boost.Math's discrete quantile can be off by one near the
  /// steps). Above the median it compares 1 - F with 1 - u, which makes the upper tail as accurate
  /// as the lower. Cost: two or three incomplete beta functions.
  double quantile(double u) const noexcept {
    if (u <= 0) return 0.0;
    if (u >= 1) return trials;
    const double near = guess(detail::scalar::normal_quantile(u, 1 - u));
    if (u <= 0.5) return detail::least_count(near, trials, [&](double k) { return at_most(k) >= u; });
    return detail::least_count(near, trials, [&](double k) { return above(k) <= 1 - u; });
  }

  /// Returns the smallest k with P(X > k) <= `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return detail::least_count(guess(-detail::scalar::normal_quantile(tail, 1 - tail)), trials,
                               [&](double k) { return above(k) <= tail; });
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return trials * probability; }
  double variance() const { return trials * probability * (1 - probability); }
  std::pair<double, double> support() const { return {0.0, trials}; }

  /// Returns the distribution function, continued between the counts for x > -1; 0 for smaller x.
  double continued_cdf(double x) const { return x <= -1 ? 0.0 : x >= trials ? 1.0 : at_most(x); }
  double continued_survival(double x) const { return x <= -1 ? 1.0 : x >= trials ? 0.0 : above(x); }

private:
  double guess(double z) const {
    return std::ceil(mean() + z * std::sqrt(variance()) + (1 - 2 * probability) * (z * z - 1) / 6 - 0.5);
  }
  // For k < trials.
  double at_most(double k) const { return detail::special::beta_ic(k + 1, trials - k, probability); }
  double above(double k) const { return detail::special::beta_i(k + 1, trials - k, probability); }
};

}  // namespace casus::distribution

namespace casus {
using Binomial = Conditional<distribution::Binomial>;
}
