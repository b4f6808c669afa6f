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

/// The state of each variable of a model; nothing for variables whose state is not fixed.
using FixedStates = std::vector<std::optional<Index>>;

/// One value per combination of the states of some discrete variables, the last one varying
/// fastest.
struct StateTable {
  std::vector<Index> variables;
  std::vector<Index> radices;  ///< number of states of each variable
  std::vector<double> values;

  StateTable() = default;
  /// Makes a table of ones.
  StateTable(const Model& model, std::vector<Index> of);

  /// Returns the distance in `values` between neighbouring states of a variable; 0 if the table
  /// does not read it.
  Index stride(Index variable) const noexcept;
};

/// Returns the number of combinations of the variables' states; `most` + 1 if it exceeds `most`.
Index combinations(const Model& model, const std::vector<Index>& variables, Index most);

/// Calls visit(number, states) for each combination of a table's states, in order. `states` has one
/// state per variable.
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

/// Largest number of entries of a table.
inline constexpr Index largest_state_table = Index{1} << 14;

/// Returns whether a variable is an event or category that depends on discrete variables only, and
/// its table with its parents has at most `largest_state_table` entries. Deterministic events can
/// be tabular too.
bool is_tabular(const Model& model, Index variable);

/// Returns P(state | parents) of a tabular variable, with its guard as one of the parents. The
/// parents that are not fixed come first, the variable itself last. NaN if a row is not a
/// probability distribution.
StateTable conditional_table(const Model& model, Index variable, const FixedStates& fixed,
                             std::span<const double> parameters);

/// Returns the table without its last variable: the sum over that variable's states, each times its
/// weight.
StateTable summed(const StateTable& table, std::span<const double> weights);

}  // namespace casus
