// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/chart.hpp>

#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/error.hpp>

#include "../support/charted.hpp"
#include "../support/lines.hpp"

namespace casus {
namespace {

using test::columns;
using test::lines_of;

Answer curve_of(const std::string& question, const std::vector<double>& values) {
  Answer curve;
  curve.question = question;
  curve.along = "month";
  std::vector<Answer> parts;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Answer part;
    part.question = "month " + std::to_string(i);
    part.value = values[i];
    part.standard_error = 0.001;
    part.interval = {values[i] - 0.002, values[i] + 0.002};
    parts.push_back(part);
  }
  test::add_parts(curve, std::move(parts));
  return curve;
}

constexpr Terminal plain{.utf8 = false};

TEST(Chart, PutsMarksWhereTheValuesAre) {
  const auto lines = lines_of(chart({curve_of("P(by(x))", {0, 0.05, 0.1})}, plain));
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "o P(by(x))");
  EXPECT_EQ(lines[1].substr(lines[1].find('0')),
            "0 %" + std::string(lines[1].size() - lines[1].find('0') - 7, ' ') + "10 %");
  const auto mark = [&](std::size_t line) { return lines[line].rfind('o'); };
  const std::size_t first = lines[1].find('0'), last = lines[1].size() - 1;
  EXPECT_EQ(mark(2), first);
  EXPECT_EQ(mark(4), last);
  EXPECT_NEAR(static_cast<double>(mark(3)), static_cast<double>(first + last) / 2, 1);
  for (const std::string& line : lines) EXPECT_LE(columns(line), 80u);
}

TEST(Chart, DrawsTheJudgementRangeAndTheErrorOfASingleCurve) {
  Answer one = curve_of("P(by(x))", {0.5, 0.5});
  one.range_level = 0.9;
  for (Answer& part : one.parts) part.range = Interval{0.2, 0.8};
  one.parts[1].interval = {0.4, 0.6};
  const auto lines = lines_of(chart({one}, plain));
  EXPECT_EQ(lines[0], "o P(by(x)); |-| 90 % judgement");
  const std::string first = lines[2].substr(lines[2].find('|')), second = lines[3].substr(lines[3].find('|'));
  EXPECT_EQ(first.find('='), std::string::npos);
  EXPECT_NE(second.find("=o="), std::string::npos) << second;
  EXPECT_EQ(first.back(), '|');
  EXPECT_EQ(first.size(), second.size());
}

TEST(Chart, SetsCurvesAgainstEachOther) {
  const std::string text = chart({curve_of("P(a)", {0.1, 0.2}), curve_of("P(b)", {0.1, 0.4})});
  const auto lines = lines_of(text);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(lines[0], "● P(a)");
  EXPECT_EQ(lines[1], "○ P(b)");
  EXPECT_EQ(lines[3].find("○"), std::string::npos);  // the first curve's mark is never hidden
  EXPECT_LT(lines[4].find("●"), lines[4].find("○"));
}

TEST(Chart, ShowsNegativeValuesAndGapsAndUnits) {
  Answer one = curve_of("E(x)", {-2, 3, std::numeric_limits<double>::quiet_NaN()});
  one.unit = "men";
  for (Answer& part : one.parts) part.unit = "men";
  const auto lines = lines_of(chart({one}, plain));
  EXPECT_EQ(lines[0], "o E(x), men");
  EXPECT_NE(lines[1].find("-2"), std::string::npos);
  EXPECT_TRUE(lines[4].ends_with("undefined")) << lines[4];
}

TEST(Chart, RefusesWhatDoesNotFit) {
  const Answer one = curve_of("P(a)", {0.1, 0.2});
  EXPECT_THROW(chart({}), Error);
  EXPECT_THROW(chart({one, one, one, one}), Error);
  EXPECT_THROW(chart({Answer()}), Error);
  EXPECT_THROW(chart({one, curve_of("P(b)", {0.1})}), Error);
  EXPECT_THROW(chart({one, curve_of("E(b)", {0.1, 0.2})}), Error);
}

}  // namespace
}  // namespace casus
