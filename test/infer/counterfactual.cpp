// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Questions of what would have been, against closed forms. Each rests on the coupling that the library documents: a variable
// is a monotone function of one uniform number, which twins share.
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/model/model.hpp>

namespace casus {
namespace {

// Five standard errors, as the contract says; where nothing varies, the value itself; what was never seen, a bound.
void expect_exact(const Answer& answer, double exact) {
  if (answer.is_bound) {
    EXPECT_LE(exact, answer.value) << answer.question;
    EXPECT_LT(answer.value, 1e-4) << answer.question;
    return;
  }
  EXPECT_NEAR(answer.value, exact, 5 * answer.standard_error + 1e-12) << answer.question;
}

// Pearl, Causality, 2nd ed. 2009, section 7.1.2: a court orders the execution with probability p; rifleman A is nervous with
// probability q and shoots then too.
class FiringSquad : public testing::Test {
protected:
  static constexpr double p = 0.3, q = 0.2;
  Model m;
  Event order = m.add("order", Bernoulli(p));
  Event nervous = m.add("nervous", Bernoulli(q));
  Event a = m.add("a", Deterministic(order || nervous));
  Event b = m.add("b", Deterministic(order));
  Event dead = m.add("dead", Deterministic(a || b));
};

TEST_F(FiringSquad, ThePrisonerWouldLiveOnlyIfTheShotWasNervous) {
  const Answers answers =
      estimate(m, {P(!dead).given(dead).counterfactually(set(a, false)),
                   P(!dead).given(dead).under(set(a, false)), P(!dead).under(set(a, false))});
  const double died = 1 - (1 - p) * (1 - q);
  expect_exact(answers[0], q * (1 - p) / died);
  // Seen in the changed model, the death says that B shot; without anything seen, it is the order that counts.
  expect_exact(answers[1], 0);
  expect_exact(answers[2], 1 - p);
  EXPECT_NE(answers[0].set, answers[1].set);
}

TEST_F(FiringSquad, TheQuestionCanBeReadAndWritten) {
  const Query query = parse_query(m, "P(not dead | dead; had a = no)");
  EXPECT_EQ(to_text(query), "P(not dead | dead; had a = no)");
  EXPECT_EQ(to_text(parse_query(m, "P(dead | dead; do b = no; had a = no)")),
            "P(dead | dead; do b = no; had a = no)");
  const Answer answer = estimate(m, {query})[0];
  EXPECT_EQ(answer.question, "P(not dead | dead; had a = no)");
}

// Under a monotone coupling, with U < p(x): the probability of necessity and sufficiency (Pearl, Causality, chapter 9) is a
// difference.
class Treatment : public testing::Test {
protected:
  static constexpr double p0 = 0.2, p1 = 0.7;
  Model m;
  Event x = m.add("x", Bernoulli(0.4));
  Event y = m.add("y", Bernoulli(table(x, {{no, p0}, {yes, p1}})));
};

TEST_F(Treatment, NecessityAndSufficiencyAreDifferencesUnderTheCoupling) {
  const Answers answers = estimate(m, {P(!y).given(x && y).counterfactually(set(x, false)),
                                       P(y).given(!x && !y).counterfactually(set(x, true)),
                                       P(y).given(x && !y).counterfactually(set(x, false))});
  expect_exact(answers[0], (p1 - p0) / p1);
  expect_exact(answers[1], (p1 - p0) / (1 - p0));
  expect_exact(answers[2], 0);  // monotone: what helped nobody did not harm anybody
}

TEST_F(Treatment, WithNothingChangedTheTwinIsTheWorldThatWasSeen) {
  const Answers answers = estimate(m, {P(y).given(x && y).counterfactually(set(x, true))});
  EXPECT_EQ(answers[0].value, 1);
}

TEST_F(Treatment, AnInterventionHoldsInBothWorldsUnlessTheTwinChangesIt) {
  const Answers answers = estimate(m, {P(y).given(y).under(set(x, true)).counterfactually(set(x, false)),
                                       P(y).given(y).under(set(x, true)).counterfactually(set(y, false))});
  expect_exact(answers[0], p0 / p1);
  expect_exact(answers[1], 0);
}

// Quantities share their U too: a normal's twin differs by the shift of its mean, exactly.
TEST(Counterfactual, AQuantityMovesWithItsMean) {
  Model m;
  const Event aid = m.add("aid", Bernoulli(0.5));
  const Quantity loss = m.add("loss", Normal(10 - 3 * Real(aid), 2));
  const Query query = E(loss).given(!aid && loss > 12).counterfactually(set(aid, true));
  const Answers answers = estimate(m, {query, E(loss).given(!aid && loss > 12)});
  EXPECT_NEAR(answers[0].value, answers[1].value - 3, 1e-9);
}

TEST(Counterfactual, GuardsHoldInTheTwinByItsOwnEvents) {
  Model m;
  const Event entry = m.add("entry", Bernoulli(0.5));
  const Category tone = m.add("tone", Categorical({"low", "high"}, {0.3, 0.7}), {.when = entry});
  const Answers answers = estimate(m, {P(tone == "none").given(entry).counterfactually(set(entry, false)),
                                       P(tone == "high").given(!entry).counterfactually(set(entry, true))});
  EXPECT_EQ(answers[0].value, 1);
  expect_exact(answers[1], 0.7);
  // The twin's entry is not known to hold, so what it guards may be absent.
  const Quantity troops = m.add("troops", Exponential(1), {.when = entry});
  EXPECT_THROW(estimate(m, {E(troops).given(entry).counterfactually(set(entry, false))}), Error);
}

TEST(Counterfactual, GivenAnExactValueTheTwinHasTheSameQuantile) {
  Model m;
  const Event x = m.add("x", Bernoulli(0.4));
  const Real one = if_then_else(x, 2.0, 0.5), two = if_then_else(x, 0.7, 1.6);
  struct Case {
    Distribution<Quantity> law;
    double seen, imagined;  // with x, and the same quantile without
  };
  const double logit = std::log(0.9 / 0.1);
  const std::vector<Case> cases = {
      {Normal(one, two), 1.3, 0.5 + 1.6 * (1.3 - 2) / 0.7},
      {Normal(one, 3.0), 1.3, 1.3 - 1.5},
      {LogNormal(one, two), 4, std::exp(0.5 + 1.6 * (std::log(4) - 2) / 0.7)},
      {LogitNormal(one, two), 0.9, 1 / (1 + std::exp(-(0.5 + 1.6 * (logit - 2) / 0.7)))},
      {Uniform(-one, two), 0.1, -0.5 + 2.1 * (2.1 / 2.7)},
      {Exponential(one), 3, 12},
      {Weibull(one, two), 0.9, 1.6 * std::pow(0.9 / 0.7, 2 / 0.5)},
      {Weibull(2.5, two), 0.9, 1.6 * 0.9 / 0.7},
      {StudentT(3.0, one, two), -4, 0.5 + 1.6 * (-4 - 2) / 0.7},
      {Gamma(0.8, one), 1.1, 4.4},
      {Gumbel(one, two), 1.3, 0.5 + 1.6 * (1.3 - 2) / 0.7}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Quantity y = m.add("y" + std::to_string(i), cases[i].law);
    const Query query = E(y).given(observed(y, cases[i].seen)).given(x).counterfactually(set(x, false));
    const Answer answer = estimate(m, {query}, {.trajectories = 20'000})[0];
    EXPECT_NEAR(answer.value, cases[i].imagined, 1e-12 * std::abs(cases[i].imagined)) << y.node()->name;
  }
}

TEST(Counterfactual, GivenAnExactValueItIsTheCausesThatRemainUncertain) {
  // Given y = v and t, sev is Normal(-v / 2, sqrt(1/2)), and y would have been v + 2 sev without t.
  Model m;
  const Quantity sev = m.add("sev", Normal(0, 1));
  const Event t = m.add("t", Bernoulli(0.3));
  const Quantity y = m.add("y", Normal(if_then_else(t, -sev, sev), 1));
  const Quantity later = m.add("later", Normal(y, 0.5));
  const auto imagined = [&](const Query& query, double v) {
    return query.given(observed(y, v)).given(t).counterfactually(set(t, false));
  };
  const Answers answers = estimate(m, {imagined(P(y > 1.0), 1.4), imagined(E(y), 1.4), imagined(E(y), -2.2),
                                       imagined(E(later), 1.4).given(observed(later, 2))});
  expect_exact(answers[0], 1 - 0.5 * std::erfc(-1 / std::sqrt(2 * 2.0)));
  expect_exact(answers[1], 0);
  expect_exact(answers[2], 0);
  // What came later was seen 0.6 above y, and would have been so.
  expect_exact(answers[3], 0.6);
  for (const Answer& answer : answers) EXPECT_LT(answer.standard_error, 0.05) << answer.question;
}

TEST(Counterfactual, GivenAnExactValueWithoutAFormulaOfItsQuantileIsRefused) {
  Model m;
  const Event t = m.add("t", Bernoulli(0.3));
  const Quantity y = m.add("y", Beta(if_then_else(t, 2.0, 3.0), 2));
  try {
    estimate(m, {E(y).given(observed(y, 0.4)).counterfactually(set(t, false))});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.subject(), "y");
  }
}

TEST(Counterfactual, EqualsTheReferenceWithParameters) {
  Model m;
  const auto share = m.parameter("share", Beta(2, 5));
  const Event x = m.add("x", Bernoulli(share));
  const Event y = m.add("y", Bernoulli(table(x, {{no, share}, {yes, 0.6}})));
  const Quantity z = m.add("z", LogNormal(if_then_else(y, 1, 0), 0.5));
  const std::vector<Query> queries = {P(y).given(x).counterfactually(set(x, false)),
                                      E(z).given(x && z > 1).counterfactually(set(x, false)), P(y).given(x)};
  Options options;
  options.method = Method::forward;
  options.trajectories = 20000;
  options.worlds = 7;
  const Answers fast = estimate(m, queries, options), slow = reference_estimate(m, queries, options);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    EXPECT_EQ(fast[i].value, slow[i].value) << fast[i].question;
    EXPECT_EQ(fast[i].interval.low, slow[i].interval.low);
    EXPECT_EQ(fast[i].question, slow[i].question);
  }
}

}  // namespace
}  // namespace casus
