// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/plan/method.hpp"

/// Answers without sampling, or without sampling anything but the parameters: by variable elimination, over time by forward recursion
/// or, where that would take too long, by elimination of the model unrolled.
namespace casus {

Answers exact(const Subject& subject, const std::vector<Query>& queries, const Options& options);

extern const MethodEntry exact_method;

}  // namespace casus
