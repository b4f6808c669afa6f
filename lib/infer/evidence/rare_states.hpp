// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// States of discrete variables that are rare: variable and number of the state.
using RareStates = std::vector<std::pair<Index, Index>>;

/// Whether a number is the same on all trajectories on which none of these states holds, as far as its form tells.
bool is_constant_without(const Model& model, const NodePtr& number, const RareStates& states);

}  // namespace casus
