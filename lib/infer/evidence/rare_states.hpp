// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <utility>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// Rare states of discrete variables, as pairs of variable and state.
using RareStates = std::vector<std::pair<Index, Index>>;

/// Conditions that are assumed to be true or false.
using Assumed = std::map<const Node*, bool>;

/// Expressions that replace variables, by variable.
using Replaced = std::map<Index, NodePtr>;

/// Returns an expression in which deterministic variables are replaced by their formulas,
/// simplified under the assumptions that the excluded states do not occur and that parts of it have
/// the assumed truth values. `replaced`: variables that are replaced by these constants instead.
NodePtr simplified(const Model& model, const NodePtr& root, const RareStates& excluded,
                   const Assumed& assumed = {}, const Replaced& replaced = {});

/// Returns whether, by its form, an expression has the same value on all trajectories without any
/// of these states.
bool is_constant_without(const Model& model, const NodePtr& number, const RareStates& states);

}  // namespace casus
