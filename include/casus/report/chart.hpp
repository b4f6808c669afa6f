// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {

/// What a terminal can show.
struct Terminal {
  bool utf8 = true;  ///< else plain ASCII
};

/// Curves drawn for a terminal of 80 columns, one row a point: its label, the value of each curve, and a strip on which their marks
/// stand on a common scale; of a single curve, the judgement range and, where that is wider than a mark, the Monte Carlo interval are
/// drawn, too. At most three curves, over the same points. Throws Error where there is none, or they do not fit together.
/// Part of the compiled core.
std::string chart(const std::vector<Answer>& curves, const Terminal& terminal = {});

}  // namespace casus
