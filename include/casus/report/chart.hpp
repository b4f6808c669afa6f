// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>

namespace casus {

/// Capabilities of a terminal.
struct Terminal {
  bool utf8 = true;  ///< otherwise plain ASCII
};

/// Returns curves drawn for a terminal of 80 columns, one row per point: its label, the value of
/// each curve, and a strip with a mark for each curve on a common scale. A single curve also gets
/// its judgement range and, if wider than a mark, the Monte Carlo interval. At most three curves,
/// over the same points. Throws Error if there are none or if they do not fit together. Part of the
/// compiled core.
std::string chart(const std::vector<Answer>& curves, const Terminal& terminal = {});

}  // namespace casus
