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

/// 1 with the probability given, else 0. The probability lies in [0, 1].
struct Bernoulli {
  static constexpr std::string_view name = "Bernoulli";
  static constexpr std::array parameters{Parameter{"probability", Domain::probability}};
  static constexpr Ends ends{end_at(0), end_at(1)};
  static constexpr Role role = Role::event;

  double probability;

  /// The mass at x, 0 except at 0 and 1.
  double density(double x) const { return x == 0 ? 1 - probability : (x == 1 ? probability : 0.0); }

  double cdf(double x) const { return x >= 1 ? 1.0 : (x >= 0 ? 1 - probability : 0.0); }

  /// P(X > x), as fine in the upper tail as `cdf` is in the lower.
  double survival(double x) const { return x >= 1 ? 0.0 : (x >= 0 ? probability : 1.0); }

  /// The least k with F(k) >= u, u in (0, 1); decided without rounding where 1 - u is exact.
  double quantile(double u) const noexcept { return probability <= 1 - u ? 0.0 : 1.0; }

  /// [U < probability], exact to 64 digits. Unlike `quantile`, it falls as U grows: an event happens where U
  /// is small, so that more probability only ever adds trajectories to it.
  double draw(std::uint64_t digits) const noexcept { return random::below(digits, probability) ? 1.0 : 0.0; }

  double mean() const { return probability; }
  double variance() const { return probability * (1 - probability); }
  std::pair<double, double> support() const { return {0.0, 1.0}; }
};

}  // namespace casus::distribution
