// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/interval.hpp>

#include "infer/subject.hpp"

/// What differences of two answers share, however they are found.
namespace casus {

/// Both answers, and a difference that has no value yet.
Contrast without_difference(const Model& model, const Query& first, const Query& second, Answer first_answer,
                            Answer second_answer);

/// The judgement range of the difference: its distribution over worlds, without the noise inside each.
void set_difference_range(Answer& difference, std::vector<WorldEstimate> worlds, const Options& options);

/// By how much a difference may be off by the rounding of the numbers that are subtracted.
double rounding_of(const Answer& first, const Answer& second);

/// The contrast of questions that are both answered without sampling, but for the worlds; absent if a method that samples is to be taken.
std::optional<Contrast> exact_contrast(const Model& model, const Query& first, const Query& second,
                                       const Options& options);

/// The contrast of questions that are answered one after the other, with random numbers of their own: for rare events, rare conditions
/// and exact values seen, which pairs of trajectories would hardly meet. Absent if pairs suit both questions. `left_out`: takes what the
/// time does not allow of the choice of methods.
std::optional<Contrast> contrast_apart(const Subject& subject, const Query& first, const Query& second,
                                       const Options& options, std::vector<LeftOut>& left_out);

}  // namespace casus
