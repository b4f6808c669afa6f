// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>

#include <casus/study/belarus_statement.hpp>

/// The decision: the state of Russia's front, whether the Kremlin leaves Minsk no choice, and
/// whether Minsk enters.
namespace casus::study::detail {

/// Probabilities of the states of the front in each world, given another event.
struct Fronts {
  Shares ultimatum, no_ultimatum, entry, no_entry;
};

struct Decision {
  Category front;
  Event ultimatum, entry;
  Shares front_share;
  Fronts front_given;
  Parameter ultimatum_given_entry;
};

template <class Host> Shares front_shares(BasicStatement<Host>& s) {
  const auto shares = s.model.parameter(
      "front_share",
      Dirichlet{{fixed_number("front_weight_holding"), fixed_number("front_weight_strained"),
                 fixed_number("front_weight_failing")}},
      {.source = "judgement, from the course of the war to 10 November 2022 (Institute for the Study of "
                 "War's maps)",
       .description = "how Russia's front fares: holding, strained, failing"});
  return {shares.begin(), shares.end()};
}

inline Category state_front(Statement& s, const Shares& share) {
  return s.model.add("front", Categorical({"holding", "strained", "failing"}, share),
                     {.description = "how Russia's front fares in the year",
                      .criterion = "Ukrainian territory that Russia's forces lose on balance from 1 December "
                                   "2022 to 30 November 2023, by the maps of the Institute for the Study of "
                                   "War: less than 500 km2 holding, 500 to 5,000 strained, more failing",
                      .source = source_of("front")});
}

// p_ultimatum is the margin over the front.
inline Event state_ultimatum(Statement& s, const Category& front, const Shares& share, Fronts& fronts) {
  const Parameter row = s.range("p_ultimatum");
  const Shares shifts = {log_odds_of("p_ultimatum_holding"), log_odds_of("p_ultimatum_strained"),
                         log_odds_of("p_ultimatum_failing")};
  const auto base =
      base_log_odds(s.model, "ultimatum_base", mixture(share, shifts), row, "p_ultimatum over the front");
  const Shares by_state = logistic_each(base, shifts);
  // Bayes' rule: the distribution of the front given an ultimatum, and given none. Each sums to one
  // regardless of rounding.
  Real asked = 0.0;
  for (std::size_t k = 0; k < 3; ++k) asked = asked + share[k] * by_state[k];
  const auto total = s.derived("ultimatum_total", asked, "P(ultimatum), as the model has it");
  for (std::size_t k = 0; k < 3; ++k) {
    const std::string state = '[' + std::to_string(k) + ']';
    fronts.ultimatum.push_back(
        s.derived("front_given_ultimatum" + state, share[k] * by_state[k] / total, "Bayes' rule"));
    fronts.no_ultimatum.push_back(s.derived("front_given_no_ultimatum" + state,
                                            share[k] * (1.0 - by_state[k]) / (1.0 - total), "Bayes' rule"));
  }
  return s.model.add("ultimatum", Bernoulli(by_front(front, by_state)),
                     {.description = "the Kremlin leaves him no choice",
                      .criterion = "by 30 November 2023 " + seen_as("ultimatum"),
                      .source = source_of("ultimatum")});
}

// Evidential weight of the buildup and of its explanation, in reverse. The ranges were judged by
// people who knew of both, so the judged probability is a posterior, and dividing the odds by a
// likelihood ratio removes the evidence. Nothing else in the model reads these parameters.
template <class Host> void state_evidence(BasicStatement<Host>& s, const Parameter& total) {
  const auto buildup = s.range("buildup_ratio");
  const auto explanation = s.range("explanation_ratio");
  s.derived("entry_before_buildup", scale_odds(total, 1.0 / buildup),
            "P(entry) had the buildup not been seen");
  s.derived("entry_before_explanation", scale_odds(total, 1.0 / explanation),
            "P(entry) had nothing been explained");
  s.derived("entry_before_both", scale_odds(total, 1.0 / (buildup * explanation)),
            "P(entry) had nothing been seen or said");
}

// p_entry_given_ultimatum and p_entry_no_ultimatum are margins over the distribution of the front
// in each case.
inline Decision state_entry(Statement& s, const Category& front, const Shares& share, const Event& ultimatum,
                            Fronts fronts) {
  const Real with = log_of("entry_odds_with"), against = log_of("entry_odds_against");
  Shares shifts = s.options.failing_front == FailingFront::deters ? Shares{with, 0.0, against}
                                                                  : Shares{against, 0.0, with};
  std::optional<Parameter> given_ultimatum, given_none;
  if (s.options.inputs == Inputs::base_rates) {
    // The count of similar cases does not depend on ultimatum or front.
    const Parameter rate = s.range("p_entry_base_rate");
    given_ultimatum = s.derived("p_entry_given_ultimatum", rate, "the base rate, whatever Moscow asks");
    given_none = s.derived("p_entry_no_ultimatum", rate, "the base rate, whatever Moscow asks");
    shifts = {0.0, 0.0, 0.0};
  } else {
    given_ultimatum = s.range("p_entry_given_ultimatum");
    given_none = s.range("p_entry_no_ultimatum");
  }
  const auto base_ultimatum =
      base_log_odds(s.model, "entry_base_ultimatum", mixture(fronts.ultimatum, shifts), *given_ultimatum,
                    "p_entry_given_ultimatum over the front there");
  const auto base_none =
      base_log_odds(s.model, "entry_base_no_ultimatum", mixture(fronts.no_ultimatum, shifts), *given_none,
                    "p_entry_no_ultimatum over the front there");
  const Shares yes_by_state = logistic_each(base_ultimatum, shifts),
               no_by_state = logistic_each(base_none, shifts);

  // Posterior of the front and the ultimatum given an entry, for the margins that are stated given
  // an entry.
  const Parameter ultimatum_total(s.model.find_parameter("ultimatum_total"));
  Real through_ultimatum = 0.0, through_none = 0.0;
  for (std::size_t k = 0; k < 3; ++k) {
    through_ultimatum = through_ultimatum + fronts.ultimatum[k] * yes_by_state[k];
    through_none = through_none + fronts.no_ultimatum[k] * no_by_state[k];
  }
  const auto both =
      s.derived("entry_with_ultimatum", ultimatum_total * through_ultimatum, "P(ultimatum and entry)");
  const auto total = s.derived("entry_total", both + (1.0 - ultimatum_total) * through_none,
                               "P(entry), as the model has it");
  s.derived("entry_given_ultimatum_total", through_ultimatum, "P(entry | ultimatum), as the model has it");
  s.derived("entry_given_no_ultimatum_total", through_none, "P(entry | no ultimatum), as the model has it");
  const Parameter ultimatum_given_entry = s.derived("ultimatum_given_entry", both / total, "Bayes' rule");
  for (std::size_t k = 0; k < 3; ++k) {
    const std::string state = '[' + std::to_string(k) + ']';
    const Real joint = ultimatum_total * (fronts.ultimatum[k] * yes_by_state[k]) +
                       (1.0 - ultimatum_total) * (fronts.no_ultimatum[k] * no_by_state[k]);
    const auto given = s.derived("front_given_entry" + state, joint / total, "Bayes' rule");
    fronts.entry.push_back(given);
    s.derived("entry_given_front" + state, joint / share[k], "P(entry | front), as the model has it");
    fronts.no_entry.push_back(
        s.derived("front_given_no_entry" + state, (share[k] - given * total) / (1.0 - total), "Bayes' rule"));
  }
  state_evidence(s, total);
  const Event entry = s.model.add("entry",
                                  Bernoulli(table({ultimatum, front}, {{{yes, "holding"}, yes_by_state[0]},
                                                                       {{yes, "strained"}, yes_by_state[1]},
                                                                       {{yes, "failing"}, yes_by_state[2]},
                                                                       {{no, "holding"}, no_by_state[0]},
                                                                       {{no, "strained"}, no_by_state[1]},
                                                                       {{no, "failing"}, no_by_state[2]}})),
                                  {.description = "Belarusian troops enter the war in Ukraine",
                                   .criterion = "by 30 November 2023 " + seen_as("entry"),
                                   .source = source_of("entry")});
  return {front, ultimatum, entry, share, std::move(fronts), ultimatum_given_entry};
}

inline Decision state_decision(Statement& s) {
  const Shares share = front_shares(s);
  Fronts fronts;
  const Category front = state_front(s, share);
  const Event ultimatum = state_ultimatum(s, front, share, fronts);
  return state_entry(s, front, share, ultimatum, std::move(fronts));
}

}  // namespace casus::study::detail
