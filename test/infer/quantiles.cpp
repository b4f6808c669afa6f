// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Quantiles of heavy tails, mixed scales, atoms and small samples; and means that have no error.
#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include <casus/infer/detail/quantile_search.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>

#include "../support/same_bits.hpp"

namespace casus {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool has_code(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

double normal_quantile(double p) { return boost::math::quantile(boost::math::normal(), p); }

void expect_holds(const Answer& answer, double truth) {
  EXPECT_LE(answer.interval.low, truth) << answer.question;
  EXPECT_GE(answer.interval.high, truth) << answer.question;
  EXPECT_LE(answer.interval.low, answer.value) << answer.question;
  EXPECT_GE(answer.interval.high, answer.value) << answer.question;
}

// ---- ranks

TEST(QuantileRanks, AreThoseOfTheBinomialDistribution) {
  for (const double p : {1e-7, 0.01, 0.3, 0.5, 0.999})
    for (const double n : {1.0, 10.0, 512.0, 1e6})
      for (const double level : {0.8, 0.95, 0.999999}) {
        const boost::math::binomial draws(n, p);
        const double tail = (1 - level) / 2;
        const RankInterval ranks = quantile_ranks(p, n, level);
        ASSERT_GE(ranks.low, 0);
        ASSERT_LE(ranks.high, n + 1);
        if (ranks.low > 0) {
          EXPECT_LE(cdf(draws, ranks.low - 1), tail) << p << ' ' << n << ' ' << level;
        }
        if (ranks.low < n) {
          EXPECT_GT(cdf(draws, ranks.low), tail) << p << ' ' << n << ' ' << level;
        }
        if (ranks.high <= n) {
          EXPECT_LE(cdf(complement(draws, ranks.high - 1)), tail * (1 + 1e-9))
              << p << ' ' << n << ' ' << level;
        }
        if (ranks.high > 1) {
          EXPECT_GT(cdf(complement(draws, ranks.high - 2)), tail * (1 - 1e-9))
              << p << ' ' << n << ' ' << level;
        }
      }
}

// ---- the search, by values that are known

// Passes over values in several worlds until the search is done.
detail::QuantileEstimate searched(const std::vector<std::vector<double>>& worlds,
                                  detail::QuantileSearch& search, int& passes) {
  for (passes = 0; !search.is_done(); ++passes) {
    EXPECT_LT(passes, 40);
    if (passes >= 40) break;
    const detail::TallyRequest request = search.request(nullptr, nullptr);
    std::vector<detail::WorldTally> tallies;
    for (const std::vector<double>& world : worlds) {
      detail::Tally tally = request.empty;
      for (std::size_t first = 0; first < world.size(); first += 512) {
        std::array<double, 512> values{};
        std::array<std::uint64_t, 8> bits{};
        for (std::size_t i = first; i < std::min(first + 512, world.size()); ++i) {
          values[i - first] = world[i];
          bits[(i - first) / 64] |= std::uint64_t{1} << ((i - first) % 64);
        }
        if (auto* bins = std::get_if<BinCounts>(&tally)) bins->update(values, bits, request.edges);
        if (auto* selected = std::get_if<detail::Selected>(&tally))
          selected->update(values, bits, request.edges[0], request.edges[1]);
      }
      tallies.push_back({std::move(tally)});
    }
    search.take(tallies, 0);
  }
  return search.estimate().value_or(detail::QuantileEstimate{});
}

TEST(QuantileSearch, FindsOrderStatisticsWhateverTheScale) {
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  std::vector<double> values;
  for (int i = 0; i < 5000; ++i) {
    const double z = normal(random);
    values.push_back(i % 5 == 0 ? 0 : i % 7 == 0 ? -std::exp(40 * z) : std::exp(300 * z));
  }
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (const double p : {0.001, 0.1, 0.25, 0.3, 0.5, 0.9, 0.999}) {
    detail::QuantileSearch search(p, 0.95);
    int passes = 0;
    const auto found = searched({values}, search, passes);
    const RankInterval ranks = quantile_ranks(p, 5000, 0.95);
    const auto rank = static_cast<std::size_t>(std::ceil(5000 * p - 1e-9));
    EXPECT_EQ(found.value, sorted[rank - 1]) << p;
    EXPECT_EQ(found.low, ranks.low < 1 ? -infinity : sorted[static_cast<std::size_t>(ranks.low) - 1]) << p;
    EXPECT_EQ(found.high, ranks.high > 5000 ? infinity : sorted[static_cast<std::size_t>(ranks.high) - 1])
        << p;
    EXPECT_EQ(passes, 1);
  }
}

// A pilot that is wrong costs passes and nothing else.
TEST(QuantileSearch, FindsThemThoughThePilotMisleads) {
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> values, shifted;
  for (int i = 0; i < 4096; ++i) values.push_back(uniform(random) < 0.3 ? 0 : uniform(random) * 10 - 2);
  for (const double value : values) shifted.push_back(value + 1000);
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  for (const double p : {0.01, 0.2, 0.4, 0.7, 0.99}) {
    for (const double times : {1.0, 1e9}) {  // with bins at 1e9
      detail::Selected pilot;
      for (std::size_t first = 0; first < shifted.size(); first += 512) {
        const GroupValues group(shifted.data() + first, 512);
        std::array<std::uint64_t, 8> all;
        all.fill(~std::uint64_t{0});
        pilot.update(group, all, -infinity, infinity);
      }
      detail::QuantileSearch search(p, 0.95);
      search.start({pilot}, times);
      int passes = 0;
      const auto found = searched({values}, search, passes);
      EXPECT_EQ(found.value, sorted[static_cast<std::size_t>(std::ceil(4096 * p - 1e-9)) - 1]) << p;
      EXPECT_GT(passes, 1);
    }
  }
}

// ---- answers

TEST(Quantiles, HoldWhereTailsAreHeavy) {
  Model model;
  const Event event = model.add("event", Bernoulli(0.02));
  const Quantity size = model.add("size", LogNormal(10, 3));
  const Real loss = if_then_else(event, size, 0);
  const auto at = [](double p) { return std::exp(10 + 3 * normal_quantile(1 - (1 - p) / 0.02)); };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Answers answers =
        estimate(model, {quantile(loss, 0.999), quantile(loss, 0.995), quantile(loss, 0.9999), median(loss)},
                 {.method = Method::forward, .seed = seed, .level = 0.999999});
    expect_holds(answers[0], at(0.999));
    expect_holds(answers[1], at(0.995));
    expect_holds(answers[2], at(0.9999));
    EXPECT_LT(answers[0].interval.high / answers[0].interval.low, 3);
    EXPECT_EQ(answers[3].value, 0);
    EXPECT_EQ(answers[3].interval.low, 0);
    EXPECT_EQ(answers[3].interval.high, 0);
  }
}

TEST(Quantiles, AreValuesThatOccurWhereThereAreAtoms) {
  Model model;
  const Quantity x = model.add("x", Empirical({0, 10, 1000}, {0.6, 0.3, 0.1}));
  const Quantity n = model.add("n", Poisson(3));
  const auto shift = model.parameter("shift", Uniform(0, 2));
  const Quantity y = model.add("y", Poisson(1 + shift));
  const Answers answers = estimate(
      model, {quantile(x, 0.5), quantile(x, 0.7), quantile(x, 0.95), quantile(n, 0.5), quantile(y, 0.9)},
      {.method = Method::forward});
  const std::vector<double> right{0, 10, 1000, 3};
  for (std::size_t i = 0; i < right.size(); ++i) {
    EXPECT_EQ(answers[i].value, right[i]);
    EXPECT_EQ(answers[i].interval.low, right[i]);
    EXPECT_EQ(answers[i].interval.high, right[i]);
    EXPECT_TRUE(answers[i].warnings.empty());
  }
  EXPECT_EQ(answers[4].value, std::floor(answers[4].value));
}

TEST(Quantiles, BeyondTheSampleAreBounds) {
  Model model;
  const Quantity x = model.add("x", Normal(0, 1));
  const Answers answers = estimate(model, {quantile(x, 0.9999999), quantile(x, 1e-7), quantile(x, 0.999)},
                                   {.method = Method::forward});
  const Answer& above = answers[0];
  EXPECT_TRUE(above.is_bound && above.is_lower_bound);
  EXPECT_EQ(above.value, above.interval.low);
  EXPECT_EQ(above.interval.high, infinity);
  EXPECT_LE(above.value, normal_quantile(0.9999999));
  EXPECT_TRUE(has_code(above, WarningCode::beyond_sample));
  const Answer& below = answers[1];
  EXPECT_TRUE(below.is_bound && !below.is_lower_bound);
  EXPECT_GE(below.value, normal_quantile(1e-7));
  EXPECT_TRUE(has_code(below, WarningCode::beyond_sample));
  EXPECT_FALSE(answers[2].is_bound);
  EXPECT_TRUE(answers[2].warnings.empty());
}

// The range: the distribution of the quantile given the parameters.
TEST(Quantiles, HaveARangeOverTheParameters) {
  Model model;
  const auto mean = model.parameter("mean", Normal(0, 1));
  const Quantity x = model.add("x", Normal(mean, 1));
  const Answer answer = estimate(model, {quantile(x, 0.9)},
                                 {.method = Method::forward, .trajectories = 4096000, .worlds = 2000})[0];
  expect_holds(answer, std::sqrt(2.0) * normal_quantile(0.9));
  ASSERT_TRUE(answer.range) << answer.range_note;
  EXPECT_NEAR(answer.range->low, normal_quantile(0.9) + normal_quantile(0.05), 0.25);
  EXPECT_NEAR(answer.range->high, normal_quantile(0.9) + normal_quantile(0.95), 0.25);
}

TEST(Quantiles, AreTheSameBitsByTheReferenceAndOnAnyThreads) {
  Model model;
  const auto mean = model.parameter("mean", Normal(0, 1));
  const Event event = model.add("event", Bernoulli(0.3));
  const Quantity x = model.add("x", StudentT(2.5, mean, 1));
  const std::vector<Query> questions{quantile(x, 0.9), quantile(if_then_else(event, x, 0), 0.5).given(x < 3),
                                     quantile(x, 0.00001), E(x)};
  Options options{.method = Method::forward, .trajectories = 102400, .worlds = 40};
  const Answers one = reference_estimate(model, questions, options);
  for (const int threads : {1, 3}) {
    options.threads = threads;
    test::expect_same_bits(one, estimate(model, questions, options));
  }
}

// ---- means

TEST(Means, AreNotToldAsSureWhereAllValuesDrawnAreAlike) {
  Model model;
  const Event storm = model.add("storm", Bernoulli(1e-9));
  const Quantity size = model.add("size", LogNormal(10, 1));
  const Quantity fixed = model.add("fixed", Deterministic(Real(5)));
  const Answers answers =
      estimate(model, {E(if_then_else(storm, size, 0)), E(fixed), E(size).under(set(size, 3))},
               {.method = Method::forward, .relative_precision = 0.01});
  EXPECT_TRUE(has_code(answers[0], WarningCode::all_alike));
  EXPECT_TRUE(std::isnan(answers[0].interval.low) && std::isnan(answers[0].standard_error));
  EXPECT_NE(answers[0].stopped_id, StopReason::precision_reached);
  for (const std::size_t sure : {std::size_t{1}, std::size_t{2}}) {
    EXPECT_EQ(answers[sure].interval.low, answers[sure].interval.high);
    EXPECT_TRUE(answers[sure].warnings.empty());
  }
}

TEST(Means, OfHeavyTailsHaveNoInterval) {
  Model model;
  const Quantity u = model.add("u", Uniform(0, 1));
  const Quantity light = model.add("light", Exponential(1));
  const Quantity skew = model.add("skew", LogNormal(0, 3));
  const Quantity cauchy = model.add("cauchy", StudentT(1, 0, 1));
  const Real pareto = exp(-log(u) / 1.1);
  int coded[3] = {}, sure = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Answers answers =
        estimate(model, {E(light), E(skew), E(cauchy), E(pareto)}, {.method = Method::forward, .seed = seed});
    sure += answers[0].warnings.empty() ? 1 : 0;
    for (std::size_t i = 0; i < 3; ++i) {
      const Answer& answer = answers[i + 1];
      const bool is_coded =
          has_code(answer, WarningCode::heavy_tail) || has_code(answer, WarningCode::no_mean);
      coded[i] += is_coded ? 1 : 0;
      EXPECT_EQ(is_coded, std::isnan(answer.interval.low)) << answer.question;
    }
  }
  EXPECT_EQ(sure, 20);
  for (const int count : coded) EXPECT_GE(count, 19);
}

