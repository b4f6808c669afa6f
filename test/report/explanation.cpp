// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/explanation.hpp>

#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/model/model.hpp>

namespace casus {
namespace {

class Explained : public testing::Test {
protected:
  Explained() {
    explanation.sensitivity = sensitivity(m, P(rises));
    explanation.indicators = indicators(m, P(rises), watchable(m, P(rises)));
  }
  Model m;
  Parameter p = m.parameter("p", Uniform(0.1, 0.5));
  Parameter q = m.parameter("q", Uniform(0.2, 0.3));
  Event sign = m.add("sign", Bernoulli(p));
  Event rises = m.add("rises", Bernoulli(table(sign, {{no, q}, {yes, 0.8}})));
  Explanation explanation;
};

TEST_F(Explained, TheTextHasATableForEachAndFitsThePage) {
  const std::string text = to_text(explanation);
  for (const char* part :
       {"What drives P(rises) = ", "held at its low or high point", "0.12..0.48", "==", "|",
        "share of the variance", "with others", "rank correlation", "worth watching", "sign"})
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 90u) << line;
  EXPECT_LT(text.find("\np  "), text.find("\nq  "));  // the wider swing first
  EXPECT_NE(to_text(explanation, 1).find("(and 1 more parameters)"), std::string::npos);
}

TEST_F(Explained, TheJsonHasEveryFigureWithItsError) {
  const auto json = nlohmann::json::parse(to_json({explanation}));
  const auto& one = json.at("explanations").at(0);
  EXPECT_EQ(one.at("question"), "P(rises)");
  EXPECT_EQ(one.at("value").at("value"), explanation.sensitivity.answer.value);
  ASSERT_EQ(one.at("drivers").size(), 2u);
  const auto& driver = one.at("drivers").at(0);
  EXPECT_EQ(driver.at("parameter"), "p");
  EXPECT_EQ(driver.at("swing").at("value"), explanation.sensitivity.drivers[0].swing.value);
  EXPECT_EQ(driver.at("total").at("standard_error"),
            explanation.sensitivity.drivers[0].total->standard_error);
  const auto& indicator = one.at("indicators").at(0);
  EXPECT_EQ(indicator.at("name"), "sign");
  EXPECT_EQ(indicator.at("outcomes").size(), 2u);
  EXPECT_EQ(indicator.at("share").at("value"), explanation.indicators[0].share.value);
}

TEST(Explanation, SignsOverTimeHaveATableOfSharesByStep) {
  Explanation explanation;
  explanation.sensitivity.answer.question = "P(war)";
  for (const char* series : {"sign", "weather"})
    for (Index step = 0; step < 5; ++step) {
      Indicator one;
      one.series = series;
      one.step = step;
      one.seen_by = "month " + std::to_string(step);
      one.name = one.series + " by " + one.seen_by;
      one.reduction = {0.001 * static_cast<double>(step == 3 ? 9 : step), 0.0001};
      one.share = {0.01 * static_cast<double>(step), 0.001};
      one.outcomes = {{"yes", {0.5, 0.01}, {0.25, 0.01}}, {"no", {0.5, 0.01}, {0.125, 0.01}}};
      explanation.indicators.push_back(one);
    }
  const std::string text = to_text(explanation);
  for (const char* part : {"if seen by", "month 1", "month 4", "sign by month 3", "weather by month 3"})
    EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
  for (const char* part : {"month 0", "sign by month 4"})  // before the last four; not the most informative
    EXPECT_EQ(text.find(part), std::string::npos) << part << '\n' << text;
  const auto json = nlohmann::json::parse(to_json({explanation}));
  const auto& one = json.at("explanations").at(0).at("indicators").at(2);
  EXPECT_EQ(one.at("series"), "sign");
  EXPECT_EQ(one.at("step"), 2);
  EXPECT_EQ(one.at("seen_by"), "month 2");
}

TEST(Explanation, WhatIsNotKnownIsADashOrNull) {
  Explanation explanation;
  explanation.sensitivity.answer.question = "E(cost)";
  explanation.sensitivity.answer.kind = QuestionKind::expectation;
  explanation.sensitivity.answer.unit = "euro";
  explanation.sensitivity.answer.value = 5;
  Driver unknown;
  unknown.parameter = "price";
  unknown.points = {1, 9};
  explanation.sensitivity.drivers.push_back(unknown);
  explanation.sensitivity.total_note = "a reason";
  const std::string text = to_text(explanation);
  EXPECT_NE(text.find("answer, euro"), std::string::npos) << text;
  EXPECT_NE(text.find("No share with others: a reason."), std::string::npos) << text;
  EXPECT_EQ(text.find("nan"), std::string::npos) << text;
  const auto json = nlohmann::json::parse(to_json({explanation}));
  EXPECT_TRUE(json.at("explanations").at(0).at("drivers").at(0).at("swing").is_null());
}

}  // namespace
}  // namespace casus
