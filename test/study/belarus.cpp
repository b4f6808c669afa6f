// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/study/belarus.hpp>

#include <algorithm>
#include <cmath>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/beta.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/sample/world.hpp>

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

Answers ask(const std::vector<std::string>& questions, const BelarusOptions& reading = {},
            const Options& options = run()) {
  const Belarus study = belarus(reading);
  Horizon h(study.timeline, belarus_months);
  return ask(h, questions, options);
}

BelarusOptions reading(Inputs inputs) {
  BelarusOptions options;
  options.inputs = inputs;
  return options;
}

constexpr auto all_inputs = {Inputs::researched, Inputs::base_rates, Inputs::words, Inputs::experts,
                             Inputs::literal};

const std::string out(belarus_arm_out), in(belarus_arm_forced), unforced = "; do at(entry, 0) = yes";

double parameter_of(const Belarus& study, const std::vector<double>& world, std::string_view name) {
  return world[static_cast<std::size_t>(study.timeline.constants().find_parameter(name)->index)];
}

double mean_over_worlds(const Belarus& study, std::string_view name) {
  constexpr Index worlds = 4000;
  double sum = 0;
  for (Index world = 0; world < worlds; ++world)
    sum += parameter_of(study, draw_parameters(study.timeline.constants(), {}, world), name);
  return sum / static_cast<double>(worlds);
}

// --- the judgements ----------------------------------------------------------------------------------------

TEST(Belarus, MeetsItsJudgementsOrSaysWhyNot) {
  const Belarus study = belarus();
  std::vector<std::string> questions;
  for (const CalibrationRow& row : study.calibration) questions.push_back(row.question);
  Options options = run(2'000'000);
  options.worlds = 2000;
  const Answers answers = ask(questions, {}, options);
  for (std::size_t i = 0; i < study.calibration.size(); ++i) {
    const CalibrationRow& row = study.calibration[i];
    const double off = std::abs(answers[i].value / row.judged - 1);
    const double noise = 5 * answers[i].standard_error / std::abs(row.judged);
    if (row.finding.empty()) {
      EXPECT_LT(off, 0.1 + noise) << row.label << ": " << answers[i].value << " for " << row.judged;
    } else {
      EXPECT_GT(off, 0.1 - noise) << row.label << " is met, and needs no excuse";
    }
  }
}

TEST(Belarus, JudgesEntryAsTheCheckDoes) {
  const Answers answers = ask({"P(by(entry, 11))", "P(at(contingent, 0) < 5000" + in + ")",
                               "P(at(hardship, 11)" + in + ")", "P(at(hardship, 11)" + out + ")"});
  const auto expect = [&](std::size_t i, double low, double high, double tolerance) {
    ASSERT_TRUE(answers[i].range) << answers[i].question;
    EXPECT_NEAR(answers[i].range->low, low, tolerance) << answers[i].question;
    EXPECT_NEAR(answers[i].range->high, high, tolerance) << answers[i].question;
  };
  expect(0, 0.008, 0.12, 0.025);
  expect(1, 0.55, 0.92, 0.07);
  expect(2, 0.25, 0.85, 0.07);
  expect(3, 0.08, 0.35, 0.05);
}

TEST(Belarus, RangesAreFittedAsTheTableSays) {
  const auto expect = [](std::string_view name, double location, double scale) {
    const auto fit = elicit::fit_logit_normal(find_judgement(researched_judgements(), name)->range);
    EXPECT_NEAR(fit.logit_location, location, 1e-3) << name;
    EXPECT_NEAR(fit.logit_scale, scale, 1e-3) << name;
  };
  expect("p_ultimatum", -1.695, 0.772);
  expect("p_entry_given_ultimatum", -1.444, 0.895);
  expect("p_entry_no_ultimatum", -5.595, 1.127);
  expect("p_tasks_achieved", -3.169, 0.870);
  expect("h_regime_base", -3.505, 0.654);
}

