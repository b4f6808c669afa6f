// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Means that rest on what happens at a rare value of a quantity are answered apart for it. Truths are closed forms.
#include "infer/plan/total_expectation.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

namespace casus {
namespace {

struct Payments {
  Model model;
  Quantity m = model.add("m", Exponential(1)), ordinary = model.add("ordinary", Gamma(2, 1));
  Event open = model.add("open", Bernoulli(0.3));
  Quantity n = model.add("n", Poisson(0.001));

  Answer mean(const Query& query) const { return estimate(model, {query}, {.trajectories = 300'000})[0]; }
};

void expect(const Answer& answer, double truth, double tightness) {
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error) << answer.question;
  EXPECT_LT(answer.standard_error, tightness) << answer.question;
  EXPECT_LT(answer.interval.low, answer.value);
  EXPECT_GT(answer.interval.high, answer.value);
  // Few populations of trajectories that meet a branch are said to be few.
  for (const Warning& warning : answer.warnings)
    EXPECT_EQ(warning.code, WarningCode::few_clusters) << answer.question << ": " << warning.text;
  EXPECT_NE(answer.method.find("total expectation"), std::string::npos) << answer.method;
}

const double beyond_16 = std::exp(-16.0);

TEST(TotalExpectation, AddsWhatARareValuePays) {
  const Payments p;
  expect(p.mean(E(p.ordinary + if_then_else(p.m > 16.0, 1 / beyond_16, 0.0))), 3, 0.1);
  expect(p.mean(E(p.ordinary - if_then_else(p.m > 16.0, p.m / beyond_16, 0.0))), 2 - 17, 1);
  expect(p.mean(E(if_then_else(p.m <= 16.0, p.ordinary, 1 / beyond_16))), 3, 0.1);
}

TEST(TotalExpectation, ReadsDeterministicVariables) {
  Payments p;
  const auto is_large = p.model.add("is_large", Deterministic(p.m > 16.0 && p.open));
  const auto loss =
      p.model.add("loss", Deterministic(p.ordinary + if_then_else(is_large, 10 / beyond_16, 0.0)));
  expect(p.mean(E(loss)), 5, 0.3);
}

// The parts keep everything that is given and done in the question.
TEST(TotalExpectation, AsksItsPartsInTheSameCircumstances) {
  const Payments p;
  const Query query = E(p.ordinary + if_then_else(p.m > 16.0, 1 / beyond_16, 0.0))
                          .given(p.open)
                          .given(observed(p.ordinary, 2))
                          .given(likelihood(p.open, 1, 3))
                          .under(set(p.n, 2))
                          .counterfactually(set(p.open, no));
  const NodePtr rare = (p.m > 16.0).node();
  const TotalExpectation sum(p.model, query, {{rare, true, 1e-7}});
  ASSERT_EQ(sum.questions().size(), 3u);
  for (const Query& part : sum.questions()) {
    EXPECT_TRUE(part.condition()) << to_text(part);
    EXPECT_EQ(part.evidence().size(), 2u) << to_text(part);
    EXPECT_EQ(part.interventions().size(), 1u) << to_text(part);
    EXPECT_EQ(part.counterfactual().size(), 1u) << to_text(part);
  }
}

TEST(TotalExpectation, HoldsGivenACondition) {
  const Payments p;
  expect(p.mean(E(p.ordinary + if_then_else(p.m > 16.0, 1 / beyond_16, 0.0)).given(p.open && p.m > 1.0)),
         2 + std::exp(1.0), 0.3);
}

TEST(TotalExpectation, AddsSeveralBranches) {
  const Payments p;
  const double both = beyond_16 * std::exp(-1.0);  // m > 17 is a part of m > 16
  expect(p.mean(E(p.ordinary + if_then_else(p.m > 16.0, 1 / beyond_16, 0.0) +
                  if_then_else(p.m > 17.0, 2 / both, 0.0) + if_then_else(p.n > 1.5, 2e6, 0.0))),
         5 + 2e6 * (1 - std::exp(-0.001) * 1.001), 0.4);
}

TEST(TotalExpectation, OverTime) {
  Timeline t;
  const auto level = t.quantity("level"), total = t.quantity("total");
  t.each(level, Normal(0, 1));
  const Real paid = level.now() + if_then_else(level.now() > 6.0, 1e9, 0.0);
  t.first(total, Deterministic(paid));
  t.step(total, Deterministic(total.last() + paid));
  Horizon h(t, 3);
  const double beyond = 0.5 * std::erfc(6 / std::sqrt(2.0));
  const Answers answers = estimate(h, {E(h.at(total, 2)), E(h.at(level, 2))}, {.trajectories = 300'000});
  expect(answers[0], 3e9 * beyond, 0.3);
  EXPECT_NEAR(answers[1].value, 0, 5 * answers[1].standard_error);
}

TEST(TotalExpectation, WithoutAnErrorOfAPartThereIsNone) {
  const Payments p;
  // e^m given m > 14 has no mean.
  const Answer answer = p.mean(E(p.ordinary + if_then_else(p.m > 14.0, exp(p.m), 0.0)));
  EXPECT_TRUE(std::isnan(answer.interval.low));
  EXPECT_FALSE(answer.warnings.empty());
}

}  // namespace
}  // namespace casus
