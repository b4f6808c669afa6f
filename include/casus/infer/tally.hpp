// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/sample/column.hpp>

/// Counts taken while trajectories are drawn, besides the reductions of casus/sample/column.hpp.
namespace casus {

/// Counts of values in bins: bin 0 is below the first edge, bin k is [edge k-1, edge k), the last
/// is from the last edge up. Also the least and greatest value, and whether one was NaN.
struct BinCounts {
  std::vector<std::int64_t> counts;
  double least = std::numeric_limits<double>::infinity();
  double greatest = -std::numeric_limits<double>::infinity();
  bool any_nan = false;

  void update(GroupValues values, GroupBits condition, std::span<const double> edges) {
    counts.resize(edges.size() + 1);
    for (std::size_t word = 0; word < condition.size(); ++word)
      for (std::uint64_t left = condition[word]; left != 0; left &= left - 1) {
        const double value = values[word * 64 + detail::at(std::countr_zero(left))];
        ++counts[detail::at(std::upper_bound(edges.begin(), edges.end(), value) - edges.begin())];
        any_nan = any_nan || std::isnan(value);
        least = value < least ? value : least;
        greatest = value > greatest ? value : greatest;
      }
  }
  BinCounts& operator+=(const BinCounts& other) {
    if (counts.size() < other.counts.size()) counts.resize(other.counts.size());
    for (std::size_t i = 0; i < other.counts.size(); ++i) counts[i] += other.counts[i];
    any_nan = any_nan || other.any_nan;
    least = other.least < least ? other.least : least;
    greatest = other.greatest > greatest ? other.greatest : greatest;
    return *this;
  }
  std::int64_t total() const noexcept {
    std::int64_t sum = 0;
    for (const std::int64_t count : counts) sum += count;
    return sum;
  }
};

}  // namespace casus
