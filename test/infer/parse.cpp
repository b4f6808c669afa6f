// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/formula.hpp>
#include <casus/model/model.hpp>

#include "../support/timelines.hpp"

namespace {

using casus::Boolean;
using casus::Model;
using casus::no;
using casus::NodePtr;
using casus::parse_condition;
using casus::parse_interventions;
using casus::parse_query;
using casus::Query;
using casus::Real;
using casus::yes;

Model war() {
  using namespace casus;
  Model m;
  const auto p_entry = m.parameter("p_entry", casus::Beta(1.8, 35));
  m.parameter("share", Dirichlet{{1, 2}});
  const auto front = m.add("front", Categorical({"holding", "strained", "failing"}, {0.5, 0.38, 0.12}));
  m.add("ultimatum", Bernoulli(0.2));
  const auto entry = m.add("entry", Bernoulli(p_entry));
  m.add("troops", LogNormal(7.9, 0.9), {.when = entry, .unit = "soldiers"});
  m.add("defeat", Bernoulli(0.4), {.when = entry});
  m.add("output_change", Normal(-2, 3), {.unit = "%"});
  m.add("dead", Poisson(30));
  m.add("regime_change", Bernoulli(table(front, {{"holding", 0.02}, {"strained", 0.04}, {"failing", 0.1}})));
  m.add("stage", Categorical({"3 months", "12", "yes", "later"}, {0.25, 0.25, 0.25, 0.25}));
  m.add("aftermath", Categorical({"reform", "another autocracy"}, {0.5, 0.5}), {.when = entry});
  m.add("große Not", Bernoulli(0.1));
  m.add("exp", Normal(0, 1));
  m.add("and", Bernoulli(0.5));
  return m;
}

std::string again(const Model& model, const std::string& text) { return to_text(parse_query(model, text)); }

TEST(ParseQuery, SaysWhereATextOfAFileIsWrong) {
  const Model m = war();
  casus::Horizon h(casus::test::Everything().timeline, 6);
  const auto position = [](std::size_t byte) { return "questions.txt:7:" + std::to_string(10 + byte); };
  EXPECT_EQ(to_text(parse_query(m, "P(entry)", position)), "P(entry)");
  try {
    parse_query(m, "P(entri)", position);
    FAIL();
  } catch (const casus::Error& error) {
    EXPECT_EQ(error.subject(), "questions.txt:7:12");
  }
  try {
    parse_query(h, "P(by(nothing))", position);
    FAIL();
  } catch (const casus::Error& error) {
    EXPECT_EQ(error.subject(), "questions.txt:7:15");
  }
}

TEST(ParseQuery, ReadsEveryFormOfQuestion) {
  const Model m = war();
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"P(entry)", "P(entry)"},
      {"  P ( entry\t)\n", "P(entry)"},
      {"P(entry=yes)", "P(entry)"},
      {"P(entry == no)", "P(not entry)"},
      {"P(entry != no)", "P(entry)"},
      {"P(entry != true)", "P(not entry)"},
      {"P(no = entry)", "P(not entry)"},
      {"P((entry or defeat) = false)", "P(not (entry or defeat))"},
      {"P(yes)", "P(yes)"},
      {"P(entry and not ultimatum)", "P(entry and not ultimatum)"},
      {"P(entry && !ultimatum)", "P(entry and not ultimatum)"},
      {"P(entry||ultimatum|defeat||entry)", "P(entry or ultimatum | defeat or entry)"},
      {"P(entry or ultimatum and defeat)", "P(entry or ultimatum and defeat)"},
      {"P((entry or ultimatum) and defeat)", "P((entry or ultimatum) and defeat)"},
      {"P(entry or (ultimatum or defeat))", "P(entry or (ultimatum or defeat))"},
      {"P(not not entry)", "P(not not entry)"},
      {"P(not front = failing)", "P(not front = failing)"},
      {"P(front != failing)", "P(not front = failing)"},
      {"P(\"front\" == \"failing\")", "P(front = failing)"},
      {"P(stage = \"3 months\")", "P(stage = \"3 months\")"},
      {"P(stage = 12)", "P(stage = \"12\")"},
      {"P(stage = yes)", "P(stage = \"yes\")"},
      {"P(aftermath = none)", "P(aftermath = none)"},
      {"P(\"große Not\" | \"and\" and \"große Not\")", "P(\"große Not\" | \"and\" and \"große Not\")"},
      {"P(dead > 20)", "P(dead > 20)"},
      {"P(dead >= 20)", "P(dead >= 20)"},
      {"P(dead<20)", "P(dead < 20)"},
      {"P(dead <= 20)", "P(dead <= 20)"},
      {"P(dead = 20)", "P(dead = 20)"},
      {"P(dead != 20)", "P(not dead = 20)"},
      {"P(entry = 1)", "P(indicator(entry) = 1)"},
      {"P(entry = defeat)", "P(indicator(entry) = indicator(defeat))"},
      {"P(p_entry > 0.05)", "P(p_entry > 0.05)"},
      {"P(\"share[0]\" < .5)", "P(\"share[0]\" < 0.5)"},
      {"P(defeat | entry)", "P(defeat | entry)"},
      {"P(defeat given entry)", "P(defeat | entry)"},
      {"P(defeat | entry and front = failing)", "P(defeat | entry and front = failing)"},
      {"P(regime_change; do entry = no)", "P(regime_change; do entry = no)"},
      {"P(regime_change ;do entry==false,front=failing)", "P(regime_change; do entry = no, front = failing)"},
      {"P(regime_change | front = holding; do entry = yes, troops = 2e3, output_change = - 4)",
       "P(regime_change | front = holding; do entry = yes, troops = 2000, output_change = -4)"},
      {"P(entry; do dead = 3, stage = 12)", "P(entry; do dead = 3, stage = \"12\")"},
      {"E(dead)", "E(dead)"},
      {"E(troops | entry)", "E(troops | entry)"},
      {"E(entry)", "E(indicator(entry))"},
      {"E(2 * entry)", "E(2 * indicator(entry))"},
      {"E(indicator(front = failing))", "E(indicator(front = failing))"},
      {"E(dead * (1 - p_entry) / 3)", "E(dead * (1 - p_entry) / 3)"},
      {"E(dead - (2 - 1) - -3)", "E(dead - (2 - 1) - -3)"},
      {"E(dead-1-2)", "E(dead - 1 - 2)"},
      {"E(-dead * -(dead + 1))", "E(-dead * -(dead + 1))"},
      {"E(-(-dead))", "E(-(-dead))"},
      {"E(-(-3))", "E(-(-3))"},
      {"E(--3)", "E(-(-3))"},
      {"E(exp(log(dead + 1)))", "E(exp(log(dead + 1)))"},
      {"E(exp + exp(exp))", "E(exp + exp(exp))"},
      {"E(logistic(output_change))", "E(logistic(output_change))"},
      {"E(sqrt(dead)+pow(dead,2))", "E(sqrt(dead) + pow(dead, 2))"},
      {"P(abs(output_change) > floor(dead / 2))", "P(floor(dead / 2) < abs(output_change))"},
      {"E(pow(pow(2, entry), -.5))", "E(pow(pow(2, indicator(entry)), -0.5))"},
      {"E(min(dead, max(3, 4)))", "E(min(dead, max(3, 4)))"},
      {"E(clamp(dead, 0, 10))", "E(min(max(dead, 0), 10))"},
      {"E(if_then_else(entry, troops, 0))", "E(if_then_else(entry, troops, 0))"},
      {"E(scale_odds(p_entry, 2))", "E(scale_odds(p_entry, 2))"},
      {"quantile(dead, 0.9)", "quantile(dead, 0.9)"},
      {"quantile(troops,.05|entry;do front=failing)", "quantile(troops, 0.05 | entry; do front = failing)"},
      {"distribution(front)", "distribution(front)"},
      {"distribution(front = failing | entry)", "distribution(front = failing | entry)"},
      {"sd(dead | entry)", "sd(dead | entry)"},
      {"variance(dead; do entry = no)", "variance(dead; do entry = no)"},
      {"least(dead|entry)", "least(dead | entry)"},
      {"greatest(dead + 1; do entry = no)", "greatest(dead + 1; do entry = no)"},
      {"distribution(aftermath | entry)", "distribution(aftermath | entry)"},
      {"histogram(output_change, -10, -5, 0)", "histogram(output_change, -10, -5, 0)"},
      {"histogram(dead, 0, 1e1, 2.5e1 | entry)", "histogram(dead, 0, 10, 25 | entry)"},
  };
  for (const auto& [text, canonical] : forms) {
    SCOPED_TRACE(text);
    ASSERT_NO_THROW(again(m, text));
    EXPECT_EQ(again(m, text), canonical);
    EXPECT_EQ(again(m, canonical), canonical);
  }
}

