// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/poisson.hpp>

namespace {

using casus::distribution::Poisson;

using casus::detail::infinity;

TEST(Poisson, OfMeanZeroIsAlwaysZero) {
  const Poisson law{0};
  EXPECT_EQ(law.density(0), 1);
  EXPECT_EQ(law.density(1), 0);
  EXPECT_EQ(law.cdf(0), 1);
  EXPECT_EQ(law.quantile(0x1p-53), 0);
  EXPECT_EQ(law.quantile(1 - 0x1p-53), 0);
}

TEST(Poisson, StepsExactlyWhereItsCdfIsReached) {
  // Below the median; Boost.Math's integer_round_up misses by one beside one step in five here.
  for (const double mean : {0.7, 2.5, 20.0, 300.0}) {
    const Poisson law{mean};
    for (double k = 0; law.cdf(k) < 0.49; ++k) {
      if (law.cdf(k) < 1e-290) continue;
      ASSERT_EQ(law.quantile(law.cdf(k)), k) << mean;
      ASSERT_EQ(law.quantile(std::nextafter(law.cdf(k), 1.0)), k + 1) << mean;
    }
  }
}

TEST(Poisson, KnowsWholeNumbersOnly) {
  const Poisson law{3};
  EXPECT_EQ(law.density(1.5), 0);
  EXPECT_EQ(law.density(infinity), 0);
  EXPECT_EQ(law.cdf(infinity), 1);
  EXPECT_NEAR(law.density(0), std::exp(-3.0), 1e-16);
}

TEST(Poisson, CountsALot) {  // F(mean) is 1/2 + 2/3 phi(0) / sqrt(mean) + o(1 / sqrt(mean))
  const Poisson law{1e9};
  EXPECT_NEAR(law.cdf(1e9), 0.5 + 2.0 / 3 * 0.3989422804014327 / std::sqrt(1e9), 1e-9);
  const double k = law.quantile(0.975);
  EXPECT_GE(law.cdf(k), 0.975);
  EXPECT_LT(law.cdf(k - 1), 0.975);
  EXPECT_NEAR(k, 1e9 + 1.959963984540054 * std::sqrt(1e9), 2);
}

}  // namespace
