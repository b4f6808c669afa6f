// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <casus/study/belarus_society.hpp>

/// The regime: its guarantor, its downfall, and the aftermath.
namespace casus::study::detail {

struct Regime {
  Event patron_lost, regime_change;
  Category aftermath;
};

template <class Host> Parameter overlap_of_causes(BasicStatement<Host>& s) {
  const ParameterDetails details{.source =
                                     "judgement: in the data war defeat, campaign, recession and the "
                                     "patron's loss were often the same cases; how often is not known",
                                 .description = "0: separate causes; 1: one cause"};
  return s.options.overlap == Overlap::judged
             ? s.model.parameter("overlap", Uniform(0, 1), details)
             : s.model.parameter(
                   "overlap", Deterministic(Real(s.options.overlap == Overlap::full ? 1.0 : 0.0)), details);
}

// Each judged probability is that of a regime change if its cause is present, in total. The cause's
// own part is q = 1 - (1 - total) / (1 - base), that is, a hazard -log(1 - total) less the base
// hazard. Separate causes add their hazards (a noisy-or); if they are really one cause, only the
// largest counts; `overlap` is between the two. A single cause gives the judged probability.
inline Event state_change(Statement& s, const Battlefield& field, const Society& society,
                          const Event& patron) {
  const auto base_row = s.range("h_regime_base");
  const auto base = s.derived("hazard_base", -log(1.0 - base_row),
                              "hazard of regime change without a named cause: the leak");
  const auto own = [&](const std::string& name, std::string_view row) {
    return s.derived(name, (max)(-log(1.0 - s.range(row)) - base, 0.0),
                     "the cause's own hazard: its row less the base");
  };
  const auto from_defeat = own("hazard_defeat", "p_regime12_given_defeat");
  const auto from_protest = own("hazard_lasting_protest", "p_regime12_given_campaign");
  const auto from_patron = own("hazard_patron_lost", "h_regime_patron_lost");
  const auto multiple = [&](const std::string& name, std::string_view row) {
    return s.derived(name, (max)(s.range(row) - 1.0, 0.0) * base,
                     "the cause's own hazard: a multiple of the base");
  };
  const auto from_bleak = multiple("hazard_bleak", "hazard_ratio_bleak");
  const auto from_hardship = multiple("hazard_hardship", "hazard_ratio_hardship");
  const Parameter overlap = overlap_of_causes(s);
  const Shares parts = {if_then_else(field.defeat, from_defeat, 0.0),
                        if_then_else(society.protest.lasting_protest, from_protest, 0.0),
                        if_then_else(patron, from_patron, 0.0),
                        // If the patron is lost, that judgement already includes the causes of the
                        // loss.
                        if_then_else(society.russia_bleak && !patron, from_bleak, 0.0),
                        if_then_else(society.economy.hardship, from_hardship, 0.0)};
  Real sum = parts[0], largest = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) {
    sum = sum + parts[i];
    largest = (max)(largest, parts[i]);
  }
  return s.model.add(
      "regime_change", Bernoulli(1.0 - exp(-(base + (1.0 - overlap) * sum + overlap * largest))),
      {.description = "the downfall of the regime",
       .criterion = "within 12 months of 1 December 2022, or of the entry, neither Lukashenko nor anyone he "
                    "chose holds the powers of the presidency, for 30 days, or Belarus is no longer a state; "
                    "two of Reuters, AP and the BBC",
       .source = source_of("regime_change")});
}

template <class Host> Shares aftermath_shares(BasicStatement<Host>& s) {
  const auto shares = s.model.parameter(
      "aftermath_share",
      Dirichlet{{fixed_number("aftermath_reform"), fixed_number("aftermath_another_autocracy"),
                 fixed_number("aftermath_absorption")}},
      {.source = "judgement: reform .15/.40/.70; of 77 personalist regimes that ended 32 fell to coups, 18 "
                 "to uprisings, 5 to elections (own count, Geddes-Wright-Frantz)",
       .description = "what follows a regime change"});
  return {shares.begin(), shares.end()};
}

inline Regime state_regime(Statement& s, const Battlefield& field, const Society& society) {
  const Event patron = s.model.add(
      "patron_lost",
      Bernoulli(table(society.russia_bleak,
                      {{no, s.range("p_patron_lost_otherwise")}, {yes, s.range("p_patron_lost_bleak")}})),
      {.description = "Moscow no longer able or willing to keep him in power",
       .criterion = "within the 12 months " + seen_as("patron_lost"),
       .source = source_of("patron_lost")});
  const Event change = state_change(s, field, society, patron);
  const Shares shares = aftermath_shares(s);
  const Category aftermath =
      s.model.add("aftermath", Categorical({"reform", "another_autocracy", "absorption"}, shares),
                  {.when = change,
                   .description = "what follows a regime change",
                   .criterion = seen_as("aftermath"),
                   .source = source_of("aftermath")});
  return {patron, change, aftermath};
}

}  // namespace casus::study::detail
