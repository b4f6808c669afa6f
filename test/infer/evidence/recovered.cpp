// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Exact values of formulas, whose noise follows from them.

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>

#include "../../support/long_expressions.hpp"
#include "../../support/message.hpp"
#include "../../support/small_stack.hpp"

namespace casus {
namespace {

// Structural equations as econometricians write them: what is observed is a formula of noise.
struct Structural {
  Model m;
  Quantity x = m.add("x", Normal(0, 1));
  Quantity uh = m.add("uh", Normal(0, 0.75));
  Quantity h = m.add("h", Deterministic(0.5 * x + uh));
  Quantity uy = m.add("uy", Normal(0, 0.5));
  Quantity y = m.add("y", Deterministic(0.7 * x + 0.4 * h + uy));
};

TEST(Recovered, CounterfactualsOfExactValues) {
  const Structural s;
  const auto seen = [&](const Query& query) {
    return query.given(observed(s.x, 0.5)).given(observed(s.h, 1)).given(observed(s.y, 1.5));
  };
  const Query query = seen(E(s.y)).counterfactually(set(s.h, 2));
  const Answer answer = estimate(s.m, {query}, {.trajectories = 10'000})[0];
  // uh = 0.75 and uy = 1.5 - 0.35 - 0.4, so y = 0.35 + 0.8 + 0.75.
  EXPECT_NEAR(answer.value, 1.9, 1e-12);
  EXPECT_EQ(answer.question, to_text(query));
  // The density of what was seen: all slopes are 1.
  const auto normal = [](double z, double scale) {
    return -0.5 * z * z / scale / scale - std::log(scale) - 0.9189385332046727;
  };
  ASSERT_TRUE(answer.log_condition_probability);
  EXPECT_NEAR(*answer.log_condition_probability, normal(0.5, 1) + normal(0.75, 0.75) + normal(0.75, 0.5),
              1e-9);
  // Nothing is left to chance but what was not seen.
  EXPECT_NEAR(estimate(s.m, {seen(E(s.uy))}, {.trajectories = 10'000})[0].value, 0.75, 1e-12);
}

// Formulas that loops have made, and parts that are shared many times over, on a small stack.
TEST(Recovered, LongFormulas) {
  test::with_small_stack([] {
    Model m;
    const Quantity x = m.add("x", Normal(0, 1)), u = m.add("u", Normal(0, 1));
    Real total = u;
    for (int i = 0; i < 20'000; ++i) total = total + x;
    const Quantity v = m.add("v", Deterministic(total));
    const Quantity w = m.add("w", Deterministic(test::doubled(x, 60) + u));
    const Options few{.method = Method::weighted, .trajectories = 512};
    const auto given = [&](const Evidence& seen) {
      return estimate(m, {E(u).given(observed(x, 0.5)).given(seen)}, few)[0].value;
    };
    EXPECT_NEAR(given(observed(v, 10'001)), 1, 1e-9);
    EXPECT_NEAR(given(observed(w, std::ldexp(0.5, 60))), 0, 1e-9);
  });
}

TEST(Recovered, InvertsOperationsAndCountsTheirSlopes) {
  Model m;
  const Quantity u = m.add("u", Normal(0.3, 0.8));
  const Quantity v = m.add("v", Deterministic(3 - exp(2 * u) / 4));
  const double seen = 2;  // exp(2 u) = 4
  const Answer answer = estimate(m, {E(u).given(observed(v, seen))}, {.trajectories = 10'000})[0];
  const double value = std::log(2.0);
  EXPECT_NEAR(answer.value, value, 1e-12);
  const double z = (value - 0.3) / 0.8;
  // |dv / du| = exp(2 u) / 2 = 2.
  ASSERT_TRUE(answer.log_condition_probability);
  EXPECT_NEAR(*answer.log_condition_probability,
              -0.5 * z * z - std::log(0.8) - 0.9189385332046727 - std::log(2.0), 1e-9);
}

TEST(Recovered, InvertsRootsAndPowers) {
  Model m;
  const Quantity u = m.add("u", LogNormal(0.3, 0.8));
  const double z = (std::log(2.25) - 0.3) / 0.8;
  const double log_density = -0.5 * z * z - std::log(0.8) - 0.9189385332046727 - std::log(2.25);
  const auto expect = [&](const Real& formula, double seen, double slope) {
    Model with = m;
    const Quantity v = with.add("v", Deterministic(formula));
    const Answer answer = estimate(with, {E(u).given(observed(v, seen))}, {.trajectories = 10'000})[0];
    EXPECT_NEAR(answer.value, 2.25, 1e-12) << to_text(formula);
    ASSERT_TRUE(answer.log_condition_probability) << to_text(formula);
    EXPECT_NEAR(*answer.log_condition_probability, log_density - std::log(slope), 1e-9) << to_text(formula);
  };
  expect(sqrt(u), 1.5, 1 / 3.0);
  expect(pow(u, 3), 11.390625, 15.1875);
  expect(pow(u, 1.5), 3.375, 2.25);
  expect(pow(u, -1), 1 / 2.25, 1 / 5.0625);
  expect(-pow(1 - u, 3), 1.953125, 4.6875);
  expect(pow(4, u), std::exp2(4.5), std::exp2(4.5) * std::log(4.0));
}

TEST(Recovered, RefusesPowersOfTwoSolutions) {
  Model m;
  const Quantity u = m.add("u", Normal(0, 1));
  const Quantity square = m.add("square", Deterministic(pow(u, 2)));
  const Quantity size = m.add("size", Deterministic(abs(u)));
  EXPECT_NE(test::message([&] { estimate(m, {E(u).given(observed(square, 1))}); }), "no error");
  EXPECT_NE(test::message([&] { estimate(m, {E(u).given(observed(size, 1))}); }), "no error");
}

// Asks every kind of question: each has fields that must be kept when its evidence is replaced.
TEST(Recovered, AnswersAsGivenTheVariableItself) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1)), y = m.add("y", Normal(x, 1));
  const Quantity w = m.add("w", Deterministic(exp(y)));
  const Options few{.trajectories = 20'000};
  const std::vector<Query> asked{variance(x),
                                 sd(x),
                                 variance(x).under(set(x, 1)),
                                 sd(x * x).counterfactually(set(x, 0.5)),
                                 E(x),
                                 median(x),
                                 quantile(x, 0.9),
                                 least(x),
                                 greatest((min)(x, 3.0)),
                                 P(x > 1),
                                 distribution_of(x > 1),
                                 histogram(x, {-1, 0, 1, 2})};
  for (const Query& query : asked) {
    const Answer of_formula = estimate(m, {query.given(observed(w, 2))}, few)[0];
    const Answer of_variable = estimate(m, {query.given(observed(y, std::log(2.0)))}, few)[0];
    const auto expect_same = [](const Answer& one, const Answer& other) {
      EXPECT_FALSE(std::isnan(one.value)) << one.question;
      EXPECT_EQ(one.value, other.value) << one.question;
    };
    if (of_variable.parts.empty()) expect_same(of_formula, of_variable);
    EXPECT_EQ(of_formula.left_out, of_variable.left_out) << of_formula.question;
    ASSERT_EQ(of_formula.parts.size(), of_variable.parts.size()) << of_formula.question;
    for (std::size_t i = 0; i < of_formula.parts.size(); ++i)
      expect_same(of_formula.parts[i], of_variable.parts[i]);
  }
  // The posterior is Normal(log(2) / 2, 1 / sqrt(2)).
  EXPECT_NEAR(estimate(m, {variance(x).given(observed(w, 2))})[0].value, 0.5, 0.01);
}

TEST(Recovered, IsRefusedWhereMoreThanOneIsUnknown) {
  const Structural s;
  EXPECT_NE(
      test::message([&] { estimate(s.m, {E(s.x).given(observed(s.h, 1))}); }).find("a formula of quantities"),
      std::string::npos);
  Model m;
  const Quantity u = m.add("u", Normal(0, 1));
  const Quantity twice = m.add("twice", Deterministic(u + exp(u)));
  EXPECT_NE(
      test::message([&] { estimate(m, {E(u).given(observed(twice, 1))}); }).find("a formula of quantities"),
      std::string::npos);
  const Quantity positive = m.add("positive", Deterministic(exp(u)));
  EXPECT_NE(test::message([&] { estimate(m, {E(u).given(observed(positive, -1))}); }), "no error");
}

// What was seen twice has to agree.
TEST(Recovered, AFormulaOfWhatIsKnownIsChecked) {
  const Structural s;
  const Query both = E(s.uy).given(observed(s.x, 1)).given(observed(s.uh, 0.25));
  EXPECT_NEAR(estimate(s.m, {both.given(observed(s.h, 0.75))}, {.trajectories = 10'000})[0].value, 0, 0.03);
  EXPECT_NE(test::message([&] { estimate(s.m, {both.given(observed(s.h, 0.8))}); }), "no error");
}

}  // namespace
}  // namespace casus
