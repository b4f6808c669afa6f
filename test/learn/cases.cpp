// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/learn/cases.hpp>

#include "../support/message.hpp"

namespace {

using namespace casus;
using casus::test::message;

constexpr Index unseen = Cases::missing;

Model garden() {
  Model model;
  const Event rain = model.add("rain", Bernoulli(0.2));
  const Category sky =
      model.add("sky", Categorical({"blue", "grey"}, cpt({rain}, {{{no}, {0.8, 0.2}}, {{yes}, {0.1, 0.9}}})));
  const Event wet = model.add(
      "wet", Bernoulli(table(
                 {rain, sky},
                 {{{no, "blue"}, 0.1}, {{no, "grey"}, 0.2}, {{yes, "blue"}, 0.8}, {{yes, "grey"}, 0.9}})));
  model.add("kind", Categorical({"mud", "pool"}, {0.5, 0.5}), {.when = wet});
  model.add("dreary", Deterministic(rain && wet));
  model.add("depth", Normal(0, 1));
  return model;
}

Cases read(const Model& model, const std::string& text) {
  std::istringstream in(text);
  CsvReader table(in, "t.csv");
  return read_cases(model, table);
}
std::string refused(const std::string& text) {
  return message([&] { read(garden(), text); });
}

TEST(Cases, CountMissingValuesThatMatter) {
  const Model model = garden();
  Cases cases(model, "data");
  cases.add({0, 0, 0, unseen, unseen, unseen});  // what is absent, and formulas, are known
  EXPECT_EQ(cases.incomplete(), 0);
  cases.add({0, 0, unseen, unseen, unseen, unseen});  // nothing observed depends on it
  EXPECT_EQ(cases.incomplete(), 0);
  cases.add({unseen, 0, 0, unseen, unseen, unseen});
  cases.add({unseen, 0, 0, 2, 0, 7});  // the same
  EXPECT_EQ(cases.incomplete(), 2);
  cases.add({0, 0, unseen, 1, unseen, unseen});
  EXPECT_EQ(cases.incomplete(), 3);
  EXPECT_EQ(cases.patterns(), 2 + 1);  // "dreary" was once observed
  EXPECT_EQ(cases.size(), 5);
  EXPECT_TRUE(cases.was_observed(3));
  EXPECT_FALSE(cases.was_observed(5));
}

TEST(Cases, AreReadByName) {
  const Cases cases = read(garden(), "id,wet,rain,sky,note\n1,yes,1,grey,\n2,NA,false,,x\n3,,NA,\"blue\",\n");
  EXPECT_EQ(cases.size(), 3);
  EXPECT_EQ(cases.source(), "t.csv");
  EXPECT_EQ(cases.unused_columns, (std::vector<std::string>{"id", "note"}));
  EXPECT_EQ(cases.hidden_variables, (std::vector<std::string>{"kind"}));
}

TEST(Cases, SayWhereWhatIsWrong) {
  EXPECT_EQ(refused("rain,sky\nyes,gray\n"),
            "t.csv:2:5: expected one of blue, grey, got 'gray'; did you mean 'grey'?");
  EXPECT_EQ(refused("rain,sky\nyes,grey\n2,grey\n"), "t.csv:3:1: expected one of no, yes, got '2'");
  EXPECT_EQ(
      refused("rain,depth\nyes,1\n"),
      "t.csv:1:6: expected columns of events and categories, which can be learned, got 'depth', which is a "
      "quantity");
  EXPECT_EQ(
      refused("rian\nyes\n"),
      "t.csv:1:1: expected a column that is an event or category of the model, got none (rian); did you mean "
      "'rain'?");
  EXPECT_EQ(refused("rain,wet,kind\nyes,yes,mud\nyes,no,mud\n"),
            "t.csv:3:8: expected no value, because 'wet' does not hold, got 'mud'; in kind");
  EXPECT_EQ(refused("kind,wet\nnone,yes\n"),
            "t.csv:2:1: expected a value, because 'wet' holds, got 'none'; in kind");
  EXPECT_EQ(refused("rain,wet,dreary\nyes,yes,yes\nyes,no,yes\n"),
            "t.csv:3:8: expected 'no' by its formula, got 'yes'; in dreary");
}

TEST(Cases, RefuseModelsThatCannotBeLearned) {
  Model model;
  const Quantity level = model.add("level", Normal(0, 1));
  model.add("breach", Bernoulli(logistic(level)));
  EXPECT_EQ(
      message([&] { Cases(model, "data"); }),
      "breach: expected a variable that depends on events and categories only, to be learned, got one that "
      "depends on 'level'");
  Model formula;
  const auto p = formula.parameter("p", Beta(1, 1));
  formula.add("a", Bernoulli(p));
  formula.add("b", Deterministic(p > 0.5));
  EXPECT_EQ(
      message([&] { Cases(formula, "data"); }),
      "b: expected a formula of events and categories, in a model to be learned, got one that reads the "
      "uncertain parameter 'p'");
  Model none;
  none.add("level", Normal(0, 1));
  EXPECT_EQ(message([&] { Cases(none, "data"); }), "model: expected an event or category to learn, got none");
  Cases cases(garden(), "data");
  EXPECT_EQ(message([&] {
              cases.add({0, 3, 0, 0, 0, 0});
            }),
            "sky: expected the number of a state, or -1, got 3");
  EXPECT_EQ(message([&] { cases.add({0}); }), "case: expected 6 states, got 1");
  EXPECT_EQ(cases.size(), 0);
}

}  // namespace
