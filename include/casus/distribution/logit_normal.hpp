// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/core.hpp>
#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// A number in (0, 1) whose log odds are Normal(logit_location, logit_scale), logit_scale > 0
/// (Aitchison and Shen, Biometrika 67 (1980) 261-272, doi:10.1093/biomet/67.2.261). Its median is
/// 1 / (1 + e^-logit_location).
struct LogitNormal {
  static constexpr std::string_view name = "LogitNormal";
  static constexpr std::array parameters{Parameter{"logit_location", Domain::finite},
                                         Parameter{"logit_scale", Domain::positive}};
  static constexpr Ends ends{end_at(0), end_at(1)};
  static constexpr VectorQuantile kernel = VectorQuantile::logit_normal;

  double logit_location;
  double logit_scale;

  double density(double x) const {
    if (x <= 0 || x >= 1) return 0.0;
    return detail::standard_normal_density((logit(x) - logit_location) / logit_scale) /
           (x * (1 - x) * logit_scale);
  }

  double cdf(double x) const {
    if (x <= 0) return 0.0;
    return x >= 1 ? 1.0 : detail::standard_normal_cdf((logit(x) - logit_location) / logit_scale);
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x <= 0) return 1.0;
    return x >= 1 ? 0.0 : detail::standard_normal_cdf((logit_location - logit(x)) / logit_scale);
  }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact.
  double quantile(double u) const noexcept {
    return detail::scalar::logit_normal_at(detail::scalar::standard_normal(u), logit_location, logit_scale);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  /// Returns the mean. Neither moment has a closed form; both are computed by adaptive
  /// Gauss-Kronrod quadrature over the log odds, with a relative error of 1e-10 for logit_scale >=
  /// 1e-4. Cost: microseconds, up to a millisecond for large scales.
  double mean() const;
  double variance() const;
  std::pair<double, double> support() const { return {0.0, 1.0}; }

private:
  static double logit(double x) { return std::log(x) - std::log1p(-x); }

  /// Returns E f(p), or E f(1 - p) if logit_location > 0, so that the argument has a median of at
  /// most 1/2. For f = p, p^2 the bulk of the integrand lies between the peak of the normal
  /// density, z = 0, and that of e^(2 scale z) phi(z), z = 2 scale; 9 standard deviations on either
  /// side leave out 1e-18.
  template <class Function> double expectation(const Function& f) const;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/logit_normal.inl>
#endif
