// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/geometric.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace {

using casus::distribution::Geometric;

// With probability 1/2, F(k) = 1 - 2^-(k + 1): below it the count is k, and above it k + 1; at it both logarithms are
// rounded.
TEST(Geometric, StepsExactlyWhereItsCdfIsReached) {
  const Geometric coin{0.5};
  for (int k = 0; k < 52; ++k) {
    const double u = 1 - std::ldexp(1.0, -k - 1);
    EXPECT_TRUE(coin.quantile(u) == k || coin.quantile(u) == k + 1);
    EXPECT_EQ(coin.quantile(u + 0x1p-53), k + 1);
    EXPECT_EQ(coin.quantile(u - 0x1p-53), k);
  }
}

TEST(Geometric, CountsRareSuccessesAsAnExponentialTime) {
  const Geometric rare{1e-9};
  for (const double u : {0x1p-40, 0.1, 0.5, 0.9, 1 - 0x1p-53})
    EXPECT_NEAR(rare.quantile(u), std::log1p(-u) / std::log1p(-1e-9), 1 + 1e-15 * std::log1p(-u) / -1e-9);
  EXPECT_EQ(rare.quantile(0x1p-53), 0);
}

TEST(Geometric, OfCertainSuccessNeverFails) {
  const Geometric sure{1};
  EXPECT_EQ(sure.density(0), 1);
  EXPECT_EQ(sure.density(1), 0);
  EXPECT_EQ(sure.cdf(0), 1);
  for (const double u : {0x1p-53, 0.5, 1 - 0x1p-53}) EXPECT_EQ(sure.quantile(u), 0);
}

TEST(Geometric, NeverFallsAsUGrows) {
  for (const double p : {0.9999, 0.7, 0.1, 1e-4}) {
    const Geometric law{p};
    double before = 0;
    for (int i = 1; i < 100000; ++i) {
      const double k = law.quantile(std::ldexp(2 * (i * 45'035'996'273.0) + 1, -53));
      EXPECT_GE(k, before);
      before = k;
    }
  }
}

}  // namespace