TEST(Belarus, BaseRatesAreJeffreysQuantilesOfTheirCounts) {
  const auto expect = [](std::string_view name, double cases, double of) {
    const auto* j = find_judgement(replacements(Inputs::base_rates), name);
    ASSERT_NE(j, nullptr) << name;
    EXPECT_EQ(j->basis, Basis::counted) << name;
    const boost::math::beta_distribution<> posterior(cases + 0.5, of - cases + 0.5);
    EXPECT_NEAR(j->range.low, quantile(posterior, .05), 6e-4) << name;
    EXPECT_NEAR(j->range.mid, quantile(posterior, .5), 6e-4) << name;
    EXPECT_NEAR(j->range.high, quantile(posterior, .95), 6e-4) << name;
  };
  expect("p_regime12_given_defeat", 4, 27);
  expect("p_regime12_given_campaign", 37, 131);
}

// An entry makes neither repression nor protest less likely; the demand goes with the front.
TEST(Belarus, JudgementsOfOneCauseMoveTogether) {
  const auto reversed = [](Dependence dependence) {
    BelarusOptions options;
    options.dependence = dependence;
    const Belarus study = belarus(options);
    int count = 0;
    double with = 0, front = 0, demand = 0, front2 = 0, demand2 = 0;
    constexpr int worlds = 2000;
    for (Index w = 0; w < worlds; ++w) {
      const auto world = draw_parameters(study.timeline.constants(), {}, w);
      const auto p = [&](std::string_view name) { return parameter_of(study, world, name); };
      count += int{p("p_harsher_entry") < p("p_harsher_noentry")} +
               int{p("p_massprotest_12m_entry") < p("p_massprotest_12m_noentry")};
      const auto logit = [](double x) { return std::log(x / (1 - x)); };
      const double x = logit(p("front_share_failing")), y = logit(p("p_ultimatum"));
      with += x * y, front += x, demand += y, front2 += x * x, demand2 += y * y;
    }
    const double correlation = (with / worlds - front * demand / worlds / worlds) /
                               std::sqrt((front2 / worlds - front * front / worlds / worlds) *
                                         (demand2 / worlds - demand * demand / worlds / worlds));
    return std::pair(count, correlation);
  };
  const auto judged = reversed(Dependence::judged), none = reversed(Dependence::none),
             full = reversed(Dependence::full);
  EXPECT_EQ(judged.first, 0);
  EXPECT_EQ(full.first, 0);
  EXPECT_GT(none.first, 100);
  EXPECT_NEAR(judged.second, 0.5, 0.1);
  EXPECT_NEAR(none.second, 0, 0.12);
  EXPECT_GT(full.second, 0.97);
  // The judged margins are unchanged.
  EXPECT_NEAR(mean_over_worlds(belarus(), "p_ultimatum"), 0.180, 0.008);
}

// --- the chain ---------------------------------------------------------------------------------------------

TEST(Belarus, NothingImpossibleHappens) {
  const std::vector<std::string> never{
      "P(ever(setback)" + out + ")",
      "P(ever(defeat) and ever(tasks_achieved)" + unforced + ")",
      "P(at(fighting, 8) and by(defeat, 7)" + unforced + ")",
      "P(at(fighting, 8) and at(regime_change, 7)" + unforced + ")",
      "P(at(dead, 8) > 0 and by(defeat, 7) | at(entry, 8)" + unforced + ")",
      "P(not at(regime_change, 9) | at(regime_change, 8))",
      "P(not at(entry, 9) | at(entry, 8))",
      "P(ever(suspension) and not ever(fighting)" + unforced + ")",
      "P(ever(resumption) and not ever(suspension)" + unforced + ")",
      "P(ever(fall_by_defeat)" + out + ")",
      "P(at(strength, 5) > at(contingent, 5) | at(entry, 5)" + unforced + ")",
      "P(sum(dead, 20) + sum(wounded, 20) + sum(refused, 20) > at(contingent, 20) + 0.001 | at(entry, 20)" +
          unforced + ")",
      "P(at(contingent, 3) < 400 or at(contingent, 3) > 17000 | at(entry, 3)" + unforced + ")",
      // What the criterion of harsher repression says of prisoners, both ways.
      "P(not at(harsher_repression, 7) and at(political_prisoners, 7) >= 1.1 * prisoners_now)",
      "P(at(prisoners_up, 7) and not at(prisoners_up, 6) and at(political_prisoners, 7) < 1.0999 * "
      "prisoners_now)",
  };
  for (const Answer& answer : ask(never))
    EXPECT_TRUE(answer.is_bound || answer.value == 0) << answer.question << ' ' << answer.value;
}

