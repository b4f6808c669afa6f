// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// Each whole number from `low` to `high`, both included, with equal probability; 0 <= low < high.
struct DiscreteUniform {
  static constexpr std::string_view name = "DiscreteUniform";
  static constexpr std::array parameters{Parameter{"low", Domain::whole_count},
                                         Parameter{"high", Domain::whole_count}};
  static constexpr Ends ends{end_of(0), end_of(1)};
  static constexpr bool is_count = true;
  static constexpr bool compares_cdf = true;

  double low;
  double high;

  /// Returns the probability mass at x, which is 0 if x is not a whole number.
  double density(double x) const { return x >= low && x <= high && x == std::floor(x) ? 1 / count() : 0.0; }

  double cdf(double x) const {
    if (x < low) return 0.0;
    return x >= high ? 1.0 : (std::floor(x) - low + 1) / count();
  }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const {
    if (x < low) return 1.0;
    return x >= high ? 0.0 : (high - std::floor(x)) / count();
  }

  /// Returns the smallest k with F(k) >= u, u in (0, 1). Above the median it compares 1 - F with
  /// 1 - u.
  double quantile(double u) const noexcept {
    if (u <= 0) return low;
    if (u >= 1) return high;
    const double guess = low + std::floor(u * count());
    if (u <= 0.5) return detail::least_count(guess, high, [&](double k) { return cdf(k) >= u; });
    return detail::least_count(guess, high, [&](double k) { return survival(k) <= 1 - u; });
  }

  double draw(std::uint64_t digits) const noexcept { return quantile(random::unit(digits)); }

  double mean() const { return low + (high - low) / 2; }
  double variance() const { return (count() - 1) * (count() + 1) / 12; }
  std::pair<double, double> support() const { return {low, high}; }

private:
  double count() const { return high - low + 1; }
};

}  // namespace casus::distribution

namespace casus {
using DiscreteUniform = Conditional<distribution::DiscreteUniform>;
}
