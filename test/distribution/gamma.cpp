// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/gamma.hpp>

namespace {

using casus::distribution::Gamma;

using casus::detail::infinity;

TEST(Gamma, HasItsDensityAtZero) {
  EXPECT_EQ((Gamma{0.5, 2}.density(0)), infinity);
  EXPECT_EQ((Gamma{1, 3}.density(0)), 3);
  EXPECT_EQ((Gamma{2, 3}.density(0)), 0);
  EXPECT_EQ((Gamma{2, 3}.density(infinity)), 0);
  EXPECT_EQ((Gamma{2, 1e300}.density(1e300)), 0);
}

TEST(Gamma, HasTheClosedForms) {
  for (const double x : {1e-9, 0.1, 1.0, 7.0}) {
    EXPECT_NEAR((Gamma{1, 2}.cdf(x)) / -std::expm1(-2 * x), 1, 1e-14);
    EXPECT_NEAR((Gamma{0.5, 1}.cdf(x)) / std::erf(std::sqrt(x)), 1, 1e-14);
    EXPECT_NEAR((Gamma{3, 1}.density(x)) / (x * x / 2 * std::exp(-x)), 1, 1e-14);
  }
}

// Small shapes: F(x) is x^shape / Gamma(shape + 1) near 0, so the lower quantiles underflow to 0.
TEST(Gamma, UnderflowsToZeroWithSmallShapes) {
  const Gamma law{0.01, 1};
  EXPECT_EQ(law.quantile(0x1p-53), 0);
  EXPECT_NEAR(law.cdf(law.quantile(0.5)), 0.5, 1e-13);
  EXPECT_NEAR(law.cdf(law.quantile(0.99)), 0.99, 1e-13);
}

TEST(Gamma, StaysATotalFunctionAtTheEdgeOfItsDomain) {
  for (const double shape : {1e-300, 1e-3, 1.0, 1e9})
    for (const double rate : {1e-300, 1.0, 1e300})
      for (const double u : {0x1p-53, 0.25, 0.5, 0.75, 1 - 0x1p-53}) {
        const double x = Gamma{shape, rate}.quantile(u);
        EXPECT_GE(x, 0) << shape << ' ' << rate << ' ' << u;
      }
}

}  // namespace
