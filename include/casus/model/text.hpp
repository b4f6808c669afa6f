// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/model/expression.hpp>
#include <casus/model/operations.hpp>

/// Expressions as text, for display. Texts are never used to compare expressions: see
/// `detail::same_expression`.
namespace casus {

namespace detail {

bool is_identifier(std::string_view name);

/// Returns a name or state as the question language reads it: plain, or in double quotes if it is
/// not an identifier.
std::string name_text(std::string_view name);

/// Returns a reference to a series as the question language reads it: `by("the war", 3)`.
std::string series_text(const SeriesReference& reference);
/// The same with the step replaced by a text such as "3 to 5", or without a step if the text is
/// empty.
std::string series_text(const SeriesReference& reference, const std::string& step);

/// Returns a variable or parameter as the question language reads it. References to the step
/// `left_out` are written without the step.
std::string reference_text(const Node& node, Index left_out = -1);

/// Returns the number if a node is a numeric literal: a constant, or a negated non-negative
/// constant.
std::optional<double> literal(const Node& node);

/// Largest number of operations that are written out.
inline constexpr std::size_t most_written = 10000;

/// An expression's text, and whether it is complete: a longer text is cut and ends in "...".
struct WrittenText {
  std::string text;
  bool is_complete;
};

/// Writes expressions as text. `Language` supplies the parts: `reference(node)`, `constant(value)`
/// and `label(text)` write names, numbers and states, `function(node)` the name of a user-defined
/// function; `named(node)` returns the name of a part that is written by name, or null. `is_exact`
/// is true if the text must read back as the same operations; if false, x + -2 is written as
/// "x - 2". Not recursive. Cost: proportional to the length of the text and the depth of the
/// expression.
template <class Language> class ExpressionText {
public:
  /// `most`: largest number of operations to write.
  explicit ExpressionText(const Language& language,
                          std::size_t most = (std::numeric_limits<std::size_t>::max)())
      : language_(language), most_(most) {}

  /// `least`: the precedence below which the whole expression is put in parentheses.
  WrittenText operator()(const Node& root, int least = 0) {
    constexpr std::size_t length_if_cut = 300;
    written_.clear();
    names_.clear();
    left_.assign(1, {&root, {}, least, false});
    for (std::size_t count = 0; !left_.empty();) {
      if (count > most_ && written_.size() > length_if_cut) {
        left_.clear();
        return {shortened(written_, length_if_cut), false};
      }
      const Piece piece = left_.back();
      left_.pop_back();
      if (!piece.node) {
        written_ += piece.text;
      } else if (piece.is_opposite) {
        written_ += number(-*literal(*piece.node));
      } else {
        ++count;
        write(*piece.node, piece.least);
      }
    }
    return {std::move(written_), true};
  }

private:
  // A part of the expression, the opposite of a literal, or a piece of text.
  struct Piece {
    const Node* node;
    std::string_view text;
    int least;
    bool is_opposite;
  };

  void text(std::string_view piece) { next_.push_back({nullptr, piece, 0, false}); }
  void part(const NodePtr& node, int least) { next_.push_back({node.get(), {}, least, false}); }
  void opposite(const NodePtr& node) { next_.push_back({node.get(), {}, 0, true}); }

  void write(const Node& node, int least) {
    if (const std::string* name = language_.named(node)) {
      written_ += *name;
      return;
    }
    const bool is_negative = node.op == Op::constant && !node.is_boolean && std::signbit(node.value);
    // An operation of lower precedence than its place requires is put in parentheses.
    const bool in_parentheses = operation(is_negative ? Op::negate : node.op).precedence < least;
    next_.clear();
    if (in_parentheses) text("(");
    write_out(node);
    if (in_parentheses) text(")");
    left_.insert(left_.end(), next_.rbegin(), next_.rend());
  }

  // Writes a piece that has no parts directly, after any parenthesis that is pending in front of
  // it.
  void atom(const std::string& of) {
    for (const Piece& piece : next_) written_ += piece.text;
    next_.clear();
    written_ += of;
  }

  void prefix(const Operation& row, const NodePtr& operand, int least) {
    text(row.spelling);
    if (row.spelling.back() >= 'a' && row.spelling.back() <= 'z') text(" ");
    part(operand, least);
  }

  void infix(const Operation& row, const Node& node, bool is_turned) {
    // Comparisons do not chain, so both operands must bind more tightly.
    const int left = row.precedence == binding::comparison ? row.precedence + 1 : row.precedence;
    part(node.children[is_turned ? 1 : 0], left);
    text(" ");
    text(is_turned ? row.turned : row.spelling);
    text(" ");
    part(node.children[is_turned ? 0 : 1], row.precedence + 1);
  }

  // Returns whether to write "x > 2" instead of the equivalent "2 < x": literals go on the right.
  static bool is_better_turned(const Operation& row, const Node& node) {
    const auto is_literal = [](const Node& side) {
      return Language::is_exact ? side.op == Op::constant : literal(side).has_value();
    };
    return !row.turned.empty() && is_literal(*node.children[0]) && !is_literal(*node.children[1]);
  }

  void call(std::string_view function, const Node& node) {
    text(function);
    text("(");
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) text(", ");
      part(node.children[i], 0);
    }
    text(")");
  }

