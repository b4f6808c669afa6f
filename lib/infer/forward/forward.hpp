// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/plan/method.hpp"

/// Forward sampling: draws trajectories from the model and counts the ones that meet the condition.
/// Over time the rolling sampler draws them step by step.
namespace casus {

/// Answers questions by forward sampling, up to the requested precision or time. Throws Error as
/// `estimate`, and for evidence that is not an event.
Answers forward(const Subject& subject, const std::vector<Query>& queries, const Options& options);

/// Answers questions by a short run whose random numbers are independent of those of `forward`.
Answers forward_pilot(const Subject& subject, const std::vector<Query>& queries, const Options& options);

extern const MethodEntry forward_method;

}  // namespace casus