TEST(ParseQuery, AsksWhatTheBuildersAsk) {
  const Model m = war();
  const Query quantile = parse_query(m, "quantile(troops, 0.9 | entry; do ultimatum = no)");
  EXPECT_EQ(quantile.asks(), Query::Asks::quantile);
  EXPECT_EQ(quantile.probability(), 0.9);
  EXPECT_EQ(quantile.target(), m.find("troops"));
  ASSERT_TRUE(quantile.condition());
  EXPECT_EQ(quantile.condition()->node(), m.find("entry"));
  ASSERT_EQ(quantile.interventions().size(), 1u);
  EXPECT_EQ(quantile.interventions()[0].variable, m.find("ultimatum"));
  EXPECT_EQ(quantile.interventions()[0].value, 0);
  EXPECT_EQ(parse_query(m, "histogram(dead, 0, 10, 20)").edges(), (std::vector<double>{0, 10, 20}));
  EXPECT_EQ(parse_query(m, "distribution(front)").target(), m.find("front"));
}

TEST(ParseCondition, ReadsAConditionAlone) {
  const Model m = war();
  EXPECT_EQ(to_text(parse_condition(m, " entry and not defeat ")), "entry and not defeat");
  EXPECT_EQ(to_text(parse_condition(m, "front = failing or dead > 3")), "front = failing or dead > 3");
}

TEST(ParseEvidence, AddsWhatWasSeenToAQuestion) {
  const Model m = war();
  const Query query = casus::parse_evidence(
      m, parse_query(m, "P(defeat)"), "entry, observed(output_change, 2.5), likelihood(ultimatum, 0.2, 0.9)");
  EXPECT_EQ(to_text(query),
            "P(defeat | entry, observed(output_change, 2.5), likelihood(ultimatum, 0.2, 0.9))");
}

TEST(ParseInterventions, ReadsSettingsAlone) {
  const Model m = war();
  const auto settings =
      parse_interventions(m, "entry = no, front = failing, \"große Not\" = yes, troops = 100");
  ASSERT_EQ(settings.size(), 4u);
  EXPECT_EQ(settings[0].variable, m.find("entry"));
  EXPECT_EQ(settings[0].value, 0);
  EXPECT_EQ(settings[1].value, 2);
  EXPECT_EQ(settings[2].variable, m.find("große Not"));
  EXPECT_EQ(settings[2].value, 1);
  EXPECT_EQ(settings[3].value, 100);
}

struct Bad {
  std::string text;
  int column;
  std::string message;  // a part of it
};

