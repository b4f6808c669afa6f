// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/study/belarus_monthly_society.hpp>
#include <casus/study/belarus_regime.hpp>

/// The regime by the month: its guarantor, and its downfall as competing hazards.
namespace casus::study::detail {

// Each judged probability is that of a regime change within a year if its cause is present, in
// total. The cause's own part is the hazard of this probability less the base hazard, spread over
// the months that the cause lasts. Separate causes add their hazards (a noisy-or); if they are
// really one cause, only the largest counts; `overlap` is between the two.
inline void state_downfall(MonthlyStatement& s, const MonthlySeries& x) {
  const Parameter goes_on = s.range("p_shaken_goes_on");
  s.model.first(x.shaken, Deterministic(Boolean(x.defeat.now())));
  s.model.step(x.shaken, Bernoulli(if_then_else(x.defeat.now() && !x.defeat.last(), 1.0,
                                                if_then_else(x.shaken.last(), goes_on, 0.0))));
  // Not as arguments of one call: compilers would state these parameters in different orders.
  const Real otherwise = yearly_hazard(s.range("p_patron_lost_otherwise"));
  const Real bleak = yearly_hazard(s.range("p_patron_lost_bleak"));
  s.model.absorbing(x.patron_lost, within_month(if_then_else(x.russia_bleak.now(), bleak, otherwise)));

  const Parameter base = s.derived("hazard_base", yearly_hazard(s.range("h_regime_base")),
                                   "monthly hazard of regime change without a named shock");
  const auto own = [&](const std::string& name, std::string_view row, const Real& months) {
    return s.derived(name, (max)(-log(1.0 - s.range(row)) - months_a_year * base, 0.0) / months,
                     "the cause's own monthly hazard while it lasts: its row less the base");
  };
  const Parameter campaign_goes_on = Parameter(s.model.scope().find_parameter("p_campaign_goes_on"));
  const Parameter from_defeat = own("hazard_defeat", "p_regime12_given_defeat", mean_months(goes_on));
  const Parameter from_campaign =
      own("hazard_campaign", "p_regime12_given_campaign", mean_months(campaign_goes_on));
  const Parameter from_patron = own("hazard_patron_lost", "h_regime_patron_lost", months_a_year);
  const auto multiple = [&](const std::string& name, std::string_view row) {
    return s.derived(name, (max)(s.range(row) - 1.0, 0.0) * base,
                     "the cause's own hazard: a multiple of the base");
  };
  const Parameter from_bleak = multiple("hazard_bleak", "hazard_ratio_bleak");
  const Parameter from_hardship = multiple("hazard_hardship", "hazard_ratio_hardship");
  const Parameter overlap = overlap_of_causes(s);
  // If the patron is lost, that judgement already includes the causes of the loss.
  const Shares parts{if_then_else(x.shaken.now(), from_defeat, 0.0),
                     if_then_else(x.campaign.now(), from_campaign, 0.0),
                     if_then_else(x.patron_lost.now(), from_patron, 0.0),
                     if_then_else(x.russia_bleak.now() && !x.patron_lost.now(), from_bleak, 0.0),
                     if_then_else(x.hardship.now(), from_hardship, 0.0)};
  Real sum = parts[0], largest = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) {
    sum = sum + parts[i];
    largest = (max)(largest, parts[i]);
  }
  const Real extra = (1.0 - overlap) * sum + overlap * largest;
  s.model.absorbing(x.regime_change, within_month(base + extra));
  s.model.first(x.falls, Deterministic(Boolean(x.regime_change.now())));
  s.model.step(x.falls, Deterministic(x.regime_change.now() && !x.regime_change.last()));

  // Cause of the downfall: each in proportion to its hazard. A bleak Russia and hardship add to the
  // causes that are always present.
  const double all = monthly_number("downfall_weight_coup") + monthly_number("downfall_weight_natural") +
                     monthly_number("downfall_weight_unnamed");
  const Real scaled = extra / (max)(sum, 1e-12), total = base + extra;
  const Real always = (base + (parts[3] + parts[4]) * scaled) / total;
  const auto part = [&](const Real& of) { return clamp(of * scaled / total, 0.0, 1.0); };
  const auto share = [&](const char* weight) { return always * (monthly_number(weight) / all); };
  s.model.each(x.cause,
               Categorical({"coup", "uprising", "defeat", "patron", "natural", "unnamed"},
                           {share("downfall_weight_coup"), part(parts[1]), part(parts[0]), part(parts[2]),
                            share("downfall_weight_natural"), share("downfall_weight_unnamed")}));
  const auto by = [&](const Series<Event>& series, const char* state) {
    s.model.each(series, Deterministic(x.cause.now() == state));
  };
  by(x.coup, "coup");
  by(x.uprising, "uprising");
  by(x.fall_by_defeat, "defeat");
  by(x.fall_by_patron, "patron");
  by(x.natural_exit, "natural");
  s.model.each(x.aftermath, Categorical({"reform", "another_autocracy", "absorption"}, aftermath_shares(s)));
  s.model.each(x.over, Deterministic(x.tasks_achieved.now() || x.defeat.now() || x.regime_change.now()));
}

}  // namespace casus::study::detail
