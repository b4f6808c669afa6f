// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/gamma_table.hpp>

#include <cmath>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <casus/distribution/gamma.hpp>
#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {
namespace {

double uniform_number(std::uint64_t i) { return random::unit(random::mix(i)); }

// Returns |F(x) - u| at the u-quantile, relative to the nearer tail.
double relative_error(double shape, double u) {
  const Gamma law{shape, 1};
  const double x = (*GammaTable::of_process())(shape, u);
  return u > 0.5 ? std::abs(law.survival(x) - (1 - u)) / (1 - u) : std::abs(law.cdf(x) - u) / u;
}

// Over all shapes and far into both tails, with a margin for the rounding of the exact functions.
TEST(GammaTable, HasTheQuantilesOfAnyShape) {
  for (std::uint64_t i = 0; i < 40'000; ++i) {
    const double shape = std::exp2(-3 + 16 * uniform_number(3 * i)),
                 far = std::exp2(-40 * uniform_number(3 * i + 1));
    const double u = i % 3 == 0 ? uniform_number(3 * i + 2) : i % 3 == 1 ? far : 1 - far;
    if (u > 0 && u < 1) {
      EXPECT_LT(relative_error(shape, u), 1e-9) << shape << ", " << u;
    }
  }
}

TEST(GammaTable, IsContinuousBetweenPieces) {
  const GammaTable& table = *GammaTable::of_process();
  for (const double shape : {0.3, 1.0, 2.5, 40.0, 1000.0})
    for (double tail = 0x1p-31; tail < 0.5; tail *= 1.0625)
      for (const double end : {std::exp2(std::round(4 * std::log2(tail)) / 4), tail}) {
        const double below = table(shape, end * (1 - 1e-12)), above = table(shape, end * (1 + 1e-12));
        EXPECT_NEAR(above / below, 1, 1e-10) << shape << ", " << end;
      }
  EXPECT_NEAR(table(2, 0.5), table(2, std::nextafter(0.5, 1)), 1e-10);
  // Neighbouring octaves of shapes.
  EXPECT_NEAR(table(2, 0.1), table(std::nextafter(2.0, 0), 0.1), 1e-10);
}

TEST(GammaTable, LeavesExtremeShapesToExactQuantiles) {
  const GammaTable& table = *GammaTable::of_process();
  for (const double shape : {1e-3, 0.2, 5000.0, 1e9}) {
    EXPECT_FALSE(table.at(shape));
    EXPECT_EQ(table(shape, 0.3), (Gamma{shape, 1}.quantile(0.3)));
  }
  EXPECT_EQ(table(2, 0x1p-40), (Gamma{2, 1}.quantile(0x1p-40)));
  for (const double shape : {0.0, -1.0, std::nan(""), HUGE_VAL}) EXPECT_FALSE(table.at(shape)) << shape;
  for (const double shape : {0.25, 1.0, 4095.9}) EXPECT_TRUE(table.at(shape)) << shape;
}

TEST(GammaTable, IsMadeOnceBySeveralThreads) {
  const GammaTable table;
  std::vector<double> found(4);
  std::vector<std::thread> threads;
  for (double& one : found) threads.emplace_back([&] { one = table(3, 0.2); });
  for (std::thread& thread : threads) thread.join();
  for (const double one : found) EXPECT_EQ(one, (*GammaTable::of_process())(3, 0.2));
}

}  // namespace
}  // namespace casus::distribution
