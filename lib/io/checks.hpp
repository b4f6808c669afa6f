// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/model.hpp>

namespace casus::io {

/// Operations that the reading of one file may spend on checks of laws.
inline constexpr double most_checks = 2e8;

/// Returns how many operations a model spends to check a law in every combination of its parents' states; 0 for a law that is checked as
/// it is drawn.
double operations_of_checks(const Model& model, const ConditionalDistribution& law);

}  // namespace casus::io
