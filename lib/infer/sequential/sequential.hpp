// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "infer/evidence/likelihood.hpp"
#include "infer/plan/method.hpp"

namespace casus {

/// Answers questions over time given evidence. Populations of particles are drawn step by step,
/// weighted by the evidence of each step, and resampled when few particles carry most of the weight
/// (Gordon, Salmond and Smith, IEE Proc. F 140 (1993) 107-113, doi:10.1049/ip-f-2.1993.0015; see
/// `Population` and `EvidenceSchedule`). A target may lie before the last evidence (smoothing), at
/// it (filtering) or after it (prediction); in the past it depends on the particles that still have
/// descendants. Each population gives unbiased estimates of the probability of the evidence, and of
/// that probability times the target's mean given the evidence. The answer is the ratio of their
/// sums, and its error comes from the spread between populations, or between worlds. All
/// populations miss states that are too rare to be drawn but explain later evidence far better; the
/// answer warns if the weight tables show that there may be such states. Throws Error as
/// `weighted`, and if a question is counterfactual.
Answers sequential(const Horizon& horizon, const std::vector<Query>& queries, const Options& options);

/// Returns the likelihood of a question's evidence, step by step: the mean weights of a population
/// of particles, as a particle filter gives them. Keeps references to the horizon and the stop
/// token. Errors as for `sequential`.
std::unique_ptr<HistoryLikelihood> sequential_likelihood(const Horizon& horizon, const Query& history,
                                                         const Options& options);

extern const MethodEntry sequential_method;

}  // namespace casus
