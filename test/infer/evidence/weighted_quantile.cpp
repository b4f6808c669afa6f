// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Quantiles by weights: order statistics against closed forms, with evidence that is exact, rare, over time and in several worlds; and the
// tails of means there.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>

#include "../../support/same_bits.hpp"

namespace casus {
namespace {

bool warns(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

double z_of(double p) { return boost::math::quantile(boost::math::normal(), p); }

// Five standard errors.
void expect_quantile(const Answer& answer, double truth) {
  EXPECT_TRUE(std::isfinite(answer.standard_error)) << answer.question;
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error) << answer.question;
  EXPECT_LE(answer.interval.low, answer.value);
  EXPECT_GE(answer.interval.high, answer.value);
}

TEST(WeightedQuantiles, GivenAnExactValue) {
  Model m;
  const auto level = m.add("level", Normal(34, 2));
  const auto gauge = m.add("gauge", Normal(level, 1));
  std::vector<Query> queries;
  const std::vector<double> probabilities = {0.001, 0.05, 0.5, 0.9, 0.999};
  for (const double p : probabilities) queries.push_back(quantile(level, p).given(observed(gauge, 40)));
  const Answers a = estimate(m, queries);
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    EXPECT_EQ(a[i].method_id, Method::weighted);
    expect_quantile(a[i], 38.8 + std::sqrt(0.8) * z_of(probabilities[i]));
    // The density says what the error must be: of independent draws as many as are effective.
    const double density = std::exp(-z_of(probabilities[i]) * z_of(probabilities[i]) / 2) /
                           std::sqrt(2 * std::acos(-1.0)) / std::sqrt(0.8);
    const double p = probabilities[i], expected = std::sqrt(p * (1 - p) / a[i].effective_samples) / density;
    EXPECT_NEAR(a[i].standard_error, expected, 0.25 * expected);
  }
}

TEST(WeightedQuantiles, DoNotSpoilTheirNeighbours) {
  // Of 40 events 29 hold; theta is Beta(31, 13) after them.
  Model m;
  const auto theta = m.add("theta", Beta(2, 2));
  Boolean seen(true);
  for (int i = 0; i < 40; ++i) {
    const auto e = m.add("e" + std::to_string(i), Bernoulli(theta));
    seen = seen && (i < 29 ? Boolean(e) : !e);
  }
  const Answers a = estimate(m, {E(theta).given(seen), quantile(theta, 0.05).given(seen)});
  EXPECT_NEAR(a[0].value, 31.0 / 44, 5 * a[0].standard_error);
  expect_quantile(a[1], boost::math::quantile(boost::math::beta_distribution<>(31, 13), 0.05));
}

TEST(WeightedQuantiles, GivenARareCondition) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto atom = m.add("atom", Deterministic(if_then_else(x > 3.5, x, 0)));
  const Answers a = estimate(m, {quantile(x, 0.5).given(x > 3), quantile(atom, 0.5).given(x > 3)});
  EXPECT_EQ(a[0].method_id, Method::weighted);
  const double tail = std::erfc(3 / std::sqrt(2.0)) / 4;
  expect_quantile(a[0], -z_of(tail));
  // An atom: most of the weight is at zero.
  EXPECT_EQ(a[1].value, 0);
  EXPECT_EQ(a[1].interval.low, 0);
  EXPECT_EQ(a[1].interval.high, 0);
}

TEST(WeightedQuantiles, BeyondTheSampleAreBounds) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto y = m.add("y", Normal(x, 1));
  const Answers a =
      estimate(m, {quantile(x, 1 - 1e-8).given(observed(y, 0)), quantile(x, 1e-8).given(observed(y, 0))});
  for (const Answer& one : a) {
    EXPECT_TRUE(one.is_bound);
    EXPECT_TRUE(warns(one, WarningCode::beyond_sample));
  }
  EXPECT_TRUE(a[0].is_lower_bound);
  EXPECT_LE(a[0].value, std::sqrt(0.5) * z_of(1 - 1e-8));
  EXPECT_FALSE(a[1].is_lower_bound);
  EXPECT_GE(a[1].value, std::sqrt(0.5) * z_of(1e-8));
}

