// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "sample/kernels.hpp"

/// The parts of a table of kernels, for one of Highway's targets.
namespace casus::kernels {

Discrete discrete_kernels(std::int64_t target);
Quantities quantity_kernels(std::int64_t target);
Selections selection_kernels(std::int64_t target);
Weights weight_kernels(std::int64_t target);

}  // namespace casus::kernels
