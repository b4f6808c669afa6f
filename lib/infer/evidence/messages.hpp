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

/// What evidence says of each variable: for each state, how likely the evidence below the variable is where the variable is in that
/// state, in units of the likeliest. By loopy belief propagation (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988,
/// chapter 4; on networks with loops Murphy, Weiss and Jordan, UAI 1999): exact on polytrees, else an approximation. Empty for
/// variables without factors; for all, where the evidence proves impossible. Cost: some sweeps over all tables, each entry once a
/// variable of the table.
std::vector<std::vector<double>> evidence_messages(const Model& model, const std::vector<Factor>& factors);

}  // namespace casus
