// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/answer.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/report/json.hpp>
#include <nlohmann/json.hpp>

namespace {

using casus::Answer;
using casus::Answers;
using nlohmann::json;

Answer known() {
  Answer answer;
  answer.question = "E(troops | entry)";
  answer.unit = "soldiers";
  answer.value = 2738.25;
  answer.standard_error = 0.1;
  answer.interval = {2738.05, 2738.45};
  answer.level = 0.9;
  answer.range = casus::Interval{1000, 1.0 / 3};
  answer.worlds = 10;
  answer.samples = 51200;
  answer.met = 2000;
  answer.effective_samples = 1234.5;
  answer.set = 3;
  answer.method = "forward sampling";
  answer.stopped = "all trajectories were drawn";
  answer.seed = 7;
  answer.kind = casus::QuestionKind::expectation;
  answer.method_id = casus::Method::weighted;
  answer.stopped_id = casus::StopReason::time_up;
  answer.warnings = {{casus::WarningCode::no_error, "one \"thing\""},
                     {casus::WarningCode::degenerate_weights, "another\nthing"}};
  return answer;
}

json object(const Answer& answer, int indent = 2) {
  return json::parse(to_json(Answers({answer}), indent)).at("answers").at(0);
}

TEST(ToJson, HasTheKeysInOneFixedOrder) {
  const auto read = nlohmann::ordered_json::parse(to_json(Answers({known()})));
  ASSERT_EQ(read.size(), 1u);
  std::vector<std::string> keys;
  for (const auto& [key, value] : read.at("answers").at(0).items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"question", "kind",           "value",     "is_bound",
                                            "unit",     "standard_error", "interval",  "level",
                                            "range",    "worlds",         "samples",   "effective_samples",
                                            "set",      "method",         "method_id", "reason",
                                            "stopped",  "stopped_id",     "warnings",  "warning_codes"}));
}

TEST(ToJson, KeepsEveryBitOfTheNumbersAndEveryCharacterOfTheTexts) {
  const Answer answer = known();
  const json read = object(answer);
  EXPECT_EQ(read.at("question"), answer.question);
  EXPECT_EQ(read.at("unit"), "soldiers");
  EXPECT_EQ(read.at("value").get<double>(), answer.value);
  EXPECT_EQ(read.at("standard_error").get<double>(), 0.1);
  EXPECT_EQ(read.at("interval"), json::array({2738.05, 2738.45}));
  EXPECT_EQ(read.at("level").get<double>(), 0.9);
  EXPECT_EQ(read.at("range").at(1).get<double>(), 1.0 / 3);
  EXPECT_EQ(read.at("worlds"), 10);
  EXPECT_EQ(read.at("samples"), 51200);
  EXPECT_EQ(read.at("effective_samples"), 1234.5);
  EXPECT_EQ(read.at("set"), 3);
  EXPECT_EQ(read.at("method"), "forward sampling");
  EXPECT_EQ(read.at("stopped"), "all trajectories were drawn");
  EXPECT_EQ(read.at("kind"), "expectation");
  EXPECT_EQ(read.at("is_bound"), false);
  EXPECT_EQ(read.at("method_id"), "weighted");
  EXPECT_EQ(read.at("stopped_id"), "time_up");
  EXPECT_EQ(read.at("warnings"), json::array({"one \"thing\"", "another\nthing"}));
  EXPECT_EQ(read.at("warning_codes"),
            json::array({{{"code", "no_error"}, {"text", "one \"thing\""}},
                         {{"code", "degenerate_weights"}, {"text", "another\nthing"}}}));
}

TEST(ToJson, WritesNullForWhatIsNotANumber) {
  Answer answer = known();
  answer.value = answer.standard_error = std::numeric_limits<double>::quiet_NaN();
  answer.interval = {-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};
  answer.range = {};
  const json read = object(answer);
  EXPECT_TRUE(read.at("value").is_null());
  EXPECT_TRUE(read.at("standard_error").is_null());
  EXPECT_EQ(read.at("interval"), json::array({nullptr, nullptr}));
  EXPECT_TRUE(read.at("range").is_null());
}

