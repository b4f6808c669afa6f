// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support.hpp"

namespace bench::chain {

/// Ten events, each depending on the previous two; counts for P(X10 | X3) and P(X5, X10).
Workload workload(const Settings& settings);

}  // namespace bench::chain
