// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/beta.hpp>

namespace {

using casus::distribution::Beta;

using casus::detail::infinity;

TEST(Beta, HasItsDensityAtBothEnds) {
  EXPECT_EQ((Beta{0.5, 2}.density(0)), infinity);
  EXPECT_EQ((Beta{2, 0.5}.density(1)), infinity);
  EXPECT_EQ((Beta{2, 3}.density(0)), 0);
  EXPECT_EQ((Beta{2, 3}.density(1)), 0);
  EXPECT_EQ((Beta{1, 3}.density(0)), 3);
  EXPECT_EQ((Beta{4, 1}.density(1)), 4);
  EXPECT_EQ((Beta{1, 1}.density(0)), 1);
}

TEST(Beta, HasTheClosedForms) {
  for (const double x : {1e-12, 0.01, 0.3, 0.9}) {
    EXPECT_NEAR((Beta{5, 1}.cdf(x)) / std::pow(x, 5), 1, 1e-14);
    EXPECT_NEAR((Beta{1, 5}.cdf(x)) / -std::expm1(5 * std::log1p(-x)), 1, 1e-14);
    EXPECT_NEAR((Beta{0.5, 0.5}.cdf(x)) / (2 / 3.14159265358979324 * std::asin(std::sqrt(x))), 1, 1e-14);
  }
}

TEST(Beta, StaysATotalFunctionAtTheEdgeOfItsDomain) {
  for (const double alpha : {1e-300, 1e-3, 1.0, 1e9})
    for (const double beta : {1e-300, 1e-3, 1.0, 1e9})
      for (const double u : {0x1p-53, 0.25, 0.5, 0.75, 1 - 0x1p-53}) {
        const double x = Beta{alpha, beta}.quantile(u);
        EXPECT_TRUE(x >= 0 && x <= 1) << alpha << ' ' << beta << ' ' << u << ' ' << x;
      }
}

TEST(Beta, NeverThrows) {  // where Boost.Math's root finding does
  const casus::distribution::Beta coin{7.146711851031259e-295, 9};
  EXPECT_EQ(coin.quantile(0.75), 0);
  EXPECT_EQ(coin.quantile(1 - 0x1p-53), 0);
}

}  // namespace
