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
#include <casus/detail/distributions.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/conditional.hpp>
#include <casus/model/expression.hpp>
#include <casus/model/formula.hpp>

/// Conditional probability tables from a few judgements. Each function returns the table that the
/// judgements imply, so that it can be reviewed: nobody has judged its rows one by one. `noisy_or`
/// and `noisy_and` (expression.hpp) fill tables too; `implied_table` shows theirs.
namespace casus {

/// A table of probabilities by the states of parents.
struct ImpliedTable {
  std::vector<Discrete> parents;
  std::vector<std::string> states;  ///< of the dependent variable; "no" and "yes" for an event
  /// One row per combination of the parents' states, the last parent's state varying fastest: the
  /// probability of each state.
  std::vector<TableRow<std::vector<double>>> rows;

  /// Returns the probability of each state as a look-up, for
  /// `Categorical(table.states, table.probabilities())`.
  std::vector<Real> probabilities() const;
};

/// Returns the table as aligned text, with three digits: one line per row, parents first.
std::string to_text(const ImpliedTable& table);

namespace detail {

/// Calls `row(states)` for every combination of the parents' states, the last one's state varying
/// fastest. Throws Error if there are no parents, a parent occurs twice, or there are more than
/// 2^20 rows.
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

/// Returns the table that an expression of discrete parents implies for an event: a noisy-or, a
/// logistic, or any other. Throws Error if the expression reads anything but these parents
/// (including parameters: replace them by numbers), or if its value is not a probability.
ImpliedTable implied_table(const std::vector<Discrete>& parents, const Real& probability);

/// A cause of a noisy-max: the effect of each of its states if nothing else acted.
struct MaxCause {
  Discrete parent;
  std::vector<std::vector<double>>
      alone;  ///< by state of the parent: the probability of each state of the effect
};

/// A noisy-max: the effect takes the highest state to which any cause, or the leak, raises it,
/// independently. P(effect <= k) is the product of those of the causes and the leak (Henrion,
/// Uncertainty in Artificial Intelligence 3 (1989) 161-173; Diez, Parameter adjustment in Bayes
/// networks: the generalized noisy OR-gate, Uncertainty in Artificial Intelligence (1993) 99-105).
/// `states` are ordered from the lowest, harmless, to the highest. `leak` is the effect's
/// distribution if every cause is harmless. With two states it is a noisy-or. Throws Error, with
/// the parent's name, if a row is not a distribution of the effect, or if the number of rows is not
/// the number of the parent's states.
ImpliedTable noisy_max(std::vector<std::string> states, const std::vector<double>& leak,
                       const std::vector<MaxCause>& causes);

/// A parent of a ranked mean.
struct RankedParent {
  Discrete parent;
  double weight = 1;      ///< relative to the other parents' weights
  bool reversed = false;  ///< whether its last states favour the effect's first states
};

/// A ranked node: ordered states are equal parts of [0, 1], and the effect is a normal variable
/// truncated to that interval, with the weighted mean of the parents' values as its location and
/// this standard deviation (Fenton, Neil and Caballero, Using ranked nodes to model qualitative
/// judgments in Bayesian networks, IEEE Transactions on Knowledge and Data Engineering 19 (2007)
/// 1420-1432, doi:10.1109/TKDE.2007.1073). Within its state, a parent's value takes `points`
/// equally spaced values, and each row is the mean over them. `states` are ordered from the lowest
/// to the highest, as are the parents' states. Throws Error if a weight or the standard deviation
/// is not positive and finite, if `points` is below 1, or if there are more than a million
/// combinations of points. Cost: points^parents truncated normal distributions per row.
ImpliedTable ranked_mean(std::vector<std::string> states, const std::vector<RankedParent>& parents,
                         double standard_deviation, int points = 5);

/// The probability of an event if one parent alone is in this state.
struct LoneState {
  StateLabel state;
  Real probability;
};
/// A parent of a logit-additive event: its states other than the reference states.
struct LoneEffects {
  Discrete parent;
  std::vector<LoneState> states;
};

/// The probability of an event whose log odds are additive. `reference` is the probability if every
/// parent is in a state that is not listed; each listed state has the probability if that state
/// alone differs. k judgements thus fill a table of 2^k rows. Causes multiply the odds: two causes
/// that each raise 5 % to 20 % raise it to 54 % together; a noisy-or would give 33 %. Throws Error
/// for constants outside of (0, 1), and for states that are unknown or listed twice.
Real logit_additive(const Real& reference, const std::vector<LoneEffects>& effects);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/judged_table.inl>
#endif
