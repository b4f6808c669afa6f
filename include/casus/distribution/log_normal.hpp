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

/// A positive number whose natural logarithm is Normal(log_location, log_scale), log_scale > 0. Its
/// median is e^log_location.
struct LogNormal {
  static constexpr std::string_view name = "LogNormal";
  static constexpr std::array parameters{Parameter{"log_location", Domain::finite},
                                         Parameter{"log_scale", Domain::positive}};
  static constexpr Ends ends{.low = end_at(0)};
  static constexpr VectorQuantile kernel = VectorQuantile::log_normal;

  double log_location;
  double log_scale;

  double density(double x) const {
    if (x <= 0) return 0.0;
    return detail::standard_normal_density((std::log(x) - log_location) / log_scale) / (x * log_scale);
  }

  /// Returns the logarithm of the density, accurate even if the density underflows.
  double log_density(double x) const {
    if (!(x > 0)) return -detail::infinity;
    return detail::standard_normal_log_density((std::log(x) - log_location) / log_scale) -
           std::log(log_scale) - std::log(x);
  }

  double cdf(double x) const {
    return x <= 0 ? 0.0 : detail::standard_normal_cdf((std::log(x) - log_location) / log_scale);
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    return x <= 0 ? 1.0 : detail::standard_normal_cdf((log_location - std::log(x)) / log_scale);
  }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept {
    return detail::scalar::log_normal_at(detail::scalar::standard_normal(u), log_location, log_scale);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  /// Returns infinity if the mean exceeds the largest double; likewise for the variance.
  double mean() const { return std::exp(log_location + log_scale * log_scale / 2); }
  double variance() const {
    return std::expm1(log_scale * log_scale) * std::exp(2 * log_location + log_scale * log_scale);
  }
  std::pair<double, double> support() const { return {0.0, detail::infinity}; }
};

}  // namespace casus::distribution
