// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support.hpp"

namespace bench::chain {

/// Ten events, each depending on the two before it; P(X10 | X3) and P(X5, X10) are tallied.
Workload workload(const Settings& settings);

}  // namespace bench::chain
