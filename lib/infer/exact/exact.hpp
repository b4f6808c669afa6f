// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/plan/method.hpp"

/// Answers without sampling anything but the parameters: by variable elimination; over time, by
/// forward recursion or, if that would take too long, by elimination in the unrolled model.
namespace casus {

/// Returns whether the questions of one set are answered by recursion; if not, an exact answer
/// requires elimination in the unrolled model.
bool recurs(const Horizon& horizon, const std::vector<Query>& set, const Options& options);

Answers exact(const Subject& subject, const std::vector<Query>& queries, const Options& options);

extern const MethodEntry exact_method;

}  // namespace casus
