// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>
#include <string>

#include <casus/study/belarus_battlefield.hpp>

/// People, economy and repression in Belarus, and Russia's situation.
namespace casus::study::detail {

struct Mood {
  Quantity anti_war_sentiment;
  Parameter opposition, ratio_after_entry;
};

struct Economy {
  Quantity output_change;
  Event hardship;
  Parameter hardship_given_entry, hardship_given_no_entry;
};

struct Protest {
  Event mass_protest, mass_protest_3m, lasting_protest;
  Parameter p_entry, p_no_entry;  ///< margins: P(mass_protest | entry or not)
};

struct Society {
  Event russia_bleak;
  Mood mood;
  Economy economy;
  Protest protest;
  Event harsher_repression;
  Quantity political_prisoners;
};

// p_russia_bleak_12m is the margin over the front.
inline Event state_bleak(Statement& s, const Decision& decision, Shares& bleak_by_front) {
  const auto row = s.range("p_russia_bleak_12m");
  const Shares shifts = {log_odds_of("p_bleak_holding"), log_odds_of("p_bleak_strained"),
                         log_odds_of("p_bleak_failing")};
  const auto base = base_log_odds(s.model, "bleak_base", mixture(decision.front_share, shifts), row,
                                  "p_russia_bleak_12m over the front");
  bleak_by_front = logistic_each(base, shifts);
  Real total = 0.0;
  for (std::size_t k = 0; k < 3; ++k) total = total + decision.front_share[k] * bleak_by_front[k];
  s.derived("russia_bleak_total", total, "P(russia_bleak), as the model has it");
  return s.model.add("russia_bleak", Bernoulli(by_front(decision.front, bleak_by_front)),
                     {.description = "Russia finds itself in a very bleak situation",
                      .criterion = "within the 12 months " + seen_as("russia_bleak"),
                      .source = source_of("russia_bleak")});
}

inline Mood state_sentiment(Statement& s, const Decision& decision) {
  const Parameter opposition = s.range("s_oppose_participation");
  const Parameter ratio = s.range("sentiment_ratio");
  const Quantity sentiment =
      s.model.add("anti_war_sentiment",
                  LogitNormal(logit(opposition) + if_then_else(decision.entry, log(ratio), 0.0),
                              fixed_number("mood_scale")),
                  {.unit = "share of adults",
                   .description = "adults against Belarusian troops in the war",
                   .source = source_of("anti_war_sentiment")});
  return {sentiment, opposition, ratio};
}

// Standard deviations of output by chance: those of the judged distributions without the part of
// the parameters.
struct OutputScales {
  double without, with;  ///< without and with an entry
};
template <class Host> OutputScales output_scales(const BasicStatement<Host>& s) {
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
  const Real z = (-4.0 - mean) / scale;
  return logistic(1.5976 * z + 0.070566 * (z * z * z));
}

// Normal, such that a fall of 4 % has the judged probabilities (p_gdp_minus4_...) in all. The
// uncertain part is in output_trend and output_effect_of_entry, the rest is chance.
inline Economy state_output(Statement& s, const Decision& decision, const Event& bleak,
                            const Shares& bleak_by_front) {
  const auto trend = s.range("output_trend");
  const auto effect = s.range("output_effect_of_entry");
  const auto [without, with] = output_scales(s);
  const double bleak_effect = fixed_number("output_effect_of_bleak");
  // P(hardship | entry or not), for the margins of mass protest.
  const auto given = [&](const std::string& name, const Shares& front, const Real& mean, double scale) {
    Real share = 0.0;
    for (std::size_t k = 0; k < 3; ++k) share = share + front[k] * bleak_by_front[k];
    const auto is_bleak = s.derived("bleak_given_" + name, share, "P(russia_bleak | " + name + ")");
    return s.derived(
        "hardship_given_" + name,
        (1.0 - is_bleak) * p_hardship(mean, scale) + is_bleak * p_hardship(mean + bleak_effect, scale),
        "P(hardship | " + name + ")");
  };
  const Parameter given_entry = given("entry", decision.front_given.entry, trend + effect, with);
  const Parameter given_no_entry = given("no_entry", decision.front_given.no_entry, trend, without);
  const Quantity output = s.model.add(
      "output_change",
      Normal(trend + if_then_else(decision.entry, effect, 0.0) + if_then_else(bleak, bleak_effect, 0.0),
             if_then_else(decision.entry, with, without)),
      {.unit = "%",
       .description = "output of the 12 months against the 12 months before",
       .source = source_of("output_change")});
  const Event hardship = s.model.add(
      "hardship", Deterministic(output <= -4),
      {.description = "economic hardships",
       .criterion =
           "output (GDP) of the 12 months from December 2022, or from the entry, is at least 4 % below that "
           "of the 12 months before, by the first figures of Belstat or, failing them, the World Bank",
       .source = source_of("hardship")});
  return {output, hardship, given_entry, given_no_entry};
}

// P(mass protest within 12 months of an entry), according to the inputs.
template <class Host> Parameter mass_protest_row(BasicStatement<Host>& s, const Parameter& early_entry) {
  const auto words = s.said("p_massprotest_3m_entry");
  if (!words) return s.range("p_massprotest_12m_entry");
  // The article's statement is about the short term; the probability for the year is that divided
  // by the share that falls into the first months.
  const auto early = s.in_words("p_massprotest_3m_entry", *words, words->law);
  const Real year = (min)(early / early_entry, 0.95);
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
                   "half the judged range, half " + formula);
}

