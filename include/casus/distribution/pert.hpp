// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/distribution/parameter.hpp>
#include <casus/distribution/scaled_beta.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The PERT distribution, with a smooth density on [low, high] that has its peak at `mode`; low <=
/// mode <= high, low < high. It is low + (high - low) B, where B is
/// Beta(1 + 4 (mode - low) / (high - low), 1 + 4 (high - mode) / (high - low)); its mean is
/// (low + 4 mode + high) / 6 (Malcolm, Roseboom, Clark and Fazar, Operations Research 7 (1959)
/// 646-669, doi:10.1287/opre.7.5.646, usually read as the beta distribution with exactly this
/// mean).
struct Pert {
  static constexpr std::string_view name = "Pert";
  static constexpr std::array parameters{Parameter{"low", Domain::finite}, Parameter{"mode", Domain::finite},
                                         Parameter{"high", Domain::finite}};
  static constexpr Ends ends{end_of(0), end_of(2), 1};

  double low;
  double mode;
  double high;

  double density(double x) const { return as_beta().density(x); }
  double cdf(double x) const { return as_beta().cdf(x); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return as_beta().survival(x); }

  /// Returns the u-quantile, u in (0, 1), computed from the nearer end and never outside [low,
  /// high]. Assumes that 1 - u is exact. Nondecreasing up to the rounding error of Boost.Math's
  /// root finding.
  double quantile(double u) const noexcept { return as_beta().quantile(u); }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return as_beta().upper_quantile(tail); }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return low + (4 * (mode - low) + (high - low)) / 6; }
  double variance() const {
    const double rise = (4 * (mode - low) + width()) / 6, fall = (4 * (high - mode) + width()) / 6;
    return rise * fall / 7;
  }
  std::pair<double, double> support() const { return {low, high}; }

private:
  double width() const { return high - low; }
  ScaledBeta as_beta() const {
    return {1 + 4 * ((mode - low) / width()), 1 + 4 * ((high - mode) / width()), low, high};
  }
};

}  // namespace casus::distribution

namespace casus {
using Pert = Conditional<distribution::Pert>;
}
