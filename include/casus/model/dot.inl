// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/dot.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::string dot_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return '"' + escaped + '"';
}

CASUS_INLINE std::string dot_node(const std::string& name, Kind kind, const Details& details) {
  const char* shape = kind == Kind::event ? "ellipse" : kind == Kind::category ? "diamond" : "box";
  std::string dot = "  " + dot_text(name) + " [shape = " + shape;
  if (!details.description.empty()) dot += ", tooltip = " + dot_text(details.description);
  return dot + "];\n";
}

CASUS_INLINE std::string dot_arrow(const std::string& from, const std::string& to, const char* style) {
  return "  " + dot_text(from) + " -> " + dot_text(to) +
         (style ? std::string(" [style = ") + style + "];\n" : ";\n");
}

}  // namespace detail

CASUS_INLINE std::string to_dot(const Model& model) {
  std::string dot = detail::dot_start;
  const auto& variables = model.variables();
  for (const Variable& variable : variables)
    dot += detail::dot_node(variable.name, variable.kind(), variable.details);
  for (std::size_t child = 0; child < variables.size(); ++child)
    for (const Index parent : model.parents(static_cast<Index>(child)))
      dot += detail::dot_arrow(variables[static_cast<std::size_t>(parent)].name, variables[child].name,
                               variables[child].guard == parent ? "dashed" : nullptr);
  return dot + "}\n";
}

CASUS_INLINE std::string to_dot(const Timeline& timeline) {
  const Model& constants = timeline.constants();
  const auto& fixed = constants.variables();
  const auto& series = timeline.series();
  std::string dot = detail::dot_start;
  for (const Variable& variable : fixed)
    dot += detail::dot_node(variable.name, variable.kind(), variable.details);
  for (std::size_t i = 0; i < series.size(); ++i)
    dot += detail::dot_node(series[i].name, timeline.kind(static_cast<Index>(i)), series[i].details);
  for (std::size_t child = 0; child < fixed.size(); ++child)
    for (const Index parent : constants.parents(static_cast<Index>(child)))
      dot += detail::dot_arrow(fixed[static_cast<std::size_t>(parent)].name, fixed[child].name,
                               fixed[child].guard == parent ? "dashed" : nullptr);
  for (std::size_t child = 0; child < series.size(); ++child) {
    std::set<Index> by_constants, now, last;
    for (const bool is_first : {true, false}) {
      const Timeline::Reads reads = timeline.reads(static_cast<Index>(child), is_first);
      by_constants.insert(reads.constants.begin(), reads.constants.end());
      now.insert(reads.now.begin(), reads.now.end());
      last.insert(reads.last.begin(), reads.last.end());
    }
    const auto name = [&](Index number) { return series[static_cast<std::size_t>(number)].name; };
    for (const Index parent : by_constants)
      dot += detail::dot_arrow(fixed[static_cast<std::size_t>(parent)].name, series[child].name);
    for (const Index parent : now)
      dot += detail::dot_arrow(name(parent), series[child].name,
                               series[child].guard == parent ? "dashed" : nullptr);
    for (const Index parent : last) dot += detail::dot_arrow(name(parent), series[child].name, "dotted");
  }
  return dot + "}\n";
}

}  // namespace casus