// p_massprotest_12m_... are margins over hardship, mood and, after an entry, the first month's
// dead. Not the total dead: protests begin early, and the total is counted to November 2023
// regardless of the date of the entry.
inline Protest state_protest(Statement& s, const Decision& decision, const Battlefield& field,
                             const Mood& mood, const Economy& economy) {
  const auto early_entry = s.range("early_share_entry"), early_no_entry = s.range("early_share_noentry");
  const auto row_no = s.range("p_massprotest_12m_noentry");
  const Parameter row_yes = mass_protest_row(s, early_entry);
  const auto ratio = s.range("protest_ratio_hardship");
  const double by_mood = per_doubling("protest_odds_per_doubling_opposition");
  const double by_dead = per_doubling("protest_odds_per_doubling_dead");
  const double mood_scale = std::abs(by_mood) * fixed_number("mood_scale");
  const auto hardships = [&](const Parameter& p) { return mixture({1.0 - p, p}, {0.0, log(ratio)}); };
  const auto base_no = base_log_odds(s.model, "protest_base_no_entry",
                                     spread(hardships(economy.hardship_given_no_entry), mood_scale), row_no,
                                     "p_massprotest_12m_noentry over hardship and mood");
  // Within a world the logarithm of the first month's dead is roughly normal: it depends on size
  // and on the chance part of losses. A change d in the log odds of a logit-normal share q changes
  // its logarithm by (1 - q) d.
  const Parameter q = field.losses.loss_level;
  const double size_on_loss = per_doubling("loss_odds_per_doubling");
  const Real size_part = (1.0 + (1.0 - q) * size_on_loss) * field.force.size_scale,
             loss_part = (1.0 - q) * field.losses.loss_scale;
  const auto dead_scale =
      s.derived("first_dead_scale", exp(0.5 * log(size_part * size_part + loss_part * loss_part)),
                "spread of the logarithm of the first month's dead in a world");
  const auto dead_centre = s.derived(
      "first_dead_centre",
      log(field.force.median) + log(q) + (1.0 - q) * field.losses.mean_shift + log(field.dead_share) +
          (1.0 - decision.ultimatum_given_entry) * (1.0 + (1.0 - q) * size_on_loss) *
              log_of("contingent_ratio_no_ultimatum"),
      "mean of the logarithm of the first month's dead in a world");
  const Real scale = exp(0.5 * log(by_dead * by_dead * (dead_scale * dead_scale) + mood_scale * mood_scale));
  const auto base_yes =
      base_log_odds(s.model, "protest_base_entry", spread(hardships(economy.hardship_given_entry), scale),
                    row_yes, "p_massprotest_12m_entry over hardship, mood and the first month's dead");
  const Real everywhere = by_mood * (logit(mood.anti_war_sentiment) - logit(mood.opposition)) +
                          if_then_else(economy.hardship, log(ratio), 0.0);
  const Event protest = s.model.add(
      "mass_protest",
      Bernoulli(logistic(
          everywhere +
          if_then_else(decision.entry,
                       base_yes - by_mood * log(mood.ratio_after_entry) +
                           by_dead * (log(field.force.contingent * field.losses.monthly * field.dead_share) -
                                      dead_centre),
                       base_no))),
      {.description = "mass protests",
       .criterion =
           "within 12 months of 1 December 2022, or of the entry, 50,000 people or more protest in Belarus "
           "on one day, by the middle estimate of Reuters, AP, the BBC and independent Belarusian media",
       .source = source_of("mass_protest")});
  const Event early = s.model.add(
      "mass_protest_3m", Bernoulli(table(decision.entry, {{no, early_no_entry}, {yes, early_entry}})),
      {.when = protest,
       .description = "mass protests in the short term",
       .criterion = "as mass_protest, within three months of 1 December 2022, or of the entry",
       .source = "article: \"mass protests are unlikely in the short term\"; a share of those of the year"});
  const Event lasting = s.model.add(
      "lasting_protest", Bernoulli(s.range("p_protest_lasts")),
      {.when = protest,
       .description = "a campaign like that of 2020",
       .criterion = "50,000 people or more on a day, in four weeks or more within the 12 months, each by the "
                    "counts that decide mass_protest",
       .source = source_of("lasting_protest")});
  return {protest, early, lasting, row_yes, row_no};
}