template <class Parse> void expect_refused(const Parse& parse, const Bad& bad) {
  SCOPED_TRACE(bad.text.substr(0, 80));
  try {
    parse(bad.text);
    ADD_FAILURE() << "was accepted";
  } catch (const casus::Error& error) {
    EXPECT_EQ(error.subject(), "question:1:" + std::to_string(bad.column)) << error.what();
    EXPECT_NE(std::string(error.what()).find(bad.message), std::string::npos) << error.what();
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
  }
}

std::string repeated(const std::string& piece, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += piece;
  return all;
}

TEST(ParseQuery, PointsAtWhatIsWrong) {
  const Model m = war();
  const std::vector<Bad> all = {
      // the question itself
      {"", 1, "expected a question such as P(event), got an empty text"},
      {"   ", 1, "got an empty text"},
      {"entry", 1,
       "expected P, E, variance, sd, quantile, expected_shortfall, correlation, median, least, greatest, "
       "distribution or histogram, got "
       "'entry'"},
      {"leest(dead)", 1, "did you mean 'least'?"},
      {"greatest(front)", 10, "expected a quantity"},
      {"p(entry)", 1, "did you mean 'P'?"},
      {"quantil(dead, 0.5)", 1, "did you mean 'quantile'?"},
      {"\"P\"(entry)", 1, "expected P, E"},
      {"3", 1, "got '3'"},
      {"P entry", 3, "expected '(' after P, got 'entry'"},
      {"P", 2, "expected '(' after P, got the end of the text"},
      {"P()", 3, "expected a name, a number or '(', got ')'"},
      {"P(entry", 8, "got the end of the text; '(' at question:1:2 is not closed"},
      {"P(entry))", 9, "expected the end of the question, got ')'; it has no matching '('"},
      {"P(entry) and defeat", 10, "expected the end of the question, got 'and'"},
      {"P(entry, defeat)", 8, "events are joined with 'and'"},
      {"P(entry defeat)", 9, "expected '|', ';' or ')', got 'defeat'"},
      {"P(P(entry) > 0.5)", 3, "expected one of the functions"},
      // characters and names
      {"P(entry & defeat)", 9, "'and' is written and or &&"},
      {"P(dead > 5%)", 11, "5 % is written 0.05"},
      {"P(entry ? 1)", 9, "the character '?'"},
      {"P(größe)", 5, "the character 'ö'; names that are not identifiers need double quotes"},
      {"P(\"große Not\" and entri)", 19, "did you mean 'entry'?"},
      {"P(\"große Not)", 3, "expected a name that ends in a double quote"},
      {"P(\"grosse Not\")", 3, "did you mean 'große Not'?"},
      {"P(regime_chang)", 3, "got 'regime_chang'; did you mean 'regime_change'?"},
      {"P(p_entri > 0)", 3, "did you mean 'p_entry'?"},
      {"P(\"\")", 3, "expected the name of a variable or parameter"},
      {"P(failing)", 3, "got 'failing', a state; write front = failing"},
      {"P(front = failing and \x01)", 23, "\\x01"},
      {std::string("P(entry") + '\0' + ")", 8, "\\x00"},
      {"P(and)", 3, "expected a name, a number or '(', got 'and'"},
      {"P(entry and)", 12, "expected a name, a number or '(', got ')'"},
      {"P(or entry)", 3, "got 'or'"},
      {"P(entry not defeat)", 9, "got 'not'"},
      {"P(1 + not entry)", 7, "here it needs parentheses"},
      {"P(+3 < dead)", 3, "got '+'"},
      // numbers
      {"P(dead > 1.2.3)", 10, "expected a number, got '1.2.3'"},
      {"P(dead > 12abc)", 10, "expected a number, got '12abc'"},
      {"P(dead > 1e)", 10, "expected a number, got '1e'"},
      {"P(dead > 0x10)", 10, "expected a number, got '0x10'"},
      {"P(dead > 1e999)", 10, "in the range of a double, got '1e999'"},
      {"P(dead > 1,5)", 11, "got ','"},
      // types
      {"P(dead)", 3, "expected a condition, got 'dead', a count; compare it"},
      {"P(troops | entry)", 3, "expected a condition, got 'troops', a quantity"},
      {"P(p_entry)", 3, "expected a condition, got 'p_entry', a parameter"},
      {"P(dead * 2)", 3, "expected a condition, got 'dead * 2', a number"},
      {"P(3)", 3, "expected a condition, got '3', a number"},
      {"P(front)", 3, "expected a condition, got 'front', a category; name a state: front = holding"},
      {"P(entry | front)", 11, "expected a condition, got 'front', a category"},
      {"P(entry and (dead))", 13, "expected a condition, got '(dead)', a count"},
      {"P(not dead)", 7, "expected a condition, got 'dead', a count"},
      {"E(front)", 3, "expected a quantity, got 'front', a category; ask distribution(front)"},
      {"E(front + 1)", 3, "expected a number, got 'front', a category"},
      {"E(2 * front)", 7, "indicator(front = holding)"},
      {"E(-front)", 4, "expected a number"},
      {"E(exp(front))", 7, "expected a number"},
      {"P(3 = front)", 7, "expected a number, got 'front', a category"},
      {"P(front < failing)", 9,
       "expected '=' or '!=' after the category front, got '<'; its states have no order"},
      {"P(front = failng)", 11,
       "one of the states holding, strained, failing, got 'failng'; did you mean 'failing'?"},
      {"P(front = )", 11, "expected one of the states holding, strained, failing, got ')'"},
      {"P(front = (failing))", 11, "expected one of the states"},
      {"P(1 < dead < 3)", 12, "expected one comparison, got a second one, '<'; comparisons do not chain"},
      {"P(front = failing = yes)", 19, "comparisons do not chain"},
      {"distribution(dead)", 14, "expected a category or an event, got 'dead', a count"},
      // functions
      {"E(root(dead))", 3, "expected one of the functions exp, log, sqrt, pow, abs, floor, logistic"},
      {"E(logistc(dead))", 3, "did you mean 'logistic'?"},
      {"E(dead(3))", 3, "it is a name, and takes no arguments"},
      {"E(min(dead))", 3, "expected 2 arguments of min, got 1"},
      {"E(exp())", 3, "expected 1 argument of exp, got 0"},
      {"E(sqrt(dead, 2))", 3, "expected 1 argument of sqrt, got 2"},
      {"E(pow(dead))", 3, "expected 2 arguments of pow, got 1"},
      {"E(if_then_else(entry, 1))", 3, "expected 3 arguments of if_then_else, got 2"},
      {"E(if_then_else(dead, 1, 2))", 16, "expected a condition, got 'dead', a count"},
      {"E(indicator(dead))", 13, "expected a condition"},
      {"E(clamp(dead, 1, 2, 3))", 3, "expected 3 arguments of clamp, got 4"},
      {"E(min(dead, 3)", 15, "got the end of the text; '(' at question:1:2 is not closed"},
      {"E(min(dead 3))", 12, "expected ',' or ')', got '3'; '(' at question:1:6 is not closed"},
      {"E((dead + 1)", 13, "'(' at question:1:2 is not closed"},
      {"E((dead + 1", 12, "'(' at question:1:3 is not closed"},
      // quantiles and histograms
      {"quantile(dead)", 14, "expected ',' and a probability, got ')'"},
      {"quantile(dead, 1)", 16, "expected a probability in (0, 1), got 1"},
      {"quantile(dead, -0.5)", 16, "expected a probability in (0, 1), got -0.5"},
      {"quantile(dead, p_entry)", 16, "expected a probability in (0, 1), got 'p_entry'"},
      {"quantile(front, 0.5)", 10, "ask distribution(front)"},
      {"histogram(dead)", 15, "expected at least two edges, each after a comma, got ')'"},
      {"histogram(dead, 1)", 18, "expected at least two edges"},
      {"histogram(dead, 1, 3, 2)", 23, "expected edges that increase, got 2 after 3"},
      {"histogram(dead, 1, entry)", 20, "expected an edge of the histogram, a number, got 'entry'"},
      {"histogram(front, 1, 2)", 11, "ask distribution(front)"},
      // given and done
      {"P(entry | )", 11, "expected a name, a number or '('"},
      {"P(entry | defeat | ultimatum)", 18, "several conditions are joined with 'and'"},
      {"P(entry | do ultimatum = no)", 11, "interventions follow a semicolon"},
      {"P(entry do ultimatum = no)", 9, "interventions follow a semicolon"},
      {"P(entry; ultimatum = no)", 10, "expected 'do' or 'had', got 'ultimatum'"},
      {"P(entry | observed(entry, 2))", 27, "expected yes or no, since entry is an event, got '2'"},
      {"P(entry | observed(front, breaking))", 27, "expected one of the states holding, strained, failing"},
      {"P(entry | observed(entry))", 25, "expected ',' and the observed state"},
      {"P(entry | observed(p_entry, 0.1))", 20, "expected the name of a variable"},
      {"P(entry | observed(dead, 2, 3))", 11, "expected one value of dead, got 2"},
      {"P(entry | likelihood(entry, 1))", 11, "expected 2 likelihoods, one per state, got 1"},
      {"P(entry | likelihood(entry, 0, 0))", 11, "expected a signal that is possible in some state"},
      {"P(entry | likelihood(dead, 1, 1))", 22, "expected the name of an event or category"},
      {"P(entry; had ultimatum = no; do entry = no)", 28, "expected ',' or ')'"},
      {"P(entry; do ultimatum = no; do entry = no)", 29, "expected 'had', got 'do'"},
      {"P(entry; do)", 12, "expected the name of a variable, got ')'"},
      {"P(entry; do ultimatum)", 22, "expected '=' and the value that ultimatum is set to, got ')'"},
      {"P(entry; do not ultimatum)", 13, "expected the name of a variable, got 'not'"},
      {"P(entry; do ultimatum and defeat = no)", 23, "expected '=' and the value that ultimatum is set to"},
      {"P(entry; do dead + 1 = 3)", 18, "only a variable can be set"},
      {"P(entry; do dead < 3)", 18, "only a variable can be set"},
      {"P(entry; do ultimatun = no)", 13, "did you mean 'ultimatum'?"},
      {"P(entry; do p_entry = 0.1)", 13, "got 'p_entry', a parameter; only a variable can be set"},
      {"P(entry; do ultimatum = maybe)", 25, "expected yes or no, since ultimatum is an event, got 'maybe'"},
      {"P(entry; do ultimatum = 1)", 25, "expected yes or no"},
      {"P(entry; do front = yes)", 21, "expected one of the states holding, strained, failing, got 'yes'"},
      {"P(entry; do front = fail)", 21, "did you mean 'failing'?"},
      {"P(entry; do dead = yes)", 20, "expected dead's value, a number, got 'yes'"},
      {"P(entry; do dead = 1.5)", 20, "expected a whole number, since dead is a count, got 1.5"},
      {"P(entry; do dead = -1)", 20, "expected a whole number, since dead is a count, got -1"},
      {"P(entry; do dead = 1 + 1)", 22, "expected ',' or ')', got '+'"},
      {"P(entry; do front = failing, front = holding)", 30,
       "expected one setting of front, got a second one"},
      {"P(entry; do front = failing | defeat)", 29, "evidence comes before interventions"},
      {"P(entry; do front = failing,)", 29, "expected the name of a variable"},
      // limits
      {"P(" + repeated("(", 101) + "entry" + repeated(")", 102), 103, "at most 100 levels of nesting"},
      {"P(" + repeated("not ", 101) + "entry)", 403, "at most 100 levels of nesting"},
      {"E(" + repeated("-", 101) + "dead)", 103, "at most 100 levels of nesting"},
      {"E(" + repeated("exp(", 101) + "dead" + repeated(")", 102), 403, "at most 100 levels of nesting"},
      {"P(" + repeated("(", 60000), 103, "at most 100 levels of nesting"},
      {"E(dead" + repeated("+1", 40001) + ")", 80007, "at most 40000 operations"},
      {"P(entry)" + repeated(" ", 1 << 20), 1, "at most 1048576 bytes"},
  };
  EXPECT_GE(all.size(), 100u);
  for (const Bad& bad : all) expect_refused([&](const std::string& text) { parse_query(m, text); }, bad);
}

