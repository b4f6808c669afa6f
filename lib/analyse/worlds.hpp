// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/interval.hpp>

#include "infer/subject.hpp"

/// Checks and estimates by world that the analyses have in common.
namespace casus {

/// Throws Error unless the question is P(...) or E(...), has events as its only evidence, and is
/// not counterfactual.
void check_analysable(const Scope& scope, const Query& query);

/// Throws Error if an option is out of range, names a method other than forward sampling, or could
/// stop a run early: the runs of an analysis have the size that the options state, so that they can
/// be compared.
void check_fixed_run(const Options& options);

/// Replaces each variance of noise that is NaN, because a world has one trajectory: by the variance
/// of a trajectory within the other worlds. If there are none, by 0.
void set_unknown_noise(std::vector<WorldEstimate>& worlds, const std::vector<double>& trajectories);

/// Returns the estimates of an analysable question in each world: its value, the variance of its
/// noise, and as its weight the number of trajectories that met the condition. If none did, the
/// value is 0. In a world with one trajectory the noise is that of the other worlds.
std::vector<WorldEstimate> world_estimates(const Subject& subject, const Query& query,
                                           detail::Sampling sampling, const Options& options);

/// The same from an answer with `by_world`, for all `count` worlds.
std::vector<WorldEstimate> world_estimates(const Answer& answer, Index count);

/// Returns the value of a question over worlds, and its error.
ClusterRatio over_worlds(const std::vector<WorldEstimate>& worlds);

/// Returns the uncertain parameters that an answer depends on, directly or indirectly, except for
/// parameters that follow from others; in the order of the model.
std::vector<Index> relevant_parameters(const Subject& subject, const Query& query);

}  // namespace casus
