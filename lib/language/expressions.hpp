// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <casus/model/expression.hpp>
#include <casus/model/operations.hpp>

#include "language/names.hpp"
#include "language/token_reader.hpp"

// The expressions of questions and models, parsed by recursive descent with one function per rule:
//
//     or          := and {("or" | "||") and}
//     and         := not {("and" | "&&") not}
//     not         := ("not" | "!") not | comparison
//     comparison  := sum [("<" | "<=" | ">" | ">=" | "=" | "==" | "!=") (sum | state)]
//     sum         := product {("+" | "-") product}
//     product     := sign {("*" | "/") sign}
//     sign        := "-" sign | primary
//     primary     := number | "yes" | "no" | variable | "exists" "(" variable ")"
//                  | function "(" or {"," or} ")" | "(" or ")"
//     variable    := name, or over time:
//                    ("at" | "by" | "first_at" | "always" | "count" | "sum" | "maximum")
//                      "(" name ["," step] ")"
//                  | ("ever" | "first") "(" name ")" | "before" "(" name "," name ")"
//                  | "within" "(" name "," number "," name ")"
//     step        := number | label
namespace casus {

/// A part of an expression, and the part of the text that it was read from.
struct Term {
  enum class Type { condition, number, category };
  Type type;
  NodePtr node;
  std::size_t begin;
  std::size_t end;
};

/// Number of operations that texts may still use, and the message if they use more.
struct OperationBudget {
  Index left;
  std::string expected;
};

/// Parses expressions. `names` resolves names. A language with additional expressions overrides the
/// virtual members.
class ExpressionParser : protected TokenReader {
protected:
  ExpressionParser(Names& names, const QuestionText& source);
  /// Uses other tokens, and a budget that several texts share. The budget must outlive this.
  ExpressionParser(Names& names, const QuestionText& source, std::vector<Token> tokens,
                   OperationBudget& budget);
  virtual ~ExpressionParser() = default;
  ExpressionParser(const ExpressionParser&) = delete;
  ExpressionParser& operator=(const ExpressionParser&) = delete;

  // ---- expressions
  Boolean condition();
  /// Parses a whole expression of any type.
  Term disjunction() { return operators(detail::binding::disjunction); }
  Term primary();
  /// Parses a whole expression as a number.
  Real number_next() { return number(disjunction()); }

  /// Returns the variable or parameter with that name, or the one referred to by a call such as
  /// at(entry, 3).
  NodePtr named(const Token& name, const std::string& expected);

  // ---- types
  Term number_term(const Real& read, std::size_t begin, std::size_t end) const;
  std::string described(const Term& term) const;
  Boolean boolean(const Term& term) const;
  /// Converts a term to a number: an event counts as 1 if it holds and as 0 otherwise.
  Real number(const Term& term) const;

  // ---- names and limits
  void count(const Token& operation);
  /// Reads the name of a state of the category.
  Index state(const NodePtr& category);

  /// One level of nesting, for the lifetime of the object.
  class Level {
  public:
    Level(ExpressionParser& parser, const Token& token);
    ~Level() { --parser_.nesting_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

  private:
    ExpressionParser& parser_;
  };

  // ---- extensions of the language
  virtual std::optional<double> literal(const Token& token) const;
  virtual Term reference(const Token& name);
  /// Parses a call of a function that is not an operation.
  virtual std::optional<Term> special_call(const Token&) { return std::nullopt; }
  /// Called before the name of a series is read.
  virtual void check_usable(const Token&) const {}
  /// Names that a reference may have, and functions other than operations, for messages.
  virtual std::vector<std::string> known_names() const;
  virtual std::vector<std::string> more_functions() const { return {}; }
  /// Throws Error if an unknown name has a better explanation than the list of known names.
  virtual void explain_unknown(const Token&, const std::string&) const {}

  Names& names_;

private:
  Term operators(int precedence);
  Term negation();
  Term comparison();
  Term with_state(const Term& category, const Token& symbol);
  Term with_term(const Term& left, const Token& symbol, const Term& right) const;
  Term sign();
  Term in_parentheses(const Token& open);
  bool is_series_function(const Token& name) const;
  Term series_reference(const Token& name);
  Term presence(const Token& name);
  Term function(const Token& name);
  [[noreturn]] void unknown(const Token& name, const std::string& expected,
                            const std::vector<std::string>& known) const;
  [[noreturn]] void unknown_function(const Token& name) const;
  std::vector<Term> arguments(const Token& open);

  /// Applies an operation to operands, each converted to its type.
  NodePtr applied(const detail::Operation& operation, const std::vector<Term>& operands) const;
  Term condition_term(const Boolean& read, std::size_t begin, std::size_t end) const;
  static Term::Type type_of(const Node& reference);
  static std::string with_some_state(const Term& category);

  OperationBudget own_budget_;
  OperationBudget& budget_;
  int nesting_ = 0;
};

}  // namespace casus
