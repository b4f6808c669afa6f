// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/names.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/horizon.hpp>

#include "../support/timelines.hpp"
#include "language/horizon_names.hpp"

namespace casus {
namespace {

// Resolves a text that is one call of a function.
NodePtr referred(Names& names, std::string_view text) {
  const QuestionText source(text);
  TokenReader reader(source, tokens_of(source));
  const Token function = reader.take();
  reader.expect_open(function);
  return names.reference(function, reader);
}

TEST(Names, AreVariablesAndParametersOfAModel) {
  Model model;
  const Parameter p = model.parameter("p", Beta(1, 1));
  const Event a = model.add("a", Bernoulli(p));
  const Category front = model.add("front", Categorical({"holding", "failing"}, {0.5, 0.5}));
  Names names(model.scope());
  EXPECT_EQ(names.find("a"), a.node());
  EXPECT_EQ(names.find("p"), p.node());
  EXPECT_EQ(names.find("b"), nullptr);
  EXPECT_TRUE(names.is_taken("front"));
  EXPECT_EQ(names.kind(*front.node()), Kind::category);
  EXPECT_EQ(names.category_with("failing"), "front");
  EXPECT_EQ(names.category_with("a"), "");
  EXPECT_EQ(names.variables(), (std::vector<std::string>{"a", "front"}));
  EXPECT_EQ(names.parameters(), std::vector<std::string>{"p"});
  EXPECT_TRUE(names.functions().empty());
}

TEST(Names, OfATimelinesLawsAreThisStepsAndTheLast) {
  const test::Everything e;
  TimelineNames names(e.timeline);
  const std::string war = e.timeline.series()[0].name;
  const NodePtr now = names.find(war), last = referred(names, "last(\"" + war + "\")");
  ASSERT_TRUE(now && last);
  EXPECT_NE(now, last);
  EXPECT_EQ(now->index, e.timeline.series()[0].now);
  EXPECT_EQ(last->index, e.timeline.series()[0].last);
  EXPECT_EQ(names.find("last(" + war + ")"), nullptr) << "it is not written by its name";
  EXPECT_TRUE(names.is_taken("last(" + war + ")"));
  EXPECT_EQ(referred(names, "last(nothing)"), nullptr);
  EXPECT_THROW(referred(names, "last(3)"), Error);
}

TEST(Names, OfQuestionsOverTimeNeedAStepUnlessItMayBeLeftOut) {
  const test::Everything e;
  Horizon horizon(e.timeline, 6);
  const std::string name = e.timeline.series()[0].name;
  HorizonNames names(horizon, 2);
  const NodePtr dated = referred(names, "at(\"" + name + "\", 2)");
  EXPECT_FALSE(names.leaves_step_out());
  EXPECT_EQ(referred(names, "at(\"" + name + "\")"), dated);
  EXPECT_TRUE(names.leaves_step_out());
  names.demand_steps();
  EXPECT_THROW(referred(names, "at(\"" + name + "\")"), Error);
  EXPECT_THROW(referred(names, "at(\"" + name + "\", 6)"), Error);
  EXPECT_THROW(referred(names, "at(nothing, 1)"), Error);

  const QuestionText source(name);
  TokenReader reader(source, tokens_of(source));
  EXPECT_THROW(names.check_alone(reader.peek(), reader), Error);
}

}  // namespace
}  // namespace casus
