// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

/// Uniform random numbers of single trajectories, made from the words of the generator.
namespace casus::random {

/// Position of one trajectory in a stream.
struct LaneAddress {
  Generator generator;
  GroupAddress group;
  std::int64_t lane;  ///< 0 to group_size - 1
};

/// Returns the lane's own word: 64 binary digits that no other lane uses.
inline std::uint64_t own_word(const LaneAddress& at) noexcept {
  const std::int64_t position = first_own_word + 2 * at.lane;
  const std::uint64_t low = stream_word(at.generator, at.group, position);
  const std::uint64_t high = stream_word(at.generator, at.group, position + 1);
  return low | (high << 32);
}

/// Returns U * 2^64, where U is the uniform random number of the lane.
inline std::uint64_t uniform_word(const LaneAddress& at, Layout layout = Layout::words) noexcept {
  const std::uint64_t own = own_word(at);
  if (layout == Layout::words) return own;
  if (layout == Layout::bytes) {
    const std::uint32_t word = stream_word(at.generator, at.group, at.lane / 4);
    const std::uint64_t first = ((word >> (8 * (at.lane % 4))) & 0xFF) ^ 0x80;
    return first << (64 - byte_digits) | own >> byte_digits;
  }
  std::uint64_t front = 0;
  for (std::int64_t digit = 0; digit < sliced_digits; ++digit) {
    const std::uint32_t word = stream_word(at.generator, at.group, 16 * digit + at.lane / 32);
    front = 2 * front + ((word >> (at.lane % 32)) & 1);
  }
  return front << (64 - sliced_digits) | own >> sliced_digits;
}

}  // namespace casus::random
