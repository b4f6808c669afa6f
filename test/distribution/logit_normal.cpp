// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include <casus/distribution/logit_normal.hpp>

namespace {

using casus::distribution::LogitNormal;

TEST(LogitNormal, IsSymmetricInItsLogOdds) {
  for (const double location : {0.1, 1.0, 5.0, 20.0})
    for (const double scale : {1e-4, 0.1, 1.0, 3.0, 30.0}) {
      const LogitNormal law{location, scale}, mirror{-location, scale};
      EXPECT_NEAR(law.mean() + mirror.mean(), 1, 1e-15);
      EXPECT_EQ(law.variance(), mirror.variance());
    }
  EXPECT_NEAR((LogitNormal{0, 2}.mean()), 0.5, 1e-12);
}

TEST(LogitNormal, HasItsLimitsMoments) {
  // Narrow: the delta method. Far below: a log-normal. Wide: a fair coin between 0 and 1.
  const double p = 1 / (1 + std::exp(1.0));
  EXPECT_NEAR((LogitNormal{-1, 1e-4}.mean()), p, 1e-9);
  EXPECT_NEAR((LogitNormal{-1, 1e-4}.variance()) / std::pow(1e-4 * p * (1 - p), 2), 1, 1e-7);
  EXPECT_NEAR((LogitNormal{-60, 1}.mean()) / std::exp(-59.5), 1, 1e-10);
  EXPECT_NEAR((LogitNormal{-60, 2}.variance()) / (std::expm1(4.0) * std::exp(-116.0)), 1, 1e-10);
  EXPECT_NEAR((LogitNormal{-60, 1}.variance()) / (std::expm1(1.0) * std::exp(-119.0)), 1, 1e-10);
  EXPECT_NEAR((LogitNormal{0, 1e6}.variance()), 0.25, 1e-6);
  EXPECT_NEAR((LogitNormal{-1e6, 1e6}.mean()), 0.15865525393145705, 1e-6);
}

// A trapezoid over the log odds converges geometrically (the integrand is analytic in a strip of width pi /
// scale).
TEST(LogitNormal, HasTheMomentsOfATrapezoid) {
  for (const double location : {-5.6, -1.695, 0.3, 2.168})
    for (const double scale : {0.01, 0.772, 1.127, 3.0, 12.0}) {
      const double h = (std::min)(0.125, 0.25 / scale);
      double total = 0, first = 0, second = 0;
      const auto p = [&](double z) { return 1 / (1 + std::exp(-(location + scale * z))); };
      const LogitNormal law{location, scale};
      const double mean = law.mean();
      for (double z = -12; z <= 12; z += h) {
        const double weight = std::exp(-z * z / 2);
        total += weight;
        first += weight * p(z);
        second += weight * (p(z) - mean) * (p(z) - mean);
      }
      EXPECT_NEAR(mean / (first / total), 1, 1e-10) << location << ' ' << scale;
      EXPECT_NEAR(law.variance() / (second / total), 1, 1e-10) << location << ' ' << scale;
    }
}

}  // namespace
