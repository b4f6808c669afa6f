// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

/// Tables used by the kernels of all instruction sets.
namespace casus::kernels::constants {

/// Difference in the state after the first round between a block number with a given low byte and
/// one with low byte zero. The byte is in row 0 of column 0 and meets no key before that round, so
/// it changes a single column.
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

/// Jump of pcg32 by k steps: s becomes multiplier s + sum x increment (Brown, "Random number
/// generation with arbitrary stride", Trans. Am. Nucl. Soc. 71 (1994) 202).
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

/// Number of words computed from one start: at least the number that any layout uses before the own
/// words.
inline constexpr std::size_t pcg_section = 256;
static_assert(pcg_section >= 16 * random::sliced_digits && pcg_section >= group_size / 4);

/// The sums of the jumps by 0 to pcg_section - 1 steps.
struct PcgSums {
  alignas(64) std::uint64_t of[pcg_section];
};
inline constexpr PcgSums pcg_sums = [] {
  PcgSums sums{};
  std::uint64_t sum = 0;
  for (std::uint64_t& next : sums.of) {
    next = sum;
    sum = sum * pcg_multiplier + 1;
  }
  return sums;
}();

/// Jumps to the own word of each lane.
inline constexpr std::array<Jump, static_cast<std::size_t>(group_size)> pcg_own_words = [] {
  std::array<Jump, static_cast<std::size_t>(group_size)> jumps{};
  for (std::size_t lane = 0; lane < jumps.size(); ++lane)
    jumps[lane] = pcg_jump(static_cast<std::uint64_t>(random::first_own_word) + 2 * lane);
  return jumps;
}();

/// Position of an engine: its state and the increment of the next step. Each increment is
/// pcg_multiplier times the one before, so k steps add `stride` times the sum of a jump, and any
/// later state costs one product, independent of the other states.
struct PcgStart {
  std::uint64_t state, stride;

  PcgStart after(Jump jump) const noexcept { return {state + stride * jump.sum, stride * jump.multiplier}; }
};

/// Returns the start of a group's stream.
inline PcgStart pcg_start(const random::GroupAddress& at) noexcept {
  const auto seeds = random::pcg32_seeds(at);
  const std::uint64_t increment = (seeds.stream << 1) | 1;
  const std::uint64_t state = (seeds.state + increment) * pcg_multiplier + increment;
  return {state, state * (pcg_multiplier - 1) + increment};
}

/// Returns the output of pcg32 for a state: xorshift high, random rotation.
constexpr std::uint32_t pcg_output(std::uint64_t state) noexcept {
  const auto shifted = static_cast<std::uint32_t>(((state >> 18) ^ state) >> 27);
  const auto rotation = static_cast<std::uint32_t>(state >> 59);
  return shifted >> rotation | shifted << (-rotation & 31);
}

}  // namespace casus::kernels::constants
