// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/model/timeline.hpp>

#include "report/svg/drawing.hpp"

/// A model as a graph of dependencies.
namespace casus::drawing {

struct Chain {
  struct Node {
    std::string name, alternative_text;
    Kind kind;
    bool remembers = false;  ///< depends on its own value in the previous step
  };
  enum class Acts { now, as_guard, later };  ///< later: in the next step
  struct Arrow {
    Index from, to;
    Acts acts;
  };
  std::vector<Node> nodes;
  std::vector<Arrow> arrows;
  std::string unit = {};  ///< name of a step; empty for models without time
};

Chain chain_of(const Model& model);
/// Returns the series, and the constants on which they depend.
Chain chain_of(const Timeline& timeline);

/// Returns nothing if Graphviz is not available to lay out the graph.
std::optional<Drawing> chain(const Chain& chain);

}  // namespace casus::drawing
