// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/infer/answer.hpp>

namespace casus {

/// The answers as one JSON object with the key `answers`: a list of objects with `question`, `value` (null where undefined),
/// `unit`, `standard_error`, `interval` [low, high], `level`, `range` [low, high] or null, `worlds`, `samples`,
/// `effective_samples`, `set`, `method`, `stopped`, `warnings`; a distribution or histogram also has `parts`, a curve
/// `curve`: a list of points, each with its label under the name of the step ("month"), `value`, `standard_error`, `interval`,
/// `range` and `warnings`. Numbers that are
/// not finite are null. `indent` < 0: one line. Part of the compiled core.
std::string to_json(const Answers& answers, int indent = 2);

}  // namespace casus
