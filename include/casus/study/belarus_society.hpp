// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>

#include <casus/study/belarus_battlefield.hpp>

/// Society: mood, output, protest, repression.
namespace casus::study::detail {

struct Society {
  Parameter hardship_no_entry, hardship_entry;  ///< share of months in hardship
};

// An autoregressive mood; the first setback turns it.
inline void state_mood(Statement& s, const AllSeries& x) {
  const Parameter opposition = s.range("s_oppose_participation"), ratio = s.range("sentiment_ratio"),
                  by_losses = s.range("mood_ratio_losses");
  const double scale = fixed_number("mood_scale"), stays = fixed_number("mood_persistence");
  s.model.first(x.mood, Normal(0, scale));
  s.model.step(x.mood,
               Normal(stays * x.mood.last() + if_then_else(x.since_setback.last() == 1, log(by_losses), 0.0),
                      scale * std::sqrt(1 - stays * stays)));
  s.model.each(x.anti_war_sentiment, Deterministic(logistic(logit(opposition) + x.mood.now() +
                                                            if_then_else(x.entry.now(), log(ratio), 0.0))));
}

/// Standard deviation of chance in output, without and with an entry; the uncertain part is in the
/// parameters.
struct OutputScales {
  double without, with;
};
inline OutputScales output_scales(const Statement& s) {
  const auto known = [&](std::string_view name) {
    const elicit::Range r = s.judgement(name).range;
    return elicit::detail::fit_line(r.low, r.mid, r.high).scale;
  };
  const auto rest = [](double all, double part) { return std::sqrt(all * all - part * part); };
  return {rest(fixed_number("output_scale"), known("output_trend")),
          rest(fixed_number("output_scale_entry"),
               std::hypot(known("output_trend"), known("output_effect_of_entry")))};
}

// P(output changes by -4 % or less). The normal distribution function is approximated by the
// logistic formula of Bowling, Khasawneh, Kaewkuekool and Cho (J. Ind. Eng. Manag. 2 (2009) 114,
// doi:10.3926/jiem.2009.v2n1.p114-127), within 2e-4.
inline Real p_hardship(const Real& mean, double scale) {
  const Real z = (min)((max)((-4.0 - mean) / scale, -8.0), 8.0);
  return logistic(1.5976 * z + 0.070566 * (z * z * z));
}

// Output of the twelve months to each month against the twelve before. It starts from the known
// figure of 2022; each month one of 2022 leaves the twelve, so that in November 2023 the change has
// the judged distribution, which it keeps from then on. An entry costs a level of output: its
// effect grows while the twelve months fill with months of war, and fades while those they are
// compared with do. A bleak Russia costs output as long as it is bleak.
inline Society state_output(Statement& s, const AllSeries& x) {
  const Parameter trend = s.range("output_trend"), effect = s.range("output_effect_of_entry");
  const OutputScales scales = output_scales(s);
  const double stays = fixed_number("output_persistence"), start = fixed_number("output_change_2022");
  s.model.first(x.slump, Normal(0, 1));
  s.model.step(x.slump, Normal(stays * x.slump.last(), std::sqrt(1 - stays * stays)));
  s.model.first(x.bleak_part, Deterministic(Real(x.russia_bleak.now()) / months_a_year));
  s.model.step(x.bleak_part,
               Deterministic((min)(x.bleak_part.last() + Real(x.russia_bleak.now()) / months_a_year, 1.0)));
  const Real gone = (min)(x.elapsed.now() / months_a_year, 1.0);
  const Real at_war =
      (max)((min)(x.months_in.now(), 2 * months_a_year - x.months_in.now()), 0.0) / months_a_year;
  s.model.each(
      x.output_change,
      Deterministic((1.0 - gone) * start + gone * trend + at_war * effect +
                    x.bleak_part.now() * fixed_number("output_effect_of_bleak") +
                    gone * (scales.without + at_war * (scales.with - scales.without)) * x.slump.now()));
  s.model.each(x.hardship, Deterministic(x.output_change.now() <= -4));
  const auto share = [&](bool in) {
    Real sum = 0.0;
    for (int month = 1; month <= static_cast<int>(months_a_year); ++month) {
      const double part = month / months_a_year;
      const Real mean = (1 - part) * start + part * (in ? trend + effect : Real(trend));
      sum =
          sum + p_hardship(mean, part * (scales.without + (in ? part * (scales.with - scales.without) : 0)));
    }
    return sum / months_a_year;
  };
  return {s.derived("hardship_given_no_entry", share(false),
                    "share of the year's months in hardship without an entry, Russia not bleak"),
          s.derived("hardship_given_entry", share(true), "the same from an entry on")};
}

// The row of mass protest after an entry. The article's statement is about the short term; the
// probability for the year is that divided by the share that falls into the first months.
inline Parameter mass_protest_row(Statement& s, const Parameter& row_no, const Parameter& early) {
  const auto words = s.said("p_massprotest_3m_entry");
  if (!words)
    return s.options.dependence == Dependence::none ? s.range("p_massprotest_12m_entry")
                                                    : s.as_high_as(row_no, "p_massprotest_12m_entry");
  const auto in_words = s.in_words("p_massprotest_3m_entry", *words, words->law);
  const Real year = (min)(in_words / early, 0.95);
  const std::string formula = "p_massprotest_3m_entry over early_share_entry, at most .95";
  if (s.options.inputs == Inputs::words) return s.derived("p_massprotest_12m_entry", year, formula);
  Judgement judged = s.judgement("p_massprotest_12m_entry");
  judged.name = "p_massprotest_12m_judged";
  const auto researched = s.fitted(judged, judged.range);
  const auto who = s.model.parameter("believed_on_protest", Uniform(0, 1),
                                     {.source = "derived: experts of equal weight",
                                      .mark = Verification::computed,
                                      .description = "below a half the study's range, else the article"});
  return s.derived("p_massprotest_12m_entry", if_then_else(who < 0.5, researched, year),
                   "either, each as often");
}

// p_massprotest_12m_... are probabilities for twelve months without an entry, and from an entry on;
// of the latter, early_share_entry falls into the first three months. After that year the hazard
// stays at its last value. Centred over hardship and mood.
inline void state_protest(Statement& s, const AllSeries& x, const Society& society) {
  constexpr double early_months = 3;
  const Parameter early = s.range("early_share_entry");
  const Parameter row_no = s.range("p_massprotest_12m_noentry"), row_yes = mass_protest_row(s, row_no, early);
  const Parameter ratio = s.range("protest_ratio_hardship");
  const double by_mood = per_doubling("protest_odds_per_doubling_opposition");
  const double mood = std::exp(std::pow(by_mood * fixed_number("mood_scale"), 2) / 2);
  const auto base = [&](const Real& hazard, const Parameter& hardship) {
    return log(hazard / (mood * (1.0 - hardship + hardship * ratio)));
  };
  const double met = fixed_number("centring_protest");
  const Real out = base(yearly_hazard(row_no), society.hardship_no_entry),
             soon = base(-met * log(1.0 - row_yes * early) / early_months, society.hardship_entry),
             later = base(
                 met * (log(1.0 - row_yes * early) - log(1.0 - row_yes)) / (months_a_year - early_months),
                 society.hardship_entry);
  const Boolean is_early = x.months_in.now() <= early_months;
  // Monthly protests are so rare that log odds are as good as the logarithm of the hazard.
  s.model.each(x.mass_protest,
               Bernoulli(logistic(if_then_else(!x.entry.now(), out, if_then_else(is_early, soon, later)) +
                                  if_then_else(x.hardship.now(), log(ratio), 0.0) + by_mood * x.mood.now())));
  const Real begins = if_then_else(x.mass_protest.now(), s.range("p_protest_lasts"), 0.0);
  s.model.first(x.campaign, Bernoulli(begins));
  s.model.step(x.campaign, Bernoulli(if_then_else(x.campaign.last(), s.range("p_campaign_goes_on"), begins)));
}

// p_harsher_... are probabilities for twelve months. A mass protest is answered at once; the
// probability without a protest follows from the rest. There are two ways, as in the criterion: a
// law, or a count of prisoners that is up by a tenth. The count agrees with that: it reaches the
// tenth in the month in which it counts as risen, and stays below until then.
inline void state_repression(Statement& s, const AllSeries& x) {
  const double answered = fixed_number("p_harsher_after_protest");
  const auto quiet = [&](const std::string& name, const Parameter& row, const Parameter& protest) {
    return s.derived(name, clamp((row - protest * answered) / (1.0 - protest), 0.02, answered),
                     "what the row leaves where there is no mass protest");
  };
  const auto known = [&](const char* name) { return Parameter(s.model.scope().find_parameter(name)); };
  const Parameter row_no = s.range("p_harsher_noentry");
  const Parameter row_yes = s.options.dependence == Dependence::none || s.said("p_harsher_entry")
                                ? s.range("p_harsher_entry")
                                : s.as_high_as(row_no, "p_harsher_entry");
  const Real quiet_no =
      yearly_hazard(quiet("harsher_quiet_no_entry", row_no, known("p_massprotest_12m_noentry")));
  const Real quiet_yes =
      yearly_hazard(quiet("harsher_quiet_entry", row_yes, known("p_massprotest_12m_entry")));
  const Real hazard = if_then_else(x.entry.now(), quiet_yes, quiet_no);
  const double law = fixed_number("capital_offence_part");
  s.model.absorbing(x.capital_offence, within_month(law * hazard));
  s.model.absorbing(x.prisoners_up,
                    if_then_else(x.mass_protest.now(), answered, within_month((1 - law) * hazard)));
  s.model.each(x.harsher_repression, Deterministic(x.capital_offence.now() || x.prisoners_up.now()));

  const Parameter before = s.range("prisoners_now"), growth_no = s.range("prisoner_growth_noentry"),
                  growth_yes = s.range("prisoner_growth_entry");
  const Real drift =
      if_then_else(x.prisoners_up.now(), if_then_else(x.entry.now(), log(growth_yes), log(growth_no)),
                   log(fixed_number("prisoner_ratio_softer"))) /
          months_a_year +
      if_then_else(x.mass_protest.now(), log(fixed_number("prisoner_ratio_protest")), 0.0);
  const Real scale = if_then_else(x.prisoners_up.now(),
                                  if_then_else(x.entry.now(), fixed_number("prisoner_scale_entry"),
                                               fixed_number("prisoner_scale_noentry")),
                                  fixed_number("prisoner_scale_softer")) /
                     std::sqrt(months_a_year);
  s.model.each(x.prisoner_swing, Normal(0, 1));
  const Real tenth = fixed_number("prisoner_ratio_rise") * before;
  const auto held = [&](const Real& last, const Boolean& rises) {
    const Real free = last * exp(drift + scale * x.prisoner_swing.now());
    return if_then_else(rises, (max)(free, tenth),
                        if_then_else(x.prisoners_up.now(), free, (min)(free, 0.9999 * tenth)));
  };
  s.model.first(x.political_prisoners, Deterministic(held(before, x.prisoners_up.now())));
  s.model.step(x.political_prisoners, Deterministic(held(x.political_prisoners.last(),
                                                         x.prisoners_up.now() && !x.prisoners_up.last())));
}

}  // namespace casus::study::detail
