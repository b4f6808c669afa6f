// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/recursion.hpp"

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>

#include "../../support/timelines.hpp"

namespace casus {
namespace {

using test::Everything;
using test::Feedback;

// Events, a guarded category, a policy, a variable that stays the same and numbers that vary; all discrete.
struct Discrete {
  Timeline timeline;
  Event mobilised = timeline.add("mobilised", Bernoulli(0.4));
  Series<Event> war = timeline.event("war");
  Series<Category> front =
      timeline.category("front", {"holding", "strained", "failing"}, {.when = war.now()});
  Series<Event> fall = timeline.event("fall");

  Discrete() {
    const Real risk = 0.1;
    const Real season = timeline.varying({0.05, 0.2});
    timeline.first(war, Bernoulli(if_then_else(mobilised, 0.6, season)));
    timeline.step(
        war, Bernoulli(if_then_else(war.last(), if_then_else(front.last() == "failing", 0.4, 0.9), season)));
    timeline.first(front, Categorical({"holding", "strained", "failing"}, {0.5, 0.4, 0.1}));
    const Boolean failing = front.last() == "failing";
    timeline.step(front,
                  Categorical({"holding", "strained", "failing"},
                              {if_then_else(failing, 0.1, 0.6), 0.2, if_then_else(failing, 0.7, 0.2)}));
    timeline.absorbing(fall, if_then_else(front.now() == "failing", scale_odds(risk, 3), risk));
    timeline.policy(war, fall.last(), no);
  }
};

std::vector<Query> questions(Discrete& d, Horizon& h) {
  const Index last = h.steps() - 1;
  return {
      P(h.at(d.war, last)),
      P(d.mobilised),
      P(h.by(d.fall, 2)),
      P(h.before(d.war, d.fall)),
      P(h.within(d.fall, 2, d.war)),
      E(h.count(d.war, last)),
      E(h.first(d.fall)).given(h.ever(d.fall)),
      P(h.at(d.war, 0) && h.at(d.front, 2) == "failing" && !d.mobilised),
      P(h.at(d.war, 1)).given(h.at(d.fall, last)),
      P(d.mobilised).given(h.at(d.front, 2) == "failing" || h.at(d.fall, 1)),
      P(h.at(d.fall, last)).given(!h.by(d.fall, 1)),
      distribution_of(h.at(d.front, 2)),
      distribution_of(h.at(d.front, 2)).given(h.at(d.war, 2) && d.mobilised),
      P(h.at(d.fall, last)).under(set(h.at(d.war, 1), yes)),
      P(h.at(d.fall, last))
          .given(h.at(d.war, 3))
          .under({set(h.at(d.front, 0), "failing"), set(d.mobilised, no)}),
  };
}

TEST(Recursion, AgreesWithEliminationOfTheModelUnrolled) {
  Discrete d;
  Horizon h(d.timeline, 4);
  const std::vector<Query> asked = questions(d, h);
  const Answers answers = recursion(h, asked, {});
  const UnrolledQuestions unrolled(h, h.steps());
  std::vector<Query> translated;
  for (const Query& query : asked)
    translated.push_back(query.translated([&](const NodePtr& node) { return unrolled.translated(node); }));
  const Answers truth = estimate(unrolled.model(), translated, {.method = Method::exact});
  for (std::size_t i = 0; i < asked.size(); ++i) {
    ASSERT_EQ(answers[i].parts.size(), truth[i].parts.size());
    for (std::size_t k = 0; k < truth[i].parts.size(); ++k)
      EXPECT_NEAR(answers[i].parts[k].value, truth[i].parts[k].value, 1e-12) << answers[i].parts[k].question;
    if (truth[i].parts.empty()) {
      EXPECT_NEAR(answers[i].value, truth[i].value, 1e-12) << to_text(asked[i]);
      EXPECT_EQ(answers[i].standard_error, 0);
    }
  }
}

TEST(Recursion, AgreesWithEliminationWithinWorlds) {
  Timeline timeline;
  const auto risk = timeline.parameter("risk", Beta(2, 20));
  const auto fall = timeline.event("fall"), alarm = timeline.event("alarm");
  timeline.absorbing(fall, risk);
  timeline.each(alarm, Bernoulli(if_then_else(fall.now(), 0.9, 0.2)));
  Horizon h(timeline, 10);
  const std::vector<Query> asked{P(h.at(fall, 9)), P(h.at(fall, 9)).given(h.at(alarm, 3) && !h.at(alarm, 4)),
                                 P(h.at(fall, 2)).given(h.always(alarm))};
  const Options options{.method = Method::exact, .worlds = 300};
  const Answers answers = estimate(h, asked, options);
  const UnrolledQuestions unrolled(h, h.steps());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const Answer truth = estimate(
        unrolled.model(),
        {asked[i].translated([&](const NodePtr& node) { return unrolled.translated(node); })}, options)[0];
    EXPECT_NE(answers[i].method.find("forward recursion"), std::string::npos);
    EXPECT_NE(truth.method.find("variable elimination"), std::string::npos);
    EXPECT_NEAR(answers[i].value, truth.value, 1e-12);
    EXPECT_NEAR(answers[i].standard_error, truth.standard_error, 1e-12);
    ASSERT_EQ(answers[i].range.has_value(), truth.range.has_value());
    if (truth.range) {
      EXPECT_NEAR(answers[i].range->low, truth.range->low, 1e-9);
    }
  }
}

TEST(Recursion, IsChosenWhereItIsCheapAndGoesFar) {
  Feedback f;
  Horizon h(f.timeline, 240);
  const Answers answers = estimate(
      h, {P(h.at(f.war, 239)), P(h.ever(f.weak)), curve(h, [&](Index t) { return P(h.by(f.weak, t)); })});
  EXPECT_EQ(answers[0].method, "exact: forward recursion");
  EXPECT_NE(answers[0].reason.find("exact is cheap"), std::string::npos) << answers[0].reason;
  EXPECT_EQ(answers[2].parts.size(), 240u);
  // The chain forgets: far out it stands where it will.
  EXPECT_NEAR(answers[0].value, estimate(h, {P(h.at(f.war, 200))})[0].value, 1e-9);
}

TEST(Recursion, TellsWhyItCannotBe) {
  Everything e;
  Horizon h(e.timeline, 4);
  const RecursionCost cost = recursion_cost(h, {P(h.at(e.war, 3))}, {}, 1e6);
  EXPECT_EQ(cost.why_not, "it needs 'strain', a quantity");
  EXPECT_EQ(recursion_cost(h, {P(h.at(e.war, 3)).given(observed(h.at(e.strain, 2), 1))}, {}, 1e6).why_not,
            "it is given evidence that is not an event");
  EXPECT_NE(estimate(h, {P(h.at(e.war, 3))}, {.trajectories = 10'000, .worlds = 10})[0].reason.find(
                "it needs 'strain'"),
            std::string::npos);
  Feedback f;
  Horizon long_one(f.timeline, 24);
  EXPECT_EQ(recursion_cost(long_one, {P(long_one.at(f.war, 23))}, {}, 100).why_not,
            "that would take more than 100 operations");
  EXPECT_THROW(recursion(long_one, {P(long_one.at(f.war, 23))}, {.exact_budget = 100}), Error);
  // What cannot be is told, not divided by.
  EXPECT_THROW(
      recursion(long_one, {P(long_one.at(f.war, 3)).given(long_one.at(f.war, 2) && !long_one.at(f.war, 2))},
                {}),
      Error);
}

// Questions with conditions of their own share no joint state.
TEST(Recursion, GoesThroughOneConditionAtATime) {
  Timeline timeline;
  std::vector<Series<Event>> all;
  for (int i = 0; i < 12; ++i) {
    all.push_back(timeline.event("a" + std::to_string(i)));
    timeline.first(all.back(), Bernoulli(0.3));
    timeline.step(all.back(), Bernoulli(if_then_else(all.back().last(), 0.8, 0.1)));
  }
  Horizon h(timeline, 12);
  std::vector<Query> queries;
  for (const auto& a : all) queries.push_back(P(h.at(a, 11)).given(h.at(a, 5)));
  queries.push_back(P(h.at(all[0], 11)).under(set(h.at(all[0], 5), no)));
  const Answers answers = estimate(h, queries, {.method = Method::exact, .exact_budget = 2000});
  // 0.1 / (1 - 0.7) far out, from 1 six steps before, or from 0.
  const double far = 1.0 / 3, shrunk = std::pow(0.7, 6);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(answers[i].method, "exact: forward recursion");
    EXPECT_NEAR(answers[i].value, far + (1 - far) * shrunk, 1e-12);
  }
  EXPECT_NEAR(answers[all.size()].value, far - far * shrunk, 1e-12);
}

TEST(Recursion, TakesAsManyVariablesAsThereAre) {
  Timeline timeline;
  Event last = timeline.add("c", Bernoulli(0.25));
  for (int i = 0; i < 20'000; ++i) last = timeline.add("c" + std::to_string(i), Deterministic(!last));
  const auto x = timeline.event("x");
  timeline.each(x, Bernoulli(if_then_else(last, 0.5, 0.1)));
  Horizon h(timeline, 2);
  EXPECT_NEAR(recursion(h, {P(h.at(x, 1))}, {})[0].value, 0.25 * 0.5 + 0.75 * 0.1, 1e-15);
}

// 0.5^1200 is below what a double holds, and not impossible.
TEST(Recursion, HoldsProbabilitiesBelowAnyDouble) {
  Timeline timeline;
  const auto x = timeline.event("x"), y = timeline.event("y");
  timeline.each(x, Bernoulli(0.5));
  timeline.each(y, Bernoulli(if_then_else(x.now(), 0.8, 0.1)));
  Horizon h(timeline, 1200);
  const Answer answer = recursion(h, {P(h.at(y, 1199)).given(h.always(x, 1199))}, {})[0];
  EXPECT_NEAR(answer.value, 0.8, 1e-12);
  EXPECT_FALSE(answer.condition_probability);
  ASSERT_TRUE(answer.log_condition_probability);
  EXPECT_NEAR(*answer.log_condition_probability, 1200 * std::log(0.5), 1e-9);
  EXPECT_EQ(answer.log_condition_standard_error, 0);
  EXPECT_NEAR(recursion(h, {P(h.always(x, 1199)), P(h.at(y, 1199))}, {})[1].value, 0.45, 1e-12);
}

// The first half of the findings speak for a hidden cause that the second half speak against: on the way one of two probabilities is
// 1e-1140 of the other.
TEST(Recursion, ForgetsNoStateThatLaterFindingsSpeakFor) {
  Timeline timeline;
  const Event cause = timeline.add("cause", Bernoulli(0.25));
  const auto x = timeline.event("x");
  timeline.each(x, Bernoulli(if_then_else(cause, 0.99, 0.01)));
  Horizon h(timeline, 1200);
  Boolean seen = h.at(x, 0);
  for (Index t = 1; t < 600; ++t) seen = seen && h.at(x, t);
  for (Index t = 600; t < 1200; ++t) seen = seen && !h.at(x, t);
  const Answer answer = recursion(h, {P(cause).given(seen)}, {})[0];
  EXPECT_NEAR(answer.value, 0.25, 1e-9);
  EXPECT_NEAR(*answer.log_condition_probability, 600 * (std::log(0.99) + std::log(0.01)), 1e-8);
}

// The forward-backward algorithm of a hidden Markov chain, written out.
TEST(Recursion, SmoothsManyFindingsInOnePass) {
  constexpr Index steps = 120;
  Timeline timeline;
  const auto war = timeline.event("war"), sign = timeline.event("sign");
  timeline.first(war, Bernoulli(0.3));
  timeline.step(war, Bernoulli(if_then_else(war.last(), 0.9, 0.05)));
  timeline.each(sign, Bernoulli(if_then_else(war.now(), 0.7, 0.2)));
  Horizon h(timeline, steps);
  std::vector<bool> signs;
  for (Index t = 0; t < steps; ++t) signs.push_back(t * t % 7 < 3);
  Boolean seen = signs[0] ? Boolean(h.at(sign, 0)) : !h.at(sign, 0);
  for (Index t = 1; t < steps; ++t)
    seen = seen && (signs[static_cast<std::size_t>(t)] ? Boolean(h.at(sign, t)) : !h.at(sign, t));
  const auto likelihood = [&](Index t, int state) {
    const double yes = state == 1 ? 0.7 : 0.2;
    return signs[static_cast<std::size_t>(t)] ? yes : 1 - yes;
  };
  const double move[2][2] = {{0.95, 0.05}, {0.1, 0.9}};
  std::vector<std::array<double, 2>> forward(steps), backward(steps, {1, 1});
  double log_evidence = 0;
  for (Index t = 0; t < steps; ++t) {
    auto& now = forward[static_cast<std::size_t>(t)];
    for (int to : {0, 1}) {
      double before = to == 1 ? 0.3 : 0.7;
      if (t > 0) {
        const auto& last = forward[static_cast<std::size_t>(t - 1)];
        before = last[0] * move[0][to] + last[1] * move[1][to];
      }
      now[static_cast<std::size_t>(to)] = before * likelihood(t, to);
    }
    const double sum = now[0] + now[1];
    log_evidence += std::log(sum);
    for (double& one : now) one /= sum;
  }
  for (Index t = steps - 1; t-- > 0;) {
    const auto& next = backward[static_cast<std::size_t>(t + 1)];
    auto& now = backward[static_cast<std::size_t>(t)];
    for (int from : {0, 1})
      now[static_cast<std::size_t>(from)] =
          move[from][0] * likelihood(t + 1, 0) * next[0] + move[from][1] * likelihood(t + 1, 1) * next[1];
    const double sum = now[0] + now[1];
    for (double& one : now) one /= sum;
  }
  const Answer answer = estimate(h, {curve(h, [&](Index t) { return P(h.at(war, t)).given(seen); })})[0];
  ASSERT_EQ(answer.parts.size(), static_cast<std::size_t>(steps));
  for (std::size_t t = 0; t < answer.parts.size(); ++t) {
    const double no = forward[t][0] * backward[t][0], yes = forward[t][1] * backward[t][1];
    EXPECT_EQ(answer.parts[t].method_id, Method::exact);
    EXPECT_NEAR(answer.parts[t].value, yes / (yes + no), 1e-12) << t;
  }
  EXPECT_NEAR(*answer.parts[0].log_condition_probability, log_evidence, 1e-9);
}

// Findings that each span two steps, and whose first halves are needed until then only.
TEST(Recursion, LetsGoOfWhatNoLaterFindingReads) {
  Timeline timeline;
  const auto x = timeline.event("x");
  timeline.each(x, Bernoulli(0.5));
  Horizon h(timeline, 80);
  Boolean seen = h.at(x, 0) || h.at(x, 1);
  for (Index t = 2; t < 80; t += 2) seen = seen && (h.at(x, t) || h.at(x, t + 1));
  const Answer answer = recursion(h, {P(h.at(x, 40)).given(seen), P(h.at(x, 0) && h.at(x, 79)).given(seen)},
                                  {.exact_budget = 1e5})[0];
  EXPECT_NEAR(answer.value, 2.0 / 3, 1e-12);
  EXPECT_NEAR(*answer.log_condition_probability, 40 * std::log(0.75), 1e-9);
}

}  // namespace
}  // namespace casus
