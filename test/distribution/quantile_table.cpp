// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/quantile_table.hpp>

#include <cmath>

#include <gtest/gtest.h>

#include <casus/random/uniform.hpp>

namespace casus::distribution {
namespace {

// Uniform numbers of every size, from both tails.
double uniform(std::uint64_t i) {
  const std::uint64_t digits = random::mix(i) >> (random::mix(i + 1'000'000) % 52);
  return random::unit(i % 2 == 0 ? digits : ~digits);
}

TEST(QuantileTable, MeetsItsStatedError) {
  const std::vector<std::pair<Family, std::vector<double>>> laws{
      {Family::beta, {2, 8}},    {Family::beta, {1, 1}},      {Family::beta, {0.2, 3}},
      {Family::beta, {40, 60}},  {Family::beta, {1.9, 35}},   {Family::gamma, {2, 1}},
      {Family::gamma, {0.5, 2}}, {Family::gamma, {100, 0.1}}, {Family::gamma, {9, 4}},
      {Family::beta, {300, 4}},  {Family::gamma, {1, 1}}};
  for (const auto& [family, parameters] : laws) {
    const auto table = QuantileTable::make(family, parameters);
    ASSERT_TRUE(table) << family_info(family).name << ' ' << parameters[0];
    const Law law = make_law(family, parameters);
    for (std::uint64_t i = 0; i < 20000; ++i) {
      const double u = uniform(i);
      const double tail = u < 0.5 ? u : 1 - u;
      std::visit(
          [&](const auto& exact) {
            const double value = (*table)(u);
            const double rounding = exact.density(value) * std::abs(value) * 0x1p-51 + 0x1p-52;
            // Between the checked places the error may be a little greater than at them.
            EXPECT_NEAR(exact.cdf(value), u, 2 * QuantileTable::greatest_error * tail + rounding)
                << family_info(family).name << ' ' << parameters[0];
          },
          law);
    }
  }
}

TEST(QuantileTable, GrowsWithU) {
  const auto table = QuantileTable::make(Family::beta, std::array{2.0, 8.0});
  ASSERT_TRUE(table);
  double before = 0;
  for (int i = 1; i < 200000; ++i) {
    const double now = (*table)(i / 200000.0);
    EXPECT_GT(now, before) << i;
    before = now;
  }
  for (int k = 53; k > 1; --k)
    EXPECT_GT((*table)(std::ldexp(1.0, 1 - k) * 0.9999), (*table)(std::ldexp(1.0, -k)));
}

TEST(QuantileTable, IsNoneWhereItWouldMissItsErrorOrIsNotNeeded) {
  EXPECT_FALSE(QuantileTable::make(Family::beta, std::array{1e-3, 1.0}));
  EXPECT_FALSE(QuantileTable::make(Family::normal, std::array{0.0, 1.0}));
}

}  // namespace
}  // namespace casus::distribution
