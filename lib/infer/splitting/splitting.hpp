// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/plan/method.hpp"

namespace casus {

/// Rare events: a pilot climbs to the event by levels of a score (Query::score, or what the question's form yields); then fresh draws
/// from a proposal fitted to where it arrived, where their weights are sound (cross-entropy importance sampling), else populations
/// that are split at the pilot's levels. Each unit of work, a population or a group of weighted draws, gives an unbiased estimate of
/// its own, and their spread gives the error; of a rare event it is at least what the pilot foretells. P(a | b) is the ratio of two such
/// runs. Other questions given a rare condition are answered from particles that meet it (`given_rare_condition`). What turns out not to be
/// rare, and what the pilot does not reach, is drawn plainly; then the answer says so and has a bound.
///
/// `samples` counts every trajectory simulated, those of pilots and rejected moves included. Options::trajectories is the most, but
/// for the eight units that an error takes. With a precision it grows at fixed checkpoints until that is reached.
/// Throws Error as `forward`, and where a question that is not of a probability has no condition, where evidence is no event, and where
/// the model has uncertain parameters.
Answers splitting(const Model& model, const std::vector<Query>& queries, const Options& options);

/// Over time: of the model unrolled.
extern const MethodEntry splitting_method;

}  // namespace casus
