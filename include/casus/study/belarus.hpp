// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/model/calendar.hpp>
#include <casus/study/belarus_regime.hpp>

/// Will Belarusian troops enter the war in Ukraine, and what would follow, when? A model of the
/// chain of events in a newspaper's analysis of autumn 2022 (Aliaksandr Klaskouski, with Arseni
/// Sivitski and Valery Karbalevich): 24 months from December 2022 on, as of 10 November 2022.
///
/// Each month has the state of Russia's front, whether the war has worn Russia down or left it in a
/// bleak situation, whether a demand of the Kremlin with leverage stands ("ultimatum"), and whether
/// Minsk enters; after an entry, the losses and refusals of the contingent, whether it fights on,
/// is defeated or has achieved its tasks; the reaction of the country (mood, output, protest,
/// repression); whether Moscow remains the patron, and whether the regime falls, with its trigger
/// and its mode. The war wears Russia down, and a worn Russia demands more and holds its front less
/// well; the larger the share lost of the contingent, the sooner its defeat; a setback moves Minsk
/// to suspend its part, and turns the mood against it; a defeat, a campaign and the loss of the
/// patron each weigh on the regime for the months that they last.
///
/// Judgements are by the year; each is converted to a monthly hazard in closed form, centred over
/// its covariates as they are expected. Four of them have a further factor, found with the model
/// ("centring_..." of the fixed numbers). `calibration` contains each judgement with the question
/// whose answer is to be compared with it.
///
/// Outside the model: reactions of Ukraine, NATO or Minsk's generals; whether a regime that is
/// already weak is more likely to be pushed into the war; attacks by Russian forces from Belarusian
/// soil; the effect of an entry on Russia's front. The durations of states
/// rest almost entirely on judgement.
namespace casus::study {

/// The first month.
inline constexpr std::chrono::year_month belarus_first_month{std::chrono::year{2022}, std::chrono::month{12}};
inline constexpr Index belarus_months = 24;

/// A judgement, and the question that asks the model for it.
struct CalibrationRow {
  std::string label;
  double judged;         ///< mean (of an amount that is compared by its median: the median)
  std::string question;  ///< in the language of questions, about twelve months or more
  /// Why the model departs from the judgement by more than a tenth of it; empty if it does not.
  std::string finding = {};
};

/// The study's timeline and its series.
struct Belarus : detail::AllSeries {
  Timeline timeline;
  BelarusOptions options;
  std::vector<CalibrationRow> calibration;  ///< all judgements that a question can ask for
};

namespace detail {

/// Returns the mean of a judgement's fitted distribution.
inline double judged_mean(const Judgement& j) {
  if (j.scale == Scale::share) return elicit::fit_logit_normal(j.range, j.name).mean();
  if (j.scale == Scale::amount) return elicit::fit_log_normal(j.range, j.name).mean();
  return elicit::detail::fit_line(j.range.low, j.range.mid, j.range.high).location;
}

inline std::vector<CalibrationRow> calibration(const Statement& s) {
  const auto mean = [&](std::string_view name) {
    if (const Judgement* check = find_judgement(check_judgements(), name)) return judged_mean(*check);
    return judged_mean(s.judgement(name));
  };
  const auto prisoners = [&](std::string_view ratio) {
    return find_judgement(check_judgements(), ratio)->range.mid * s.judgement("prisoners_now").range.mid;
  };
  const std::string in(belarus_arm_forced), out(belarus_arm_out);
  const double weights = fixed_number("front_weight_holding") + fixed_number("front_weight_strained") +
                         fixed_number("front_weight_failing");
  return {
      {"the front fails, share of months", fixed_number("front_weight_failing") / weights,
       "P(at(front, 0) = failing)"},
      {"Russia worn within the year", mean("p_worn_12m"), "P(at(russia_worn, 11))"},
      {"Russia bleak within the year", mean("p_russia_bleak_12m"), "P(at(russia_bleak, 11))"},
      {"a demand with leverage", mean("p_ultimatum"), "P(by(ultimatum, 11))"},
      {"it lapses, a month", mean("ultimatum_lapse"), "P(not at(ultimatum, 1) | at(ultimatum, 0))"},
      {"entry where it is made", mean("p_entry_given_ultimatum"), "P(at(entry, 11) | by(ultimatum, 11))"},
      {"entry where it is not", mean("p_entry_no_ultimatum"), "P(at(entry, 11) | not by(ultimatum, 11))"},
      {"entry in all", mean("p_entry_12m_total"), "P(at(entry, 11))"},
      {"fewer than 5,000 sent", mean("p_small_contingent"), "P(at(contingent, 0) < 5000" + in + ")"},
      {"the median contingent", s.judgement("contingent_median").range.mid,
       "quantile(at(contingent, 0), 0.5" + in + ")"},
      {"refusals in the first month", mean("f_refuse"), "E(at(refusals, 0)" + in + ")"},
      {"killed and wounded in it", mean("q_loss_month"), "E(at(losses, 0)" + in + ")"},
      {"tasks achieved in the year", mean("p_tasks_achieved"), "P(at(tasks_achieved, 11)" + in + ")"},
      {"defeat in the year", mean("p_defeat_given_entry"), "P(at(defeat, 11)" + in + ")"},
      {"suspension within 3 months of a setback", mean("p_suspend_given_setback"),
       "P(within(suspension, 3, setback) | by(setback, 20))"},
      {"suspension in a year without one", mean("p_suspend_no_setback"),
       "P(by(suspension, 12)" + in + ", setback = no, defeat = no, tasks_achieved = no)",
       "asked of an entry under a demand, where the Kremlin's veto makes a suspension rarer; the row is for "
       "all entries"},
      {"opposed to sending troops", mean("s_oppose_participation"),
       "E(at(anti_war_sentiment, 11)" + out + ")"},
      {"output after a year, out", mean("output_trend"),
       "E(at(output_change, 11)" + out + ", russia_bleak = no)"},
      {"output after a year, in", mean("output_trend") + mean("output_effect_of_entry"),
       "E(at(output_change, 11)" + in + ", russia_bleak = no)"},
      {"hardship after a year, out", mean("p_gdp_minus4_noentry"), "P(at(hardship, 11)" + out + ")"},
      {"hardship after a year, in", mean("p_gdp_minus4_given_entry"), "P(at(hardship, 11)" + in + ")"},
      {"mass protest in the year, out", mean("p_massprotest_12m_noentry"),
       "P(by(mass_protest, 11)" + out + ")"},
      {"mass protest in the year, in", mean("p_massprotest_12m_entry"), "P(by(mass_protest, 11)" + in + ")"},
      {"of it in the first three months", mean("p_massprotest_12m_entry") * mean("early_share_entry"),
       "P(by(mass_protest, 2)" + in + ")"},
      {"a mass protest lasts", mean("p_protest_lasts"),
       "P(at(campaign, 0)" + out + ", at(mass_protest, 0) = yes)"},
      {"a campaign goes on, a month", mean("p_campaign_goes_on"),
       "P(at(campaign, 1)" + out + ", at(mass_protest, 0) = yes, at(campaign, 0) = yes)"},
      {"harsher repression in the year, out", mean("p_harsher_noentry"),
       "P(at(harsher_repression, 11)" + out + ")"},
      {"harsher repression in the year, in", mean("p_harsher_entry"),
       "P(at(harsher_repression, 11)" + in + ")"},
      {"political prisoners after it, median, out", prisoners("prisoner_ratio_noentry"),
       "quantile(at(political_prisoners, 11), 0.5" + out + ")"},
      {"political prisoners after it, median, in", prisoners("prisoner_ratio_entry"),
       "quantile(at(political_prisoners, 11), 0.5" + in + ")"},
      {"patron lost in the year, Russia bleak", mean("p_patron_lost_bleak"),
       "P(by(patron_lost, 11)" + out + ", russia_bleak = yes)"},
      {"patron lost in the year, otherwise", mean("p_patron_lost_otherwise"),
       "P(by(patron_lost, 11)" + out + ", russia_bleak = no)"},
      {"regime change in the year, no cause", mean("h_regime_base"),
       "P(by(regime_change, 11)" + out +
           ", russia_bleak = no, hardship = no, campaign = no, patron_lost = no)"},
      {"regime change within a year of defeat", mean("p_regime12_given_defeat"),
       "P(by(regime_change, 11)" + in + ", at(defeat, 0) = yes)"},
      {"... of a campaign's begin", mean("p_regime12_given_campaign"),
       "P(by(regime_change, 11)" + out + ", at(mass_protest, 0) = yes, at(campaign, 0) = yes)"},
      {"... of the patron's loss", mean("h_regime_patron_lost"),
       "P(by(regime_change, 11)" + out + ", at(patron_lost, 0) = yes)"},
  };
}

}  // namespace detail

/// Returns the study's timeline and its series. Throws Error for a wrong name in `counted`. Cost:
/// some milliseconds.
inline Belarus belarus(const BelarusOptions& options = {}) {
  detail::Statement s{Timeline("month", month_labels(belarus_first_month, belarus_months)), options};
  const detail::Fortune fortune(s);
  const detail::AllSeries x(s);
  const detail::Russia russia = detail::state_russia(s, x);
  const detail::Decision decision = detail::state_decision(s, x, russia);
  detail::state_battlefield(s, x, fortune, russia, decision);
  detail::state_mood(s, x);
  const detail::Society society = detail::state_output(s, x);
  detail::state_protest(s, x, society);
  detail::state_repression(s, x);
  detail::state_downfall(s, x);
  s.check_counted();
  std::vector<CalibrationRow> rows = detail::calibration(s);
  return {x, std::move(s.model), options, std::move(rows)};
}

}  // namespace casus::study
