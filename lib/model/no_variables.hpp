// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include <casus/detail/index.hpp>

namespace casus {

/// Environment of formulas that read neither variables nor parameters.
struct NoVariables {
  static double variable(Index) { return std::numeric_limits<double>::quiet_NaN(); }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

}  // namespace casus
