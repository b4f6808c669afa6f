// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/svg.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <casus/error.hpp>

#include "../support/charted.hpp"
#include "../support/markup.hpp"

namespace casus {
namespace {

using test::answer_of;
using test::found;
using test::parsed;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
const std::string hostile_label = test::hostile_text("</text></svg>");

Answer curve_through(const std::string& question, const std::vector<double>& values) {
  Answer curve;
  curve.question = question;
  curve.along = "month";
  std::vector<Answer> parts;
  for (std::size_t i = 0; i < values.size(); ++i)
    parts.push_back(answer_of("month " + std::to_string(i), values[i]));
  test::add_parts(curve, std::move(parts));
  return curve;
}

// Every mark and text stands on the page.
void check_within(const std::string& text) {
  const auto document = parsed(text);
  const pugi::xml_node svg = document.child("svg");
  const double width = svg.attribute("width").as_double(), height = svg.attribute("height").as_double();
  EXPECT_GT(height, 0);
  for (const auto& node : found(document, "//*"))
    for (const char* name : {"x", "x1", "x2", "cx", "y", "y1", "y2", "cy"}) {
      if (!node.attribute(name)) continue;
      const double value = node.attribute(name).as_double();
      EXPECT_TRUE(std::isfinite(value) && value >= 0 &&
                  value <= (name[0] == 'x' || name[1] == 'x' ? width : height))
          << node.name() << ' ' << name << '=' << node.attribute(name).value();
    }
  EXPECT_EQ(text.find("nan"), std::string::npos);
  EXPECT_FALSE(std::string(svg.child("title").text().get()).empty());
  EXPECT_FALSE(std::string(svg.child("desc").text().get()).empty());
  EXPECT_STREQ(svg.attribute("aria-labelledby").value(), svg.child("title").attribute("id").value());
  EXPECT_STREQ(svg.attribute("aria-describedby").value(), svg.child("desc").attribute("id").value());
}

Sensitivity sensitivity_of(const std::string& question) {
  Sensitivity sensitivity;
  sensitivity.answer = answer_of(question, 0.4);
  Driver wide;
  wide.parameter = "p";
  wide.points = {0.1, 0.5};
  wide.at_low = {0.2, 0.01};
  wide.at_high = {0.6, 0.01};
  wide.swing = {0.4, 0.01};
  Driver narrow = wide;
  narrow.parameter = "q";
  narrow.at_low = {0.45, 0.01};
  narrow.at_high = {0.35, 0.01};
  narrow.swing = {-0.1, 0.01};
  sensitivity.drivers = {wide, narrow};
  return sensitivity;
}

TEST(Svg, ACurveHasItsMarksWhereTheValuesAre) {
  const std::string text = svg_curve({curve_through("P(a)", {0.2, 0.3, 0.4})});
  check_within(text);
  const auto document = parsed(text);
  const auto marks = found(document, "//g/circle");
  ASSERT_EQ(marks.size(), 3u);
  const auto place = [&](std::size_t i, const char* name) { return marks[i].attribute(name).as_double(); };
  EXPECT_NEAR(place(1, "cx") - place(0, "cx"), place(2, "cx") - place(1, "cx"), 0.2);
  EXPECT_NEAR(place(0, "cy") - place(1, "cy"), place(1, "cy") - place(2, "cy"), 0.2);
  EXPECT_GT(place(0, "cy"), place(2, "cy"));  // more is higher
  // The ticks tell the scale.
  double zero = nan, ten = nan;
  for (const auto& label : found(document, "//text[@text-anchor='end']")) {
    if (label.text().get() == std::string("0 %")) zero = label.attribute("y").as_double() - 4;
    if (label.text().get() == std::string("10 %")) ten = label.attribute("y").as_double() - 4;
  }
  EXPECT_NEAR(place(0, "cy"), zero + 2 * (ten - zero), 0.3);
  EXPECT_EQ(found(document, "//path[@class='band f1']").size(), 1u);
  const auto told = found(document, "//g/title");
  ASSERT_EQ(told.size(), 3u);
  EXPECT_STREQ(told[0].text().get(),
               "month 0 = 20.0 % (95 % interval 18.0 to 22.0; 90 % judgement 10 to 30)");
}

TEST(Svg, CurvesAreToldApartAndGapsAreLeft) {
  const std::string text =
      svg_curve({curve_through("P(a)", {0.1, nan, 0.3, 0.4}), curve_through("P(b)", {0.4, 0.3, 0.2, inf})});
  check_within(text);
  const auto document = parsed(text);
  EXPECT_EQ(found(document, "//path[@class='course s1']").size(), 2u);  // on both sides of the gap
  EXPECT_EQ(found(document, "//path[@class='course s2']").size(), 1u);
  EXPECT_EQ(found(document, "//g/circle").size(), 3u);
  EXPECT_EQ(found(document, "//g/rect").size(), 3u);
}

TEST(Svg, AForestHasARowAnAnswer) {
  Answer bound = answer_of("P(never seen)", 0.001), undefined;
  bound.is_bound = true;
  undefined.question = "P(undefined)";
  const std::string text = svg_forest({answer_of("P(a)", 0.25), answer_of("P(b)", 0.5), bound, undefined});
  check_within(text);
  const auto document = parsed(text);
  const auto rows = found(document, "//g");
  ASSERT_EQ(rows.size(), 4u);
  const auto line = [&](std::size_t row, const char* kind, const char* end) {
    return rows[row].find_child_by_attribute("class", kind).attribute(end).as_double();
  };
  for (std::size_t i = 0; i < 2; ++i) {
    const double mark = rows[i].child("circle").attribute("cx").as_double();
    EXPECT_NEAR(mark, (line(i, "thick s1 interval", "x1") + line(i, "thick s1 interval", "x2")) / 2, 0.2);
    EXPECT_NEAR(mark, (line(i, "thin ink range", "x1") + line(i, "thin ink range", "x2")) / 2, 0.2);
    EXPECT_GT(line(i, "thin ink range", "x2"), line(i, "thick s1 interval", "x2"));
  }
  EXPECT_NE(text.find("≤ 0.10 %"), std::string::npos);
  EXPECT_FALSE(rows[3].child("circle"));
  EXPECT_NE(text.find(">undefined<"), std::string::npos);
}

TEST(Svg, DifferencesStandOnBothSidesOfNothing) {
  const std::string text = svg_forest({answer_of("P(a) - P(b)", -0.2), answer_of("P(c) - P(d)", 0.2)});
  check_within(text);
  const auto document = parsed(text);
  const auto zero = found(document, "/svg/line[@class='ink']"), marks = found(document, "//g/circle");
  ASSERT_EQ(zero.size(), 1u);
  ASSERT_EQ(marks.size(), 2u);
  const double middle = zero[0].attribute("x1").as_double();
  EXPECT_NEAR(middle - marks[0].attribute("cx").as_double(), marks[1].attribute("cx").as_double() - middle,
              0.2);
}

TEST(Svg, BarsAreAsLongAsTheirShares) {
  Answer answer = curve_through("distribution(x)", {0.2, 0.4, 0.4});
  answer.along.clear();
  const std::string text = svg_bars(answer);
  check_within(text);
  const auto document = parsed(text);
  const auto rectangles = found(document, "//g/rect");
  ASSERT_EQ(rectangles.size(), 3u);
  EXPECT_NEAR(2 * rectangles[0].attribute("width").as_double(), rectangles[1].attribute("width").as_double(),
              0.3);
}

TEST(Svg, ATornadoHasTheAnswerInItsMiddle) {
  const std::string text = svg_tornado(sensitivity_of("P(a)"));
  check_within(text);
  const auto document = parsed(text);
  const auto bars = found(document, "//g/rect"),
             reference = found(document, "//line[contains(@class,'reference')]");
  ASSERT_EQ(bars.size(), 4u);
  ASSERT_EQ(reference.size(), 1u);
  const double answer = reference[0].attribute("x1").as_double();
  const auto left = [&](std::size_t i) { return bars[i].attribute("x").as_double(); };
  const auto right = [&](std::size_t i) { return left(i) + bars[i].attribute("width").as_double(); };
  EXPECT_NEAR(right(0), answer, 0.2);  // p low: less
  EXPECT_NEAR(left(1), answer, 0.2);
  EXPECT_NEAR(left(2), answer, 0.2);  // q low: more
  EXPECT_NEAR(right(3), answer, 0.2);
  EXPECT_NEAR(right(1) - left(0), 4 * (right(2) - left(3)), 0.8);
  const auto widest = parsed(svg_tornado(sensitivity_of("P(a)"), 1));
  EXPECT_EQ(found(widest, "//g").size(), 1u);
}

TEST(Svg, HostileTextStaysText) {
  Answer curve = curve_through("P(" + hostile_label + ")", {0.1, 0.2}),
         other = answer_of("P(" + hostile_label + ")", 0.5);
  for (Answer& part : curve.parts) part.question = hostile_label;
  Sensitivity sensitivity = sensitivity_of("P(" + hostile_label + ")");
  sensitivity.drivers[0].parameter = hostile_label;
  sensitivity.drivers[0].unit = hostile_label;
  for (const std::string& text :
       {svg_curve({curve}), svg_forest({other}), svg_bars(curve), svg_tornado(sensitivity)}) {
    check_within(text);
    const auto document = parsed(text);
    EXPECT_TRUE(found(document, "//script").empty());
    EXPECT_EQ(text.find('\x01'), std::string::npos);
    // What is cut is told in full.
    for (const auto& label : found(document, "//text"))
      EXPECT_LT(std::string(label.text().get()).size(), 160u);
    EXPECT_NE(text.find(std::string(300, 'W')), std::string::npos);
    EXPECT_NE(text.find("…"), std::string::npos);
  }
}

TEST(Svg, AnyNumbersGiveAChart) {
  const double tiny = 1e-300, huge = 1e308;
  for (const std::vector<double>& values : {std::vector<double>{0},
                                            {0, 0},
                                            {nan, nan},
                                            {inf, -inf},
                                            {tiny, 2 * tiny},
                                            {-huge, huge},
                                            {huge},
                                            {1e15, 1e15},
                                            {1e6, 1e6 + 1},
                                            {-5, -4},
                                            {1e-7, 3e-7}}) {
    Answer curve = curve_through("E(x)", values);
    for (Answer& part : curve.parts) {
      part.interval = {part.value, part.value};
      part.range = part.interval;
    }
    check_within(svg_curve({curve}));
    check_within(svg_forest(curve.parts));
    check_within(svg_bars(curve));
    Sensitivity sensitivity = sensitivity_of("E(x)");
    sensitivity.answer.value = values[0];
    for (Driver& driver : sensitivity.drivers) driver.at_low.value = driver.swing.value = values[0];
    check_within(svg_tornado(sensitivity));
  }
  check_within(svg_curve({curve_through("P(x)", {0, 1})}));
}

TEST(Svg, SquaresAreAsManyAsTheirGroups) {
  const std::string text = svg_squares({"Of 100", {{"stay out", 93}, {"enter", 4}, {hostile_label, 3}}});
  check_within(text);
  const auto document = parsed(text);
  // One more of each in the legend.
  EXPECT_EQ(found(document, "//rect[@class='rest']").size(), 94u);
  EXPECT_EQ(found(document, "//rect[@class='f1']").size(), 5u);
  EXPECT_EQ(found(document, "//rect[@class='f2']").size(), 4u);
  EXPECT_NE(std::string(document.child("svg").child("desc").text().get()).find("4 of 100: enter"),
            std::string::npos);
  EXPECT_THROW(svg_squares({"none", {}}), Error);
  EXPECT_THROW(svg_squares({"none", {{"a", 0}}}), Error);
  EXPECT_THROW(svg_squares({"negative", {{"a", -1}, {"b", 3}}}), Error);
  EXPECT_THROW(svg_squares({"many", {{"a", 1001}}}), Error);
}

TEST(Svg, BarsOfATransformAreAsHighAsTheirCounts) {
  std::vector<Interval> values(8, {.1, .1});
  values.push_back({.5, .5});
  values.push_back({.6, 1});  // a tie, in two of five bars
  const TransformHistogram histogram{"Where " + hostile_label + " lay", score::transform_histogram(values)};
  const std::string text = svg_transform(histogram);
  check_within(text);
  const auto document = parsed(text);
  const auto bars = found(document, "//g/rect");
  ASSERT_EQ(bars.size(), 5u);
  const auto height = [&](std::size_t i) { return bars[i].attribute("height").as_double(); };
  EXPECT_NEAR(height(0), 8 * height(2), .5);
  EXPECT_EQ(height(1), 0);
  EXPECT_NEAR(height(3), height(2) / 2, .2);
  EXPECT_NEAR(height(4), height(2) / 2, .2);
  // Of 10 values, 6 in a bar of 20 % have a probability below 1 %; 8 are too many.
  EXPECT_STREQ(bars[0].attribute("class").value(), "bar f2");
  EXPECT_STREQ(bars[2].attribute("class").value(), "bar f1");
  const auto band = found(document, "//rect[@class='band f3']");
  ASSERT_EQ(band.size(), 2u);  // in the legend, too
  const double unit = height(2), ground = bars[2].attribute("y").as_double() + unit;
  EXPECT_NEAR(band[1].attribute("y").as_double(), ground - histogram.bars[0].consistent.high * unit, .5);
  EXPECT_NE(text.find("0 to 20 %: 8, not in 0 to 6"), std::string::npos) << text;
  EXPECT_THROW(svg_transform({"none", {}}), Error);
}

TEST(Svg, AReliabilityDiagramHasItsMarksWhereTheSharesAre) {
  std::vector<score::Forecast> forecasts;
  for (int i = 0; i < 10; ++i) forecasts.push_back({.25, i < 2});
  for (int i = 0; i < 20; ++i) forecasts.push_back({.75, i < 19});
  const Reliability diagram{"Events of " + hostile_label, score::reliability(forecasts)};
  const std::string text = svg_reliability(diagram);
  check_within(text);
  const auto document = parsed(text);
  const auto diagonal = found(document, "//line[@class='course s3']");
  ASSERT_EQ(diagonal.size(), 2u);  // in the legend, too
  const auto end = [&](const char* name) { return diagonal[1].attribute(name).as_double(); };
  const auto x = [&](double share) { return end("x1") + share * (end("x2") - end("x1")); };
  const auto y = [&](double share) { return end("y1") + share * (end("y2") - end("y1")); };
  EXPECT_NEAR(x(1) - x(0), y(0) - y(1), .2);  // a square
  const auto marks = found(document, "//g/circle"), whiskers = found(document, "//g/line");
  ASSERT_EQ(marks.size(), 2u);
  ASSERT_EQ(whiskers.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const score::ReliabilityRow& row = diagram.rows[i];
    EXPECT_NEAR(marks[i].attribute("cx").as_double(), x(row.said), .2);
    EXPECT_NEAR(marks[i].attribute("cy").as_double(), y(row.frequency), .2);
    EXPECT_NEAR(whiskers[i].attribute("y1").as_double(), y(row.interval.low), .2);
    EXPECT_NEAR(whiskers[i].attribute("y2").as_double(), y(row.interval.high), .2);
  }
  const auto ranges = found(document, "//rect[@class='band f3']");
  ASSERT_EQ(ranges.size(), 3u);
  EXPECT_NEAR(ranges[2].attribute("y").as_double(), y(diagram.rows[1].consistent.high), .2);
  EXPECT_NE(text.find(">20</text>"), std::string::npos);  // the number of forecasts
  EXPECT_NE(text.find("stated 75 %: 19 of 20 happened, 95 %"), std::string::npos);
  EXPECT_THROW(svg_reliability({"none", {}}), Error);
}

TEST(Svg, BoxesStandInTheirGridWithTheirArrows) {
  Boxes boxes{"The chain", {}, {}};
  for (Index i = 0; i < 12; ++i)
    boxes.boxes.push_back({"box " + std::to_string(i), hostile_label, i % 4, i / 4});
  // Beside, below, across, over another one, and back.
  boxes.arrows = {{0, 1}, {0, 4}, {2, 5}, {8, 11}, {9, 11}, {2, 10}, {7, 6}, {11, 0}};
  const std::string text = svg_boxes(boxes);
  check_within(text);
  const auto document = parsed(text);
  EXPECT_EQ(found(document, "//rect[contains(@class, 'node')]").size(), 12u);
  EXPECT_EQ(found(document, "//polygon").size(), 8u);
  EXPECT_NE(std::string(document.child("svg").child("desc").text().get()).find("after box 0"),
            std::string::npos);
  Boxes wrong = boxes;
  wrong.boxes[1].column = 0;
  EXPECT_THROW(svg_boxes(wrong), Error);
  wrong = boxes;
  wrong.boxes[0].column = 4;
  EXPECT_THROW(svg_boxes(wrong), Error);
  wrong = boxes;
  wrong.arrows = {{0, 12}};
  EXPECT_THROW(svg_boxes(wrong), Error);
  EXPECT_THROW(svg_boxes({"none", {}, {}}), Error);
}

TEST(Svg, TheSameAnswersMakeTheSameTextInBothThemes) {
  const auto text = [] { return svg_curve({curve_through("P(a)", {0.1, 0.2})}); };
  EXPECT_EQ(text(), text());
  EXPECT_NE(text(), svg_curve({curve_through("P(a)", {0.1, 0.21})}));
  EXPECT_NE(text().find("prefers-color-scheme:dark"), std::string::npos);
  EXPECT_NE(text().find("var(--casus-text,"), std::string::npos);
}

// Of sRGB (WCAG 2.2, "relative luminance").
double luminance(const std::string& colour) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const double part = std::stoi(colour.substr(1 + 2 * i, 2), nullptr, 16) / 255.0;
    sum += (i == 0   ? 0.2126
            : i == 1 ? 0.7152
                     : 0.0722) *
           (part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4));
  }
  return sum;
}

