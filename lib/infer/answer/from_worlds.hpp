// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {

/// What the worlds say exactly, as an answer: its value, error, interval and range, at the answer's levels. `weights`: how likely each
/// world makes the condition, up to a factor; `values`: the answer in each. Where nothing varies from world to world, one of each does.
/// Throws Error where a value is not a number.
void finish_exact(Answer& answer, const std::vector<double>& weights, std::vector<double> values,
                  bool is_probability, bool varies);

}  // namespace casus
