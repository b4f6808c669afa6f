// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/point.hpp>

#include <utility>

#include <gtest/gtest.h>

namespace {

TEST(Point, HoldsAllProbability) {
  const casus::distribution::Point law{2.5};
  EXPECT_EQ(law.density(2.5), 1);
  EXPECT_EQ(law.density(2.4), 0);
  EXPECT_EQ(law.cdf(2.4), 0);
  EXPECT_EQ(law.cdf(2.5), 1);
  EXPECT_EQ(law.survival(2.4), 1);
  EXPECT_EQ(law.survival(2.5), 0);
  EXPECT_EQ(law.quantile(0.3), 2.5);
  EXPECT_EQ(law.draw(0), 2.5);
  EXPECT_EQ(law.mean(), 2.5);
  EXPECT_EQ(law.variance(), 0);
  EXPECT_EQ(law.support(), (std::pair<double, double>{2.5, 2.5}));
}

}  // namespace
