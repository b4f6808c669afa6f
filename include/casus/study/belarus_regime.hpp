// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/study/belarus_society.hpp>

/// The regime: its guarantor, and its downfall as competing hazards.
namespace casus::study::detail {

inline Parameter overlap_of_causes(Statement& s) {
  const ParameterDetails details{.source =
                                     "judgement: in the data war defeat, campaign, recession and the "
                                     "patron's loss were often the same cases; how often is not known",
                                 .description = "0: separate causes; 1: one cause"};
  return s.options.overlap == Overlap::judged
             ? s.model.parameter("overlap", Uniform(0, 1), details)
             : s.model.parameter(
                   "overlap", Deterministic(Real(s.options.overlap == Overlap::full ? 1.0 : 0.0)), details);
}

inline Shares aftermath_shares(Statement& s) {
  const auto shares = s.model.parameter(
      "aftermath_share",
      Dirichlet{{fixed_number("aftermath_reform"), fixed_number("aftermath_another_autocracy"),
                 fixed_number("aftermath_absorption")}},
      {.source = "judgement: reform .15/.40/.70; of 77 personalist regimes that ended 32 fell to coups, 18 "
                 "to uprisings, 5 to elections (own count, Geddes-Wright-Frantz)",
       .description = "what follows a regime change"});
  return {shares.begin(), shares.end()};
}

// Each judged probability is that of a regime change within a year if its cause is present, in
// total. The cause's own part is the hazard of this probability less the base hazard, spread over
// the months that the cause lasts. Separate causes add their hazards (a noisy-or); if they are
// really one cause, only the largest counts; `overlap` is between the two.
inline void state_downfall(Statement& s, const AllSeries& x) {
  const Parameter shaken_goes_on = s.range("p_shaken_goes_on");
  s.model.first(x.shaken, Deterministic(Boolean(x.defeat.now())));
  s.model.step(x.shaken, Bernoulli(if_then_else(x.defeat.now() && !x.defeat.last(), 1.0,
                                                if_then_else(x.shaken.last(), shaken_goes_on, 0.0))));
  // Not as arguments of one call: compilers would state these parameters in different orders.
  const Real otherwise = yearly_hazard(s.range("p_patron_lost_otherwise"));
  const Real bleak = yearly_hazard(s.range("p_patron_lost_bleak"));
  s.model.absorbing(x.patron_lost, within_month(if_then_else(x.russia_bleak.now(), bleak, otherwise)));

  const Parameter base = s.derived("hazard_base", yearly_hazard(s.range("h_regime_base")),
                                   "monthly hazard of regime change without a named shock");
  // A cause that lasts for a geometric number of months, the first included, leaves the regime with
  // probability q (1 - c) / (1 - c q), q = exp(-hazard) a month and c the probability that it goes
  // on; this is solved for q.
  const auto own = [&](const std::string& name, const Real& total, const Real& lasts) {
    const Real stays = exp(-(max)(total - months_a_year * base, 0.0));
    return s.derived(name, -log(stays / (1.0 - lasts + lasts * stays)),
                     "the cause's own monthly hazard while it lasts: its row less the base");
  };
  const auto yearly = [&](const char* row) { return -log(1.0 - s.range(row)); };
  const Parameter campaign_goes_on = Parameter(s.model.scope().find_parameter("p_campaign_goes_on"));
  const Parameter from_defeat = own("hazard_defeat", yearly("p_regime12_given_defeat"), shaken_goes_on);
  const Parameter from_campaign =
      own("hazard_campaign", yearly("p_regime12_given_campaign"), campaign_goes_on);
  const Parameter from_patron =
      s.derived("hazard_patron_lost", (max)(s.range("h_regime_patron_lost") / months_a_year - base, 0.0),
                "the cause's own monthly hazard: its row less the base");
  const auto multiple = [&](const std::string& name, std::string_view row) {
    return s.derived(name, (max)(s.range(row) - 1.0, 0.0) * base,
                     "the cause's own hazard: a multiple of the base");
  };
  const Parameter from_bleak = multiple("hazard_bleak", "hazard_ratio_bleak");
  const Parameter from_hardship = multiple("hazard_hardship", "hazard_ratio_hardship");
  const Parameter after_defeat = multiple("hazard_hardship_defeat", "hazard_ratio_hardship_defeat");
  const Parameter overlap = overlap_of_causes(s);
  // If the patron is lost, that judgement already includes the causes of the loss.
  const Shares parts{
      if_then_else(x.shaken.now(), from_defeat, 0.0), if_then_else(x.campaign.now(), from_campaign, 0.0),
      if_then_else(x.patron_lost.now(), from_patron, 0.0),
      if_then_else(x.russia_bleak.now() && !x.patron_lost.now(), from_bleak, 0.0),
      if_then_else(x.hardship.now(), if_then_else(x.defeat.now(), after_defeat, from_hardship), 0.0)};
  Real sum = parts[0], largest = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) {
    sum = sum + parts[i];
    largest = (max)(largest, parts[i]);
  }
  const Real extra = (1.0 - overlap) * sum + overlap * largest;
  s.model.absorbing(x.regime_change, within_month(base + extra));
  s.model.first(x.falls, Deterministic(Boolean(x.regime_change.now())));
  s.model.step(x.falls, Deterministic(x.regime_change.now() && !x.regime_change.last()));

  // The trigger: each cause in proportion to its hazard. The mode depends on the trigger; a natural
  // death has a rate of its own.
  const Real scaled = extra / (max)(sum, 1e-12), total = base + extra;
  const auto part = [&](const Real& of) { return clamp(of * scaled / total, 0.0, 1.0); };
  s.model.each(x.trigger, Categorical({"no_shock", "bleak", "hardship", "defeat", "campaign", "patron"},
                                      {base / total, part(parts[3]), part(parts[4]), part(parts[0]),
                                       part(parts[1]), part(parts[2])}));
  const Boolean unprompted = x.trigger.now() == "no_shock", defeated = x.trigger.now() == "defeat",
                campaigned = x.trigger.now() == "campaign", deserted = x.trigger.now() == "patron";
  const auto share = [&](const std::string& way) {
    const auto given = [&](const char* trigger) { return fixed_number(way + trigger); };
    return if_then_else(
        unprompted, given("_none"),
        if_then_else(defeated, given("_defeat"),
                     if_then_else(campaigned, given("_campaign"),
                                  if_then_else(deserted, given("_patron"), given("_shock")))));
  };
  s.model.each(x.mode,
               Categorical({"coup", "uprising", "natural", "other"},
                           {share("coup"), share("uprising"),
                            if_then_else(unprompted, fixed_number("natural_none"), 0.0), share("other")}));
  s.model.each(x.fall_by_defeat, Deterministic(defeated));
  s.model.each(x.fall_by_campaign, Deterministic(campaigned));
  s.model.each(x.fall_by_patron, Deterministic(deserted));
  s.model.each(x.fall_unprompted,
               Deterministic(unprompted || x.trigger.now() == "bleak" || x.trigger.now() == "hardship"));
  const auto by = [&](const Series<Event>& series, const char* state) {
    s.model.each(series, Deterministic(x.mode.now() == state));
  };
  by(x.coup, "coup");
  by(x.uprising, "uprising");
  by(x.natural_exit, "natural");
  by(x.other_exit, "other");
  s.model.each(x.aftermath, Categorical({"reform", "another_autocracy", "absorption"}, aftermath_shares(s)));
  s.model.each(x.over, Deterministic(x.tasks_achieved.now() || x.defeat.now() || x.regime_change.now()));
}

}  // namespace casus::study::detail
