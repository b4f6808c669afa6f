// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Means, deviations, quantiles and distributions given conditions that no draw meets; truths by closed forms and quadrature.
#include "infer/splitting/conditional.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

#include "infer/splitting/splitting.hpp"

namespace casus {
namespace {

double tail_of_normal(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }
double density_of_normal(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * std::numbers::pi); }

bool is_coded(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

void expect_given(const Answer& answer, double truth, double most_error) {
  EXPECT_EQ(answer.method_id, Method::splitting) << answer.question;
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error) << answer.question;
  EXPECT_LT(answer.standard_error, most_error) << answer.question;
  EXPECT_LE(answer.interval.low, answer.value);
  EXPECT_GE(answer.interval.high, answer.value);
  EXPECT_TRUE(answer.warnings.empty()) << answer.warnings[0].text;
}

// Two normal quantities whose sum is far out: P(x + y > 8) = 7.7e-9.
struct RareSum {
  Model model;
  Quantity x = model.add("x", Normal(0, 1)), y = model.add("y", Normal(0, 1));
  Boolean condition = x + y > 8.0;

  double far = 8 / std::numbers::sqrt2;
  double probability = tail_of_normal(far);
  double mean_of_sum = std::numbers::sqrt2 * density_of_normal(far) / probability;
  double variance_of_sum = 2 + 8 * mean_of_sum - mean_of_sum * mean_of_sum;

  // P(x <= at | x + y > 8), by Simpson's rule.
  double below(double at) const {
    constexpr int steps = 4000;
    const double low = -10, width = (at - low) / steps;
    double sum = 0;
    for (int i = 0; i <= steps; ++i) {
      const double place = low + i * width;
      sum += (i == 0 || i == steps ? 1
              : i % 2 == 1         ? 4
                                   : 2) *
             density_of_normal(place) * tail_of_normal(8 - place);
    }
    return sum * width / 3 / probability;
  }
  double quantile_of_x(double p) const {
    double low = -5, high = 15;
    for (int i = 0; i < 60; ++i) (below((low + high) / 2) < p ? low : high) = (low + high) / 2;
    return low;
  }
};

TEST(GivenRareConditions, MeansAndDeviationsAreThoseOfClosedForms) {
  const RareSum s;
  for (const std::uint64_t seed : {1, 2, 3}) {
    Options options;
    options.seed = seed;
    const Answers answers = estimate(s.model,
                                     {E(s.x).given(s.condition), E(s.x + s.y).given(s.condition),
                                      variance(s.x).given(s.condition), sd(s.x + s.y).given(s.condition)},
                                     options);
    expect_given(answers[0], s.mean_of_sum / 2, 0.03);
    expect_given(answers[1], s.mean_of_sum, 0.01);
    expect_given(answers[2], 0.5 + s.variance_of_sum / 4, 0.05);
    expect_given(answers[3], std::sqrt(s.variance_of_sum), 0.03);
    EXPECT_NEAR(*answers[0].log_condition_probability, std::log(s.probability),
                5 * answers[0].log_condition_standard_error);
  }
}

TEST(GivenRareConditions, QuantilesAreThoseOfQuadrature) {
  const RareSum s;
  const Answers answers =
      estimate(s.model, {median(s.x).given(s.condition), quantile(s.x, 0.8).given(s.condition)});
  expect_given(answers[0], s.quantile_of_x(0.5), 0.05);
  expect_given(answers[1], s.quantile_of_x(0.8), 0.1);
}

TEST(GivenRareConditions, DistributionsAreThoseOfBayesTheorem) {
  Model m;
  const auto cause = m.add("cause", Categorical({"a", "b", "c"}, {0.5, 0.3, 0.2}));
  const auto x = m.add("x", Normal(if_then_else(cause == "a", 0.0, if_then_else(cause == "b", 0.3, 0.6)), 1));
  const auto y = m.add("y", Normal(0, 1));
  const Answer answer = estimate(m, {distribution_of(cause).given(x + y > 8.0)})[0];
  const double weights[] = {0.5 * tail_of_normal(8 / std::numbers::sqrt2),
                            0.3 * tail_of_normal(7.7 / std::numbers::sqrt2),
                            0.2 * tail_of_normal(7.4 / std::numbers::sqrt2)};
  const double all = weights[0] + weights[1] + weights[2];
  ASSERT_EQ(answer.parts.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(answer.parts[i].value, weights[i] / all, 5 * answer.parts[i].standard_error);
    EXPECT_LT(answer.parts[i].standard_error, 0.05);
  }
}

TEST(GivenRareConditions, EachWayCounts) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto gate = m.add("gate", Bernoulli(1e-4));
  const auto size = m.add("size", LogNormal(0, 1));
  // Asked for by name: weights draw it between its bounds.
  const Answer two_sides = splitting(m, {E(x).given(x > 5.0 || x < -5.2)}, {})[0];
  const double right = tail_of_normal(5), left = tail_of_normal(5.2);
  expect_given(two_sides, (density_of_normal(5) - density_of_normal(5.2)) / (right + left), 0.3);

