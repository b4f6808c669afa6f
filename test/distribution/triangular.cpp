// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <casus/distribution/triangular.hpp>

namespace {

using casus::distribution::Triangular;

std::vector<Triangular> triangles() {
  std::vector<Triangular> all = {{0, 0, 1}, {0, 1, 1}, {-7, -7, 1e9}, {1, 1 + 0x1p-52, 1 + 0x1p-50}};
  std::mt19937_64 engine(4);
  std::uniform_real_distribution<double> anywhere(-10.0, 10.0), inside(0.0, 1.0);
  for (int i = 0; i < 2'000; ++i) {
    const double low = anywhere(engine), high = low + std::exp(anywhere(engine));
    all.push_back({low, low + (high - low) * inside(engine), high});
  }
  return all;
}

TEST(Triangular, NeverLeavesItsEnds) {
  for (const Triangular& law : triangles())
    for (const double u : {0x1p-53, 0x1p-52, 0.5, 1 - 0x1p-52, 1 - 0x1p-53}) {
      ASSERT_GE(law.quantile(u), law.low) << u << ' ' << law.mode;
      ASSERT_LE(law.quantile(u), law.high) << u << ' ' << law.mode;
    }
}

TEST(Triangular, HasAMonotoneQuantileAtTheMode) {
  for (const Triangular& law : triangles()) {
    const double at = std::floor((law.mode - law.low) / (law.high - law.low) * 0x1p53);
    double last = law.low;
    for (double step = -40; step <= 40; ++step) {
      const double u = (at + step) * 0x1p-53;
      if (!(u > 0 && u < 1)) continue;
      const double x = law.quantile(u);
      ASSERT_GE(x, last) << law.low << ' ' << law.mode << ' ' << law.high << ' ' << step;
      last = x;
    }
  }
}

TEST(Triangular, ReachesItsPeakAtTheMode) {
  EXPECT_EQ((Triangular{0, 1, 4}.density(1)), 0.5);
  EXPECT_EQ((Triangular{0, 0, 4}.density(0)), 0.5);
  EXPECT_EQ((Triangular{0, 4, 4}.density(4)), 0.5);
  EXPECT_EQ((Triangular{0, 1, 4}.density(0)), 0);
  EXPECT_EQ((Triangular{0, 1, 4}.cdf(1)), 0.25);
}

}  // namespace
