// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Means that rest on what happens at a rare value of a quantity, beside an ordinary part that hides it.
#include "infer/plan/branches.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

#include "infer/forward/forward.hpp"

namespace casus {
namespace {

bool is_coded(const Answer& answer) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [](const Warning& warning) { return warning.code == WarningCode::few_contributions; });
}

struct Losses {
  Model model;
  Quantity m = model.add("m", Exponential(1)), attritional = model.add("attritional", Gamma(2, 1));
  Quantity n = model.add("n", Poisson(0.001));

  Answer mean(const Real& loss) const { return estimate(model, {E(loss)})[0]; }
  std::size_t found(const Real& loss) const {
    const auto ask = [&](const std::vector<Query>& questions) { return forward_pilot(model, questions, {}); };
    return rare_branches(model, E(loss), ask, {}).size();
  }
};

TEST(Branches, ThatWereNotMetAreFound) {
  Losses l;
  // Adds 1, once in nine million trajectories.
  EXPECT_EQ(l.found(l.attritional + if_then_else(l.m > 16.0, 8886110.5, 0.0)), 1u);
  EXPECT_EQ(l.found(l.attritional + if_then_else(l.m > 14.0, exp(l.m), 0.0)), 1u);
  const auto is_large = l.model.add("is_large", Deterministic(l.m > 16.0));
  EXPECT_EQ(l.found(l.attritional + if_then_else(is_large, 1e7, 0.0)), 1u);
  EXPECT_EQ(l.found(l.attritional + if_then_else(l.m > 5.0, 100.0, 0.0)), 0u);
}

TEST(Branches, ThatWereHardlyMetLeaveNoError) {
  const Losses l;
  const Options options{.method = Method::forward};
  Answer answer = estimate(l.model, {E(l.attritional)}, options)[0];
  const Answers probabilities = estimate(l.model, {P(l.m > 16.0), P(l.m > 5.0), P(l.m < 16.0)}, options);
  EXPECT_TRUE(rests_on(answer, probabilities[0]));
  EXPECT_FALSE(rests_on(answer, probabilities[1]));
  EXPECT_TRUE(rests_on(answer, probabilities[2]));
  drop_error(answer, probabilities[0]);
  EXPECT_TRUE(is_coded(answer));
  EXPECT_TRUE(std::isnan(answer.interval.low) && std::isnan(answer.standard_error));
  EXPECT_FALSE(rests_on(answer, probabilities[0]));  // once is enough
}

TEST(Branches, ThatMatterLittleOrAreMetOftenAreNot) {
  const Losses l;
  const Answer clamped = l.mean(if_then_else(l.m > 30.0, 30.0, l.m));
  EXPECT_FALSE(is_coded(clamped));
  EXPECT_NEAR(clamped.value, 1, 5 * clamped.standard_error);
  const Answer common = l.mean(l.attritional + if_then_else(l.m > 5.0, 100.0, 0.0));
  EXPECT_TRUE(common.warnings.empty());
  EXPECT_NEAR(common.value, 2 + 100 * std::exp(-5.0), 5 * common.standard_error);
}

TEST(Branches, AreLookedForBehindSpreads) {
  const Losses l;
  const Real loss = l.attritional + if_then_else(l.m > 16.0, 1e7, 0.0);  // variance 2 and 1e14 e^-16, 1.1e7
  for (const Query& query : {sd(loss), variance(loss)}) {
    const Answer answer = estimate(l.model, {query})[0];
    EXPECT_TRUE(is_coded(answer)) << answer.question;
    EXPECT_TRUE(std::isnan(answer.interval.low)) << answer.question;
  }
  const Answer met = estimate(l.model, {sd(if_then_else(l.m > 3.0, 3.0, l.m))})[0];
  const double mean = 1 - std::exp(-3.0), square = 2 * (1 - 4 * std::exp(-3.0));
  EXPECT_TRUE(met.warnings.empty());
  EXPECT_NEAR(met.value, std::sqrt(square - mean * mean), 5 * met.standard_error);
}

TEST(Branches, AreLookedForWhereTheMethodIsNamed) {
  const Losses l;
  const Real rare = l.attritional + if_then_else(l.m > 16.0, 8886110.5, 0.0);
  const Real common = l.attritional + if_then_else(l.m > 5.0, 100.0, 0.0);
  for (const Method method : {Method::forward, Method::weighted}) {
    const Answers answers = estimate(l.model, {E(rare), E(common)}, {.method = method});
    EXPECT_TRUE(is_coded(answers[0])) << answers[0].method;
    EXPECT_TRUE(std::isnan(answers[0].interval.low)) << answers[0].method;
    EXPECT_FALSE(is_coded(answers[1])) << answers[0].method;
    EXPECT_NEAR(answers[1].value, 2 + 100 * std::exp(-5.0), 5 * answers[1].standard_error)
        << answers[0].method;
  }
  Options timed{.method = Method::forward};
  timed.seconds = 60;
  EXPECT_TRUE(is_coded(estimate(l.model, {E(rare)}, timed)[0]));
}

