// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/world_table.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/error.hpp>
#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/interval.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

#include "../support/same_bits.hpp"

namespace casus {
namespace {

// An answer after shifts of the table's judgements.
struct Reweighted {
  double value = 0, error = 0, worlds = 0;
  std::optional<Interval> range;

  static const std::vector<double>& z(const MovableJudgement& judgement) {
    return judgement.scores.empty() ? judgement.deviates : judgement.scores;
  }

  Reweighted(const WorldTable& table, const Answer& answer, const std::vector<double>& shifts) {
    std::vector<double> sums(static_cast<std::size_t>(table.worlds)), weights(sums.size());
    std::vector<WorldEstimate> estimates;
    bool is_counted = true;
    for (const WorldAnswer& one : *answer.by_world) {
      const auto number = static_cast<std::size_t>(one.world);
      double weight = one.weight;
      for (std::size_t i = 0; i < shifts.size(); ++i)
        weight *= std::exp(shifts[i] * z(table.judgements[i])[number] - shifts[i] * shifts[i] / 2);
      sums[number] = weight * one.value;
      weights[number] = weight;
      is_counted = is_counted && std::isfinite(one.trajectories);
      estimates.push_back({one.value, one.noise_variance, weight});
      if (!std::isfinite(one.trajectories)) continue;
      const double a = one.value * one.trajectories + 0.5, b = one.trajectories - a + 1;
      estimates.back().value = std::log(a / b);
      estimates.back().noise_variance = 1 / a + 1 / b;
    }
    const ClusterRatio ratio(sums, weights);
    value = ratio.value;
    error = ratio.standard_error;
    worlds = effective_worlds(estimates);
    range = WorldRange(estimates, answer.range_level).range;
    if (range && is_counted)
      range = Interval{1 / (1 + std::exp(-range->low)), 1 / (1 + std::exp(-range->high))};
  }
};

void expect_reproduced(const WorldTable& table, const Answer& answer) {
  for (const Answer& part : answer.parts) expect_reproduced(table, part);
  if (!answer.by_world) return;
  const Reweighted same(table, answer, {});
  EXPECT_NEAR(same.value, answer.value, 1e-9 * std::abs(answer.value)) << answer.question;
  EXPECT_NEAR(same.error, answer.standard_error, 1e-6 * answer.standard_error) << answer.question;
  if (!answer.range) return;
  ASSERT_TRUE(same.range) << answer.question;
  EXPECT_NEAR(same.range->low, answer.range->low, 1e-9 * std::abs(answer.range->high)) << answer.question;
  EXPECT_NEAR(same.range->high, answer.range->high, 1e-9 * std::abs(answer.range->high)) << answer.question;
}

void expect_near(const Reweighted& moved, const Answer& answer) {
  EXPECT_GT(moved.worlds, 50) << answer.question;
  EXPECT_NEAR(moved.value, answer.value, 4 * std::hypot(moved.error, answer.standard_error))
      << answer.question;
}

// A flood, damage that it causes, and a warning; the chance of a flood is LogitNormal.
struct Dam {
  Model model;
  Parameter p_flood, depth, p_warned;
  Event flood, failure, warned;
  Quantity damage;

