// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <casus/distribution/parameter.hpp>

namespace casus::distribution {

/// A distribution with all its probability at one value: a Deterministic component of a mixture.
struct Point {
  static constexpr std::string_view name = "Deterministic";
  static constexpr std::array parameters{Parameter{"value", Domain::finite}};
  static constexpr Role role = Role::formula;

  double value;

  /// Returns the probability mass at x.
  double density(double x) const { return x == value ? 1.0 : 0.0; }
  double cdf(double x) const { return x >= value ? 1.0 : 0.0; }
  /// Returns P(X > x).
  double survival(double x) const { return x >= value ? 0.0 : 1.0; }
  double quantile(double) const noexcept { return value; }
  double draw(std::uint64_t) const noexcept { return value; }

  double mean() const { return value; }
  double variance() const { return 0.0; }
  std::pair<double, double> support() const { return {value, value}; }
};

}  // namespace casus::distribution
