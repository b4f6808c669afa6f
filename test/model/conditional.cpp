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
      {Bernoulli(0.2), distribution::family_of<distribution::Bernoulli>, Kind::event, {0.2}},
      {Categorical({"a", "b"}, {0.25, 0.75}),
       distribution::family_of<distribution::Categorical>,
       Kind::category,
       {0.25, 0.75}},
      {Uniform(1, 2), distribution::family_of<distribution::Uniform>, Kind::quantity, {1, 2}},
      {Normal(1, 2), distribution::family_of<distribution::Normal>, Kind::quantity, {1, 2}},
      {LogNormal(1, 2), distribution::family_of<distribution::LogNormal>, Kind::quantity, {1, 2}},
      {LogitNormal(1, 2), distribution::family_of<distribution::LogitNormal>, Kind::quantity, {1, 2}},
      {Triangular(1, 2, 3), distribution::family_of<distribution::Triangular>, Kind::quantity, {1, 2, 3}},
      {Beta(1, 2), distribution::family_of<distribution::Beta>, Kind::quantity, {1, 2}},
      {Gamma(1, 2), distribution::family_of<distribution::Gamma>, Kind::quantity, {1, 2}},
      {Exponential(2), distribution::family_of<distribution::Exponential>, Kind::quantity, {2}},
      {Poisson(2), distribution::family_of<distribution::Poisson>, Kind::count, {2}},
      {Binomial(3, 0.5), distribution::family_of<distribution::Binomial>, Kind::count, {3, 0.5}},
      {TruncatedNormal(1, 2, 3, 4),
       distribution::family_of<distribution::TruncatedNormal>,
       Kind::quantity,
       {1, 2, 3, 4}},
      {StudentT(3, 1, 2), distribution::family_of<distribution::StudentT>, Kind::quantity, {3, 1, 2}},
      {Weibull(1, 2), distribution::family_of<distribution::Weibull>, Kind::quantity, {1, 2}},
      {Pert(1, 2, 3), distribution::family_of<distribution::Pert>, Kind::quantity, {1, 2, 3}},
      {NegativeBinomial(3, 0.5),
       distribution::family_of<distribution::NegativeBinomial>,
       Kind::count,
       {3, 0.5}},
      {Geometric(0.5), distribution::family_of<distribution::Geometric>, Kind::count, {0.5}},
      {Empirical({1, 2, 5}), distribution::family_of<distribution::Empirical>, Kind::quantity, {}},
      {Mixture({{0.25, Gamma(1, 2)}, {0.75, Exponential(3)}}),
       distribution::family_of<distribution::Mixture>,
       Kind::quantity,
       {0.25, 0.75, 1, 2, 3}},
      {Pareto(1, 2), distribution::family_of<distribution::Pareto>, Kind::quantity, {1, 2}},
      {Gumbel(1, 2), distribution::family_of<distribution::Gumbel>, Kind::quantity, {1, 2}},
      {Cauchy(1, 2), distribution::family_of<distribution::Cauchy>, Kind::quantity, {1, 2}},
      {Laplace(1, 2), distribution::family_of<distribution::Laplace>, Kind::quantity, {1, 2}},
      {Logistic(1, 2), distribution::family_of<distribution::Logistic>, Kind::quantity, {1, 2}},
      {ScaledBeta(1, 2, 3, 4),
       distribution::family_of<distribution::ScaledBeta>,
       Kind::quantity,
       {1, 2, 3, 4}},
      {DiscreteUniform(1, 2), distribution::family_of<distribution::DiscreteUniform>, Kind::count, {1, 2}},
      {Hypergeometric(5, 2, 3),
       distribution::family_of<distribution::Hypergeometric>,
       Kind::count,
       {5, 2, 3}},
      {Metalog(0.25, 1, 2, 3),
       distribution::family_of<distribution::Metalog>,
       Kind::quantity,
       {0.25, 1, 2, 3}},
      {LogMetalog(0.25, 1, 2, 4, 0),
       distribution::family_of<distribution::LogMetalog>,
       Kind::quantity,
       {0.25, 1, 2, 4, 0}},
      {LogitMetalog(0.25, 1, 2, 3, 0, 4),
       distribution::family_of<distribution::LogitMetalog>,
       Kind::quantity,
       {0.25, 1, 2, 3, 0, 4}},
      {Deterministic(Real(7)), distribution::family_of<distribution::Point>, Kind::quantity, {7}},
      {Deterministic(Boolean(true)), distribution::family_of<distribution::Point>, Kind::event, {1}},
  };
  ASSERT_EQ(table.size(), distribution::all_families.size() + 1);
  for (const Row& row : table) {
    SCOPED_TRACE(row.family->name);
    EXPECT_EQ(row.law.family, row.family);
    EXPECT_EQ(row.law.kind, row.kind);
    ASSERT_EQ(row.law.parameters.size(), row.parameters.size());
    for (std::size_t i = 0; i < row.parameters.size(); ++i)
      EXPECT_EQ(row.law.parameters[i]->value, row.parameters[i]);
  }
}

TEST(Conditional, KeepsTheFamiliesOfAMixture) {
  const Mixture mixture({{0.5, Normal(0, 1)}, {0.5, LogNormal(1, 0.5)}});
  EXPECT_EQ(mixture.components, (std::vector<Family>{distribution::family_of<distribution::Normal>,
                                                     distribution::family_of<distribution::LogNormal>}));
  EXPECT_EQ(mixture.shape().family, distribution::family_of<distribution::Mixture>);
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
    for (std::size_t i = 0; i < family->parameters.size(); ++i) row.push_back(static_cast<double>(i + 1) / 8);
    const ConditionalDistribution law = stated(distribution::ComponentDistribution(family, row));
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
  EXPECT_EQ(m.parameters()[1].distribution.family, distribution::family_of<distribution::Mixture>);
}

}  // namespace
