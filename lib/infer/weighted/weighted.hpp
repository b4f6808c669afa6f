// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/plan/method.hpp"

namespace casus {

/// Whether a weighted run looks for a better proposal than likelihood weighting.
enum class Adapts { never, where_it_pays };

/// Draws trajectories that all agree with the evidence, weighted by its likelihood: evidence may be rare, or
/// the exact value of a quantity, or a signal. Discrete variables are drawn from proposals adapted to the
/// evidence if a pilot, with random numbers independent of the run's, finds this worthwhile; this can be
/// switched off, which leaves likelihood weighting. Throws Error also for an observed exact value of
/// something without a density, and if the condition contradicts itself.
Answers weighted(const Model& model, const std::vector<Query>& queries, const Options& options,
                 Adapts adapts = Adapts::where_it_pays);

/// Returns, for each question of a set of expectations, variances and standard deviations, the factor by
/// which a run that draws rare discrete states on purpose needs fewer trajectories than forward sampling,
/// estimated by a pilot; 1 if there are no such states.
std::vector<double> gains_of_rare_states(const Model& model, const std::vector<Query>& set,
                                         const Options& options);

/// Over time: of the model unrolled.
extern const MethodEntry weighted_method;

}  // namespace casus