TEST(Means, OfHeavyTailsHaveNoIntervalInSeveralWorldsAndGivenARareCondition) {
  Model worlds;
  worlds.add("used", Normal(worlds.parameter("shift", Normal(0, 1)), 1));
  const Quantity skew = worlds.add("skew", LogNormal(0, 3));
  Model one;
  const Event rare = one.add("rare", Bernoulli(2e-4));
  const Quantity size = one.add("size", LogNormal(0, 3), {.when = rare});
  int coded = 0;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Options options{.method = Method::forward, .trajectories = 10'000'000, .seed = seed};
    for (const Answer& answer : {estimate(worlds, {E(skew)}, {.method = Method::forward, .seed = seed})[0],
                                 estimate(one, {E(size).given(rare)}, options)[0]})
      coded += std::isnan(answer.interval.low) && !answer.warnings.empty() ? 1 : 0;
  }
  EXPECT_GE(coded, 19);
}

// A product of skewed quantities that every run of this size tells the mean of.
TEST(Means, OfLightTailsAreNotTakenForHeavyOnes) {
  Model model;
  const Event invade = model.add("invade", Bernoulli(0.2));
  const Quantity troops = model.add("troops", Triangular(1000, 3000, 10000));
  const Quantity share = model.add("share", LogNormal(-2, 0.6));
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    for (const Index trajectories : {20'000, 1'000'000}) {
      const Answer answer =
          estimate(model, {E(troops * share).given(invade)},
                   {.method = Method::forward, .trajectories = trajectories, .seed = seed})[0];
      EXPECT_TRUE(answer.warnings.empty()) << seed << ' ' << trajectories << ' ' << answer.warnings[0].text;
    }
}

TEST(Means, OfAHandfulOfTrajectoriesHaveNoInterval) {
  Model model;
  const Event storm = model.add("storm", Bernoulli(5e-6));
  const Event rain = model.add("rain", Bernoulli(0.01));
  const Quantity size = model.add("size", Uniform(90, 110));
  for (const double trajectories : {1e6, 1e7}) {
    const Answers answers =
        estimate(model, {E(if_then_else(storm, size, 0)), E(if_then_else(rain, size, 0))},
                 {.method = Method::forward, .trajectories = static_cast<Index>(trajectories)});
    EXPECT_EQ(has_code(answers[0], WarningCode::few_contributions), trajectories < 2e6);
    EXPECT_TRUE(answers[1].warnings.empty());
  }
}

}  // namespace
}  // namespace casus
