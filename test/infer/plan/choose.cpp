// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/choose.hpp"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>

namespace casus {
namespace {

class Chooser : public testing::Test {
protected:
  Model m;
  Event rain = m.add("rain", Bernoulli(0.2));
  Quantity x = m.add("x", Normal(0, 1));
  Event wet = m.add("wet", Bernoulli(if_then_else(x > 0, 0.9, 0.1)));
  Event flood = m.add("flood", Bernoulli(logistic(x - 8)));

  MethodChoice choice(const Query& query, const Options& options = {}) const {
    return choose(m, {query}, options)[0];
  }
};

bool says(const MethodChoice& choice, const std::string& what) {
  return choice.reason.find(what) != std::string::npos;
}

// What a reason says a run takes.
double trajectories(const MethodChoice& choice) {
  const auto place = choice.reason.find("it takes about ");
  return place == std::string::npos ? std::nan("") : std::stod(choice.reason.substr(place + 15));
}

TEST_F(Chooser, TakesWhatSuitsAndStatesWhatItCosts) {
  const MethodChoice exact = choice(P(rain));
  EXPECT_EQ(exact.method, Method::exact);
  EXPECT_TRUE(says(exact, "operations")) << exact.reason;
  const MethodChoice forward = choice(P(wet));
  EXPECT_EQ(forward.method, Method::forward);
  EXPECT_EQ(trajectories(forward), 1e6) << forward.reason;
  const MethodChoice weighted = choice(P(rain).given(flood));
  EXPECT_EQ(weighted.method, Method::weighted);
  EXPECT_EQ(trajectories(weighted), 1e6) << weighted.reason;
  EXPECT_EQ(choice(P(rain).given(observed(x, 1))).method, Method::weighted);
  EXPECT_EQ(trajectories(choice(P(rain).given(observed(x, 1)), {.trajectories = 51200})), 51000);
  const MethodChoice splitting = choice(P(x > 5));
  EXPECT_EQ(splitting.method, Method::splitting);
  EXPECT_EQ(trajectories(splitting), 1e6) << splitting.reason;
  const std::vector<MethodChoice> mixed = choose(m, {P(x > 5), P(x > 0), E(x)}, {});
  EXPECT_EQ(mixed[0].method, Method::splitting);
  EXPECT_EQ(mixed[1].method, Method::forward);
  EXPECT_EQ(mixed[2].method, Method::forward);
  EXPECT_TRUE(says(choose(m, {P(x > 5), P(x > 6)}, {})[0], "a question"));
}

// Parameters that the evidence says a little about keep their worlds, and so their range, whatever
// the method.
TEST_F(Chooser, KeepsWorldsThatTheEvidenceDoesNotSetApart) {
  const Parameter share = m.parameter("share", LogitNormal(-3, 0.7));
  const Event leak = m.add("leak", Bernoulli(share));
  const Event failure = m.add("failure", Bernoulli(table(leak, {{no, 0.01}, {yes, 0.3}})));
  const Quantity loss = m.add("loss", LogNormal(if_then_else(failure, 2.0, 0.0), 0.5));
  for (const Query& query :
       {P(leak).given(failure), E(loss).given(failure), P(leak).given(observed(loss, 8))}) {
    const MethodChoice taken = choice(query);
    EXPECT_FALSE(taken.draws_parameters) << to_text(query) << ": " << taken.reason;
    const Answer answer = estimate(m, {query}, {.trajectories = 100'000})[0];
    EXPECT_EQ(answer.method_id, taken.method) << to_text(query);
    EXPECT_TRUE(answer.worlds > 1 && answer.warnings.empty()) << to_text(query);
  }
  EXPECT_EQ(choice(P(leak).given(failure)).method, Method::exact);
  EXPECT_TRUE(estimate(m, {P(leak).given(failure)})[0].range);
}

// So that a replay of one question alone finds it again.
TEST_F(Chooser, ReasonsWithoutAConditionDoNotDependOnOtherQuestions) {
  const Query below = P(x < 1.0), least_tenth = quantile(x, 0.1);
  const std::vector<MethodChoice> together = choose(m, {below, least_tenth}, {});
  EXPECT_EQ(together[0].reason, choice(below).reason);
  EXPECT_EQ(together[1].reason, choice(least_tenth).reason);
  EXPECT_NE(together[0].reason, together[1].reason);
}

// What the pilot foretells is what the run comes to.
TEST_F(Chooser, ForetellsWhatAPrecisionTakes) {
  for (const Query& query : {P(wet), E(x + 3), P(rain).given(x > 0)}) {
    Options options{.trajectories = 100'000'000};
    options.relative_precision = 0.005;
    const MethodChoice foretold = choice(query, options);
    ASSERT_EQ(foretold.method, Method::forward) << foretold.reason;
    const Answer answer = estimate(m, {query}, options)[0];
    EXPECT_EQ(answer.reason, foretold.reason);
    EXPECT_GT(static_cast<double>(answer.samples), 0.8 * trajectories(foretold)) << answer.reason;
    EXPECT_LT(static_cast<double>(answer.samples), 2 * trajectories(foretold)) << answer.reason;
  }
  Model worlds;
  const auto p = worlds.parameter("p", Beta(2, 8));
  const Quantity y = worlds.add("y", Normal(p, 1));
  Options options{.trajectories = 100'000'000};
  options.absolute_precision = 0.005;
  const Answer answer = estimate(worlds, {E(y)}, options)[0];
  const double foretold = trajectories({Method::forward, answer.reason});
  EXPECT_GT(static_cast<double>(answer.samples), 0.5 * foretold) << answer.reason;
  EXPECT_LT(static_cast<double>(answer.samples), 2 * foretold) << answer.reason;
}

TEST_F(Chooser, PromisesNoMoreThanTheMost) {
  Options options{.trajectories = 100'000};
  options.relative_precision = 1e-9;
  EXPECT_TRUE(says(choice(P(wet), options), "at most 1e+05 trajectories"));
  options.relative_precision = 0;
  options.seconds = 1;
  EXPECT_TRUE(says(choice(P(wet), options), "at most 1e+05 trajectories"));
}

TEST_F(Chooser, IsOverruled) {
  EXPECT_EQ(choice(P(rain), {.method = Method::splitting}).method, Method::splitting);
  EXPECT_EQ(choice(P(rain), {.method = Method::splitting}).reason, "as asked for");
}

}  // namespace
}  // namespace casus
