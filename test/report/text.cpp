// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/correlation.hpp>
#include <casus/report/text.hpp>

#include "../support/charted.hpp"
#include "../support/lines.hpp"

#include "../support/long_expressions.hpp"

namespace {

using casus::Answer;
using casus::Answers;
using casus::Interval;
using casus::WarningCode;
using casus::test::columns;
using casus::test::lines_of;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Answer answer(const std::string& question, double value, double error, Interval interval,
              std::optional<Interval> range = {}) {
  Answer made;
  made.question = question;
  made.kind = casus::test::kind_of(question);
  made.value = value;
  made.standard_error = error;
  made.interval = interval;
  made.range = range;
  return made;
}

/// The words behind a row's question.
std::string row(const std::string& text, const std::string& question) {
  for (const std::string& line : lines_of(text)) {
    const auto at = line.find(question + "  ");
    if (at == std::string::npos) continue;
    std::istringstream words(line.substr(at + question.size()));
    std::string all;
    for (std::string word; words >> word;) all += (all.empty() ? "" : " ") + word;
    return all;
  }
  return "no such row";
}

std::string cells(const Answer& one) { return row(to_text(Answers({one})), one.question); }

int count(const std::string& text, const std::string& what) {
  int found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(AnswersToText, ShowsProbabilitiesInPerCentAsFarAsTheErrorAllows) {
  EXPECT_EQ(cells(answer("P(entry)", 0.041234, 0.00062, {0.04, 0.0424}, Interval{0.0061, 0.1124})),
            "4.12 % 4.00 to 4.24 0.61 to 11");
  EXPECT_EQ(cells(answer("P(entry)", 0.041234, 0.006, {0.03, 0.053})), "4.1 % 3.0 to 5.3");
  EXPECT_EQ(cells(answer("P(entry)", 0.041234, 0.00012, {0.041, 0.0415})), "4.123 % 4.100 to 4.150");
  EXPECT_EQ(cells(answer("P(entry)", 0.000042, 0.000006, {0.00003, 0.000054})), "0.0042 % 0.0030 to 0.0054");
  EXPECT_EQ(cells(answer("P(entry)", 0.99873, 0.0004, {0.998, 0.9995}, Interval{0.9723, 0.9981})),
            "99.87 % 99.80 to 99.95 97.2 to 99.81");
  EXPECT_EQ(cells(answer("P(entry)", 3.21e-8, 4e-9, {2.4e-8, 4e-8})), "3.21e-08 2.40e-08 to 4.00e-08");
  EXPECT_EQ(cells(answer("P(entry)", 0.5, 0.1, {0.3, 0.7}, Interval{1e-9, 1 - 1e-9})),
            "50 % 30 to 70 <0.0001 to >99.9999");
}

TEST(AnswersToText, ShowsQuantitiesInTheirUnit) {
  Answer troops = answer("E(troops)", 2738.4, 12.1, {2714.7, 2762.1}, Interval{903.2, 6120.7});
  troops.unit = "soldiers";
  EXPECT_EQ(cells(troops), "2738 soldiers 2715 to 2762 903 to 6121");
  Answer change = answer("E(change)", -0.0001, 0.05, {-0.1, 0.1});
  change.unit = "%";
  EXPECT_EQ(cells(change), "0.00 % -0.10 to 0.10");
  EXPECT_EQ(cells(answer("E(x)", 4.03e15, 3e13, {4e15, 4.1e15})), "4.03e+15 4.00e+15 to 4.10e+15");
}

TEST(AnswersToText, ShowsExactAnswersBoundsAndUndefinedOnes) {
  EXPECT_EQ(cells(answer("P(a)", 0.25, 0, {0.25, 0.25})), "25.00 % 25.00 to 25.00");
  EXPECT_EQ(cells(answer("P(a)", 0.25, nan, {nan, nan})), "25.00 % -");
  EXPECT_EQ(cells(answer("P(a)", 1, 0, {0.9996, 1})), "100.00 % 99.96 to 100.00");
  Answer bound = answer("P(a)", 0.0000361, nan, {0, 0.0000361});
  bound.is_bound = true;
  EXPECT_EQ(cells(bound), "≤ 0.0036 % 0.0000 to 0.0036");
  EXPECT_EQ(cells(answer("P(a)", nan, nan, {nan, nan})), "undefined -");
}

TEST(AnswersToText, NamesTheLevels) {
  Answer first = answer("P(a)", 0.5, 0.01, {0.48, 0.52}, Interval{0.3, 0.7});
  first.level = 0.9;
  first.range_level = 0.8;
  Answer second = first;
  second.question = "P(b)";
  second.level = 0.995;
  const std::string text = to_text(Answers({first, second}));
  EXPECT_NE(lines_of(text)[0].find("90 % interval"), std::string::npos) << text;
  EXPECT_NE(lines_of(text)[0].find("80 % judgement"), std::string::npos) << text;
  EXPECT_EQ(row(text, "P(a)"), "50.0 % 48.0 to 52.0 30 to 70");
  EXPECT_EQ(row(text, "P(b)"), "50.0 % 48.0 to 52.0 at 99.5 % 30 to 70");
}

TEST(AnswersToText, LeavesTheRangeOutWhereNobodyHasOne) {
  const std::string text = to_text(Answers({answer("P(a)", 0.5, 0.01, {0.48, 0.52})}));
  EXPECT_EQ(text.find("judgement"), std::string::npos) << text;
}

TEST(AnswersToText, KeepsToTheWidthOfThePageAndAlignsItsColumns) {
  const std::string longest =
      "P(regime_change and not mass_protest and harsher_repression | entry and front = failing and not "
      "tasks_achieved; do ultimatum = yes)";
  const std::string umlaut = "P(\"größte Not\")";
  Answer troops = answer("E(troops | entry)", 2738.4, 12.1, {2714.7, 2762.1}, Interval{903.2, 6120.7});
  troops.unit = "soldiers";
  const std::string text =
      to_text(Answers({answer("P(entry)", 0.04, 0.0006, {0.039, 0.041}, Interval{0.006, 0.11}), troops,
                       answer(umlaut, 0.3, 0.01, {0.28, 0.32}),
                       answer(longest, 0.3, 0.01, {0.28, 0.32}, Interval{0.1, 0.5})}));
  const auto lines = lines_of(text);
  for (const std::string& line : lines) {
    EXPECT_LE(columns(line), 80u) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
  // Where a row ends in its last column, all do at the same place.
  std::vector<std::size_t> ends;
  for (const std::string& line : lines)
    if (line.find(" to ") != std::string::npos || line.find("judgement") != std::string::npos)
      ends.push_back(columns(line));
  ASSERT_EQ(ends.size(), 5u) << text;
  EXPECT_EQ(std::count(ends.begin(), ends.end(), ends[0]), 5) << text;
  std::string joined;
  for (const std::string& line : lines)
    joined += line.substr((std::min)(line.find_first_not_of(' '), line.size())) + ' ';
  EXPECT_NE(joined.find(longest), std::string::npos) << text;
}

TEST(AnswersToText, CutsQuestionsWithHundredsOfObservations) {
  std::string question = "P(fall | ";
  for (int i = 0; i < 300; ++i) question += "observed(sign" + std::to_string(i) + ", yes), ";
  const std::string text = to_text(Answers({answer(question + "rain)", 0.3, 0.01, {0.28, 0.32})}));
  EXPECT_LT(lines_of(text).size(), 20u) << text;
  EXPECT_NE(text.find("sign5, yes)"), std::string::npos) << text;
  EXPECT_NE(text.find("..."), std::string::npos) << text;
  EXPECT_NE(text.find("28.0 to 32.0"), std::string::npos) << text;
}

TEST(AnswersToText, IndentsParts) {
  Answer whole = answer("distribution(front)", nan, nan, {nan, nan});
  whole.parts = {answer("front = holding", 0.7, 0.01, {0.68, 0.72}),
                 answer("front = failing", 0.3, 0.01, {0.28, 0.32})};
  const std::string text = to_text(Answers({whole}));
  EXPECT_EQ(count(text, "distribution(front)\n"), 1) << text;
  EXPECT_EQ(count(text, "\n  front = holding"), 1) << text;
  EXPECT_EQ(row(text, "front = failing"), "30.0 % 28.0 to 32.0");
  EXPECT_EQ(text.find("undefined"), std::string::npos) << text;
}

TEST(AnswersToText, SaysEachWarningOnce) {
  Answer a = answer("P(a)", 0.5, 0.01, {0.48, 0.52}), b = a, c = a;
  b.question = "P(b)";
  c.question = "P(c)";
  for (Answer* one : {&a, &b, &c}) {
    one->worlds = 1000;
    one->samples = 1024000;
    one->seed = 42;
    one->method = "forward sampling";
    one->range_note = "the model has no uncertain parameters";
    one->warnings = {{WarningCode::no_error, "heed this"}};
  }
  b.warnings.push_back({WarningCode::never_seen, "and that"});
  c.warnings.push_back({WarningCode::never_seen, "and that"});
  const std::string text = to_text(Answers({a, b, c}));
  EXPECT_EQ(count(text, "1,024,000 trajectories in 1,000 worlds, seed 42"), 1) << text;
  EXPECT_EQ(count(text, "forward sampling"), 1) << text;
  EXPECT_EQ(count(text, "\nheed this\n"), 1) << text;
  EXPECT_EQ(count(text, "\nP(b), P(c): and that\n"), 1) << text;
  EXPECT_EQ(count(text, "no judgement range: the model has no uncertain parameters"), 1) << text;
}

TEST(AnswersToText, TellsTheFewestAndTheMostEffectiveSamples) {
  Answer a = answer("P(a)", 0.5, 0.01, {0.48, 0.52}), b = answer("P(b)", 0.1, 0.01, {0.08, 0.12});
  EXPECT_EQ(to_text(Answers({a, b})).find("effective"), std::string::npos);  // of what was not sampled
  b.effective_samples = std::numeric_limits<double>::infinity();
  EXPECT_EQ(to_text(Answers({a, b})).find("effective"), std::string::npos);
  a.effective_samples = 1234.4;
  EXPECT_NE(to_text(Answers({a, b})).find("\neffective samples: 1,234\n"), std::string::npos);
  b.effective_samples = 98765;
  EXPECT_NE(to_text(Answers({a, b})).find("\neffective samples: 1,234 to 98,765\n"), std::string::npos)
      << to_text(Answers({a, b}));
}

TEST(AnswersToText, NamesThePartThatIsWarnedOf) {
  Answer whole = answer("distribution(front)", nan, nan, {nan, nan});
  whole.parts = {answer("front = holding", 0.7, 0.01, {0.68, 0.72}),
                 answer("front = failing", 0.3, 0.01, {0.28, 0.32})};
  for (Answer& part : whole.parts) part.warnings = {{WarningCode::no_error, "both"}};
  whole.parts[1].warnings.push_back({WarningCode::never_seen, "one"});
  const std::string text = to_text(Answers({whole, answer("P(a)", 0.5, 0.01, {0.48, 0.52})}));
  EXPECT_EQ(count(text, "\ndistribution(front): both\n"), 1) << text;
  EXPECT_EQ(count(text, "\nfront = failing in distribution(front): one\n"), 1) << text;
}

TEST(AnswersToText, IsEmptyWithoutAnswers) { EXPECT_EQ(to_text(Answers()), ""); }

TEST(AnswersToText, IsWhatAStreamGets) {
  const Answers answers({answer("P(a)", 0.5, 0.01, {0.48, 0.52})});
  std::ostringstream out;
  out << answers;
  EXPECT_EQ(out.str(), to_text(answers));
}

TEST(AnswerToStream, IsOneSentence) {
  Answer one = answer("P(a)", 0.5, 0.01, {0.48, 0.52}, Interval{0.3, 0.7});
  std::ostringstream out;
  out << one;
  EXPECT_EQ(out.str(), "P(a) = 50.0 % (95 % interval 48.0 to 52.0; 90 % judgement 30 to 70)");
  one.is_bound = true;
  one.warnings = {{WarningCode::never_seen, "never seen"}};
  std::ostringstream bound;
  bound << one;
  EXPECT_EQ(bound.str().rfind("P(a) ≤ 50 %", 0), 0u) << bound.str();
  EXPECT_NE(bound.str().find("\n  warning: never seen"), std::string::npos) << bound.str();
}

casus::Model war() {
  using namespace casus;
  Model m;
  const auto p_entry = m.parameter("p_entry", LogitNormal(-3.2, 0.8),
                                   {.unit = "a year",
                                    .source = "row 2",
                                    .mark = Verification::verified,
                                    .description = "How likely entry is.",
                                    .stated = {{0.05, 0.0111}, {0.5, 0.0444}, {0.95, 0.155}}});
  m.parameter("derived", Deterministic(2 * p_entry), {.stated = {{0.5, 0.0777}}});
  m.parameter("plain", Uniform(0, 1));
  const auto entry =
      m.add("entry", Bernoulli(p_entry),
            {.description = "Belarusian units fight.",
             .criterion = "A battalion fights on territory held by Ukraine, reported by two of the General "
                          "Staff, Minsk, and a major news agency with imagery.",
             .source = "fact 12"});
  m.add("troops", LogNormal::median(2700, 0.9), {.when = entry, .unit = "soldiers"});
  m.add("aftermath", Categorical({"reform", "another autocracy"}, {0.5, 0.5}), {.when = entry});
  m.add("dead", Poisson(30));
  return m;
}

TEST(List, TellsEverythingThatTheModelHolds) {
  const std::string text = list(war());
  for (const std::string piece :
       {"entry (event)", "Bernoulli(p_entry)", "Belarusian units fight.", "criterion: A battalion fights",
        "source: fact 12", "troops (quantity in soldiers, when entry)", "LogNormal(log(2700), 0.9)",
        "aftermath (category, when entry)", "otherwise: none", "dead (count)", "Poisson(30)",
        "p_entry (in a year)", "LogitNormal(-3.2, 0.8)", "How likely entry is.",
        "source: row 2 (context verified, number judged)",
        "source: none stated, context judgement, number judged"})
    EXPECT_GT(count(text, piece), 0) << piece << "\n" << text;
  for (const std::string& line : lines_of(text)) EXPECT_LE(columns(line), 80u) << line;
}

TEST(List, ShowsStatedBesideFittedQuantiles) {
  const std::string text = list(war());
  const auto words = [&](const std::string& name) { return row(text, name); };
  EXPECT_EQ(words("stated"), "0.0111 0.0444 0.155");
  // logistic(-3.2 -+ 0.8 * 1.6448536)
  EXPECT_EQ(words("fitted"), "0.0108 0.0392 0.132");
  EXPECT_EQ(words("quantiles"), "0.0500 0.500 0.950");
  EXPECT_EQ(count(text, "0.0777"), 1) << text;
  EXPECT_EQ(count(text, "fitted"), 1) << text;
}

TEST(List, ShowsTheQuantilesOfWhatWasObservedAndOfMixtures) {
  casus::Model m;
  m.parameter("observed", casus::Empirical({1, 2, 4}));
  const std::string observed = list(m);
  EXPECT_NE(observed.find("Empirical(1: 0.3333333333333333, 2: 0.3333333333333333"), std::string::npos)
      << observed;
  EXPECT_EQ(row(observed, "quantiles"), "1.00 2.00 4.00");
  casus::Model mixed;
  mixed.parameter("opinion", casus::Mixture({{0.5, casus::Uniform(0, 1)}, {0.5, casus::Uniform(2, 4)}}));
  EXPECT_EQ(row(list(mixed), "quantiles"), "0.100 1.00 3.80");
}

TEST(List, SetsDerivedParametersApartAndCutsTheirLongFormulas) {
  casus::Model m;
  const auto first = m.parameter("first", casus::Uniform(0, 1));
  const auto second = m.parameter("second", casus::Deterministic(first + 1));
  casus::Real sum = first;
  for (int i = 0; i < 50; ++i) sum = sum * second + first;
  m.parameter("third", casus::Deterministic(sum));
  m.parameter("fourth", casus::Uniform(0, 1));
  const std::string text = list(m);
  EXPECT_NE(text.find("\nParameters (2)"), std::string::npos) << text;
  EXPECT_NE(text.find("\nDerived parameters (2)"), std::string::npos) << text;
  EXPECT_LT(text.find("fourth"), text.find("Derived parameters"));
  EXPECT_NE(text.find("Deterministic(first + 1)"), std::string::npos) << text;
  EXPECT_NE(text.find("Deterministic: a formula of first, second\n"), std::string::npos) << text;
}

TEST(List, NamesTheCorrelations) {
  casus::Model m;
  const auto p = m.parameter("p", casus::Uniform(0, 1)), q = m.parameter("q", casus::Uniform(0, 1)),
             r = m.parameter("r", casus::Uniform(0, 1));
  EXPECT_EQ(list(m).find("Correlations"), std::string::npos);
  correlate(m, {{p, q, -0.25, "both follow the price of oil"}});
  same_source(m, {q, r}, 0.7);
  const std::string text = list(m);
  const std::size_t at = text.find("\nCorrelations (2): ");
  ASSERT_NE(at, std::string::npos) << text;
  EXPECT_NE(text.find("  p, q: -0.25\n      source: both follow the price of oil\n", at), std::string::npos)
      << text;
  EXPECT_NE(text.find("  q, r: 0.7 (judgements from the same source)\n", at), std::string::npos) << text;
}

TEST(List, WorksWithoutParametersAndWithoutVariables) {
  casus::Model m;
  EXPECT_NE(list(m).find("Variables (0)"), std::string::npos);
  EXPECT_EQ(list(m).find("Parameters"), std::string::npos);
}

TEST(AnswersToText, TellsWhatIsExact) {
  Answer one = answer("P(war)", 0.837691365, 0, {0.837691365, 0.837691365});
  one.effective_samples = std::numeric_limits<double>::infinity();
  one.worlds = 1;
  one.method = "exact: variable elimination of 3 variables";
  EXPECT_EQ(cells(one), "83.7691 % exact");
  EXPECT_NE(to_text(Answers({one})).find("\nexact: variable elimination of 3 variables\n"),
            std::string::npos);
}

TEST(List, OfSharedPartsIsShort) {
  using namespace casus;
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  m.add("y", Normal(test::doubled(x, 60), 1));
  Timeline timeline;
  const auto s = timeline.quantity("s"), t = timeline.quantity("t");
  timeline.each(s, Normal(0, 1));
  timeline.first(t, Normal(test::doubled(s.now(), 60), 1));
  timeline.step(t, Normal(test::doubled(s.now(), 61), 1));
  EXPECT_LT(list(m).size(), 1000u);
  // Laws that are shortened alike are not alike.
  EXPECT_NE(list(timeline).find("in the first month"), std::string::npos) << list(timeline);
}

}  // namespace
