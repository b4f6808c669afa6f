// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <casus/random/uniform.hpp>

/// Tables that the kernels of all instruction sets read.
namespace casus::kernels::constants {

/// What the low byte of a block's number changes in the state after the first round, against that byte being zero: one
/// column, since the byte stands in row 0 of column 0 and meets no key before.
struct FirstRound {
  alignas(64) std::uint8_t bytes[256 * 16];
};
inline constexpr FirstRound first_round = [] {
  FirstRound table{};
  for (std::size_t number = 0; number < 256; ++number) {
    const std::uint32_t change = random::aes::columns[number] ^ random::aes::columns[0];
    for (std::size_t i = 0; i < 4; ++i)
      table.bytes[16 * number + i] = static_cast<std::uint8_t>(change >> (8 * i));
  }
  return table;
}();

/// pcg32 k steps on: s becomes multiplier s + sum x increment (Brown, "Random number generation with arbitrary stride",
/// Trans. Am. Nucl. Soc. 71 (1994) 202).
struct Jump {
  std::uint64_t multiplier = 1;
  std::uint64_t sum = 0;
};
constexpr std::uint64_t pcg_multiplier = 6364136223846793005;
constexpr Jump pcg_jump(std::uint64_t steps) noexcept {
  Jump jump;
  std::uint64_t multiplier = pcg_multiplier, sum = 1;
  for (; steps != 0; steps >>= 1) {
    if ((steps & 1) != 0) {
      jump.multiplier *= multiplier;
      jump.sum = jump.sum * multiplier + sum;
    }
    sum *= multiplier + 1;
    multiplier *= multiplier;
  }
  return jump;
}

/// How many states of one engine are kept side by side: a step waits some sixteen cycles for its product, so there have to be
/// enough others to go on with.
inline constexpr std::size_t pcg_lanes = 32;

/// Jumps of 0 to pcg_lanes - 1 steps, side by side.
struct Jumps {
  alignas(64) std::uint64_t multipliers[pcg_lanes];
  alignas(64) std::uint64_t sums[pcg_lanes];
};
inline constexpr Jumps pcg_jumps = [] {
  Jumps jumps{};
  for (std::size_t i = 0; i < pcg_lanes; ++i) {
    const Jump jump = pcg_jump(i);
    jumps.multipliers[i] = jump.multiplier;
    jumps.sums[i] = jump.sum;
  }
  return jumps;
}();

/// Jumps to the own word of each lane.
inline constexpr std::array<Jump, static_cast<std::size_t>(group_size)> pcg_own_words = [] {
  std::array<Jump, static_cast<std::size_t>(group_size)> jumps{};
  for (std::size_t lane = 0; lane < jumps.size(); ++lane)
    jumps[lane] = pcg_jump(static_cast<std::uint64_t>(random::first_own_word) + 2 * lane);
  return jumps;
}();

/// The state and increment of the group's engine, before its first step.
struct PcgStart {
  std::uint64_t state, increment;

  explicit PcgStart(const random::GroupAddress& at) noexcept {
    const auto seeds = random::pcg32_seeds(at);
    increment = (seeds.stream << 1) | 1;
    state = (seeds.state + increment) * pcg_multiplier + increment;
  }
  std::uint64_t after(Jump jump) const noexcept { return jump.multiplier * state + jump.sum * increment; }
};

/// pcg32's output of a state: xorshift high, random rotation.
constexpr std::uint32_t pcg_output(std::uint64_t state) noexcept {
  const auto shifted = static_cast<std::uint32_t>(((state >> 18) ^ state) >> 27);
  const auto rotation = static_cast<std::uint32_t>(state >> 59);
  return shifted >> rotation | shifted << (-rotation & 31);
}

}  // namespace casus::kernels::constants
