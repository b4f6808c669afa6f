// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace bench {

/// Sixteen lanes of xoshiro256++ (Blackman and Vigna 2021, doi:10.1145/3460772), seeded by
/// SplitMix64. Vectorization is left to the compiler, so a loop that draws uses a copy of its own,
/// which the compiler keeps in registers.
class XoshiroLanes {
public:
  static constexpr std::size_t lanes = 16;

  explicit XoshiroLanes(std::uint64_t seed) {
    for (Words& words : state_)
      for (std::uint64_t& word : words.of) {
        std::uint64_t z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        word = z ^ (z >> 31);
      }
  }

  /// Calls `use(lane, bits)` with the next 64 bits of each lane.
  template <class Use> void next(Use use) noexcept {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      std::uint64_t a = state_[0].of[lane], b = state_[1].of[lane], c = state_[2].of[lane],
                    d = state_[3].of[lane];
      const std::uint64_t sum = a + d, shifted = b << 17;
      use(lane, (sum << 23 | sum >> 41) + a);
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = d << 45 | d >> 19;
      state_[0].of[lane] = a;
      state_[1].of[lane] = b;
      state_[2].of[lane] = c;
      state_[3].of[lane] = d;
    }
  }

private:
  struct alignas(64) Words {
    std::uint64_t of[lanes];
  };
  std::array<Words, 4> state_;
};

}  // namespace bench
