// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support.hpp"

namespace bench::alarm {

/// The ALARM network (Beinlich, Suermondt, Chavez and Cooper 1989): 37 categories, all drawn, with
/// counts of all marginals. The network file is not part of this project.
Workload workload(const Settings& settings);

}  // namespace bench::alarm
