// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/study/belarus_monthly.hpp>

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>

namespace casus::study {
namespace {

Options run(Index trajectories = 400'000) {
  return {.method = Method::forward, .trajectories = trajectories, .worlds = 400};
}

Answers ask(Horizon& h, const std::vector<std::string>& questions, const Options& options = run()) {
  std::vector<Query> queries;
  for (const std::string& text : questions) queries.push_back(parse_query(h, text));
  return estimate(h, queries, options);
}

// How closely: an eighth of the odds, or five standard errors. The worst of them is the tasks, of which more are done than judged, for the
// defeats that would have come first vary with the front.
TEST(BelarusMonthly, MeetsWhatWasJudgedByTheYear) {
  const BelarusMonthly m = belarus_monthly();
  Horizon h(m.timeline, 12);
  std::vector<Query> queries;
  for (const BelarusMonthly::Row& row : m.rows) {
    const BelarusMonthly::Asked asked = row.asked(m, h);
    Query query = P(asked.event);
    if (asked.given) query = query.given(*asked.given);
    queries.push_back(query.under(asked.under));
    queries.push_back(E(row.judged));
  }
  const Answers answers = estimate(h, queries, run(1'000'000));
  for (std::size_t i = 0; i < m.rows.size(); ++i) {
    const Answer &model = answers[2 * i], &judged = answers[2 * i + 1];
    const double odds = model.value / (1 - model.value) / (judged.value / (1 - judged.value));
    const double noise = 5 * model.standard_error / (model.value * (1 - model.value));
    EXPECT_LT(std::abs(std::log(odds)), 0.2 + noise)
        << m.rows[i].what << ": " << model.value << " for " << judged.value;
  }
}

TEST(BelarusMonthly, HoldsWhatTheChainSays) {
  const BelarusMonthly m = belarus_monthly();
  Horizon h(m.timeline, 24);
  const std::vector<std::string> impossible{
      "P(ever(setback); do entry = no)",
      "P(ever(defeat) and ever(tasks_achieved); do at(entry, 0) = yes)",
      "P(at(fighting, 8) and by(defeat, 7); do at(entry, 0) = yes)",
      "P(at(fighting, 8) and at(regime_change, 7); do at(entry, 0) = yes)",
      "P(not at(regime_change, 9) | at(regime_change, 8))",
      "P(ever(suspension) and not ever(fighting); do at(entry, 0) = yes)",
      "P(ever(resumption) and not ever(suspension); do at(entry, 0) = yes)",
      "P(ever(fall_by_defeat); do entry = no)",
      "P(at(strength, 5) > at(contingent, 5) | at(entry, 5); do at(entry, 0) = yes)",
      "P(sum(dead, 20) + sum(wounded, 20) + sum(refused, 20) > at(contingent, 20) + 0.001 | at(entry, 20); "
      "do at(entry, 0) = yes)",
  };
  const Answers answers = ask(h, impossible);
  for (const Answer& answer : answers) EXPECT_TRUE(answer.is_bound) << answer.question << ' ' << answer.value;
}

// Who falls falls by one cause.
TEST(BelarusMonthly, CausesShareTheDownfallAmongThem) {
  const BelarusMonthly m = belarus_monthly();
  Horizon h(m.timeline, 12);
  const Answers answers = ask(
      h, {"P(ever(regime_change); do at(entry, 0) = yes)", "P(ever(coup); do at(entry, 0) = yes)",
          "P(ever(uprising); do at(entry, 0) = yes)", "P(ever(fall_by_defeat); do at(entry, 0) = yes)",
          "P(ever(fall_by_patron); do at(entry, 0) = yes)", "P(ever(natural_exit); do at(entry, 0) = yes)"});
  double named = 0;
  for (std::size_t i = 1; i < answers.size(); ++i) named += answers[i].value;
  EXPECT_LT(named, answers[0].value);
  EXPECT_GT(named, 0.7 * answers[0].value);  // the rest has no name
}

TEST(BelarusMonthly, FeedsBack) {
  const BelarusMonthly m = belarus_monthly();
  Horizon h(m.timeline, 24);
  const Answers answers =
      ask(h, {"P(at(front, 1) = failing)", "P(at(front, 23) = failing)", "P(at(russia_worn, 0))",
              "P(at(russia_worn, 23))", "P(ever(ultimatum) | at(front, 0) = failing)",
              "P(ever(ultimatum) | at(front, 0) = holding)",
              "P(ever(regime_change) | ever(defeat); do at(entry, 0) = yes)",
              "P(ever(regime_change); do entry = no)"});
  for (const std::size_t i : {0, 2}) EXPECT_GT(answers[i + 1].value, answers[i].value) << answers[i].question;
  for (const std::size_t i : {4, 6}) EXPECT_GT(answers[i].value, answers[i + 1].value) << answers[i].question;
}

TEST(BelarusMonthly, SaysWhatMustBeSeen) {
  const BelarusMonthly m = belarus_monthly();
  EXPECT_EQ(m.timeline.labels().front(), "Dec 2022");
  EXPECT_EQ(m.timeline.labels().back(), "Nov 2024");
  int without = 0;
  for (std::size_t i = 0; i < m.timeline.series().size(); ++i) {
    const StatedSeries& series = m.timeline.series()[i];
    EXPECT_FALSE(series.details.description.empty()) << series.name;
    if (m.timeline.kind(static_cast<Index>(i)) == Kind::event && series.details.criterion.empty()) ++without;
  }
  EXPECT_EQ(without, 10);  // those that follow from others, or stand for a state of affairs
  for (const UncertainParameter& parameter : m.timeline.constants().parameters())
    EXPECT_FALSE(parameter.details.source.empty()) << parameter.name;
}

TEST(BelarusMonthly, HasReadings) {
  const auto answers = [](const BelarusOptions& options) {
    const BelarusMonthly m = belarus_monthly(options);
    Horizon h(m.timeline, 12);
    return ask(h, {"P(ever(entry))", "P(ever(regime_change); do at(entry, 0) = yes)",
                   "P(ever(entry) | at(front, 0) = failing)", "P(ever(entry) | at(front, 0) = holding)"});
  };
  const Answers judged = answers({}), rates = answers({.inputs = Inputs::base_rates}),
                words = answers({.inputs = Inputs::words}),
                compels = answers({.failing_front = FailingFront::compels}),
                separate = answers({.overlap = Overlap::none}), one = answers({.overlap = Overlap::full});
  EXPECT_NEAR(rates[0].value, 0.026, 0.01);  // the count's own
  EXPECT_GT(words[1].value, 1.5 * judged[1].value);
  EXPECT_GT(separate[1].value, one[1].value);
  EXPECT_GT(compels[2].value / compels[3].value, judged[2].value / judged[3].value);
}

}  // namespace
}  // namespace casus::study
