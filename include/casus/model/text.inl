// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/text.hpp>

namespace casus {

namespace detail {

CASUS_INLINE bool is_identifier(std::string_view name) {
  if (name.empty()) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (!letter(name[0])) return false;
  for (const char c : name)
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  for (const std::string_view word : {"and", "or", "not", "do", "given", "yes", "no", "true", "false"})
    if (name == word) return false;
  return true;
}

CASUS_INLINE std::string name_text(std::string_view name) {
  return is_identifier(name) ? std::string(name) : '"' + std::string(name) + '"';
}

CASUS_INLINE std::string series_text(const SeriesReference& reference) {
  return series_text(reference, reference.step < 0 ? std::string() : std::to_string(reference.step));
}

CASUS_INLINE std::string series_text(const SeriesReference& reference, const std::string& step) {
  std::vector<std::string> arguments;
  for (const std::string& series : reference.series) arguments.push_back(name_text(series));
  if (reference.count >= 0) arguments.insert(arguments.begin() + 1, std::to_string(reference.count));
  if (!step.empty()) arguments.push_back(step);
  return reference.function + '(' + joined(arguments) + ')';
}

CASUS_INLINE std::string reference_text(const Node& node, Index left_out) {
  if (!node.series) return name_text(node.name);
  return left_out >= 0 && node.series->step == left_out ? series_text(*node.series, "")
                                                        : series_text(*node.series);
}

CASUS_INLINE std::optional<double> literal(const Node& node) {
  if (node.op == Op::constant) return node.value;
  if (node.op != Op::negate || node.children[0]->op != Op::constant || node.children[0]->value < 0)
    return std::nullopt;
  return -node.children[0]->value;
}

CASUS_INLINE WrittenText written(const Node& node, int least, Index left_out) {
  const QuestionLanguage language{left_out};
  return ExpressionText(language, most_written)(node, least);
}

CASUS_INLINE double written_operations(const NodePtr& root, std::unordered_map<const Node*, double>& known) {
  for_each_part(
      root, [&](const Node& node) { return known.contains(&node); },
      [&](const NodePtr& node) {
        double sum = 1;
        for (const NodePtr& child : node->children) sum += known.at(child.get());
        known.emplace(node.get(), sum);
      });
  return known.at(root.get());
}

}  // namespace detail

}  // namespace casus