  const Real loss = 0.1 * size + if_then_else(gate, size, 0.0);
  const Boolean is_large = loss > 6.0;
  const double by_gate = 1e-4 * tail_of_normal(std::log(6 / 1.1)),
               beside = (1 - 1e-4) * tail_of_normal(std::log(60.0));
  const auto mean_above = [](double scale, double limit) {
    return scale * std::exp(0.5) * tail_of_normal(std::log(limit / scale) - 1);
  };
  const Answer through_gate = splitting(m, {E(loss).given(is_large)}, {})[0];
  expect_given(through_gate,
               (1e-4 * mean_above(1.1, 6) + (1 - 1e-4) * mean_above(0.1, 6)) / (by_gate + beside), 0.1);
}

TEST(GivenRareConditions, UncertainParametersAreDrawnWithEachTrajectory) {
  Model m;
  const auto mean = m.parameter("mean", Normal(0, 1));
  const auto x = m.add("x", Normal(mean, 1)), y = m.add("y", Normal(mean, 1));
  // Sum: variance 2 + 4.
  const double far = 16 / std::sqrt(6.0);
  const double truth = std::sqrt(6.0) * density_of_normal(far) / tail_of_normal(far) / 2;
  expect_given(estimate(m, {E(x).given(x + y > 16.0)})[0], truth, 0.05);
}

TEST(GivenRareConditions, OverTime) {
  Timeline timeline;
  const auto level = timeline.quantity("level");
  timeline.each(level, Normal(0, 1));
  Horizon h(timeline, 2);
  const double far = 8 / std::numbers::sqrt2;
  expect_given(estimate(h, {E(h.at(level, 1)).given(h.at(level, 0) + h.at(level, 1) > 8.0)})[0],
               density_of_normal(far) / tail_of_normal(far) / std::numbers::sqrt2, 0.03);
}

TEST(GivenRareConditions, ATailWithoutAMeanIsCoded) {
  Model m;
  const auto e = m.add("e", Exponential(1));
  const auto y = m.add("y", Normal(0, 1));
  const Answer answer = splitting(m, {E(exp(1.2 * e)).given(e + y > 20.0)}, {})[0];
  EXPECT_TRUE(is_coded(answer, WarningCode::heavy_tail) || is_coded(answer, WarningCode::no_mean));
  EXPECT_TRUE(std::isnan(answer.interval.low));
}

TEST(GivenRareConditions, AConditionThatCannotBeReachedHasNoAnswer) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto u = m.add("u", Uniform(0, 1));
  const Answer answer = splitting(m, {E(x).given(u * u > 1.5)}, {})[0];
  EXPECT_TRUE(std::isnan(answer.value));
  EXPECT_TRUE(is_coded(answer, WarningCode::event_not_reached));
}

TEST(GivenRareConditions, SameBitsOnAnyThreads) {
  const RareSum s;
  const std::vector<Query> asked{E(s.x).given(s.condition), median(s.x).given(s.condition)};
  Options one{.trajectories = 200'000, .threads = 1}, two{.trajectories = 200'000, .threads = 2};
  const Answers first = splitting(s.model, asked, one), second = splitting(s.model, asked, two);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    EXPECT_EQ(first[i].value, second[i].value);
    EXPECT_EQ(first[i].interval.low, second[i].interval.low);
  }
}

TEST(GivenRareConditions, APrecisionIsReached) {
  const RareSum s;
  Options options{.trajectories = 4'000'000, .relative_precision = 0.01};
  const Answer answer = splitting(s.model, {E(s.x).given(s.condition)}, options)[0];
  EXPECT_EQ(answer.stopped_id, StopReason::precision_reached);
  EXPECT_LE(answer.interval.high - answer.interval.low, 2 * 0.0101 * answer.value);
  EXPECT_LT(answer.samples, 4'000'000);
}

TEST(GivenRareConditions, WithoutAConditionItIsRefused) {
  const RareSum s;
  EXPECT_THROW(splitting(s.model, {E(s.x)}, {}), Error);
}

}  // namespace
}  // namespace casus
