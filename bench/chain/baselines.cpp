// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "chain/baselines.hpp"

#include <algorithm>

namespace bench::chain {

namespace {

constexpr std::uint32_t threshold(double p) { return static_cast<std::uint32_t>(p * 0x1p32 + 0.5); }

// By step, from X2 on: thresholds by X(i-1) + 2 X(i-2). X2 does not depend on X0, so its rows are
// duplicated.
constexpr auto thresholds = [] {
  std::array<std::array<std::uint32_t, 4>, 9> all{};
  for (std::size_t state = 0; state < 4; ++state) all[0][state] = threshold(p_second[state % 2]);
  for (std::size_t step = 0; step < p_next.size(); ++step)
    for (std::size_t state = 0; state < 4; ++state) all[step + 1][state] = threshold(p_next[step][state]);
  return all;
}();

}  // namespace

void Scalar::run(std::int64_t trajectories, Counts& counts) {
  pcg32 engine = engine_;
  std::int64_t x3 = 0, x3_x10 = 0, x5_x10 = 0;
  for (std::int64_t i = 0; i < trajectories; ++i) {
    // The most recent event is in bit 0; older ones are shifted up, and masked off to look up a
    // row.
    std::uint32_t history = engine() < threshold(p_first) ? 1 : 0;
#pragma GCC unroll 1  // unrolled, gcc's code is slower by a third
    for (const auto& row : thresholds) history = history << 1 | (engine() < row[history & 3] ? 1u : 0u);
    const std::uint32_t third = history >> 7 & 1, fifth = history >> 5 & 1, tenth = history & 1;
    x3 += third;
    x3_x10 += third & tenth;
    x5_x10 += fifth & tenth;
  }
  engine_ = engine;
  counts.trajectories += trajectories;
  counts.x3 += x3;
  counts.x3_x10 += x3_x10;
  counts.x5_x10 += x5_x10;
}

void Columnar::run(std::int64_t trajectories, Counts& counts) {
  constexpr std::size_t width = 2 * lanes;
  XoshiroLanes generator = generator_;
  alignas(64) std::uint32_t history[width], x3[width], x3_x10[width], x5_x10[width];

  const auto step = [&](const std::array<std::uint32_t, 4>& row) {
    alignas(64) std::uint64_t random[lanes];
    generator.next([&](std::size_t lane, std::uint64_t bits) { random[lane] = bits; });
    const std::uint32_t r0 = row[0], r1 = row[1], r2 = row[2], r3 = row[3];
    for (std::size_t half = 0; half < 2; ++half)
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::uint32_t old = history[half * lanes + lane];
        const std::uint32_t low = old & 1 ? r1 : r0, high = old & 1 ? r3 : r2;
        const std::uint32_t bound = old & 2 ? high : low;
        const auto bits = static_cast<std::uint32_t>(half == 0 ? random[lane] : random[lane] >> 32);
        history[half * lanes + lane] = old << 1 | (bits < bound ? 1u : 0u);
      }
  };

  const std::int64_t rounds =
      (trajectories + static_cast<std::int64_t>(width) - 1) / static_cast<std::int64_t>(width);
  constexpr std::int64_t rounds_a_block = std::int64_t{1} << 24;  // lane counts have 32 bits
  constexpr std::uint32_t first = threshold(p_first);
  for (std::int64_t done = 0; done < rounds; done += rounds_a_block) {
    std::fill_n(x3, width, 0u);
    std::fill_n(x3_x10, width, 0u);
    std::fill_n(x5_x10, width, 0u);
    for (std::int64_t i = done; i < (std::min)(rounds, done + rounds_a_block); ++i) {
      std::fill_n(history, width, 0u);
      step({first, first, first, first});
      for (const auto& row : thresholds) step(row);
      for (std::size_t lane = 0; lane < width; ++lane) {
        const std::uint32_t third = history[lane] >> 7 & 1, fifth = history[lane] >> 5 & 1,
                            tenth = history[lane] & 1;
        x3[lane] += third;
        x3_x10[lane] += third & tenth;
        x5_x10[lane] += fifth & tenth;
      }
    }
    for (std::size_t lane = 0; lane < width; ++lane) {
      counts.x3 += x3[lane];
      counts.x3_x10 += x3_x10[lane];
      counts.x5_x10 += x5_x10[lane];
    }
  }
  counts.trajectories += rounds * static_cast<std::int64_t>(width);
  generator_ = generator;
}

}  // namespace bench::chain
