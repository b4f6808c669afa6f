// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "model/state_table.hpp"

namespace casus {

/// A factor of a product over discrete variables. Factors of different variables may share a table.
struct TabledFactor {
  std::shared_ptr<const StateTable> table;
  std::vector<Index> variables;  ///< numbers in the network of the variables that the table reads
  Index own = -1;                ///< the variable whose conditional table it is, or -1

  TabledFactor(StateTable of, Index own_variable = -1)
      : table(std::make_shared<const StateTable>(std::move(of))), variables(table->variables),
        own(own_variable) {}
  TabledFactor(std::shared_ptr<const StateTable> of, std::vector<Index> read, Index own_variable)
      : table(std::move(of)), variables(std::move(read)), own(own_variable) {}
};

/// Messages of belief propagation to a variable, by state.
struct Belief {
  /// Likelihood of the evidence below the variable, relative to the most likely state; empty if
  /// there is none.
  std::vector<double> below;
  /// Prior of the states; empty for a variable without a table.
  std::vector<double> above;

  /// Returns the marginal likelihood: the mean of `below` under `above`.
  double mean() const;
  /// Returns the posterior probability of a state.
  double posterior(std::size_t state) const { return above[state] * below[state] / mean(); }
};

/// Returns the messages to each of a number of variables, by loopy belief propagation (Pearl,
/// Probabilistic Reasoning in Intelligent Systems, 1988, chapter 4; on networks with loops Murphy,
/// Weiss and Jordan, UAI 1999): exact on polytrees, otherwise an approximation. Variables without
/// factors get empty messages; all variables do if the evidence proves impossible. Cost: at most 24
/// passes over all tables, each of which visits an entry once per variable of its table.
std::vector<Belief> belief_propagation(std::size_t variables, const std::vector<TabledFactor>& factors);

}  // namespace casus
