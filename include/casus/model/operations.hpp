// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

#include <casus/detail/elementary.hpp>
#include <casus/model/node.hpp>

/// The table of the operations of expressions: the notation, operands, precedence and arithmetic of
/// each. A new operation is added to `Op` and to this table; the parser, printer, formulas and
/// sampler then support it. Arithmetic that takes more than one line belongs in
/// detail/elements.inl, so that vector kernels can share it.
namespace casus::detail {

/// The notation of an operation.
enum class Notation {
  own,     ///< a form of its own: leaves, states, tables, noisy-or
  prefix,  ///< not a
  infix,   ///< a + b
  call     ///< max(a, b)
};

/// Precedences: larger numbers bind more tightly. Operations of equal precedence associate to the
/// left; comparisons do not chain.
namespace binding {
inline constexpr int any = 0, disjunction = 1, conjunction = 2, negation = 3, comparison = 4, sum = 5,
                     product = 6, sign = 7, factor = 8, primary = 9;
}  // namespace binding

/// One row of the table of operations.
struct Operation {
  Op op = Op::constant;
  Notation notation = Notation::own;
  std::string_view operands = {};  ///< type of each operand: 'n' for a number, 't' for a truth value
  std::string_view spelling = {};  ///< name of a function, or an operator
  /// Computes the value, if it depends only on the values of the operands; truth values are 0 and
  /// 1.
  double (*element)(double a, double b, double c) noexcept = nullptr;
  int precedence = binding::primary;
  std::string_view alternative = {};  ///< another spelling, accepted on input but never written
  std::string_view turned = {};       ///< of a comparison: its spelling if the operands are swapped

  constexpr std::size_t arity() const noexcept { return operands.size(); }
  /// Returns whether an operator yields a truth value: its precedence is at most that of
  /// comparisons.
  constexpr bool is_boolean() const noexcept { return precedence <= binding::comparison; }
};

/// The arithmetic of each operation. Unused operands are ignored.
namespace element {
inline double exp(double a, double, double) noexcept { return scalar::exp(a); }
inline double log(double a, double, double) noexcept { return scalar::log(a); }
inline double sqrt(double a, double, double) noexcept { return scalar::square_root(a); }
inline double pow(double a, double b, double) noexcept { return scalar::pow(a, b); }
inline double abs(double a, double, double) noexcept { return scalar::abs(a); }
inline double floor(double a, double, double) noexcept { return scalar::floor(a); }
inline double logistic(double a, double, double) noexcept { return scalar::logistic(a); }
inline double minimum(double a, double b, double) noexcept { return scalar::minimum(a, b); }
inline double maximum(double a, double b, double) noexcept { return scalar::maximum(a, b); }
inline double if_then_else(double a, double b, double c) noexcept { return a != 0 ? b : c; }
inline double scale_odds(double a, double b, double) noexcept { return scalar::scale_odds(a, b); }
inline double indicator(double a, double, double) noexcept { return a; }
inline double logical_or(double a, double b, double) noexcept { return a != 0 || b != 0 ? 1 : 0; }
inline double logical_and(double a, double b, double) noexcept { return a != 0 && b != 0 ? 1 : 0; }
inline double logical_not(double a, double, double) noexcept { return a != 0 ? 0 : 1; }
inline double less(double a, double b, double) noexcept { return a < b ? 1 : 0; }
inline double less_equal(double a, double b, double) noexcept { return a <= b ? 1 : 0; }
inline double equal(double a, double b, double) noexcept { return a == b ? 1 : 0; }
inline double add(double a, double b, double) noexcept { return a + b; }
inline double subtract(double a, double b, double) noexcept { return a - b; }
inline double multiply(double a, double b, double) noexcept { return a * b; }
inline double divide(double a, double b, double) noexcept { return a / b; }
inline double negate(double a, double, double) noexcept { return -a; }
}  // namespace element

/// In the order in which messages list functions.
inline constexpr Operation operation_rows[] = {
    {Op::exp, Notation::call, "n", "exp", element::exp},
    {Op::log, Notation::call, "n", "log", element::log},
    {Op::sqrt, Notation::call, "n", "sqrt", element::sqrt},
    {Op::pow, Notation::call, "nn", "pow", element::pow},
    {Op::abs, Notation::call, "n", "abs", element::abs},
    {Op::floor, Notation::call, "n", "floor", element::floor},
    {Op::logistic, Notation::call, "n", "logistic", element::logistic},
    {Op::minimum, Notation::call, "nn", "min", element::minimum},
    {Op::maximum, Notation::call, "nn", "max", element::maximum},
    {Op::if_then_else, Notation::call, "tnn", "if_then_else", element::if_then_else},
    {Op::scale_odds, Notation::call, "nn", "scale_odds", element::scale_odds},
    {Op::indicator, Notation::call, "t", "indicator", element::indicator},
    {Op::logical_or, Notation::infix, "tt", "or", element::logical_or, binding::disjunction, "||"},
    {Op::logical_and, Notation::infix, "tt", "and", element::logical_and, binding::conjunction, "&&"},
    {Op::logical_not, Notation::prefix, "t", "not", element::logical_not, binding::negation, "!"},
    {Op::less, Notation::infix, "nn", "<", element::less, binding::comparison, {}, ">"},
    {Op::less_equal, Notation::infix, "nn", "<=", element::less_equal, binding::comparison, {}, ">="},
    {Op::equal, Notation::infix, "nn", "=", element::equal, binding::comparison, "=="},
    {Op::add, Notation::infix, "nn", "+", element::add, binding::sum},
    {Op::subtract, Notation::infix, "nn", "-", element::subtract, binding::sum},
    {Op::multiply, Notation::infix, "nn", "*", element::multiply, binding::product},
    {Op::divide, Notation::infix, "nn", "/", element::divide, binding::product},
    {Op::negate, Notation::prefix, "n", "-", element::negate, binding::sign},
    {Op::state, Notation::own, {}, {}, nullptr, binding::comparison},
    {Op::constant},
    {Op::parameter},
    {Op::quantity},
    {Op::event},
    {Op::category},
    {Op::table},
    {Op::noisy_or},
    {Op::noisy_and},
    {Op::function},
};

/// Number of operations.
inline constexpr std::size_t operation_count = static_cast<std::size_t>(Op::function) + 1;

/// The rows, indexed by operation.
inline constexpr std::array<Operation, operation_count> operations = [] {
  static_assert(std::size(operation_rows) == operation_count);
  std::array<Operation, operation_count> all{};
  for (const Operation& row : operation_rows) all[static_cast<std::size_t>(row.op)] = row;
  return all;
}();

inline constexpr const Operation& operation(Op op) noexcept {
  return operations[static_cast<std::size_t>(op)];
}

}  // namespace casus::detail
