// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/dot.hpp>

#include "../support/lines.hpp"

namespace {

using namespace casus;
using casus::test::lines_of;

/// The text without its quoted strings; empty where a quote is left open.
std::string skeleton(const std::string& dot) {
  std::string rest;
  bool quoted = false;
  for (std::size_t i = 0; i < dot.size(); ++i) {
    if (quoted && dot[i] == '\\')
      ++i;
    else if (dot[i] == '"')
      quoted = !quoted;
    else if (!quoted)
      rest += dot[i];
  }
  return quoted ? std::string() : rest;
}

Model war() {
  Model m;
  const auto p = m.parameter("p_entry", Beta(1.8, 35));
  const auto front = m.add("front", Categorical({"holding", "failing"}, {0.9, 0.1}));
  const auto entry =
      m.add("entry", Bernoulli(p), {.description = "Belarusian troops \\ \"volunteers\" cross"});
  const auto troops =
      m.add("troops", LogNormal(7.9, table(front, {{"holding", 0.9}, {"failing", 1.2}})), {.when = entry});
  m.add("große Not", Bernoulli(logistic(troops / 1000)), {.when = entry});
  return m;
}

TEST(Dot, ListsEveryVariableAndEdge) {
  const auto lines = lines_of(to_dot(war()));
  const std::vector<std::string> expected = {
      "digraph model {",
      "  rankdir = TB;",
      "  node [fontname = \"sans-serif\"];",
      "  \"front\" [shape = diamond];",
      "  \"entry\" [shape = ellipse, tooltip = \"Belarusian troops \\\\ \\\"volunteers\\\" cross\"];",
      "  \"troops\" [shape = box];",
      "  \"große Not\" [shape = ellipse];",
      "  \"front\" -> \"troops\";",
      "  \"entry\" -> \"troops\" [style = dashed];",
      "  \"entry\" -> \"große Not\" [style = dashed];",
      "  \"troops\" -> \"große Not\";",
      "}",
  };
  EXPECT_EQ(lines, expected);
}

TEST(Dot, IsWellFormed) {
  const std::string rest = skeleton(to_dot(war()));
  EXPECT_EQ(std::count(rest.begin(), rest.end(), '{'), 1);
  EXPECT_EQ(std::count(rest.begin(), rest.end(), '}'), 1);
  EXPECT_EQ(std::count(rest.begin(), rest.end(), '['), std::count(rest.begin(), rest.end(), ']'));
  for (const std::string& line : lines_of(rest))
    EXPECT_TRUE(line.ends_with("{") || line.ends_with("}") || line.ends_with(";")) << line;
}

TEST(Dot, OfAnEmptyModelIsAGraphToo) {
  EXPECT_EQ(lines_of(to_dot(Model())).back(), "}");
  EXPECT_EQ(lines_of(to_dot(Model())).size(), 4u);
}

TEST(Dot, OfATimelineHasEachSeriesOnce) {
  Timeline timeline;
  const auto aid = timeline.add("aid", Bernoulli(0.4));
  const auto war = timeline.event("war", {.description = "troops fight"});
  const auto dead = timeline.count("dead");
  const auto talks = timeline.event("talks", {.when = war.now()});
  timeline.first(war, Bernoulli(if_then_else(aid, 0.2, 0.1)));
  timeline.step(war, Bernoulli(if_then_else(dead.last() > 3, 0.2, 0.5)));
  timeline.each(dead, Poisson(2));
  timeline.each(talks, Bernoulli(0.5));
  timeline.policy(war, war.last() && aid, false);
  const std::vector<std::string> expected = {
      "digraph model {",
      "  rankdir = TB;",
      "  node [fontname = \"sans-serif\"];",
      "  \"aid\" [shape = ellipse];",
      "  \"war\" [shape = ellipse, tooltip = \"troops fight\"];",
      "  \"dead\" [shape = box];",
      "  \"talks\" [shape = ellipse];",
      "  \"aid\" -> \"war\";",
      "  \"war\" -> \"war\" [style = dotted];",
      "  \"dead\" -> \"war\" [style = dotted];",
      "  \"war\" -> \"talks\" [style = dashed];",
      "}",
  };
  EXPECT_EQ(lines_of(to_dot(timeline)), expected);
}

}  // namespace
