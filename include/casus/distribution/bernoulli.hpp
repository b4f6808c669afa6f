// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/distribution/parameter.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {

/// 1 with probability `probability`, in [0, 1], else 0.
struct Bernoulli {
  static constexpr std::string_view name = "Bernoulli";
  static constexpr std::array parameters{Parameter{"probability", Domain::probability}};
  static constexpr Ends ends{end_at(0), end_at(1)};
  static constexpr Role role = Role::event;

  double probability;

  /// Returns the probability mass at x, which is 0 unless x is 0 or 1.
  double density(double x) const { return x == 0 ? 1 - probability : (x == 1 ? probability : 0.0); }

  double cdf(double x) const { return x >= 1 ? 1.0 : (x >= 0 ? 1 - probability : 0.0); }

  /// Returns P(X > x), as accurate in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return x >= 1 ? 0.0 : (x >= 0 ? probability : 1.0); }

  /// Returns the smallest k with F(k) >= u, u in (0, 1). Free of rounding if 1 - u is exact.
  double quantile(double u) const noexcept { return probability <= 1 - u ? 0.0 : 1.0; }

  /// Returns 1 if U < probability, else 0; exact to the 64 digits of U. Unlike `quantile` it
  /// decreases with U: the event happens for small U, so a larger probability only adds
  /// trajectories in which it happens.
  double draw(std::uint64_t digits) const noexcept { return random::below(digits, probability) ? 1.0 : 0.0; }

  double mean() const { return probability; }
  double variance() const { return probability * (1 - probability); }
  std::pair<double, double> support() const { return {0.0, 1.0}; }
};

}  // namespace casus::distribution