TEST(Branches, AreLookedForGivenExactValues) {
  Losses l;
  const Quantity gauge = l.model.add("gauge", Normal(l.attritional, 1));
  const auto mean = [&](const Real& loss) {
    return estimate(l.model, {E(loss).given(observed(gauge, 2.5))})[0];
  };
  const Answer coded = mean(l.attritional + if_then_else(l.m > 16.0, 8886110.5, 0.0));
  EXPECT_EQ(coded.method_id, Method::weighted);
  EXPECT_TRUE(is_coded(coded));
  const Answer common = mean(if_then_else(l.m > 3.0, 100.0, 0.0));
  EXPECT_TRUE(common.warnings.empty());
  EXPECT_NEAR(common.value, 100 * std::exp(-3.0), 5 * common.standard_error);
}

// Never overlooks a branch of the unrolled model.
void expect_none_overlooked(Horizon& h, std::size_t& with, std::size_t& without) {
  const UnrolledQuestions unrolled(h, h.steps());
  for (std::size_t i = 0; i < h.asked().variables().size(); ++i) {
    const Declaration& variable = h.asked().variables()[i];
    if (variable.kind != Kind::quantity && variable.kind != Kind::count) continue;
    const bool has_some = !branches_of(unrolled.model(), unrolled.translated(variable.node)).empty();
    const bool may_have = may_have_branches(h, variable.node);
    EXPECT_TRUE(may_have || !has_some) << variable.node->name;
    (may_have ? with : without) += 1;
  }
}

TEST(Branches, AreRuledOutWithoutUnrolling) {
  Timeline timeline("month");
  const auto base = timeline.add("base", Normal(0, 1));
  const auto high = timeline.add("high", Deterministic(base > 2));
  const auto level = timeline.quantity("level"), total = timeline.quantity("total"),
             damage = timeline.quantity("damage"), late = timeline.quantity("late"),
             cost = timeline.quantity("cost"), own = timeline.quantity("own");
  const auto alarm = timeline.event("alarm");
  timeline.first(level, Normal(base, 1));
  timeline.step(level, Normal(0.9 * level.last(), 1));
  timeline.first(total, Deterministic(level.now()));
  timeline.step(total, Deterministic(total.last() + level.now()));
  timeline.each(damage, Deterministic(if_then_else(level.now() > 3, 100.0, 0.0)));
  // A branch of last step's value.
  timeline.first(late, Deterministic(Real(0)));
  timeline.step(late, Deterministic(2 * damage.last()));
  timeline.each(cost, Deterministic(if_then_else(high, 10 * level.now(), level.now())));
  timeline.each(own, Normal(if_then_else(level.now() > 3, 5.0, 1.0), 1));  // drawn: no branch of its value
  timeline.each(alarm, Deterministic(total.now() > 8));
  // Months since an event: a comparison of a number that is computed from events alone.
  const auto strike = timeline.event("strike");
  const auto since = timeline.quantity("since"), paid = timeline.quantity("paid");
  timeline.each(strike, Bernoulli(0.1));
  timeline.first(since, Deterministic(Real(strike.now())));
  timeline.step(since,
                Deterministic(if_then_else(since.last() >= 1, since.last() + 1.0, Real(strike.now()))));
  timeline.first(paid, Deterministic(Real(0)));
  timeline.step(paid, Deterministic(if_then_else(since.now() + level.last() > 3, 5.0, 0.0)));
  Horizon h(timeline, 4);
  EXPECT_FALSE(may_have_branches(h, h.at(total, 3).node()));
  EXPECT_FALSE(may_have_branches(h, h.at(own, 3).node()));
  EXPECT_FALSE(may_have_branches(h, h.sum(level, 3).node()));
  EXPECT_FALSE(may_have_branches(h, h.at(since, 3).node()));
  EXPECT_TRUE(may_have_branches(h, h.at(paid, 3).node()));
  EXPECT_TRUE(may_have_branches(h, h.at(damage, 3).node()));
  EXPECT_TRUE(may_have_branches(h, h.sum(damage, 3).node()));
  EXPECT_TRUE(may_have_branches(h, h.at(late, 3).node()));
  EXPECT_TRUE(may_have_branches(h, h.at(cost, 3).node()));
  EXPECT_TRUE(may_have_branches(h, h.count(alarm, 3).node()));
  EXPECT_TRUE(
      may_have_branches(h, (Real(h.at(level, 1)) + if_then_else(h.at(level, 2) < 0, 1.0, 0.0)).node()));
  std::size_t with = 0, without = 0;
  expect_none_overlooked(h, with, without);
  EXPECT_GT(with, 4u);
  EXPECT_GT(without, 2u);
}

}  // namespace
}  // namespace casus
