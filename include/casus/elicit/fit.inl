// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/elicit/fit.hpp>

namespace casus {

namespace elicit {

CASUS_INLINE std::vector<Quantile> best_guess(double low, double best, double high, double confidence) {
  return {{(1 - confidence) / 2, low}, {.5, best}, {(1 + confidence) / 2, high}};
}

}  // namespace elicit
}  // namespace casus
