// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Variances and standard deviations, by every method, against closed forms.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>

#include "../../support/same_bits.hpp"

namespace casus {
namespace {

bool warns_of(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

// Within five standard errors, which are of the size that theory gives.
void expect_spread(const Answer& answer, double truth, double error) {
  EXPECT_NEAR(answer.value, truth, 5 * error) << answer.question;
  EXPECT_NEAR(answer.standard_error, error, 0.1 * error) << answer.question;
  EXPECT_LT(answer.interval.low, answer.value) << answer.question;
  EXPECT_GT(answer.interval.high, answer.value) << answer.question;
}

TEST(Spread, OfANormalIsItsOwnHoweverFarFromZero) {
  for (const double mean : {0.0, 1e9}) {
    Model m;
    const auto x = m.add("x", Normal(0, 1));
    const auto far = m.add("far", Deterministic(mean + 3 * x));
    const Answers a = estimate(m, {variance(far), sd(far), E(far)});
    const auto n = static_cast<double>(a[0].samples);
    expect_spread(a[0], 9, 9 * std::sqrt(2 / n));
    expect_spread(a[1], 3, 3 / std::sqrt(2 * n));
    EXPECT_EQ(a[1].value, std::sqrt(a[0].value));
    EXPECT_NEAR(a[1].interval.low, std::sqrt(a[0].interval.low), 1e-12);
  }
}

TEST(Spread, IsUnbiasedInSmallSamples) {
  Model m;
  const auto x = m.add("x", Normal(5, 2));
  double sum = 0;
  constexpr int runs = 2000;
  Options options{.method = Method::forward, .trajectories = 512};
  for (int run = 1; run <= runs; ++run) {
    options.seed = static_cast<std::uint64_t>(run);
    // Some eleven trajectories meet the condition.
    sum += estimate(m, {variance(x).given(x > 9)}, options)[0].value / runs;
  }
  // The variance of a normal's tail beyond two standard deviations.
  const double hazard = std::exp(-2.0) / std::sqrt(2 * std::acos(-1.0)) / (std::erfc(std::sqrt(2.0)) / 2);
  const double truth = 4 * (1 + 2 * hazard - hazard * hazard);
  EXPECT_NEAR(sum, truth, 5 * truth * std::sqrt(8.0 / 11 / runs));
}

TEST(Spread, IsTheSameByAllMethods) {
  Model m;
  const auto rain = m.add("rain", Bernoulli(0.3));
  const auto flood = m.add("flood", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.6}})));
  const Real loss = 10 * Real(flood) + 3 * Real(rain);
  // P(rain | flood) = 0.18 / 0.25; without conditions E and E of the square by enumeration.
  const double mean = 0.3 * 0.4 * 3 + 0.7 * 0.1 * 10 + 0.18 * 13;
  const double truth = 0.3 * 0.4 * 9 + 0.7 * 0.1 * 100 + 0.18 * 169 - mean * mean;
  for (const Method method : {Method::exact, Method::forward, Method::weighted}) {
    const Answers a =
        estimate(m, {variance(loss), sd(loss), variance(loss).given(flood)}, {.method = method});
    EXPECT_NEAR(a[0].value, truth, 5 * a[0].standard_error + 1e-12);
    EXPECT_NEAR(a[1].value, std::sqrt(truth), 5 * a[1].standard_error + 1e-12);
    EXPECT_NEAR(a[2].value, 9 * 0.72 * 0.28, 5 * a[2].standard_error + 1e-12);
    EXPECT_EQ(a[0].standard_error == 0, method == Method::exact);
  }
  const Answer reference = reference_estimate(m, {sd(loss)}, {.trajectories = 5120})[0];
  test::expect_same_bits(reference,
                         estimate(m, {sd(loss)}, {.method = Method::forward, .trajectories = 5120})[0]);
}

TEST(Spread, GivenAnExactValueAndOverTime) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto y = m.add("y", Normal(x, 2));
  const Answer seen = estimate(m, {sd(x).given(observed(y, 3))})[0];
  EXPECT_NEAR(seen.value, std::sqrt(0.8), 5 * seen.standard_error);
  Timeline t;
  const auto level = t.quantity("level"), gauge = t.quantity("gauge");
  t.first(level, Normal(0, 1));
  t.step(level, Normal(level.last(), 1));
  t.each(gauge, Normal(level.now(), 1));
  Horizon h(t, 4);
  // By Kalman's filter: variances 1, 1.5 and 1.6 before each reading.
  const Answer filtered = estimate(
      h, {variance(h.at(level, 2)).given(observed(h.at(gauge, 0), 1)).given(observed(h.at(gauge, 1), 2))})[0];
  EXPECT_EQ(filtered.method_id, Method::sequential);
  EXPECT_NEAR(filtered.value, 1.6, 5 * filtered.standard_error);
}

