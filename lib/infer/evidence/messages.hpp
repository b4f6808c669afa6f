// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "model/state_table.hpp"

namespace casus {

/// A factor of a product over discrete variables; `own` is the variable whose conditional table it is, or -1.
struct Factor {
  StateTable table;
  Index own = -1;
};

/// Messages of belief propagation to a variable, by state.
struct Belief {
  /// Likelihood of the evidence below the variable, relative to the most likely state; empty if there is none.
  std::vector<double> below;
  /// Prior of the states; empty for a variable without a table.
  std::vector<double> above;

  /// Marginal likelihood: the mean of `below` over `above`.
  double mean() const;
  /// The probability of a state given the evidence.
  double posterior(std::size_t state) const { return above[state] * below[state] / mean(); }
};

/// Messages to each variable, by loopy belief propagation (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988,
/// chapter 4; on networks with loops Murphy, Weiss and Jordan, UAI 1999): exact on polytrees, else an approximation. Nothing of
/// variables without factors; of all, where the evidence proves impossible. Cost: some sweeps over all tables, each entry once a
/// variable of the table.
std::vector<Belief> evidence_messages(const Model& model, const std::vector<Factor>& factors);

}  // namespace casus
