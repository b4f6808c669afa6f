// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

namespace casus {

/// How an answer changes with one probability of a table.
struct TableDerivative {
  std::string variable;
  std::string row;         ///< the states of its parents, "a = yes, b = no"; empty where it has none
  std::string state;       ///< whose probability it is
  double probability = 0;  ///< the mean over worlds
  /// The change of the answer for a small change of the probability, in every world, while the row's other probabilities keep
  /// their proportions to each other (Chan and Darwiche, UAI 2002, section 3). NaN where the probability is 0 or 1 in some world,
  /// for then no trajectory tells, and where the row was never met.
  Estimated derivative;
};

/// The derivative of an answer, P(...) or E(...), by each probability of each table that it depends on: of events, that of the state
/// "yes"; of categories, that of each state. By likelihood ratios from one set of trajectories (Glynn, Commun. ACM 33 (1990) 75,
/// doi:10.1145/84537.84552), with the error over worlds or, of a model without uncertain parameters, over batches of trajectories.
/// Variables whose distribution reads a quantity have no table, nor have deterministic events; rows where a guard does
/// not hold are left out.
///
/// Cost: what is tallied grows with the number of probabilities; more than a few hundred take several runs.
/// Throws Error where the question is of another kind, has evidence that is no event or is counterfactual, where the options name another
/// method than forward sampling or would stop a run early (a precision, a time), and as `estimate`
/// does. Part of the compiled core.
std::vector<TableDerivative> table_derivatives(const Model& model, const Query& query,
                                               const Options& options = {});

}  // namespace casus
