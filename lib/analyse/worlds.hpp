// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/interval.hpp>

/// What analyses need of a question besides its answer.
namespace casus {

/// Throws Error unless the question is P(...) or E(...), given events alone, and of no twin.
void check_analysable(const Scope& scope, const Query& query);

/// Throws Error where an option is out of its range, names another method than forward sampling, or would stop a run early: the runs
/// of an analysis are of the size that the options state, so that they can be compared.
void check_fixed_run(const Options& options);

/// What a question that can be analysed comes to in each world: its value, the variance of the noise in it, and how many trajectories
/// met the condition. Where none did, the value is 0.
std::vector<WorldEstimate> world_estimates(const Model& model, const Query& query, detail::Sampling sampling,
                                           const Options& options);

/// The value of a question over worlds, and its error.
ClusterRatio over_worlds(const std::vector<WorldEstimate>& worlds);

/// The uncertain parameters that an answer depends on, directly or not, but for those that follow from others; in their order.
std::vector<Index> relevant_parameters(const Model& model, const Query& query);

}  // namespace casus
