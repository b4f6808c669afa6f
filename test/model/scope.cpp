// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/scope.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/timeline.hpp>

namespace casus {
namespace {

NodePtr declare(Scope& scope, const std::string& name, Kind kind, const std::vector<std::string>& states = {},
                const Details& details = {}) {
  return scope.add(scope.checked(name, kind, states, details));
}

TEST(Scope, FindsWhatWasDeclared) {
  Scope scope;
  const NodePtr war = declare(scope, "war", Kind::event);
  const NodePtr front = declare(scope, "front", Kind::category, {"near", "far"}, {.when = Event(war)});
  const NodePtr losses = declare(scope, "losses", Kind::count, {}, {.unit = "men"});
  EXPECT_EQ(scope.find("war"), war);
  EXPECT_EQ(scope.event("war").node(), war);
  EXPECT_EQ(scope.category("front").node(), front);
  EXPECT_EQ(scope.quantity("losses").node(), losses);
  EXPECT_EQ(scope.find("peace"), nullptr);
  EXPECT_THROW(scope.event("losses"), Error);
  EXPECT_THROW(scope.event("wart"), Error);
  EXPECT_EQ(scope.variable(0).states(), (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(scope.variable(1).states(), (std::vector<std::string>{"near", "far", "none"}));
  EXPECT_TRUE(scope.variable(1).has_none);
  EXPECT_EQ(scope.variable(1).absent, 2);
  EXPECT_EQ(scope.variable(1).guard, Index{0});
  EXPECT_EQ(scope.variable(2).kind, Kind::count);
  EXPECT_EQ(scope.variable(2).unit, "men");
  EXPECT_EQ(scope.exists(front).node(), war);
}

TEST(Scope, RefusesWhatIsWrong) {
  Scope scope, other;
  const NodePtr war = declare(scope, "war", Kind::event);
  const NodePtr foreign = declare(other, "war", Kind::event);
  EXPECT_THROW(declare(scope, "war", Kind::event), Error);
  EXPECT_THROW(declare(scope, "", Kind::event), Error);
  EXPECT_THROW(declare(scope, "a \"b\"", Kind::event), Error);
  EXPECT_THROW(declare(scope, "front", Kind::category), Error);
  EXPECT_THROW(declare(scope, "front", Kind::category, {"a", "a"}), Error);
  EXPECT_THROW(declare(scope, "front", Kind::category, {"a", "b"}, {.when = Event(foreign)}), Error);
  EXPECT_THROW(declare(scope, "front", Kind::category, {"a"}, {.when = Event(war), .absent_state = "c"}),
               Error);
  EXPECT_THROW(declare(scope, "front", Kind::category, {"a"}, {.absent_state = "a"}), Error);
  EXPECT_THROW(declare(scope, "fall", Kind::event, {}, {.unit = "men"}), Error);
  EXPECT_EQ(scope.variables().size(), 1u);
}

TEST(Scope, OwnsTheReferencesThatItMade) {
  Scope scope, other;
  const NodePtr war = declare(scope, "war", Kind::event);
  const NodePtr foreign = declare(other, "war", Kind::event);
  const Scope copy = scope;
  EXPECT_NO_THROW(scope.check_owned("here", *war));
  EXPECT_NO_THROW(copy.check_owned("here", *war));
  EXPECT_THROW(scope.check_owned("here", *foreign), Error);
  EXPECT_EQ(copy.find("war"), war);
}

TEST(Scope, KnowsWhatMayBeAbsent) {
  Scope scope;
  const NodePtr war = declare(scope, "war", Kind::event);
  const NodePtr siege = declare(scope, "siege", Kind::event, {}, {.when = Event(war)});
  const NodePtr losses = declare(scope, "losses", Kind::quantity, {}, {.when = Event(war)});
  const NodePtr many = (Real(losses) > 5).node();
  EXPECT_THROW(scope.check("many", many), Error);
  EXPECT_NO_THROW(scope.check("many", many, Boolean(war)));
  EXPECT_NO_THROW(scope.check("many", many, Boolean(siege)));
  EXPECT_THROW(scope.check_where("many", many, {}), Error);
  EXPECT_NO_THROW(scope.check_where("many", many, scope.implied_by(siege->index)));
  EXPECT_TRUE(scope.implies(Boolean(siege), war->index));
  EXPECT_FALSE(scope.implies(Boolean(war), siege->index));
}

TEST(Scope, IsWhatModelsAndTimelinesHave) {
  Timeline timeline;
  const auto p = timeline.parameter("p", Uniform(0, 1));
  const Event fixed = timeline.add("fixed", Bernoulli(p));
  const Series<Event> war = timeline.event("war");
  const auto late = timeline.parameter("late", Uniform(0, 1));
  const Scope& scope = timeline.scope();
  EXPECT_EQ(scope.find("fixed"), fixed.node());
  EXPECT_EQ(scope.find("war"), war.now().node());
  EXPECT_EQ(scope.find("last(war)"), war.last().node());
  EXPECT_EQ(scope.find_parameter("late"), late.node());
  EXPECT_EQ(timeline.constants().find("fixed"), fixed.node());
  EXPECT_EQ(timeline.constants().find("war"), nullptr);
  EXPECT_EQ(timeline.constants().find_parameter("late"), late.node());
  EXPECT_THROW(timeline.parameter("war", Uniform(0, 1)), Error);
  EXPECT_EQ(timeline.constants().find_parameter("war"), nullptr);
  const SeriesReference& last = *war.last().node()->series;
  EXPECT_EQ(last.function, "last");
  EXPECT_EQ(last.series, std::vector<std::string>{"war"});
  EXPECT_EQ(last.step, -1);
  EXPECT_FALSE(war.now().node()->series);
}

}  // namespace
}  // namespace casus
