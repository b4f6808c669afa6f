// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/report/html.hpp>

namespace casus {

/// Whether an answer is drawn as a line. The probabilities of when something happens sum to one: shares, no course.
bool is_curve(const Answer& answer);

/// Answers that stand on one scale together: by unit, probabilities apart; in the order in which the first of each comes.
std::vector<std::vector<Shown>> by_unit(const std::vector<Shown>& singles);

std::vector<Answer> answers_of(const std::vector<Shown>& all);

}  // namespace casus