TEST(ParseCondition, PointsAtWhatIsWrong) {
  const Model m = war();
  for (const Bad& bad : std::vector<Bad>{{"", 1, "expected a condition, got an empty text"},
                                         {"entry;", 6, "expected the end of the condition, got ';'"},
                                         {"entry | defeat", 7, "expected the end of the condition, got '|'"},
                                         {"P(entry)", 1, "expected one of the functions"},
                                         {"entry)", 6, "it has no matching '('"},
                                         {"dead", 1, "expected a condition"}})
    expect_refused([&](const std::string& text) { parse_condition(m, text); }, bad);
}

TEST(ParseEvidence, PointsAtWhatIsWrong) {
  const Model m = war();
  const Query query = parse_query(m, "P(defeat)");
  for (const Bad& bad :
       std::vector<Bad>{{"", 1, "expected a condition or observed(...), got an empty text"},
                        {"entry; do", 6, "expected ',' or the end of the evidence, got ';'"},
                        {"entry and observed(output_change, 2)", 11, "it is an item of its own after '|'"},
                        {"observed(entry, 2)", 17, "expected yes or no, since entry is an event, got '2'"}})
    expect_refused([&](const std::string& text) { casus::parse_evidence(m, query, text); }, bad);
}

TEST(ParseInterventions, PointsAtWhatIsWrong) {
  const Model m = war();
  for (const Bad& bad :
       std::vector<Bad>{{" ", 1, "expected a setting such as event = no, got an empty text"},
                        {"do entry = no", 1, "expected the name of a variable, got 'do'"},
                        {"entry = no; front = failing", 11, "',' or the end of the settings"},
                        {"entry", 6, "expected '=' and the value that entry is set to"},
                        {"entry = no, entry = yes", 13, "got a second one"},
                        {"entyr = no", 1, "did you mean 'entry'?"}})
    expect_refused([&](const std::string& text) { parse_interventions(m, text); }, bad);
}

