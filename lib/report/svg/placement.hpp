// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <casus/fwd.hpp>

/// The layout of a graph by Graphviz's dot.
namespace casus::placement {

struct NodeSize {
  double width, height;
};
struct CanvasPoint {
  double x, y;
};

struct Arrow {
  Index from, to;
  bool orders = true;  ///< whether its end must be further to the right than its beginning
};

/// A layout in the units of the sizes. Coordinates start at 0; y points down.
struct Placement {
  NodeSize page;
  std::vector<CanvasPoint> centres;  ///< of the nodes
  /// For each arrow a chain of n cubic Bezier curves (1 + 3 n points), followed by the arrow's tip.
  std::vector<std::vector<CanvasPoint>> courses;
};

/// Lays out a graph; returns nothing if the library was built without Graphviz, or Graphviz fails.
/// Thread-safe, but calls wait for each other: Graphviz has global state, and sets the numeric
/// locale of the process to C while it works.
std::optional<Placement> placed(const std::vector<NodeSize>& nodes, const std::vector<Arrow>& arrows);

}  // namespace casus::placement
