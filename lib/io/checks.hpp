// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/model.hpp>

namespace casus::io {

/// Limit of the operations for checks of laws while one file is read.
inline constexpr double most_checks = 2e8;

/// Returns the number of operations that a model needs to check a law in every combination of its parents'
/// states; 0 for a law that is checked when it is drawn.
double operations_of_checks(const Scope& scope, const ConditionalDistribution& law);

}  // namespace casus::io