TEST(ParseQuery, CountsLinesWhereThereAreSeveral) {
  const Model m = war();
  try {
    parse_query(m, "P(entry and\n  entri)");
    FAIL();
  } catch (const casus::Error& error) {
    EXPECT_EQ(error.subject(), "question:2:3");
  }
}

TEST(ParseQuery, CutsLongNamesInMessagesBetweenCharacters) {
  const Model m = war();
  try {
    parse_query(m, "P(\"" + repeated("ä", 100) + "\")");
    FAIL();
  } catch (const casus::Error& error) {
    EXPECT_EQ(error.got(), "'\"" + repeated("ä", 29) + "...'");
  }
}

TEST(ParseQuery, AcceptsTheDeepestNestingAndTheLongestChain) {
  const Model m = war();
  EXPECT_NO_THROW(again(m, "P(" + repeated("(", 100) + "entry" + repeated(")", 101)));
  const std::string chain = "E(dead" + repeated(" + 1", 1000) + ")";
  EXPECT_EQ(again(m, chain), chain);
}

TEST(ParseQuery, RefusesOrReadsAnyRowOfWords) {
  const Model m = war();
  const std::vector<std::string> words = {"P(",         "E(",      "quantile(", "distribution(",
                                          "histogram(", "(",       ")",         ")",
                                          ")",          ",",       "|",         "||",
                                          ";",          "do",      "; do",      "given",
                                          "and",        "or",      "not",       "!",
                                          "=",          "==",      "!=",        "<",
                                          "<=",         ">",       "+",         "-",
                                          "*",          "/",       "yes",       "no",
                                          "entry",      "front",   "failing",   "dead",
                                          "troops",     "p_entry", "\"",        "0.5",
                                          "1e3",        "exp(",    "clamp(",    "if_then_else(",
                                          "ä",          "."};
  std::mt19937_64 engine(1);
  std::uniform_int_distribution<std::size_t> length(1, 12), word(0, words.size() - 1);
  int read = 0;
  for (int i = 0; i < 200000; ++i) {
    std::string text;
    for (std::size_t left = length(engine); left > 0; --left) text += words[word(engine)] + ' ';
    try {
      const std::string once = again(m, text);
      ++read;
      ASSERT_EQ(again(m, once), once) << text;
    } catch (const casus::Error& error) {
      ASSERT_TRUE(error.subject().starts_with("question:1:")) << error.what();
    }
  }
  EXPECT_GT(read, 0);
}

/// Draws expressions of every operation that the language can say.
class RandomExpressions {
public:
  explicit RandomExpressions(const Model& model) : model_(model) {}

