// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/expression_writer.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/formula.hpp>
#include <casus/model/text.hpp>

#include "infer/expressions.hpp"

namespace casus::io {

namespace {

// An expression below this many operations is written out wherever it is used, one above in no text.
constexpr double few_operations = 2, many_operations = 1000;
// All that is stated at once is written out where it is no longer than this.
constexpr double short_enough = 40;
// A text may nest a hundred deep.
constexpr int deep = 50;

bool is_missing(const Node& node) {
  return node.op == Op::constant && !node.is_boolean && std::isnan(node.value);
}

}  // namespace

std::string written_name(std::string_view name) {
  return is_plain_name(name) && name != "infinity" && name != "none" ? std::string(name)
                                                                     : '"' + std::string(name) + '"';
}

void ExpressionWriter::plan(const std::vector<NodePtr>& roots) {
  // Every part once, behind its own parts.
  std::vector<NodePtr> parts;
  std::unordered_map<const Node*, int> uses;
  std::unordered_map<const Node*, int> depths;
  for (const NodePtr& root : roots) {
    const Formula formula(root);
    ++uses[root.get()];
    for (std::size_t i = 0; i < formula.instructions().size(); ++i) {
      const NodePtr& node = formula.node(static_cast<Index>(i));
      if (depths.contains(node.get())) continue;
      parts.push_back(node);
      int depth = 0;
      for (const NodePtr& child : node->children) {
        ++uses[child.get()];
        depth = (std::max)(depth, depths.at(child.get()));
      }
      depths.emplace(node.get(), node->children.empty() ? 0 : depth + 1);
      if (depth >= deepest_expression)
        throw Error(
            of_,
            "an expression at most " + std::to_string(deepest_expression) + " operations deep, to be written",
            "a deeper one");
      if (node->op == Op::function)
        throw Error(of_, "laws that can be written", "the user's own function " + detail::quoted(node->name));
    }
  }

  // How many operations the text of a part has, and how deep it nests, with and without names.
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
    const bool is_shared = uses.at(node.get()) > 1 && own.operations >= few_operations;
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

std::string ExpressionWriter::reference(const Node& node) const {
  if (node.op != Op::parameter)
    if (const auto found = names_.others.find(node.index); found != names_.others.end()) return found->second;
  return written_name(node.name);
}

std::string ExpressionWriter::infix(const Node& node, std::string_view symbol) const {
  const int own = detail::precedence(node.op);
  // Comparisons do not chain.
  const int left = own == detail::precedence(Op::less) ? own + 1 : own;
  return text_at(*node.children[0], left) + std::string(symbol) + text_at(*node.children[1], own + 1);
}

std::string ExpressionWriter::call(std::string_view function, const Node& node) const {
  std::string text(function);
  text += '(';
  for (std::size_t i = 0; i < node.children.size(); ++i)
    text += (i > 0 ? ", " : "") + text_at(*node.children[i], 0);
  return text + ')';
}

std::string ExpressionWriter::node_text(const Node& node) const {
  switch (node.op) {
    case Op::constant:
      if (node.is_boolean) return node.value != 0 ? "yes" : "no";
      if (std::isnan(node.value)) throw Error(of_, "numbers, to be written", "one that is none");
      return detail::number(node.value);
    case Op::parameter:
    case Op::quantity:
    case Op::event:
    case Op::category: return reference(node);
    case Op::state: {
      const Node& category = *node.children[0];
      return reference(category) + " = " +
             written_name(category.labels[static_cast<std::size_t>(node.state)]);
    }
    case Op::indicator: return call("indicator", node);
    case Op::negate: {
      // "-2" would be read as a number.
      const Node& child = *node.children[0];
      return "-" + (child.op == Op::constant ? '(' + text(child) + ')' : text_at(child, 8));
    }
    case Op::exp: return call("exp", node);
    case Op::log: return call("log", node);
    case Op::logistic: return call("logistic", node);
    case Op::add: return infix(node, " + ");
    case Op::subtract: return infix(node, " - ");
    case Op::multiply: return infix(node, " * ");
    case Op::divide: return infix(node, " / ");
    case Op::minimum: return call("min", node);
    case Op::maximum: return call("max", node);
    case Op::scale_odds: return call("scale_odds", node);
    case Op::less:
    case Op::less_equal: {
      // "x > 2" rather than "2 < x", which are the same.
      const Node& left = *node.children[0];
      const Node& right = *node.children[1];
      const bool is_less = node.op == Op::less;
      const int least = detail::precedence(node.op) + 1;
      if (left.op == Op::constant && right.op != Op::constant)
        return text_at(right, least) + (is_less ? " > " : " >= ") + text_at(left, least);
      return infix(node, is_less ? " < " : " <= ");
    }
    case Op::equal: return infix(node, " = ");
    case Op::logical_and: return infix(node, " and ");
    case Op::logical_or: return infix(node, " or ");
    case Op::logical_not: return "not " + text_at(*node.children[0], 3);
    case Op::if_then_else: return call("if_then_else", node);
    case Op::table: {
      std::string all = "table(";
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        const bool is_row = i >= static_cast<std::size_t>(node.parents);
        if (i > 0) all += i == static_cast<std::size_t>(node.parents) ? ": " : ", ";
        all += is_row && is_missing(*node.children[i]) ? "none" : text_at(*node.children[i], 0);
      }
      return all + ')';
    }
    case Op::noisy_or: {
      std::string all = "noisy_or(leak " + text(*node.children[0]);
      for (std::size_t i = 1; i < node.children.size(); i += 2)
        all += "; " + text(*node.children[i]) + ": " + text(*node.children[i + 1]);
      return all + ')';
    }
    case Op::noisy_and: {
      std::string all = "noisy_and(leak " + text(*node.children[0]);
      for (std::size_t i = 1; i < node.children.size(); i += 3)
        all += "; " + text(*node.children[i]) + ": " + text(*node.children[i + 1]) + " else " +
               text(*node.children[i + 2]);
      return all + ')';
    }
    case Op::function: break;
  }
  throw Error(of_, "laws that can be written", "the user's own function " + detail::quoted(node.name));
}

std::string ExpressionWriter::text_at(const Node& node, int least) const {
  if (const auto named = named_.find(&node); named != named_.end()) return named->second;
  const bool is_negative = node.op == Op::constant && !node.is_boolean && std::signbit(node.value);
  const std::string all = node_text(node);
  return detail::precedence(is_negative ? Op::negate : node.op) < least ? '(' + all + ')' : all;
}

}  // namespace casus::io
