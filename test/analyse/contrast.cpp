// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/contrast.hpp>

#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

#include "../support/timelines.hpp"

namespace casus {
namespace {

bool has(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

class Treatment : public testing::Test {
protected:
  Model m;
  Event severe = m.add("severe", Bernoulli(0.3));
  Event treated = m.add("treated", Bernoulli(table(severe, {{no, 0.2}, {yes, 0.8}})));
  Event recovers =
      m.add("recovers",
            Bernoulli(table({severe, treated},
                            {{{no, no}, 0.80}, {{no, yes}, 0.82}, {{yes, no}, 0.30}, {{yes, yes}, 0.35}})));
  static constexpr double effect = 0.7 * 0.02 + 0.3 * 0.05;
};

// What is discrete would be answered exactly.
const Options sampled{.method = Method::forward};

TEST_F(Treatment, TheErrorIsThatOfPairs) {
  const Contrast result =
      contrast(m, P(recovers).under(set(treated, true)), P(recovers).under(set(treated, false)), sampled);
  EXPECT_NEAR(result.difference.value, result.first.value - result.second.value, 1e-12);
  EXPECT_NEAR(result.difference.value, effect, 5 * result.difference.standard_error);
  // By the coupling only those whose U lies between the two probabilities differ.
  const auto n = static_cast<double>(result.first.samples);
  EXPECT_NEAR(result.difference.standard_error, std::sqrt(effect * (1 - effect) / n), 2e-5);
  const double unpaired = std::hypot(result.first.standard_error, result.second.standard_error);
  EXPECT_LT(result.difference.standard_error, unpaired / 3);
  EXPECT_EQ(result.difference.question, "P(recovers; do treated = yes) - P(recovers; do treated = no)");
}

TEST_F(Treatment, QuestionsThatAreTheSameDifferByNothing) {
  const Contrast result = contrast(m, P(recovers).given(severe), P(recovers).given(severe), sampled);
  EXPECT_EQ(result.difference.value, 0);
  EXPECT_TRUE(has(result.difference, WarningCode::no_pair_differed));
  EXPECT_LT(result.difference.interval.low, 0);  // none seen is not taken for none
  EXPECT_GT(result.difference.interval.high, 0);
  EXPECT_LT(result.difference.interval.high, 1e-4);
}

TEST_F(Treatment, WhereAPrecisionStopsTheRunTheDifferenceIsOfTheSameTrajectories) {
  Options options = sampled;
  options.relative_precision = 0.02;
  const Contrast result =
      contrast(m, P(recovers).under(set(treated, true)), P(recovers).under(set(treated, false)), options);
  EXPECT_LT(result.first.samples, 100'000);
  EXPECT_EQ(result.difference.samples, result.first.samples);
  EXPECT_NEAR(result.difference.value, result.first.value - result.second.value, 1e-12);
}

TEST_F(Treatment, GivenIsNotDo) {
  const Contrast result =
      contrast(m, P(recovers).given(treated), P(recovers).under(set(treated, true)), sampled);
  const double seen = (0.7 * 0.2 * 0.82 + 0.3 * 0.8 * 0.35) / (0.7 * 0.2 + 0.3 * 0.8);
  EXPECT_NEAR(result.difference.value, seen - (0.7 * 0.82 + 0.3 * 0.35),
              5 * result.difference.standard_error);
}

TEST_F(Treatment, OfOtherQuestionsThereIsNone) {
  const Quantity x = m.add("x", Normal(0, 1));
  EXPECT_THROW(contrast(m, quantile(x, 0.5), E(x)), Error);
}

TEST(ContrastOfQuantities, ShiftsAreExact) {
  Model m;
  const Event aid = m.add("aid", Bernoulli(0.5));
  const Quantity loss = m.add("loss", Normal(10 - 3 * Real(aid), 2));
  const Contrast result = contrast(m, E(loss).under(set(aid, true)), E(loss).under(set(aid, false)));
  EXPECT_NEAR(result.difference.value, -3, 1e-9);
  EXPECT_LT(result.difference.standard_error, 1e-5);
}

// Contract 2, for contrasts: with and without conditions and parameters.
int covered(const Model& model, const Query& first, const Query& second, double truth, Index worlds) {
  constexpr int runs = 1000;
  int held = 0;
  for (int run = 1; run <= runs; ++run) {
    Options options = sampled;
    options.trajectories = worlds > 1 ? worlds * 512 : 2048;
    options.worlds = worlds;
    options.threads = 1;
    options.seed = static_cast<std::uint64_t>(run);
    const Interval interval = contrast(model, first, second, options).difference.interval;
    held += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  return held;
}

void expect_honest(int held) {
  const boost::math::binomial law(1000, 0.95);
  EXPECT_GT(boost::math::cdf(law, held), 1e-6) << held;
  EXPECT_GT(held == 0 ? 1 : boost::math::cdf(complement(law, held - 1)), 1e-6) << held;
}

TEST_F(Treatment, CoverageOfPairedDifferences) {
  expect_honest(
      covered(m, P(recovers).under(set(treated, true)), P(recovers).under(set(treated, false)), effect, 1));
  const double given = (0.14 * 0.82 + 0.24 * 0.35) / 0.38 - (0.56 * 0.80 + 0.06 * 0.30) / 0.62;
  expect_honest(covered(m, P(recovers).given(treated), P(recovers).given(!treated), given, 1));
}

TEST(ContrastCoverage, BetweenWorlds) {
  Model m;
  const auto p = m.parameter("p", Beta(4, 16));
  const Event x = m.add("x", Bernoulli(0.5));
  const Event y = m.add("y", Bernoulli(table(x, {{no, p}, {yes, 0.5}})));
  expect_honest(covered(m, P(y).under(set(x, true)), P(y).under(set(x, false)), 0.3, 200));
  expect_honest(covered(m, P(y).given(x), P(y), 0.15, 200));
}

TEST(ContrastOfRareEffects, AreBoundedWhereNoPairDiffered) {
  Model m;
  const Event x = m.add("x", Bernoulli(0.5));
  const Event y = m.add("y", Bernoulli(table(x, {{no, 1e-7}, {yes, 2e-7}})));
  const Quantity size = m.add("size", LogNormal(10, 1));
  const auto of = [&](const Query& query) {
    return contrast(m, query.under(set(x, true)), query.under(set(x, false)),
                    {.method = Method::forward, .trajectories = 102400})
        .difference;
  };
  const Answer events = of(P(y));
  EXPECT_EQ(events.value, 0);
  EXPECT_TRUE(has(events, WarningCode::no_pair_differed));
  EXPECT_LT(events.interval.low, 0);
  EXPECT_NEAR(events.interval.high, std::log(40) / 102400, 1e-7);
  const Answer sizes = of(E(if_then_else(y, size, 0)));
  EXPECT_TRUE(has(sizes, WarningCode::no_pair_differed));
  EXPECT_TRUE(std::isnan(sizes.interval.low) && std::isnan(sizes.standard_error));
}

TEST(ContrastOfSureEffects, LieInsideTheirIntervals) {
  Model m;
  const Event x = m.add("x", Bernoulli(0.5));
  const Event y = m.add("y", Bernoulli(table(x, {{no, 0.0}, {yes, 1.0}})));
  const Answer effect = contrast(m, P(y).under(set(x, true)), P(y).under(set(x, false)),
                                 {.method = Method::forward, .trajectories = 10240})
                            .difference;
  EXPECT_EQ(effect.value, 1);
  EXPECT_EQ(effect.interval.high, 1);
  EXPECT_GT(effect.interval.low, 0.999);
  EXPECT_LT(effect.interval.low, 1);
}

// A few pairs that differ, in one world and in several.
TEST(ContrastCoverage, OfFewPairsThatDiffer) {
  Model m;
  const Event x = m.add("x", Bernoulli(0.5));
  const Event y = m.add("y", Bernoulli(table(x, {{no, 0.3}, {yes, 0.302}})));
  int held = covered(m, P(y).under(set(x, true)), P(y).under(set(x, false)), 0.002, 1);
  const boost::math::binomial law(1000, 0.95);
  EXPECT_GT(boost::math::cdf(law, held), 1e-6) << held;
  const auto p = m.parameter("p", Beta(400, 600));
  const Event z = m.add("z", Bernoulli(table(x, {{no, p}, {yes, p + 0.0002}})));
  held = covered(m, P(z).under(set(x, true)), P(z).under(set(x, false)), 0.0002, 50);
  EXPECT_GT(boost::math::cdf(law, held), 1e-6) << held;
}

TEST(ContrastRange, IsThatOfTheDifferenceOverWorlds) {
  Model m;
  const auto p = m.parameter("p", Uniform(0.1, 0.4));
  const Event x = m.add("x", Bernoulli(0.5));
  const Event y = m.add("y", Bernoulli(table(x, {{no, p}, {yes, 0.5}})));
  for (const Method method : {Method::forward, Method::exact}) {
    const Contrast result =
        contrast(m, P(y).under(set(x, true)), P(y).under(set(x, false)), {.method = method});
    ASSERT_TRUE(result.difference.range);
    EXPECT_NEAR(result.difference.range->low, 0.115, 0.02);
    EXPECT_NEAR(result.difference.range->high, 0.385, 0.02);
    // One way or the other, that of p itself.
    EXPECT_NEAR(result.difference.standard_error, 0.3 / std::sqrt(12.0 * 1000), 2e-4);
  }
  const Contrast given = contrast(m, P(y).given(x), P(y).given(!x), sampled);
  ASSERT_TRUE(given.difference.range);
  EXPECT_NEAR(given.difference.range->low, 0.115, 0.02);
  EXPECT_NEAR(given.difference.range->high, 0.385, 0.02);
}

TEST_F(Treatment, IsExactWhereBothAnswersAre) {
  const Contrast done =
      contrast(m, P(recovers).under(set(treated, true)), P(recovers).under(set(treated, false)));
  EXPECT_EQ(done.difference.method_id, Method::exact);
  EXPECT_NEAR(done.difference.value, effect, 1e-15);
  EXPECT_EQ(done.difference.standard_error, 0);
  EXPECT_EQ(done.difference.interval.low, done.difference.value);
  const Contrast seen = contrast(m, P(recovers).given(treated), P(recovers).given(!treated));
  EXPECT_NEAR(seen.difference.value, (0.14 * 0.82 + 0.24 * 0.35) / 0.38 - (0.56 * 0.80 + 0.06 * 0.30) / 0.62,
              1e-14);
  // A formula of a number drawn by chance is sampled.
  const Quantity x = m.add("x", Normal(Real(recovers), 1));
  EXPECT_EQ(contrast(m, E(x).given(treated), E(x)).difference.method_id, Method::forward);
}

// Exact within worlds, weighed by conditions: against sampling, which is tested above.
TEST(ContrastExact, WithinWorldsIsThatOfSampling) {
  Model m;
  const auto p = m.parameter("p", Beta(4, 16));
  const Event x = m.add("x", Bernoulli(p));
  const Event y = m.add("y", Bernoulli(table(x, {{no, p}, {yes, 0.5}})));
  const Event z = m.add("z", Bernoulli(table(y, {{no, 0.1}, {yes, 0.7}})));
  const Query first = P(y).given(z && x), second = P(y).given(z);
  const Answer exact = contrast(m, first, second).difference;
  Options many = sampled;
  many.trajectories = 5'120'000;
  const Answer drawn = contrast(m, first, second, many).difference;
  EXPECT_EQ(exact.method_id, Method::exact);
  EXPECT_NEAR(exact.value, drawn.value, 5 * drawn.standard_error);
  EXPECT_GT(exact.standard_error, 0);
  EXPECT_LT(exact.standard_error, 1.05 * drawn.standard_error);
  ASSERT_TRUE(exact.range && drawn.range);
  EXPECT_NEAR(exact.range->low, drawn.range->low, 0.03);
  EXPECT_NEAR(exact.range->high, drawn.range->high, 0.03);
}

// With a condition: a shift by a constant has no error but that of rounding, however large the numbers are.
TEST(ContrastOfQuantities, WithConditionsNothingCancels) {
  Model m;
  const Event e = m.add("e", Bernoulli(0.3));
  const Quantity x = m.add("x", Normal(1e9, 1));
  const Answer shift = contrast(m, E(x + 3).given(e), E(x).given(e)).difference;
  EXPECT_NEAR(shift.value, 3, 1e-5);
  // If all pairs differ by the same, there is no error to be told.
  EXPECT_TRUE(has(shift, WarningCode::all_alike) || (shift.interval.low <= 3 && shift.interval.high >= 3));
  // Independent of the condition: the difference of two means, one of them over a part of the trajectories of the other.
  const Answer none = contrast(m, E(x).given(e), E(x)).difference;
  const double n = 1'000'448;
  EXPECT_NEAR(none.standard_error, std::sqrt((1 / 0.3 - 1) / n), 2e-5);
  EXPECT_NEAR(none.value, 0, 5 * none.standard_error);
}

TEST(ContrastOfRareEffects, WithConditionsAreBoundedToo) {
  Model m;
  const auto p = m.parameter("p", Uniform(0, 2e-7));
  const Event e = m.add("e", Bernoulli(0.5));
  const Event y = m.add("y", Bernoulli(p));
  const Answer events =
      contrast(m, P(y).given(e), P(y), {.method = Method::forward, .trajectories = 51200, .worlds = 100})
          .difference;
  EXPECT_TRUE(has(events, WarningCode::no_pair_differed));
  EXPECT_LT(events.interval.low, 0);
  EXPECT_GT(events.interval.high, 1e-7);
  const Quantity size = m.add("size", LogNormal(10, 1));
  const Answer sizes = contrast(m, E(if_then_else(y, size, 0)).given(e), E(if_then_else(y, size, 0)),
                                {.method = Method::forward, .trajectories = 51200, .worlds = 100})
                           .difference;
  EXPECT_TRUE(has(sizes, WarningCode::no_pair_differed));
  EXPECT_TRUE(std::isnan(sizes.interval.low));
}

// A rare event that what is done changes: pairs of trajectories do not meet it.
class BehindRareStates : public testing::Test {
protected:
  Model m;
  Event guard = m.add("guard", Bernoulli(0.5));
  Event storm = m.add("storm", Bernoulli(1e-9));
  Event fire = m.add("fire", Bernoulli(table(guard, {{no, 3e-8}, {yes, 1e-8}})));
  Quantity size = m.add("size", LogNormal(2, 0.5));
  Real loss = if_then_else(fire, size, 0.0);
  const double mean_size = std::exp(2 + 0.125);

  Contrast on_guard(const Query& query, const Options& options = {}) const {
    return contrast(m, query.under(set(guard, true)), query.under(set(guard, false)), options);
  }
  static void expect(const Answer& difference, double truth, double tightness) {
    EXPECT_NEAR(difference.value, truth, 5 * difference.standard_error) << difference.question;
    EXPECT_LT(difference.standard_error, tightness * std::abs(truth)) << difference.question;
    EXPECT_LE(difference.interval.low, difference.value);
    EXPECT_GE(difference.interval.high, difference.value);
    EXPECT_TRUE(difference.warnings.empty());
  }
};

TEST_F(BehindRareStates, MeansAreAnsweredApart) {
  const Contrast result = on_guard(E(loss));
  expect(result.difference, -2e-8 * mean_size, 0.01);
  EXPECT_NEAR(result.difference.value, result.first.value - result.second.value, 1e-20);
}

TEST_F(BehindRareStates, EventsAreAnsweredApart) {
  expect(on_guard(P(fire && size > 20.0)).difference,
         -2e-8 * (1 - boost::math::cdf(boost::math::normal(2, 0.5), std::log(20.0))), 0.1);
}

TEST_F(BehindRareStates, GivenWhatHardlyHappens) {
  // Of trajectories with a loss and the size that is asked for; P(fire given fire or storm) is 10/11 and 30/31.
  expect(on_guard(P(fire && size > 10.0).given(fire || storm)).difference,
         (10.0 / 11 - 30.0 / 31) * (1 - boost::math::cdf(boost::math::normal(2, 0.5), std::log(10.0))), 0.2);
}

TEST_F(BehindRareStates, ASharedStateIsDrawnForBothAtOnce) {
  // A thousandth of the size is all that the two differ by: answers obtained apart would not show it.
  const Real damage = if_then_else(storm, size * if_then_else(guard, 0.999, 1.0), 0.0);
  expect(on_guard(E(damage)).difference, -0.001 * 1e-9 * mean_size, 0.01);
}

TEST_F(BehindRareStates, SharedStatesDoNotHideOthers) {
  // Weighted pairs would meet the storm and not the fire.
  const Real damage = loss + if_then_else(storm, size * if_then_else(guard, 0.999, 1.0), 0.0);
  expect(on_guard(E(damage)).difference, (-2e-8 - 0.001 * 1e-9) * mean_size, 0.02);
}

TEST_F(BehindRareStates, WhatWasImaginedIsComparedToo) {
  const Contrast result =
      contrast(m, E(loss).counterfactually(set(guard, true)), E(loss).counterfactually(set(guard, false)));
  expect(result.difference, -2e-8 * mean_size, 0.01);
}

TEST_F(BehindRareStates, PairsAreStillTakenIfAskedFor) {
  const Answer difference = on_guard(E(loss), {.method = Method::forward, .trajectories = 10'240}).difference;
  EXPECT_EQ(difference.value, 0);
  EXPECT_TRUE(has(difference, WarningCode::no_pair_differed));
}

TEST_F(BehindRareStates, ATimeStopsBothSidesAtTheSamePlace) {
  Options options{.trajectories = 10'000'000};
  options.seconds = 0.2;
  const Contrast timed = on_guard(E(loss), options);
  expect(timed.difference, -2e-8 * mean_size, 0.05);
  options.seconds = 0;
  options.stop_at = timed.first.stopped_at;
  options.leave_out = timed.first.left_out;
  EXPECT_EQ(on_guard(E(loss), options).difference.value, timed.difference.value);
}

TEST_F(BehindRareStates, WhatATimeLeavesOutIsLeftOutAgain) {
  Options options{.trajectories = 10'000'000, .seconds = 1, .stop_at = 8};
  options.leave_out = {LeftOut::pilots};
  const Contrast of_pairs = on_guard(E(loss), options);
  EXPECT_EQ(of_pairs.first.method_id, Method::forward);
  EXPECT_EQ(of_pairs.first.samples, 8 * group_size);
  options.leave_out = {LeftOut::answer};
  const Contrast none = on_guard(E(loss), options);
  for (const Answer* const answer : {&none.first, &none.second, &none.difference}) {
    EXPECT_TRUE(std::isnan(answer->value));
    EXPECT_TRUE(has(*answer, WarningCode::out_of_time));
  }
}

TEST(ContrastGivenValues, OfExactValuesSeen) {
  Model m;
  const Event leak = m.add("leak", Bernoulli(0.1));
  const Quantity flow = m.add("flow", Normal(if_then_else(leak, 3.0, 1.0), 1.0));
  const Quantity level = m.add("level", Normal(if_then_else(leak, 0.0, 5.0), 1.0));
  const double odds = 0.1 / 0.9 * std::exp(-0.5 * (2.5 - 3) * (2.5 - 3) + 0.5 * (2.5 - 1) * (2.5 - 1));
  const double posterior = odds / (1 + odds);
  const Contrast result = contrast(m, E(level).given(observed(flow, 2.5)), E(level));
  EXPECT_NEAR(result.difference.value, -5 * posterior + 5 * 0.1, 5 * result.difference.standard_error);
  EXPECT_LT(result.difference.standard_error, 0.02);
}

// By hand: P(y) = 0.75 where x is done, of which 0.6 holds without z, too.
TEST(ContrastOfCounterfactuals, InterventionsHoldInTheImaginedWorldToo) {
  Model m;
  const Event x = m.add("x", Bernoulli(0.3)), z = m.add("z", Bernoulli(0.5));
  const Event y = m.add(
      "y",
      Bernoulli(table({x, z}, {{{no, no}, 0.1}, {{no, yes}, 0.3}, {{yes, no}, 0.6}, {{yes, yes}, 0.9}})));
  const Query first = P(y).given(y).under(set(x, true)).counterfactually(set(z, false)),
              second = P(y).given(y).counterfactually(set(z, true));
  for (const Method method : {Method::automatic, Method::forward, Method::exact}) {
    const Contrast found = contrast(m, first, second, {.method = method, .trajectories = 100'000});
    EXPECT_NEAR(found.first.value, 0.8, 5 * found.first.standard_error + 1e-12) << to_text(method);
    EXPECT_EQ(found.second.value, 1) << to_text(method);
    EXPECT_NEAR(found.difference.value, -0.2, 5 * found.difference.standard_error + 1e-12) << to_text(method);
  }
}

TEST(ContrastOverTime, IsThatOfTheExactAnswers) {
  const test::Feedback f;
  Horizon h(f.timeline, 5);
  const Query with = P(h.at(f.weak, 4)).under(set(h.at(f.war, 1), yes)),
              without = P(h.at(f.weak, 4)).under(set(h.at(f.war, 1), no));
  const Contrast result = contrast(h, with, without, sampled);
  const Answers exact = estimate(h, {with, without}, {.method = Method::exact});
  EXPECT_NEAR(result.first.value, exact[0].value, 5 * result.first.standard_error);
  EXPECT_NEAR(result.difference.value, exact[0].value - exact[1].value, 5 * result.difference.standard_error);
  EXPECT_LT(result.difference.standard_error, 0.005 * result.difference.value);
  EXPECT_EQ(result.first.question, "P(at(weak, 4); do at(war, 1) = yes)");
  EXPECT_EQ(result.difference.question,
            "P(at(weak, 4); do at(war, 1) = yes) - P(at(weak, 4); do at(war, 1) = no)");
  const auto at = [&](Index step) { return P(h.at(f.weak, step)); };
  EXPECT_THROW(contrast(h, curve(h, at), without), Error);
}

// The sides differ only beyond a threshold that no drawn world crossed: P(p > 0.99999) = 3e-10.
TEST(ExactContrast, OfSidesAlikeInAllDrawnWorldsHasABound) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2));
  const auto act = m.decision("act");
  const auto event = m.add("event", Bernoulli(if_then_else(act && p > 0.99999, 0.9, 0.1)));
  const Contrast found =
      contrast(m, P(event).under(set(act, yes)), P(event).under(set(act, no)), {.method = Method::exact});
  EXPECT_EQ(found.difference.value, 0);
  EXPECT_GT(found.difference.interval.high, 3e-10);
  EXPECT_LT(found.difference.interval.high, 0.01);
  ASSERT_FALSE(found.difference.warnings.empty());
  EXPECT_EQ(found.difference.warnings.back().code, WarningCode::no_pair_differed);
}

}  // namespace
}  // namespace casus
