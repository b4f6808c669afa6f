// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/html.hpp>

#include <cstring>
#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pugixml.hpp>

#include <casus/error.hpp>
#include <casus/model/correlation.hpp>
#include <casus/report/checks.hpp>

#include "../support/charted.hpp"
#include "../support/markup.hpp"

namespace casus {
namespace {

using test::found;
using test::parsed;

const std::string hostile = test::hostile_text("</title></style>");

Answer forward_answer(const std::string& question, double value) {
  Answer answer = test::answer_of(question, value);
  answer.method = "forward sampling";
  answer.samples = 1000;
  answer.worlds = 10;
  return answer;
}

Answer parts_of(const std::string& question, const std::vector<double>& values, const std::string& along) {
  Answer whole = forward_answer(question, std::numeric_limits<double>::quiet_NaN());
  whole.along = along;
  std::vector<Answer> parts;
  for (std::size_t i = 0; i < values.size(); ++i)
    parts.push_back(forward_answer("part " + std::to_string(i), values[i]));
  test::add_parts(whole, std::move(parts));
  return whole;
}

Explanation explanation_of(const std::string& question) {
  Explanation one;
  one.sensitivity.answer = forward_answer(question, 0.4);
  Driver driver;
  driver.parameter = "p_" + question;
  driver.points = {0.1, 0.5};
  driver.at_low = {0.2, 0.01};
  driver.at_high = {0.6, 0.01};
  driver.swing = {0.4, 0.01};
  one.sensitivity.drivers = {driver};
  one.sensitivity.warnings = {"few worlds"};
  return one;
}

Model model_of(const std::string& text) {
  Model model;
  const Parameter p =
      model.parameter("p_rain", Beta(2, 3),
                      {.source = text, .mark = Verification::computed, .description = "how often it rains"});
  const Event rain = model.add("rain", Bernoulli(p), {.criterion = text});
  model.add("wet", Bernoulli(if_then_else(rain, 0.9, 0.1)), {.description = text});
  return model;
}

Timeline timeline_of() {
  Timeline timeline;
  const auto war = timeline.event("war");
  const auto fall = timeline.event("fall");
  timeline.absorbing(war, 0.1);
  timeline.first(fall, Bernoulli(0.1));
  timeline.step(fall, Bernoulli(if_then_else(war.last(), 0.3, 0.1)));
  return timeline;
}

Report full_report(const Model& model, const std::string& text) {
  Report report;
  report.title = "Title " + text;
  report.text = "First paragraph " + text + "\n\nSecond.";
  report.headlines = {{forward_answer("P(rain)", 0.4), "Rain " + text}};
  report.sections = {{"Section " + text,
                      "Words " + text,
                      {forward_answer("P(rain)", 0.4),
                       forward_answer("P(wet " + text + ')', 0.5),
                       {parts_of("P(by(rain)", {0.1, 0.2, 0.3}, "month"), "A curve " + text},
                       parts_of("distribution(x)", {0.25, 0.75}, "")}}};
  Answer difference = forward_answer("P(a) - P(b)", 0.1);
  report.contrasts = {
      {{forward_answer("P(a)", 0.4), forward_answer("P(b)", 0.3), difference}, "A difference " + text}};
  report.explanations = {explanation_of("P(rain)")};
  report.model = &model;
  report.provenance = {{"Fingerprint", "00ff " + text}};
  return report;
}

// What holds of every page.
void check_page(const std::string& text) {
  const auto document = parsed(text);
  EXPECT_TRUE(text.starts_with("<!DOCTYPE html>\n"));
  for (const char* one : {"/html/body/header", "/html/body/main", "/html/body/footer", "//h1",
                          "/html/head/title", "//meta[@name='viewport']", "//meta[@name='color-scheme']"})
    EXPECT_EQ(found(document, one).size(), 1u) << one;
  EXPECT_STRNE(document.child("html").attribute("lang").value(), "");
  for (const char* none :
       {"//script", "//link", "//img", "//iframe", "//object", "//@src", "//@onclick", "//@style"})
    EXPECT_TRUE(document.select_nodes(none).empty()) << none;
  // A page loads nothing; it may have links.
  for (const char* outside : {"url(", "@import"}) EXPECT_EQ(text.find(outside), std::string::npos) << outside;
  // Names are unique, and those that are referred to exist.
  std::set<std::string> ids;
  for (const auto& node : found(document, "//*[@id]"))
    EXPECT_TRUE(ids.insert(node.attribute("id").value()).second) << node.attribute("id").value();
  for (const auto& node : found(document, "//*"))
    for (const char* name : {"aria-labelledby", "aria-describedby"})
      if (node.attribute(name)) {
        EXPECT_TRUE(ids.contains(node.attribute(name).value()));
      }
  for (const auto& link : found(document, "//a")) {
    const std::string target = link.attribute("href").value();
    if (target.starts_with('#')) {
      EXPECT_TRUE(ids.contains(target.substr(1))) << target;
    } else
      EXPECT_TRUE(target.starts_with("https://") || target.starts_with("http://")) << target;
  }
  // Headings go down one step at a time.
  int level = 0;
  for (const auto& node : found(document, "//h1|//h2|//h3|//h4")) {
    const int own = node.name()[1] - '0';
    EXPECT_LE(own, level + 1);
    level = own;
  }
  for (const auto& head : found(document, "//th"))
    EXPECT_TRUE(std::strcmp(head.attribute("scope").value(), "col") == 0 ||
                std::strcmp(head.attribute("scope").value(), "row") == 0);
  for (const auto& table : found(document, "//table")) {
    EXPECT_FALSE(std::string(table.child("caption").text().get()).empty());
    const auto columns = static_cast<std::size_t>(
        std::distance(table.child("thead").child("tr").begin(), table.child("thead").child("tr").end()));
    for (const auto& row : table.child("tbody").children("tr"))
      EXPECT_EQ(static_cast<std::size_t>(std::distance(row.begin(), row.end())), columns)
          << table.child("caption").text().get();
  }
  for (const auto& svg : found(document, "//*[local-name()='svg']")) {
    EXPECT_STREQ(svg.attribute("role").value(), "img");
    EXPECT_FALSE(std::string(svg.child("title").text().get()).empty());
    EXPECT_FALSE(std::string(svg.child("desc").text().get()).empty());
  }
  for (const auto& figure : found(document, "//figure")) EXPECT_TRUE(figure.child("figcaption"));
}

bool has_graphviz(const std::string& page) {
  return page.find("picture of the chain was left out") == page.npos;
}

TEST(Html, HasEveryPart) {
  const Model model = model_of("an almanac");
  const std::string page = to_html(full_report(model, "x"));
  check_page(page);
  for (const char* part :
       {"The answers", "Section x", "What difference it makes", "What the answers depend on", "The chain",
        "Judgements and sources", "Variables and their criteria", "Method and provenance", "90 % judgement",
        "95 % Monte Carlo interval", "an almanac", "computed", "few worlds", "00ff x", "forward sampling",
        "how often it rains"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  // Curve, bars, two singles, difference and tornado, each for wide and for narrow screens.
  const auto document = parsed(page);
  EXPECT_EQ(found(document, "//div[@class='wide-screen']/svg").size(), 5u);
  EXPECT_EQ(found(document, "//div[@class='small-screen']/svg").size(), 5u);
  if (has_graphviz(page)) {
    EXPECT_EQ(found(document, "//div[contains(@class,'box')]/svg").size(), 1u);
  }
}

TEST(Html, LeavesOutWhatIsNotThere) {
  Report report;
  report.title = "Nothing";
  const std::string page = to_html(report);
  check_page(page);
  const auto document = parsed(page);
  for (const char* none : {"//h2", "//nav", "//figure", "//table", "//section"})
    EXPECT_TRUE(found(document, none).empty()) << none;
}

TEST(Html, ShowsATimeline) {
  const Timeline timeline = timeline_of();
  Report report = report_of("Over time", Answers({parts_of("P(by(fall)", {0.1, 0.2}, "month")}));
  report.timeline = &timeline;
  const std::string page = to_html(report);
  check_page(page);
  for (const char* part : {"Series and their criteria", "war (a month before)", "last(war)", "One month:"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
}

TEST(Html, CurvesStandTogetherWhereAsked) {
  Report report;
  report.title = "Curves";
  report.sections = {
      {"Both", "", {parts_of("P(by(a)", {0.1, 0.2}, "month"), parts_of("P(by(b)", {0.2, 0.3}, "month")}}};
  EXPECT_EQ(found(parsed(to_html(report)), "//figure").size(), 2u);
  report.sections[0].together = true;
  const std::string page = to_html(report);
  check_page(page);
  EXPECT_EQ(found(parsed(page), "//figure").size(), 1u);
  report.sections[0].answers.emplace_back(parts_of("P(by(c)", {0.2}, "month"));
  EXPECT_THROW(to_html(report), Error);
}

// A report with texts of its authors.
Report study_report(const Model& model, const std::string& text) {
  Report report = full_report(model, text);
  report.byline = LinkedText("By somebody " + text).add(", elsewhere", "https://example.org/?a=1&b=\"2\"");
  report.lead = {LinkedText("The answer " + text), LinkedText("its reason: ").add("here", "#number-p_rain")};
  report.folds_chain = true;
  Section section{"Study " + text};
  section.squares = {{"96 of 100 " + text, {{"stay " + text, 96}, {"enter", 4}}}};
  section.boxes = {{"Boxes " + text,
                    {{"first " + text, "4 %", 0, 0}, {"second", text, 1, 0}, {"third", "", 3, 2}},
                    {{0, 1}, {1, 2}, {0, 2}}}};
  section.items = {
      {"Claim " + text, {{"says " + text, LinkedText(text).add(text, "http://example.org")}, {"", "words"}}}};
  section.tables = {
      {"Table " + text, {"what", "said "}, {{LinkedText(text), LinkedText("4 %").add("x", "#main")}}}};
  section.explanations = {explanation_of("P(" + text + ")")};
  section.note = LinkedText("More ").add(text, "#main");
  report.sections.push_back(section);
  return report;
}

TEST(Html, ShowsAStudyWithItsLinks) {
  const Model model = model_of("a source");
  const std::string text = to_html(study_report(model, "plain"));
  check_page(text);
  const auto document = parsed(text);
  EXPECT_EQ(found(document, "//header/p[@class='byline']/a[@href='https://example.org/?a=1&b=\"2\"']").size(),
            1u);
  EXPECT_EQ(found(document, "//header/p[@class='lead']").size(), 2u);
  EXPECT_EQ(found(document, "//article[@class='item']/dl/dd").size(), 2u);
  EXPECT_EQ(found(document, "//td[@class='number' and contains(., '4 %')]").size(), 1u);
  EXPECT_EQ(found(document, "//details/figure").size(), found(document, "//h2[.='The whole chain']").size());
  // 96 and 4 squares, for wide and for narrow screens, and four in the legends.
  EXPECT_EQ(found(document, "//svg//rect[@class='rest']").size(), 2u * 97);
  std::set<std::string> kinds;
  for (const SingleChart& chart : to_charts(study_report(model, "plain"))) kinds.insert(chart.kind);
  EXPECT_TRUE(kinds.contains("squares") && kinds.contains("boxes"));
}

TEST(Html, RefusesOtherLinksAndUnevenTables) {
  Report report{"Title"};
  for (const char* link : {"javascript:alert(1)", "page.html", "data:text/html,x", "//example.org"}) {
    report.lead = {LinkedText().add("x", link)};
    EXPECT_THROW(to_html(report), Error) << link;
  }
  report.lead.clear();
  report.sections = {{"Section"}};
  report.sections[0].tables = {{"Table", {"a", "b"}, {{LinkedText("one")}}}};
  EXPECT_THROW(to_html(report), Error);
}

TEST(Html, HostileTextStaysText) {
  const Model model = model_of(hostile);
  Report report = study_report(model, hostile);
  report.language = "en\"><script>";
  for (Shown& shown : report.sections[0].answers)
    for (Answer& part : shown.answer.parts) part.question = hostile + part.question;
  report.explanations[0].sensitivity.drivers[0].parameter = hostile;
  report.explanations[0].sensitivity.warnings = {hostile};
  report.contrasts[0].contrast.difference.warnings = {{WarningCode::no_error, hostile}};
  const std::string page = to_html(report);
  check_page(page);
  EXPECT_EQ(page.find('\x01'), std::string::npos);
}

TEST(Html, TheSameReportMakesTheSamePage) {
  const Model model = model_of("x");
  EXPECT_EQ(to_html(full_report(model, "x")), to_html(full_report(model, "x")));
  EXPECT_NE(to_html(full_report(model, "x")), to_html(full_report(model, "y")));
  EXPECT_LT(to_html(full_report(model, "x")).size(), 100'000u);
}

TEST(Html, ReportOfAnswersHasHeadlinesAndAll) {
  const Report one = report_of("One", Answers({forward_answer("P(a)", 0.1)}));
  EXPECT_EQ(one.headlines.size(), 1u);
  EXPECT_TRUE(one.sections.empty());  // not told twice
  const Report many = report_of(
      "Many", Answers({forward_answer("P(a)", 0.1), forward_answer("P(b)", 0.2), forward_answer("P(c)", 0.3),
                       forward_answer("P(d)", 0.4), parts_of("P(by(e)", {0.1}, "month")}));
  EXPECT_EQ(many.headlines.size(), 3u);
  ASSERT_EQ(many.sections.size(), 1u);
  EXPECT_EQ(many.sections[0].answers.size(), 5u);
  check_page(to_html(many));
}

TEST(Html, RefusesAHeadlineInParts) {
  Report report;
  report.headlines = {parts_of("distribution(x)", {0.5, 0.5}, "")};
  EXPECT_THROW(to_html(report), Error);
}

TEST(Html, HasItsChartsSinglyToo) {
  const Model model = model_of("text");
  const Report report = full_report(model, "text");
  std::vector<std::string> kinds;
  for (const SingleChart& chart : to_charts(report)) {
    if (chart.kind != "chain") kinds.push_back(chart.kind);
    EXPECT_EQ(std::string(parsed(chart.svg).first_child().name()), "svg") << chart.kind;
  }
  EXPECT_EQ(kinds, (std::vector<std::string>{"curve", "bars", "forest", "contrasts", "tornado"}));
  EXPECT_EQ(to_charts(report).back().kind == "chain", has_graphviz(to_html(report)));
  Report few;
  few.sections = {
      {"Some", "", {parts_of("distribution(first(x))", {0.25, 0.75}, "month"), forward_answer("E(q)", 3)}}};
  few.sections[0].answers[1].answer.unit = "people";
  few.sections[0].answers.push_back(forward_answer("P(a)", 0.1));
  kinds.clear();
  for (const SingleChart& chart : to_charts(few)) kinds.push_back(chart.kind);
  EXPECT_EQ(kinds, (std::vector<std::string>{"bars", "forest", "forest"}));
  EXPECT_TRUE(to_charts(Report{}).empty());
}

TEST(Html, NamesTheCorrelations) {
  Model model = model_of("<&>");
  const Parameter q = model.parameter("q", Beta(2, 3));
  correlate(model, {model.parameter("p_rain"), q}, 0.6, "a source <&>");
  const std::string page = to_html(full_report(model, ""));
  check_page(page);
  EXPECT_NE(page.find("Correlated judgements"), std::string::npos);
  EXPECT_NE(page.find("a source &lt;&amp;&gt;"), std::string::npos);
  EXPECT_EQ(to_html(full_report(model_of(""), "")).find("Correlated judgements"), std::string::npos);
}

// A backtest as a section: pictures for each quantity and for the events, and tables.
TEST(Html, ABacktestHasPicturesOfItsCalibration) {
  Backtest found_by;
  for (Index i = 0; i < 20; ++i) {
    const bool happened = i % 3 == 0;
    found_by.events.push_back({.3, happened, "strike"});
    found_by.forecasts.push_back({"strike", i, i + 1, happened ? 1.0 : 0.0, happened ? .3 : .7, .2, .25});
    found_by.forecasts.push_back(
        {"calls " + hostile, i, i + 1, 2, 2, .5, .6, .1 + .04 * static_cast<double>(i), .1});
  }
  found_by.scores = {{"events and categories", 20, .2, .25, {-.05, .01}},
                     {"calls " + hostile, 20, .5, .6, {-.1, .02}}};
  Report report{"A backtest"};
  report.sections = {section_of(found_by)};
  const Section& section = report.sections[0];
  ASSERT_EQ(section.transforms.size(), 1u);
  ASSERT_EQ(section.reliabilities.size(), 1u);
  double counted = 0;
  for (const score::TransformBar& bar : section.transforms[0].bars) counted += bar.forecasts;
  EXPECT_NEAR(counted, 20, 1e-9);
  EXPECT_NEAR(section.transforms[0].bars[0].forecasts, 1 + 1 + .7 + .3, 1e-9);  // ties in parts
  EXPECT_EQ(section.reliabilities[0].rows.at(0).happened, 7);
  const std::string page = to_html(report);
  const auto document = parsed(page);
  EXPECT_EQ(found(document, "//figure").size(), 2u);
  EXPECT_EQ(found(document, "//svg").size(), 4u);  // for wide and for narrow screens
  EXPECT_EQ(found(document, "//figure//details").size(), 2u);
  EXPECT_EQ(found(document, "//table").size(), 4u);
  for (const auto& svg : found(document, "//svg")) {
    EXPECT_TRUE(svg.child("title") && svg.child("desc"));
    EXPECT_LE(svg.attribute("width").as_double(), 720);
  }
  EXPECT_TRUE(found(document, "//script").empty());
  const auto charts = to_charts(report);
  ASSERT_EQ(charts.size(), 2u);
  EXPECT_EQ(charts[0].kind, "transform");
  EXPECT_EQ(charts[1].kind, "reliability");
  EXPECT_TRUE(to_charts({"empty", {}, {}, {}, {}, {section_of({})}}).empty());
}

}  // namespace
}  // namespace casus
