// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/curve.hpp>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>

#include "../support/timelines.hpp"

namespace casus {
namespace {

using test::Everything;

TEST(Curves, AreAnsweredFromOneRunPointByPoint) {
  Everything e;
  Horizon h(e.timeline, 6);
  const Query asked = curve(h, [&](Index t) { return P(h.by(e.fall, t)); }).given(h.at(e.war, 0));
  EXPECT_EQ(to_text(asked), "P(by(fall) | at(war, 0))");
  const Options options{.method = Method::forward, .trajectories = 100'000, .worlds = 50};
  const Answers answers =
      estimate(h, {asked, P(h.by(e.fall, 3)).given(h.at(e.war, 0)), first_time(h, e.fall)}, options);
  ASSERT_EQ(answers[0].parts.size(), 6u);
  EXPECT_EQ(answers[0].along, "month");
  EXPECT_EQ(answers[0].parts[0].question, "Dec");
  EXPECT_EQ(answers[0].parts[5].question, "month 5");
  EXPECT_EQ(answers[0].parts[3].value, answers[1].value);
  for (std::size_t i = 1; i < 6; ++i) EXPECT_GE(answers[0].parts[i].value, answers[0].parts[i - 1].value);
  ASSERT_EQ(answers[2].parts.size(), 7u);
  EXPECT_EQ(answers[2].parts[6].question, "never");
  double sum = 0;
  for (const Answer& part : answers[2].parts) sum += part.value;
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_EQ(to_text(first_time(h, e.fall)), "distribution(first(fall))");
  Timeline quoted;
  const auto fall = quoted.event("the fall");
  quoted.each(fall, Bernoulli(0.5));
  Horizon two(quoted, 2);
  EXPECT_EQ(to_text(first_time(two, fall)), "distribution(first(\"the fall\"))");
  // What is asked of each step differs in more than the step.
  EXPECT_EQ(to_text(curve(h, [&](Index t) { return t < 3 ? P(h.at(e.war, t)) : P(h.at(e.fall, t)); })),
            "P(at(war, 0) to month 5)");
  EXPECT_THROW(curve(h, [&](Index t) { return P(h.at(e.fall, t)).given(h.at(e.war, t)); }), Error);
}

TEST(Curves, AreRefusedWhereOneRunIsAsked) {
  Everything e;
  Horizon h(e.timeline, 3);
  EXPECT_THROW(curve("P(x", "month", {}), Error);
  const Query one = curve(h, [&](Index t) { return P(h.at(e.war, t)); });
  EXPECT_THROW(curve("P(x", "month", {{"a", one}}), Error);
}

// A condition on a later step selects survivors.
TEST(Conditions, OnTheFutureAreWarnedOf) {
  Everything e;
  Horizon h(e.timeline, 6);
  const auto warnings = [&](const Query& query) {
    const Answers answers = estimate(h, {query}, {.trajectories = 20'000, .worlds = 20});
    EXPECT_EQ(&answers[query], &answers[0]);  // still found by its question
    std::vector<std::string> texts;
    for (const Warning& warning : answers[0].warnings)
      if (warning.code == WarningCode::conditions_on_the_future) texts.push_back(warning.text);
    return texts;
  };
  const auto later = warnings(P(h.by(e.fall, 3)).given(h.ever(e.war)));
  ASSERT_EQ(later.size(), 1u);
  EXPECT_NE(later[0].find("the condition is about month 5, later than the target, which is about month 3"),
            std::string::npos)
      << later[0];
  EXPECT_NE(later[0].find("; do ..."), std::string::npos);
  EXPECT_EQ(warnings(P(h.by(e.fall, 3)).given(!h.by(e.war, 1) && h.at(e.war, 4))).size(), 1u);
  // At the same step, before it, at a step of a curve, or done: no warning.
  EXPECT_TRUE(warnings(P(h.by(e.fall, 3)).given(h.by(e.war, 3))).empty());
  EXPECT_TRUE(warnings(P(h.ever(e.fall)).given(h.at(e.war, 0))).empty());
  EXPECT_TRUE(warnings(curve(h, [&](Index t) { return P(h.by(e.fall, t)); }).given(!h.by(e.war, 2))).empty());
  EXPECT_TRUE(warnings(P(h.by(e.fall, 2)).under(set(h.at(e.war, 4), true))).empty());
  EXPECT_EQ(to_text(WarningCode::conditions_on_the_future), "conditions_on_the_future");
}

// A step is left out where it is one: numbers that look alike stay.
TEST(Curves, LeaveOutStepsAlone) {
  Everything e;
  Horizon h(e.timeline, 3);
  EXPECT_EQ(curve(h, [&](Index t) { return P((max)(h.at(e.strain, t), 0) > 1); }).course(),
            "P(max(at(strain), 0) > 1");
  EXPECT_EQ(curve(h, [&](Index t) { return P((max)(h.at(e.strain, t), 1) > 1); }).course(),
            "P(max(at(strain), 1) > 1");
  EXPECT_THROW(curve("P(x", "month",
                     {{"0", P(h.at(e.war, 0)).given(h.at(e.strain, 0) > 1)}, {"1", P(h.at(e.war, 1))}}),
               Error);
}

}  // namespace
}  // namespace casus
