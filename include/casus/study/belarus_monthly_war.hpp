// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/study/belarus_decision.hpp>
#include <casus/study/belarus_monthly_series.hpp>

/// The war by the month: Russia's front and condition, the Kremlin's pressure, and whether Minsk
/// enters.
namespace casus::study::detail {

inline constexpr double months_a_year = 12;

/// Returns the constant monthly hazard of an event with probability p within a year.
inline Real yearly_hazard(const Real& p) { return -log(1.0 - p) / months_a_year; }
/// Returns the probability of an event within a month at a given hazard.
inline Real within_month(const Real& hazard) { return 1.0 - exp(-hazard); }
/// Returns the mean number of months within a year of a state that holds in the first month and
/// ends each month with probability 1 - goes_on.
inline Real mean_months(const Real& goes_on) {
  return (1.0 - exp(months_a_year * log(goes_on))) / (1.0 - goes_on);
}

/// Returns ratios of hazards by the front, scaled to mean 1 over the distribution of its states.
inline Shares centred(const Shares& ratios, const Shares& shares) {
  Real mean = 0.0;
  for (std::size_t k = 0; k < ratios.size(); ++k) mean = mean + shares[k] * ratios[k];
  Shares all;
  for (const Real& ratio : ratios) all.push_back(ratio / mean);
  return all;
}

/// Russia's front and condition. The front is redrawn with probability 1 - persistence, with the
/// judged shares if Russia is neither worn nor bleak.
struct MonthlyRussia {
  Shares front_share, front_given_ultimatum;
  Parameter mean_worn;  ///< share of the first year's months in which Russia is worn
};

inline MonthlyRussia state_russia(MonthlyStatement& s, const MonthlySeries& x) {
  const Shares share = front_shares(s);
  const std::vector<std::string> states{"holding", "strained", "failing"};
  s.model.first(x.front, Categorical(states, share));
  const Parameter persistence = s.range("front_persistence");
  const auto pulled = [&](double tilt) {
    const Shares weights{share[0], share[1] * tilt, share[2] * (tilt * tilt)};
    const Real sum = weights[0] + weights[1] + weights[2];
    return Shares{weights[0] / sum, weights[1] / sum, weights[2] / sum};
  };
  const Shares worn = pulled(monthly_number("front_tilt_worn")),
               bleak = pulled(monthly_number("front_tilt_bleak"));
  Shares later;
  for (std::size_t k = 0; k < 3; ++k)
    later.push_back(persistence * Real(x.front.last() == states[k]) +
                    (1.0 - persistence) *
                        if_then_else(x.russia_bleak.last(), bleak[k],
                                     if_then_else(x.russia_worn.last(), worn[k], share[k])));
  s.model.step(x.front, Categorical(states, later));

  const Real hazard = yearly_hazard(s.range("p_worn_12m"));
  const Shares ratios{monthly_number("worn_ratio_holding"), 1.0, monthly_number("worn_ratio_failing")};
  s.model.absorbing(x.russia_worn, within_month(hazard * by_front(x.front.now(), ratios)));
  const Real mean_hazard =
      months_a_year * hazard * (share[0] * ratios[0] + share[1] * ratios[1] + share[2] * ratios[2]);
  const Parameter mean_worn = s.derived("worn_mean", 1.0 - (1.0 - exp(-mean_hazard)) / mean_hazard,
                                        "share of the first year's months in which Russia is worn");

  // p_russia_bleak_12m is the margin over the front and a worn Russia.
  const Shares by_state = centred(
      {fixed_number("p_bleak_holding"), fixed_number("p_bleak_strained"), fixed_number("p_bleak_failing")},
      share);
  const double worn_ratio = monthly_number("bleak_ratio_worn");
  const Parameter base = s.derived(
      "bleak_hazard", yearly_hazard(s.range("p_russia_bleak_12m")) / (1.0 + (worn_ratio - 1) * mean_worn),
      "monthly hazard of p_russia_bleak_12m, over the front and a worn Russia");
  s.model.absorbing(x.russia_bleak, within_month(base * by_front(x.front.now(), by_state) *
                                                 if_then_else(x.russia_worn.now(), worn_ratio, 1.0)));

  const Shares asked = centred({fixed_number("p_ultimatum_holding"), fixed_number("p_ultimatum_strained"),
                                fixed_number("p_ultimatum_failing")},
                               share);
  return {share, {share[0] * asked[0], share[1] * asked[1], share[2] * asked[2]}, mean_worn};
}

struct MonthlyDecision {
  Parameter forced_share;  ///< share of the entries that occur under an ultimatum
};

/// p_ultimatum is the probability of an ultimatum within a year; p_entry_given_ultimatum and
/// p_entry_no_ultimatum are those of an entry in a year with one and without. An ultimatum remains
/// in force until it lapses. Meanwhile the hazard of an entry is such that p_entry_given_ultimatum
/// is met over the months for which an ultimatum of any time of the year is in force.
inline MonthlyDecision state_monthly_decision(MonthlyStatement& s, const MonthlySeries& x,
                                              const MonthlyRussia& russia) {
  const Shares& share = russia.front_share;
  const Parameter row = s.range("p_ultimatum");
  const Shares asked = centred({fixed_number("p_ultimatum_holding"), fixed_number("p_ultimatum_strained"),
                                fixed_number("p_ultimatum_failing")},
                               share);
  const double worn_ratio = monthly_number("ultimatum_ratio_worn");
  const Parameter base =
      s.derived("ultimatum_hazard", yearly_hazard(row) / (1.0 + (worn_ratio - 1) * russia.mean_worn),
                "monthly hazard of p_ultimatum, over the front and a worn Russia");
  const Real made = within_month(base * by_front(x.front.now(), asked) *
                                 if_then_else(x.russia_worn.now(), worn_ratio, 1.0));
  const Parameter lapse = s.range("ultimatum_lapse");
  s.model.first(x.ultimatum, Bernoulli(made));
  s.model.step(x.ultimatum, Bernoulli(if_then_else(x.ultimatum.last(), 1.0 - lapse, made)));

  const bool counts_alone = s.options.inputs == Inputs::base_rates;
  const bool deters = s.options.failing_front == FailingFront::deters;
  const double holding = counts_alone ? 1 : fixed_number(deters ? "entry_odds_with" : "entry_odds_against"),
               failing = counts_alone ? 1 : fixed_number(deters ? "entry_odds_against" : "entry_odds_with");
  const Shares odds{holding, 1.0, failing};
  std::optional<Parameter> with, without;
  if (counts_alone) {
    // The count of similar cases does not depend on ultimatum or front.
    const Parameter rate = s.range("p_entry_base_rate");
    with = s.derived("p_entry_given_ultimatum", rate, "the base rate, whatever Moscow asks");
    without = s.derived("p_entry_no_ultimatum", rate, "the base rate, whatever Moscow asks");
  } else {
    with = s.range("p_entry_given_ultimatum");
    without = s.range("p_entry_no_ultimatum");
  }
  // An ultimatum of month m of twelve is in force for some of the remaining 12 - m months; this is
  // the mean over m.
  const Real stays = 1.0 - lapse;
  const Parameter stands =
      s.derived("ultimatum_stands", (1.0 - stays * mean_months(stays) / months_a_year) / lapse,
                "mean months that an ultimatum made within the year stands in it");
  const Real hazard_with = counts_alone ? yearly_hazard(*with) : -log(1.0 - *with) / stands;
  const Shares with_by_front = centred(odds, russia.front_given_ultimatum),
               without_by_front = centred(odds, share);
  const Real decided =
      if_then_else(x.ultimatum.now(), within_month(hazard_with * by_front(x.front.now(), with_by_front)),
                   within_month(yearly_hazard(*without) * by_front(x.front.now(), without_by_front)));
  s.model.first(x.entry, Bernoulli(decided));
  s.model.step(x.entry, Bernoulli(if_then_else(x.entry.last(), 1.0,
                                               if_then_else(x.regime_change.last(), 0.0, decided))));

  std::vector<std::string> states = months_of_a_year("out");
  Shares first(states.size(), 0.0), later;
  first[0] = Real(!x.entry.now());
  first[1] = Real(x.entry.now());
  const Boolean was_out = x.since_entry.last() == "out";
  later.push_back(Real(was_out && !x.entry.now()));
  later.push_back(Real(was_out && x.entry.now()));
  for (std::size_t i = 2; i < states.size(); ++i) {
    const Boolean before = x.since_entry.last() == states[i - 1];
    later.push_back(Real(i + 1 < states.size() ? before : before || x.since_entry.last() == "later"));
  }
  s.model.first(x.since_entry, Categorical(states, first));
  s.model.step(x.since_entry, Categorical(states, later));
  s.model.first(x.forced, Deterministic(Boolean(x.ultimatum.now())));
  s.model.step(x.forced,
               Deterministic((x.entry.last() && x.forced.last()) || (!x.entry.last() && x.ultimatum.now())));

  const Real under = row * *with, free = (1.0 - row) * *without;
  return {s.derived("forced_given_entry", under / (under + free), "share of entries under an ultimatum")};
}

}  // namespace casus::study::detail
