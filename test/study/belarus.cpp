// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/study/belarus.hpp>

#include <algorithm>
#include <cmath>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/beta.hpp>

#include <casus/infer/reference_estimate.hpp>
#include <casus/sample/layout.hpp>

namespace {

using namespace casus;
using study::belarus;
using study::Belarus;
using study::BelarusOptions;

// Wide enough for rare events given an entry, small enough for the scalar sampler.
const Options& run() {
  static const Options options{.trajectories = 409'600, .worlds = 400, .seed = 20221110};
  return options;
}

const Belarus& study_model() {
  static const Belarus model = belarus();
  return model;
}

Answers ask(const std::vector<Query>& queries) {
  return reference_estimate(study_model().model, queries, run());
}

double parameter_of(const Belarus& study, const std::vector<double>& world, std::string_view name) {
  return world[static_cast<std::size_t>(study.model.find_parameter(name)->index)];
}

BelarusOptions reading(study::Inputs inputs) {
  BelarusOptions options;
  options.inputs = inputs;
  return options;
}

constexpr auto all_inputs = {study::Inputs::researched, study::Inputs::base_rates, study::Inputs::words,
                             study::Inputs::experts};

// --- the margins -------------------------------------------------------------------------------------------

// What the calibration solves for in closed sums: the largest miss over the worlds, relative to the margin.
TEST(Belarus, MarginsOverTheFrontAreMetInEachWorld) {
  for (const auto inputs : all_inputs)
    for (const auto sign : {study::FailingFront::deters, study::FailingFront::compels}) {
      BelarusOptions options = reading(inputs);
      options.failing_front = sign;
      const Belarus s = belarus(options);
      const std::vector<double> bleak_odds{.02 / .98, .10 / .90, .50 / .50};
      for (Index w = 0; w < 1000; ++w) {
        const auto world = draw_parameters(s.model, {}, w);
        const auto p = [&](std::string_view name) { return parameter_of(s, world, name); };
        const auto expect = [&](double got, double margin, const char* what) {
          EXPECT_LT(std::abs(got - margin), 1e-5 * margin) << what << ", world " << w;
        };
        expect(p("ultimatum_total"), p("p_ultimatum"), "ultimatum");
        expect(p("entry_with_ultimatum") / p("ultimatum_total"), p("p_entry_given_ultimatum"),
               "entry given ultimatum");
        expect((p("entry_total") - p("entry_with_ultimatum")) / (1 - p("ultimatum_total")),
               p("p_entry_no_ultimatum"), "entry without ultimatum");
        double bleak = 0, front = 0;
        for (std::size_t k = 0; k < 3; ++k) {
          const std::string state = '[' + std::to_string(k) + ']';
          const double odds = bleak_odds[k] * std::exp(p("bleak_base"));
          bleak += p("front_share" + state) * odds / (1 + odds);
          front += p("front_given_entry" + state);
        }
        expect(bleak, p("p_russia_bleak_12m"), "bleak");
        EXPECT_NEAR(front, 1, 1e-12);
      }
    }
}

// A margin and its parameter are compared on the same trajectories, so that what differs is chance within the
// worlds, and the calibration's own error: at most 3 % of the margin where a quadrature stands behind it.
TEST(Belarus, SampledMarginsAreMet) {
  const Belarus& s = study_model();
  std::vector<Query> queries;
  for (const study::Margin& margin : s.margins) {
    const Query event = P(margin.event), stated = E(margin.stated);
    queries.push_back(margin.given ? event.given(*margin.given) : event);
    queries.push_back(margin.given ? stated.given(*margin.given) : stated);
  }
  const auto answers = ask(queries);
  for (std::size_t i = 0; i < s.margins.size(); ++i) {
    const Answer &event = answers[2 * i], &stated = answers[2 * i + 1];
    const double p = stated.value;
    const double chance = std::sqrt(p * (1 - p) / static_cast<double>(event.met));
    EXPECT_NEAR(event.value, p, 4.5 * chance + (s.margins[i].exact ? 1e-5 : 0.03) * p) << s.margins[i].row;
  }
}

TEST(Belarus, ChecksAreNear) {
  const Belarus& s = study_model();
  const auto answers = ask({P(s.entry), P(s.small_contingent).given(s.entry), P(s.hardship).given(s.entry),
                            P(s.hardship).given(!s.entry),
                            E(Parameter(s.model.find_parameter("hardship_given_entry"))).given(s.entry),
                            E(s.refusals).given(s.entry), E(s.monthly_losses).given(s.entry)});
  // Row 2c: .008/.04/.12, mean about .045.
  EXPECT_NEAR(answers[0].value, 0.045, 0.006);
  ASSERT_TRUE(answers[0].range);
  EXPECT_NEAR(answers[0].range->low, 0.009, 0.003);
  EXPECT_NEAR(answers[0].range->high, 0.125, 0.02);
  // Row 3: .55/.75/.92.
  EXPECT_NEAR(answers[1].value, 0.75, 0.05);
  ASSERT_TRUE(answers[1].range);
  EXPECT_NEAR(answers[1].range->low, 0.55, 0.07);
  EXPECT_NEAR(answers[1].range->high, 0.92, 0.04);
  // Row 9: .25/.55/.85, and .08/.18/.35 without entry.
  EXPECT_NEAR(answers[2].value, 0.55, 0.03 + 4 * answers[2].standard_error);
  EXPECT_NEAR(answers[3].value, 0.19, 0.04);
  EXPECT_NEAR(answers[2].value, answers[4].value,
              5 * std::sqrt(0.25 / static_cast<double>(answers[2].met)) + 0.002);
  // Rows 4 and 5, by the means of their logit-normal fits.
  EXPECT_NEAR(answers[5].value, 0.125, 0.02);
  EXPECT_NEAR(answers[6].value, 0.16, 0.02);
}

TEST(Belarus, RangesAreFittedAsTheTableSays) {
  const auto law = [](std::string_view name) {
    const auto* j = study::find_judgement(study::researched_judgements(), name);
    return elicit::fit_logit_normal(j->range);
  };
  const auto near = [](const distribution::LogitNormal& fit, double location, double scale) {
    EXPECT_NEAR(fit.logit_location, location, 1e-3);
    EXPECT_NEAR(fit.logit_scale, scale, 1e-3);
  };
  near(law("p_ultimatum"), -1.695, 0.772);
  near(law("p_entry_given_ultimatum"), -1.444, 0.895);
  near(law("p_entry_no_ultimatum"), -5.595, 1.127);
  near(law("p_tasks_achieved"), -3.169, 0.870);
  near(law("h_regime_base"), -3.505, 0.654);
  near(law("h_regime_patron_lost"), -1.363, 0.644);
}

TEST(Belarus, BaseRatesAreJeffreysQuantilesOfTheirCounts) {
  const auto check = [](std::string_view name, double cases, double of) {
    const auto* j = study::find_judgement(study::replacements(study::Inputs::base_rates), name);
    ASSERT_NE(j, nullptr) << name;
    const boost::math::beta_distribution<> posterior(cases + 0.5, of - cases + 0.5);
    EXPECT_NEAR(j->range.low, quantile(posterior, .05), 6e-4) << name;
    EXPECT_NEAR(j->range.mid, quantile(posterior, .5), 6e-4) << name;
    EXPECT_NEAR(j->range.high, quantile(posterior, .95), 6e-4) << name;
  };
  check("p_suspend_given_setback", 9, 85);
  check("h_regime_base", 19, 372);
  check("p_regime12_given_defeat", 4, 27);
  check("p_regime12_given_campaign", 37, 131);
}

// --- what can never be -------------------------------------------------------------------------------------

TEST(Belarus, NothingImpossibleHappens) {
  const Belarus& s = study_model();
  const Real rise = s.political_prisoners / Parameter(s.model.find_parameter("prisoners_now"));
  const std::vector<Query> never{P(s.defeat && s.tasks_achieved),
                                 P(s.mass_protest_3m && !s.mass_protest),
                                 P(s.lasting_protest && !s.mass_protest),
                                 P(s.tasks_achieved && !s.entry),
                                 P(s.defeat && !s.entry),
                                 P(s.suspension && !s.entry),
                                 P(!s.harsher_repression && rise >= 1.1),
                                 P(s.contingent < 400 || s.contingent > 17000).given(s.entry),
                                 P(s.dead + s.wounded > s.contingent * 1.000001).given(s.entry),
                                 P(s.defeat && !s.setback)};
  for (const Answer& answer : ask(never))
    EXPECT_TRUE(answer.is_bound) << answer.question << ' ' << answer.value;
}

// --- regime change -----------------------------------------------------------------------------------------

// The probability of regime change with exactly these causes present, in a world.
double change_with(const Belarus& s, const std::vector<double>& world,
                   const std::vector<std::string>& causes) {
  struct Environment {
    const Belarus& s;
    const std::vector<double>& world;
    const std::vector<std::string>& causes;
    double variable(Index i) const {
      const std::string& name = s.model.variables()[static_cast<std::size_t>(i)].name;
      return std::find(causes.begin(), causes.end(), name) == causes.end() ? 0 : 1;
    }
    double parameter(Index i) const { return world[static_cast<std::size_t>(i)]; }
  };
  std::vector<double> scratch;
  return s.model.variables()[static_cast<std::size_t>(s.regime_change.index())].parameters[0].evaluate(
      Environment{s, world, causes}, scratch);
}

TEST(Belarus, OneCauseAloneGivesItsRow) {
  for (const auto overlap : {study::Overlap::judged, study::Overlap::none, study::Overlap::full}) {
    BelarusOptions options;
    options.overlap = overlap;
    const Belarus s = belarus(options);
    for (Index w = 0; w < 100; ++w) {
      const auto world = draw_parameters(s.model, {}, w);
      const auto p = [&](std::string_view name) { return parameter_of(s, world, name); };
      const double base = p("h_regime_base");
      EXPECT_NEAR(change_with(s, world, {}), base, 1e-12);
      // A total judged below the base cannot lower it.
      EXPECT_NEAR(change_with(s, world, {"defeat"}), (std::max)(base, p("p_regime12_given_defeat")), 1e-12);
      EXPECT_NEAR(change_with(s, world, {"lasting_protest"}),
                  (std::max)(base, p("p_regime12_given_campaign")), 1e-12);
      EXPECT_NEAR(change_with(s, world, {"patron_lost"}), (std::max)(base, p("h_regime_patron_lost")), 1e-12);
      EXPECT_NEAR(change_with(s, world, {"russia_bleak"}),
                  1 - std::pow(1 - base, (std::max)(1.0, p("hazard_ratio_bleak"))), 1e-12);
      // With the patron gone, what made him go adds nothing.
      EXPECT_DOUBLE_EQ(change_with(s, world, {"patron_lost", "russia_bleak"}),
                       change_with(s, world, {"patron_lost"}));
    }
  }
}

TEST(Belarus, SeparateCausesAddUpAndOneCauseCountsOnce) {
  BelarusOptions options;
  options.overlap = study::Overlap::none;
  const Belarus none = belarus(options);
  options.overlap = study::Overlap::full;
  const Belarus full = belarus(options);
  for (Index w = 0; w < 100; ++w) {
    const auto separate = draw_parameters(none.model, {}, w), one = draw_parameters(full.model, {}, w);
    const double base = parameter_of(none, separate, "h_regime_base");
    const double a = change_with(none, separate, {"defeat"}),
                 b = change_with(none, separate, {"lasting_protest"});
    EXPECT_NEAR(change_with(none, separate, {"defeat", "lasting_protest"}),
                1 - (1 - a) * (1 - b) / (1 - base), 1e-12);
    EXPECT_NEAR(change_with(full, one, {"defeat", "lasting_protest"}), (std::max)(a, b), 1e-12);
  }
}

// --- readings ----------------------------------------------------------------------------------------------

TEST(Belarus, EveryReadingBuildsAndAnswers) {
  const Options small{.trajectories = 20'000, .worlds = 20};
  for (const auto inputs : all_inputs)
    for (const auto sign : {study::FailingFront::deters, study::FailingFront::compels})
      for (const auto overlap : {study::Overlap::judged, study::Overlap::none, study::Overlap::full})
        for (const auto refusals : {study::Refusals::separate, study::Refusals::as_losses}) {
          const Belarus s = belarus({inputs, sign, overlap, refusals});
          const auto answers = reference_estimate(
              s.model, {P(s.entry), P(s.regime_change), P(s.tasks_achieved).given(s.entry)}, small);
          for (const Answer& answer : answers) {
            EXPECT_GT(answer.value, 0) << answer.question;
            EXPECT_LT(answer.value, 0.5) << answer.question;
          }
        }
}

TEST(Belarus, TheSignOfAFailingFrontMovesEntry) {
  BelarusOptions reversed;
  reversed.failing_front = study::FailingFront::compels;
  const Belarus s = belarus(reversed);
  const auto deters = ask({P(study_model().front == "failing").given(study_model().entry)});
  const auto compels = reference_estimate(s.model, {P(s.front == "failing").given(s.entry)}, run());
  EXPECT_LT(deters[0].value + 5 * deters[0].standard_error, compels[0].value);
}

TEST(Belarus, EverythingJudgedIsReplacedByNameOnly) {
  for (const study::Judgement& j : study::replacements(study::Inputs::base_rates)) {
    EXPECT_EQ(study::find_judgement(study::researched_judgements(), j.name) == nullptr,
              j.name == "p_entry_base_rate")
        << j.name;
    EXPECT_NE(belarus(reading(study::Inputs::base_rates)).model.find_parameter(j.name), nullptr) << j.name;
  }
  for (const study::Claim& claim : study::article_claims()) {
    EXPECT_EQ(study::find_judgement(study::researched_judgements(), claim.judgement) == nullptr,
              claim.judgement == "p_massprotest_3m_entry")
        << claim.judgement;
    EXPECT_NE(belarus(reading(study::Inputs::words)).model.find_parameter(claim.judgement), nullptr)
        << claim.judgement;
  }
  for (const study::Judgement& j : study::researched_judgements())
    EXPECT_NE(study_model().model.find_parameter(j.name), nullptr) << j.name;
}

double mean_over_worlds(const Belarus& study, const char* name) {
  constexpr Index worlds = 4000;
  double sum = 0;
  for (Index world = 0; world < worlds; ++world)
    sum += parameter_of(study, draw_parameters(study.model, {}, world), name);
  return sum / static_cast<double>(worlds);
}

TEST(Belarus, TheArticlesWordsAreReadThroughAnyScale) {
  // The table of the study: which scale has which word.
  const auto phrase = [](std::string_view judgement, const elicit::Scale& scale) -> std::string {
    for (const study::Claim& claim : study::article_claims())
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
    for (const auto inputs : {study::Inputs::words, study::Inputs::experts}) {
      BelarusOptions options = reading(inputs);
      options.scale = scale;
      const Belarus s = belarus(options);
      const auto answer =
          reference_estimate(s.model, {P(s.regime_change)}, {.trajectories = 20'000, .worlds = 20})[0];
      EXPECT_GT(answer.value, 0) << scale->name();
      EXPECT_LT(answer.value, 0.5) << scale->name();
    }
}

TEST(Belarus, WordsAreWhatTheScaleMakesOfThem) {
  BelarusOptions options = reading(study::Inputs::words);
  options.scale = &static_cast<const elicit::Scale&>(elicit::scale::icd203);
  const Belarus s = belarus(options);
  // "No chance" is 1 to 5 %, its complement 95 to 99 %; "likely" 55 to 80 %. Four thousand uniform draws.
  EXPECT_NEAR(mean_over_worlds(s, "p_tasks_achieved"), 0.03, 0.001);
  EXPECT_NEAR(mean_over_worlds(s, "p_defeat_given_entry"), 0.97, 0.001);
  EXPECT_NEAR(mean_over_worlds(s, "p_harsher_entry"), 0.675, 0.006);
  // It has no word for "may": the researched range stays.
  EXPECT_NEAR(mean_over_worlds(s, "p_ultimatum"), mean_over_worlds(study_model(), "p_ultimatum"), 1e-12);

  const Belarus pooled = belarus(reading(study::Inputs::experts));
  BelarusOptions words = reading(study::Inputs::words);
  const Belarus said = belarus(words);
  for (const char* name : {"p_ultimatum", "p_harsher_entry", "p_massprotest_12m_entry"})
    EXPECT_NEAR(mean_over_worlds(pooled, name),
                (mean_over_worlds(said, name) + mean_over_worlds(study_model(), name)) / 2, 0.02)
        << name;
}

// --- documentation -----------------------------------------------------------------------------------------

TEST(Belarus, EveryEventHasACriterionAndEveryParameterASource) {
  const Belarus& s = study_model();
  for (const Variable& variable : s.model.variables()) {
    EXPECT_FALSE(variable.details.description.empty()) << variable.name;
    EXPECT_TRUE(!variable.is_discrete() || variable.details.criterion.size() > 30) << variable.name;
    EXPECT_TRUE(!variable.is_discrete() || !variable.details.source.empty()) << variable.name;
    EXPECT_TRUE(variable.is_discrete() || !variable.details.unit.empty()) << variable.name;
  }
  for (const UncertainParameter& parameter : s.model.parameters()) {
    EXPECT_FALSE(parameter.details.source.empty()) << parameter.name;
    EXPECT_FALSE(parameter.details.description.empty()) << parameter.name;
  }
  for (const study::Judgement& j : study::researched_judgements()) {
    const auto* node = s.model.find_parameter(j.name).get();
    EXPECT_EQ(s.model.parameters()[static_cast<std::size_t>(node->index)].details.stated.size(), 3u)
        << j.name;
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
    for (const Variable& variable : s.model.variables()) check(variable.name, variable.details.source);
    for (const UncertainParameter& parameter : s.model.parameters())
      check(parameter.name, parameter.details.source);
  }
  for (const study::FixedNumber& number : study::fixed_numbers())
    check(std::string(number.name), std::string(number.argument));
}

TEST(Belarus, NamesAreStable) {
  const Belarus& s = study_model();
  for (const char* name : {"ultimatum", "entry", "small_contingent", "tasks_achieved", "defeat", "setback",
                           "suspension", "hardship", "mass_protest", "mass_protest_3m", "lasting_protest",
                           "harsher_repression", "russia_bleak", "patron_lost", "regime_change"})
    EXPECT_NO_THROW(s.model.event(name)) << name;
  for (const char* name : {"front", "aftermath"}) EXPECT_NO_THROW(s.model.category(name)) << name;
  for (const char* name : {"contingent", "refusals", "monthly_losses", "months_engaged", "anti_war_sentiment",
                           "output_change", "political_prisoners", "dead", "wounded", "refused"})
    EXPECT_NO_THROW(s.model.quantity(name)) << name;
}

// Sampled in bit layout, which is what makes the study fast.
TEST(Belarus, DiscreteLinksAreDrawnByTables) {
  for (const char* name :
       {"front", "ultimatum", "entry", "defeat", "suspension", "mass_protest_3m", "lasting_protest",
        "harsher_repression", "russia_bleak", "patron_lost", "regime_change", "aftermath"}) {
    const auto& variables = study_model().model.variables();
    const auto index = static_cast<std::size_t>(study_model().model.find(name)->index);
    EXPECT_NE(layout(study_model().model, variables[index]), Layout::words) << name;
  }
}

}  // namespace
