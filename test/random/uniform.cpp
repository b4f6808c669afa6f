// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <casus/random/uniform.hpp>

namespace {

namespace random = casus::random;
using casus::Generator;
using random::GroupAddress;
using random::LaneAddress;

constexpr double infinity = std::numeric_limits<double>::infinity();

std::uint64_t assembled(const LaneAddress& at) {
  std::uint64_t digits = 0;
  for (std::int64_t d = 0; d < 64; ++d) digits = 2 * digits + random::digit(at, d);
  return digits;
}

bool below(std::uint64_t digits, random::Threshold t) {
  return digits < t.digits || (digits == t.digits && t.tie);
}

/// Probabilities at which an arithmetic may slip.
std::vector<double> probabilities() {
  std::vector<double> all = {0.0,         -0.0,        1.0,     0x1p-64, 0x1p-65, 0x3p-65,     0x1p-63,
                             0x1p-32,     0x1p-33,     0x1p-31, 1e-300,  5e-324,  1 - 0x1p-53, 1 - 0x1p-52,
                             1 - 0x1p-32, 1 - 0x1p-33, 0.5,     0.25,    0.1,     1.0 / 3};
  const std::size_t given = all.size();
  for (std::size_t i = 0; i < given; ++i) {
    if (all[i] > 0) all.push_back(std::nextafter(all[i], 0.0));
    if (all[i] < 1) all.push_back(std::nextafter(all[i], 1.0));
  }
  std::mt19937_64 engine(2022);
  for (int i = 0; i < 2'000; ++i) {
    all.push_back(random::unit(engine()));
    all.push_back(std::ldexp(random::unit(engine()), -static_cast<int>(engine() % 80)));
    all.push_back(1 - std::ldexp(random::unit(engine()), -static_cast<int>(engine() % 53)));
    all.push_back(static_cast<double>(engine() >> 32) * 0x1p-32);  // nothing beyond digit 31
  }
  return all;
}

__extension__ using Wide = unsigned __int128;

/// ceil(p 2^64), from the bits of p alone; 2^64 for 1.
Wide exact_threshold(double p) {
  int exponent = 0;
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(p, &exponent), 53));
  const int shift = exponent - 53 + 64;
  if (shift >= 0) return static_cast<Wide>(mantissa) << shift;
  if (shift < -63) return mantissa == 0 ? 0 : 1;
  const std::uint64_t cut = mantissa >> -shift;
  return static_cast<Wide>(cut) + ((cut << -shift) != mantissa ? 1 : 0);
}

TEST(Threshold, IsTheLeastLatticePointNotBelowP) {
  for (const double p : probabilities()) {
    const random::Threshold threshold = random::threshold(p);
    if (p == 1) {
      EXPECT_EQ(threshold.digits, ~std::uint64_t{0});
      EXPECT_TRUE(threshold.tie);
    } else {
      ASSERT_EQ(threshold.digits, static_cast<std::uint64_t>(exact_threshold(p))) << std::hexfloat << p;
      ASSERT_FALSE(threshold.tie);
    }
  }
}

TEST(Threshold, AgreesWithTheComparisonOfDigits) {
  std::mt19937_64 engine(5);
  for (const double p : probabilities()) {
    const random::Threshold threshold = random::threshold(p);
    std::vector<std::uint64_t> digits = {0,
                                         1,
                                         2,
                                         0xffffffff,
                                         0x100000000,
                                         0xffffffff00000000,
                                         ~std::uint64_t{0},
                                         ~std::uint64_t{0} - 1,
                                         std::uint64_t{1} << 63};
    for (std::uint64_t k = 0; k < 4; ++k) {  // wraps around at both ends, which does no harm
      digits.push_back(threshold.digits - k);
      digits.push_back(threshold.digits + k);
      digits.push_back(threshold.digits - (k << 32));
      digits.push_back(threshold.digits + (k << 32));
      digits.push_back(threshold.digits ^ (std::uint64_t{1} << (engine() % 64)));
      digits.push_back(engine());
    }
    for (const std::uint64_t u : digits) {
      ASSERT_EQ(random::below(u, p), below(u, threshold)) << std::hexfloat << p << ' ' << u;
      ASSERT_EQ(random::below(u, p), Wide{u} < exact_threshold(p)) << std::hexfloat << p << ' ' << u;
    }
  }
}

TEST(Below, IsNeverAtZeroAndAlwaysAtOne) {
  for (const std::uint64_t u : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
    for (const double never : {0.0, -0.0, -1.0, -1e-300, -1e300, -infinity, std::nan("")}) {
      EXPECT_FALSE(random::below(u, never)) << never;
      EXPECT_FALSE(below(u, random::threshold(never))) << never;
    }
    for (const double always : {1.0, 1.5, 3.0, 1e300, infinity}) {
      EXPECT_TRUE(random::below(u, always)) << always;
      EXPECT_TRUE(below(u, random::threshold(always))) << always;
    }
  }
}

