// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include <pcg_random.hpp>

#include <casus/random/ars.hpp>

namespace casus {

/// Source of random bits. Both generators are pure functions of their coordinates.
/// `ars5`: ARS with five rounds (random/ars.hpp), the smallest number that passes BigCrush in the
/// paper, and the fastest measured if the processor has AES instructions (bench/generators.cpp
/// prints the cost of each generator; bench/README.md lists the statistical tests).
/// `pcg32`: the sequence of pcg-cpp (O'Neill 2014), one engine per group, with its state and stream
/// hashed from the coordinates; slower, for cross-checks.
enum class Generator { ars5, pcg32 };

/// Number of trajectories (logical lanes) in a group; independent of the hardware's vector width.
inline constexpr std::int64_t group_size = 512;

namespace random {

/// Returns a bijective hash of a 64-bit word in which each input bit flips about half of the output
/// bits (the finaliser of SplitMix64; Steele, Lea and Flood, OOPSLA 2014,
/// doi:10.1145/2660193.2660195).
inline std::uint64_t mix(std::uint64_t word) noexcept {
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
  return word ^ (word >> 31);
}

/// The hash of the beginning of a name, for keys of many names that begin alike.
class NameHash {
public:
  explicit NameHash(std::uint64_t seed) noexcept : hash_(mix(seed + 0x9E3779B97F4A7C15)) {}
  /// Returns the hash of the name extended by these characters.
  NameHash with(std::string_view more) const noexcept {
    NameHash longer = *this;
    for (const char character : more)
      longer.hash_ = mix(longer.hash_ ^ static_cast<unsigned char>(character)) + 0x9E3779B97F4A7C15;
    return longer;
  }
  /// Returns the key of the stream with this name and month.
  std::uint64_t key(std::int64_t month = 0) const noexcept {
    return mix(hash_ ^ static_cast<std::uint64_t>(month) * 0xD1342543DE82EF95);
  }

private:
  std::uint64_t hash_;
};

/// Returns the key of a variable's stream: a hash of the seed, the variable's name and the month.
inline std::uint64_t stream_key(std::uint64_t seed, std::string_view name, std::int64_t month = 0) noexcept {
  return NameHash(seed).with(name).key(month);
}

/// Coordinates of one group of trajectories in a stream: the stream's key, the world and the group.
struct GroupAddress {
  std::uint64_t key;
  std::uint32_t world;
  std::uint64_t group;
};

/// State and stream of a group's engine, for generator `pcg32`.
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

/// Returns the ARS key of a stream. Its first byte is zero, so the low byte of the block number
/// enters the first round unchanged, and its contribution to that round is a table of constants.
inline Words128 ars_stream_key(std::uint64_t key) noexcept {
  const std::uint64_t more = mix(key + 0x9E3779B97F4A7C15);
  return {static_cast<std::uint32_t>(key) & 0xFFFFFF00, static_cast<std::uint32_t>(key >> 32),
          static_cast<std::uint32_t>(more), static_cast<std::uint32_t>(more >> 32)};
}

/// Returns the ARS counter of one block of a group.
inline Words128 ars_counter(const GroupAddress& at, std::uint32_t block) noexcept {
  return {block, at.world, static_cast<std::uint32_t>(at.group), static_cast<std::uint32_t>(at.group >> 32)};
}

/// Returns word number `position` of the group's stream of 32-bit words. This is the reference for
/// all faster implementations. Cost: five portable rounds of AES, or a logarithmic jump of pcg32.
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
