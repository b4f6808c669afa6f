// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/laws.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/conditional.hpp>
#include <casus/model/expression.hpp>
#include <casus/model/formula.hpp>

/// Conditional tables from a few judgements, each with the table that it implies: what nobody would have judged row by row has
/// to be looked at before it is believed. `noisy_or` and `noisy_and` (expression.hpp) fill tables too; `implied_table` shows theirs.
namespace casus {

/// A table of probabilities by the states of parents.
struct ImpliedTable {
  std::vector<Discrete> parents;
  std::vector<std::string> states;  ///< of what depends on them; of an event "no" and "yes"
  /// One for each combination of the parents' states, the last parent's changing fastest: the probability of each state.
  std::vector<TableRow<std::vector<double>>> rows;

  /// The probability of each state as a look-up, for `Categorical(table.states, table.probabilities())`.
  std::vector<Real> probabilities() const;
};

/// The table, aligned, to three digits: a line a row, parents first.
std::string to_text(const ImpliedTable& table);

namespace detail {

/// Calls `row(states)` for every combination of the parents' states, the last one's changing fastest. Throws Error without parents, where
/// one stands twice, and for tables of more rows than could be read.
template <class Row>
void for_each_combination(const std::string& subject, const std::vector<Discrete>& parents, const Row& row) {
  constexpr std::size_t most = std::size_t{1} << 20;
  if (parents.empty()) throw Error(subject, "at least one parent", "none");
  std::size_t count = 1;
  for (std::size_t i = 0; i < parents.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k)
      if (parents[i].node()->index == parents[k].node()->index)
        throw Error(subject, "each parent once", detail::quoted(parents[i].node()->name) + " twice");
    count *= parents[i].states().size();
    if (count > most) throw Error(subject, "at most " + std::to_string(most) + " rows", "more");
  }
  std::vector<std::size_t> states(parents.size(), 0);
  for (std::size_t number = 0; number < count; ++number) {
    std::size_t rest = number;
    for (std::size_t i = parents.size(); i-- > 0;) {
      states[i] = rest % parents[i].states().size();
      rest /= parents[i].states().size();
    }
    row(states);
  }
}

std::vector<StateLabel> labels_of(const std::vector<Discrete>& parents,
                                  const std::vector<std::size_t>& states);

void check_distribution(const std::string& subject, const std::vector<double>& probabilities,
                        std::size_t states);

}  // namespace detail

/// The table that an expression of discrete parents implies for an event: of a noisy-or, a logistic, whatever it is made of. Throws Error
/// where it reads anything but these parents (parameters too: put numbers in their place), and where it is no probability.
ImpliedTable implied_table(const std::vector<Discrete>& parents, const Real& probability);

/// A cause of a noisy-max: what each of its states, in order, would make of the effect if nothing else acted.
struct MaxCause {
  Discrete parent;
  std::vector<std::vector<double>>
      alone;  ///< of each state of the parent: the probability of each state of the effect
};

/// The effect is the highest state to which any cause, or the leak, raises it, independently: P(effect <= k) is the product of theirs
/// (Henrion, Uncertainty in Artificial Intelligence 3 (1989) 161-173; Diez, Parameter adjustment in Bayes networks: the generalized
/// noisy OR-gate, Uncertainty in Artificial Intelligence (1993) 99-105). `states` stand from the lowest, harmless, to the highest;
/// `leak` is the effect's distribution where every cause is harmless. With two states it is a noisy-or. Throws Error, about the parent,
/// for rows that are no distributions of the effect or not as many as the parent's states.
ImpliedTable noisy_max(std::vector<std::string> states, const std::vector<double>& leak,
                       const std::vector<MaxCause>& causes);

/// A parent of a ranked mean.
struct RankedParent {
  Discrete parent;
  double weight = 1;      ///< against the other parents' weights
  bool reversed = false;  ///< do its last states speak for the effect's first ones?
};

/// A ranked node: ordered states are equal parts of [0, 1], and the effect is a normal variable truncated to it, about the weighted mean of the
/// parents' values, with this standard deviation (Fenton, Neil and Caballero, Using ranked nodes to model qualitative judgments in Bayesian
/// networks, IEEE Transactions on Knowledge and Data Engineering 19 (2007) 1420-1432, doi:10.1109/TKDE.2007.1073). Within its state a
/// parent's value is one of `points` equally spaced ones, and the rows are means over them. `states` stand from the lowest to the
/// highest, as the parents' do. Throws Error for weights that are not positive and finite, a standard deviation that is not, and points below 1. Cost:
/// points^parents truncated normals a row.
ImpliedTable ranked_mean(std::vector<std::string> states, const std::vector<RankedParent>& parents,
                         double standard_deviation, int points = 5);

/// What one state of a parent, alone, makes of an event's probability.
struct LoneState {
  StateLabel state;
  Real probability;
};
/// A parent of a logit-additive event: its states that are not at their reference.
struct LoneEffects {
  Discrete parent;
  std::vector<LoneState> states;
};

/// The probability of an event whose log odds add up: `reference`, where every parent is in a state that is not listed, and for each listed state
/// the probability where that alone differs. So k judgements fill a table of 2^k rows. Causes multiply odds: two that each take
/// 5 % to 20 % take it to 54 %, where a noisy-or would say 33 %. Throws Error for constants outside of (0, 1), and for states
/// that are unknown or listed twice.
Real logit_additive(const Real& reference, const std::vector<LoneEffects>& effects);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/judged_table.inl>
#endif
