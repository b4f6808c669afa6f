// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include <pcg_random.hpp>

namespace casus {

/// Where the random bits come from. Both are pure functions of their coordinates.
/// `philox4x32`: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3"
/// (SC 2011, doi:10.1145/2063384.2063405); passes BigCrush. `pcg32`: pcg-cpp's own sequence (O'Neill 2014),
/// one engine a group, its state and stream hashed from the coordinates; slower, for checking against.
enum class Generator { philox4x32, pcg32 };

/// Trajectories come in groups of this many logical lanes, whatever the width of the hardware.
inline constexpr std::int64_t group_size = 512;

namespace random {

/// One block of Philox4x32-10: four 32-bit words from a counter and a key.
inline std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                               std::array<std::uint32_t, 2> key) noexcept {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t product0 = std::uint64_t{0xD2511F53} * counter[0];
    const std::uint64_t product1 = std::uint64_t{0xCD9E8D57} * counter[2];
    counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0],
               static_cast<std::uint32_t>(product1),
               static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
               static_cast<std::uint32_t>(product0)};
    key[0] += 0x9E3779B9;
    key[1] += 0xBB67AE85;
  }
  return counter;
}

/// A bijection of 64-bit words in which each input bit moves about half of the output bits (the finaliser of
/// SplitMix64; Steele, Lea and Flood, OOPSLA 2014, doi:10.1145/2660193.2660195).
inline std::uint64_t mix(std::uint64_t word) noexcept {
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
  return word ^ (word >> 31);
}

/// The key of a variable's stream: a hash of the seed, the variable's name and the month.
inline std::uint64_t stream_key(std::uint64_t seed, std::string_view name, std::int64_t month = 0) noexcept {
  std::uint64_t hash = mix(seed + 0x9E3779B97F4A7C15);
  for (const char character : name)
    hash = mix(hash ^ static_cast<unsigned char>(character)) + 0x9E3779B97F4A7C15;
  return mix(hash ^ static_cast<std::uint64_t>(month) * 0xD1342543DE82EF95);
}

/// Which group of trajectories of which world a stream is read for.
struct GroupAddress {
  std::uint64_t key;
  std::uint32_t world;
  std::uint64_t group;
};

/// The engine that generator `pcg32` uses for a group.
inline pcg32 pcg32_engine(const GroupAddress& at) noexcept {
  const std::uint64_t state = mix(at.key ^ mix(at.group + 0x9E3779B97F4A7C15));
  return pcg32(state, mix(state ^ (std::uint64_t{at.world} + 1) * 0xD1342543DE82EF95));
}

/// Philox blocks stand sixteen together, word by word: of the 64 words of such a batch, word w of block b is
/// number 16 w + b. So sixteen lanes of a vector unit, or any other number, write the stream in order.
inline constexpr std::int64_t words_per_batch = 64;

/// The counter and key of one Philox block of a group.
inline std::array<std::uint32_t, 4> philox_counter(const GroupAddress& at, std::uint32_t block) noexcept {
  return {block, at.world, static_cast<std::uint32_t>(at.group), static_cast<std::uint32_t>(at.group >> 32)};
}
inline std::array<std::uint32_t, 2> philox_key(const GroupAddress& at) noexcept {
  return {static_cast<std::uint32_t>(at.key), static_cast<std::uint32_t>(at.key >> 32)};
}

/// Word number `position` of the group's stream of 32-bit words: the definition that all else is held to.
/// Cost: one Philox block, or a logarithmic jump of pcg32.
inline std::uint32_t stream_word(Generator generator, const GroupAddress& at,
                                 std::int64_t position) noexcept {
  if (generator == Generator::pcg32) {
    pcg32 engine = pcg32_engine(at);
    engine.advance(static_cast<std::uint64_t>(position));
    return engine();
  }
  const std::int64_t batch = position / words_per_batch;
  const std::int64_t inside = position % words_per_batch;
  const auto block =
      philox4x32(philox_counter(at, static_cast<std::uint32_t>(16 * batch + inside % 16)), philox_key(at));
  return block[static_cast<std::size_t>(inside / 16)];
}

}  // namespace random
}  // namespace casus
