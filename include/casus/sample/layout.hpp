// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/model/model.hpp>
#include <casus/random/uniform.hpp>

namespace casus {

/// Events that read at most this many rows of a table of events are drawn bit by bit, 512 trajectories at a time: beyond
/// it, picking each trajectory's threshold digit costs more than its random bits do.
inline constexpr Index max_bit_rows = 8;
/// The most rows and states of a variable in byte layout: a row's number is a byte, and each state costs a look-up.
inline constexpr Index max_byte_rows = 256;
inline constexpr Index max_byte_states = 32;
/// The most rows of a table that is drawn from by rows; larger ones are evaluated trajectory by trajectory.
inline constexpr Index max_table_rows = Index{1} << 16;
/// Largest number of parents of a table with that many rows, if each has two states; parents of one state add
/// no rows.
inline constexpr std::size_t max_table_parents = 16;

/// The discrete variables that a distribution reads, in order; and how many combinations of states they have.
struct TableShape {
  std::vector<Index> parents;
  Index rows = 1;
};

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

/// Whether a variable is drawn by the rows of a table: it is an event or category whose probabilities depend on discrete
/// variables alone, of not too many combinations of states.
inline bool has_table(const Model& model, const Variable& variable) {
  const auto family = variable.distribution.family;
  if (family->role != distribution::Role::event && family->role != distribution::Role::category) return false;
  for (const Formula& formula : variable.parameters)
    if (!formula.quantities().empty()) return false;
  const TableShape shape = table_shape(model, variable);
  return shape.rows <= max_table_rows && shape.parents.size() <= max_table_parents;
}

/// A variable's layout: bits or bytes for discrete variables with a table that is not too large, bytes for events whose
/// probability is computed, else words. A function of its declared kind and the shape of its table alone, never of probabilities,
/// neighbours, questions, batch or hardware, so that its draws stay as they are when any of those change.
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
