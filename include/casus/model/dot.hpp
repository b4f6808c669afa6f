// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <string>

#include <casus/detail/core.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

namespace casus {

namespace detail {

std::string dot_text(std::string_view text);

std::string dot_node(const std::string& name, Kind kind, const Details& details);

std::string dot_arrow(const std::string& from, const std::string& to, const char* style = nullptr);

inline constexpr const char* dot_start =
    "digraph model {\n  rankdir = TB;\n  node [fontname = \"sans-serif\"];\n";

}  // namespace detail

/// Returns the model as a graph in the DOT language of Graphviz: events as ellipses, categories as
/// diamonds, quantities as boxes, guards as dashed arrows. Parameters are omitted: they are
/// constant within a world.
std::string to_dot(const Model& model);

/// Returns a timeline as a graph of the same form, with each constant and each series once. Arrows
/// from a series' value in the last step are dotted.
std::string to_dot(const Timeline& timeline);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/dot.inl>
#endif
