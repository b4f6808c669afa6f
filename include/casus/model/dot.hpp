// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/model/model.hpp>

namespace casus {

namespace detail {

inline std::string dot_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + escaped + '"';
}

}  // namespace detail

/// The model as a graph in the DOT language of Graphviz: events as ellipses, categories as diamonds, quantities as
/// boxes, guards as dashed arrows. Parameters are left out, for they are not part of what chance decides.
inline std::string to_dot(const Model& model) {
  std::string dot = "digraph model {\n  rankdir = TB;\n  node [fontname = \"sans-serif\"];\n";
  const auto& variables = model.variables();
  for (const Variable& variable : variables) {
    const char* shape = variable.kind() == Kind::event      ? "ellipse"
                        : variable.kind() == Kind::category ? "diamond"
                                                            : "box";
    dot += "  " + detail::dot_text(variable.name) + " [shape = " + shape;
    if (!variable.details.description.empty())
      dot += ", tooltip = " + detail::dot_text(variable.details.description);
    dot += "];\n";
  }
  for (std::size_t child = 0; child < variables.size(); ++child)
    for (const Index parent : model.parents(static_cast<Index>(child))) {
      dot += "  " + detail::dot_text(variables[static_cast<std::size_t>(parent)].name) + " -> " +
             detail::dot_text(variables[child].name);
      if (variables[child].guard == parent) dot += " [style = dashed]";
      dot += ";\n";
    }
  return dot + "}\n";
}

}  // namespace casus
