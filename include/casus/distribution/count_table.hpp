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
#include <casus/detail/laws.hpp>
#include <casus/distribution/family.hpp>

namespace casus::distribution {

/// The quantile function of a law of counts as the steps of its distribution function, so that drawing is a short search
/// instead of incomplete gamma or beta functions; with a guide table that says where to start, the search takes fewer than
/// two steps on average (Chen and Asau, "On generating random variates from an empirical distribution", AIIE Transactions 6
/// (1974) 163-166, doi:10.1080/05695557408974949). It gives exactly the counts of the law's own quantile for every double u
/// in [2^-53, 1 - 2^-53], ties included: below the median F(k) is compared with u, above it 1 - F(k) with 1 - u, the very
/// numbers that the law compares. Immutable; safe to share between threads.
///
/// To draw at u, as a kernel does by a few gathers:
///
///     lower = u <= 1/2;  x = lower ? u : -(1 - u);
///     position = guide()[floor(min(u, lower ? greatest double below 1/2 : 1) * cells())];
///     while (steps()[position] < x) ++position;   // at most longest_search() times
///     count = position + (lower ? lower_offset() : upper_offset());
class CountTable {
public:
  static constexpr std::size_t most_entries = 4096;

  /// A table for a Poisson, Binomial, NegativeBinomial, Geometric, or a Mixture of these, all of whose parameters are literal
  /// (the others are null in the row). Null otherwise, and where it would have more than `most_entries` steps. Cost: an
  /// incomplete gamma or beta function a step; for Geometric and Mixture some ten quantiles a step.
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

  /// First the steps of the lower half, ascending: F(k) for each count k that u <= 1/2 can give, the last one replaced by
  /// infinity. Then those of the upper half, ascending: -(1 - F(k)) for each count that u > 1/2 can give, the last one
  /// infinity too.
  const std::vector<double>& steps() const noexcept { return steps_; }
  /// For each of `cells()` equal parts of (0, 1), a power of two, the position among the steps where its search starts.
  const std::vector<std::int64_t>& guide() const noexcept { return guide_; }
  double cells() const noexcept { return static_cast<double>(guide_.size()); }
  /// What a position in the lower or upper half of the steps is less than its count. They may be negative.
  double lower_offset() const noexcept { return lower_offset_; }
  double upper_offset() const noexcept { return upper_offset_; }
  /// The most steps that any u in [2^-53, 1 - 2^-53] goes beyond its guide's position.
  std::int64_t longest_search() const noexcept { return longest_search_; }

private:
  static constexpr double least = 0x1p-53;

  CountTable() = default;

  // Laws that compare their CDF with u themselves.
  static bool compares_cdf(const ComponentLaw& law) { return law.family()->compares_cdf; }
  static bool compares_cdf(const Mixture&) { return false; }

  // The greatest u <= 1/2 whose count is at most k; minus the least 1 - u < 1/2.
  template <class Law> static double lower_step(const Law& law, double k);
  template <class Law> static double upper_step(const Law& law, double k);

  template <class Law> static std::shared_ptr<const CountTable> tabled(const Law& law);

  std::vector<double> steps_;
  std::vector<std::int64_t> guide_;
  double lower_offset_ = 0, upper_offset_ = 0;
  std::int64_t longest_search_ = 0;
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/count_table.inl>
#endif
