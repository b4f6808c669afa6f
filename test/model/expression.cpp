// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <chrono>
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

// `0 < x < 1` would compare a truth value with 1, and a text as a truth value is always yes: neither compiles.
template <class A, class B>
concept Ordered = requires(const A& a, const B& b) {
  a < b;
}
|| requires(const A& a, const B& b) { a <= b; }
|| requires(const A& a, const B& b) { a > b; }
|| requires(const A& a, const B& b) { a >= b; };
template <class A, class B>
concept Compared = requires(const A& a, const B& b) {
  a == b;
};
template <class... Arguments>
concept Settable = requires(const Arguments&... arguments) {
  set(arguments...);
};
template <class Value>
concept IsPolicy = requires(Timeline timeline, const Series<Event>& series, const Boolean& when,
                            const Value& value) {
  timeline.policy(series, when, value);
};

static_assert(Ordered<Real, Quantity> && Ordered<Quantity, int> && Ordered<double, Parameter>);
static_assert(!Ordered<Boolean, int> && !Ordered<double, Boolean> && !Ordered<Boolean, Quantity>);
static_assert(!Ordered<Event, int> && !Ordered<Event, Event> && !Ordered<Boolean, Boolean>);
static_assert(!Ordered<Parameter, Event> && !Ordered<Category, int>);
static_assert(Compared<Event, Event> && Compared<Category, const char*> && !Compared<Event, const char*>);
static_assert(Settable<Event, bool> && Settable<Event, const char*> && Settable<Event, std::string>);
static_assert(!Settable<Event, int> && !Settable<Event, double> && !Settable<Event, void*>);
static_assert(Settable<Category, const char*> && !Settable<Category, bool>);
static_assert(Settable<Quantity, int> && !Settable<Quantity, const char*>);
static_assert(IsPolicy<bool> && IsPolicy<const char*> && !IsPolicy<int> && !IsPolicy<double>);
static_assert(!std::is_convertible_v<const char*, Boolean> && !std::is_convertible_v<const char*, Real>);
static_assert(!std::is_convertible_v<int, Boolean> && !std::is_convertible_v<bool, Real>);
static_assert(!std::is_convertible_v<int, StateLabel> && !std::is_convertible_v<double, StateLabel>);

}  // namespace
