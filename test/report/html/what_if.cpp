// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/html.hpp>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include <casus/error.hpp>

#include "../../support/charted.hpp"
#include "../../support/markup.hpp"

namespace casus {
namespace {

using nlohmann::json;
using test::found;
using test::parsed;

// Returns a number in [0, 1) that looks random.
double noise(std::size_t number) {
  const double x = 43758.5453 * std::sin(12.9898 * static_cast<double>(number + 1));
  return x - std::floor(x);
}

// Sets the answer in each world: hits among `cases` trajectories, or an exact probability if there
// are none.
void add_worlds(Answer& answer, Index worlds, double cases, std::size_t first) {
  std::vector<WorldAnswer> all;
  double sum = 0, weights = 0;
  for (Index world = 0; world < worlds; ++world) {
    const double share = 0.9 * noise(first + static_cast<std::size_t>(world));
    WorldAnswer one{.world = world, .value = share, .weight = 1};
    if (cases > 0) {
      one.value = std::floor(share * cases) / cases;
      one.weight = one.trajectories = cases;
    } else {
      one.weight = std::pow(10.0, -8 * noise(first + 7 + static_cast<std::size_t>(world)));
    }
    sum += one.weight * one.value;
    weights += one.weight;
    all.push_back(one);
  }
  answer.value = sum / weights;
  answer.range = Interval{0.1, 0.9};
  answer.by_world = std::make_shared<const std::vector<WorldAnswer>>(std::move(all));
}

Answer single(const std::string& question, Index worlds, double cases, std::size_t first = 0) {
  Answer answer = test::answer_of(question, 0.3);
  add_worlds(answer, worlds, cases, first);
  return answer;
}

Answer curve_of(const std::string& question, Index months, Index worlds, std::size_t first) {
  Answer curve = test::answer_of(question, 0.3);
  curve.value = std::nan("");
  curve.along = "month";
  std::vector<Answer> points;
  for (Index month = 0; month < months; ++month)
    points.push_back(single("month " + std::to_string(month), worlds, 1024,
                            first + static_cast<std::size_t>(month * worlds)));
  test::add_parts(curve, std::move(points));
  return curve;
}

MovableJudgement judgement(const std::string& name, Index worlds, std::size_t first) {
  MovableJudgement one{.parameter = name, .description = "about " + name, .is_share = true};
  for (Index world = 0; world < worlds; ++world)
    one.deviates.push_back(6 * noise(first + static_cast<std::size_t>(world)) - 3);
  for (Index i = 0; i < median_count; ++i) one.medians.push_back(0.1 + 0.01 * static_cast<double>(i));
  return one;
}

WorldTable table_of(Index worlds, const std::string& name = "p") {
  WorldTable table;
  table.worlds = worlds;
  table.judgements = {judgement(name, worlds, 5), judgement("q", worlds, 17)};
  table.answers = {single("P(a)", worlds, 1024), single("P(b)", worlds, 0, 99),
                   curve_of("P(by(c)", 3, worlds, 1234)};
  return table;
}

Report report_of_table(WorldTable table) {
  Report report;
  report.title = "A page";
  for (const Answer& answer : table.answers)
    if (answer.parts.empty()) report.headlines.emplace_back(answer, "Label of " + answer.question);
  report.what_if = {{"base", std::move(table)}};
  return report;
}

json data_of(const std::string& page) {
  const auto document = parsed(page);
  const auto data = found(document, "//script[@id='what-if-data']");
  return data.size() == 1 ? json::parse(data[0].text().get()) : json();
}

std::vector<double> decoded(const json& column, std::size_t worlds) {
  if (column.contains("at")) return std::vector<double>(worlds, column["at"].get<double>());
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::string codes = column["codes"];
  const std::size_t count = column["digits"];
  EXPECT_EQ(codes.size(), worlds * count);
  std::vector<double> numbers;
  for (std::size_t i = 0; i < worlds; ++i) {
    double code = 0;
    for (const char c : codes.substr(i * count, count))
      code = 64 * code + static_cast<double>(digits.find(c));
    const double low = column["low"], step = column["step"];
    if (column.contains("log"))
      numbers.push_back(code == 0 ? 0 : std::exp(low + step * (code - 1)));
    else
      numbers.push_back(low + step * code);
  }
  return numbers;
}

TEST(WhatIfSection, IsHiddenUntilItsScriptShowsIt) {
  const std::string page = to_html(report_of_table(table_of(200)));
  const auto document = parsed(page);
  ASSERT_EQ(found(document, "//section[@id='what-if-section'][@hidden]").size(), 1u);
  EXPECT_EQ(found(document, "//nav//li[@hidden]/a[@href='#what-if']").size(), 1u);
  EXPECT_EQ(found(document, "//script").size(), 2u);
  EXPECT_EQ(found(document, "//h2[@id='what-if']").size(), 1u);
  for (const char* outside : {"url(", "@import", "https:", "fetch(", "XMLHttpRequest", "import("})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  EXPECT_EQ(page.find("runs no script"), std::string::npos);
  EXPECT_EQ(page, to_html(report_of_table(table_of(200))));
}

TEST(WhatIfSection, IsAbsentWithoutJudgements) {
  WorldTable none = table_of(200);
  none.judgements.clear();
  for (WorldTable table : {none, WorldTable(), table_of(99)}) {
    const std::string page = to_html(report_of_table(std::move(table)));
    EXPECT_TRUE(found(parsed(page), "//script").empty());
    EXPECT_EQ(page.find("what-if"), std::string::npos);
    EXPECT_NE(page.find("runs no script"), std::string::npos);
  }
}

TEST(WhatIfSection, CorrelatedJudgementsHaveTheirScoresAndPrecisions) {
  const auto is_said = [](const std::string& page) {
    return page.find("and so do the other judgements, whatever their correlations") != std::string::npos;
  };
  WorldTable table = table_of(200);
  const std::string plain = to_html(report_of_table(table));
  EXPECT_FALSE(data_of(plain)[0]["judgements"][0].contains("precisions"));
  EXPECT_FALSE(is_said(plain));
  table.judgements[0].scores = table.judgements[1].deviates;
  table.judgements[0].precisions = {1.5, -0.5};
  const std::string page = to_html(report_of_table(table));
  const json data = data_of(page)[0];
  EXPECT_TRUE(is_said(page));
  EXPECT_EQ(data["judgements"][0]["precisions"].get<std::vector<double>>(), (std::vector<double>{1.5, -0.5}));
  EXPECT_FALSE(data["judgements"][1].contains("precisions"));
  EXPECT_EQ(data["judgements"][0]["z"], data["judgements"][1]["z"]);
}

TEST(WhatIfSection, StoredNumbersReadBack) {
  const WorldTable table = table_of(300);
  const json data = data_of(to_html(report_of_table(table)));
  ASSERT_EQ(data.size(), 1u);
  const json& one = data[0];
  ASSERT_EQ(one["worlds"], 300);
  std::vector<std::vector<double>> columns;
  for (const json& column : one["columns"]) columns.push_back(decoded(column, 300));
  // Standard normal numbers within 6 / 524,286.
  for (std::size_t i = 0; i < 2; ++i) {
    const auto& z = columns[one["judgements"][i]["z"].get<std::size_t>()];
    for (std::size_t world = 0; world < 300; ++world)
      EXPECT_NEAR(z[world], table.judgements[i].deviates[world], 1.2e-5);
  }
  // Counts are exact.
  const json& counted = one["answers"][0]["rows"][0];
  EXPECT_EQ(one["answers"][0]["label"], "Label of P(a)");
  for (std::size_t world = 0; world < 300; ++world) {
    const WorldAnswer& own = (*table.answers[0].by_world)[world];
    EXPECT_EQ(columns[counted["v"].get<std::size_t>()][world], own.value * 1024);
    EXPECT_EQ(columns[counted["n"].get<std::size_t>()][world], 1024);
    EXPECT_EQ(columns[counted["w"].get<std::size_t>()][world], 1024);
  }
  // Probabilities within 1 / 524,286, weights over eight orders of magnitude within 0.01 %.
  const json& exact = one["answers"][1]["rows"][0];
  EXPECT_FALSE(exact.contains("n"));
  for (std::size_t world = 0; world < 300; ++world) {
    const WorldAnswer& own = (*table.answers[1].by_world)[world];
    EXPECT_NEAR(columns[exact["v"].get<std::size_t>()][world], own.value, 2e-6);
    EXPECT_NEAR(columns[exact["w"].get<std::size_t>()][world], own.weight, 1e-4 * own.weight);
  }
  EXPECT_EQ(one["answers"][2]["rows"].size(), 3u);
  EXPECT_EQ(one["answers"][2]["along"], "month");
}

TEST(WhatIfSection, FitsAtTheSizeOfTheStudy) {
  WorldTable table;
  table.worlds = 1000;
  for (std::size_t i = 0; i < 5; ++i) table.judgements.push_back(judgement("p" + std::to_string(i), 1000, i));
  for (std::size_t i = 0; i < 10; ++i)
    table.answers.push_back(single("P(a" + std::to_string(i) + ')', 1000, 1024, 1000 * i));
  for (std::size_t i = 0; i < 4; ++i)
    table.answers.push_back(curve_of("P(by(c" + std::to_string(i) + ')', 24, 1000, 24'000 * i));
  Report report;
  report.title = "Study";
  report.headlines = {{table.answers[0]}};
  report.sections = {{"All", "", {}}};
  for (const Answer& answer : table.answers) report.sections[0].answers.emplace_back(answer);
  report.what_if = {{"base", table}};
  const std::string page = to_html(report);
  EXPECT_LT(page.size(), 700'000u);
  EXPECT_EQ(data_of(page)[0]["worlds"], 1000);
  EXPECT_EQ(page.find("worlds that were drawn"), std::string::npos);
}

TEST(WhatIfSection, ContainsFewerWorldsIfTheyDoNotFit) {
  const std::string page = to_html(report_of_table(table_of(50'000)));
  EXPECT_LT(page.size(), 700'000u);
  EXPECT_GT(page.size(), 600'000u);
  const json data = data_of(page);
  EXPECT_LT(data[0]["worlds"], 50'000);
  EXPECT_GT(data[0]["worlds"], 10'000);
  EXPECT_NE(page.find("of the 50,000 worlds that were drawn"), std::string::npos);
}

TEST(WhatIfSection, HasReadings) {
  Report report = report_of_table(table_of(200));
  report.what_if.push_back({"the critic's", table_of(150)});
  const json data = data_of(to_html(report));
  ASSERT_EQ(data.size(), 2u);
  EXPECT_EQ(data[1]["name"], "the critic's");
  report.what_if[1].table = table_of(150, "another");
  EXPECT_THROW(to_html(report), Error);
}

TEST(WhatIfSection, HostileTextStaysText) {
  const std::string hostile = test::hostile_text("</script><!--");
  WorldTable table = table_of(150, hostile);
  table.judgements[0].description = table.judgements[0].unit = hostile;
  table.answers[0].question = hostile;
  table.answers[2].parts[0].question = hostile;
  const std::string page = to_html(report_of_table(std::move(table)));
  const auto document = parsed(page);
  EXPECT_EQ(found(document, "//script").size(), 2u);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("<!--"), std::string::npos);
  EXPECT_EQ(data_of(page)[0]["judgements"].size(), 2u);
}

}  // namespace
}  // namespace casus
