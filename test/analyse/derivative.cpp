// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/derivative.hpp>

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>

namespace casus {
namespace {

// A chain with a category, a guard and two parents, whose probabilities can be changed one by one.
struct Numbers {
  std::vector<double> p = {0.3, 0.1, 0.6, 0.2, 0.5, 0.9, 0.25, 0.7};
  double calm = 0.5, tense = 0.3;  // and the rest is war
};
struct Chain {
  explicit Chain(Numbers numbers = {}) : of(std::move(numbers)) {}
  Numbers of;
  Model m;
  Event a = m.add("a", Bernoulli(of.p[0]));
  Event b = m.add("b", Bernoulli(table(a, {{no, of.p[1]}, {yes, of.p[2]}})));
  Category mood =
      m.add("mood", Categorical({"calm", "tense", "war"}, {of.calm, of.tense, 1 - of.calm - of.tense}));
  Event c = m.add("c", Bernoulli(table(mood, {{"calm", of.p[3]}, {"tense", of.p[4]}, {"war", of.p[5]}})),
                  {.when = b});
  Event d = m.add(
      "d", Bernoulli(table(
               {a, c}, {{{no, no}, of.p[6]}, {{no, yes}, of.p[7]}, {{yes, no}, 0.4}, {{yes, yes}, 0.8}})));
  Quantity cost = m.add("cost", Deterministic(if_then_else(d, 10.0, 2.0)));
};

double exact(const Chain& chain, const Query& query) {
  return estimate(chain.m, {query}, {.method = Method::exact})[0].value;
}

const TableDerivative& find(const std::vector<TableDerivative>& all, const std::string& variable,
                            const std::string& row, const std::string& state = "yes") {
  for (const TableDerivative& one : all)
    if (one.variable == variable && one.row == row && one.state == state) return one;
  throw Error(variable + " " + row, "a row", "none");
}

struct Entry {
  const char *variable, *row;
  std::size_t number;
};
const std::vector<Entry> entries = {
    {"a", "", 0},
    {"b", "a = no", 1},
    {"b", "a = yes", 2},
    {"c", "b = yes, mood = calm", 3},
    {"c", "b = yes, mood = tense", 4},
    {"c", "b = yes, mood = war", 5},
    {"d", "a = no, c = no", 6},
    {"d", "a = no, c = yes", 7},
};

// The answer is a ratio of functions linear in each probability: a small central difference is exact to rounding.
template <class Ask> void expect_exact_differences(const Ask& ask) {
  const Chain chain;
  Options options;
  options.trajectories = 4'000'000;
  const auto found = table_derivatives(chain.m, ask(chain), options);
  for (const Entry& entry : entries) {
    constexpr double step = 1e-4;
    Numbers above, below;
    above.p[entry.number] += step;
    below.p[entry.number] -= step;
    const Chain more(above), less(below);
    const double truth = (exact(more, ask(more)) - exact(less, ask(less))) / (2 * step);
    const TableDerivative& one = find(found, entry.variable, entry.row);
    EXPECT_NEAR(one.probability, chain.of.p[entry.number], 1e-12);
    EXPECT_NEAR(one.derivative.value, truth, 5 * one.derivative.standard_error + 1e-7)
        << entry.variable << " | " << entry.row;
    EXPECT_LT(one.derivative.standard_error, 0.02) << entry.variable << " | " << entry.row;
  }
}

TEST(TableDerivatives, OfAProbabilityAreExactDifferences) {
  expect_exact_differences([](const Chain& chain) { return P(chain.d); });
}
TEST(TableDerivatives, OfAConditionalProbabilityAreExactDifferences) {
  expect_exact_differences([](const Chain& chain) { return P(chain.b).given(chain.d); });
}
TEST(TableDerivatives, UnderAnIntervention) {
  const Chain chain;
  const auto found = table_derivatives(chain.m, P(chain.d).under(set(chain.b, true)));
  EXPECT_THROW(find(found, "b", "a = no"), Error);  // what is set has no table
  const TableDerivative& one = find(found, "d", "a = no, c = no");
  const double truth = 0.7 * (0.5 * 0.8 + 0.3 * 0.5 + 0.2 * 0.1);
  EXPECT_NEAR(one.derivative.value, truth, 5 * one.derivative.standard_error);
}

TEST(TableDerivatives, OfACategoryTheOthersKeepTheirProportions) {
  const Chain chain;
  const auto found = table_derivatives(chain.m, P(chain.c));
  const TableDerivative& one = find(found, "mood", "", "calm");
  constexpr double step = 1e-4;
  const auto at = [](double calm) {
    Numbers numbers;
    numbers.tense *= (1 - calm) / (1 - numbers.calm);
    numbers.calm = calm;
    const Chain moved(numbers);
    return exact(moved, P(moved.c));
  };
  const double truth = (at(0.5 + step) - at(0.5 - step)) / (2 * step);
  EXPECT_NEAR(one.derivative.value, truth, 5 * one.derivative.standard_error);
  EXPECT_LT(one.derivative.standard_error, 0.01);
  find(found, "mood", "", "war");
}

TEST(TableDerivatives, OfAnExpectation) {
  const Chain chain;
  const auto of_cost = table_derivatives(chain.m, E(chain.cost)),
             of_d = table_derivatives(chain.m, P(chain.d));
  ASSERT_EQ(of_cost.size(), of_d.size());
  for (std::size_t i = 0; i < of_d.size(); ++i)
    EXPECT_NEAR(of_cost[i].derivative.value, 8 * of_d[i].derivative.value, 0.1);
}

TEST(TableDerivatives, WithUncertainParametersAreMeansOverWorlds) {
  Model m;
  const auto p = m.parameter("p", Uniform(0.2, 0.6)), q = m.parameter("q", Uniform(0.1, 0.3));
  const auto a = m.add("a", Bernoulli(p)), b = m.add("b", Bernoulli(table(a, {{no, q}, {yes, 0.9}})));
  const auto found = table_derivatives(m, P(b));
  const auto check = [&](const char* variable, const char* row, double truth) {
    const TableDerivative& one = find(found, variable, row);
    EXPECT_NEAR(one.derivative.value, truth, 5 * one.derivative.standard_error) << variable << row;
    EXPECT_LT(one.derivative.standard_error, 0.01);
  };
  check("a", "", 0.7);
  check("b", "a = no", 0.6);
  check("b", "a = yes", 0.4);
  EXPECT_NEAR(find(found, "a", "").probability, 0.4, 0.01);
}

TEST(TableDerivatives, WhereNoTrajectoryTellsThereIsNone) {
  Model m;
  const auto never = m.add("never", Bernoulli(0.0)), a = m.add("a", Bernoulli(0.5));
  const auto b = m.add(
      "b",
      Bernoulli(table({never, a}, {{{no, no}, 0.0}, {{no, yes}, 0.5}, {{yes, no}, 0.5}, {{yes, yes}, 0.5}})));
  const auto found = table_derivatives(m, P(b));
  EXPECT_TRUE(std::isnan(find(found, "never", "").derivative.value));
  EXPECT_TRUE(std::isnan(find(found, "b", "never = no, a = no").derivative.value));
  EXPECT_TRUE(std::isnan(find(found, "b", "never = yes, a = no").derivative.value));
  EXPECT_NEAR(find(found, "b", "never = no, a = yes").derivative.value, 0.5, 0.01);
}

TEST(TableDerivatives, ManyTablesTakeSeveralRuns) {
  Model m;
  std::vector<Event> chain{m.add("x0", Bernoulli(0.5))};
  for (int i = 1; i < 200; ++i)
    chain.push_back(m.add("x" + std::to_string(i), Bernoulli(table(chain.back(), {{no, 0.4}, {yes, 0.6}}))));
  Options options;
  options.trajectories = 100'000;
  const auto found = table_derivatives(m, P(chain.back()), options);
  EXPECT_EQ(found.size(), 399u);
  const TableDerivative& last = find(found, "x199", "x198 = yes");
  EXPECT_NEAR(last.derivative.value, 0.5, 5 * last.derivative.standard_error);
}

TEST(TableDerivatives, WrongCallsAreRefused) {
  const Chain chain;
  EXPECT_THROW(table_derivatives(chain.m, quantile(chain.cost, 0.5)), Error);
  EXPECT_THROW(table_derivatives(chain.m, P(chain.d).counterfactually(set(chain.a, true))), Error);
  EXPECT_THROW(table_derivatives(chain.m, P(chain.d).given(likelihood(chain.a, 1, 2))), Error);
}

}  // namespace
}  // namespace casus