  Query query() {
    Query drawn = target();
    if (below(2) == 0) drawn = drawn.given(condition(3));
    if (below(3) == 0) drawn = drawn.under(set(model_.event("ultimatum"), below(2) == 0));
    if (below(3) == 0) drawn = drawn.under(set(model_.category("stage"), "3 months"));
    if (below(3) == 0) drawn = drawn.under(set(model_.quantity("output_change"), literal()));
    return drawn;
  }

  Boolean condition(int depth) {
    if (depth == 0) {
      switch (below(5)) {
        case 0: return model_.event("entry");
        case 1: return model_.event("große Not");
        case 2: return model_.category("front") == "failing";
        case 3: return model_.category("stage") == "yes";
        default: return below(2) == 0 ? yes : no;
      }
    }
    switch (below(7)) {
      case 0: return condition(depth - 1) && condition(depth - 1);
      case 1: return condition(depth - 1) || condition(depth - 1);
      case 2: return !condition(depth - 1);
      case 3: return number(depth - 1) < number(depth - 1);
      case 4: return number(depth - 1) <= number(depth - 1);
      case 5: return number(depth - 1) == number(depth - 1);
      default: return condition(0);
    }
  }

  Real number(int depth) {
    if (depth == 0) {
      switch (below(6)) {
        case 0: return model_.quantity("dead");
        case 1: return model_.quantity("exp");
        case 2: return Real(model_.find_parameter("share[0]"));
        case 3: return Real(model_.find_parameter("p_entry"));
        default: return literal();
      }
    }
    switch (below(18)) {
      case 0: return number(depth - 1) + number(depth - 1);
      case 1: return number(depth - 1) - number(depth - 1);
      case 2: return number(depth - 1) * number(depth - 1);
      case 3: return number(depth - 1) / number(depth - 1);
      case 4: return -number(depth - 1);
      case 5: return exp(number(depth - 1));
      case 6: return log(number(depth - 1));
      case 7: return logistic(number(depth - 1));
      case 8: return (casus::min)(number(depth - 1), number(depth - 1));
      case 9: return (casus::max)(number(depth - 1), number(depth - 1));
      case 10: return scale_odds(number(depth - 1), number(depth - 1));
      case 11: return if_then_else(condition(depth - 1), number(depth - 1), number(depth - 1));
      case 12: return clamp(number(depth - 1), literal(), literal());
      case 13: return sqrt(number(depth - 1));
      case 14: return pow(number(depth - 1), number(depth - 1));
      case 15: return abs(number(depth - 1));
      case 16: return floor(number(depth - 1));
      default: return condition(depth - 1);
    }
  }

  double uniform() { return std::uniform_real_distribution<double>(0, 1)(engine_); }
  int below(int count) { return std::uniform_int_distribution<int>(0, count - 1)(engine_); }

private:
  Query target() {
    switch (below(5)) {
      case 0: return P(condition(4));
      case 1: return E(number(4));
      case 2: return quantile(number(3), 0.001 + 0.998 * uniform());
      case 3: return distribution_of(model_.category("stage"));
      default: return histogram(number(3), {-1e-300, uniform(), 1 + uniform(), 1e300});
    }
  }

  double literal() {
    const double magnitude = std::ldexp(uniform(), below(120) - 60);
    return below(4) == 0 ? below(10) - 5 : (below(2) == 0 ? magnitude : -magnitude);
  }

  const Model& model_;
  std::mt19937_64 engine_{20221110};
};

struct Assignment {
  std::vector<double> variables, parameters;
  double variable(casus::Index index) const { return variables[static_cast<std::size_t>(index)]; }
  double parameter(casus::Index index) const { return parameters[static_cast<std::size_t>(index)]; }
};

TEST(ParseQuery, ReadsBackWhatToTextWrites) {
  const Model m = war();
  RandomExpressions draw(m);
  std::vector<double> scratch;
  for (int i = 0; i < 5000; ++i) {
    const Query query = draw.query();
    const std::string text = to_text(query);
    SCOPED_TRACE(text);
    ASSERT_NO_THROW(parse_query(m, text));
    const Query read = parse_query(m, text);
    ASSERT_EQ(to_text(read), text);
    ASSERT_EQ(read.asks(), query.asks());
    ASSERT_EQ(read.probability(), query.probability());
    ASSERT_EQ(read.edges(), query.edges());
    if (query.asks() == Query::Asks::distribution) continue;
    const casus::Formula before(query.target()), after(read.target());
    for (int k = 0; k < 5; ++k) {
      Assignment at;
      for (const auto& variable : m.variables())
        at.variables.push_back(variable.is_discrete() ? draw.below(static_cast<int>(variable.states.size()))
                                                      : 10 * draw.uniform() - 5);
      for (std::size_t j = 0; j < m.parameters().size(); ++j) at.parameters.push_back(draw.uniform());
      const double wanted = before.evaluate(at, scratch), got = after.evaluate(at, scratch);
      ASSERT_TRUE(got == wanted || (std::isnan(got) && std::isnan(wanted))) << wanted << " became " << got;
    }
  }
}

// ---- over time

std::string again(casus::Horizon& h, const std::string& text) { return to_text(parse_query(h, text)); }

