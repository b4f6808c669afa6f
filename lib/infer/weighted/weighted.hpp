// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/plan/method.hpp"

namespace casus {

/// Whether a weighted run looks for a better proposal than likelihood weighting.
enum class Adapts { never, where_it_pays };

/// Trajectories that all agree with the evidence, weighted by how likely that is: evidence may be rare, or the exact value of a
/// quantity, or a signal. Discrete variables are drawn as the evidence suggests where a pilot, of other random numbers than the
/// run's, finds that to pay; never where that is asked for, which leaves likelihood weighting. Throws Error also where
/// an exact value was seen of what has no density, and where the condition contradicts itself.
Answers weighted(const Model& model, const std::vector<Query>& queries, const Options& options,
                 Adapts adapts = Adapts::where_it_pays);

/// Returns, for each question of a set of expectations, variances and standard deviations, the factor by which a run that draws rare
/// discrete states on purpose needs fewer trajectories than forward sampling, estimated by a pilot; 1 if there are no such states.
std::vector<double> gains_of_rare_states(const Model& model, const std::vector<Query>& set,
                                         const Options& options);

/// Over time: of the model unrolled.
extern const MethodEntry weighted_method;

}  // namespace casus
