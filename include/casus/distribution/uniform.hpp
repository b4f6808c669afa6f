// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/elementary.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The uniform distribution on [low, high], low < high.
struct Uniform {
  static constexpr std::string_view name = "Uniform";
  static constexpr std::array parameters{Parameter{"low", Domain::finite}, Parameter{"high", Domain::finite}};
  static constexpr Ends ends{end_of(0), end_of(1)};
  static constexpr VectorQuantile kernel = VectorQuantile::uniform;

  double low;
  double high;

  double density(double x) const { return x >= low && x <= high ? 1 / (high - low) : 0.0; }

  double cdf(double x) const { return x <= low ? 0.0 : (x >= high ? 1.0 : (x - low) / (high - low)); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return x <= low ? 1.0 : (x >= high ? 0.0 : (high - x) / (high - low)); }

  /// Returns the u-quantile, u in (0, 1), with one rounding of the width and one of the result;
  /// never outside [low, high].
  double quantile(double u) const noexcept { return detail::scalar::uniform_quantile(u, low, high); }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return low + (high - low) / 2; }
  double variance() const { return (high - low) * (high - low) / 12; }
  std::pair<double, double> support() const { return {low, high}; }
};

}  // namespace casus::distribution

namespace casus {
using Uniform = Conditional<distribution::Uniform>;
}