TEST(ParseOverTime, ReadsEveryFormOfQuestionAndWhatItWrites) {
  casus::test::Everything e;
  casus::Horizon h(e.timeline, 6);
  const std::vector<std::pair<std::string, std::string>> forms = {
      {"P(at(war, 3))", "P(at(war, 3))"},
      {"P(by(war, \"Jan\") and ever(fall))", "P(by(war, 1) and ever(fall))"},
      {"P(by(war, Jan))", "P(by(war, 1))"},
      {"P(by(\"war\", \"month 5\"))", "P(by(war, 5))"},
      {"P(first_at(fall, 2) or always(war, 2) or always(war))",
       "P(first_at(fall, 2) or always(war, 2) or always(war))"},
      {"P(before(retreat, fall) and within(fall, 2, retreat))",
       "P(before(retreat, fall) and within(fall, 2, retreat))"},
      {"E(sum(losses, 5) + maximum(strain, 5) + count(war, 5))",
       "E(sum(losses, 5) + maximum(strain, 5) + count(war, 5))"},
      {"E(first(fall) | ever(fall))", "E(first(fall) | ever(fall))"},
      {"P(at(front, 2) = failing | mobilised)", "P(at(front, 2) = failing | mobilised)"},
      {"distribution(at(front, 2))", "distribution(at(front, 2))"},
      {"quantile(at(strain, 3), 0.9)", "quantile(at(strain, 3), 0.9)"},
      {"P(ever(fall) | not by(war, 2), observed(at(strain, 3), 1.5), likelihood(at(war, 4), 0.1, 0.9))",
       "P(ever(fall) | not by(war, 2), observed(at(strain, 3), 1.5), likelihood(at(war, 4), 0.1, 0.9))"},
      {"P(ever(fall); do at(war, 2) = no, reserve = 3)", "P(ever(fall); do at(war, 2) = no, reserve = 3)"},
      {"P(ever(fall); do at(war, 2 to 4) = no)", "P(ever(fall); do at(war, 2 to 4) = no)"},
      {"P(ever(fall); do war = no)", "P(ever(fall); do at(war, 0 to 5) = no)"},
      {"P(ever(fall) | ever(war); had at(front, 1) = holding)",
       "P(ever(fall) | ever(war); had at(front, 1) = holding)"},
      // Curves.
      {"P(by(fall))", "P(by(fall))"},
      {"P(at(war) and not by(fall) | at(war, 2); do retreat = no)",
       "P(at(war) and not by(fall) | at(war, 2); do at(retreat, 0 to 5) = no)"},
      {"E(sum(losses))", "E(sum(losses))"},
      {"distribution(first(fall) | by(war, 3))", "distribution(first(fall) | by(war, 3))"},
  };
  for (const auto& [text, expected] : forms) {
    EXPECT_EQ(again(h, text), expected);
    EXPECT_EQ(again(h, again(h, text)), again(h, text));
  }
  EXPECT_EQ(parse_query(h, "P(by(fall))").points().size(), 6u);
  EXPECT_EQ(parse_query(h, "distribution(first(fall))").points().size(), 7u);
  EXPECT_EQ(to_text(parse_condition(h, "at(war, 3) and mobilised")), "at(war, 3) and mobilised");
  EXPECT_EQ(parse_interventions(h, "war = no").size(), 6u);
}

TEST(ParseOverTime, TellsWhatIsWrongAndWhere) {
  casus::test::Everything e;
  casus::Horizon h(e.timeline, 6);
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"P(war)",
       "question:1:3: expected a function of the series, such as at(war, 3), got the series alone; "
       "by(war, 3) and ever(war) look at several steps; at(war) is its course"},
      {"P(at(wall, 2))", "question:1:6: expected the name of a series, got 'wall'; did you mean 'fall'?"},
      {"P(at(war, 6))", "question:1:11: expected a step, 0 to 5, got '6'"},
      {"P(at(war, 1.5))", "question:1:11: expected a step, 0 to 5, got '1.5'"},
      {"P(by(war, \"Jam\"))",
       "question:1:11: expected a step, 0 to 5 or its label in double quotes, got '\"Jam\"'; did you mean "
       "'Jan'?"},
      {"P(by(strain, 2))", "question:1:6: expected an event series, got 'strain', which is not one"},
      {"E(sum(war, 2))", "question:1:7: expected a series of quantities, got 'war', which is not one"},
      {"P(ever(fall) | at(war))",
       "question:1:22: expected ',' and a step, got ')'; evidence and interventions need their own step: "
       "at(..., 3)"},
      {"P(within(fall, 0, war))", "question:1:16: expected 1 to 200 steps, got 0"},
      {"P(before(fall))", "question:1:14: expected ',' and another event series, got ')'"},
      {"P(at(war, 2)",
       "question:1:13: expected '|', ';' or ')', got the end of the text; '(' at question:1:2 is not closed"},
      {"P(at(war, 2 3))", "question:1:13: expected ')' after at's arguments, got '3'"},
      {"P(ever(fall); do at(war, 4 to 2) = no)", "question:1:31: expected a step of at least 4, got 2"},
      {"P(ever(fall); do by(war, 2 to 3) = no)",
       "question:1:18: expected at, to set a series in several steps, got 'by'"},
      {"P(ever(fall); do war = 3)", "question:1:24: expected yes or no, since war is an event, got '3'"},
      {"P(ever(fall); do war = no, at(war, 2) = yes)",
       "question:1:28: expected one setting of at(war, 2), got a second one"},
  };
  for (const auto& [text, message] : wrong) {
    try {
      parse_query(h, text);
      ADD_FAILURE() << text << " was read";
    } catch (const casus::Error& error) {
      EXPECT_EQ(std::string(error.what()), message) << text;
    }
  }
}

