// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/interval.hpp>

#include "infer/subject.hpp"

/// Parts common to all ways of computing the difference of two answers.
namespace casus {

/// Returns both answers, and a difference without a value.
Contrast without_difference(const Scope& scope, const Query& first, const Query& second, Answer first_answer,
                            Answer second_answer);

/// Sets the judgement range of the difference: its distribution over worlds, without the noise
/// within each.
void set_difference_range(Answer& difference, std::vector<WorldEstimate> worlds, const Options& options);

/// Returns a bound on the rounding error of a difference, from the rounding of the two numbers.
double rounding_of(const Answer& first, const Answer& second);

/// Returns the contrast of questions that are both answered without sampling, except for worlds.
/// Returns nothing if a sampling method is needed.
std::optional<Contrast> exact_contrast(const Subject& subject, const Query& first, const Query& second,
                                       const Options& options);

/// Returns the contrast of questions that are answered one after the other, with independent random
/// numbers: for rare events, rare conditions and observed exact values, which pairs of trajectories
/// would hardly meet. Returns nothing if pairs suit both questions. `left_out` receives the parts
/// of the choice of methods that the time limit does not allow.
std::optional<Contrast> contrast_apart(const Subject& subject, const Query& first, const Query& second,
                                       const Options& options, std::vector<LeftOut>& left_out);

}  // namespace casus
