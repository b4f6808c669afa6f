// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/plan/method.hpp"

namespace casus {

/// Answers questions about rare events. A pilot climbs to the event by levels of an importance
/// (Query::score, or one derived from the form of the question). The probability of the event is
/// then estimated by fresh draws from a proposal fitted to the particles that reached the event, if
/// their weights are sound (cross-entropy importance sampling), else by populations that are split
/// at the pilot's levels. Each work item, a population or a group of weighted draws, gives an
/// unbiased estimate of its own, and their spread gives the error; for a rare event the error is at
/// least the one predicted by the pilot. P(a | b) is the ratio of two such runs. Other questions
/// given a rare condition are answered from particles that meet it (`given_rare_condition`). An
/// event that turns out not to be rare, or that the pilot does not reach, is estimated by plain
/// draws; the answer reports this, and if the event never occurs it has a bound.
///
/// `samples` counts every trajectory simulated, including those of pilots and rejected moves.
/// Options::trajectories is the maximum, except for the eight work items that an error needs. If a
/// precision is requested, the number grows at fixed checkpoints until it is reached. Throws Error
/// as `forward`, if a question that is not about a probability has no condition, if evidence is not
/// an event, and if the model has uncertain parameters.
Answers splitting(const Model& model, const std::vector<Query>& queries, const Options& options);

/// Over time it uses the unrolled model.
extern const MethodEntry splitting_method;

}  // namespace casus
