// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>

#include <casus/study/belarus_monthly_battlefield.hpp>
#include <casus/study/belarus_society.hpp>

/// Society by the month: mood, output, protest, repression.
namespace casus::study::detail {

struct MonthlySociety {
  Parameter hardship_no_entry, hardship_entry;  ///< share of months in hardship
};

// An autoregressive mood; the first setback turns it.
inline void state_mood(MonthlyStatement& s, const MonthlySeries& x) {
  const Parameter opposition = s.range("s_oppose_participation"), ratio = s.range("sentiment_ratio"),
                  by_losses = s.range("mood_ratio_losses");
  const double scale = fixed_number("mood_scale"), stays = monthly_number("mood_persistence");
  s.model.first(x.mood, Normal(0, scale));
  s.model.step(
      x.mood, Normal(stays * x.mood.last() + if_then_else(x.since_setback.last() == "0", log(by_losses), 0.0),
                     scale * std::sqrt(1 - stays * stays)));
  s.model.each(x.anti_war_sentiment, Deterministic(logistic(logit(opposition) + x.mood.now() +
                                                            if_then_else(x.entry.now(), log(ratio), 0.0))));
}

// The change of output over twelve months has the judged distribution in each month; its chance
// part persists.
inline MonthlySociety state_monthly_output(MonthlyStatement& s, const MonthlySeries& x) {
  const Parameter trend = s.range("output_trend"), effect = s.range("output_effect_of_entry");
  const auto [without, with] = output_scales(s);
  const double stays = monthly_number("output_persistence");
  s.model.first(x.slump, Normal(0, 1));
  s.model.step(x.slump, Normal(stays * x.slump.last(), std::sqrt(1 - stays * stays)));
  s.model.each(x.output_change,
               Deterministic(trend + if_then_else(x.entry.now(), effect, 0.0) +
                             if_then_else(x.russia_bleak.now(), fixed_number("output_effect_of_bleak"), 0.0) +
                             if_then_else(x.entry.now(), with, without) * x.slump.now()));
  s.model.each(x.hardship, Deterministic(x.output_change.now() <= -4));
  return {s.derived("hardship_given_no_entry", p_hardship(trend, without),
                    "share of months in hardship without an entry, Russia not bleak"),
          s.derived("hardship_given_entry", p_hardship(trend + effect, with), "the same after an entry")};
}

// p_massprotest_12m_... are probabilities for twelve months without an entry, and from an entry on;
// of the latter, early_share_entry falls into the first three months. After that year the hazard
// stays at its last value. Centred over hardship and mood.
inline void state_monthly_protest(MonthlyStatement& s, const MonthlySeries& x,
                                  const MonthlySociety& society) {
  constexpr double early_months = 3;
  const Parameter early = s.range("early_share_entry");
  const Parameter row_no = s.range("p_massprotest_12m_noentry"), row_yes = mass_protest_row(s, early);
  const Parameter ratio = s.range("protest_ratio_hardship");
  const double by_mood = per_doubling("protest_odds_per_doubling_opposition");
  const double mood = std::exp(std::pow(by_mood * fixed_number("mood_scale"), 2) / 2);
  const auto base = [&](const Real& hazard, const Parameter& hardship) {
    return log(hazard / (mood * (1.0 - hardship + hardship * ratio)));
  };
  const Real out = base(yearly_hazard(row_no), society.hardship_no_entry),
             soon = base(-log(1.0 - row_yes * early) / early_months, society.hardship_entry),
             later = base((log(1.0 - row_yes * early) - log(1.0 - row_yes)) / (months_a_year - early_months),
                          society.hardship_entry);
  const Boolean is_early =
      x.since_entry.now() == "0" || x.since_entry.now() == "1" || x.since_entry.now() == "2";
  // Monthly protests are so rare that log odds are as good as the logarithm of the hazard.
  s.model.each(x.mass_protest,
               Bernoulli(logistic(if_then_else(!x.entry.now(), out, if_then_else(is_early, soon, later)) +
                                  if_then_else(x.hardship.now(), log(ratio), 0.0) + by_mood * x.mood.now())));
  const Real begins = if_then_else(x.mass_protest.now(), s.range("p_protest_lasts"), 0.0);
  s.model.first(x.campaign, Bernoulli(begins));
  s.model.step(x.campaign, Bernoulli(if_then_else(x.campaign.last(), s.range("p_campaign_goes_on"), begins)));

  // p_harsher_... are probabilities for twelve months. A mass protest is answered at once; the
  // probability without a protest follows from the rest.
  const double answered = fixed_number("p_harsher_after_protest");
  const auto quiet = [&](const std::string& name, const Parameter& row, const Parameter& protest) {
    return s.derived(name, clamp((row - protest * answered) / (1.0 - protest), 0.02, answered),
                     "what the row leaves where there is no mass protest");
  };
  const Parameter row_harsher_no = s.range("p_harsher_noentry"), row_harsher_yes = s.range("p_harsher_entry");
  const Real quiet_no = yearly_hazard(quiet("harsher_quiet_no_entry", row_harsher_no, row_no)),
             quiet_yes = yearly_hazard(quiet("harsher_quiet_entry", row_harsher_yes, row_yes));
  s.model.absorbing(x.harsher_repression,
                    if_then_else(x.mass_protest.now(), answered,
                                 within_month(if_then_else(x.entry.now(), quiet_yes, quiet_no))));

  const Parameter now = s.range("prisoners_now"), growth_no = s.range("prisoner_growth_noentry"),
                  growth_yes = s.range("prisoner_growth_entry");
  const Real drift =
      if_then_else(x.harsher_repression.now(), if_then_else(x.entry.now(), log(growth_yes), log(growth_no)),
                   log(fixed_number("prisoner_ratio_softer"))) /
          months_a_year +
      if_then_else(x.mass_protest.now(), log(fixed_number("prisoner_ratio_protest")), 0.0);
  const Real swing = if_then_else(x.harsher_repression.now(),
                                  if_then_else(x.entry.now(), fixed_number("prisoner_scale_entry"),
                                               fixed_number("prisoner_scale_noentry")),
                                  fixed_number("prisoner_scale_softer")) /
                     std::sqrt(months_a_year);
  s.model.first(x.political_prisoners, LogNormal(log(now) + drift, swing));
  s.model.step(x.political_prisoners, LogNormal(log(x.political_prisoners.last()) + drift, swing));
}

}  // namespace casus::study::detail
