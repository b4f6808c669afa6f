// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/value_of_information.hpp>

#include <cmath>
#include <cstdint>
#include <numbers>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/analyse/contrast.hpp>
#include <casus/analyse/derivative.hpp>
#include <casus/analyse/sensitivity.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/twin.hpp>

#include "../support/estimated.hpp"

namespace casus {
namespace {

const double density_at_0 = 1 / std::sqrt(2 * std::numbers::pi);

using test::expect_near;

class Warning : public testing::Test {
protected:
  Model m;
  Event war = m.add("war", Bernoulli(0.2));
  Event buildup = m.add("buildup", Bernoulli(table(war, {{no, 0.3}, {yes, 0.9}})));
  Event weather = m.add("weather", Bernoulli(0.5));
  Category talks = m.add(
      "talks",
      Categorical({"none", "some", "many"}, cpt({war}, {{{no}, {0.2, 0.2, 0.6}}, {{yes}, {0.7, 0.2, 0.1}}})));
  Event aftermath = m.add("aftermath", Bernoulli(table(war, {{no, 0.0}, {yes, 1.0}})));
};

TEST_F(Warning, IndicatorsTellWhatBayesSays) {
  const auto found = indicators(m, P(war), watchable(m, P(war)));
  ASSERT_EQ(found.size(), 1u);  // war comes first: all else follows from it, but for the weather
  EXPECT_EQ(found[0].name, "weather");
  expect_near(found[0].reduction, 0, 1e-6, "weather");

  const auto told = indicators(m, P(war), {Watched(buildup), Watched(weather), Watched(talks)});
  ASSERT_EQ(told.size(), 3u);
  EXPECT_EQ(told[2].name, "weather");
  for (const Indicator& indicator : told) {
    if (indicator.name == "buildup") {
      const double seen = 0.2 * 0.9 + 0.8 * 0.3, if_seen = 0.18 / seen, if_not = 0.02 / (1 - seen);
      const double reduction = seen * std::pow(if_seen - 0.2, 2) + (1 - seen) * std::pow(if_not - 0.2, 2);
      EXPECT_EQ(indicator.outcomes[0].state, "yes");
      expect_near(indicator.outcomes[0].probability, seen, 1e-3, "P(buildup)");
      expect_near(indicator.outcomes[0].answer, if_seen, 1e-3, "P(war | buildup)");
      expect_near(indicator.outcomes[1].answer, if_not, 1e-3, "P(war | no buildup)");
      expect_near(indicator.reduction, reduction, 1e-3, "buildup");
      expect_near(indicator.share, reduction / 0.16, 1e-2, "buildup's share");
    }
    if (indicator.name == "talks") {
      const double p[3] = {0.3, 0.2, 0.5}, war_and[3] = {0.14, 0.04, 0.02};
      double reduction = 0;
      for (int i = 0; i < 3; ++i) reduction += p[i] * std::pow(war_and[i] / p[i] - 0.2, 2);
      ASSERT_EQ(indicator.outcomes.size(), 3u);
      expect_near(indicator.reduction, reduction, 1e-3, "talks");
    }
  }
}

TEST_F(Warning, OfWhatWasNeverSeenNoErrorIsTold) {
  const Event rare = m.add("rare", Bernoulli(table(war, {{no, 1e-9}, {yes, 1e-8}})));
  const auto found = indicators(m, P(war), {Watched(rare)}, {.trajectories = 100'000});
  for (const auto& outcome : found[0].outcomes)
    if (outcome.state == "yes") {
      EXPECT_EQ(outcome.probability.value, 0);
      EXPECT_TRUE(std::isnan(outcome.probability.standard_error));
    }
  EXPECT_FALSE(found[0].reduction.standard_error == 0);
}

TEST_F(Warning, WhatFollowsFromTheTargetIsNotWatched) {
  for (const Watched& watched : watchable(m, P(buildup)))
    EXPECT_TRUE(watched.name == "war" || watched.name == "weather" || watched.name == "talks" ||
                watched.name == "aftermath")
        << watched.name;
  for (const Watched& watched : watchable(m, P(buildup).given(weather))) EXPECT_NE(watched.name, "weather");
  for (const Watched& watched : watchable(m, P(buildup).under(set(war, true))))
    EXPECT_NE(watched.name, "war");
}

TEST_F(Warning, AnIndicatorThatTellsAllHasAShareOfOne) {
  const auto found = indicators(m, P(war), {Watched(aftermath)});
  EXPECT_NEAR(found[0].share.value, 1, 1e-9);
  EXPECT_NEAR(found[0].outcomes[1].answer.value, 0, 1e-12);
}

TEST_F(Warning, GivenWhatWasSeenTheRestTellsLess) {
  const auto found = indicators(m, P(war).given(buildup), {Watched(talks)});
  const double prior = 0.18 / 0.42;
  const double p[3] = {0.7 * prior + 0.2 * (1 - prior), 0.2, 0.1 * prior + 0.6 * (1 - prior)};
  const double both[3] = {0.7 * prior, 0.2 * prior, 0.1 * prior};
  double reduction = 0;
  for (int i = 0; i < 3; ++i) reduction += p[i] * std::pow(both[i] / p[i] - prior, 2);
  expect_near(found[0].reduction, reduction, 2e-3, "talks");
}

TEST(Indicators, SpeakAboutParametersToo) {
  // Two draws with one uncertain probability: the first says something of the second only through it.
  Model m;
  const auto p = m.parameter("p", Beta(1, 1));
  const auto first = m.add("first", Bernoulli(p)), second = m.add("second", Bernoulli(p));
  const auto found = indicators(m, P(second), {Watched(first)});
  expect_near(found[0].outcomes[0].answer, 2.0 / 3, 0.02, "rule of succession");
  expect_near(found[0].reduction, 1.0 / 36, 0.005, "reduction");
}

// A bet on the sum of two numbers against nothing: closed form (Raiffa and Schlaifer 1961).
TEST(ValueOfInformation, OfANormalBetIsThatInClosedForm) {
  Model m;
  const auto a = m.parameter("a", Normal(0, 2)), b = m.parameter("b", Normal(0, 1));
  const auto gain = m.add("gain", Normal(a + b, 1));
  Options options;
  options.worlds = 10'000;
  options.trajectories = 10'000'000;
  const DecisionValue value = value_of_information(m, {{"stay", {}, 0.0}, {"bet", {}, gain}}, {}, options);
  expect_near(value.actions[1].value, 0, 0.03, "bet");
  expect_near(value.all_parameters.value, std::sqrt(5.0) * density_at_0, 0.03, "all");
  ASSERT_EQ(value.parameters.size(), 2u);
  EXPECT_EQ(value.parameters[0].name, "a");
  expect_near(value.parameters[0].value, 2 * density_at_0, 0.03, "a");
  expect_near(value.parameters[1].value, density_at_0, 0.03, "b");
}

TEST(ValueOfInformation, OfAParameterThatSaysNothingIsNotTakenForSome) {
  Model m;
  const auto a = m.parameter("a", Normal(0.5, 1)), idle = m.parameter("idle", Normal(0, 1));
  const auto gain = m.add("gain", Normal(a + 0.0 * idle, 1));
  const DecisionValue value = value_of_information(m, {{"stay", {}, 0.0}, {"bet", {}, gain}});
  EXPECT_EQ(value.best, 1u);
  EXPECT_EQ(value.parameters[1].name, "idle");
  EXPECT_LT(value.parameters[1].value.value, 0.01);
}

TEST(ValueOfInformation, OfATestIsWhatItSavesTheWildcatter) {
  Model m;
  const auto oil = m.add("oil", Bernoulli(0.3));
  const auto test = m.add("test", Bernoulli(table(oil, {{no, 0.2}, {yes, 0.8}})));
  const auto drill = m.add("drill", Bernoulli(0.5));
  const auto profit =
      m.add("profit", Deterministic(if_then_else(drill, if_then_else(oil, 200.0, -70.0), 0.0)));
  const std::vector<Action> actions = {{"drill", {set(drill, true)}, profit},
                                       {"leave", {set(drill, false)}, profit}};
  const DecisionValue value = value_of_information(m, actions, {Watched(test), Watched(oil)});
  expect_near(value.actions[0].value, 0.3 * 200 - 0.7 * 70, 0.2, "drill");
  EXPECT_EQ(value.best, 0u);
  // Drill only where the test is good.
  expect_near(value.indicators[1].value, (0.24 * 200 - 0.14 * 70) - 11, 0.2, "test");
  EXPECT_EQ(value.indicators[0].name, "oil");
  expect_near(value.indicators[0].value, 60 - 11, 0.2, "oil");
  EXPECT_TRUE(value.parameters.empty());
  EXPECT_THROW(value_of_information(m, actions, {Watched(drill)}), Error);
  EXPECT_THROW(value_of_information(m, {actions[0]}), Error);
}

// The maximum over ten noisy means would be worth something, in each of twelve states.
TEST(ValueOfInformation, OfAWorthlessSignIsZeroWithinItsError) {
  Model m;
  const auto sign =
      m.add("sign", Categorical({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"},
                                {0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.08, 0.09, 0.09, 0.09, 0.09}));
  std::vector<Action> actions;
  for (int i = 0; i < 10; ++i)
    actions.push_back({"action " + std::to_string(i), {}, m.add("gain" + std::to_string(i), Normal(0, 1))});
  double sum = 0;
  int held = 0;
  constexpr int runs = 100;
  for (int run = 1; run <= runs; ++run) {
    const DecisionValue value = value_of_information(
        m, actions, {Watched(sign)}, {.trajectories = 51'200, .seed = static_cast<std::uint64_t>(run)});
    const Estimated& worth = value.indicators.at(0).value;
    sum += worth.value;
    held += std::abs(worth.value) <= 1.96 * worth.standard_error ? 1 : 0;
  }
  EXPECT_GE(held, 95);
  // Choosing by all trajectories would give about 0.03.
  EXPECT_NEAR(sum / runs, 0, 0.005);
}

TEST(ValueOfInformation, OfTrialsWithTheSameChanceIsThatOfTheBetaBinomial) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2));
  const auto first = m.add("first", Bernoulli(p)), second = m.add("second", Bernoulli(p)),
             wins = m.add("wins", Bernoulli(p));
  Watched trials(first);
  trials.outcomes.clear();
  for (int k = 0; k <= 2; ++k)
    trials.outcomes.push_back({std::to_string(k), number_of({first, second}) == k});
  // Two successes in two trials have the probability 0.3, and a mean of 4 / 6 then.
  const DecisionValue value =
      value_of_information(m, {{"stay", {}, 0.0}, {"bet", {}, Real(wins) - 0.5}}, {trials});
  expect_near(value.indicators[0].value, 0.3 * (4.0 / 6 - 0.5), 0.01, "trials");
  EXPECT_GT(value.indicators[0].value.value, 0.03);
}

// A warning that war announces a month ahead, and a war that lasts.
class WarningOverTime : public testing::Test {
protected:
  Timeline timeline{"month", {"Jan", "Feb", "Mar", "Apr", "May", "Jun"}};
  Series<Event> tension = timeline.event("tension"), sign = timeline.event("sign"),
                war = timeline.event("war"), aftermath = timeline.event("aftermath");
  Series<Category> weather = timeline.category("weather", {"dry", "wet"});

  // `hazard` of war in months of tension.
  void state(const Real& hazard) {
    timeline.first(tension, Bernoulli(0.2));
    timeline.step(tension, Bernoulli(if_then_else(tension.last(), 0.9, 0.1)));
    timeline.each(sign, Bernoulli(table(tension.now(), {{no, 0.1}, {yes, 0.6}})));
    timeline.first(war, Bernoulli(0.01));
    timeline.step(war, Bernoulli(if_then_else(war.last(), 1.0, if_then_else(tension.last(), hazard, 0.01))));
    timeline.each(aftermath, Deterministic(Boolean(war.now())));
    timeline.each(weather, Categorical({"dry", "wet"}, {0.5, 0.5}));
  }

  // The reduction of variance by a sign, from exact answers.
  static double reduction(Horizon& h, const Boolean& event, const Boolean& sign) {
    const Answers answers = estimate(h, {P(event), P(sign), P(event && sign)}, {.method = Method::exact});
    const double p = answers[0].value, seen = answers[1].value, both = answers[2].value;
    return seen * std::pow(both / seen - p, 2) + (1 - seen) * std::pow((p - both) / (1 - seen) - p, 2);
  }
};

TEST_F(WarningOverTime, SignsAreExactIfTheRecursionIs) {
  state(0.4);
  Horizon h(timeline, 6);
  const Query query = P(h.by(war, 5));
  const auto found = indicators(h, query);
  ASSERT_EQ(found.size(), 12u);  // three series, in four steps; neither war nor what follows from it
  EXPECT_EQ(found[0].name, "tension by Feb");
  EXPECT_EQ(found[0].series, "tension");
  EXPECT_EQ(found[0].step, 1);
  EXPECT_EQ(found[0].seen_by, "Feb");
  EXPECT_EQ(found[3].step, 4);
  EXPECT_EQ(found[4].series, "sign");
  EXPECT_EQ(found[8].name, "weather in Feb");
  for (const Indicator& one : found) {
    EXPECT_EQ(one.reduction.standard_error, 0) << one.name;
    const double truth = one.series == "tension" ? reduction(h, h.by(war, 5), h.by(tension, one.step))
                         : one.series == "sign"  ? reduction(h, h.by(war, 5), h.by(sign, one.step))
                                                 : 0;
    EXPECT_NEAR(one.reduction.value, truth, 1e-12) << one.name;
  }
}

TEST_F(WarningOverTime, SampledSignsAgreeWithExactOnes) {
  state(0.4);
  Horizon h(timeline, 6);
  for (const Query& query : {P(h.by(war, 5)), P(h.at(war, 5)).given(!h.by(war, 0)),
                             P(h.ever(war)).under(set(h.at(tension, 0), yes))}) {
    const auto exact = indicators(h, query), drawn = indicators(h, query, {}, {.method = Method::forward});
    ASSERT_EQ(exact.size(), drawn.size());
    for (const Indicator& one : exact)
      for (const Indicator& other : drawn) {
        if (one.name != other.name) continue;
        EXPECT_NEAR(other.reduction.value, one.reduction.value, 5 * other.reduction.standard_error + 1e-6)
            << one.name << ' ' << to_text(query);
        EXPECT_NEAR(other.outcomes[0].answer.value, one.outcomes[0].answer.value,
                    5 * other.outcomes[0].answer.standard_error)
            << one.name << ' ' << to_text(query);
      }
  }
}

// A sign that is seen is evidence about the parameter, too.
TEST_F(WarningOverTime, SignsSpeakAboutParameters) {
  state(timeline.parameter("hazard", Beta(2, 3)));
  Horizon h(timeline, 6);
  const auto found = indicators(h, P(h.by(war, 5)), {0, 4});
  ASSERT_EQ(found.size(), 6u);
  EXPECT_EQ(found[0].name, "tension by Jan");
  EXPECT_EQ(found[1].name, "tension by May");
  EXPECT_GT(found[1].reduction.value, found[0].reduction.value);
  for (const Indicator& one : found)
    if (one.series == "weather") {
      EXPECT_LT(std::abs(one.share.value), 5 * one.share.standard_error + 1e-4);
    }
}

TEST_F(WarningOverTime, WrongCallsAreRefused) {
  state(0.4);
  Horizon h(timeline, 6);
  EXPECT_THROW(indicators(h, P(h.by(war, 3)), {3}), Error);
  EXPECT_THROW(indicators(h, P(h.by(war, 3)), {-1}), Error);
  EXPECT_THROW(indicators(h, E(h.count(war, 3))), Error);
  EXPECT_TRUE(indicators(h, P(h.at(war, 0))).empty());
}

// Of the same name and number.
TEST(ValueOfInformation, TakesNothingOfAnotherModel) {
  Model m, other;
  const auto a = m.add("a", Bernoulli(0.5)), b = m.add("b", Bernoulli(0.5));
  other.add("z", Bernoulli(0.5));
  const auto foreign = other.add("b", Bernoulli(0.5)), far = [&] {
    for (int i = 0; i < 50; ++i) other.add("v" + std::to_string(i), Bernoulli(0.5));
    return other.add("far", Bernoulli(0.5));
  }();
  const std::vector<Action> actions{{"treat", {set(b, yes)}, Real(a)}, {"wait", {set(b, no)}, Real(a)}};
  for (const Event& one : {foreign, far}) {
    EXPECT_THROW(value_of_information(m, actions, {Watched(one)}), Error);
    EXPECT_THROW(indicators(m, P(a), {Watched(one)}), Error);
    EXPECT_THROW(watchable(m, P(one)), Error);
    EXPECT_THROW(value_of_information(m, {{"treat", {set(one, yes)}, Real(a)}, actions[1]}, {}), Error);
    EXPECT_THROW(value_of_information(m, {{"treat", {}, Real(one)}, actions[1]}, {}), Error);
    EXPECT_THROW(table_derivatives(m, P(one)), Error);
    EXPECT_THROW(sensitivity(m, P(one)), Error);
    EXPECT_THROW(contrast(m, P(a).under(set(one, no)), P(a)), Error);
    Twins twins(m);
    EXPECT_THROW(twins.add({set(one, no)}), Error);
    EXPECT_THROW(twins.add({set(a, no)}, {set(one, no)}), Error);
  }
}

}  // namespace
}  // namespace casus
