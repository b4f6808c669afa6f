// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/node.hpp>

#include <span>

#include <gtest/gtest.h>

#include <casus/model/formula.hpp>
#include <casus/model/model.hpp>

#include "../support/long_expressions.hpp"
#include "../support/small_stack.hpp"

namespace casus {
namespace {

using detail::same_expression;
using test::doubled;
using test::long_conjunction;
using test::long_sum;
using test::with_small_stack;

constexpr int length = 100000;

class Nodes : public testing::Test {
protected:
  Model m;
  Event e = m.add("e", Bernoulli(0.5));
  Quantity x = m.add("x", Normal(0, 1));
  Quantity y = m.add("y", Normal(0, 1));
};

TEST_F(Nodes, AreEqualWhereTheyDoTheSameInTheSameOrder) {
  EXPECT_TRUE(same_expression((x + y).node(), (x + y).node()));
  EXPECT_EQ((x + y).node()->hash(), (x + y).node()->hash());
  EXPECT_FALSE(same_expression((x + y).node(), (y + x).node()));
  EXPECT_FALSE(same_expression((x + y).node(), (x - y).node()));
  EXPECT_FALSE(same_expression((x + 0.0).node(), (x + -0.0).node()));
  EXPECT_TRUE(same_expression(nullptr, nullptr));
  EXPECT_FALSE(same_expression(x.node(), nullptr));
}

TEST_F(Nodes, OfAUsersFunctionEqualThoseOfThatFunctionAlone) {
  const auto own = [](std::span<const std::span<const double>> in, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = in[0][i];
  };
  const Real f = function("f", {x}, own), g = function("f", {x}, own);
  EXPECT_FALSE(same_expression(f.node(), g.node()));
  EXPECT_TRUE(same_expression((f + 1).node(), (f + 1).node()));
}

TEST_F(Nodes, OfAVariableThatIsNamedAsAnExpressionReadsAreNotThatExpression) {
  const Quantity named = m.add("max(x, y)", Normal(50, 1));
  EXPECT_FALSE(same_expression(named.node(), (max)(x, y).node()));
}

TEST_F(Nodes, AreCountedAndListedOnceWhateverTheyShare) {
  detail::DistinctExpressions list;
  EXPECT_EQ(list.number((x + y).node()), 0u);
  EXPECT_EQ(list.number(x.node()), 1u);
  EXPECT_EQ(list.number((x + y).node()), 0u);
  EXPECT_EQ(list.all().size(), 2u);
  const Real sum = doubled(x, 60), other = doubled(x, 60);
  EXPECT_TRUE(same_expression(sum.node(), other.node()));
  std::size_t parts = 0;
  detail::for_each_part(sum.node(), [&](const NodePtr&) { ++parts; });
  EXPECT_EQ(parts, 61u);
}

TEST_F(Nodes, MayBeNestedAsDeepAsMemoryHolds) {
  with_small_stack([&] {
    const Real sum = long_sum(x, length), other = long_sum(x, length);
    EXPECT_TRUE(same_expression(sum.node(), other.node()));
    EXPECT_EQ(Formula(sum.node()).instructions().size(), static_cast<std::size_t>(length));
    const detail::Substitution by{{x.index(), y.node()}};
    EXPECT_TRUE(same_expression(detail::Substituted(by)(sum.node()), long_sum(y, length).node()));
    const Boolean all = long_conjunction(e, length);
    EXPECT_EQ(detail::conjuncts(all.node()).size(), 1u);
    m.add("sum", Deterministic(sum));
    m.add("all", Deterministic(all));
    EXPECT_TRUE(m.implies(all, e.index()));
    std::size_t said = 0;
    detail::for_each_assertion((!!all).node(), true, [&](const NodePtr& node, bool holds) {
      said += node == e.node() && holds ? 1 : 0;
      return node->op == Op::logical_and;
    });
    EXPECT_EQ(said, 1u);
  });
}

}  // namespace
}  // namespace casus
