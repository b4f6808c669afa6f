// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/formula.hpp>
#include <casus/model/model.hpp>

namespace {

using namespace casus;

/// Values of variables and parameters by their numbers.
struct Values {
  std::vector<double> variables;
  std::vector<double> parameters;
  double variable(Index index) const { return variables[static_cast<std::size_t>(index)]; }
  double parameter(Index index) const { return parameters[static_cast<std::size_t>(index)]; }
};

double value(const NodePtr& node, const Values& at = {}) {
  std::vector<double> scratch;
  return Formula(node).evaluate(at, scratch);
}
double value(const Real& real, const Values& at = {}) { return value(real.node(), at); }
double value(const Boolean& boolean, const Values& at = {}) { return value(boolean.node(), at); }

class FormulaTest : public testing::Test {
protected:
  Model m;
  Parameter p = m.parameter("p", Beta(1, 1));
  Event a = m.add("a", Bernoulli(0.5));
  Event b = m.add("b", Bernoulli(0.5));
  Category c = m.add("c", Categorical({"low", "middle", "high"}, {0.2, 0.3, 0.5}));
  Quantity x = m.add("x", Normal(0, 1));
  Quantity y = m.add("y", Normal(0, 1));

  static Values at(double a, double b, double c, double x, double y) { return {{a, b, c, x, y}, {0.25}}; }
};

TEST_F(FormulaTest, ReadsVariablesAndParameters) {
  const Values values = at(1, 0, 2, 3.5, -2);
  EXPECT_EQ(value(a, values), 1);
  EXPECT_EQ(value(b, values), 0);
  EXPECT_EQ(value(c == "high", values), 1);
  EXPECT_EQ(value(c == "low", values), 0);
  EXPECT_EQ(value(c != "low", values), 1);
  EXPECT_EQ(value(x, values), 3.5);
  EXPECT_EQ(value(p, values), 0.25);
  EXPECT_EQ(value(Real(a), values), 1) << "an event counts as 1 where it holds";
  EXPECT_EQ(value(10 * a + b, values), 10);
}

TEST_F(FormulaTest, DoesArithmeticAsTheMachineDoes) {
  for (const auto& [u, v] :
       std::vector<std::pair<double, double>>{{3.5, -2}, {0.1, 0.2}, {-7, 1e-3}, {1e300, 3}}) {
    const Values values = at(0, 0, 0, u, v);
    EXPECT_EQ(value(-x, values), -u);
    EXPECT_EQ(value(x + y, values), u + v);
    EXPECT_EQ(value(x - y, values), u - v);
    EXPECT_EQ(value(x * y, values), u * v);
    EXPECT_EQ(value(x / y, values), u / v);
    EXPECT_EQ(value((min)(x, y), values), (std::min)(u, v));
    EXPECT_EQ(value((max)(x, y), values), (std::max)(u, v));
    EXPECT_EQ(value(x < y, values), u < v);
    EXPECT_EQ(value(x > y, values), u > v);
    EXPECT_EQ(value(x <= y, values), u <= v);
    EXPECT_EQ(value(x >= y, values), u >= v);
    EXPECT_EQ(value(x == y, values), u == v);
    EXPECT_EQ(value(x != y, values), u != v);
  }
  const Values equal = at(0, 0, 0, 2, 2);
  EXPECT_EQ(value(x <= y, equal), 1);
  EXPECT_EQ(value(x >= y, equal), 1);
  EXPECT_EQ(value(x < y, equal), 0);
  EXPECT_EQ(value(x == y, equal), 1);
}

TEST_F(FormulaTest, KnowsElementaryFunctions) {
  for (const double u : {-30.0, -2.0, -0.5, 0.0, 0.3, 1.0, 20.0}) {
    const Values values = at(0, 0, 0, u, 0);
    EXPECT_DOUBLE_EQ(value(exp(x), values), std::exp(u));
    EXPECT_DOUBLE_EQ(value(logistic(x), values), 1 / (1 + std::exp(-u)));
    EXPECT_NEAR(value(logit(logistic(x)), values), u, 1e-6 + 1e-16 * std::exp(std::abs(u)));
    EXPECT_EQ(value(clamp(x, -1, 2), values), std::clamp(u, -1.0, 2.0));
  }
  EXPECT_DOUBLE_EQ(value(log(Real(7.5))), std::log(7.5));
  EXPECT_EQ(value(log(Real(0))), -std::numeric_limits<double>::infinity());
  EXPECT_TRUE(std::isnan(value(log(Real(-1)))));
}

TEST_F(FormulaTest, ScalesOddsAndLeavesCertaintyAsItIs) {
  for (const double probability : {0.01, 0.3, 0.5, 0.99})
    for (const double ratio : {0.1, 1.0, 4.0}) {
      const double odds = probability / (1 - probability) * ratio;
      EXPECT_DOUBLE_EQ(value(scale_odds(probability, ratio)), odds / (1 + odds));
    }
  EXPECT_EQ(value(scale_odds(0, 5)), 0);
  EXPECT_EQ(value(scale_odds(1, 5)), 1);
  EXPECT_EQ(value(scale_odds(0.5, 0)), 0);
}

TEST_F(FormulaTest, DoesLogic) {
  for (const bool u : {false, true})
    for (const bool v : {false, true}) {
      const Values values = at(u, v, 0, 0, 0);
      EXPECT_EQ(value(a && b, values), u && v);
      EXPECT_EQ(value(a || b, values), u || v);
      EXPECT_EQ(value(!a, values), !u);
      EXPECT_EQ(value(a && true, values), u);
      EXPECT_EQ(value(b || true, values), 1);
      EXPECT_EQ(value(if_then_else(a, 3, 4), values), u ? 3 : 4);
      EXPECT_EQ(value(if_then_else(a && !b, x, -x), at(u, v, 0, 2, 0)), u && !v ? 2 : -2);
    }
}

TEST_F(FormulaTest, CombinesCausesAsIndependentOnes) {
  const Real formula = noisy_or(leak(0.03), {{a, 0.1}, {b && c == "high", p}, {c != "low", 0.5}});
  for (const double u : {0, 1})
    for (const double v : {0, 1})
      for (const double state : {0, 1, 2}) {
        const double none =
            0.97 * (u != 0 ? 0.9 : 1) * (v != 0 && state == 2 ? 0.75 : 1) * (state != 0 ? 0.5 : 1);
        EXPECT_DOUBLE_EQ(value(formula, at(u, v, state, 0, 0)), 1 - none);
      }
  EXPECT_DOUBLE_EQ(value(noisy_or(leak(0.2), {})), 0.2);
  EXPECT_EQ(value(noisy_or(leak(0), {{a, 1}}), at(1, 0, 0, 0, 0)), 1);
}

TEST_F(FormulaTest, NeedsEveryConditionOrASubstitute) {
  const Real formula = noisy_and(leak(0.05), {{a, 0.1, 0.2}, {b && c == "high", p}});
  for (const double u : {0, 1})
    for (const double v : {0, 1})
      for (const double state : {0, 1, 2})
        EXPECT_DOUBLE_EQ(value(formula, at(u, v, state, 0, 0)),
                         0.95 * (u != 0 ? 0.9 : 0.2) * (v != 0 && state == 2 ? 0.75 : 0));
  EXPECT_EQ(value(noisy_and(leak(0), {})), 1);
  EXPECT_EQ(value(noisy_and(leak(0), {{a, 0, 0}}), at(0, 0, 0, 0, 0)), 0);
  EXPECT_EQ(value(noisy_and(leak(0), {{a, 0, 0}}), at(1, 0, 0, 0, 0)), 1);
}

// Of the opposites: an effect fails where an unlisted cause of failure acts, or a condition's own.
TEST_F(FormulaTest, HasANoisyAndThatIsTheDualOfItsNoisyOr) {
  const Real together = noisy_and(leak(0.05), {{a, 0.1, 0}, {b, 0.3, 0}});
  const Real fails = noisy_or(leak(0.05), {{a, 0.1}, {!a, 1}, {b, 0.3}, {!b, 1}});
  for (const double u : {0, 1})
    for (const double v : {0, 1}) EXPECT_NEAR(value(together + fails, at(u, v, 0, 0, 0)), 1, 1e-15);
}

TEST_F(FormulaTest, CallsAUsersFunctionOnColumnsOfOne) {
  int calls = 0;
  const Real sum = function("sum", {x, y, a}, [&](auto inputs, std::span<double> result) {
    ++calls;
    ASSERT_EQ(inputs.size(), 3u);
    for (const auto& input : inputs) ASSERT_EQ(input.size(), result.size());
    for (std::size_t i = 0; i < result.size(); ++i)
      result[i] = inputs[0][i] + 10 * inputs[1][i] + 100 * inputs[2][i];
  });
  EXPECT_EQ(value(sum, at(1, 0, 0, 2, 3)), 132);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(value(sum * sum + sum, at(0, 0, 0, 2, 3)), 32 * 32 + 32);
  EXPECT_EQ(calls, 2) << "one expression is evaluated once";
  EXPECT_EQ(Formula(sum.node()).quantities(), (std::vector<Index>{x.index(), y.index()}));
}

TEST_F(FormulaTest, TakesWhatAUsersFunctionLeavesUnwrittenAsNotANumber) {
  EXPECT_TRUE(std::isnan(value(function("nothing", {x}, [](auto, auto) {}), at(0, 0, 0, 1, 1))));
}

TEST_F(FormulaTest, LetsAUsersExceptionThrough) {
  const Real wrong = function("wrong", {x}, [](auto, auto) { throw std::domain_error("mine"); });
  EXPECT_THROW(value(wrong, at(0, 0, 0, 1, 1)), std::domain_error);
}

TEST_F(FormulaTest, LooksUpTables) {
  const Real formula = table({c, a}, {{{"low", no}, 1},
                                      {{"low", yes}, 2},
                                      {{"middle", no}, 3},
                                      {{"middle", yes}, 4},
                                      {{"high", no}, 5},
                                      {{"high", yes}, 6 * x}});
  for (const int state : {0, 1, 2})
    for (const int u : {0, 1})
      EXPECT_EQ(value(formula, at(u, 0, state, 1, 0)), 2 * state + u + 1) << state << ' ' << u;
}

TEST_F(FormulaTest, SaysWhatItReads) {
  const Formula formula((if_then_else(b || c == "low", x, p) * x).node());
  EXPECT_EQ(formula.variables(), (std::vector<Index>{b.index(), c.index(), x.index()}));
  EXPECT_EQ(formula.quantities(), std::vector<Index>{x.index()});
  EXPECT_EQ(formula.parameters(), std::vector<Index>{p.index()});
  EXPECT_TRUE(Formula(Real(3).node()).variables().empty());
}

TEST_F(FormulaTest, EvaluatesAnExpressionThatIsUsedOftenOnce) {
  const Real shared = exp(x);
  // x, exp, +, *: the second and third use of `shared` cost nothing.
  const Formula formula(((shared + shared) * shared).node());
  EXPECT_EQ(formula.instructions().size(), 4u);
  EXPECT_EQ(formula.node(formula.result())->op, Op::multiply);

  Real doubled = x;
  for (int i = 0; i < 60; ++i) doubled = doubled + doubled;
  EXPECT_EQ(Formula(doubled.node()).instructions().size(), 61u);
  EXPECT_EQ(value(doubled, at(0, 0, 0, 1, 0)), std::ldexp(1.0, 60));

  const auto logits = Formula(logit(logit(logit(p))).node()).instructions().size();
  EXPECT_EQ(logits, 3 * 4 + 1u) << "1, p, then subtract, divide and log, and a constant each";
}

TEST_F(FormulaTest, PutsOperandsBeforeWhatUsesThem) {
  const Formula formula(
      noisy_or(leak(p), {{a && b, logistic(x + y)}, {c == "low", table(a, {{no, x}, {yes, p}})}}).node());
  const auto& instructions = formula.instructions();
  for (std::size_t i = 0; i < instructions.size(); ++i)
    for (const Index operand : instructions[i].operands) EXPECT_LT(operand, static_cast<Index>(i));
  EXPECT_EQ(formula.result(), static_cast<Index>(instructions.size()) - 1);
}

TEST_F(FormulaTest, KeepsWhatItWasMadeOf) {
  Formula formula;
  {
    Model other;
    const auto z = other.add("z", Normal(0, 1));
    formula = Formula((z * 2 + 1).node());
  }
  std::vector<double> scratch;
  EXPECT_EQ(formula.evaluate(Values{{3}, {}}, scratch), 7);
}

}  // namespace
