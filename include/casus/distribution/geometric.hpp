// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The number of failures before the first success in independent trials, each a success with
/// probability `probability`, in (0, 1]. Always 0 if the probability is 1.
struct Geometric {
  static constexpr std::string_view name = "Geometric";
  static constexpr std::array parameters{Parameter{"probability", Domain::success}};
  static constexpr Ends ends{.low = end_at(0)};
  static constexpr bool is_count = true;
  static constexpr VectorQuantile kernel = VectorQuantile::geometric;

  double probability;

  /// Returns the probability mass at x, which is 0 if x is not a whole number.
  double density(double x) const {
    if (x < 0 || x != std::floor(x) || x == detail::infinity) return 0.0;
    return x == 0 ? probability : probability * std::exp(x * std::log1p(-probability));
  }

  double cdf(double x) const {
    return x < 0 ? 0.0 : -std::expm1((std::floor(x) + 1) * std::log1p(-probability));
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    return x < 0 ? 1.0 : std::exp((std::floor(x) + 1) * std::log1p(-probability));
  }

  /// Returns the smallest k with F(k) >= u, u in (0, 1). Assumes that 1 - u is exact. F is computed
  /// to a few roundings of its logarithm.
  double quantile(double u) const noexcept {
    if (u <= 0) return 0.0;
    if (u >= 1) return detail::infinity;
    return detail::scalar::geometric_quantile(u, probability);
  }

  /// Returns the smallest k with P(X > k) <= `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    const double guess = std::ceil(std::log(tail) / std::log1p(-probability) - 1);
    return detail::least_count((std::max)(guess, 0.0), detail::infinity,
                               [&](double k) { return survival(k) <= tail; });
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return (1 - probability) / probability; }
  double variance() const { return (1 - probability) / probability / probability; }
  std::pair<double, double> support() const { return {0.0, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Geometric = Conditional<distribution::Geometric>;
}
