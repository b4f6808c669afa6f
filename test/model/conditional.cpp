// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <type_traits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/conditional.hpp>
#include <casus/model/model.hpp>

namespace {

using namespace casus;
using distribution::Family;

TEST(Conditional, KeepsFamilyKindAndParametersInOrder) {
  struct Row {
    ConditionalDistribution law;
    Family family;
    Kind kind;
    std::vector<double> parameters;
  };
  const std::vector<Row> table = {
      {Bernoulli(0.2), Family::bernoulli, Kind::event, {0.2}},
      {Categorical({"a", "b"}, {0.25, 0.75}), Family::categorical, Kind::category, {0.25, 0.75}},
      {Uniform(1, 2), Family::uniform, Kind::quantity, {1, 2}},
      {Normal(1, 2), Family::normal, Kind::quantity, {1, 2}},
      {LogNormal(1, 2), Family::log_normal, Kind::quantity, {1, 2}},
      {LogitNormal(1, 2), Family::logit_normal, Kind::quantity, {1, 2}},
      {Triangular(1, 2, 3), Family::triangular, Kind::quantity, {1, 2, 3}},
      {Beta(1, 2), Family::beta, Kind::quantity, {1, 2}},
      {Gamma(1, 2), Family::gamma, Kind::quantity, {1, 2}},
      {Exponential(2), Family::exponential, Kind::quantity, {2}},
      {Poisson(2), Family::poisson, Kind::count, {2}},
      {Binomial(3, 0.5), Family::binomial, Kind::count, {3, 0.5}},
      {TruncatedNormal(1, 2, 3, 4), Family::truncated_normal, Kind::quantity, {1, 2, 3, 4}},
      {StudentT(3, 1, 2), Family::student_t, Kind::quantity, {3, 1, 2}},
      {Weibull(1, 2), Family::weibull, Kind::quantity, {1, 2}},
      {Pert(1, 2, 3), Family::pert, Kind::quantity, {1, 2, 3}},
      {NegativeBinomial(3, 0.5), Family::negative_binomial, Kind::count, {3, 0.5}},
      {Geometric(0.5), Family::geometric, Kind::count, {0.5}},
      {Empirical({1, 2, 5}), Family::empirical, Kind::quantity, {}},
      {Mixture({{0.25, Gamma(1, 2)}, {0.75, Exponential(3)}}),
       Family::mixture,
       Kind::quantity,
       {0.25, 0.75, 1, 2, 3}},
      {Deterministic(Real(7)), Family::deterministic, Kind::quantity, {7}},
      {Deterministic(Boolean(true)), Family::deterministic, Kind::event, {1}},
  };
  ASSERT_EQ(table.size(), distribution::all_families.size() + 1);
  for (const Row& row : table) {
    SCOPED_TRACE(distribution::family_info(row.family).name);
    EXPECT_EQ(row.law.family, row.family);
    EXPECT_EQ(row.law.kind, row.kind);
    ASSERT_EQ(row.law.parameters.size(), row.parameters.size());
    for (std::size_t i = 0; i < row.parameters.size(); ++i)
      EXPECT_EQ(row.law.parameters[i]->value, row.parameters[i]);
  }
}

TEST(Conditional, KeepsTheFamiliesOfAMixture) {
  const Mixture mixture({{0.5, Normal(0, 1)}, {0.5, LogNormal(1, 0.5)}});
  EXPECT_EQ(mixture.components, (std::vector<Family>{Family::normal, Family::log_normal}));
  EXPECT_EQ(mixture.shape().family, Family::mixture);
  EXPECT_EQ(mixture.shape().components.size(), 2u);
  EXPECT_EQ(Mixture({{0.5, Poisson(1)}, {0.5, Geometric(0.5)}}).kind, Kind::count);
  EXPECT_EQ(Mixture({{0.5, Poisson(1)}, {0.5, Normal(0, 1)}}).kind, Kind::quantity);
  EXPECT_EQ(Mixture({{1, Normal(0, 1)}}).components.size(), 1u);
}

TEST(Conditional, KeepsTheValuesOfAnEmpirical) {
  const Empirical law({4, 1}, {3, 1});
  ASSERT_TRUE(law.empirical);
  EXPECT_EQ(law.empirical->values(), (std::vector<double>{1, 4}));
  EXPECT_EQ(law.empirical->probabilities(), (std::vector<double>{0.25, 0.75}));
  EXPECT_EQ(law.shape().empirical, law.empirical.get());
}

TEST(Conditional, GivesTheHandleOfItsKind) {
  Model m;
  static_assert(std::is_same_v<decltype(m.add("x", Bernoulli(0.5))), Event>);
  static_assert(std::is_same_v<decltype(m.add("x", Categorical({"a", "b"}, {0.5, 0.5}))), Category>);
  static_assert(std::is_same_v<decltype(m.add("x", Normal(0, 1))), Quantity>);
  static_assert(std::is_same_v<decltype(m.add("x", Poisson(1))), Quantity>);
  static_assert(std::is_same_v<decltype(m.parameter("x", Beta(1, 1))), Parameter>);
}

TEST(Conditional, MakesAFormulaOfTheKindOfItsExpression) {
  Model m;
  const auto event = m.add("event", Bernoulli(0.5));
  const auto quantity = m.add("quantity", Normal(0, 1));
  const auto parameter = m.parameter("parameter", Normal(0, 1));
  static_assert(std::is_same_v<decltype(m.add("x", Deterministic(event))), Event>);
  static_assert(std::is_same_v<decltype(m.add("x", Deterministic(event && quantity > 0))), Event>);
  static_assert(std::is_same_v<decltype(m.add("x", Deterministic(quantity))), Quantity>);
  static_assert(std::is_same_v<decltype(m.add("x", Deterministic(2 * event + 1))), Quantity>);
  static_assert(std::is_same_v<decltype(m.add("x", Deterministic(parameter))), Quantity>);
  EXPECT_EQ(m.add("both", Deterministic(event && quantity > 0)).node()->op, Op::event);
}

TEST(Conditional, TakesMediansOnTheScaleOfTheQuantity) {
  std::vector<double> scratch;
  struct Nothing {
    static double variable(Index) { return 0; }
    static double parameter(Index) { return 0; }
  };
  const auto first = [&](const ConditionalDistribution& law) {
    return Formula(law.parameters[0]).evaluate(Nothing(), scratch);
  };
  EXPECT_DOUBLE_EQ(first(LogNormal::median(2700, 0.9)), std::log(2700));
  EXPECT_DOUBLE_EQ(first(LogitNormal::median(0.2, 0.9)), std::log(0.25));
}

TEST(Conditional, StatesTheLawsOfNumbers) {
  for (const Family family : distribution::all_families) {
    if (!distribution::is_component(family)) continue;
    std::vector<double> row;
    for (std::size_t i = 0; i < distribution::family_info(family).parameters.size(); ++i)
      row.push_back(static_cast<double>(i + 1) / 8);
    const ConditionalDistribution law = stated(distribution::component_law(family, row));
    EXPECT_EQ(law.family, family);
    EXPECT_EQ(law.kind, distribution::is_count(family) ? Kind::count : Kind::quantity);
    ASSERT_EQ(law.parameters.size(), row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      EXPECT_EQ(law.parameters[i]->op, Op::constant);
      EXPECT_EQ(law.parameters[i]->value, row[i]);
    }
  }
  const distribution::Mixture two{{{.25, distribution::Normal{1, 2}}, {.75, distribution::Uniform{3, 4}}}};
  EXPECT_EQ(to_text(stated(two)), "Mixture(0.25: Normal(1, 2), 0.75: Uniform(3, 4))");
  const distribution::Mixture one{{{1, distribution::Uniform{3, 4}}}};
  EXPECT_EQ(to_text(stated(one)), "Uniform(3, 4)");

  Model m;
  m.parameter("a", distribution::Beta{2, 3});
  m.parameter("b", two);
  EXPECT_EQ(to_text(m.parameters()[0].distribution), "Beta(2, 3)");
  EXPECT_EQ(m.parameters()[1].distribution.family, Family::mixture);
}

}  // namespace
