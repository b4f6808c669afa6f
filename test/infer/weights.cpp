// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/weights.hpp>

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace casus {
namespace {

TEST(WeightSums, OfEqualWeightsAreWorthTheirNumber) {
  WeightSums sums;
  EXPECT_EQ(sums.effective(), 0);
  for (int i = 0; i < 7; ++i) sums += {1, 0.25, 0.0625};
  EXPECT_EQ(sums.count, 7);
  EXPECT_DOUBLE_EQ(sums.effective(), 7);
  sums += {1, 100, 10000};
  EXPECT_NEAR(sums.effective(), 1, 0.05);
}

TEST(WeightedProportion, OfEqualWeightsIsABinomialShare) {
  const WeightedProportion share{{30, 15, 7.5}, {70, 35, 17.5}};
  EXPECT_DOUBLE_EQ(share.value(), 0.3);
  EXPECT_NEAR(share.variance(), 0.3 * 0.7 / 100, 1e-15);
  EXPECT_TRUE(std::isnan(WeightedProportion{}.value()));
}

// Combining two lots equals taking all at once, by the formulas that define the sums.
TEST(WeightedMoments, CombineToThoseOfAll) {
  const std::vector<double> w = {1, 2, 0.5, 3, 0.1}, x = {1e6 + 1, 1e6 - 2, 1e6 + 4, 1e6, 1e6 + 7};
  WeightedMoments all;
  double sum = 0, mean = 0, squared = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    all += {1, {w[i], x[i], 0}, {w[i] * w[i], x[i], 0}};
    sum += w[i];
    mean += w[i] * x[i];
  }
  mean /= sum;
  for (std::size_t i = 0; i < w.size(); ++i) squared += w[i] * w[i] * (x[i] - mean) * (x[i] - mean);
  EXPECT_EQ(all.count, 5);
  EXPECT_NEAR(all.plain.mean, mean, 1e-9);
  EXPECT_NEAR(all.variance(), squared / (sum * sum), 1e-9);
  WeightedMoments one;
  one += {1, {2, 3, 0}, {4, 3, 0}};
  EXPECT_TRUE(std::isnan(one.variance()));
}

TEST(LargestValues, KeepTheLargestInWhateverOrderTheyCome) {
  std::mt19937_64 engine(3);
  std::exponential_distribution<double> draw;
  std::vector<double> values(5000);
  for (double& value : values) value = draw(engine);
  LargestValues forwards, backwards, halves, half;
  for (std::size_t i = 0; i < values.size(); ++i) {
    forwards.insert(values[i]);
    backwards.insert(values[values.size() - 1 - i]);
    (i % 2 ? halves : half).insert(values[i]);
  }
  halves += half;
  std::sort(values.begin(), values.end(), std::greater<>());
  values.resize(LargestValues::capacity);
  EXPECT_EQ(forwards.sorted(), values);
  EXPECT_EQ(backwards.sorted(), values);
  EXPECT_EQ(halves.sorted(), values);
}

// Excesses drawn from a generalised Pareto distribution give its shape back.
TEST(ParetoShape, IsThatOfTheTail) {
  std::mt19937_64 engine(5);
  std::uniform_real_distribution<double> draw;
  for (const double shape : {0.1, 0.5, 0.7, 1.0, 2.0}) {
    std::vector<double> excesses(4000);
    for (double& excess : excesses) excess = (std::pow(1 - draw(engine), -shape) - 1) / shape;
    std::sort(excesses.begin(), excesses.end());
    // The standard error is (1 + shape) / sqrt(n).
    EXPECT_NEAR(pareto_shape(excesses), shape, 5 * (1 + shape) / std::sqrt(4000));
  }
}

TEST(ParetoK, IsThatOfTheLargestWeights) {
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> draw;
  constexpr int count = 100'000;
  for (const double shape : {0.3, 1.2}) {
    LargestValues largest;
    for (int i = 0; i < count; ++i) largest.insert(std::pow(1 - draw(engine), -shape));
    const auto k = pareto_k(largest, count);
    ASSERT_TRUE(k);
    EXPECT_NEAR(*k, shape, 0.3);
  }
  LargestValues equal;
  for (int i = 0; i < 1000; ++i) equal.insert(2);
  EXPECT_FALSE(pareto_k(equal, 1000));
  EXPECT_FALSE(pareto_k({}, 1000));
}

TEST(WeightedInterval, IsABoundWhereNothingWasSeen) {
  constexpr double all = std::numeric_limits<double>::infinity();
  const Interval none = weighted_interval({0, 0, 0, 500, 400, all}, 0.95);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1 - std::pow(0.025, 1 / 400.0), 1e-12);
  EXPECT_EQ(weighted_interval({1, 0, 500, 0, 400, all}, 0.95).high, 1);
}

TEST(WeightedInterval, StaysInsideAndWidensWithFewHits) {
  constexpr double all = std::numeric_limits<double>::infinity();
  const double p = 0.01, error = std::sqrt(p * (1 - p) / 500);
  const Interval few = weighted_interval({p, error, 5, 495, 500, all}, 0.95);
  EXPECT_NEAR(few.low, clopper_pearson_interval(5, 500, 0.95).low, 1e-9);
  EXPECT_NEAR(few.high, clopper_pearson_interval(5, 500, 0.95).high, 1e-9);
  // Five effective hits count as five, however small the standard error says it is.
  EXPECT_GT(weighted_interval({p, error / 10, 5, 49500, 500, all}, 0.95).high, 0.02);
  const Interval hundreds = weighted_interval({p, error / 10, 500, 49500, 500, all}, 0.95);
  EXPECT_NEAR(hundreds.low, p - 1.96 * error / 10, 1e-4);
  EXPECT_NEAR(hundreds.high, p + 1.96 * error / 10, 1e-4);
}

}  // namespace
}  // namespace casus
