// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/expression_writer.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/distribution_text.hpp>
#include <casus/model/text.hpp>

#include "language/lexer.hpp"

namespace casus {

namespace {

// An expression with fewer operations is written out at each use; one with at least the second
// number is always split.
constexpr double few_operations = 2, many_operations = 1000;
// An expression with more children, such as a long table, counts as one of many operations.
constexpr std::size_t many_children = 100;
// If all expressions together have no more operations than this, they are written out in full.
constexpr double short_enough = 40;
// Half the depth that a text may have.
constexpr int deep = 50;

}  // namespace

std::string written_name(std::string_view name) {
  return is_plain_name(name) && name != "infinity" && name != "none" ? std::string(name)
                                                                     : '"' + std::string(name) + '"';
}

void ExpressionWriter::plan(const std::vector<NodePtr>& roots) {
  // Each subexpression once, after its own subexpressions.
  std::vector<NodePtr> parts;
  std::unordered_map<const Node*, int> uses;
  std::unordered_set<const Node*> seen;
  for (const NodePtr& root : roots) {
    ++uses[root.get()];
    detail::for_each_part(
        root, [&](const Node& node) { return seen.contains(&node); },
        [&](const NodePtr& node) {
          seen.insert(node.get());
          parts.push_back(node);
          for (const NodePtr& child : node->children) ++uses[child.get()];
          if (node->op == Op::function) refuse(*node);
        });
  }

  // Number of operations and depth of nesting of a subexpression's text, with or without
  // definitions.
  struct Extent {
    double operations = 0;
    int nesting = 0;
  };
  const auto extent = [](const Node& node, const std::unordered_map<const Node*, Extent>& of) {
    Extent own{1, 0};
    for (const NodePtr& child : node.children) {
      if (child->children.empty() || child->op == Op::state) {
        own.operations += child->children.empty() ? 0 : 1;
        continue;
      }
      own.operations += of.at(child.get()).operations;
      own.nesting = (std::max)(own.nesting, of.at(child.get()).nesting);
    }
    ++own.nesting;
    return own;
  };
  std::unordered_map<const Node*, Extent> whole;
  double all = 0;
  bool is_deep = false;
  for (const NodePtr& node : parts)
    if (!node->children.empty()) whole.emplace(node.get(), extent(*node, whole));
  for (const NodePtr& root : roots)
    if (!root->children.empty()) {
      all += whole.at(root.get()).operations;
      is_deep = is_deep || whole.at(root.get()).nesting > deep;
    }
  if (all <= short_enough && !is_deep) return;

  std::unordered_map<const Node*, Extent> written;
  std::unordered_set<const Node*> is_root;
  for (const NodePtr& root : roots) is_root.insert(root.get());
  int number = 0;
  for (const NodePtr& node : parts) {
    if (node->children.empty()) continue;
    Extent own = extent(*node, written);
    const bool is_shared = uses.at(node.get()) > 1 &&
                           (own.operations >= few_operations || node->children.size() > many_children);
    const bool is_long = own.nesting >= deep || own.operations >= many_operations;
    if (is_shared || (is_long && !(is_root.contains(node.get()) && uses.at(node.get()) == 1))) {
      std::string name;
      do name = 't' + std::to_string(++number);
      while (is_taken_(name));
      definitions_.push_back(name + " = " + text(*node));
      named_.emplace(node.get(), name);
      own = {1, 0};
    }
    written.emplace(node.get(), own);
  }
}

// Writes in the language of model files.
struct ExpressionWriter::Language {
  static constexpr bool is_exact = true;
  const ExpressionWriter& writer;

  const std::string* named(const Node& node) const {
    const auto found = writer.named_.find(&node);
    return found == writer.named_.end() ? nullptr : &found->second;
  }
  std::string constant(double value) const {
    if (std::isnan(value)) throw Error(writer.of_, "numbers that can be written", "NaN");
    return detail::number(value);
  }
  static std::string label(std::string_view text) { return written_name(text); }
  std::string expression(const Node& node) const { return detail::ExpressionText(*this)(node).text; }
  static std::string values(const distribution::Empirical& law) {
    bool equal = true;
    for (const double weight : law.weights()) equal = equal && weight == 1;
    std::string text;
    for (std::size_t i = 0; i < law.values().size(); ++i) {
      text += (i > 0 ? ", " : "") + detail::number(law.values()[i]);
      if (!equal) text += ": " + detail::number(law.weights()[i]);
    }
    return text;
  }
  std::string function(const Node& node) const { writer.refuse(node); }
  std::string reference(const Node& node) const {
    const auto& others = writer.names_.others;
    const auto other = node.op == Op::parameter ? others.end() : others.find(node.index);
    return other == others.end() ? written_name(node.name) : other->second;
  }
};

std::string ExpressionWriter::text(const Node& node) const { return Language{*this}.expression(node); }

std::string ExpressionWriter::text(const ConditionalDistribution& law) const {
  return detail::distribution_text(law, Language{*this});
}

void ExpressionWriter::refuse(const Node& function) const {
  throw Error(of_, "laws that can be written", "the user's own function " + detail::quoted(function.name));
}

}  // namespace casus