TEST(Svg, TextAndSeriesStandOutFromTheGround) {
  const std::string text = svg_forest({answer_of("P(a)", 0.25)});
  const std::size_t dark = text.find("@media");
  ASSERT_NE(dark, std::string::npos);
  for (const std::string& rules : {text.substr(0, dark), text.substr(dark)}) {
    const auto colour = [&](const std::string& name) {
      const std::size_t at = rules.find("var(--casus-" + name + ",#");
      EXPECT_NE(at, std::string::npos) << name;
      return luminance(rules.substr(rules.find('#', at), 7));
    };
    const double back = colour("back");
    for (const char* name : {"text", "muted", "1", "2", "3", "4", "5", "6"}) {
      const double other = colour(name);
      EXPECT_GE(((std::max)(back, other) + 0.05) / ((std::min)(back, other) + 0.05), 4.5) << name;
    }
  }
}

TEST(Svg, RefusesWhatDoesNotFit) {
  const Answer curve = curve_through("P(a)", {0.1, 0.2}), one = answer_of("P(a)", 0.1);
  EXPECT_THROW(svg_curve({}), Error);
  EXPECT_THROW(svg_curve({one}), Error);
  EXPECT_THROW(svg_curve(std::vector<Answer>(7, curve)), Error);
  EXPECT_THROW(svg_curve({curve, curve_through("P(b)", {0.1})}), Error);
  EXPECT_THROW(svg_forest({}), Error);
  EXPECT_THROW(svg_forest({one, answer_of("E(x)", 1)}), Error);
  EXPECT_THROW(svg_bars(one), Error);
  EXPECT_THROW(svg_tornado({}), Error);
}

}  // namespace
}  // namespace casus
