// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/detail/distributions.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/distribution/normal.hpp>
#include <casus/distribution/point.hpp>
#include <casus/distribution/poisson.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace {

using namespace casus::distribution;

using casus::detail::infinity;

TEST(Mixture, OfOneLawIsThatLaw) {
  const Mixture mixture{{{1.0, Weibull{2, 3}}}};
  const Mixture count{{{1.0, Poisson{4}}, {0.0, Poisson{1000}}}};
  for (const double u : {0x1p-53, 0x1p-30, 0.125, 0.5, 0.8, 1 - 0x1p-53}) {
    const double x = Weibull{2, 3}.quantile(u);
    EXPECT_NEAR(mixture.quantile(u), x, 1e-15 * x);
    EXPECT_EQ(count.quantile(u), Poisson{4}.quantile(u));
  }
  EXPECT_EQ(mixture.mean(), (Weibull{2, 3}.mean()));
}

// The least double at which the CDF reaches u: neither it nor the one before it is off.
TEST(Mixture, FindsTheLeastDouble) {
  const Mixture mixture{{{0.25, Normal{0, 1}}, {0.5, LogNormal{1, 0.5}}, {0.25, StudentT{3, -2, 1}}}};
  for (int i = 1; i < 1000; ++i) {
    const double u = i / 1000.0, x = mixture.quantile(u);
    if (u <= 0.5) {
      EXPECT_GE(mixture.cdf(x), u);
      EXPECT_LE(mixture.cdf(std::nextafter(x, -infinity)), u + 0x1p-52);
    } else {
      EXPECT_LE(mixture.survival(x), 1 - u);
      EXPECT_GE(mixture.survival(std::nextafter(x, -infinity)), 1 - u - 0x1p-52);
    }
  }
}

TEST(Mixture, CrossesAGapBetweenItsComponents) {
  const Mixture mixture{{{0.3, Uniform{0, 1}}, {0.7, Uniform{1000, 1001}}}};
  EXPECT_NEAR(mixture.quantile(0.3 - 1e-9), 1, 1e-8);
  EXPECT_NEAR(mixture.quantile(0.3 + 1e-9), 1000, 1e-8);
  EXPECT_NEAR(mixture.quantile(0.65), 1000.5, 1e-12);
  EXPECT_EQ(mixture.support(), (std::pair<double, double>{0, 1001}));
}

TEST(Mixture, JumpsAtACount) {  // of counts and quantities: P(X <= 0) has a step of 0.5 e^-1 at 0
  const Mixture mixture{{{0.5, Poisson{1}}, {0.5, Normal{0, 1}}}};
  EXPECT_EQ(mixture.quantile(0.3), 0);
  EXPECT_EQ(mixture.quantile(0.43), 0);
  EXPECT_LT(mixture.quantile(0.249), 0);
  EXPECT_GT(mixture.quantile(0.435), 0);
}

// A share of certain values beside a law, as losses have them: the quantile stands still at each.
TEST(Mixture, StandsStillAtItsPoints) {
  const Mixture loss{{{0.9, Point{0}}, {0.1, LogNormal{8, 1}}}};
  for (const double u : {1e-12, 0.3, 0.5, 0.899999}) EXPECT_EQ(loss.quantile(u), 0) << u;
  for (const double u : {0.91, 0.95, 0.999}) {
    const double x = (LogNormal{8, 1}.quantile((u - 0.9) / 0.1));
    EXPECT_NEAR(loss.quantile(u), x, 1e-12 * x) << u;
  }
  EXPECT_NEAR(loss.mean(), 0.1 * std::exp(8.5), 1e-9);
  const Mixture values{{{0.2, Point{3}}, {0.5, Point{-1}}, {0.3, Point{7}}}};
  for (const auto& [u, x] :
       {std::pair{0.1, -1.0}, {0.5, -1.0}, {0.500001, 3.0}, {0.7, 3.0}, {0.700001, 7.0}, {1 - 1e-12, 7.0}})
    EXPECT_EQ(values.quantile(u), x) << u;
  const Mixture within{{{0.5, Normal{0, 1}}, {0.25, Point{1}}, {0.25, Point{-1}}}};
  const double below = 0.5 * Normal{0, 1}.cdf(-1);
  EXPECT_LT(within.quantile(0.999 * below), -1);
  EXPECT_EQ(within.quantile(1.001 * below), -1);
  EXPECT_EQ(within.quantile(below + 0.2499), -1);
  EXPECT_NEAR(within.quantile(0.5), 0, 1e-12);
  EXPECT_EQ(within.quantile(1 - 1.001 * below), 1);
  EXPECT_GT(within.quantile(1 - 0.999 * below), 1);
  const Mixture counts{{{0.5, Poisson{4}}, {0.5, Point{0.5}}}};
  EXPECT_EQ(counts.quantile(0.5 * Poisson{4}.cdf(0)), 0);
  EXPECT_EQ(counts.quantile(0.5), 0.5);
  EXPECT_EQ(counts.quantile(0.5 + 0.5 * Poisson{4}.cdf(2) - 1e-12), 2);
}

TEST(Mixture, ReachesBothTails) {
  const Mixture mixture{{{0.999, Normal{0, 1}}, {0.001, Normal{0, 10}}}};
  // Out there the narrow component is gone: F = 0.001 Phi(x / 10).
  EXPECT_NEAR(mixture.quantile(0x1p-53) / (Normal{0, 10}.quantile(0x1p-53 / 0.001)), 1, 1e-12);
  EXPECT_NEAR(mixture.quantile(1 - 0x1p-53), -mixture.quantile(0x1p-53), 1e-13);
  EXPECT_EQ(mixture.upper_quantile(0.125), mixture.quantile(0.875));
  EXPECT_LT(mixture.upper_quantile(0x1p-53), mixture.upper_quantile(1e-17));
}

}  // namespace
