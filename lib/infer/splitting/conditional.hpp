// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

namespace casus {

/// Answers questions given conditions that are events, other than P(...), from populations of
/// particles that were driven to the condition level by level. The weight of a particle is its
/// population's estimate of the condition's probability, divided by the number of particles.
/// Populations are independent, so their spread gives the error. Each stratum of the condition (see
/// `rare::strata_of`) has its own populations; if a stratum is not reached, the answer has no
/// error. Throws Error as `splitting`.
Answers given_rare_condition(const Model& model, const std::vector<Query>& queries, const Options& options);

}  // namespace casus
