// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/elementary.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The triangular distribution, whose density rises linearly from `low` to `mode` and falls
/// linearly to `high`; low <= mode <= high, low < high.
struct Triangular {
  static constexpr std::string_view name = "Triangular";
  static constexpr std::array parameters{Parameter{"low", Domain::finite}, Parameter{"mode", Domain::finite},
                                         Parameter{"high", Domain::finite}};
  static constexpr Ends ends{end_of(0), end_of(2), 1};
  static constexpr VectorQuantile kernel = VectorQuantile::triangular;

  double low;
  double mode;
  double high;

  double density(double x) const {
    if (!(x >= low && x <= high)) return 0.0;
    const double peak = 2 / (high - low);
    if (x < mode) return peak * ((x - low) / (mode - low));
    return x > mode ? peak * ((high - x) / (high - mode)) : peak;
  }

  double cdf(double x) const {
    if (x <= low) return 0.0;
    if (x >= high) return 1.0;
    if (x <= mode) return (x - low) / (high - low) * ((x - low) / (mode - low));
    return part_before(x - low, mode - low, high - mode);
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x <= low) return 1.0;
    if (x >= high) return 0.0;
    if (x >= mode) return (high - x) / (high - low) * ((high - x) / (high - mode));
    return part_before(high - x, high - mode, mode - low);
  }

  /// Returns the u-quantile, u in (0, 1), never outside [low, high]. Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return detail::scalar::triangular_quantile(u, low, mode, high); }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return low + ((mode - low) + (high - low)) / 3; }
  double variance() const {
    const double rise = mode - low, fall = high - mode;
    return (rise * rise + rise * fall + fall * fall) / 18;
  }
  std::pair<double, double> support() const { return {low, high}; }

private:
  /// Returns the probability of the end of which x is beyond the mode: the complement of the
  /// triangle on the other side, without its cancellation. `distance` is x's distance from that
  /// end, `near` and `far` are the distances of the mode from that end and from the other.
  double part_before(double distance, double near, double far) const {
    const double width = high - low;
    return (std::min)((near + (distance - near) / far * ((width - distance) + far)) / width, 1.0);
  }
};

}  // namespace casus::distribution

namespace casus {
using Triangular = Conditional<distribution::Triangular>;
}
