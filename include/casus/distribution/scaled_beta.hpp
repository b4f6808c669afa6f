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
#include <casus/distribution/beta.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The beta distribution on [low, high], low < high: low + (high - low) B, where B is
/// Beta(alpha, beta); alpha and beta are positive.
struct ScaledBeta {
  static constexpr std::string_view name = "ScaledBeta";
  static constexpr std::array parameters{Parameter{"alpha", Domain::shape}, Parameter{"beta", Domain::shape},
                                         Parameter{"low", Domain::finite}, Parameter{"high", Domain::finite}};
  static constexpr Ends ends{end_of(2), end_of(3)};

  double alpha;
  double beta;
  double low;
  double high;

  double density(double x) const {
    if (!(x >= low && x <= high)) return 0.0;
    return (is_low(x) ? rising().density((x - low) / width()) : falling().density((high - x) / width())) /
           width();
  }

  double cdf(double x) const {
    if (x <= low) return 0.0;
    if (x >= high) return 1.0;
    return is_low(x) ? rising().cdf((x - low) / width()) : falling().survival((high - x) / width());
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x <= low) return 1.0;
    if (x >= high) return 0.0;
    return is_low(x) ? rising().survival((x - low) / width()) : falling().cdf((high - x) / width());
  }

  /// Returns the u-quantile, u in (0, 1), computed from the nearer end and never outside [low,
  /// high]. Assumes that 1 - u is exact.
  double quantile(double u) const noexcept { return u <= 0.5 ? from_low(u) : from_high(1 - u); }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept {
    return tail <= 0.5 ? from_high(tail) : from_low(1 - tail);
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return std::fma(width(), rising().mean(), low); }
  double variance() const { return width() * width() * rising().variance(); }
  std::pair<double, double> support() const { return {low, high}; }

private:
  double width() const { return high - low; }
  bool is_low(double x) const { return x - low < high - x; }
  Beta rising() const { return {alpha, beta}; }
  Beta falling() const { return {beta, alpha}; }
  double from_low(double u) const noexcept {
    return (std::min)(std::fma(width(), rising().quantile(u), low), high);
  }
  double from_high(double u) const noexcept {
    return (std::max)(std::fma(-width(), falling().quantile(u), high), low);
  }
};

}  // namespace casus::distribution

namespace casus {
using ScaledBeta = Conditional<distribution::ScaledBeta>;
}
