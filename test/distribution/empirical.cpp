// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/empirical.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace {

using casus::distribution::Empirical;

TEST(Empirical, SortsItsValuesAndJoinsEqualOnes) {
  const Empirical law({2.5, -1, 2.5, 4, 7}, {1, 2, 1, 4, 0});
  EXPECT_FALSE(law.fault());
  EXPECT_EQ(law.values(), (std::vector<double>{-1, 2.5, 4}));
  EXPECT_EQ(law.probabilities(), (std::vector<double>{0.25, 0.25, 0.5}));
  EXPECT_EQ(law.cumulative(), (std::vector<double>{0.25, 0.5, 1}));
  EXPECT_EQ(Empirical({1, 2}).probabilities(), (std::vector<double>{0.5, 0.5}));
}

TEST(Empirical, TakesTheLeastValueWhoseCumulativeWeightReachesU) {
  const Empirical law({-1, 2.5, 4}, {1, 1, 2});
  EXPECT_EQ(law.quantile(0x1p-53), -1);
  EXPECT_EQ(law.quantile(0.25), -1);
  EXPECT_EQ(law.quantile(std::nextafter(0.25, 1.0)), 2.5);
  EXPECT_EQ(law.quantile(0.5), 2.5);
  EXPECT_EQ(law.quantile(0.500001), 4);
  EXPECT_EQ(law.quantile(1 - 0x1p-53), 4);
  const Empirical thirds(std::vector<double>{1, 2, 3});  // whose sums round
  EXPECT_EQ(thirds.quantile(1 - 0x1p-53), 3);
}

TEST(Empirical, HasTheVerbsOfALaw) {
  const Empirical law({-1, 2.5, 4}, {1, 1, 2});
  EXPECT_EQ(law.density(2.5), 0.25);
  EXPECT_EQ(law.density(2), 0);
  EXPECT_EQ(law.cdf(-1.5), 0);
  EXPECT_EQ(law.cdf(3), 0.5);
  EXPECT_EQ(law.cdf(4), 1);
  EXPECT_EQ(law.survival(-1), 0.75);
  EXPECT_EQ(law.mean(), 2.375);
  EXPECT_NEAR(law.variance(), (3.375 * 3.375 + 0.125 * 0.125) / 4 + 1.625 * 1.625 / 2, 1e-15);
  EXPECT_EQ(law.support(), (std::pair<double, double>{-1, 4}));
}

TEST(Empirical, SaysWhatIsWrongWithItsValuesAndWeights) {
  const double nan = std::numeric_limits<double>::quiet_NaN(),
               infinite = std::numeric_limits<double>::infinity();
  const auto fault = [](std::vector<double> values, std::vector<double> weights) {
    const Empirical law(values, weights);
    return law.fault() ? law.fault()->expected + ", got " + law.fault()->got : "";
  };
  EXPECT_EQ(fault({}, {}), "at least one value, got none");
  EXPECT_EQ(fault({1, 2}, {1}), "2 weights, one per value, got 1");
  EXPECT_EQ(fault({1, nan}, {1, 1}), "a finite number as value 2, got not a number");
  EXPECT_EQ(fault({1, infinite}, {1, 0}), "a finite number as value 2, got infinity");
  EXPECT_EQ(fault({1, 2}, {-1, 2}), "a finite number of at least 0 as weight 1, got -1");
  EXPECT_EQ(fault({1, 2}, {nan, 2}), "a finite number of at least 0 as weight 1, got not a number");
  EXPECT_EQ(fault({1, 2}, {0, 0}), "weights with a positive finite sum, got 0");
  EXPECT_EQ(fault({1, 2}, {1.7e308, 1.7e308}), "weights with a positive finite sum, got infinity");
}

}  // namespace