// p_harsher_... are margins. After a mass protest harsher repression is nearly certain; the
// probability without a protest follows from the rest of the margin.
inline Event state_repression(Statement& s, const Decision& decision, const Protest& protest) {
  const double after = fixed_number("p_harsher_after_protest");
  const auto rest = [&](const std::string& name, const Parameter& row, const Parameter& p) {
    return s.derived(name, clamp((row - p * after) / (1.0 - p), 0.02, after),
                     "what the row leaves where there is no mass protest");
  };
  const auto row_no = s.range("p_harsher_noentry"), row_yes = s.range("p_harsher_entry");
  const auto quiet_no = rest("harsher_quiet_no_entry", row_no, protest.p_no_entry);
  const auto quiet_yes = rest("harsher_quiet_entry", row_yes, protest.p_entry);
  return s.model.add(
      "harsher_repression",
      Bernoulli(
          table({decision.entry, protest.mass_protest},
                {{{no, no}, quiet_no}, {{yes, no}, quiet_yes}, {{no, yes}, after}, {{yes, yes}, after}})),
      {.description = "even harsher in suppressing any discontent",
       .criterion = "within the 12 months the political prisoners counted by Viasna rise by 10 % or more, or "
                    "a further offence becomes punishable by death",
       .source = source_of("harsher_repression")});
}

// Agrees with the criterion of harsher_repression: if that does not hold, they rise by less than 10
// %.
inline Quantity state_prisoners(Statement& s, const Decision& decision, const Event& protest,
                                const Event& harsher) {
  const auto now = s.range("prisoners_now");
  const auto growth_no = s.range("prisoner_growth_noentry"), growth_yes = s.range("prisoner_growth_entry");
  const Quantity swing = s.model.add("repression_swing", Normal(0, 1),
                                     {.unit = "standard deviations",
                                      .description = "chance in the number of political prisoners",
                                      .source = "judgement"});
  const Real grown = if_then_else(decision.entry, growth_yes, growth_no) *
                     exp(if_then_else(decision.entry, fixed_number("prisoner_scale_entry"),
                                      fixed_number("prisoner_scale_noentry")) *
                         swing) *
                     if_then_else(protest, fixed_number("prisoner_ratio_protest"), 1.0);
  const Real softer =
      (min)(fixed_number("prisoner_ratio_softer") * exp(fixed_number("prisoner_scale_softer") * swing),
            1.099);
  return s.model.add("political_prisoners", Deterministic(now * if_then_else(harsher, grown, softer)),
                     {.unit = "people",
                      .description = "political prisoners after the 12 months",
                      .source = source_of("political_prisoners")});
}

inline Society state_society(Statement& s, const Decision& decision, const Battlefield& field) {
  Shares bleak_by_front;
  const Event bleak = state_bleak(s, decision, bleak_by_front);
  const Mood mood = state_sentiment(s, decision);
  const Economy economy = state_output(s, decision, bleak, bleak_by_front);
  const Protest protest = state_protest(s, decision, field, mood, economy);
  const Event harsher = state_repression(s, decision, protest);
  const Quantity prisoners = state_prisoners(s, decision, protest.mass_protest, harsher);
  return {bleak, mood, economy, protest, harsher, prisoners};
}

}  // namespace casus::study::detail
