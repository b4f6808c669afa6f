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

/// A smooth hump from `low` over `mode` to `high`, low <= mode <= high, low < high: low + (high - low) B where B is
/// Beta(1 + 4 (mode - low) / (high - low), 1 + 4 (high - mode) / (high - low)), so that its mean is (low + 4 mode + high) / 6
/// (Malcolm, Roseboom, Clark and Fazar, Operations Research 7 (1959) 646-669, doi:10.1287/opre.7.5.646; the beta
/// distribution that has exactly this mean is the usual reading of it).
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

  /// P(X > x), as fine in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return as_beta().survival(x); }

  /// u in (0, 1) with 1 - u exact, measured from the nearer end; never outside [low, high]. Nondecreasing up to the rounding
  /// of Boost.Math's root finding.
  double quantile(double u) const noexcept { return as_beta().quantile(u); }

  /// Returns the value exceeded with probability `tail`, in (0, 1), which may be too small for 1 - `tail` to
  /// be a double.
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
