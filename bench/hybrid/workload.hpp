// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support.hpp"

namespace bench::hybrid {

/// A chain of three events and three quantities (see baselines.hpp): three probabilities, and the
/// mean and standard deviation of the losses.
Workload workload(const Settings& settings);

}  // namespace bench::hybrid
