// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

namespace casus {

/// Derivative of an answer with respect to one probability of a table.
struct TableDerivative {
  std::string variable;
  std::string row;         ///< states of the parents, "a = yes, b = no"; empty if there are none
  std::string state;       ///< the state that the probability belongs to
  double probability = 0;  ///< mean over worlds
  /// Change of the answer per small change of the probability, made in every world, while the row's
  /// other probabilities keep their proportions to each other (Chan and Darwiche, UAI 2002, section
  /// 3). NaN if the probability is 0 or 1 in some world, because trajectories then carry no
  /// information about it, and if the row was never met.
  Estimated derivative;
};

/// Returns the derivatives of an answer, P(...) or E(...), with respect to each probability of each
/// table that it depends on: for an event the probability of "yes", for a category that of each
/// state. Estimated by likelihood ratios from one set of trajectories (Glynn, Commun. ACM 33 (1990)
/// 75, doi:10.1145/84537.84552). The error is that over worlds or, if the model has no uncertain
/// parameters, over batches of trajectories. Variables whose distribution reads a quantity have no
/// table, and neither have deterministic events; rows in which a guard does not hold are left out.
///
/// Cost: the number of tallies grows with the number of probabilities; more than a few hundred
/// probabilities take several runs.
///
/// Throws Error if the question is of another kind, is counterfactual, or has evidence other than
/// events; if the options name a method other than forward sampling or could stop a run early (a
/// precision, a time limit); and as `estimate` does. Part of the compiled core.
std::vector<TableDerivative> table_derivatives(const Model& model, const Query& query,
                                               const Options& options = {});

}  // namespace casus
