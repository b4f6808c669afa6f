// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/model/horizon.hpp>

#include "language/lexer.hpp"

// The expressions of questions and models, by recursive descent, one function a rule:
//
//     or          := and {("or" | "||") and}
//     and         := not {("and" | "&&") not}
//     not         := ("not" | "!") not | comparison
//     comparison  := sum [("<" | "<=" | ">" | ">=" | "=" | "==" | "!=") (sum | state)]
//     sum         := product {("+" | "-") product}
//     product     := sign {("*" | "/") sign}
//     sign        := "-" sign | primary
//     primary     := number | "yes" | "no" | variable | "exists" "(" variable ")" | function "(" or {"," or} ")" | "(" or ")"
//     variable    := name | over time: ("at" | "by" | "first_at" | "always" | "count" | "sum" | "maximum") "(" name ["," step] ")"
//                  | ("ever" | "first") "(" name ")" | "before" "(" name "," name ")" | "within" "(" name "," number "," name ")"
//     step        := number | label
//
// In models also
//
//     primary     := "table" "(" variable {"," variable} ":" (or | "none") {"," (or | "none")} ")"
//                  | "noisy_or" "(" "leak" or {";" or ":" or} ")" | "noisy_and" "(" "leak" or {";" or ":" or ["else" or]} ")"
//                  | "part_probability" "(" or "," number ")" | "infinity" | definition
//     variable    := in timelines: "last" "(" name ")"
namespace casus {

/// A part of an expression, and which part of the text it was read from.
struct Term {
  enum class Type { condition, number, category };
  Type type;
  NodePtr node;
  std::size_t begin;
  std::size_t end;
};

/// Thrown where a text reads what could not be stated, which was told already.
struct ReadsUnusable {};

/// What the texts of a model file have beyond questions: expressions under names of their own, what must not be read, and limits that
/// all texts share. Whoever parses keeps it alive.
struct ModelLanguage {
  std::map<std::string, Term, std::less<>> definitions = {};
  std::set<std::string, std::less<>> unusable = {};
  std::set<std::string, std::less<>> stated =
      {};  ///< names of all that the file states, here or further down
  Index operations_left = 0;
};

class ExpressionParser {
protected:
  ExpressionParser(const Model& model, QuestionText source);
  /// Where the text leaves a step out, it is `step`.
  ExpressionParser(Horizon& horizon, QuestionText source, Index step);
  /// Series are read as they are in a step, and by `last`.
  ExpressionParser(const Timeline& timeline, QuestionText source);
  /// Of a model, or of what laws of a timeline's series read.
  ExpressionParser(const Model& model, bool reads_last, QuestionText source, ModelLanguage& language);
  ~ExpressionParser() = default;

  // ---- tokens
  const Token& peek(std::size_t ahead = 0) const;
  Token take();
  std::string_view source(const Token& token) const;
  std::string got(const Token& token) const;
  std::string column(const Token& token) const;
  Token expect_open(const Token& function);
  void expect_end(const std::string& expected) const;
  void expect_comma(const std::string& what);

  // ---- expressions
  Boolean condition();
  Term disjunction();
  Term conjunction();
  Term joined(Op op, const Term& left, const Term& right) const;
  Term negation();
  static bool is_comparison(const Token& token);
  Term comparison();
  Term with_state(const Term& category, const Token& symbol);
  Term with_term(const Term& left, const Token& symbol, const Term& right) const;
  Term sum();
  Term product();
  Term sign();
  Term primary();
  Term reference(const Token& name) const;

  /// The variable or parameter of that name, or of the call that begins with it: at(entry, 3).
  NodePtr named(const Token& name, const std::string& expected);

  // ---- over time
  static const std::vector<std::string>& functions_over_time();
  bool is_over_time(const Token& name) const;
  [[noreturn]] void no_step(const Token& name) const;
  Index any_series();
  Series<Event> event_series();
  Series<Quantity> quantity_series();
  NodePtr at_step(Index series, Index step);

  // The step behind a comma, by its number or label; where there is none, the one that the text is read for.
  Index step(const Token& function);
  Index step_named();
  Token close(const Token& function);
  Term over_time(const Token& name);
  NodePtr last_value();
  NodePtr asked_over_time(const Token& name);
  Term presence(const Token& name);
  Term function(const Token& name);
  Real applied(const Token& name, const std::vector<Term>& arguments) const;

  // ---- what models are stated with

  bool is_model_function(const Token& name) const;
  Term model_function(const Token& name);
  Real table_of(const Token& name);
  Real noisy(const Token& name);
  Real part_of(const Token& name);
  /// An expression as a number, behind which nothing else is expected of it.
  Real number_next();
  void expect_symbol(std::string_view symbol, const std::string& behind);

  // ---- types
  Term condition_term(const Boolean& read, std::size_t begin, std::size_t end) const;
  Term number_term(const Real& read, std::size_t begin, std::size_t end) const;
  std::string described(const Term& term) const;
  Boolean boolean(const Term& term) const;

  /// An event counts as 1 where it holds and 0 elsewhere.
  Real number(const Term& term) const;
  static std::string with_some_state(const Term& category);

  // ---- names and limits
  std::vector<std::string> variable_names() const;
  [[noreturn]] void unknown(const Token& name, const std::string& expected,
                            const std::vector<std::string>& known) const;
  void count(const Token& operation);
  double signed_number(const std::string& expected);
  /// The state of a category that the next token names.
  Index state(const NodePtr& category);

  /// One level of nesting, for as long as it lives.
  class Level {
  public:
    Level(ExpressionParser& parser, const Token& token);
    ~Level() { --parser_.nesting_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

  private:
    ExpressionParser& parser_;
  };

  const Model& model_;
  Horizon* horizon_ = nullptr;  // of a question over time
  Index step_ = 0;
  bool leaves_step_out_ = false, is_circumstance_ = false;
  bool reads_last_ = false;            // of a timeline's laws and policies
  ModelLanguage* language_ = nullptr;  // of a model file
  QuestionText source_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int nesting_ = 0;
  int operations_ = 0;
};

}  // namespace casus
