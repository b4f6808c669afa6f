// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// Rare states of discrete variables: variable and number of the state.
using RareStates = std::vector<std::pair<Index, Index>>;

/// Returns whether, by its form, a number is the same on all trajectories without any of these states.
bool is_constant_without(const Model& model, const NodePtr& number, const RareStates& states);

}  // namespace casus
