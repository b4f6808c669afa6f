// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/model/timeline.hpp>

#include "report/svg/drawing.hpp"

/// A model as a graph: what acts on what.
namespace casus::drawing {

struct Chain {
  struct Node {
    std::string name, told;
    Kind kind;
    bool remembers = false;  ///< depends on its own value in the step before
  };
  enum class Acts { now, as_guard, later };  ///< later: a step after
  struct Arrow {
    Index from, to;
    Acts acts;
  };
  std::vector<Node> nodes;
  std::vector<Arrow> arrows;
  std::string unit = {};  ///< what a step is called; empty without time
};

Chain chain_of(const Model& model);
/// Series, and what stays the same as far as series read it.
Chain chain_of(const Timeline& timeline);

/// Nothing where there is no Graphviz to lay it out.
std::optional<Drawing> chain(const Chain& chain);

}  // namespace casus::drawing
