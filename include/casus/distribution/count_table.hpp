// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/distributions.hpp>
#include <casus/distribution/family.hpp>

namespace casus::distribution {

/// The quantile function of a distribution of counts, stored as the steps of its distribution
/// function: a draw is a short search instead of several incomplete gamma or beta functions. A
/// guide table gives the start of the search, which then takes fewer than two steps on average
/// (Chen and Asau, "On generating random variates from an empirical distribution", AIIE
/// Transactions 6 (1974) 163-166, doi:10.1080/05695557408974949). The counts equal those of the
/// distribution's `quantile` for every double u in [2^-53, 1 - 2^-53], ties included: F(k) is
/// compared with u below the median, and 1 - F(k) with 1 - u above it, as `quantile` does.
/// Immutable; safe to share between threads.
///
/// To draw at u (a kernel does this with a few gathers):
///
///     lower = u <= 1/2;  x = lower ? u : -(1 - u);
///     position = guide()[floor(min(u, lower ? largest double below 1/2 : 1) * cells())];
///     while (steps()[position] < x) ++position;   // at most longest_search() times
///     count = position + (lower ? lower_offset() : upper_offset());
class CountTable {
public:
  static constexpr std::size_t most_entries = 4096;

  /// Returns a table for a distribution of counts, such as Poisson or a Mixture of counts, if all
  /// its parameters are literal (the others are null in the row). Returns null for other
  /// distributions, and if the table would have more than `most_entries` steps. Cost: one
  /// evaluation of the distribution function per step; for Geometric and Mixture about ten
  /// quantiles per step.
  static std::shared_ptr<const CountTable> make(const Shape& shape,
                                                std::span<const std::optional<double>> parameters);

  double operator()(double u) const noexcept {
    const bool lower = u <= 0.5;
    const double inside = std::clamp(u == u ? u : 0.5, least, lower ? 0.5 - 0x1p-54 : 1 - least);
    const double x = lower ? u : u - 1;
    auto position = static_cast<std::size_t>(guide_[static_cast<std::size_t>(inside * cells())]);
    while (steps_[position] < x) ++position;
    return static_cast<double>(position) + (lower ? lower_offset_ : upper_offset_);
  }

  /// Steps of the lower half, ascending: F(k) for each count k that is drawn for some u <= 1/2, the
  /// last one replaced by infinity. Then the steps of the upper half, ascending: -(1 - F(k)) for
  /// each count that is drawn for some u > 1/2, the last one again replaced by infinity.
  const std::vector<double>& steps() const noexcept { return steps_; }
  /// For each of the `cells()` equal parts of (0, 1), a power of two, the position in `steps()` at
  /// which its search starts.
  const std::vector<std::int64_t>& guide() const noexcept { return guide_; }
  double cells() const noexcept { return static_cast<double>(guide_.size()); }
  /// Count minus position, for the steps of the lower and of the upper half. May be negative.
  double lower_offset() const noexcept { return lower_offset_; }
  double upper_offset() const noexcept { return upper_offset_; }
  /// Largest number of steps between the guide's position and the result, over u in
  /// [2^-53, 1 - 2^-53].
  std::int64_t longest_search() const noexcept { return longest_search_; }

private:
  static constexpr double least = 0x1p-53;

  CountTable() = default;

  // Returns whether the distribution's own `quantile` compares the CDF with u.
  static bool compares_cdf(const ComponentDistribution& law) { return law.family()->compares_cdf; }
  static bool compares_cdf(const Mixture&) { return false; }

  // Return the largest u <= 1/2 whose count is at most k, and minus the smallest 1 - u < 1/2 whose
  // count is at most k.
  template <class Distribution> static double lower_step(const Distribution& law, double k);
  template <class Distribution> static double upper_step(const Distribution& law, double k);

  template <class Distribution> static std::shared_ptr<const CountTable> tabled(const Distribution& law);

  std::vector<double> steps_;
  std::vector<std::int64_t> guide_;
  double lower_offset_ = 0, upper_offset_ = 0;
  std::int64_t longest_search_ = 0;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/count_table.inl>
#endif
