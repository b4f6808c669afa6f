// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/interval.hpp>

#include <cmath>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>

#include <casus/distribution/logit_normal.hpp>
#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

namespace casus {
namespace {

// Newcombe, Statistics in Medicine 17 (1998) 857-872, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
TEST(Interval, WilsonAgreesWithPublishedValues) {
  const auto expect = [](double hits, double trials, double low, double high) {
    const Interval interval = wilson_interval(hits, trials, 0.95);
    EXPECT_NEAR(interval.low, low, 5e-5);
    EXPECT_NEAR(interval.high, high, 5e-5);
  };
  expect(81, 263, 0.2553, 0.3662);
  expect(15, 148, 0.0624, 0.1605);
  expect(0, 20, 0.0000, 0.1611);
  expect(1, 29, 0.0061, 0.1718);
}

TEST(Interval, ClopperPearsonAgreesWithPublishedValues) {
  const auto expect = [](double hits, double trials, double low, double high) {
    const Interval interval = clopper_pearson_interval(hits, trials, 0.95);
    EXPECT_NEAR(interval.low, low, 5e-5);
    EXPECT_NEAR(interval.high, high, 5e-5);
  };
  expect(81, 263, 0.2527, 0.3676);
  expect(15, 148, 0.0578, 0.1617);
  expect(1, 29, 0.0009, 0.1776);
  expect(0, 20, 0.0, 0.1684);
}

// At no probability does it cover less often than its level, also where no hits are likely.
TEST(Interval, ClopperPearsonNeverCoversTooSeldom) {
  constexpr int trials = 50;
  for (double p = 0.001; p < 1; p += 0.001) {
    const boost::math::binomial law(trials, p);
    double covered = 0;
    for (int hits = 0; hits <= trials; ++hits) {
      const Interval interval = clopper_pearson_interval(hits, trials, 0.95);
      if (interval.low <= p && p <= interval.high) covered += boost::math::pdf(law, hits);
    }
    EXPECT_GE(covered, 0.95 - 1e-9) << p;
  }
}

// The definition: a bound p is where the observed count, or a more extreme one, has just the tail's probability.
TEST(Interval, ClopperPearsonHoldsItsTails) {
  for (const double trials : {7.0, 40.0, 1000.0})
    for (const double hits : {1.0, 3.0, trials - 2}) {
      const Interval interval = clopper_pearson_interval(hits, trials, 0.9);
      EXPECT_NEAR(boost::math::cdf(boost::math::binomial(trials, interval.high), hits), 0.05, 1e-9);
      EXPECT_NEAR(boost::math::cdf(complement(boost::math::binomial(trials, interval.low), hits - 1)), 0.05,
                  1e-9);
    }
}

TEST(Interval, ClusterRatioIsTheTextbookEstimator) {
  // Two clusters of equal size: the mean, and the standard error of two observations.
  const ClusterRatio equal({2, 4}, {10, 10});
  EXPECT_DOUBLE_EQ(equal.value, 0.3);
  EXPECT_DOUBLE_EQ(equal.standard_error, 0.1);
  const ClusterRatio none({0, 0}, {0, 0});
  EXPECT_TRUE(std::isnan(none.value));
  const ClusterRatio one({1, 0}, {2, 0});
  EXPECT_DOUBLE_EQ(one.value, 0.5);
  EXPECT_TRUE(std::isnan(one.standard_error));
}

TEST(Interval, ClusterRatioKnowsHowManyClustersMakeItsError) {
  // Residuals alike: as many as there are. One far off: hardly more than one.
  EXPECT_DOUBLE_EQ(ClusterRatio({1, 3, 1, 3}, {4, 4, 4, 4}).degrees, 4);
  EXPECT_NEAR(ClusterRatio({100, 0, 0, 0, 0, 0, 0, 0}, std::vector<double>(8, 100)).degrees, 1.302, 1e-3);
  EXPECT_EQ(ClusterRatio({1, 2}, {2, 4}).degrees, 1);
  EXPECT_TRUE(std::isnan(ClusterRatio({1, 0}, {2, 0}).degrees));
}

// The noise is taken out: probabilities drawn from a logit-normal law are seen through few or many binomial trials, and
// the range comes out where the law's own quantiles are. Without the correction the noisy rows would be far too wide.
TEST(Interval, WorldRangeTakesTheNoiseOut) {
  const distribution::LogitNormal law{-1.5, 0.7};
  std::uint64_t counter = 1;
  const auto uniform = [&] { return random::unit(random::mix(0x9E3779B97F4A7C15 * counter++)); };
  for (const int trials : {40, 200, 5000}) {
    std::vector<WorldEstimate> worlds;
    std::vector<double> raw;
    for (int w = 0; w < 4000; ++w) {
      const double p = law.quantile(uniform());
      const double hits = boost::math::quantile(
          boost::math::binomial_distribution<
              double, boost::math::policies::policy<
                          boost::math::policies::discrete_quantile<boost::math::policies::integer_round_up>>>(
              trials, p),
          uniform());
      const double a = hits + 0.5, b = trials - hits + 0.5;
      worlds.push_back({std::log(a / b), 1 / a + 1 / b, static_cast<double>(trials)});
      raw.push_back(hits / trials);
    }
    const WorldRange range(worlds, 0.9);
    ASSERT_TRUE(range.range);
    const double low = 1 / (1 + std::exp(-range.range->low)), high = 1 / (1 + std::exp(-range.range->high));
    EXPECT_NEAR(low, law.quantile(0.05), 0.012) << trials;
    EXPECT_NEAR(high, law.quantile(0.95), 0.025) << trials;
    std::sort(raw.begin(), raw.end());
    if (trials == 40) {
      EXPECT_LT(raw[200], law.quantile(0.05) - 0.015);  // what it would be otherwise
    }
  }
}

TEST(Interval, WorldRangeIsAbsentWhereAllIsNoise) {
  std::vector<WorldEstimate> worlds;
  for (int w = 0; w < 500; ++w)
    worlds.push_back({random::unit(random::mix(static_cast<std::uint64_t>(w) + 77)), 1.0 / 12, 1});
  const WorldRange range(worlds, 0.9);
  EXPECT_FALSE(range.range);
  EXPECT_LT(range.reliability, 0.25);
}

TEST(Interval, WorldRangeWeighsTheWorlds) {
  // Three quarters of the weight lie at 0, the rest at 1.
  const WorldRange range({{0, 0, 3}, {1, 0, 1}}, 0.2);
  ASSERT_TRUE(range.range);
  EXPECT_LT(range.range->high, 0.5);
}

}  // namespace
}  // namespace casus