  explicit Dam(double location, double depth_location = 0.5) {
    p_flood =
        model.parameter("p_flood", LogitNormal(location, 0.6), {.description = "a flood within a year"});
    depth = model.parameter("depth", LogNormal(depth_location, 0.3), {.unit = "m"});
    p_warned = model.parameter("p_warned", Beta(4, 4));
    flood = model.add("flood", Bernoulli(p_flood));
    failure = model.add("failure", Bernoulli(if_then_else(flood, depth / (depth + 4), 0.01)));
    warned = model.add("warned", Bernoulli(if_then_else(failure, p_warned, 0.05)));
    damage = model.add("damage", Gamma(2, if_then_else(failure, 0.1, 1)));
  }
};

const std::vector<std::string> moved_names{"p_flood", "depth"};

TEST(WorldTable, ReproducesTheAnswers) {
  const Dam dam(-1.5);
  const std::vector<Query> asked{P(dam.failure),
                                 P(dam.failure).given(dam.warned),
                                 E(dam.damage),
                                 E(dam.damage).given(dam.flood),
                                 distribution_of(dam.failure),
                                 histogram(dam.damage, {0, 1, 5, 100})};
  for (const Method method : {Method::automatic, Method::forward, Method::weighted}) {
    const Options options{.method = method, .trajectories = 300'000, .worlds = 300};
    const WorldTable table = world_table(dam.model, asked, {.run = options});
    EXPECT_EQ(table.worlds, 300);
    ASSERT_EQ(table.answers.size(), asked.size());
    const Answers plain = estimate(dam.model, asked, options);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      test::expect_same_bits(table.answers[i], plain[i]);  // keeping the worlds changes nothing
      EXPECT_FALSE(plain[i].by_world);
      expect_reproduced(table, table.answers[i]);
    }
    EXPECT_TRUE(table.answers[0].by_world);
    EXPECT_TRUE(table.answers[4].parts[0].by_world);
  }
}

TEST(WorldTable, ReproducesExactAnswers) {
  const Dam dam(-1.5);
  const WorldTable table = world_table(dam.model, {P(dam.failure), P(dam.failure).given(dam.warned)},
                                       {.run = {.method = Method::exact, .worlds = 400}});
  ASSERT_EQ(table.answers.size(), 2u);
  for (const Answer& answer : table.answers) expect_reproduced(table, answer);
}

TEST(WorldTable, AShiftAgreesWithAnotherModel) {
  const double shift = 0.8, other_shift = -0.5;
  const Dam dam(-1.5), moved(-1.5 + 0.6 * shift), both(-1.5 + 0.6 * shift, 0.5 + 0.3 * other_shift);
  const auto asked = [](const Dam& of) {
    return std::vector<Query>{P(of.failure), P(of.failure).given(of.warned), E(of.damage)};
  };
  const Options options{.trajectories = 1'000'000, .worlds = 2000};
  for (const Method method : {Method::automatic, Method::forward, Method::weighted}) {
    Options own = options;
    own.method = method;
    const WorldTable table = world_table(dam.model, asked(dam), {.run = own, .parameters = moved_names});
    own.seed = 2;
    const Answers one = estimate(moved.model, asked(moved), own),
                  two = estimate(both.model, asked(both), own);
    for (std::size_t i = 0; i < one.size(); ++i) {
      expect_near(Reweighted(table, table.answers[i], {shift, 0}), one[i]);
      expect_near(Reweighted(table, table.answers[i], {shift, other_shift}), two[i]);
    }
    // The shift matters: the original answer is far away.
    EXPECT_GT(std::abs(table.answers[0].value - one[0].value), 10 * one[0].standard_error);
    const Reweighted range(table, table.answers[0], {shift, 0});
    ASSERT_TRUE(range.range && one[0].range);
    EXPECT_NEAR(range.range->low, one[0].range->low, 0.1 * one[0].range->low);
    EXPECT_NEAR(range.range->high, one[0].range->high, 0.1 * one[0].range->high);
  }
}

// A correlated judgement that is moved leaves the other, and the correlation, as they are.
TEST(WorldTable, AShiftOfACorrelatedJudgementAgreesWithAnotherModel) {
  const double shift = 0.5, other_shift = -0.4;
  const auto correlated = [](double location, double depth_location) {
    Dam dam(location, depth_location);
    correlate(dam.model, {dam.p_flood, dam.depth}, 0.6);
    return dam;
  };
  const Dam dam = correlated(-1.5, 0.5), moved = correlated(-1.5 + 0.6 * shift, 0.5),
            both = correlated(-1.5 + 0.6 * shift, 0.5 + 0.3 * other_shift);
  const auto asked = [](const Dam& of) {
    return std::vector<Query>{P(of.failure), P(of.failure).given(of.warned), E(of.damage)};
  };
  Options own{.method = Method::forward, .trajectories = 1'000'000, .worlds = 4000};
  std::vector<std::string> names = moved_names;
  names.push_back("p_warned");
  const WorldTable table = world_table(dam.model, asked(dam), {.run = own, .parameters = names});
  own.seed = 2;
  const Answers one = estimate(moved.model, asked(moved), own), two = estimate(both.model, asked(both), own);
  for (std::size_t i = 0; i < one.size(); ++i) {
    expect_near(Reweighted(table, table.answers[i], {shift, 0, 0}), one[i]);
    expect_near(Reweighted(table, table.answers[i], {shift, other_shift, 0}), two[i]);
  }
  const double r = normal_correlation(0.6), p = 1 / (1 - r * r);
  for (std::size_t i = 0; i < 2; ++i) {
    ASSERT_EQ(table.judgements[i].precisions.size(), 3u);
    EXPECT_NEAR(table.judgements[i].precisions[i], p, 1e-12);
    EXPECT_NEAR(table.judgements[i].precisions[1 - i], -r * p, 1e-12);
    EXPECT_EQ(table.judgements[i].precisions[2], 0);
    // The deviates are as they were, standard normal.
    EXPECT_NEAR(table.judgements[i].scores[5],
                p * table.judgements[i].deviates[5] - r * p * table.judgements[1 - i].deviates[5], 1e-12);
  }
  EXPECT_TRUE(table.judgements[2].scores.empty());
  EXPECT_TRUE(table.judgements[2].precisions.empty());
  // With weights of the deviates, depth would be learnt from p_flood.
  WorldTable learnt = table;
  for (MovableJudgement& judgement : learnt.judgements) judgement.scores.clear();
  const Reweighted wrong(learnt, table.answers[2], {shift, 0, 0});
  EXPECT_GT(std::abs(wrong.value - one[2].value), 4 * std::hypot(wrong.error, one[2].standard_error));
}

TEST(WorldTable, AJudgementThatOthersDetermineCannotBeMoved) {
  Dam dam(-1.5);
  correlate(dam.model, {dam.p_flood, dam.depth}, -1);
  EXPECT_THROW(world_table(dam.model, {P(dam.failure)}, {.parameters = {"depth"}}), Error);
  for (const MovableJudgement& one : world_table(dam.model, {P(dam.failure)}).judgements)
    EXPECT_EQ(one.parameter, "p_warned");
  // If the other is held, it is free.
  EXPECT_EQ(world_table(hold(dam.model, "p_flood", 0.1), {P(dam.failure)}, {.parameters = {"depth"}})
                .judgements[0]
                .precisions,
            std::vector<double>{1});
}

// A regime that falls, the sooner the weaker it is.
struct Regime {
  Timeline timeline{"month"};
  Series<Event> weak = timeline.event("weak"), fall = timeline.event("fall");