TEST(Below, OfALaneIsTheComparisonOfItsDigits) {
  std::mt19937_64 engine(17);
  for (const Generator generator : {Generator::philox4x32, Generator::pcg32})
    for (int i = 0; i < 300; ++i) {
      const LaneAddress at{generator,
                           {engine(), static_cast<std::uint32_t>(engine()), engine() >> 20},
                           static_cast<std::int64_t>(engine() % 512)};
      const std::uint64_t u = assembled(at);
      std::vector<random::Threshold> thresholds = {random::threshold(0.0),
                                                   random::threshold(1.0),
                                                   random::threshold(random::unit(engine())),
                                                   {u, false},
                                                   {u, true},
                                                   {u + 1, false},
                                                   {u - 1, false}};
      thresholds.push_back({u ^ (std::uint64_t{1} << (engine() % 64)), false});
      for (const random::Threshold& threshold : thresholds)
        ASSERT_EQ(random::below(at, threshold), below(u, threshold)) << u << ' ' << threshold.digits;
      // From digit f on, both numbers lose the f digits before it.
      const std::int64_t first = static_cast<std::int64_t>(engine() % 64);
      const std::uint64_t mask = ~std::uint64_t{0} >> first;
      const random::Threshold t{engine(), false};
      ASSERT_EQ(random::below(at, t, first), (u & mask) < (t.digits & mask)) << first;
    }
}

TEST(Digit, StandsWhereTheBitLayoutSays) {
  for (const Generator generator : {Generator::philox4x32, Generator::pcg32}) {
    const GroupAddress group{42, 3, 8};
    for (std::int64_t d = 0; d < 64; ++d)
      for (std::int64_t lane = 0; lane < casus::group_size; ++lane) {
        const std::uint32_t word = random::stream_word(generator, group, 16 * d + lane / 32);
        ASSERT_EQ(random::digit({generator, group, lane}, d), ((word >> (lane % 32)) & 1) != 0);
      }
  }
}

TEST(UniformWord, StandsWhereTheWordLayoutSays) {
  for (const Generator generator : {Generator::philox4x32, Generator::pcg32}) {
    const GroupAddress group{42, 3, 8};
    for (std::int64_t lane = 0; lane < casus::group_size; ++lane) {
      const std::uint64_t word = random::uniform_word({generator, group, lane});
      ASSERT_EQ(static_cast<std::uint32_t>(word), random::stream_word(generator, group, 2 * lane));
      ASSERT_EQ(word >> 32, random::stream_word(generator, group, 2 * lane + 1));
    }
  }
}

TEST(Unit, IsNeverZeroOrOne) {
  EXPECT_EQ(random::unit(0), 0x1p-53);
  EXPECT_EQ(random::unit(~std::uint64_t{0}), 1 - 0x1p-53);
}

// Both layouts, by chi-squared over 64 equal cells (63 degrees of freedom), and lanes beside one another, by
// the number of equal digits.
class Layouts : public testing::TestWithParam<Generator> {};

TEST_P(Layouts, GiveUniformNumbers) {
  constexpr double chi_squared_63_1e_6 = 131.37;
  constexpr int groups = 40;
  std::array<double, 64> bit_cells{}, word_cells{};
  std::int64_t equal = 0;
  for (std::uint64_t group = 0; group < groups; ++group) {
    std::uint64_t last = 0;
    for (std::int64_t lane = 0; lane < casus::group_size; ++lane) {
      const LaneAddress at{GetParam(), {random::stream_key(1, "layout"), 0, group}, lane};
      std::size_t head = 0;
      for (std::int64_t d = 0; d < 6; ++d) head = 2 * head + random::digit(at, d);
      ++bit_cells[head];
      const std::uint64_t word = random::uniform_word(at);
      ++word_cells[word >> 58];
      if (lane > 0) equal += std::popcount(~(word ^ last));
      last = word;
    }
  }
  const double expected = groups * casus::group_size / 64.0;
  double bits = 0, words = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    bits += (bit_cells[i] - expected) * (bit_cells[i] - expected) / expected;
    words += (word_cells[i] - expected) * (word_cells[i] - expected) / expected;
  }
  EXPECT_LT(bits, chi_squared_63_1e_6);
  EXPECT_LT(words, chi_squared_63_1e_6);
  const double pairs = 64.0 * groups * (casus::group_size - 1);
  EXPECT_LT(std::fabs(static_cast<double>(equal) - pairs / 2) / std::sqrt(pairs / 4), 4.8916);
}

INSTANTIATE_TEST_SUITE_P(Generators, Layouts, testing::Values(Generator::philox4x32, Generator::pcg32),
                         [](const auto& row) {
                           return row.param == Generator::pcg32 ? "pcg32" : "philox4x32";
                         });

}  // namespace
