// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/enumerate.hpp>

#include <cmath>

#include <gtest/gtest.h>

#include <casus/infer/reference_estimate.hpp>
#include <casus/model/twin.hpp>

#include "../support/models.hpp"

namespace casus {
namespace {

using test::Sprinkler;

TEST(Enumeration, RefusesWhatItWouldAnswerWrongly) {
  Sprinkler s;
  const Enumeration exact(s.model);
  EXPECT_THROW(exact(P(s.wet).given(likelihood(s.rain, 1, 2))), Error);
  EXPECT_THROW(exact(P(s.wet).given(s.wet).counterfactually(set(s.rain, false))), Error);
  Twins twins(s.model);
  twins.add({set(s.rain, false)});
  EXPECT_THROW(Enumeration{twins.model()}, Error);
}

// By hand: P(wet) = .8*.4*.8 + .2*.99*.9 + .2*.01*.99 = .256 + .1782 + .00198.
TEST(Enumeration, AgreesWithHandCalculation) {
  Sprinkler s;
  const Enumeration exact(s.model);
  EXPECT_NEAR(exact(P(s.wet)), 0.43618, 1e-15);
  EXPECT_NEAR(exact(P(s.rain).given(s.wet)), 0.18018 / 0.43618, 1e-15);
  EXPECT_NEAR(exact(E(3 * s.wet + 1)), 3 * 0.43618 + 1, 1e-14);
  EXPECT_TRUE(std::isnan(exact(P(s.rain).given(s.wet && !s.rain && !s.sprinkler))));
}

// Seeing the sprinkler on speaks against rain; switching it on says nothing about rain.
TEST(Enumeration, TellsSeeingFromDoing) {
  Sprinkler s;
  const Enumeration exact(s.model);
  EXPECT_NEAR(exact(P(s.rain).given(s.sprinkler)), 0.002 / 0.322, 1e-15);
  EXPECT_NEAR(exact(P(s.rain).under(set(s.sprinkler, yes))), 0.2, 1e-15);
  EXPECT_NEAR(exact(P(s.wet).under(set(s.sprinkler, yes))), 0.8 * 0.8 + 0.2 * 0.99, 1e-15);
  EXPECT_NEAR(exact(P(s.rain).given(s.wet).under(set(s.sprinkler, yes))), 0.198 / 0.838, 1e-15);
}

TEST(Enumeration, GuardedVariablesAreAbsentElsewhere) {
  Model model;
  const Event entry = model.add("entry", Bernoulli(0.25));
  const Event loss = model.add("loss", Bernoulli(0.8), {.when = entry});
  const Category mood = model.add("mood", Categorical({"calm", "angry"}, {0.4, 0.6}), {.when = entry});
  const Enumeration exact(model);
  EXPECT_DOUBLE_EQ(exact(P(loss)), 0.2);
  EXPECT_DOUBLE_EQ(exact(P(mood == "none")), 0.75);
  EXPECT_DOUBLE_EQ(exact(P(mood == "angry").given(entry)), 0.6);
  EXPECT_DOUBLE_EQ(exact(P(loss).under(set(loss, yes))), 0.25);
}

TEST(Enumeration, TakesParametersAsGiven) {
  Model model;
  const auto p = model.parameter("p", Beta(2, 3));
  const Event e = model.add("e", Bernoulli(p));
  EXPECT_DOUBLE_EQ(Enumeration(model, {0.3})(P(e)), 0.3);
  EXPECT_THROW(Enumeration{model}, Error);
}

TEST(Enumeration, RefusesWhatItCannotEnumerate) {
  Model continuous;
  continuous.add("x", Normal(0, 1));
  EXPECT_THROW(Enumeration{continuous}, Error);
  Model large;
  for (int i = 0; i < 27; ++i) large.add("e" + std::to_string(i), Bernoulli(0.5));
  EXPECT_THROW(Enumeration{large}, Error);
  Sprinkler s;
  EXPECT_THROW(Enumeration(s.model)(quantile(s.wet, 0.5)), Error);
}

TEST(ReferenceEstimate, AgreesWithEnumeration) {
  Sprinkler s;
  const Enumeration exact(s.model);
  const std::vector<Query> questions{P(s.wet), P(s.rain).given(s.wet), P(s.wet).under(set(s.sprinkler, no))};
  const Answers answers = reference_estimate(s.model, questions, {.trajectories = 50000});
  for (std::size_t i = 0; i < questions.size(); ++i)
    EXPECT_NEAR(answers[i].value, exact(questions[i]), 5 * answers[i].standard_error);
}

}  // namespace
}  // namespace casus
