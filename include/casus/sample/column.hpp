// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include <casus/detail/index.hpp>
#include <casus/fwd.hpp>
#include <casus/random/generator.hpp>

/// Columns of one group of trajectories, and their reductions. A reduction consists of a state, an
/// update and a combine operation. Combining is exact for counts; for moments it uses the
/// well-conditioned formula in a fixed order.
namespace casus {

/// Number of 64-bit words of an event's column on one group.
inline constexpr Index group_words = group_size / 64;
/// The column of an event on one group: one bit per trajectory.
using GroupBits = std::span<const std::uint64_t, detail::at(group_words)>;
/// The column of a quantity on one group: one double per trajectory.
using GroupValues = std::span<const double, detail::at(group_size)>;

/// Number of trajectories that meet a condition, and of those in which an event then happens.
struct Proportion {
  std::int64_t hits = 0;   ///< condition met and event true
  std::int64_t cases = 0;  ///< condition met

  void update(GroupBits event, GroupBits condition) noexcept {
    for (std::size_t i = 0; i < event.size(); ++i) {
      hits += std::popcount(event[i] & condition[i]);
      cases += std::popcount(condition[i]);
    }
  }
  Proportion& operator+=(const Proportion& other) noexcept {
    hits += other.hits;
    cases += other.cases;
    return *this;
  }
};

/// Count, mean and sum of squared deviations from the mean (Chan, Golub and LeVeque 1983,
/// doi:10.1080/00031305.1983.10483115).
struct Moments {
  std::int64_t count = 0;
  double mean = 0;
  double squares = 0;

  Moments& operator+=(const Moments& other) noexcept {
    if (other.count == 0) return *this;
    if (count == 0) return *this = other;
    const double share = static_cast<double>(other.count) / static_cast<double>(count + other.count);
    const double delta = other.mean - mean;
    // Explicit fma: the result does not depend on the compiler's contraction of expressions.
    squares = std::fma(delta * delta, static_cast<double>(count) * share, squares + other.squares);
    count += other.count;
    mean = std::fma(delta, share, mean);
    return *this;
  }
};

/// Number of partial sums of a group: enough for several vectors, whose additions are independent.
inline constexpr std::size_t partial_sums = 32;

/// Returns the pairwise sum: adds neighbours, then neighbouring results, and so on. Overwrites
/// the sums.
inline double pairwise_sum(double (&sums)[partial_sums]) noexcept {
  for (std::size_t left = partial_sums / 2; left > 0; left /= 2)
    for (std::size_t i = 0; i < left; ++i) sums[i] = sums[2 * i] + sums[2 * i + 1];
  return sums[0];
}

/// Returns the moments of a group's values over the trajectories that meet the condition, in two
/// passes. The order of summation is fixed: lane i is added to sum i % partial_sums, then the sums
/// are added pairwise. The vector kernels use the same order.
inline Moments group_moments(GroupValues values, GroupBits condition) noexcept {
  Moments moments;
  for (const std::uint64_t word : condition) moments.count += std::popcount(word);
  if (moments.count == 0) return moments;
  const auto holds = [&](std::size_t i) { return (condition[i / 64] >> (i % 64)) & 1; };
  double sums[partial_sums] = {};
  for (std::size_t i = 0; i < values.size(); ++i)
    sums[i % partial_sums] = sums[i % partial_sums] + (holds(i) ? values[i] : 0.0);
  moments.mean = pairwise_sum(sums) / static_cast<double>(moments.count);
  double squares[partial_sums] = {};
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double deviation = holds(i) ? values[i] - moments.mean : 0.0;
    squares[i % partial_sums] = std::fma(deviation, deviation, squares[i % partial_sums]);
  }
  moments.squares = pairwise_sum(squares);
  return moments;
}

}  // namespace casus