TEST(WeightedQuantiles, WithoutEvidenceAreThoseOfForwardSampling) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto count = m.add("count", Poisson(1.5));
  for (const double p : {0.01, 0.3, 0.5, 0.99}) {
    const std::vector<Query> queries = {quantile(x, p), quantile(count, p)};
    const Answers plain = estimate(m, queries, {.method = Method::forward});
    const Answers weighed = estimate(m, queries, {.method = Method::weighted});
    for (std::size_t i = 0; i < 2; ++i) {
      EXPECT_EQ(weighed[i].value, plain[i].value);
      EXPECT_NEAR(weighed[i].interval.low, plain[i].interval.low, 1e-3);
      EXPECT_NEAR(weighed[i].interval.high, plain[i].interval.high, 1e-3);
    }
  }
}

TEST(WeightedQuantiles, AreTheSameBitsOnAnyNumberOfThreads) {
  Model m;
  const auto s = m.parameter("s", Uniform(1, 2));
  const auto x = m.add("x", Normal(0, s));
  const auto y = m.add("y", Normal(x, 1));
  const std::vector<Query> queries = {quantile(x, 0.1).given(observed(y, 2)),
                                      quantile(x, 0.9).given(observed(y, 2))};
  Options options{.trajectories = 3'000'000, .worlds = 50, .threads = 1};
  const Answers one = estimate(m, queries, options);
  options.threads = 3;
  options.batch = 1;
  const Answers three = estimate(m, queries, options);
  for (std::size_t i = 0; i < 2; ++i) test::expect_same_bits(one[i], three[i]);
}

TEST(WeightedQuantiles, HaveTheRangeOfTheWorldsOwn) {
  Model m;
  const auto mean = m.parameter("mean", Normal(0, 3));
  const auto x = m.add("x", Normal(mean, 1));
  const auto y = m.add("y", Normal(mean, 2));
  const Answer a =
      estimate(m, {quantile(x, 0.9).given(observed(y, 3))}, {.trajectories = 4'096'000, .worlds = 4000})[0];
  const double centre = 27.0 / 13, spread = std::sqrt(36.0 / 13);
  expect_quantile(a, centre + z_of(0.9) * std::sqrt(spread * spread + 1));
  ASSERT_TRUE(a.range) << a.range_note;
  // Some 1,500 effective worlds give the ends of a normal's range within 0.07 standard deviations.
  EXPECT_NEAR(a.range->low, centre - 1.645 * spread + z_of(0.9), 0.35 * spread);
  EXPECT_NEAR(a.range->high, centre + 1.645 * spread + z_of(0.9), 0.35 * spread);
}

struct Drift {
  Timeline timeline;
  Series<Quantity> level = timeline.quantity("level"), gauge = timeline.quantity("gauge");

  Drift() {
    timeline.first(level, Normal(0, 1));
    timeline.step(level, Normal(level.last(), 1));
    timeline.each(gauge, Normal(level.now(), 1));
  }
};

TEST(SequentialQuantiles, AreThoseOfKalmansFilter) {
  const Drift drift;
  Horizon h(drift.timeline, 6);
  const std::vector<double> seen = {1, 2, 1.5};
  double mean = 0, variance = 0;
  for (const double one : seen) {
    const double before = variance + 1, gain = before / (before + 1);
    mean += gain * (one - mean);
    variance = before * (1 - gain);
  }
  const auto given = [&](Query query) {
    for (std::size_t t = 0; t < seen.size(); ++t)
      query = query.given(observed(h.at(drift.gauge, static_cast<Index>(t)), seen[t]));
    return query;
  };
  std::vector<Query> queries;
  const std::vector<double> probabilities = {0.05, 0.5, 0.95};
  for (const double p : probabilities) {
    queries.push_back(given(quantile(h.at(drift.level, 2), p)));
    queries.push_back(given(quantile(h.at(drift.level, 5), p)));
  }
  const Answers a = estimate(h, queries, {.method = Method::sequential});
  for (std::size_t i = 0; i < probabilities.size(); ++i) {
    expect_quantile(a[2 * i], mean + std::sqrt(variance) * z_of(probabilities[i]));
    expect_quantile(a[2 * i + 1], mean + std::sqrt(variance + 3) * z_of(probabilities[i]));
  }
}

