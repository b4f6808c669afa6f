// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "infer/evidence/likelihood.hpp"
#include "infer/plan/method.hpp"

namespace casus {

/// Option of a weighted run: whether it looks for a better proposal than likelihood weighting.
enum class Adapts { never, where_it_pays };

/// Answers questions by trajectories that all agree with the evidence, weighted by its likelihood.
/// The evidence may be rare, the exact value of a quantity, or a signal. Discrete variables are
/// drawn from proposals adapted to the evidence if a pilot, with random numbers independent of the
/// run's, finds this worthwhile; `Adapts::never` leaves likelihood weighting. Throws Error as
/// `estimate`, also if an exact value is observed of something without a density, and if the
/// condition contradicts itself.
Answers weighted(const Model& model, const std::vector<Query>& queries, const Options& options,
                 Adapts adapts = Adapts::where_it_pays);

/// The same for questions over time, drawn step by step: memory does not grow with the number of
/// steps, as long as they are alike (see `RollingProposal`).
Answers weighted(const Horizon& horizon, const std::vector<Query>& queries, const Options& options,
                 Adapts adapts = Adapts::where_it_pays);

/// Returns, for each question of a set of expectations, variances and standard deviations, the
/// factor by which a run that oversamples rare discrete states needs fewer trajectories than
/// forward sampling, estimated by a pilot; 1 if there are no such states.
std::vector<double> gains_of_rare_states(const Model& model, const std::vector<Query>& set,
                                         const Options& options);

std::vector<double> gains_of_rare_states(const Horizon& horizon, const std::vector<Query>& set,
                                         const Options& options);

/// Returns the likelihood of a question's evidence: the mean weight of trajectories that agree with
/// it. Keeps references to the model and the stop token. Errors as for `weighted`.
std::unique_ptr<HistoryLikelihood> weighted_likelihood(const Model& model, const Query& history,
                                                       const Options& options);

/// Over time it draws step by step, unless quantities of earlier steps would have to be drawn near
/// later evidence: then it uses the unrolled model.
extern const MethodEntry weighted_method;

}  // namespace casus