  void write_out(const Node& node) {
    const Operation& row = operation(node.op);
    switch (row.notation) {
      case Notation::own: return write_own(node);
      case Notation::call: return call(row.spelling, node);
      case Notation::prefix: return write_prefix(row, node);
      case Notation::infix: return write_infix(row, node);
    }
  }

  void write_prefix(const Operation& row, const Node& node) {
    const NodePtr& operand = node.children[0];
    if (node.op != Op::negate) return prefix(row, operand, row.precedence);
    // "-2" would be read as a number.
    const bool is_number = Language::is_exact && operand->op == Op::constant;
    prefix(row, operand, is_number ? binding::primary + 1 : binding::factor);
  }

  void write_infix(const Operation& row, const Node& node) {
    const NodePtr& right = node.children[1];
    if (const auto value = literal(*right);
        !Language::is_exact && node.op == Op::add && value && *value < 0) {
      part(node.children[0], row.precedence);
      text(" - ");
      return opposite(right);
    }
    infix(row, node, is_better_turned(row, node));
  }

  void write_own(const Node& node) {
    const auto& parts = node.children;
    switch (node.op) {
      case Op::constant:
        return atom(node.is_boolean ? (node.value != 0 ? "yes" : "no") : language_.constant(node.value));
      case Op::state:
        return atom(language_.reference(*parts[0]) + " = " +
                    language_.label(parts[0]->labels[static_cast<std::size_t>(node.state)]));
      case Op::table:
        text("table(");
        for (std::size_t i = 0; i < parts.size(); ++i) {
          if (i > 0) text(i == static_cast<std::size_t>(node.parents) ? ": " : ", ");
          if (i >= static_cast<std::size_t>(node.parents) && is_missing(*parts[i]))
            text("none");
          else
            part(parts[i], 0);
        }
        return text(")");
      case Op::noisy_or:
      case Op::noisy_and: {
        const std::size_t step = node.op == Op::noisy_or ? 2 : 3;
        text(node.op == Op::noisy_or ? "noisy_or(leak " : "noisy_and(leak ");
        part(parts[0], 0);
        for (std::size_t i = 1; i < parts.size(); i += step) {
          text("; ");
          part(parts[i], 0);
          text(": ");
          part(parts[i + 1], 0);
          if (step < 3) continue;
          text(" else ");
          part(parts[i + 2], 0);
        }
        return text(")");
      }
      case Op::function: {
        // The name must live as long as the pieces that refer to it.
        names_.push_back(language_.function(node));
        return call(names_.back(), node);
      }
      default: return atom(language_.reference(node));
    }
  }

  // Returns whether a table's value belongs to a row that is unreachable.
  static bool is_missing(const Node& node) {
    return node.op == Op::constant && !node.is_boolean && std::isnan(node.value);
  }

  const Language& language_;
  std::size_t most_;
  std::string written_;
  std::vector<Piece> left_, next_;
  std::deque<std::string> names_;
};

/// The language in which questions are written.
struct QuestionLanguage {
  static constexpr bool is_exact = false;
  Index left_out = -1;  ///< the step that is not written; -1 for none

  static const std::string* named(const Node&) { return nullptr; }
  static std::string constant(double value) { return number(value); }
  static std::string label(std::string_view text) { return name_text(text); }
  static std::string function(const Node& node) { return name_text(node.name); }
  std::string reference(const Node& node) const { return reference_text(node, left_out); }
};

WrittenText written(const Node& node, int least = 0, Index left_out = -1);
inline std::string text_at(const Node& node, int least) { return written(node, least).text; }

/// Returns the number of operations of an expression if it is written out, so that a shared part
/// counts once for each use. Infinite beyond about 1e308. `known` caches the counts of parts across
/// calls; the caller keeps it, and must keep the expressions alive as long. Cost: proportional to
/// the number of parts.
double written_operations(const NodePtr& root, std::unordered_map<const Node*, double>& known);

}  // namespace detail

/// Returns an expression in the question language: `regime_change and not mass_protest`. If the
/// language can express it, the text reads back as the same expression. Expressions of more than
/// 10,000 operations are cut to a few hundred characters and end in "...": expressions share parts,
/// so they can have far more operations than anyone could read.
inline std::string to_text(const Boolean& expression) { return detail::text_at(*expression.node(), 0); }
inline std::string to_text(const Real& expression) { return detail::text_at(*expression.node(), 0); }

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/text.inl>
#endif
