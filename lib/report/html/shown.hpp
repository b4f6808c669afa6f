// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/report/html.hpp>

namespace casus {

/// Returns whether an answer is drawn as a line. The distribution of a first time is not: its
/// probabilities sum to one.
bool is_curve(const Answer& answer);

/// Groups answers that share a scale: by unit, with probabilities apart. The groups are in the
/// order of their first answers.
std::vector<std::vector<Shown>> by_unit(const std::vector<Shown>& singles);

std::vector<Answer> answers_of(const std::vector<Shown>& all);

}  // namespace casus
