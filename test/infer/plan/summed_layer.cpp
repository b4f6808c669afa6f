// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/summed_layer.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <casus/error.hpp>
#include <casus/infer/estimate.hpp>

namespace casus {
namespace {

bool is_summed(const Answer& answer) { return answer.method.find("sums") != std::string::npos; }

// P(e) = E(0.002 logistic(x)) = 0.001, by symmetry.
struct Rare {
  Model m;
  Quantity x = m.add("x", Normal(0, 1));
  Event above = m.add("above", Bernoulli(logistic(x)));
  Event e = m.add("e", Bernoulli(0.002 * logistic(x)));
  Event other = m.add("other", Bernoulli(0.004 * logistic(-x)));
  Category kind = m.add("kind", Categorical({"a", "b", "c"}, {0.001, 0.299, 0.7}), {.when = above});
};

void expect_sum_near(const Answer& answer, double truth) {
  EXPECT_EQ(answer.kind, QuestionKind::probability);
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error) << answer.question << ": " << answer.method;
  EXPECT_LT(answer.interval.low, truth);
  EXPECT_GT(answer.interval.high, truth);
}

TEST(SummedLayer, LeavesOutTheVarianceOfTheLastDraw) {
  const Rare rare;
  const Answer summed = estimate(rare.m, {P(rare.e)}, {.trajectories = 100'000})[0],
               plain = estimate(rare.m, {P(rare.e)}, {.method = Method::forward, .trajectories = 100'000})[0];
  ASSERT_TRUE(is_summed(summed)) << summed.method << "; " << summed.reason;
  EXPECT_NE(summed.reason.find("'e'"), std::string::npos) << summed.reason;
  EXPECT_FALSE(is_summed(plain));
  expect_sum_near(summed, 0.001);
  EXPECT_LT(summed.standard_error, 0.05 * plain.standard_error);
  EXPECT_GT(summed.effective_samples, 100 * plain.effective_samples);
  EXPECT_EQ(summed.question, plain.question);
}

TEST(SummedLayer, SumsSeveralDrawsGuardsAndCategories) {
  const Rare r;
  const Options options{.trajectories = 200'000};
  // E(logistic(x) logistic(-x)) and the like by plain draws, at a size at which these are precise.
  const double both = 8e-6 * estimate(r.m, {E(logistic(r.x) * logistic(-r.x))}, options)[0].value;
  const Answers answers = estimate(r.m,
                                   {P(r.e && r.other), P(r.e || r.other), P(r.e && r.x > 0), P(r.kind == "a"),
                                    P(r.e).given(r.above), P(!r.e && r.other)},
                                   options);
  for (const Answer& one : answers) EXPECT_TRUE(is_summed(one)) << one.question << ": " << one.reason;
  expect_sum_near(answers[0], both);
  expect_sum_near(answers[1], 0.001 + 0.002 - both);
  expect_sum_near(answers[3], 0.0005);
  expect_sum_near(answers[5], 0.002 - both);
  const Answers means = estimate(
      r.m, {E(if_then_else(r.x > 0, 0.002 * logistic(r.x), 0)), E(0.002 * logistic(r.x)).given(r.above)},
      {.trajectories = 2'000'000});
  EXPECT_NEAR(answers[2].value, means[0].value,
              5 * std::hypot(answers[2].standard_error, means[0].standard_error));
  EXPECT_NEAR(answers[4].value, means[1].value,
              5 * std::hypot(answers[4].standard_error, means[1].standard_error));
}

TEST(SummedLayer, KeepsTheJudgementRange) {
  Model m;
  const Parameter p = m.parameter("p", Uniform(0.001, 0.003));
  const Quantity x = m.add("x", Normal(0, 1));
  const Event e = m.add("e", Bernoulli(p * logistic(x)));
  const Answer one = estimate(m, {P(e)}, {.trajectories = 512'000})[0];
  ASSERT_TRUE(is_summed(one)) << one.reason;
  expect_sum_near(one, 0.001);
  ASSERT_TRUE(one.range);
  EXPECT_NEAR(one.range->low, 0.0005 * 1.1, 2e-5);
  EXPECT_NEAR(one.range->high, 0.0005 * 2.9, 2e-5);
}

// Intervals hold the truth, though values that were not drawn may be greater than all that were.
TEST(SummedLayer, IntervalsHold) {
  int held = 0;
  constexpr int runs = 400;
  for (int seed = 1; seed <= runs; ++seed) {
    const Rare rare;
    const Answer one =
        estimate(rare.m, {P(rare.e)}, {.trajectories = 10'240, .seed = static_cast<std::uint64_t>(seed)})[0];
    ASSERT_TRUE(is_summed(one)) << one.reason;
    held += one.interval.low <= 0.001 && 0.001 <= one.interval.high ? 1 : 0;
  }
  EXPECT_GE(held, 358);  // 95 % of 400 would be fewer once in a million times
}

// A rare cause that makes the event sure: its probability is bounded by 1 only, so draws are counted.
TEST(SummedLayer, IsNotUsedIfTheRestMayHideInWhatWasNotDrawn) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Event cause = m.add("cause", Bernoulli(1e-5 * logistic(x)));
  const Event e = m.add("e", Bernoulli(if_then_else(cause, 1, 1e-7 * logistic(x))));
  const Answer one = estimate(m, {P(e)}, {.trajectories = 20'480})[0];
  EXPECT_FALSE(is_summed(one)) << one.reason;
  EXPECT_LE(one.interval.low, 5.05e-6);
  EXPECT_GE(one.interval.high, 5.05e-6);
}

// A regime of one world in ten thousand: its worlds are too few to be drawn, however many trajectories
// there are, and sums would make the answer surer of itself.
TEST(SummedLayer, IsNotUsedIfTheRestMayHideInWorldsThatWereNotDrawn) {
  Model m;
  const Parameter u = m.parameter("u", Uniform(0, 1));
  const Quantity x = m.add("x", Normal(0, 1));
  const Event e = m.add("e", Bernoulli(if_then_else(u < 1e-4, 0.5, 1e-4 * logistic(x))));
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Answer one = estimate(m, {P(e)}, {.trajectories = 1'024'000, .seed = seed})[0];
    EXPECT_FALSE(is_summed(one)) << one.reason;
  }
}

// Parameters without regimes: the values of a few hundred worlds show how far they go.
TEST(SummedLayer, TakesSmoothParameters) {
  int held = 0;
  for (int seed = 1; seed <= 200; ++seed) {
    Model m;
    const Parameter p = m.parameter("p", Beta(2, 50));
    const Quantity load = m.add("load", Normal(0, 1));
    const Event e = m.add("e", Bernoulli(0.01 * p * logistic(load)));
    const Answer one = estimate(
        m, {P(e)}, {.trajectories = 204'800, .worlds = 400, .seed = static_cast<std::uint64_t>(seed)})[0];
    ASSERT_TRUE(is_summed(one)) << one.reason;
    ASSERT_TRUE(one.range);
    const double truth = 0.005 * 2 / 52;
    held += one.interval.low <= truth && truth <= one.interval.high ? 1 : 0;
  }
  EXPECT_GE(held, 173);  // of 200 at 95 %, fewer once in a million times
}

TEST(SummedLayer, KnowsWhichParametersMayHaveRegimes) {
  const auto may = [](const auto& state) {
    Model m;
    const Quantity x = m.add("x", Normal(0, 1));
    return sum_last_layer(m, P(m.add("e", Bernoulli(state(m) * logistic(x)))))->may_have_regimes;
  };
  EXPECT_FALSE(may([](Model& m) { return Real(m.parameter("p", Beta(2, 50))); }));
  EXPECT_TRUE(may([](Model& m) { return if_then_else(m.parameter("u", Uniform(0, 1)) < 1e-4, 0.5, 1e-4); }));
  EXPECT_TRUE(may([](Model& m) {
    return Real(m.parameter("p", Mixture({{0.9999, Uniform(0, 1e-4)}, {0.0001, Uniform(0.4, 0.5)}})));
  }));
  EXPECT_TRUE(may([](Model& m) {
    const auto u = m.parameter("u", Uniform(0, 1));
    const auto bad = m.add("bad", Bernoulli(if_then_else(u < 1e-4, 1, 0)));
    return if_then_else(bad, 0.5, 1e-4);
  }));
}

TEST(SummedLayer, NeedsADrawOnWhichNothingElseDepends) {
  const Rare r;
  EXPECT_TRUE(sum_last_layer(r.m, P(r.e)));
  EXPECT_TRUE(sum_last_layer(r.m, P(r.e).given(r.above)));
  EXPECT_FALSE(sum_last_layer(r.m, P(r.e).given(r.e || r.above)));
  EXPECT_FALSE(sum_last_layer(r.m, P(r.e).under(set(r.e, yes))));
  EXPECT_FALSE(sum_last_layer(r.m, P(r.e).counterfactually(set(r.above, yes))));
  EXPECT_FALSE(sum_last_layer(r.m, E(r.x)));
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Event first = m.add("first", Bernoulli(0.01 * logistic(x))),
              second = m.add("second", Bernoulli(if_then_else(first, 0.5, 0.001)));
  const auto layer = sum_last_layer(m, P(first && second));
  ASSERT_TRUE(layer);
  EXPECT_EQ(layer->variables, std::vector<Index>{2});
  EXPECT_EQ(layer->greatest, 0.5);
}

// Against the answer by plain draws: states of categories in all positions, also by tables.
TEST(SummedLayer, AgreesWithPlainDraws) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  const Event above = m.add("above", Bernoulli(logistic(x)));
  const Category kind = m.add("kind", Categorical({"a", "b", "c"}, {0.02, 0.03, 0.95}), {.when = above});
  const Category free = m.add("free", Categorical({"a", "b", "c"}, {0.02, 0.03, 0.95}));
  const Event e = m.add("e", Bernoulli(0.03 * logistic(x)), {.when = above});
  const std::vector<Query> queries{P(kind == "a"),
                                   P(kind == "a" || kind == "b"),
                                   P(kind != "c"),
                                   P(kind == "b" && free == "a"),
                                   P(kind == "a" && x > 0.5),
                                   P(e && kind == "c"),
                                   P(!e && free == "b").given(above),
                                   P(e || (kind == "a" && free != "c"))};
  const Options options{.trajectories = 1'024'000};
  Options plainly = options;
  plainly.method = Method::forward;
  plainly.seed = 2;
  const Answers summed = estimate(m, queries, options), plain = estimate(m, queries, plainly);
  for (std::size_t i = 0; i < queries.size(); ++i)
    EXPECT_NEAR(summed[i].value, plain[i].value,
                5 * std::hypot(summed[i].standard_error, plain[i].standard_error))
        << summed[i].question << ": " << summed[i].method;
}

// Only a draw reports a probability above 1.
TEST(SummedLayer, LeavesInvalidProbabilitiesToDraws) {
  Model m;
  const Quantity x = m.add("x", Normal(0.001, 1));
  const Event e = m.add("e", Bernoulli(x));
  EXPECT_FALSE(sum_last_layer(m, P(e)));
  EXPECT_THROW(estimate(m, {P(e)}), Error);
}

}  // namespace
}  // namespace casus
