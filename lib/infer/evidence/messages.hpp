// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/evidence/state_table.hpp"

namespace casus {

/// A factor of a product over discrete variables; `own` is the variable whose conditional table it is, or -1.
struct Factor {
  StateTable table;
  Index own = -1;
};

/// What belief propagation says of a variable, by state.
struct Belief {
  /// How likely the evidence below the variable is where the variable is in that state, in units of the likeliest; empty where it says
  /// nothing.
  std::vector<double> below;
  /// How likely the state is by the variable's own table; of one without, empty.
  std::vector<double> above;

  /// The mean of `below` over `above`: how likely the evidence is by chance.
  double mean() const;
  /// The probability of a state given the evidence.
  double posterior(std::size_t state) const { return above[state] * below[state] / mean(); }
};

/// What evidence says of each variable. By loopy belief propagation (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988,
/// chapter 4; on networks with loops Murphy, Weiss and Jordan, UAI 1999): exact on polytrees, else an approximation. Nothing of
/// variables without factors; of all, where the evidence proves impossible. Cost: some sweeps over all tables, each entry once a
/// variable of the table.
std::vector<Belief> evidence_messages(const Model& model, const std::vector<Factor>& factors);

}  // namespace casus
