// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/binomial.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The number of successes in `draws` draws without replacement from a population of size
/// `population` that contains `successes` successes. All three are whole numbers; neither
/// `successes` nor `draws` exceeds `population`.
struct Hypergeometric {
  static constexpr std::string_view name = "Hypergeometric";
  static constexpr std::array parameters{Parameter{"population", Domain::whole_count},
                                         Parameter{"successes", Domain::whole_count},
                                         Parameter{"draws", Domain::whole_count}};
  static constexpr Ends ends{end_at(0), end_of(2)};
  static constexpr bool is_count = true;
  static constexpr bool compares_cdf = true;
  static constexpr auto at_most_population = [](std::span<const double> row) {
    return "a number of at most population (" + detail::number(row[0]) + ")";
  };
  static constexpr std::array rules{
      Rule{1, [](std::span<const double> row) noexcept { return row[1] <= row[0]; }, at_most_population},
      Rule{2, [](std::span<const double> row) noexcept { return row[2] <= row[0]; }, at_most_population}};

  double population;
  double successes;
  double draws;

  /// Returns the probability mass at x, which is 0 if x is not a whole number. Computed as a
  /// quotient of binomial probabilities, which does not depend on their common success probability.
  double density(double x) const {
    const auto [least, most] = support();
    if (!(x >= least && x <= most) || x != std::floor(x)) return 0.0;
    if (least == most) return 1.0;
    const double p = draws / population;
    return Binomial{successes, p}.density(x) * Binomial{population - successes, p}.density(draws - x) /
           Binomial{population, p}.density(draws);
  }

  /// Returns P(X <= x), summing the nearer tail. Cost: one term for each count within a few
  /// standard deviations.
  double cdf(double x) const {
    const auto [least, most] = support();
    if (x < least) return 0.0;
    if (x >= most) return 1.0;
    const double k = std::floor(x);
    return k < mean() ? at_most(k) : 1 - above(k);
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    const auto [least, most] = support();
    if (x < least) return 1.0;
    if (x >= most) return 0.0;
    const double k = std::floor(x);
    return k < mean() ? 1 - at_most(k) : above(k);
  }

  /// Returns the smallest k with F(k) >= u, u in (0, 1). Searches with the CDF, starting from a
  /// normal approximation. Above the median it compares 1 - F with 1 - u.
  double quantile(double u) const noexcept {
    const auto [least, most] = support();
    if (u <= 0) return least;
    if (u >= 1) return most;
    const double near = guess(detail::scalar::normal_quantile(u, 1 - u));
    if (u <= 0.5) return detail::least_count(near, most, [&](double k) { return cdf(k) >= u; });
    return detail::least_count(near, most, [&](double k) { return survival(k) <= 1 - u; });
  }

  /// Returns the smallest k with P(X > k) <= `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return detail::least_count(guess(-detail::scalar::normal_quantile(tail, 1 - tail)), support().second,
                               [&](double k) { return survival(k) <= tail; });
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return population == 0 ? 0.0 : draws * (successes / population); }
  double variance() const {
    if (population <= 1) return 0.0;
    const double share = successes / population;
    return draws * share * (1 - share) * ((population - draws) / (population - 1));
  }
  std::pair<double, double> support() const {
    return {(std::max)(0.0, draws + successes - population), (std::min)(successes, draws)};
  }

private:
  double guess(double z) const { return std::ceil(mean() + z * std::sqrt(variance()) - 0.5); }
  double at_most(double k) const {
    double sum = 0, term = density(k);
    for (double j = k; term > 0x1p-60 * sum; --j) {
      sum += term;
      term *= j * (population - successes - draws + j) / ((successes - j + 1) * (draws - j + 1));
    }
    return (std::min)(sum, 1.0);
  }
  double above(double k) const {
    double sum = 0, term = density(k + 1);
    for (double j = k + 1; term > 0x1p-60 * sum; ++j) {
      sum += term;
      term *= (successes - j) * (draws - j) / ((j + 1) * (population - successes - draws + j + 1));
    }
    return (std::min)(sum, 1.0);
  }
};

}  // namespace casus::distribution

namespace casus {
using Hypergeometric = Conditional<distribution::Hypergeometric>;
}