TEST(ParsePolicy, SetsASeriesByWhatWasSeen) {
  casus::test::Everything e;
  casus::Timeline timeline = e.timeline;
  add_policy(timeline, "war = no when last(retreat) and not last(fall)");
  add_policy(timeline, "front = holding when war and last(strain) > 1");
  EXPECT_EQ(timeline.series()[0].policies.size(), 1u);
  EXPECT_TRUE(timeline.series()[0].policies[0].reads_last);
  EXPECT_EQ(to_text(timeline.series()[0].policies[0].when), "last(retreat) and not last(fall)");
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"war = no", "question:1:9: expected 'when' and a condition, got the end of the text"},
      {"wall = no when retreat",
       "question:1:1: expected the name of a variable, got 'wall'; did you mean 'fall'?"},
      {"war = no when strain > 1",
       "war: expected last step's values, or this step's of series declared before it, got 'strain' of this "
       "step"},
      {"front = bad when war",
       "question:1:9: expected one of the states holding, strained, failing, none, got 'bad'"},
      {"reserve = 3 when war", "reserve: expected the name of a series, got none of that name"},
  };
  for (const auto& [text, message] : wrong) {
    try {
      add_policy(timeline, text);
      ADD_FAILURE() << text << " was read";
    } catch (const casus::Error& error) {
      EXPECT_EQ(std::string(error.what()), message) << text;
    }
  }
  EXPECT_EQ(timeline.series()[0].policies.size(), 1u);
}

// What is printed reads back to the same question, whatever things are called.
TEST(ParseQuery, ReadsBackNamesThatReadAsExpressions) {
  Model m;
  const auto a = m.add("a", casus::Normal(0, 1)), b = m.add("b", casus::Normal(0, 1));
  std::vector<Real> numbers{(casus::max)(a, b)};
  std::vector<Boolean> conditions;
  for (const char* name : {"max(a, b)", "by(a, 3)", "at(a, 1)", "ever(a)", "a and b", "a = b", "exp", "P(a)"})
    numbers.emplace_back(m.add(name, casus::Normal(0, 1)));
  const auto front = m.add(
      "the front", casus::Categorical({"a = b", "max(a, b)", "at(a, 1)", "c"}, {0.25, 0.25, 0.25, 0.25}));
  for (const std::string& state : front.states()) conditions.push_back(front == state);
  std::vector<Query> asked{distribution_of(front)};
  for (const Real& one : numbers)
    for (const Boolean& condition : conditions) {
      asked.push_back(E(one + 1).given(condition || !(one > 0)));
      asked.push_back(P(condition && one > 2));
    }
  for (const std::string& state : front.states()) asked.push_back(E(numbers[1]).under(set(front, state)));
  asked.push_back(E(a).under(set(casus::Quantity(numbers[1].node()), 3)));
  asked.push_back(E(a).given(observed(casus::Quantity(numbers[2].node()), 3)));
  asked.push_back(E(a).given(likelihood(front, {1, 2, 3, 4})).counterfactually(set(front, "a = b")));
  for (const Query& query : asked) {
    const Query read = parse_query(m, to_text(query));
    EXPECT_EQ(to_text(read), to_text(query));
    EXPECT_TRUE(casus::detail::same_expression(read.target(), query.target())) << to_text(query);
    EXPECT_TRUE(casus::detail::Circumstances::of(read) == casus::detail::Circumstances::of(query))
        << to_text(query);
  }
}

TEST(ParseOverTime, ReadsBackSeriesWhoseNamesNeedQuotes) {
  casus::Timeline timeline;
  timeline.add("by(war, 3)", casus::Bernoulli(0.5));
  const auto war = timeline.event("the war"), other = timeline.event("war"), comma = timeline.event("a, b");
  const auto strain = timeline.quantity("max(a, b)");
  const auto front = timeline.category("front", {"a = b", "c"});
  for (const auto& series : {war, other, comma}) timeline.each(series, casus::Bernoulli(0.5));
  timeline.each(strain, casus::Normal(0, 1));
  timeline.each(front, casus::Categorical({"a = b", "c"}, {0.5, 0.5}));
  casus::Horizon h(timeline, 6);
  std::vector<Query> asked;
  for (const auto& series : {war, other, comma}) {
    for (const Boolean& one : {Boolean(h.at(series, 3)), Boolean(h.by(series, 3)), Boolean(h.ever(series)),
                               Boolean(h.always(series)), Boolean(h.first_at(series, 2)),
                               Boolean(h.within(series, 2, war)), Boolean(h.before(comma, series))})
      asked.push_back(P(one).given(h.at(front, 2) == "a = b"));
    asked.push_back(E(h.first(series)).given(h.ever(series)));
    asked.push_back(E(h.count(series, 4))
                        .under({set(h.at(front, 1), "a = b"), set(h.at(front, 2), "a = b"),
                                set(h.at(series, 4), no), set(h.at(series, 5), no)}));
    asked.push_back(first_time(h, series));
    asked.push_back(
        curve(h, [&](casus::Index t) { return P(h.by(series, t) && h.at(strain, t) > t * 0 + 3); }));
  }
  asked.push_back(E(h.sum(strain, 3) + h.maximum(strain, 3)).given(observed(h.at(strain, 0), 1)));
  asked.push_back(P(h.by(other, 3) && h.timeline().constants().event("by(war, 3)")));
  for (const Query& query : asked) {
    const std::string text = to_text(query);
    const Query read = parse_query(h, text);
    EXPECT_EQ(to_text(read), text);
    EXPECT_TRUE(casus::detail::same_expression(read.target(), query.target())) << text;
    EXPECT_TRUE(casus::detail::Circumstances::of(read) == casus::detail::Circumstances::of(query)) << text;
  }
  // A name in quotes is a name, whatever was asked before.
  EXPECT_THROW(parse_query(h, "P(\"at(war, 3)\")"), casus::Error);
  EXPECT_EQ(
      to_text(asked[8].under(set(h.at(war, 5), yes))),
      "E(count(\"the war\", 4); do at(front, 1 to 2) = \"a = b\", at(\"the war\", 4 to 5) = no, at(\"the "
      "war\", 5) = yes)");
  EXPECT_EQ(asked[10].course(), "P(by(\"the war\") and at(\"max(a, b)\") > 3");
}

}  // namespace
