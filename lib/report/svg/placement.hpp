// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <casus/fwd.hpp>

/// Where the nodes and arrows of a graph stand, as Graphviz's dot lays it out.
namespace casus::placement {

struct Size {
  double width, height;
};
struct Point {
  double x, y;
};

struct Arrow {
  Index from, to;
  bool orders = true;  ///< whether its end stands behind its beginning, further to the right
};

/// In the units of the sizes, y downwards, from 0 on.
struct Placement {
  Size page;
  std::vector<Point> centres;  ///< of the nodes
  /// Of each arrow: a chain of cubic Bezier curves (1 + 3 n points), the last of which is the arrow's tip.
  std::vector<std::vector<Point>> courses;
};

/// Nothing where the library was built without Graphviz, or Graphviz fails. Safe from several threads, which wait for each other: Graphviz
/// keeps global state, and sets the process's locale of numbers to C while it works.
std::optional<Placement> placed(const std::vector<Size>& nodes, const std::vector<Arrow>& arrows);

}  // namespace casus::placement
