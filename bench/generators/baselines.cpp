// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "generators/baselines.hpp"

#include <cstring>

namespace bench::generators {

void fill(XoshiroLanes& lanes, std::span<std::uint32_t> out) {
  constexpr std::size_t width = XoshiroLanes::lanes;
  XoshiroLanes own = lanes;
  alignas(64) std::uint64_t words[width];
  for (std::size_t first = 0; first + 2 * width <= out.size(); first += 2 * width) {
    own.next([&](std::size_t lane, std::uint64_t bits) { words[lane] = bits; });
    std::memcpy(out.data() + first, words, sizeof words);
  }
  lanes = own;
}

void fill(pcg32& engine, std::span<std::uint32_t> out) {
  pcg32 own = engine;
  for (std::uint32_t& word : out) word = own();
  engine = own;
}

}  // namespace bench::generators