TEST(Spread, RangeIsThatOfTheWorldsOwnSpreads) {
  Model m;
  const auto mean = m.parameter("mean", Normal(0, 3));
  const auto scale = m.parameter("scale", Uniform(1, 2));
  const auto x = m.add("x", Normal(mean, scale));
  const auto e = m.add("e", Bernoulli(0.3));
  for (const Method method : {Method::forward, Method::weighted}) {
    const Answers a =
        estimate(m, {sd(x), variance(x).given(e)}, {.method = method, .trajectories = 4'000'000});
    for (std::size_t i = 0; i < 2; ++i) {
      const auto root = [&](double value) { return i == 0 ? value : std::sqrt(value); };
      EXPECT_NEAR(root(a[i].value), std::sqrt(9 + 7.0 / 3), 0.4);
      ASSERT_TRUE(a[i].range) << a[i].range_note;
      EXPECT_NEAR(root(a[i].range->low), 1.05, 0.05);
      EXPECT_NEAR(root(a[i].range->high), 1.95, 0.05);
    }
  }
  // Exact within worlds: e times the mean, which has the variance 0.21 mean^2 in a world.
  const Answer w = estimate(m, {sd(Real(e) * mean)})[0];
  EXPECT_EQ(w.method_id, Method::exact);
  EXPECT_NEAR(w.value, std::sqrt(2.7), 5 * w.standard_error);
  ASSERT_TRUE(w.range);
  EXPECT_NEAR(w.range->low, 3 * 0.0627 * std::sqrt(0.21), 0.02);
  EXPECT_NEAR(w.range->high, 3 * 1.96 * std::sqrt(0.21), 0.3);
}

TEST(Spread, OfHeavyTailsHasNoError) {
  Model m;
  const auto t = m.add("t", StudentT(3, 0, 1));
  const auto u = m.add("u", Uniform(0, 1));
  const Real pareto = exp(-log(u) / 2.5);
  const auto lognormal = m.add("lognormal", LogNormal(0, 3));
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Answers a = estimate(m, {sd(t), variance(pareto), sd(lognormal)}, {.seed = seed});
    for (const Answer& one : a) {
      EXPECT_TRUE(warns_of(one, WarningCode::heavy_tail) || warns_of(one, WarningCode::no_mean) ||
                  warns_of(one, WarningCode::few_contributions))
          << one.question;
      EXPECT_TRUE(std::isnan(one.standard_error) && std::isnan(one.interval.low)) << one.question;
    }
  }
}

TEST(Spread, OfAConstantIsZeroAndOfUnseenValuesUnknown) {
  Model m;
  const auto rare = m.add("rare", Bernoulli(1e-9));
  const auto x = m.add("x", Normal(0, 1));
  const auto constant = m.add("constant", Deterministic(3));
  const Answers a =
      estimate(m, {sd(Real(rare) * (1 + x * 0)), sd(constant), sd(x)}, {.method = Method::forward});
  EXPECT_TRUE(warns_of(a[0], WarningCode::all_alike));
  EXPECT_TRUE(std::isnan(a[0].interval.high));
  EXPECT_EQ(a[1].value, 0);
  EXPECT_EQ(a[1].interval.high, 0);
}

TEST(Spread, CoversAsOftenAsItSays) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto size = m.add("size", Gamma(2, 1));
  constexpr int runs = 1000;
  std::vector<int> covered(3, 0);
  Options options{.method = Method::forward, .trajectories = 4096};
  for (int run = 1; run <= runs; ++run) {
    options.seed = static_cast<std::uint64_t>(run);
    const Answers a = estimate(m, {sd(x), variance(size), variance(x).given(x > 0)}, options);
    const std::vector<double> truth = {1, 2, 1 - 2 / std::acos(-1.0)};
    for (std::size_t i = 0; i < truth.size(); ++i)
      // Squares of a skewed quantity may look heavy-tailed in so short a run, and then there is no interval.
      covered[i] +=
          std::isnan(a[i].interval.low) || (a[i].interval.low <= truth[i] && truth[i] <= a[i].interval.high)
              ? 1
              : 0;
  }
  // Five standard errors of a share of 95 %.
  EXPECT_GE(covered[0], 915);
  EXPECT_GE(covered[1], 905);
  EXPECT_GE(covered[2], 910);
}

TEST(Spread, IsReadAndWritten) {
  Model m;
  const auto rain = m.add("rain", Bernoulli(0.3));
  const auto depth = m.add("depth", LogNormal(1, 0.5), {.when = rain, .unit = "m"});
  for (const std::string text : {"sd(depth | rain)", "variance(depth | rain)", "distribution(rain)"})
    EXPECT_EQ(to_text(parse_query(m, text)), text);
  EXPECT_EQ(to_text(parse_query(m, "P(exists(depth))")), "P(rain)");
  EXPECT_EQ(to_text(parse_query(m, "P(exists(rain))")), "P(yes)");
  const Answers a = estimate(m, {variance(depth).given(rain), sd(depth).given(rain), distribution_of(rain),
                                 distribution_of(depth > 1).given(rain)});
  EXPECT_EQ(a[0].unit, "m^2");
  EXPECT_EQ(a[1].unit, "m");
  ASSERT_EQ(a[2].parts.size(), 2u);
  EXPECT_EQ(a[2].parts[0].question, "rain = no");
  EXPECT_NEAR(a[2].parts[1].value, 0.3, 1e-15);
  EXPECT_EQ(a[2].parts[1].label, "yes");
  EXPECT_EQ(a[3].parts[1].question, "(depth > 1) = yes");
  EXPECT_NEAR(a[3].parts[1].value, 0.5 * std::erfc(-2 / std::sqrt(2.0)), 5 * a[3].parts[1].standard_error);
}

}  // namespace
}  // namespace casus