// Each difference is a fault that the study once had.
TEST(Belarus, ArmyWeaponsAndMoraleReachTheBattlefield) {
  const Answers answers =
      ask({"P(by(defeat, 11)" + unforced + ", at(losses, 0) = 0.9)",
           "P(by(defeat, 11)" + unforced + ", at(losses, 0) = 0.01)",
           "P(by(tasks_achieved, 11)" + unforced + ", at(contingent, 0) = 17000)",
           "P(by(tasks_achieved, 11)" + unforced + ", at(contingent, 0) = 400)",
           "P(by(defeat, 11)" + unforced + ", at(refusals, 0) = 0.4)",
           "P(by(defeat, 11)" + unforced + ", at(refusals, 0) = 0.02)",
           "P(at(defeat, 0) | at(losses, 0) > 0.3" + unforced + ")",
           "P(at(defeat, 0) | at(losses, 0) < 0.05 and at(fighting, 0)" + unforced + ")"});
  const auto apart = [&](std::size_t more, double at_least) {
    EXPECT_GT(answers[more].value, answers[more + 1].value + at_least)
        << answers[more].question << ' ' << answers[more].value << ' ' << answers[more + 1].value;
  };
  apart(0, 0.08);
  apart(2, 0.03);
  apart(4, 0.04);
  apart(6, 0.1);
  EXPECT_LT(answers[7].value, 0.15);
}

TEST(Belarus, HardshipStartsFromTheKnownFigureAndAnEntryWorksThroughTheYear) {
  const Answers answers = ask({"E(at(output_change, 0)" + out + ")", "P(at(output_change, 0) > 0" + out + ")",
                               "E(at(output_change, 0)" + in + ")", "E(at(output_change, 11)" + in + ")",
                               "E(at(output_change, 23)" + in + ")", "E(at(output_change, 11)" + out + ")"});
  EXPECT_NEAR(answers[0].value, -4.4, 0.1);
  EXPECT_LT(answers[1].value, 0.02);
  EXPECT_NEAR(answers[2].value - answers[0].value, -3.5 / 12, 0.1);
  EXPECT_NEAR(answers[3].value - answers[5].value, -3.5, 0.4);
  EXPECT_NEAR(answers[4].value - answers[5].value, -0.3, 0.5);  // what it is compared with is at war, too
}

// Trigger and mode are two partitions of the downfall.
TEST(Belarus, EachDownfallHasOneTriggerAndOneMode) {
  std::vector<std::string> questions;
  for (const char* series : {"regime_change", "fall_by_defeat", "fall_by_campaign", "fall_by_patron",
                             "fall_unprompted", "coup", "uprising", "natural_exit", "other_exit"})
    questions.push_back("P(by(" + std::string(series) + ", 11)" + in + ")");
  questions.emplace_back("P(by(natural_exit, 23); do russia_bleak = yes)");
  questions.emplace_back("P(by(natural_exit, 23); do russia_bleak = no)");
  questions.emplace_back("P(by(coup, 11)" + in + ", at(defeat, 0) = yes)");
  questions.emplace_back("P(by(coup, 11)" + out + ")");
  const Answers a = ask(questions);
  EXPECT_NEAR(a[1].value + a[2].value + a[3].value + a[4].value, a[0].value, 1e-9);
  EXPECT_NEAR(a[5].value + a[6].value + a[7].value + a[8].value, a[0].value, 1e-9);
  // Nature does not ask how Russia fares, and soldiers who were beaten do.
  EXPECT_NEAR(a[9].value, a[10].value, 5 * std::hypot(a[9].standard_error, a[10].standard_error));
  EXPECT_GT(a[11].value, 2 * a[12].value);
}

