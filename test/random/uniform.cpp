// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/detail/index.hpp>
#include <casus/random/lane.hpp>
#include <casus/random/uniform.hpp>

namespace {

namespace random = casus::random;
using casus::Generator;
using casus::Layout;
using random::GroupAddress;
using random::LaneAddress;

constexpr double infinity = std::numeric_limits<double>::infinity();

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

/// ceil(p 2^64) for p below 1, from the bits of p alone.
std::uint64_t exact_threshold(double p) {
  int exponent = 0;
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(std::frexp(p, &exponent), 53));
  const int shift = exponent - 53 + 64;
  if (shift >= 0) return mantissa << shift;
  if (shift < -63) return mantissa == 0 ? 0 : 1;
  const std::uint64_t cut = mantissa >> -shift;
  return cut + ((cut << -shift) != mantissa ? 1 : 0);
}

TEST(Threshold, IsTheLeastLatticePointNotBelowP) {
  for (const double p : probabilities()) {
    const random::Threshold threshold = random::threshold(p);
    if (p == 1) {
      EXPECT_EQ(threshold.digits, ~std::uint64_t{0});
      EXPECT_TRUE(threshold.tie);
    } else {
      ASSERT_EQ(threshold.digits, exact_threshold(p)) << std::hexfloat << p;
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
      ASSERT_EQ(random::below(u, p), random::below(u, threshold)) << std::hexfloat << p << ' ' << u;
      ASSERT_EQ(random::below(u, p), p == 1 || u < exact_threshold(p)) << std::hexfloat << p << ' ' << u;
    }
  }
}

TEST(Below, IsNeverAtZeroAndAlwaysAtOne) {
  for (const std::uint64_t u : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
    for (const double never : {0.0, -0.0, -1.0, -1e-300, -1e300, -infinity, std::nan("")}) {
      EXPECT_FALSE(random::below(u, never)) << never;
      EXPECT_FALSE(random::below(u, random::threshold(never))) << never;
    }
    for (const double always : {1.0, 1.5, 3.0, 1e300, infinity}) {
      EXPECT_TRUE(random::below(u, always)) << always;
      EXPECT_TRUE(random::below(u, random::threshold(always))) << always;
    }
  }
}

// Digit d of U, the most significant first.
bool digit(std::uint64_t word, int d) { return ((word >> (63 - d)) & 1) != 0; }

TEST(UniformWord, StandsWhereEachLayoutSays) {
  for (const Generator generator : {Generator::ars5, Generator::pcg32}) {
    const GroupAddress group{42, 3, 8};
    const auto word = [&](std::int64_t position) { return random::stream_word(generator, group, position); };
    for (std::int64_t lane = 0; lane < casus::group_size; ++lane) {
      const LaneAddress at{generator, group, lane};
      const std::uint64_t own = random::uniform_word(at, Layout::words);
      ASSERT_EQ(static_cast<std::uint32_t>(own), word(1024 + 2 * lane));
      ASSERT_EQ(own >> 32, word(1024 + 2 * lane + 1));
      const std::uint64_t bits = random::uniform_word(at, Layout::bits);
      for (int d = 0; d < 10; ++d)
        ASSERT_EQ(digit(bits, d), ((word(16 * d + lane / 32) >> (lane % 32)) & 1) != 0);
      for (int d = 10; d < 64; ++d) ASSERT_EQ(digit(bits, d), digit(own, d - 10));
      const std::uint64_t bytes = random::uniform_word(at, Layout::bytes);
      ASSERT_EQ(bytes >> 56, ((word(lane / 4) >> (8 * (lane % 4))) & 0xFF) ^ 0x80);
      for (int d = 8; d < 64; ++d) ASSERT_EQ(digit(bytes, d), digit(own, d - 8));
    }
  }
}

TEST(Unit, IsNeverZeroOrOne) {
  EXPECT_EQ(random::unit(0), 0x1p-53);
  EXPECT_EQ(random::unit(~std::uint64_t{0}), 1 - 0x1p-53);
}

// Each layout, by chi-squared over 64 equal cells of the first digits and of those that straddle two parts of the stream
// (63 degrees of freedom), and lanes beside one another, by the number of equal digits.
class Layouts : public testing::TestWithParam<std::pair<Generator, Layout>> {};

TEST_P(Layouts, GiveUniformNumbers) {
  constexpr double chi_squared_63_1e_6 = 131.37;
  constexpr int groups = 40;
  std::array<double, 64> first_cells{}, later_cells{};
  std::int64_t equal = 0;
  for (std::uint64_t group = 0; group < groups; ++group) {
    std::uint64_t last = 0;
    for (std::int64_t lane = 0; lane < casus::group_size; ++lane) {
      const auto [generator, layout] = GetParam();
      const LaneAddress at{generator, {random::stream_key(1, "layout"), 0, group}, lane};
      const std::uint64_t word = random::uniform_word(at, layout);
      ++first_cells[casus::detail::at(word >> 58)];
      ++later_cells[casus::detail::at((word >> 51) & 63)];
      if (lane > 0) equal += std::popcount(~(word ^ last));
      last = word;
    }
  }
  const double expected = groups * casus::group_size / 64.0;
  double first = 0, later = 0;
  for (std::size_t i = 0; i < 64; ++i) {
    first += (first_cells[i] - expected) * (first_cells[i] - expected) / expected;
    later += (later_cells[i] - expected) * (later_cells[i] - expected) / expected;
  }
  EXPECT_LT(first, chi_squared_63_1e_6);
  EXPECT_LT(later, chi_squared_63_1e_6);
  const double pairs = 64.0 * groups * (casus::group_size - 1);
  EXPECT_LT(std::fabs(static_cast<double>(equal) - pairs / 2) / std::sqrt(pairs / 4), 4.8916);
}

INSTANTIATE_TEST_SUITE_P(
    Generators, Layouts,
    testing::Values(std::pair(Generator::ars5, Layout::bits), std::pair(Generator::ars5, Layout::bytes),
                    std::pair(Generator::ars5, Layout::words), std::pair(Generator::pcg32, Layout::bits),
                    std::pair(Generator::pcg32, Layout::bytes), std::pair(Generator::pcg32, Layout::words)));

}  // namespace
