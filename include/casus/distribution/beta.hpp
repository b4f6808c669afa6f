// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <exception>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/detail/special.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// The beta distribution on [0, 1]; alpha and beta are positive.
struct Beta {
  static constexpr std::string_view name = "Beta";
  static constexpr std::array parameters{Parameter{"alpha", Domain::shape}, Parameter{"beta", Domain::shape}};
  static constexpr Ends ends{end_at(0), end_at(1)};

  double alpha;
  double beta;

  double density(double x) const {
    if (x < 0 || x > 1) return 0.0;
    if (x == 0 && alpha != 1) return alpha < 1 ? detail::infinity : 0.0;
    if (x == 1 && beta != 1) return beta < 1 ? detail::infinity : 0.0;
    if (x == 0) return beta;  // B(1, beta) = 1 / beta
    if (x == 1) return alpha;
    return detail::special::beta_i_derivative(alpha, beta, x);
  }

  double cdf(double x) const {
    if (x <= 0) return 0.0;
    return x >= 1 ? 1.0 : detail::special::beta_i(alpha, beta, x);
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x <= 0) return 1.0;
    // Below the mean 1 - F loses no digits, but Boost.Math's complement of Beta(1/2, 1/2) would
    // lose half of them.
    if (x < mean()) return 1 - cdf(x);
    return x >= 1 ? 0.0 : detail::special::beta_ic(alpha, beta, x);
  }

  /// Returns the u-quantile, u in (0, 1). Nondecreasing up to the rounding error of Boost.Math's
  /// root finding.
  double quantile(double u) const noexcept {
    if (u <= 0) return 0.0;
    if (u >= 1) return 1.0;
    double x = -1;
    try {
      x = u <= 0.5 ? detail::special::beta_i_inverse(alpha, beta, u)
                   : detail::special::beta_ic_inverse(alpha, beta, 1 - u);
    } catch (const std::exception&) {
      // For some shapes near 1e-300 Boost.Math's root finding throws despite its error policy.
    }
    if (x >= 0 && x <= 1) return x;
    return u <= beta / (alpha + beta) ? 0.0 : 1.0;  // shapes near 1e-300: a coin; Boost.Math gives NaN
  }

  /// Returns the value exceeded with probability `tail`, in (0, 1). `tail` may be so small that
  /// 1 - `tail` rounds to 1.
  double upper_quantile(double tail) const noexcept { return 1 - Beta{beta, alpha}.quantile(tail); }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return alpha / (alpha + beta); }
  double variance() const {
    const double sum = alpha + beta;
    return alpha / sum * (beta / sum) / (sum + 1);
  }
  std::pair<double, double> support() const { return {0.0, 1.0}; }
};

}  // namespace casus::distribution

namespace casus {
using Beta = Conditional<distribution::Beta>;
}
