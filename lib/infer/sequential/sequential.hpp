// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/plan/method.hpp"

namespace casus {

/// News over time: populations of particles are drawn step by step, weighed by the evidence of each step, and resampled where few of them
/// carry the weight (Gordon, Salmond and Smith, IEE Proc. F 140 (1993) 107-113, doi:10.1049/ip-f-2.1993.0015; see `Population` and
/// `News`). What is asked may lie before the last evidence (smoothed), at it (filtered) or after it (the forecast); what is asked of the
/// past rests on those of its particles that still have descendants. Each population gives unbiased estimates of the probability of the
/// evidence and of that times what is asked; the answer is the ratio of their sums, and its error comes from the spread between
/// populations, or between worlds. States that are too rare to be drawn but explain later evidence far better are missed, by all
/// populations alike: where tables tell that there may be such, the answer warns. Throws Error as `weighted`, and where a question is
/// counterfactual.
Answers sequential(const Horizon& horizon, const std::vector<Query>& queries, const Options& options);

extern const MethodEntry sequential_method;

}  // namespace casus