TEST(SequentialQuantiles, MakeFanCharts) {
  const Drift drift;
  Horizon h(drift.timeline, 5);
  const Answer fan = estimate(h, {parse_query(h, "quantile(at(level), 0.9 | observed(at(gauge, 0), 2))")},
                              {.trajectories = 200'000})[0];
  ASSERT_EQ(fan.parts.size(), 5u);
  for (std::size_t t = 0; t < 5; ++t)
    expect_quantile(fan.parts[t], 1 + std::sqrt(0.5 + static_cast<double>(t)) * z_of(0.9));
}

// In several worlds and populations too: a tail without variance leaves no error, and a light one does.
TEST(WeightedMeans, OfHeavyTailsHaveNoErrorInSeveralWorldsEither) {
  Model m;
  const auto p = m.parameter("p", Uniform(0.2, 0.8));
  const auto e = m.add("e", Bernoulli(p));
  const auto u = m.add("u", Uniform(0, 1));
  const Real pareto = exp(-log(u) / 1.2);
  const auto light = m.add("light", Gamma(2, 1));
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Answers a =
        estimate(m, {E(pareto).given(e), E(light).given(e)}, {.method = Method::weighted, .seed = seed});
    EXPECT_TRUE(std::isnan(a[0].interval.low)) << a[0].value;
    EXPECT_TRUE(warns(a[0], WarningCode::heavy_tail) || warns(a[0], WarningCode::no_mean));
    EXPECT_NEAR(a[1].value, 2, 5 * a[1].standard_error);
    EXPECT_LT(a[1].interval.low, a[1].interval.high);
  }
}

TEST(SequentialMeans, OfHeavyTailsHaveNoErrorInPopulations) {
  const Drift drift;
  Horizon h(drift.timeline, 3);
  const Query seen = E(h.at(drift.level, 2)).given(observed(h.at(drift.gauge, 0), 1));
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Options options{.method = Method::sequential, .seed = seed};
    const Answers a = estimate(
        h, {E(exp(3 * h.at(drift.level, 2))).given(observed(h.at(drift.gauge, 0), 1)), seen}, options);
    EXPECT_TRUE(std::isnan(a[0].interval.low)) << a[0].value;
    EXPECT_NEAR(a[1].value, 0.5, 5 * a[1].standard_error);
    EXPECT_LT(a[1].interval.low, a[1].interval.high);
  }
}

TEST(WeightedQuantiles, CoverAsOftenAsTheySay) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto y = m.add("y", Normal(x, 1));
  const Drift drift;
  Horizon h(drift.timeline, 3);
  constexpr int runs = 1000;
  std::vector<int> covered(4, 0);
  Options options{.trajectories = 8192, .threads = 1};
  for (int run = 1; run <= runs; ++run) {
    options.seed = static_cast<std::uint64_t>(run);
    const auto count = [&](std::size_t row, const Answer& answer, double truth) {
      covered[row] += answer.interval.low <= truth && truth <= answer.interval.high ? 1 : 0;
    };
    options.method = Method::weighted;
    const Answers a = estimate(
        m, {quantile(x, 0.5).given(observed(y, 2)), quantile(x, 0.99).given(observed(y, 2))}, options);
    count(0, a[0], 1);
    count(1, a[1], 1 + std::sqrt(0.5) * z_of(0.99));
    options.method = Method::sequential;
    const Answers b = estimate(h,
                               {quantile(h.at(drift.level, 0), 0.9).given(observed(h.at(drift.gauge, 0), 2)),
                                quantile(h.at(drift.level, 2), 0.1).given(observed(h.at(drift.gauge, 0), 2))},
                               options);
    count(2, b[0], 1 + std::sqrt(0.5) * z_of(0.9));
    count(3, b[1], 1 + std::sqrt(2.5) * z_of(0.1));
  }
  // Five standard errors of a share of 95 %.
  for (const int one : covered) EXPECT_GE(one, 915);
}

}  // namespace
}  // namespace casus
