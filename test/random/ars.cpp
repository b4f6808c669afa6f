// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/random/ars.hpp>

#include <gtest/gtest.h>

namespace {

using casus::random::ars;
using casus::random::Words128;

// FIPS 197, appendix B: the first round of the example, bytes in memory order.
TEST(Aes, HasTheKnownRound) {
  const Words128 first = {0xbee33d19, 0x2be2f4a0, 0x2a8dc69a, 0x0848f8e9};
  EXPECT_EQ(casus::random::aes_round(first, {0x17fefaa0, 0xb12c5488, 0x3939a323, 0x05766c2a}),
            (Words128{0xf27f9ca4, 0x2b359f68, 0x43ea5b6b, 0x49506a02}));
}

// Random123, tests/kat_vectors: zeros, ones, digits of pi, with ten rounds.
TEST(Ars, HasTheKnownAnswers) {
  EXPECT_EQ(ars<10>({0, 0, 0, 0}, {0, 0, 0, 0}), (Words128{0x8d73ee19, 0x506401ef, 0x13c2dbe4, 0x0cbe9c0d}));
  EXPECT_EQ(ars<10>({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff, 0, 0}),
            (Words128{0xbb3743b1, 0x9f635551, 0xecbc87fc, 0xa19478a9}));
  EXPECT_EQ(ars<10>({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                    {0xa4093822, 0x299f31d0, 0x082efa98, 0xec4e6c89}),
            (Words128{0xa516e7d6, 0x8357ad74, 0x5b59b3ec, 0x8763fff3}));
}

// Each round is one more: five rounds are the first five of ten but for the last, which mixes no columns.
TEST(Ars, WithFiveRoundsIsItsDefinition) {
  const Words128 key = {1, 2, 3, 4}, counter = {5, 6, 7, 8};
  Words128 state = counter;
  for (std::size_t i = 0; i < 4; ++i) state[i] ^= key[i];
  for (std::uint64_t round = 1; round <= 4; ++round)
    state = casus::random::aes_round(state, casus::random::ars_key(key, round));
  EXPECT_EQ(ars<5>(counter, key), casus::random::aes_last_round(state, casus::random::ars_key(key, 5)));
}

}  // namespace
