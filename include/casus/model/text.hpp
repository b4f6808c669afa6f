// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <casus/detail/text.hpp>
#include <casus/model/expression.hpp>

namespace casus {

namespace detail {

/// How tightly an operation binds: a child that binds less tightly than its place needs stands in parentheses.
inline int precedence(Op op) {
  switch (op) {
    case Op::logical_or: return 1;
    case Op::logical_and: return 2;
    case Op::logical_not: return 3;
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::state: return 4;
    case Op::add:
    case Op::subtract: return 5;
    case Op::multiply:
    case Op::divide: return 6;
    case Op::negate: return 7;
    default: return 9;
  }
}

std::string text_at(const Node& node, int least);

inline std::string infix(const Node& node, std::string_view symbol) {
  const int own = precedence(node.op);
  // Comparisons do not chain, so both their sides must bind more tightly.
  const int left = own == 4 ? own + 1 : own;
  return text_at(*node.children[0], left) + std::string(symbol) + text_at(*node.children[1], own + 1);
}

/// The number that a node writes out, where it is one: a constant, or a positive one with its sign turned.
inline std::optional<double> literal(const Node& node) {
  if (node.op == Op::constant) return node.value;
  if (node.op != Op::negate || node.children[0]->op != Op::constant || node.children[0]->value < 0)
    return std::nullopt;
  return -node.children[0]->value;
}

/// "x > 2" rather than "2 < x": a literal is compared with, not compared.
inline std::string comparison(const Node& node, std::string_view symbol, std::string_view turned) {
  const Node& left = *node.children[0];
  const Node& right = *node.children[1];
  if (!literal(left) || literal(right)) return infix(node, symbol);
  return text_at(right, precedence(node.op) + 1) + std::string(turned) +
         text_at(left, precedence(node.op) + 1);
}

inline std::string call(std::string_view function, const Node& node) {
  std::string text(function);
  text += '(';
  for (std::size_t i = 0; i < node.children.size(); ++i)
    text += (i > 0 ? ", " : "") + text_at(*node.children[i], 0);
  return text + ')';
}

inline bool is_identifier(std::string_view name) {
  if (name.empty()) return false;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  if (!letter(name[0])) return false;
  for (const char c : name)
    if (!letter(c) && !(c >= '0' && c <= '9')) return false;
  for (const std::string_view word : {"and", "or", "not", "do", "given", "yes", "no", "true", "false"})
    if (name == word) return false;
  return true;
}

/// Whether a name is written as a question over time is: `by(entry, 3)`, an identifier with a list of identifiers and numbers.
inline bool is_call(std::string_view name) {
  const std::size_t open = name.find('(');
  if (open == std::string_view::npos || name.back() != ')' || !is_identifier(name.substr(0, open)))
    return false;
  std::string_view rest = name.substr(open + 1, name.size() - open - 2);
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  for (;;) {
    const std::size_t comma = rest.find(", ");
    const std::string_view part = rest.substr(0, comma);
    if (!is_identifier(part) && !is_number(part)) return false;
    if (comma == std::string_view::npos) return true;
    rest.remove_prefix(comma + 2);
  }
}

/// Of a name such as "at(entry, 3)": the series and the step.
inline std::optional<std::pair<std::string, Index>> dated(std::string_view name) {
  const std::size_t comma = name.rfind(", ");
  if (!name.starts_with("at(") || name.back() != ')' || comma == std::string_view::npos) return {};
  const std::string_view digits = name.substr(comma + 2, name.size() - comma - 3);
  Index step = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), step);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return {};
  return std::pair(std::string(name.substr(3, comma - 3)), step);
}

/// A name as the question language reads it: plain, or in double quotes where it is not an identifier.
inline std::string name_text(std::string_view name) {
  return is_identifier(name) || is_call(name) ? std::string(name) : '"' + std::string(name) + '"';
}

/// A state as the question language reads it.
inline std::string label_text(std::string_view label) {
  return is_identifier(label) ? std::string(label) : '"' + std::string(label) + '"';
}