TEST(Belarus, FeedsBack) {
  const Answers answers =
      ask({"P(at(front, 1) = failing)", "P(at(front, 23) = failing)", "P(at(russia_worn, 0))",
           "P(at(russia_worn, 23))", "P(ever(ultimatum) | at(front, 0) = failing)",
           "P(ever(ultimatum) | at(front, 0) = holding)", "P(by(regime_change, 11)" + in + ")",
           "P(by(regime_change, 11)" + out + ")",
           "P(within(suspension, 3, setback) | ever(setback)" + unforced + ")",
           "P(within(suspension, 3, setback) | ever(setback)" + in + ")"});
  for (const std::size_t i : {0, 2}) EXPECT_GT(answers[i + 1].value, answers[i].value) << answers[i].question;
  for (const std::size_t i : {4, 6, 8})
    EXPECT_GT(answers[i].value, answers[i + 1].value) << answers[i].question;
}

// Training comes first, and the year is as judged all the same (its row of the calibration).
TEST(Belarus, FewEnterWhileTroopsAreTrained) {
  const Answers answers = ask({"P(by(entry, 1))", "P(by(entry, 3))", "P(by(entry, 11))"});
  EXPECT_LT(answers[0].value, 0.4 * (answers[1].value - answers[0].value));
  EXPECT_GT(answers[2].value, 4 * answers[1].value);
}

// --- readings ----------------------------------------------------------------------------------------------

TEST(Belarus, HasReadings) {
  const auto answers = [](const BelarusOptions& options) {
    return ask({"P(by(entry, 11))", "P(by(regime_change, 11)" + in + ")",
                "P(by(entry, 11) | at(front, 0) = failing)", "P(by(entry, 11) | at(front, 0) = holding)"},
               options);
  };
  const Answers judged = answers({}), rates = answers(reading(Inputs::base_rates)),
                words = answers(reading(Inputs::words)), literal = answers(reading(Inputs::literal)),
                compels = answers({.failing_front = FailingFront::compels}),
                wider = answers({.widened = 1.5}), separate = answers({.overlap = Overlap::none}),
                one = answers({.overlap = Overlap::full});
  EXPECT_NEAR(rates[0].value, 0.026, 0.01);  // the count's own
  EXPECT_GT(words[1].value, 1.5 * judged[1].value);
  EXPECT_NEAR(literal[0].value, 0.29, 0.05);  // "may" times "no choice"
  ASSERT_TRUE(judged[0].range && wider[0].range);
  EXPECT_GT(wider[0].range->high - wider[0].range->low, 1.2 * (judged[0].range->high - judged[0].range->low));
  EXPECT_GT(separate[1].value, one[1].value);
  EXPECT_GT(compels[2].value / compels[3].value, judged[2].value / judged[3].value);
}

