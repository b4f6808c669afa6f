// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <toml++/toml.h>

#include "io/model/reading.hpp"

namespace casus::io {

/// Reads the rank correlations of parameters, after all parameters: together they form one matrix.
/// Adds errors to the list.
void read_correlations(const std::vector<const toml::table*>& entries, Reading& reading);

}  // namespace casus::io
