// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Runs that stop by precision or by time.
#include <chrono>
#include <cmath>
#include <string>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/model/model.hpp>

namespace casus {
namespace {

double half_width(const Answer& answer) { return (answer.interval.high - answer.interval.low) / 2; }

class Stopping : public testing::Test {
protected:
  Model m;
  Event a = m.add("a", Bernoulli(0.2));
  Quantity x = m.add("x", Normal(3, 1));
  Event b = m.add("b", Bernoulli(table(a, {{no, 0.1}, {yes, 0.4}})));
  Options options{.method = Method::forward, .trajectories = 100'000'000, .threads = 1};
};

TEST_F(Stopping, EveryAnswerIsAsPreciseAsAskedFor) {
  options.relative_precision = 0.02;
  for (const Answer& answer : estimate(m, {P(a), P(b).given(a), E(x)}, options)) {
    EXPECT_LE(half_width(answer), 0.02 * answer.value) << answer.question;
    EXPECT_EQ(answer.stopped, "the precision asked for was reached");
    EXPECT_LT(answer.samples, 1'000'000);
  }
  options.relative_precision = 0;
  options.absolute_precision = 0.01;
  const Answer answer = estimate(m, {P(a)}, options)[0];
  EXPECT_LE(half_width(answer), 0.01);
  EXPECT_GT(half_width(answer), 0.005);  // and not by drawing far more than it takes
}

TEST_F(Stopping, ThePrecisionIsThatOfEachState) {
  const Category c = m.add("c", Categorical({"u", "v"}, {0.01, 0.99}));
  options.relative_precision = 0.05;
  const Answer answer = estimate(m, {distribution_of(c)}, options)[0];
  for (const Answer& part : answer.parts) EXPECT_LE(half_width(part), 0.05 * part.value) << part.question;
}

TEST_F(Stopping, TheMostIsTheMost) {
  options.trajectories = 5000;
  options.relative_precision = 1e-6;
  const Answer answer = estimate(m, {P(a)}, options)[0];
  EXPECT_EQ(answer.samples, 5120);
  EXPECT_EQ(answer.stopped, "all trajectories were drawn");
}

TEST_F(Stopping, SameBitsForAnyThreadsAndAsTheReference) {
  options.relative_precision = 0.1;
  const Answer one = estimate(m, {P(b)}, options)[0];
  options.threads = 2;
  options.batch = 3;
  const Answer two = estimate(m, {P(b)}, options)[0], slow = reference_estimate(m, {P(b)}, options)[0];
  EXPECT_EQ(one.value, two.value);
  EXPECT_EQ(one.samples, two.samples);
  EXPECT_EQ(one.value, slow.value);
  EXPECT_EQ(one.interval.low, slow.interval.low);
  // A run of as many trajectories gives the same answer: what decided when to stop is not in it.
  Options plain{.method = Method::forward, .trajectories = one.samples};
  EXPECT_EQ(estimate(m, {P(b)}, plain)[0].value, one.value);
}

TEST_F(Stopping, WithParametersTheWorldsGrow) {
  const auto p = m.parameter("p", Beta(2, 8));
  const Event c = m.add("c", Bernoulli(p));
  options.relative_precision = 0.02;
  const Answer answer = estimate(m, {P(c)}, options)[0];
  EXPECT_LE(half_width(answer), 0.02 * answer.value);
  EXPECT_GT(answer.worlds, 1000);
  EXPECT_NEAR(answer.value, 0.2, 5 * answer.standard_error);
}

TEST_F(Stopping, TimeIsKeptAboutAndTold) {
  options.trajectories = Index{1} << 50;
  options.seconds = 0.3;
  const auto start = std::chrono::steady_clock::now();
  const Answer answer = estimate(m, {P(a)}, options)[0];
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(answer.stopped, "the time was up");
  EXPECT_LT(taken.count(), 20);  // on any machine, however busy
  EXPECT_GT(answer.samples, 100'000);
  Options replay{.method = Method::forward, .trajectories = answer.samples};
  EXPECT_EQ(estimate(m, {P(a)}, replay)[0].value, answer.value);
}

TEST_F(Stopping, AConditionThatIsNeverMetEnds) {
  options.trajectories = 100'000;
  options.relative_precision = 0.1;
  const Answer answer = estimate(m, {P(a).given(x > 100)}, options)[0];
  EXPECT_TRUE(std::isnan(answer.value));
  EXPECT_EQ(answer.stopped, "all trajectories were drawn");
}

TEST_F(Stopping, ProgressOnlyRises) {
  options.relative_precision = 0.01;
  double last = 0;
  options.progress = [&](double done) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, 1);
    last = done;
  };
  estimate(m, {P(b)}, options);
  EXPECT_EQ(last, 1);
}

TEST_F(Stopping, RunsOfSeveralMethodsAndTwinsShareProgressAndTime) {
  options.method = Method::automatic;
  options.trajectories = Index{1} << 50;
  options.seconds = 0.4;
  double last = 0;
  options.progress = [&](double done) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, 1);
    last = done;
  };
  const auto start = std::chrono::steady_clock::now();
  const Answers answers =
      estimate(m,
               {P(a), E(x), E(x).under(set(a, true)), P(b).given(x > 3),
                E(x).given(b).counterfactually(set(a, true)), P(b).given(b).counterfactually(set(a, false))},
               options);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  EXPECT_LT(taken.count(), 20);  // on any machine, however busy
  EXPECT_NEAR(last, 1, 1e-12);
  EXPECT_EQ(answers[1].stopped, "the time was up");
}

TEST_F(Stopping, LimitsAreChecked) {
  for (const Options& bad :
       {Options{.absolute_precision = -1}, Options{.relative_precision = -0.1}, Options{.seconds = -1}})
    EXPECT_THROW(estimate(m, {P(a)}, bad), Error);
}

// Contract 2, stopped runs: what decides the stop takes nothing from the coverage.
TEST_F(Stopping, Coverage) {
  Model worlds;
  const auto p = worlds.parameter("p", Beta(2, 8));
  const Event c = worlds.add("c", Bernoulli(p));
  struct Case {
    const Model& model;
    Query query;
    double truth, precision;
  };
  Model plain;
  const Event rare = plain.add("rare", Bernoulli(0.03));
  const Quantity y = plain.add("y", LogNormal(0, 1));
  for (const Case& one : {Case{plain, P(rare), 0.03, 0.1}, Case{plain, E(y), std::exp(0.5), 0.05},
                          Case{plain, P(rare).given(y > 1), 0.03, 0.2}, Case{worlds, P(c), 0.2, 0.05}}) {
    int held = 0;
    for (int run = 1; run <= 1000; ++run) {
      options.relative_precision = one.precision;
      options.seed = static_cast<std::uint64_t>(run);
      const Interval interval = estimate(one.model, {one.query}, options)[0].interval;
      held += interval.low <= one.truth && one.truth <= interval.high ? 1 : 0;
    }
    const boost::math::binomial law(1000, 0.95);
    EXPECT_GT(boost::math::cdf(law, held), 1e-6) << to_text(one.query) << " covers " << held;
    EXPECT_GT(boost::math::cdf(complement(law, held - 1)), 1e-6) << to_text(one.query) << " covers " << held;
  }
}

}  // namespace
}  // namespace casus
