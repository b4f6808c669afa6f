// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <pcg_random.hpp>

#include <casus/random/ars.hpp>

namespace casus {

/// Where the random bits come from. Both are pure functions of their coordinates.
/// `ars5`: ARS with five rounds (random/ars.hpp), the fewest that pass BigCrush in the paper and the fastest measured here where
/// the processor has AES (bench/generators.cpp prints what each costs; bench/README.md says what it was tested with).
/// `pcg32`: pcg-cpp's own sequence (O'Neill 2014), one engine a group, its state and stream hashed from the coordinates;
/// slower, for checking against.
enum class Generator { ars5, pcg32 };

/// Trajectories come in groups of this many logical lanes, whatever the width of the hardware.
inline constexpr std::int64_t group_size = 512;

namespace random {

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

/// What generator `pcg32` seeds a group's engine with.
struct PcgSeeds {
  std::uint64_t state, stream;
};
inline PcgSeeds pcg32_seeds(const GroupAddress& at) noexcept {
  const std::uint64_t state = mix(at.key ^ mix(at.group + 0x9E3779B97F4A7C15));
  return {state, mix(state ^ (std::uint64_t{at.world} + 1) * 0xD1342543DE82EF95)};
}
inline pcg32 pcg32_engine(const GroupAddress& at) noexcept {
  const PcgSeeds seeds = pcg32_seeds(at);
  return pcg32(seeds.state, seeds.stream);
}

/// The key of ARS for a stream. Its first byte is zero, so that the low byte of a block's number meets no key on its way
/// into the first round: what that byte comes to there is a table of constants.
inline Words128 ars_stream_key(std::uint64_t key) noexcept {
  const std::uint64_t more = mix(key + 0x9E3779B97F4A7C15);
  return {static_cast<std::uint32_t>(key) & 0xFFFFFF00, static_cast<std::uint32_t>(key >> 32),
          static_cast<std::uint32_t>(more), static_cast<std::uint32_t>(more >> 32)};
}

/// The counter of one block of a group.
inline Words128 ars_counter(const GroupAddress& at, std::uint32_t block) noexcept {
  return {block, at.world, static_cast<std::uint32_t>(at.group), static_cast<std::uint32_t>(at.group >> 32)};
}

/// Word number `position` of the group's stream of 32-bit words: the definition that all else is held to.
/// Cost: five rounds of AES in plain arithmetic, or a logarithmic jump of pcg32.
inline std::uint32_t stream_word(Generator generator, const GroupAddress& at,
                                 std::int64_t position) noexcept {
  if (generator == Generator::pcg32) {
    pcg32 engine = pcg32_engine(at);
    engine.advance(static_cast<std::uint64_t>(position));
    return engine();
  }
  const auto block =
      ars<5>(ars_counter(at, static_cast<std::uint32_t>(position / 4)), ars_stream_key(at.key));
  return block[static_cast<std::size_t>(position % 4)];
}

}  // namespace random
}  // namespace casus
