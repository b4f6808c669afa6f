// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/model/calendar.hpp>
#include <casus/model/horizon.hpp>
#include <casus/study/belarus_monthly_regime.hpp>

/// The study by the month: will Belarusian troops enter the war, and what would follow, when? 24
/// months from December 2022 on; as of 10 November 2022.
///
/// Each month has the state of Russia's front, whether the war has worn Russia down or left it in a
/// bleak situation, whether the Kremlin's ultimatum is in force, and whether Minsk enters; after an
/// entry, the losses of the contingent, whether it fights on, is defeated or has achieved its
/// tasks; the reaction of the country (mood, output, protest, repression); whether Moscow remains
/// the patron, and whether and how the regime falls. The war wears Russia down, and a worn Russia
/// demands more and holds its front less well; a setback moves Minsk to suspend its part, and turns
/// the mood against it; a defeat, a campaign and the loss of the patron each weigh on the regime
/// for the months that they last.
///
/// Judgements by the year remain valid by the year: each is converted to a monthly hazard in closed
/// form, centred over its covariates as they are distributed at the start. Feedback (a war that
/// wears Russia down) is not calibrated away; `rows` contains each judgement with the question
/// whose answer is to be compared with it, and a test checks how closely they agree.
///
/// Outside the model: reactions of Ukraine, NATO or Minsk's generals; whether a regime that is
/// already weak is more likely to be pushed into the war; attacks by Russian forces from Belarusian
/// soil. The durations of states rest almost entirely on judgement.
namespace casus::study {

/// The first month.
inline constexpr std::chrono::year_month belarus_first_month{std::chrono::year{2022}, std::chrono::month{12}};
inline constexpr Index belarus_months = 24;

/// The study's timeline and its series.
struct BelarusMonthly : detail::MonthlySeries {
  Timeline timeline;
  BelarusOptions options;

  /// A judgement by the year and the corresponding probability in the model: P(event | given),
  /// under interventions.
  struct Asked {
    Boolean event;
    std::optional<Boolean> given = {};
    std::vector<Intervention> under = {};
  };
  struct Row {
    std::string what;
    Parameter judged;
    std::function<Asked(const BelarusMonthly&, Horizon&)> asked;
  };
  std::vector<Row> rows;
};

/// Returns the study's timeline and its series. Cost: some milliseconds.
inline BelarusMonthly belarus_monthly(const BelarusOptions& options = {}) {
  detail::MonthlyStatement s{Timeline("month", month_labels(belarus_first_month, belarus_months)), options,
                             monthly_judgements()};
  const detail::MonthlyFortune fortune(s);
  const detail::MonthlySeries x(s);
  const detail::MonthlyRussia russia = detail::state_russia(s, x);
  const detail::MonthlyDecision decision = detail::state_monthly_decision(s, x, russia);
  const detail::Size size = detail::state_monthly_contingent(s, x, fortune);
  detail::state_fighting(s, x, decision.forced_share);
  detail::state_monthly_losses(s, x, size, fortune);
  detail::state_monthly_outcome(s, x, size, fortune, russia);
  detail::state_mood(s, x);
  const detail::MonthlySociety society = detail::state_monthly_output(s, x);
  detail::state_monthly_protest(s, x, society);
  detail::state_downfall(s, x);
  const auto judged = [&](const char* name) { return Parameter(s.model.scope().find_parameter(name)); };
  using Study = const BelarusMonthly&;
  using Asked = BelarusMonthly::Asked;
  constexpr Index last = 11;  // of the first year
  const auto stays_out = [](Study of, Horizon& h) {
    std::vector<Intervention> out;
    for (Index month = 0; month < h.steps(); ++month) out.push_back(set(h.at(of.entry, month), no));
    return out;
  };
  const auto goes_in = [](Study of, Horizon& h) {
    return std::vector<Intervention>{set(h.at(of.entry, 0), yes)};
  };
  std::vector<BelarusMonthly::Row> rows{
      {"an ultimatum", judged("p_ultimatum"),
       [](Study of, Horizon& h) { return Asked{h.by(of.ultimatum, last)}; }},
      {"entry given an ultimatum", judged("p_entry_given_ultimatum"),
       [](Study of, Horizon& h) {
         return Asked{h.at(of.entry, last), h.by(of.ultimatum, last)};
       }},
      {"entry without an ultimatum", judged("p_entry_no_ultimatum"),
       [](Study of, Horizon& h) {
         return Asked{h.at(of.entry, last), !h.by(of.ultimatum, last)};
       }},
      {"Russia bleak", judged("p_russia_bleak_12m"),
       [](Study of, Horizon& h) { return Asked{h.at(of.russia_bleak, last)}; }},
      {"tasks achieved in the year from an entry", judged("p_tasks_achieved"),
       [goes_in](Study of, Horizon& h) {
         return Asked{h.at(of.tasks_achieved, last), {}, goes_in(of, h)};
       }},
      {"defeat in the year from an entry", judged("defeat_margin"),
       [goes_in](Study of, Horizon& h) {
         return Asked{h.at(of.defeat, last), {}, goes_in(of, h)};
       }},
      {"mass protest without an entry", judged("p_massprotest_12m_noentry"),
       [stays_out](Study of, Horizon& h) {
         return Asked{h.by(of.mass_protest, last), {}, stays_out(of, h)};
       }},
      {"mass protest in the year from an entry", judged("p_massprotest_12m_entry"),
       [goes_in](Study of, Horizon& h) {
         return Asked{h.by(of.mass_protest, last), {}, goes_in(of, h)};
       }},
      {"harsher repression without an entry", judged("p_harsher_noentry"),
       [stays_out](Study of, Horizon& h) {
         return Asked{h.at(of.harsher_repression, last), {}, stays_out(of, h)};
       }},
      {"harsher repression in the year from an entry", judged("p_harsher_entry"),
       [goes_in](Study of, Horizon& h) {
         return Asked{h.at(of.harsher_repression, last), {}, goes_in(of, h)};
       }},
  };
  return {x, std::move(s.model), options, std::move(rows)};
}

}  // namespace casus::study
