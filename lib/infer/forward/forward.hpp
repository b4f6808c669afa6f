// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/plan/method.hpp"

/// Trajectories drawn as the model says; those that meet the condition count. Over time the sampler rolls along the steps.
namespace casus {

Answers forward(const Subject& subject, const std::vector<Query>& queries, const Options& options);

/// The answers of a short run that shares no chance with those of `forward`.
Answers forward_pilot(const Subject& subject, const std::vector<Query>& queries, const Options& options);

extern const MethodEntry forward_method;

}  // namespace casus