/// How many operations an expression has where it is written out, and what its parts share as often as they use it. Infinite from some
/// 1e300 on. Cost: in proportion to its parts.
inline double written_operations(const Node& node, std::unordered_map<const Node*, double>& known) {
  if (const auto found = known.find(&node); found != known.end()) return found->second;
  double sum = 1;
  for (const NodePtr& child : node.children) sum += written_operations(*child, known);
  known.emplace(&node, sum);
  return sum;
}

inline std::string node_text(const Node& node) {
  switch (node.op) {
    case Op::constant: return node.is_boolean ? (node.value != 0 ? "yes" : "no") : number(node.value);
    case Op::parameter:
    case Op::quantity:
    case Op::event:
    case Op::category: return name_text(node.name);
    case Op::state: {
      const Node& category = *node.children[0];
      return name_text(category.name) + " = " +
             label_text(category.labels[static_cast<std::size_t>(node.state)]);
    }
    case Op::indicator: return call("indicator", node);
    case Op::negate: return "-" + text_at(*node.children[0], 8);
    case Op::exp: return call("exp", node);
    case Op::log: return call("log", node);
    case Op::logistic: return call("logistic", node);
    case Op::add: {
      const auto right = literal(*node.children[1]);
      if (right && *right < 0)
        return text_at(*node.children[0], precedence(Op::add)) + " - " + number(-*right);
      return infix(node, " + ");
    }
    case Op::subtract: return infix(node, " - ");
    case Op::multiply: return infix(node, " * ");
    case Op::divide: return infix(node, " / ");
    case Op::minimum: return call("min", node);
    case Op::maximum: return call("max", node);
    case Op::scale_odds: return call("scale_odds", node);
    case Op::less: return comparison(node, " < ", " > ");
    case Op::less_equal: return comparison(node, " <= ", " >= ");
    case Op::equal: return infix(node, " = ");
    case Op::logical_and: return infix(node, " and ");
    case Op::logical_or: return infix(node, " or ");
    case Op::logical_not: return "not " + text_at(*node.children[0], 3);
    case Op::if_then_else: return call("if_then_else", node);
    case Op::table: {
      std::string text = "table(";
      for (std::size_t i = 0; i < node.children.size(); ++i) {
        if (i > 0) text += i == static_cast<std::size_t>(node.parents) ? ": " : ", ";
        const bool out_of_reach = node.children[i]->op == Op::constant && std::isnan(node.children[i]->value);
        text += out_of_reach ? "none" : text_at(*node.children[i], 0);
      }
      return text + ')';
    }
    case Op::noisy_or: {
      std::string text = "noisy_or(leak " + text_at(*node.children[0], 0);
      for (std::size_t i = 1; i < node.children.size(); i += 2)
        text += "; " + text_at(*node.children[i], 0) + ": " + text_at(*node.children[i + 1], 0);
      return text + ')';
    }
    case Op::noisy_and: {
      std::string text = "noisy_and(leak " + text_at(*node.children[0], 0);
      for (std::size_t i = 1; i < node.children.size(); i += 3)
        text += "; " + text_at(*node.children[i], 0) + ": " + text_at(*node.children[i + 1], 0) + " else " +
                text_at(*node.children[i + 2], 0);
      return text + ')';
    }
    case Op::function: return call(name_text(node.name), node);
  }
  return {};
}

inline std::string text_at(const Node& node, int least) {
  const std::string text = node_text(node);
  const bool signed_constant = node.op == Op::constant && !node.is_boolean && std::signbit(node.value);
  return precedence(signed_constant ? Op::negate : node.op) < least ? '(' + text + ')' : text;
}

}  // namespace detail

/// An expression in the language that questions are written in: `regime_change and not mass_protest`. What the
/// language can say reads back to the same expression.
inline std::string to_text(const Boolean& expression) { return detail::text_at(*expression.node(), 0); }
inline std::string to_text(const Real& expression) { return detail::text_at(*expression.node(), 0); }

}  // namespace casus
