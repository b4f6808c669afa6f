// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/formula.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

namespace {

using namespace casus;

class Expression : public testing::Test {
protected:
  Model m;
  Event entry = m.add("entry", Bernoulli(0.1));
  Category front = m.add("front", Categorical({"holding", "strained", "failing"}, {0.5, 0.38, 0.12}));
  Category phase = m.add("phase", Categorical({"advance", "siege"}, {0.5, 0.5}), {.when = entry});
  Quantity output = m.add("output", Normal(-2, 3));
};

std::vector<double> row_values(const Real& table) {
  std::vector<double> values;
  const Node& node = *table.node();
  for (std::size_t i = static_cast<std::size_t>(node.parents); i < node.children.size(); ++i)
    values.push_back(node.children[i]->value);
  return values;
}

TEST_F(Expression, TellsBooleansFromNumbers) {
  EXPECT_TRUE(Boolean(true).node()->is_boolean);
  EXPECT_FALSE(Real(1).node()->is_boolean);
  EXPECT_TRUE((output > 0).node()->is_boolean);
  EXPECT_TRUE((!entry && front == "failing").node()->is_boolean);
  EXPECT_FALSE(Real(entry).node()->is_boolean);
  EXPECT_FALSE(table(entry, {{no, 1}, {yes, 2}}).node()->is_boolean);
}

TEST_F(Expression, SharesTheNodesOfItsParts) {
  const Real part = exp(output);
  const Real whole = part * part;
  EXPECT_EQ(whole.node()->children[0], part.node());
  EXPECT_EQ(whole.node()->children[1], part.node());
  EXPECT_EQ(part.node()->children[0], output.node());
}

TEST_F(Expression, BindsRowsByLabelInAnyOrder) {
  std::vector<SingleRow> rows = {{"holding", 1}, {"strained", 2}, {"failing", 3}};
  std::sort(rows.begin(), rows.end(),
            [](const auto& a, const auto& b) { return a.state.label < b.state.label; });
  int orders = 0;
  do {
    EXPECT_EQ(row_values(table(front, rows)), (std::vector<double>{1, 2, 3}));
    ++orders;
  } while (std::next_permutation(rows.begin(), rows.end(),
                                 [](const auto& a, const auto& b) { return a.state.label < b.state.label; }));
  EXPECT_EQ(orders, 6);
}

TEST_F(Expression, LetsTheLastParentVaryFastest) {
  const Real by_two = table({entry, front}, {{{yes, "failing"}, 12},
                                             {{no, "strained"}, 1},
                                             {{yes, "holding"}, 10},
                                             {{no, "holding"}, 0},
                                             {{no, "failing"}, 2},
                                             {{yes, "strained"}, 11}});
  EXPECT_EQ(row_values(by_two), (std::vector<double>{0, 1, 2, 10, 11, 12}));
}

TEST_F(Expression, LeavesTheRowOfAnAbsentParentOutOfReach) {
  const Real by_phase = table(phase, {{"siege", 0.2}, {"advance", 0.1}});
  const auto values = row_values(by_phase);
  ASSERT_EQ(values.size(), 3u);
  EXPECT_EQ(values[0], 0.1);
  EXPECT_EQ(values[1], 0.2);
  EXPECT_TRUE(std::isnan(values[2]));
  EXPECT_NO_THROW(m.add("taken", Bernoulli(by_phase), {.when = entry}));
  EXPECT_NO_THROW(m.add("held", Bernoulli(table(phase, {{"none", 0}, {"siege", 0.2}, {"advance", 0.1}}))));
}

TEST_F(Expression, ReadsAConditionalTableStateByState) {
  const auto by_state = cpt({entry, front}, {{{yes, "failing"}, {0.1, 0.9}},
                                             {{yes, "strained"}, {0.2, 0.8}},
                                             {{yes, "holding"}, {0.3, 0.7}},
                                             {{no, "failing"}, {0.4, 0.6}},
                                             {{no, "strained"}, {0.5, 0.5}},
                                             {{no, "holding"}, {0.6, 0.4}}});
  ASSERT_EQ(by_state.size(), 2u);
  EXPECT_EQ(row_values(by_state[0]), (std::vector<double>{0.6, 0.5, 0.4, 0.3, 0.2, 0.1}));
  EXPECT_EQ(row_values(by_state[1]), (std::vector<double>{0.4, 0.5, 0.6, 0.7, 0.8, 0.9}));
}

struct Nothing {
  static double variable(Index) { return 0; }
  static double parameter(Index) { return 0; }
};

double value_of(const NodePtr& constants) {
  std::vector<double> scratch;
  return Formula(constants).evaluate(Nothing(), scratch);
}

TEST_F(Expression, HasRootsPowersSizesAndWholeNumbers) {
  EXPECT_EQ(to_text(sqrt(output) + pow(output, 2) - abs(output) * floor(output)),
            "sqrt(output) + pow(output, 2) - abs(output) * floor(output)");
  EXPECT_EQ(to_text(pow(2, output) + pow(output, output) + sqrt(Real(entry))),
            "pow(2, output) + pow(output, output) + sqrt(indicator(entry))");
  EXPECT_EQ(value_of((sqrt(Real(16)) + pow(Real(2), 3) + abs(Real(-5)) + floor(Real(2.5))).node()), 19);
  EXPECT_NE(sqrt(output).node()->hash(), abs(output).node()->hash());
  EXPECT_FALSE(detail::same_expression(pow(output, 2).node(), pow(output, 3).node()));
}

TEST_F(Expression, GrowsInPlace) {
  Real total = 0;
  total += output;
  total -= entry;
  total *= 2;
  total /= output;
  EXPECT_EQ(to_text(total), "(0 + output - indicator(entry)) * 2 / output");
}

int depth_of(const Node& node) {
  int deepest = 0;
  for (const NodePtr& child : node.children) deepest = (std::max)(deepest, depth_of(*child));
  return deepest + 1;
}

TEST_F(Expression, JoinsLists) {
  const std::vector<Quantity> quantities{output, output, output};
  const std::vector<Event> events{entry, entry};
  const Boolean conditions[] = {entry, output > 0, front == "failing"};
  EXPECT_EQ(to_text(sum(quantities)), "output + output + output");
  EXPECT_EQ(to_text(sum({output, entry, 2})), "output + indicator(entry) + 2");
  EXPECT_EQ(to_text(sum(events)), to_text(number_of(events)));
  EXPECT_EQ(to_text(any(conditions)), "entry or output > 0 or front = failing");
  EXPECT_EQ(to_text(all(std::span<const Event>(events))), "entry and entry");
  EXPECT_EQ(to_text(any({entry, output > 0})), "entry or output > 0");
  EXPECT_EQ(to_text(all({entry, output > 0})), "entry and output > 0");
  EXPECT_EQ(to_text(number_of({entry, output > 0})), "indicator(entry) + indicator(output > 0)");
  EXPECT_EQ(sum(std::vector<Real>{output}).node(), output.node());
  std::vector<Boolean> many;
  for (int i = 0; i < 1000; ++i) many.emplace_back(i % 3 == 0);
  EXPECT_EQ(value_of(number_of(many).node()), 334);
  EXPECT_EQ(depth_of(*number_of(many).node()), 12);
  EXPECT_EQ(depth_of(*any(many).node()), 11);
}

TEST_F(Expression, JoinsEmptyLists) {
  EXPECT_EQ(value_of(sum(std::vector<Quantity>()).node()), 0);
  EXPECT_EQ(value_of(number_of(std::vector<Event>()).node()), 0);
  EXPECT_EQ(to_text(any(std::vector<Event>())), "no");
  EXPECT_EQ(to_text(all(std::vector<Event>())), "yes");
}

TEST_F(Expression, CallsAFunctionOfNumbers) {
  const auto hypotenuse = [](double a, double b) { return std::hypot(a, b); };
  EXPECT_EQ(value_of(map(
                         "twice", [](double x) { return 2 * x; }, Real(3))
                         .node()),
            6);
  EXPECT_EQ(value_of(map("hypotenuse", hypotenuse, 3, 4).node()), 5);
  EXPECT_EQ(to_text(map("hypotenuse", hypotenuse, output, entry)), "hypotenuse(output, indicator(entry))");
  EXPECT_THROW(map("", hypotenuse, output, output), Error);
  EXPECT_THROW(map("nothing", std::function<double(double)>(), output), Error);
}

// What is stated in a line is walked in a moment, however often its parts are used.
TEST_F(Expression, OfManySharedPartsIsStatedInNoTime) {
  Real odds = output;
  for (int i = 0; i < 40; ++i) odds = logit(logistic(odds));
  const auto start = std::chrono::steady_clock::now();
  m.add("x", Bernoulli(logistic(odds)));
  m.parameter("p", Deterministic([] {
                Real doubled = 1;
                for (int i = 0; i < 60; ++i) doubled = doubled + doubled;
                return doubled;
              }()));
  m.check("question", odds.node(), entry);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

// Valid beside the mistakes of test/meta/mistakes.cpp, which are refused with a sentence.
TEST(Handles, TakeValuesOfTheirKind) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2));
  const auto rain = m.add("rain", Bernoulli(p)), wet = m.add("wet", Bernoulli(0.5));
  const auto sky = m.add("sky", Categorical({"blue", "grey"}, {0.5, 0.5}));
  const auto x = m.add("x", Normal(0, 1)), y = m.add("y", Normal(0, 1));
  const std::vector<Boolean> comparisons{Real(x) < y, x <= 1, 0.5 > p, p >= x, rain == wet, sky == "grey"};
  EXPECT_EQ(comparisons[2].node()->op, Op::less);
  const std::vector<Intervention> settings{set(rain, yes), set(rain, "yes"), set(rain, std::string("yes")),
                                           set(sky, "grey"), set(x, 1)};
  for (const Intervention& setting : settings) EXPECT_EQ(setting.value, 1) << setting.variable->name;
  Timeline timeline;
  const auto war = timeline.event("war");
  EXPECT_NO_THROW(timeline.policy(war, war.last(), no));
  EXPECT_NO_THROW(timeline.policy(war, war.last(), "no"));
  Real total = x;
  total += 1;
  EXPECT_EQ(total.node()->op, Op::add);
}

static_assert(!std::is_convertible_v<const char*, Boolean> && !std::is_convertible_v<const char*, Real>);
static_assert(!std::is_convertible_v<int, Boolean> && !std::is_convertible_v<bool, Real>);

}  // namespace
