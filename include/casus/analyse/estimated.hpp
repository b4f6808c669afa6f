// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

namespace casus {

/// A number and its standard error: the difference to expect from another run of the same size.
/// Both are NaN if there is no value; the standard error alone is NaN if it is unknown.
struct Estimated {
  double value = std::numeric_limits<double>::quiet_NaN();
  double standard_error = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace casus