TEST(ToJson, WritesPartsAsAnswers) {
  Answer answer = known();
  Answer part = known();
  part.question = "front = failing";
  part.label = "failing";
  part.state = 1;
  answer.parts = {part, part};
  const json read = object(answer);
  ASSERT_EQ(read.at("parts").size(), 2u);
  EXPECT_EQ(read.at("parts").at(1), object(part));
  EXPECT_EQ(read.at("parts").at(0).at("state"), "failing");
  EXPECT_FALSE(read.at("parts").at(0).contains("parts"));
}

TEST(ToJson, IndentsOrWritesOneLine) {
  EXPECT_EQ(to_json(Answers({known()}), -1).find('\n'), std::string::npos);
  EXPECT_NE(to_json(Answers({known()})).find("\n  \"answers\""), std::string::npos);
  EXPECT_EQ(json::parse(to_json(Answers())), json({{"answers", json::array()}}));
}

TEST(ToJson, ReplacesWhatIsNotUtf8) {
  Answer answer = known();
  answer.question = "P(\"\xff\")";
  EXPECT_EQ(object(answer).at("question"), "P(\"\xef\xbf\xbd\")");
}

TEST(ToJson, WritesWhatARunAnswers) {
  using namespace casus;
  Model m;
  const auto front = m.add("front", Categorical({"holding", "failing"}, {0.7, 0.3}));
  const auto never = m.add("never", Bernoulli(0));
  Options options;
  options.trajectories = 512;
  const json read =
      json::parse(to_json(reference_estimate(m, {distribution_of(front), P(front == "failing").given(never)},
                                             options)))
          .at("answers");
  EXPECT_TRUE(read.at(0).at("value").is_null());
  EXPECT_EQ(read.at(0).at("kind"), "distribution");
  EXPECT_EQ(read.at(0).at("method_id"), "forward");
  EXPECT_EQ(read.at(0).at("parts").at(0).at("question"), "front = holding");
  EXPECT_EQ(read.at(0).at("parts").at(0).at("kind"), "probability");
  EXPECT_EQ(read.at(0).at("parts").at(0).at("state"), "holding");
  EXPECT_NEAR(read.at(0).at("parts").at(0).at("value").get<double>() +
                  read.at(0).at("parts").at(1).at("value").get<double>(),
              1, 1e-12);
  EXPECT_TRUE(read.at(1).at("value").is_null());
  EXPECT_EQ(read.at(1).at("interval"), json::array({nullptr, nullptr}));
  EXPECT_EQ(read.at(1).at("warning_codes").at(0).at("code"), "condition_never_met");
}

TEST(ToJson, GivesACurvePointByPoint) {
  Answer curve = known();
  curve.along = "month";
  for (const char* label : {"Dec", "Jan"}) {
    curve.parts.push_back(known());
    curve.parts.back().question = label;
  }
  const json read = object(curve);
  EXPECT_FALSE(read.contains("parts"));
  ASSERT_EQ(read.at("curve").size(), 2u);
  const json& point = read.at("curve").at(1);
  EXPECT_EQ(point.at("month"), "Jan");
  EXPECT_EQ(point.at("value"), 2738.25);
  EXPECT_EQ(point.at("interval").at(0), 2738.05);
  EXPECT_EQ(point.at("range").at(0), 1000);
}

TEST(ToJson, WritesOneAnswerAsItStandsInAList) {
  Answer curve = known();
  curve.along = "month";
  curve.parts.push_back(known());
  for (const Answer& answer : {known(), curve})
    EXPECT_EQ(nlohmann::ordered_json::parse(to_json(answer)),
              nlohmann::ordered_json::parse(to_json(Answers({answer}))).at("answers").at(0));
  EXPECT_EQ(to_json(known(), -1).find('\n'), std::string::npos);
}

TEST(ToJson, WritesBothSidesOfAContrastAndTheirDifference) {
  casus::Contrast contrast{known(), known(), known()};
  contrast.second.value = 2700;
  contrast.difference.value = 38.25;
  const auto read = nlohmann::ordered_json::parse(to_json(contrast));
  std::vector<std::string> keys;
  for (const auto& [key, value] : read.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"first", "second", "difference"}));
  EXPECT_EQ(json::parse(to_json(contrast)).at("first"), object(contrast.first));
  EXPECT_EQ(json::parse(to_json(contrast)).at("second"), object(contrast.second));
  EXPECT_EQ(json::parse(to_json(contrast)).at("difference"), object(contrast.difference));
  EXPECT_EQ(to_json(contrast, -1).find('\n'), std::string::npos);
}

}  // namespace
