// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// How the digits of a variable's uniform number are laid out in its group's stream (see random/uniform.hpp).
enum class Layout {
  bits,   ///< digit by digit: events and categories that read a small table of discrete parents
  words,  ///< 64 digits together: everything else
};

/// The most decisions (rows of the table times thresholds of a row) of a variable in bit layout: beyond it, choosing each
/// trajectory's threshold bit costs more than 64 random bits do.
inline constexpr Index max_bit_decisions = 256;

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
    shape.rows *= static_cast<Index>(model.variables()[static_cast<std::size_t>(parent)].states.size());
    if (shape.rows > max_bit_decisions) break;
  }
  return shape;
}

/// A variable's layout: a function of its declared kind and the shape of its table alone, never of probabilities,
/// neighbours, questions, batch or hardware, so that its draws stay as they are when any of those change.
inline Layout layout(const Model& model, const Variable& variable) {
  const auto family = variable.distribution.family;
  if (family != distribution::Family::bernoulli && family != distribution::Family::categorical)
    return Layout::words;
  for (const Formula& formula : variable.parameters)
    if (!formula.quantities().empty()) return Layout::words;
  const Index thresholds = family == distribution::Family::bernoulli
                               ? 1
                               : static_cast<Index>(variable.distribution.states.size()) - 1;
  return table_shape(model, variable).rows * thresholds <= max_bit_decisions ? Layout::bits : Layout::words;
}

}  // namespace casus
