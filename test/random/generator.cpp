// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/random/generator.hpp>

namespace {

using casus::Generator;
using casus::random::GroupAddress;

// pcg-c, test-high/expected: the engine is the one that the library addresses by coordinates.
TEST(Pcg32, HasTheKnownAnswers) {
  pcg32 engine(42, 54);
  for (const std::uint32_t expected :
       {0xa15c02b7u, 0x7b47f409u, 0xba1d3330u, 0x83d2f293u, 0xbfa4784bu, 0xcbed606eu})
    EXPECT_EQ(engine(), expected);
}

// SplitMix64's first outputs from state 0 (Vigna, splitmix64.c): mix of the multiples of its odd constant.
TEST(Mix, IsTheFinaliserOfSplitMix64) {
  EXPECT_EQ(casus::random::mix(0x9E3779B97F4A7C15), 0xE220A8397B1DCDAF);
  EXPECT_EQ(casus::random::mix(2 * 0x9E3779B97F4A7C15), 0x6E789E6AA1B965F4);
  EXPECT_EQ(casus::random::mix(3 * 0x9E3779B97F4A7C15), 0x06C45D188009454F);
}

TEST(StreamWord, OfPcg32IsTheSequenceOfOneEngine) {
  for (const GroupAddress& at : {GroupAddress{1, 0, 0}, GroupAddress{0xdeadbeefcafe, 7, 123'456'789'012}}) {
    pcg32 engine = casus::random::pcg32_engine(at);
    for (std::int64_t position = 0; position < 2'000; ++position)
      ASSERT_EQ(casus::random::stream_word(Generator::pcg32, at, position), engine()) << position;
  }
}

TEST(StreamWord, OfArsIsBlockAfterBlock) {
  const GroupAddress at{0x0123456789abcdef, 0xaabbccdd, 0x1122334455667788};
  const std::uint64_t more = casus::random::mix(at.key + 0x9E3779B97F4A7C15);
  const casus::random::Words128 key = {0x89abcd00, 0x01234567, static_cast<std::uint32_t>(more),
                                       static_cast<std::uint32_t>(more >> 32)};
  for (std::uint32_t b = 0; b < 600; ++b) {
    const auto block = casus::random::ars<5>({b, 0xaabbccdd, 0x55667788, 0x11223344}, key);
    for (std::uint32_t w = 0; w < 4; ++w)
      ASSERT_EQ(casus::random::stream_word(Generator::ars5, at, 4 * b + w), block[w]) << b << ' ' << w;
  }
}

TEST(StreamKey, IsFixedForever) {  // a changed hash changes every published number
  EXPECT_EQ(casus::random::stream_key(1, "entry"), casus::random::stream_key(1, "entry", 0));
  EXPECT_EQ(casus::random::stream_key(0, ""), 0x48218226FF3CD4BF);
  EXPECT_EQ(casus::random::stream_key(1, "entry", 12), 0xA6485C9673B74B02);
}

TEST(StreamKey, DiffersBetweenCoordinatesThatDiffer) {
  std::set<std::uint64_t> keys;
  std::size_t made = 0;
  std::vector<std::string> names = {"", "a", "b", "ab", "ba", "aa", "A", "\xc3\xa9", "\xff"};
  for (int i = 0; i < 300; ++i) names.push_back("x" + std::to_string(i));
  for (std::uint64_t seed = 0; seed < 10; ++seed)
    for (const std::string& name : names)
      for (std::int64_t month = -1; month < 30; ++month) {
        keys.insert(casus::random::stream_key(seed, name, month));
        ++made;
      }
  EXPECT_EQ(keys.size(), made);
  EXPECT_NE(casus::random::stream_key(1, std::string_view("a\0", 2)), casus::random::stream_key(1, "a"));
}

TEST(StreamKey, MovesHalfOfItsBitsWithEachBitOfItsInput) {
  double moved = 0;
  int flips = 0;
  const auto count = [&](std::uint64_t a, std::uint64_t b) {
    const int bits = std::popcount(a ^ b);
    EXPECT_GE(bits, 9);  // Binomial(64, 1/2) falls below or beyond with probability 6e-10
    EXPECT_LE(bits, 55);
    moved += bits;
    ++flips;
  };
  for (std::uint64_t seed = 0; seed < 50; ++seed)
    for (int bit = 0; bit < 64; ++bit) {
      const std::uint64_t one = std::uint64_t{1} << bit;
      count(casus::random::stream_key(seed, "entry"), casus::random::stream_key(seed ^ one, "entry"));
      count(casus::random::stream_key(seed, "entry", 1),
            casus::random::stream_key(seed, "entry", static_cast<std::int64_t>(1 ^ one)));
      std::string name = "regime_change";
      name[static_cast<std::size_t>(bit / 8)] =
          static_cast<char>(name[static_cast<std::size_t>(bit / 8)] ^ (1 << bit % 8));
      count(casus::random::stream_key(seed, "regime_change"), casus::random::stream_key(seed, name));
    }
  EXPECT_NEAR(moved / flips, 32.0, 4.9 * 4.0 / std::sqrt(flips));
}

/// |z| of the number of equal bits among the first words of two streams, Binomial(32 words, 1/2) if
/// independent; `lag` shifts the second stream.
double bit_correlation(Generator generator, const GroupAddress& a, const GroupAddress& b,
                       std::int64_t lag = 0) {
  constexpr std::int64_t words = 4'096;
  std::int64_t equal = 0;
  pcg32 first = casus::random::pcg32_engine(a), second = casus::random::pcg32_engine(b);
  second.advance(static_cast<std::uint64_t>(lag));
  for (std::int64_t i = 0; i < words; ++i) {
    const std::uint32_t x =
        generator == Generator::pcg32 ? first() : casus::random::stream_word(generator, a, i);
    const std::uint32_t y =
        generator == Generator::pcg32 ? second() : casus::random::stream_word(generator, b, i + lag);
    equal += std::popcount(~(x ^ y));
  }
  return std::fabs(static_cast<double>(equal) - 16.0 * words) / std::sqrt(8.0 * words);
}

/// Chi-squared of the pairs of top four bits, 255 degrees of freedom; its 1e-6 point is 377.08.
double pair_chi_squared(Generator generator, const GroupAddress& a, const GroupAddress& b) {
  constexpr std::int64_t words = 4'096;
  std::array<int, 256> cells{};
  for (std::int64_t i = 0; i < words; ++i) {
    const std::uint32_t x = casus::random::stream_word(generator, a, i) >> 28;
    const std::uint32_t y = casus::random::stream_word(generator, b, i) >> 28;
    ++cells[16 * x + y];
  }
  double sum = 0;
  for (const int cell : cells) sum += (cell - words / 256.0) * (cell - words / 256.0) / (words / 256.0);
  return sum;
}

class Streams : public testing::TestWithParam<Generator> {};

TEST_P(Streams, OfNeighbouringCoordinatesAreIndependent) {
  constexpr double two_sided_1e_6 = 4.8916, chi_squared_255_1e_6 = 377.08;
  const auto key = [](std::uint64_t seed, const char* name, std::int64_t month) {
    return casus::random::stream_key(seed, name, month);
  };
  const GroupAddress base{key(1, "entry", 3), 5, 9};
  std::vector<std::pair<std::string, GroupAddress>> neighbours = {
      {"a letter of the name", {key(1, "entrz", 3), 5, 9}},
      {"the name's length", {key(1, "entryy", 3), 5, 9}},
      {"the next month", {key(1, "entry", 4), 5, 9}},
      {"the month before", {key(1, "entry", 2), 5, 9}},
      {"the next world", {base.key, 6, 9}},
      {"world 0", {base.key, 0, 9}},
      {"a far world", {base.key, 0x80000005, 9}},
      {"the next group", {base.key, 5, 10}},
      {"group 0", {base.key, 5, 0}},
      {"a far group", {base.key, 5, 9 + (std::uint64_t{1} << 32)}},
      {"world and group swapped", {base.key, 9, 5}}};
  for (const int bit : {0, 1, 31, 32, 63})
    neighbours.push_back(
        {"seed bit " + std::to_string(bit), {key(1 ^ (std::uint64_t{1} << bit), "entry", 3), 5, 9}});
  for (const auto& [what, other] : neighbours) {
    for (const std::int64_t lag : {0, 1, 2, 64})
      EXPECT_LT(bit_correlation(GetParam(), base, other, lag), two_sided_1e_6) << what;
    EXPECT_LT(pair_chi_squared(GetParam(), base, other), chi_squared_255_1e_6) << what;
  }
  EXPECT_GT(bit_correlation(GetParam(), base, base), two_sided_1e_6);  // the tests can fail
  EXPECT_GT(pair_chi_squared(GetParam(), base, base), chi_squared_255_1e_6);
}

TEST_P(Streams, OfManyWorldsAndGroupsShareNoWords) {
  // 64-bit heads of 40,000 streams: a collision by chance has probability 4e-11.
  std::set<std::uint64_t> heads;
  for (std::uint32_t world = 0; world < 200; ++world)
    for (std::uint64_t group = 0; group < 200; ++group) {
      const GroupAddress at{casus::random::stream_key(1, "entry"), world, group};
      heads.insert(casus::random::stream_word(GetParam(), at, 0) |
                   (std::uint64_t{casus::random::stream_word(GetParam(), at, 1)} << 32));
    }
  EXPECT_EQ(heads.size(), 40'000u);
}

INSTANTIATE_TEST_SUITE_P(Generators, Streams, testing::Values(Generator::ars5, Generator::pcg32),
                         [](const auto& row) { return row.param == Generator::pcg32 ? "pcg32" : "ars5"; });

}  // namespace
