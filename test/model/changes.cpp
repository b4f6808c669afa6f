// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/changes.hpp>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace casus {
namespace {

Model example() {
  Model m;
  const auto p = m.parameter("p", Uniform(0, 1));
  const auto war = m.add("war", Bernoulli(p));
  m.add("losses", Normal(1, 2), {.when = war});
  return m;
}

TEST(Changes, LeaveTheModelAsItWas) {
  const Model m = example();
  EXPECT_EQ(hold(m, 0, 0.25).parameters()[0].distribution.parameters[0]->value, 0.25);
  EXPECT_EQ(redraw(m, 0, "q").parameters()[0].stream(), "q");
  EXPECT_EQ(redistribute(m, 1, Normal(3, 4)).variables()[1].distribution.parameters[0]->value, 3);
  EXPECT_TRUE(m.parameters()[0].distribution.family.is<distribution::Uniform>());
  EXPECT_EQ(m.parameters()[0].stream(), "p");
  EXPECT_EQ(m.variables()[1].distribution.parameters[0]->value, 1);
}

TEST(Changes, HoldAParameterByItsHandleOrName) {
  const Model m = example();
  const auto value = [](const Model& held) { return held.parameters()[0].distribution.parameters[0]->value; };
  EXPECT_EQ(value(hold(m, m.parameter("p"), 0.25)), 0.25);
  EXPECT_EQ(value(hold(m, "p", 0.5)), 0.5);
  EXPECT_EQ(hold(m, "p", 0.5).parameter("p").node(), m.parameter("p").node());
}

TEST(Changes, ShareTheReferencesOfTheModel) {
  const Model m = example();
  EXPECT_EQ(redistribute(m, 1, Normal(3, 4)).find("losses"), m.find("losses"));
}

TEST(Changes, RefuseWhatIsWrong) {
  const Model m = example();
  EXPECT_THROW(static_cast<void>(hold(m, 0, std::nan(""))), Error);
  EXPECT_THROW(static_cast<void>(hold(m, "q", 0.5)), Error);
  EXPECT_THROW(static_cast<void>(hold(m, "war", 0.5)), Error);
  EXPECT_THROW(static_cast<void>(hold(m, example().parameter("p"), 0.5)), Error);
  EXPECT_THROW(static_cast<void>(hold(m, Parameter(), 0.5)), Error);
  EXPECT_THROW(static_cast<void>(redistribute(m, 1, Normal(0, -1))), Error);
  EXPECT_THROW(static_cast<void>(add_twin(m, "losses", 0, {})), Error);
}

TEST(Changes, ATwinHasItsOwnGuard) {
  const Model m = example();
  Model twins = add_twin(m, "war'", 0, {});
  const NodePtr war = twins.scope().variables().back().node;
  twins = add_twin(std::move(twins), "losses'", 1, {{0, war}});
  EXPECT_EQ(twins.variables().back().guard, war->index);
  EXPECT_EQ(twins.variables().back().stream(), "losses");
  EXPECT_EQ(twins.exists(twins.find("losses'")).node(), war);
}

// A formula says what holds where it does, until it is replaced.
TEST(Changes, AnotherDistributionHasAnotherFormula) {
  Model m;
  const auto a = m.add("a", Bernoulli(0.5));
  const auto b = m.add("b", Deterministic(a && Boolean(yes)));
  EXPECT_TRUE(m.implies(b, a.index()));
  EXPECT_FALSE(redistribute(m, b.index(), Bernoulli(0.5)).implies(b, a.index()));
}

TEST(Changes, DrawnParametersAreVariables) {
  const Model m = example();
  detail::Substitution variables, parameters;
  const Model drawn = with_drawn_parameters(m, variables, parameters);
  EXPECT_TRUE(drawn.parameters().empty());
  ASSERT_EQ(drawn.variables().size(), 3u);
  EXPECT_EQ(drawn.variables()[0].name, "p");
  EXPECT_EQ(variables.at(0), drawn.find("war"));
  EXPECT_EQ(parameters.at(0), drawn.find("p"));
}

TEST(Changes, StandInsHaveTheScopesReferences) {
  const Model m = example();
  Scope scope = m.scope();
  const NodePtr war = scope.find("war");
  scope.add(scope.checked("front", Kind::category, {"near", "far"}, {.when = Event(war)}));
  scope.add(scope.checked("men", Kind::count, {}, {.unit = "thousands"}));
  const Model all = with_stand_ins(m, scope);
  ASSERT_EQ(all.variables().size(), 4u);
  EXPECT_EQ(all.find("front"), scope.find("front"));
  const Variable &front = all.variables()[2], &men = all.variables()[3];
  EXPECT_EQ(front.states, (std::vector<std::string>{"near", "far", "none"}));
  EXPECT_EQ(front.distribution.states, (std::vector<std::string>{"near", "far"}));
  EXPECT_EQ(front.absent, 2);
  EXPECT_EQ(front.details.when->node(), war);
  EXPECT_EQ(men.kind(), Kind::count);
  EXPECT_EQ(men.details.unit, "thousands");
}

}  // namespace
}  // namespace casus
