// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <casus/study/belarus_series.hpp>

/// The war: Russia's front and condition, the Kremlin's pressure, and whether Minsk
/// enters.
namespace casus::study::detail {

/// Returns ratios of hazards by the front, scaled to mean 1 over the distribution of its states.
inline Shares centred(const Shares& ratios, const Shares& shares) {
  Real mean = 0.0;
  for (std::size_t k = 0; k < ratios.size(); ++k) mean = mean + shares[k] * ratios[k];
  Shares all;
  for (const Real& ratio : ratios) all.push_back(ratio / mean);
  return all;
}

/// Returns how far a demand is judged likelier than in the middle of its range, in standard
/// deviations; nothing if its distribution is that of the article's words.
inline std::optional<Real> deviate_of_demand(const Statement& s, const Parameter& demand) {
  if (s.said("p_ultimatum")) return std::nullopt;
  const auto law = elicit::fit_logit_normal(s.judgement("p_ultimatum").range, "p_ultimatum");
  return (logit(demand) - law.logit_location) / (s.options.widened * law.logit_scale);
}

// The shares of the front's states. They go with the demand: the worse the front is judged to fare,
// the likelier that is judged. A Dirichlet distribution of larger weights and a tilt by the demand
// have together the judged spread, that of Dirichlet(9, 6, 5), and the judged correlation with the
// log odds of the demand. The log odds of a failing front, of a Beta(5, 15) distribution, have
// variance trigamma(5) + trigamma(15), and move by 1.6 times the tilt.
inline Shares front_shares(Statement& s, const Parameter& demand) {
  const std::optional<Real> deviate = deviate_of_demand(s, demand);
  constexpr double full = 0.99, variance = 0.290346, by_tilt = 1.6;  // 1 would leave no distribution
  const double correlation = !deviate || s.options.dependence == Dependence::none ? 0
                             : s.options.dependence == Dependence::full
                                 ? full
                                 : fixed_number("front_ultimatum_correlation");
  const double more = 1 / (1 - correlation * correlation);
  const auto drawn = s.model.parameter(
      "front_weights",
      Dirichlet{{more * fixed_number("front_weight_holding"), more * fixed_number("front_weight_strained"),
                 more * fixed_number("front_weight_failing")}},
      {.source = "judgement, from the course of the war to 10 November 2022 (Institute for the Study of "
                 "War's maps)",
       .description = "how Russia's front fares in a month: holding, strained, failing, were the demand in "
                      "the middle of its range"});
  const Shares plain{drawn.begin(), drawn.end()};
  const Real tilt = deviate ? exp(correlation * std::sqrt(variance) / by_tilt * *deviate) : Real(1.0);
  const Shares weights{plain[0] / tilt, plain[1], plain[2] * tilt};
  const Real sum = weights[0] + weights[1] + weights[2];
  const std::vector<std::string> states{"holding", "strained", "failing"};
  Shares shares;
  for (std::size_t k = 0; k < weights.size(); ++k)
    shares.push_back(s.derived("front_share_" + states[k], weights[k] / sum,
                               "share of months, with the demand as it is judged"));
  return shares;
}

/// Russia's front and condition. The front is redrawn with probability 1 - persistence, with the
/// judged shares if Russia is neither worn nor bleak.
struct Russia {
  Parameter demand;  ///< probability of a demand within the year
  Shares front_share, front_given_ultimatum;
  Parameter mean_worn;  ///< share of the first year's months in which Russia is worn
};

inline Russia state_russia(Statement& s, const AllSeries& x) {
  s.model.first(x.elapsed, Deterministic(Real(1.0)));
  s.model.step(x.elapsed, Deterministic(x.elapsed.last() + 1.0));
  const Parameter demand = s.range("p_ultimatum");
  const Shares share = front_shares(s, demand);
  const std::vector<std::string> states{"holding", "strained", "failing"};
  s.model.first(x.front, Categorical(states, share));
  const Parameter persistence = s.range("front_persistence");
  const auto pulled = [&](double tilt) {
    const Shares weights{share[0], share[1] * tilt, share[2] * (tilt * tilt)};
    const Real sum = weights[0] + weights[1] + weights[2];
    return Shares{weights[0] / sum, weights[1] / sum, weights[2] / sum};
  };
  const Shares worn = pulled(fixed_number("front_tilt_worn")),
               bleak = pulled(fixed_number("front_tilt_bleak"));
  Shares later;
  for (std::size_t k = 0; k < 3; ++k)
    later.push_back(persistence * Real(x.front.last() == states[k]) +
                    (1.0 - persistence) *
                        if_then_else(x.russia_bleak.last(), bleak[k],
                                     if_then_else(x.russia_worn.last(), worn[k], share[k])));
  s.model.step(x.front, Categorical(states, later));

  // p_worn_12m is the margin over the front.
  const Real hazard = yearly_hazard(s.range("p_worn_12m"));
  const Shares ratios =
      centred({fixed_number("worn_ratio_holding"), 1.0, fixed_number("worn_ratio_failing")}, share);
  s.model.absorbing(x.russia_worn, within_month(hazard * by_front(x.front.now(), ratios)));
  const Real mean_hazard = months_a_year * hazard;
  const Parameter mean_worn = s.derived("worn_mean", 1.0 - (1.0 - exp(-mean_hazard)) / mean_hazard,
                                        "share of the first year's months in which Russia is worn");

  // p_russia_bleak_12m is the margin over the front and a worn Russia.
  const Shares by_state = centred(
      {fixed_number("p_bleak_holding"), fixed_number("p_bleak_strained"), fixed_number("p_bleak_failing")},
      share);
  const double worn_ratio = fixed_number("bleak_ratio_worn");
  const Parameter base = s.derived(
      "bleak_hazard", yearly_hazard(s.range("p_russia_bleak_12m")) / (1.0 + (worn_ratio - 1) * mean_worn),
      "monthly hazard of p_russia_bleak_12m, over the front and a worn Russia");
  s.model.absorbing(x.russia_bleak, within_month(base * by_front(x.front.now(), by_state) *
                                                 if_then_else(x.russia_worn.now(), worn_ratio, 1.0)));

  const Shares asked = centred({fixed_number("p_ultimatum_holding"), fixed_number("p_ultimatum_strained"),
                                fixed_number("p_ultimatum_failing")},
                               share);
  return {demand, share, {share[0] * asked[0], share[1] * asked[1], share[2] * asked[2]}, mean_worn};
}

/// The weight of the buildup and of its official explanation as evidence, in reverse. The ranges
/// were judged by people who knew of both, so the judged probability is a posterior, and dividing
/// its odds by a likelihood ratio gives the probability without that evidence.
inline void state_weight_of_signs(Statement& s, const Real& total) {
  const Parameter entry = s.derived("p_entry_judged", total, "entry within the year, by the rows alone");
  const auto without = [&](const std::string& name, const char* ratio, const std::string& what) {
    s.derived(name, logistic(logit(entry) - log(s.range(ratio))), what);
  };
  without("p_entry_without_buildup", "buildup_ratio", "the same, had no buildup been seen");
  without("p_entry_without_explanation", "explanation_ratio",
          "the same, had nobody spoken of protecting the border");
}

struct Decision {
  Parameter forced_share;  ///< share of the entries that occur under an ultimatum
};

/// p_ultimatum is the probability of a demand with leverage ("ultimatum") within a year;
/// p_entry_given_ultimatum and p_entry_no_ultimatum are those of an entry in a year with one and
/// without. An ultimatum remains in force until it lapses. Meanwhile the hazard of an entry is such
/// that p_entry_given_ultimatum is met over the months for which an ultimatum of any time of the
/// year is in force.
inline Decision state_decision(Statement& s, const AllSeries& x, const Russia& russia) {
  const Shares& share = russia.front_share;
  const Parameter& row = russia.demand;
  const Shares asked = centred({fixed_number("p_ultimatum_holding"), fixed_number("p_ultimatum_strained"),
                                fixed_number("p_ultimatum_failing")},
                               share);
  const double worn_ratio = fixed_number("ultimatum_ratio_worn");
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
  // The hazard of an entry is lower while troops are trained; over the year it is as judged.
  const double training = fixed_number("training_months"), slow = fixed_number("entry_ratio_training"),
               pace = months_a_year / (training * slow + months_a_year - training);
  const Real by_month = if_then_else(x.elapsed.now() <= training, slow * pace, pace);
  const Real hazard_with = counts_alone ? yearly_hazard(*with) : -log(1.0 - *with) / stands;
  const Shares with_by_front = centred(odds, russia.front_given_ultimatum),
               without_by_front = centred(odds, share);
  const Real decided = within_month(
      by_month * if_then_else(x.ultimatum.now(), hazard_with * by_front(x.front.now(), with_by_front),
                              yearly_hazard(*without) * by_front(x.front.now(), without_by_front)));
  s.model.first(x.entry, Bernoulli(decided));
  s.model.step(x.entry, Bernoulli(if_then_else(x.entry.last(), 1.0,
                                               if_then_else(x.regime_change.last(), 0.0, decided))));

  s.model.first(x.months_in, Deterministic(Real(x.entry.now())));
  s.model.step(x.months_in, Deterministic(if_then_else(x.entry.now(), x.months_in.last() + 1.0, 0.0)));
  s.model.first(x.forced, Deterministic(Boolean(x.ultimatum.now())));
  s.model.step(x.forced,
               Deterministic((x.entry.last() && x.forced.last()) || (!x.entry.last() && x.ultimatum.now())));

  const Real under = row * *with, free = (1.0 - row) * *without;
  state_weight_of_signs(s, under + free);
  return {s.derived("forced_given_entry", under / (under + free), "share of entries under an ultimatum")};
}

}  // namespace casus::study::detail
