// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <utility>

#include <gtest/gtest.h>

#include <casus/distribution/binomial.hpp>

namespace {

using casus::distribution::Binomial;

TEST(Binomial, IsAPointWhereNothingIsLeftToChance) {
  for (const auto& [law, value] : {std::pair{Binomial{0, 0.3}, 0.0}, std::pair{Binomial{9, 0}, 0.0},
                                   std::pair{Binomial{9, 1}, 9.0}, std::pair{Binomial{0, 1}, 0.0}}) {
    EXPECT_EQ(law.density(value), 1);
    EXPECT_EQ(law.density(value + 1), 0);
    EXPECT_EQ(law.cdf(value), 1);
    EXPECT_EQ(law.cdf(value - 1), 0);
    for (const double u : {0x1p-53, 0.5, 1 - 0x1p-53}) EXPECT_EQ(law.quantile(u), value);
  }
}

TEST(Binomial, StepsExactlyWhereItsCdfIsReached) {
  for (const double trials : {1.0, 5.0, 30.0, 1000.0})
    for (const double probability : {1e-6, 0.01, 0.3, 0.5, 0.9, 0.999}) {
      const Binomial law{trials, probability};
      for (double k = 0; k < trials && law.cdf(k) < 0.49; ++k) {
        if (law.cdf(k) < 1e-290) continue;
        ASSERT_EQ(law.quantile(law.cdf(k)), k) << trials << ' ' << probability;
        ASSERT_EQ(law.quantile(std::nextafter(law.cdf(k), 1.0)), k + 1) << trials << ' ' << probability;
      }
    }
}

TEST(Binomial, HasTheMassesOfPascalsTriangle) {
  const Binomial law{4, 0.25};
  const double weights[] = {81, 108, 54, 12, 1};
  for (int k = 0; k <= 4; ++k) EXPECT_NEAR(law.density(k), weights[k] / 256, 2e-16);
  EXPECT_EQ(law.density(2.5), 0);
  EXPECT_NEAR((Binomial{1e6, 1e-6}.density(0)), 0.36787925723164, 1e-13);
  EXPECT_NEAR((Binomial{3, 1e-200}.density(1)) / 3e-200, 1, 1e-13);
}

}  // namespace
