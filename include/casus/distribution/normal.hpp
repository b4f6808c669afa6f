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

/// The normal (Gaussian) distribution with mean `location` and standard deviation `scale` > 0.
struct Normal {
  static constexpr std::string_view name = "Normal";
  static constexpr std::array parameters{Parameter{"location", Domain::finite},
                                         Parameter{"scale", Domain::positive}};
  static constexpr VectorQuantile kernel = VectorQuantile::normal;

  double location;
  double scale;

  double density(double x) const { return detail::standard_normal_density((x - location) / scale) / scale; }

  /// Returns the logarithm of the density, accurate even if the density underflows.
  double log_density(double x) const {
    return detail::standard_normal_log_density((x - location) / scale) - std::log(scale);
  }

  double cdf(double x) const { return detail::standard_normal_cdf((x - location) / scale); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return detail::standard_normal_cdf((location - x) / scale); }

  /// Returns the u-quantile, u in (0, 1). Assumes that 1 - u is exact, as for the library's uniform
  /// numbers. (quantile - location) / scale has a relative error of 2e-15.
  double quantile(double u) const noexcept {
    return detail::scalar::normal_at(detail::scalar::standard_normal(u), location, scale);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return location; }
  double variance() const { return scale * scale; }
  std::pair<double, double> support() const { return {-detail::infinity, detail::infinity}; }
};

}  // namespace casus::distribution

namespace casus {
using Normal = Conditional<distribution::Normal>;
}