TEST(Belarus, EveryReadingBuildsAndAnswers) {
  const Options small{.method = Method::forward, .trajectories = 20'000, .worlds = 20};
  for (const auto inputs : all_inputs)
    for (const auto sign : {FailingFront::deters, FailingFront::compels})
      for (const auto refusals : {Refusals::separate, Refusals::as_losses})
        for (const auto dependence : {Dependence::judged, Dependence::none, Dependence::full}) {
          BelarusOptions options = reading(inputs);
          options.failing_front = sign;
          options.refusals = refusals;
          options.dependence = dependence;
          for (const Answer& answer : ask({"P(ever(entry))", "P(ever(regime_change))"}, options, small)) {
            EXPECT_GT(answer.value, 0) << answer.question;
            EXPECT_LT(answer.value, 0.6) << answer.question;
          }
        }
}

TEST(Belarus, EverythingJudgedIsReplacedByNameOnly) {
  const auto has = [](Inputs inputs, std::string_view name) {
    return belarus(reading(inputs)).timeline.constants().find_parameter(name) != nullptr;
  };
  for (const Judgement& j : replacements(Inputs::base_rates)) {
    EXPECT_EQ(find_judgement(researched_judgements(), j.name) == nullptr, j.name == "p_entry_base_rate")
        << j.name;
    EXPECT_TRUE(has(Inputs::base_rates, j.name)) << j.name;
  }
  for (const Claim& claim : article_claims()) {
    EXPECT_EQ(find_judgement(researched_judgements(), claim.judgement) == nullptr,
              claim.judgement == "p_massprotest_3m_entry")
        << claim.judgement;
    EXPECT_TRUE(has(Inputs::words, claim.judgement)) << claim.judgement;
  }
  for (const Judgement& j : researched_judgements()) EXPECT_TRUE(has(Inputs::researched, j.name)) << j.name;
}

TEST(Belarus, TheArticlesWordsAreReadThroughAnyScale) {
  const auto phrase = [](std::string_view judgement, const elicit::Scale& scale) -> std::string {
    for (const Claim& claim : article_claims())
      if (claim.judgement == judgement)
        if (const elicit::Phrase* found = phrase_of(claim, scale))
          return elicit::Scale::normalised(found->text);
    return "-";
  };
  struct Row {
    const char *judgement, *capphrase, *icd203, *phia;
  };
  for (const Row& row :
       std::vector<Row>{{"p_ultimatum", "may happen", "-", "realistic possibility"},
                        {"p_tasks_achieved", "almost no chance", "almost no chance", "remote chance"},
                        {"p_defeat_given_entry", "almost no chance", "almost no chance", "remote chance"},
                        {"p_suspend_given_setback", "might happen", "-", "realistic possibility"},
                        {"p_regime12_given_defeat", "may happen", "-", "realistic possibility"},
                        {"p_massprotest_3m_entry", "unlikely", "unlikely", "unlikely"},
                        {"p_harsher_entry", "probable", "likely", "likely"}}) {
    EXPECT_EQ(phrase(row.judgement, elicit::scale::capphrase), row.capphrase) << row.judgement;
    EXPECT_EQ(phrase(row.judgement, elicit::scale::icd203), row.icd203) << row.judgement;
    EXPECT_EQ(phrase(row.judgement, elicit::scale::phia), row.phia) << row.judgement;
  }
  for (const elicit::Scale* scale : elicit::scale::all())
    for (const auto inputs : {Inputs::words, Inputs::experts}) {
      BelarusOptions options = reading(inputs);
      options.scale = scale;
      const Answer answer = ask({"P(ever(regime_change))"}, options,
                                {.method = Method::forward, .trajectories = 20'000, .worlds = 20})[0];
      EXPECT_GT(answer.value, 0) << scale->name();
      EXPECT_LT(answer.value, 0.6) << scale->name();
    }
}

TEST(Belarus, WordsAreWhatTheScaleMakesOfThem) {
  BelarusOptions options = reading(Inputs::words);
  options.scale = &static_cast<const elicit::Scale&>(elicit::scale::icd203);
  const Belarus s = belarus(options);
  // "No chance" is 1 to 5 %, its complement 95 to 99 %; "likely" 55 to 80 %. Four thousand uniform draws.
  EXPECT_NEAR(mean_over_worlds(s, "p_tasks_achieved"), 0.03, 0.001);
  EXPECT_NEAR(mean_over_worlds(s, "p_defeat_given_entry"), 0.97, 0.001);
  EXPECT_NEAR(mean_over_worlds(s, "p_harsher_entry"), 0.675, 0.006);
  // It has no word for "may": the researched range stays.
  EXPECT_NEAR(mean_over_worlds(s, "p_ultimatum"), mean_over_worlds(belarus(), "p_ultimatum"), 1e-12);

  const Belarus pooled = belarus(reading(Inputs::experts)), said = belarus(reading(Inputs::words));
  for (const char* name : {"p_ultimatum", "p_harsher_entry", "p_massprotest_12m_entry"})
    EXPECT_NEAR(mean_over_worlds(pooled, name),
                (mean_over_worlds(said, name) + mean_over_worlds(belarus(), name)) / 2, 0.02)
        << name;
}

// --- documentation -----------------------------------------------------------------------------------------

TEST(Belarus, SaysWhatMustBeSeen) {
  const Belarus s = belarus();
  EXPECT_EQ(s.timeline.labels().front(), "Dec 2022");
  EXPECT_EQ(s.timeline.labels().back(), "Nov 2024");
  std::vector<std::string> without;
  for (std::size_t i = 0; i < s.timeline.series().size(); ++i) {
    const StatedSeries& series = s.timeline.series()[i];
    EXPECT_FALSE(series.details.description.empty()) << series.name;
    if (s.timeline.kind(static_cast<Index>(i)) == Kind::event && series.details.criterion.empty())
      without.push_back(series.name);
  }
  // Those that follow from others, or stand for a state of affairs.
  EXPECT_EQ(without, (std::vector<std::string>{"forced", "resumption", "shaken", "falls", "fall_by_defeat",
                                               "fall_by_campaign", "fall_by_patron", "fall_unprompted",
                                               "coup", "uprising", "natural_exit", "other_exit", "over"}));
}

TEST(Belarus, EveryNumberHasASourceAndTwoMarks) {
  const Belarus s = belarus();
  for (const UncertainParameter& parameter : s.timeline.constants().parameters()) {
    EXPECT_FALSE(parameter.details.source.empty()) << parameter.name;
    EXPECT_FALSE(parameter.details.description.empty()) << parameter.name;
    EXPECT_EQ(parameter.details.basis, Basis::judged) << parameter.name;
  }
  for (const Judgement& j : researched_judgements()) {
    const auto& parameter =
        s.timeline.constants()
            .parameters()[static_cast<std::size_t>(s.timeline.constants().find_parameter(j.name)->index)];
    EXPECT_EQ(parameter.details.stated.size(), 3u) << j.name;
    EXPECT_EQ(parameter.details.mark, j.mark) << j.name;
  }
}

// The cut-off is 10 November 2022. Resolution criteria look ahead; what the numbers rest on must not.
TEST(Belarus, NothingAfterTheCutOffIsASource) {
  const std::regex late("20(2[3-9]|[3-9][0-9])|Dec(ember)? 2022|(1[1-9]|2[0-9]|30) Nov(ember)?( 2022)?");
  const auto check = [&](const std::string& name, const std::string& text) {
    EXPECT_FALSE(std::regex_search(text, late)) << name << ": " << text;
  };
  EXPECT_TRUE(std::regex_search(std::string("24 Nov 2022"), late));
  EXPECT_FALSE(std::regex_search(std::string("as of 10 November 2022"), late));
  for (const auto inputs : all_inputs) {
    const Belarus s = belarus(reading(inputs));
    for (const StatedSeries& series : s.timeline.series()) check(series.name, series.details.source);
    for (const UncertainParameter& parameter : s.timeline.constants().parameters())
      check(parameter.name, parameter.details.source);
  }
  for (const FixedNumber& number : fixed_numbers())
    check(std::string(number.name), std::string(number.argument));
}

}  // namespace
}  // namespace casus::study
