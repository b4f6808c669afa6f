// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "io/network/network.hpp"

namespace casus::io {

/// A network as files state it: names, states, and a table for each variable. The parents are in
/// the order of the variable's own table.
struct WrittenNetwork {
  std::string name;
  std::vector<StatedNode> nodes;
};

/// Returns the tables of a network, in the order of its variables, or those of a model. Throws
/// Error for a network in time, and, naming the variable, if one is neither an event nor a
/// category, depends on an uncertain parameter, shares its uniform numbers with a twin, or has too
/// large a table.
WrittenNetwork written(const Network& network);
WrittenNetwork written(const Model& model, const std::string& name);

}  // namespace casus::io
