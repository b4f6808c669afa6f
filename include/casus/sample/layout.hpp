// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/model/model.hpp>
#include <casus/random/uniform.hpp>

namespace casus {

/// Largest number of table rows of an event in bit layout. Its parents are events, too, and 512
/// trajectories are drawn at a time, bit by bit. With more rows, selecting each trajectory's
/// threshold digit would cost more than the random bits.
inline constexpr Index max_bit_rows = 8;
/// Largest numbers of rows and states of a variable in byte layout: the row number is a byte, and
/// each state costs a look-up.
inline constexpr Index max_byte_rows = 256;
inline constexpr Index max_byte_states = 32;
/// Largest number of rows of a table that is drawn by row number. Larger ones are evaluated for
/// each trajectory.
inline constexpr Index max_table_rows = Index{1} << 16;
/// Largest number of parents of such a table: that of a table with `max_table_rows` rows if each
/// parent has two states. (Parents with one state add no rows.)
inline constexpr std::size_t max_table_parents = 16;

/// The discrete variables that a distribution reads, in order, and the number of combinations of
/// their states.
struct TableShape {
  std::vector<Index> parents;
  Index rows = 1;
};

/// Returns the shape of a variable's table. `rows` is not final if it exceeds `max_table_rows`.
inline TableShape table_shape(const Model& model, const Variable& variable) {
  std::set<Index> found;
  for (const Formula& formula : variable.parameters)
    for (const Index parent : formula.variables()) found.insert(parent);
  TableShape shape{{found.begin(), found.end()}};
  for (const Index parent : shape.parents) {
    shape.rows *= detail::size(model.variables()[detail::at(parent)].states);
    if (shape.rows > max_table_rows) break;
  }
  return shape;
}

/// Returns whether a variable is drawn by the rows of a table: it is an event or category, and its
/// probabilities depend only on discrete variables with at most `max_table_rows` combinations of
/// states.
inline bool has_table(const Model& model, const Variable& variable) {
  const auto family = variable.distribution.family;
  if (family->role != distribution::Role::event && family->role != distribution::Role::category) return false;
  for (const Formula& formula : variable.parameters)
    if (!formula.quantities().empty()) return false;
  const TableShape shape = table_shape(model, variable);
  return shape.rows <= max_table_rows && shape.parents.size() <= max_table_parents;
}

/// Returns a variable's layout: bits or bytes for discrete variables with a table that is not too
/// large, bytes for events with a computed probability, else words. Depends only on the variable's
/// declared kind and the shape of its table, not on probabilities, other variables, questions,
/// batch size or hardware; so its draws do not change if any of those does.
inline Layout layout(const Model& model, const Variable& variable) {
  if (!has_table(model, variable))
    return variable.distribution.family->role == distribution::Role::event ? Layout::bytes : Layout::words;
  const TableShape shape = table_shape(model, variable);
  bool events_alone = variable.kind() == Kind::event;
  for (const Index parent : shape.parents)
    events_alone = events_alone && model.variables()[detail::at(parent)].kind() == Kind::event;
  if (events_alone && shape.rows <= max_bit_rows) return Layout::bits;
  const auto states = detail::size(variable.distribution.states);
  return shape.rows <= max_byte_rows && states <= max_byte_states ? Layout::bytes : Layout::words;
}

}  // namespace casus
