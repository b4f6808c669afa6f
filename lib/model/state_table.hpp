// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <casus/model/model.hpp>

/// Functions of discrete variables, as tables.
namespace casus {

/// The states of variables that are known to be in one.
using FixedStates = std::vector<std::optional<Index>>;

/// One value for each combination of some discrete variables' states, the last varying fastest.
struct StateTable {
  std::vector<Index> variables;
  std::vector<Index> radices;  ///< number of states of each
  std::vector<double> values;

  StateTable() = default;
  /// Of ones.
  StateTable(const Model& model, std::vector<Index> of);

  /// How far apart two states of a variable stand, in `values`; 0 for one that the table does not read.
  Index stride(Index variable) const noexcept;
};

/// How many combinations of states there are; at most `most` + 1 is told.
Index combinations(const Model& model, const std::vector<Index>& variables, Index most);

/// Calls visit(number, states) for each combination of a table's states, in order; `states` are one a variable.
template <class Visit> void for_each_combination(const StateTable& table, Visit visit) {
  std::vector<Index> states(table.radices.size());
  for (std::size_t number = 0; number < table.values.size(); ++number) {
    visit(number, std::as_const(states));
    for (std::size_t i = states.size(); i-- > 0;) {
      if (++states[i] < table.radices[i]) break;
      states[i] = 0;
    }
  }
}

/// The largest table that is worked with.
inline constexpr Index largest_state_table = Index{1} << 14;

/// Whether a variable is an event or category that depends on discrete variables alone, of so few combinations of states that they,
/// with its own, make a table. Deterministic events are such variables too.
bool is_tabular(const Model& model, Index variable);

/// P(state | parents) of a tabular variable, its guard being one of its parents: its parents that are not fixed come first, it
/// itself last. NaN where a row holds no probabilities.
StateTable conditional_table(const Model& model, Index variable, const FixedStates& fixed,
                             std::span<const double> parameters);

/// The table without its last variable: the sum over its states, each times its weight.
StateTable summed(const StateTable& table, std::span<const double> weights);

}  // namespace casus
