// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "sample/kernels.hpp"

/// The parts of a table of kernels, for one of Highway's targets.
namespace casus::kernels {

DiscreteKernels discrete_kernels(std::int64_t target);
QuantityKernels quantity_kernels(std::int64_t target);
SelectionKernels selection_kernels(std::int64_t target);
WeightKernels weight_kernels(std::int64_t target);

}  // namespace casus::kernels
