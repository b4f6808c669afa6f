// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/model_file.hpp>
#include <casus/io/uai.hpp>
#include <casus/io/xdsl.hpp>
#include <casus/io/xmlbif.hpp>
#include <casus/model/text.hpp>

#include "../../support/message.hpp"
#include "../../support/network.hpp"

namespace casus {
namespace {

/// Four parents, and an equation of them in line 5.
std::string with_equation(const std::string& text, const std::string& parents = "a b d") {
  std::string escaped;
  for (const char c : text) escaped += c == '<' ? "&lt;" : c == '"' ? "&quot;" : std::string(1, c);
  return "<smile id=\"hybrid\"><nodes>\n"
         "<equation id=\"a\"><definition lower=\"-inf\" upper=\"inf\">a=Normal(2,1)</definition></equation>\n"
         "<equation id=\"b\"><definition>b = Uniform( 0, 4 )</definition></equation>\n"
         "<cpt id=\"d\"><state id=\"Low\"/><state id=\"Mid\"/><state "
         "id=\"High\"/><probabilities>0.2 0.3 0.5</probabilities></cpt>\n"
         "<equation id=\"x\"><parents>" +
         parents + "</parents><definition>" + escaped + "</definition></equation>\n</nodes></smile>\n";
}

std::string distribution_of(const std::string& text) {
  const Network network = read_xdsl(with_equation("x=" + text), "n.xdsl");
  return to_text(network.model.variables().back().distribution);
}

TEST(XdslEquation, ALawAloneHasThisLibrarysParameters) {
  const std::vector<std::pair<std::string, std::string>> laws = {
      {"Normal(a, 2)", "Normal(a, 2)"},
      {"uniform(1; 3)", "Uniform(1, 3)"},
      {"Exponential(0.5)", "Exponential(0.5)"},
      {"Lognormal(1, 0.5)", "LogNormal(1, 0.5)"},
      {"Gamma(2, 4)", "Gamma(2, 0.25)"},   // a shape and a scale
      {"Weibull(3, 2)", "Weibull(2, 3)"},  // a scale and a shape
      {"Beta(2, 5)", "Beta(2, 5)"},
      {"Triangular(0, 1, 5)", "Triangular(0, 1, 5)"},
      {"Truncnormal(0, 1, -1, 2)", "TruncatedNormal(0, 1, -1, 2)"},
      {"Poisson(2 * 3)", "Poisson(6)"},
      {"Binomial(10, 0.25)", "Binomial(10, 0.25)"},
      {"Bernoulli(0.25)", "Binomial(1, 0.25)"},
      {"Steps(0, 1, 3, 2, 1)", "Mixture(0.5: Uniform(0, 1), 0.5: Uniform(1, 3))"},
      {"CustomPDF(0, 1, 3, 0, 2, 0)", "Triangular(0, 1, 3)"},
      {"CustomPDF(0, 2, 1, 3)", "Mixture(0.25: Triangular(0, 0, 2), 0.75: Triangular(0, 2, 2))"},
      {"Normal(1, 2) + a", "Normal(1 + a, 2)"},
      {"2 * a - Normal(b, 0.5)", "Normal(2 * a - b, 0.5)"},
      {"Sum(a, b, Normal(0, 1))", "Normal(a + b + 0, 1)"},
      {"If(d = \"High\", Normal(1, 2), Normal(3, 2))", "Normal(if_then_else(d = High, 1, 3), 2)"},
      {"d = 0 ? Exponential(a) : 7",
       "Mixture(if_then_else(d = Low, 1, 0): Exponential(if_then_else(d = Low, a, 1)), if_then_else(d = Low, "
       "0, "
       "1): Deterministic(7))"},
  };
  for (const auto& [text, law] : laws) EXPECT_EQ(distribution_of(text), law) << text;
}

TEST(XdslEquation, AFormulaOfParentsIsDeterministic) {
  const std::vector<std::pair<std::string, std::string>> formulas = {
      {"3", "3"},
      {"a", "a"},
      {"a + 2 * b / 4 - 1", "a + 2 * b / 4 - 1"},
      {"-a^2", "-a * -a"},  // GeNIe's minus binds more tightly than its powers
      {"2^3^2", "64"},      // from the left
      {"a^-1", "1 / a"},
      {"2^d", "table(d: 1, 2, 4)"},
      {"d + 1", "table(d: 0, 1, 2) + 1"},
      {"a > b", "indicator(b < a)"},
      {"d <> \"Low\"", "indicator(not d = Low)"},
      {"\"Low\" = d", "indicator(d = Low)"},
      {"d = 2", "indicator(d = High)"},
      {"If(And(a > 0, b < 1), 1, 2)", "if_then_else(a > 0 and b < 1, 1, 2)"},
      {"Choose(d, 1, b, 9)", "if_then_else(d = Low, 1, if_then_else(d = Mid, b, 9))"},
      {"Switch(d, \"Low\", 1, \"Mid\", 2, 3)", "if_then_else(d = Low, 1, if_then_else(d = Mid, 2, 3))"},
      {"switch(d, \"Low\", 1, \"Mid\", 2, \"High\", 3)",
       "if_then_else(d = Low, 1, if_then_else(d = Mid, 2, 3))"},
      {"Choose(d, 1, 2)", "if_then_else(d = Low, 1, if_then_else(d = Mid, 2, 0))"},
      {"Choose(d, 1, 2, 3, 4)", "if_then_else(d = Low, 1, if_then_else(d = Mid, 2, 3))"},
      {"Choose(a, 5, 6)", "if_then_else(a = 0, 5, if_then_else(a = 1, 6, 0))"},
      {"Switch(d, \"Low\", 1)", "if_then_else(d = Low, 1, 0)"},
      {"Switch(a, 1, b)", "if_then_else(a = 1, b, 0)"},
      {"Max(a, b, 1)", "max(max(a, b), 1)"},
      {"Abs(a)", "abs(a)"},
      {"Sqrt(a) + a^0.5 + a^b + Pow10(a)", "sqrt(a) + pow(a, 0.5) + pow(a, b) + pow(10, a)"},
      {"Abs(-3) + Sqrt(16) + Max(1,2,3) + Min(4,5) + Sum(1,2,3) + SumSq(3,4) + Pow10(2) + Sign(-4)", "144"},
  };
  for (const auto& [text, formula] : formulas)
    EXPECT_EQ(distribution_of(text), "Deterministic(" + formula + ')') << text;
}

// E(x), from closed forms.
TEST(XdslEquation, WhatIsDrawnInTheMidstOfAnEquationIsAQuantityOfItsOwn) {
  const std::vector<std::pair<std::string, double>> means = {
      {"Bernoulli(0.25) * 0.8 + 0.2", 0.4},
      {"Normal(1, 1) * Normal(3, 2)", 3},
      {"Max(Exponential(1), Exponential(1))", 1.5},
      {"Choose(d, 1, Normal(5, 1), 9)", 0.2 + 1.5 + 4.5},
      {"Switch(Bernoulli(0.5), 0, 2, 1, 4, 100)", 3},  // drawn once
      {"Ln(Exp(a)) + Log10(100) + Log(8, 2)", 2 + 2 + 3},
      {"a^2 + d", 5 + 1.3},
      {"Xor(d = \"Low\", 1, 1)", 0.2},
      // A rate is out of its domain where the law is not taken; a is normal, so E(a; a > 0) is 2
      // F(2) + f(2).
      {"If(a > 0, Poisson(a), -1)", 2.0084907 - 0.0227501},
      {"If(a < 0, 0, If(a < 1, Uniform(0, a), Beta(a, a)))",
       0.5 * 0.8413447 + 0.5 * (2 * 0.1359051 - 0.1879801)},
      {"Or(d = \"Low\", d = \"Mid\")", 0.5},
  };
  for (const auto& [text, mean] : means) {
    const Network network = read_xdsl(with_equation("x=" + text), "n.xdsl");
    const Answer answer =
        estimate(network.model, {E(network.model.quantity("x"))}, {.trajectories = 200'000, .seed = 5})[0];
    EXPECT_NEAR(answer.value, mean, 5 * answer.standard_error + 1e-9) << text;
  }
  const Network network = read_xdsl(with_equation("x=Normal(1, 1) * Normal(3, 2)"), "n.xdsl");
  std::vector<std::string> names;
  for (const Variable& variable : network.model.variables()) names.push_back(variable.name);
  EXPECT_EQ(names, (std::vector<std::string>{"a", "b", "d", "x.draw1", "x.draw2", "x"}));
  ASSERT_EQ(network.quantities.size(), 3u);
  EXPECT_EQ(network.quantities[2].name(), "x");
  ASSERT_EQ(network.variables.size(), 1u);
  EXPECT_TRUE(network.warnings.empty());
}

// SMILE's tutorial of a hybrid network, with a table that reads a temperature by its intervals.
const std::string hybrid =
    "<smile id=\"air\" rejectoutliers=\"true\"><nodes>\n"
    "<cpt id=\"zone\"><state id=\"Temperate\"/><state id=\"Desert\"/><probabilities>0.5 "
    "0.5</probabilities></cpt>\n"
    "<cpt id=\"felt\"><state id=\"Hot\"/><state id=\"Warm\"/><state id=\"Cold\"/><parents>toa</parents>"
    "<probabilities>0 0.02 0.98 0.05 0.15 0.8 0.8 0.15 0.05</probabilities></cpt>\n"
    "<equation id=\"toa\"><parents>zone</parents><definition lower=\"-10\" upper=\"40\">"
    "toa=If(zone=&quot;Desert&quot;,Normal(22,5),Normal(11,10))</definition>"
    "<discretization><interval upper=\"0\"/><interval label=\"mild\" upper=\"20\"/><interval upper=\"40\"/>"
    "</discretization></equation>\n"
    "</nodes></smile>";

TEST(XdslEquation, ATableReadsTheIntervalOfAnEquation) {
  const Network network = read_xdsl(hybrid, "n.xdsl");
  const Model& model = network.model;
  EXPECT_EQ(model.category("toa.interval").states(),
            (std::vector<std::string>{"below 0", "mild", "20 or more"}));
  const auto below = [](double limit, double mean, double deviation) {
    return 0.5 * std::erfc((mean - limit) / deviation / std::sqrt(2.0));
  };
  const double cold = (below(0, 22, 5) + below(0, 11, 10)) / 2;
  const double not_hot = (below(20, 22, 5) + below(20, 11, 10)) / 2;
  const double hot = 0.05 * (not_hot - cold) + 0.8 * (1 - not_hot);
  const Answer answer =
      estimate(model, {P(model.category("felt") == "Hot")}, {.trajectories = 200'000, .seed = 3})[0];
  EXPECT_NEAR(answer.value, hot, 5 * answer.standard_error);
  const std::string end =
      "<equation id=\"y\"><definition>y=1</definition><discretization><interval "
      "upper=\"2\"/></discretization></equation></nodes>";
  EXPECT_FALSE(read_xdsl("<smile><nodes>" + end + "</smile>", "n.xdsl").model.find("y.interval"));
}

TEST(XdslEquation, BoundsAreWarnedOf) {
  const std::string condition = "toa >= -10 and toa <= 40";
  EXPECT_EQ(
      read_xdsl(hybrid, "n.xdsl").warnings,
      (std::vector<std::string>{"n.xdsl: GeNIe leaves out samples in which a value is beyond its bounds; "
                                "here none is left out unless it is given that " +
                                condition}));
  std::string kept = hybrid;
  kept.erase(kept.find(" rejectoutliers"), std::string(" rejectoutliers=\"true\"").size());
  EXPECT_EQ(read_xdsl(kept, "n.xdsl").warnings,
            (std::vector<std::string>{"n.xdsl: bounds of equations are those of GeNIe's discretization, and "
                                      "values beyond them are kept: " +
                                      condition}));
}

TEST(XdslEquation, OtherFormatsOfNetworksRefuseQuantities) {
  const Network network = read_xdsl(with_equation("x=a"), "n.xdsl");
  const std::string refusal =
      "a: expected an event or category, because network files cannot state others, got a quantity";
  EXPECT_EQ(test::message([&] { to_bif(network); }), refusal);
  EXPECT_EQ(test::message([&] { to_xmlbif(network); }), refusal);
  EXPECT_EQ(test::message([&] { to_uai(network); }), refusal);
  const std::string text = write_model(network.model);
  EXPECT_EQ(write_model(read_model(text, "n.toml")), text);
}

TEST(XdslEquation, RefusesAtItsPlace) {
  const std::string functions =
      "Abs, And, Bernoulli, Beta, Binomial, Choose, CustomPDF, Exp, Exponential, Gamma, If, Ln, Log, Log10, "
      "Lognormal, Max, Min, Normal, Or, Poisson, Pow10, Sign, Sqrt, Steps, Sum, SumSq, Switch, Triangular, "
      "Truncnormal, Uniform, Weibull, Xor";
  // Columns count from the x.
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"", "1: expected <definition>"},
      {"y=1", "54: expected an equation of this node, such as x = 2, got 'y'"},
      {"x", "55: expected '=' after 'x', got the end of the equation"},
      {"x=", "56: expected a number, a parent or a function, got the end of the equation"},
      {"x=1 2", "58: expected the end of the equation, got '2'"},
      {"x=a+", "58: expected a number, a parent or a function, got the end of the equation"},
      {"x=aa", "56: expected a parent of the node, got 'aa'; did you mean 'a'?"},
      {"x=Norml(1,2)",
       "56: expected a function that is known here (" + functions + "), got 'Norml'; did you mean 'Normal'?"},
      {"x=Normal(1)", "56: expected 2 arguments of Normal, got 1"},
      {"x=Log(2)",
       "56: expected 2 arguments of Log, got 1; Ln is the natural logarithm, Log10 the decimal one"},
      {"x=Normal(1,-1)", "1: expected a positive finite number as scale, got -1"},
      {"x=(a", "58: expected ')', got the end of the equation"},
      {"x=Max(a", "61: expected ',' or ')', got the end of the equation"},
      {"x=a?1", "59: expected ':' and the other value of '?', got the end of the equation"},
      {"x=\"Low\"", "56: expected a number, got \"Low\", which only a discrete node is compared with"},
      {"x=\"Low", "56: expected a text that ends with \", got '\"Low'"},
      {"x=d=\"Hi\"", "58: expected one of the states Low, Mid, High, got 'Hi'; did you mean 'Mid'?"},
      {"x=Steps(0,1,2,1)",
       "56: expected one place more than heights in Steps: an odd number of arguments, got 4"},
      {"x=Steps(0,b,1)", "64: expected a number in Steps, got an expression"},
      {"x=Steps(1,0,1)", "64: expected places that increase, got 0 after 1"},
      {"x=CustomPDF(0,1,0,0)", "56: expected a density that is above 0 somewhere, got 0 everywhere"},
      {"x=CustomPDF(0,1,0,-1)", "72: expected a density from 0 on, got -1"},
      {"x=1e999", "56: expected a finite number, got '1e999'"},
      {"x=1 & 2", "58: expected the end of the equation, got '&'"},
      {"x=" + std::string(200, '('), "156: expected at most 100 levels of nesting, got more"},
  };
  for (const auto& [text, message] : wrong) {
    std::string file = with_equation(text);
    if (text.empty()) file.erase(file.find("<definition></definition>"), 25);
    const std::string got = test::message([&] { read_xdsl(file, "n.xdsl"); });
    EXPECT_EQ(got.substr(0, ("n.xdsl:5:" + message).size()), "n.xdsl:5:" + message) << text << '\n' << got;
  }
}

TEST(XdslEquation, RefusesWhatIsNoEquationOfAHybridNetwork) {
  const auto complaint = [](const std::string& all) {
    return test::message([&] { read_xdsl("<smile><nodes>\n" + all + "\n</nodes></smile>", "n.xdsl"); });
  };
  const std::string y = "<equation id=\"y\"><definition>y=1</definition></equation>\n";
  const std::string child =
      "<cpt id=\"c\"><state id=\"s\"/><parents>y</parents><probabilities>1</probabilities></cpt>";
  EXPECT_EQ(complaint(y + child),
            "n.xdsl:3:37: expected a parent with states, got the equation 'y'; have GeNIe discretize it");
  EXPECT_EQ(complaint("<equation id=\"y\"><parents>z</parents><definition>y=1</definition></equation>"),
            "n.xdsl:2:27: expected a declared variable, got 'z'; did you mean 'y'?");
  EXPECT_EQ(complaint("<equation id=\"y\"><parents>y</parents><definition>y=y</definition></equation>"),
            "n.xdsl:2:1: expected variables that do not depend on themselves, got the cycle 'y' -> 'y'");
  EXPECT_EQ(complaint("<equation id=\"y\"><definition lower=\"o\">y=1</definition></equation>"),
            "n.xdsl:2:37: expected a number, inf or -inf, got 'o'");
  const auto intervals = [&](const std::string& all) {
    return complaint("<equation id=\"y\"><definition>y=1</definition><discretization>\n" + all +
                     "</discretization></equation>\n" + child);
  };
  EXPECT_EQ(intervals("<interval upper=\"1\"/><interval upper=\"1\"/>"),
            "n.xdsl:3:39: expected intervals that follow on each other, got '1'");
  EXPECT_EQ(intervals("<interval label=\"l\"/>"),
            "n.xdsl:3:1: expected the attribute 'upper' of <interval>, got none");
  EXPECT_EQ(intervals("<interval label=\"l\" upper=\"1\"/><interval label=\"l\" upper=\"2\"/>"),
            "n.xdsl:3:49: expected states that differ, got 'l' twice");
  EXPECT_EQ(intervals("<space/>"),
            "n.xdsl:3:1: expected an element that is known in <discretization> (interval), got <space>");
  EXPECT_EQ(intervals("<interval label=\"l\" upper=\"1\"/>"), "no error");
}

TEST(XdslEquation, SurvivesEveryTruncationAndEveryLostByte) {
  test::expect_survives(hybrid, std::string("\"<>/&!1(\0\xff", 10),
                        [](const std::string& broken) { read_xdsl(broken, "n.xdsl"); });
}

}  // namespace
}  // namespace casus
