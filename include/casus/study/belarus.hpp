// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/study/belarus_regime.hpp>

/// Will Belarusian troops enter the war in Ukraine, and what would follow? A model of the chain of
/// events in a newspaper's analysis of autumn 2022 (Aliaksandr Klaskouski, with Arseni Sivitski and
/// Valery Karbalevich).
///
/// As of 10 November 2022. The question of an entry covers the year from 1 December 2022 to 30
/// November 2023. Consequences are counted within 12 months (or 3): from 1 December 2022 if Belarus
/// stays out, and from the entry if it enters, because the counts of similar cases also start with
/// the war. Numbers of soldiers are counted to 30 November 2023.
///
/// Outside the model: the order of setback, suspension, defeat and protest; reactions of Ukraine,
/// NATO or Minsk's generals; whether a regime that is already weak is more likely to be pushed into
/// the war (the front is the only common cause of both); attacks by Russian forces from Belarusian
/// soil, which need no entry.
namespace casus::study {

/// A judged margin, and the corresponding probability in the model.
struct Margin {
  std::string row;  ///< the judged event, in words
  Boolean event;
  std::optional<Boolean> given;
  Parameter stated;  ///< P(event | given) in each world, as judged
  /// Whether the model meets it in each world up to rounding; otherwise up to the error of `spread`
  /// (margin.hpp).
  bool exact;
};

/// The model and its variables.
struct Belarus {
  Model model;
  BelarusOptions options;

  Category front;
  Event ultimatum, entry;
  Quantity contingent;
  Event small_contingent;
  Quantity refusals, monthly_losses;
  Event tasks_achieved, defeat, setback, suspension;
  Quantity months_engaged, dead, wounded, refused;
  Quantity anti_war_sentiment, output_change;
  Event hardship, mass_protest, mass_protest_3m, lasting_protest, harsher_repression;
  Quantity political_prisoners;
  Event russia_bleak, patron_lost, regime_change;
  Category aftermath;

  std::vector<Margin> margins;  ///< the complete calibration
};

/// Returns the study's model. Cost: about a millisecond.
inline Belarus belarus(const BelarusOptions& options = {}) {
  detail::Statement s{{}, options};
  const detail::Decision decision = detail::state_decision(s);
  const detail::Battlefield field = detail::state_battlefield(s, decision);
  const detail::Society society = detail::state_society(s, decision, field);
  const detail::Regime regime = detail::state_regime(s, field, society);
  const auto parameter = [&](std::string_view name) { return Parameter(s.model.find_parameter(name)); };
  std::vector<Margin> margins = {
      {"ultimatum, over the front", decision.ultimatum, {}, parameter("p_ultimatum"), true},
      {"entry given an ultimatum, over the front", decision.entry, decision.ultimatum,
       parameter("p_entry_given_ultimatum"), true},
      {"entry without an ultimatum, over the front", decision.entry, !decision.ultimatum,
       parameter("p_entry_no_ultimatum"), true},
      {"Russia bleak, over the front", society.russia_bleak, {}, parameter("p_russia_bleak_12m"), true},
      {"tasks achieved given entry", field.tasks_achieved, decision.entry, parameter("p_tasks_achieved"),
       false},
      {"defeat given entry (capped by the tasks)", field.defeat, decision.entry,
       parameter("p_defeat_given_entry"), false},
      {"suspension given a setback", field.suspension, field.setback, parameter("p_suspend_given_setback"),
       false},
      {"mass protest without entry", society.protest.mass_protest, !decision.entry,
       parameter("p_massprotest_12m_noentry"), false},
      {"mass protest given entry", society.protest.mass_protest, decision.entry,
       parameter("p_massprotest_12m_entry"), false},
      {"harsher repression without entry", society.harsher_repression, !decision.entry,
       parameter("p_harsher_noentry"), false},
      {"harsher repression given entry", society.harsher_repression, decision.entry,
       parameter("p_harsher_entry"), false},
  };
  return {.model = std::move(s.model),
          .options = options,
          .front = decision.front,
          .ultimatum = decision.ultimatum,
          .entry = decision.entry,
          .contingent = field.force.contingent,
          .small_contingent = field.small_contingent,
          .refusals = field.losses.refusals,
          .monthly_losses = field.losses.monthly,
          .tasks_achieved = field.tasks_achieved,
          .defeat = field.defeat,
          .setback = field.setback,
          .suspension = field.suspension,
          .months_engaged = field.months_engaged,
          .dead = field.dead,
          .wounded = field.wounded,
          .refused = field.refused,
          .anti_war_sentiment = society.mood.anti_war_sentiment,
          .output_change = society.economy.output_change,
          .hardship = society.economy.hardship,
          .mass_protest = society.protest.mass_protest,
          .mass_protest_3m = society.protest.mass_protest_3m,
          .lasting_protest = society.protest.lasting_protest,
          .harsher_repression = society.harsher_repression,
          .political_prisoners = society.political_prisoners,
          .russia_bleak = society.russia_bleak,
          .patron_lost = regime.patron_lost,
          .regime_change = regime.regime_change,
          .aftermath = regime.aftermath,
          .margins = std::move(margins)};
}

}  // namespace casus::study