  explicit Regime(double location) {
    const Parameter hazard = timeline.parameter("hazard", LogitNormal(location, 0.5));
    timeline.first(weak, Bernoulli(0.2));
    timeline.step(weak, Bernoulli(if_then_else(weak.last(), 0.8, 0.1)));
    timeline.absorbing(fall, if_then_else(weak.now(), 3 * hazard, hazard) / (1 + 2 * hazard));
  }
};

TEST(WorldTable, AShiftAgreesWithAnotherModelOverTime) {
  const double shift = -0.9;
  Regime regime(-3), moved(-3 + 0.5 * shift);
  Horizon h(regime.timeline, 6), other(moved.timeline, 6);
  const auto asked = [](Regime& of, Horizon& over) {
    return std::vector<Query>{P(over.by(of.fall, 5)),
                              curve(over, [&](Index step) { return P(over.by(of.fall, step)); }),
                              P(over.by(of.fall, 5)).given(over.at(of.weak, 2))};
  };
  for (const Method method : {Method::automatic, Method::forward}) {
    const Options options{.method = method, .trajectories = 1'000'000, .worlds = 1000};
    const WorldTable table = world_table(h, asked(regime, h), {.run = options});
    ASSERT_EQ(table.judgements.size(), 1u);
    ASSERT_EQ(table.answers.size(), 3u);
    for (const Answer& answer : table.answers) expect_reproduced(table, answer);
    Options own = options;
    own.seed = 3;
    const Answers answers = estimate(other, asked(moved, other), own);
    expect_near(Reweighted(table, table.answers[0], {shift}), answers[0]);
    expect_near(Reweighted(table, table.answers[2], {shift}), answers[2]);
    for (std::size_t i = 0; i < 6; ++i)
      expect_near(Reweighted(table, table.answers[1].parts[i], {shift}), answers[1].parts[i]);
  }
}

TEST(WorldTable, MediansAreThoseOfTheMovedJudgement) {
  const Dam dam(-1.5);
  const WorldTable table = world_table(dam.model, {P(dam.failure)}, {.parameters = moved_names});
  ASSERT_EQ(table.judgements.size(), 2u);
  const MovableJudgement &p = table.judgements[0], &depth = table.judgements[1];
  EXPECT_EQ(p.description, "a flood within a year");
  EXPECT_TRUE(p.is_share);
  EXPECT_FALSE(depth.is_share);
  EXPECT_EQ(depth.unit, "m");
  ASSERT_EQ(p.medians.size(), static_cast<std::size_t>(median_count));
  for (std::size_t i = 0; i < p.medians.size(); ++i) {
    const double shift = greatest_shift * (2 * static_cast<double>(i) / (median_count - 1) - 1);
    EXPECT_NEAR(p.medians[i], 1 / (1 + std::exp(1.5 - 0.6 * shift)), 1e-9);
    EXPECT_NEAR(depth.medians[i], std::exp(0.5 + 0.3 * shift), 1e-9);
  }
  double sum = 0, squares = 0;
  for (const double z : p.deviates) {
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / 1000, 0, 4 / std::sqrt(1000));
  EXPECT_NEAR(squares / 1000, 1, 4 * std::sqrt(2.0 / 1000));
}

TEST(WorldTable, ChoosesTheStrongestJudgements) {
  Model m;
  const auto strong = m.parameter("strong", LogitNormal(0, 1)),
             weak = m.parameter("weak", LogitNormal(0, 0.3));
  m.parameter("elsewhere", Uniform(0, 1));
  const auto shares = m.parameter("shares", Dirichlet{{2, 2}});
  const auto location = m.parameter("location", Normal(0, 1));
  const auto below = m.parameter("below", Normal(location, 1));  // of no fixed distribution
  const auto count = m.parameter("count", Poisson(3));
  const auto derived = m.parameter("derived", Deterministic(strong * weak));
  const auto x = m.add("x", Bernoulli(logistic(logit(derived) + logit(shares[0]) / 2 + below / 2 +
                                               if_then_else(count > 3, 1, 0))));
  const WorldTable table = world_table(m, {P(x)});
  std::vector<std::string> names;
  for (const MovableJudgement& one : table.judgements) names.push_back(one.parameter);
  EXPECT_EQ(names, (std::vector<std::string>{"strong", "location", "weak"}));
  EXPECT_GT(table.judgements[0].rank_correlation.value, table.judgements[2].rank_correlation.value);
  EXPECT_EQ(world_table(m, {P(x)}, {.judgements = 1}).judgements.size(), 1u);
  // The others are those of the next answers.
  const auto y = m.add("y", Bernoulli(m.parameter("later", Beta(2, 2))));
  names.clear();
  for (const MovableJudgement& one : world_table(m, {P(x), P(y)}).judgements) names.push_back(one.parameter);
  EXPECT_EQ(names, (std::vector<std::string>{"strong", "location", "weak", "later"}));
  for (const char* fixed : {"below", "count", "derived", "shares[0]", "shares.weight[0]", "nobody"})
    EXPECT_THROW(world_table(m, {P(x)}, {.parameters = {fixed}}), Error) << fixed;
  EXPECT_THROW(world_table(m, {P(x)}, {.judgements = -1}), Error);
}

TEST(WorldTable, LeavesOutAnswersThatCannotBeWeighted) {
  const Dam dam(-1.5);
  const WorldTable table =
      world_table(dam.model, {quantile(dam.damage, 0.9), variance(dam.damage), P(dam.failure)});
  ASSERT_EQ(table.answers.size(), 1u);
  EXPECT_EQ(table.answers[0].question, "P(failure)");
}

TEST(WorldTable, IsEmptyWithoutParameters) {
  Model m;
  const auto x = m.add("x", Bernoulli(0.3));
  const WorldTable table = world_table(m, {P(x)});
  EXPECT_EQ(table.worlds, 0);
  EXPECT_TRUE(table.judgements.empty());
  EXPECT_TRUE(table.answers.empty());
}

}  // namespace
}  // namespace casus
