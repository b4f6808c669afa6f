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
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The waiting time until an event that happens `rate` > 0 times per unit of time on average.
struct Exponential {
  static constexpr std::string_view name = "Exponential";
  static constexpr std::array parameters{Parameter{"rate", Domain::positive}};
  static constexpr Ends ends{.low = end_at(0)};
  static constexpr VectorQuantile kernel = VectorQuantile::exponential;

  double rate;

  double density(double x) const { return x < 0 ? 0.0 : rate * std::exp(-rate * x); }

  /// Returns the logarithm of the density, accurate even if the density underflows.
  double log_density(double x) const { return x < 0 ? -detail::infinity : std::log(rate) - rate * x; }

  double cdf(double x) const { return x <= 0 ? 0.0 : -std::expm1(-rate * x); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return x <= 0 ? 1.0 : std::exp(-rate * x); }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return detail::scalar::exponential_quantile(u, rate); }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return -std::log(tail) / rate; }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return 1 / rate; }
  double variance() const { return 1 / rate / rate; }
  std::pair<double, double> support() const { return {0.0, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Exponential = Conditional<distribution::Exponential>;
}
