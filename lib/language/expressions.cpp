// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/expressions.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace casus {

namespace {

using detail::Notation;
using detail::Operation;

// Far more than questions need. The parser is recursive, so without a limit a hostile text could
// overflow the stack. Printed expressions must remain readable, with their added parentheses.
constexpr int deepest_nesting = 100;
constexpr Index most_operations = 4 * static_cast<Index>(detail::most_written);

bool is_truth(const Term& term) { return term.node->op == Op::constant && term.node->is_boolean; }

// A function in expressions.
struct Function {
  std::string_view name;
  std::size_t arity;
  const Operation* operation;  // null for clamp, which is two operations
};

// In the order in which messages list them.
const std::vector<Function>& functions() {
  static const std::vector<Function> all = [] {
    std::vector<Function> found;
    for (const Operation& row : detail::operation_rows) {
      if (row.notation == Notation::call) found.push_back({row.spelling, row.arity(), &row});
      if (row.op == Op::maximum) found.push_back({"clamp", 3, nullptr});
    }
    return found;
  }();
  return all;
}

bool is_written(const Token& token, std::string_view spelling) {
  return token.is_either(spelling, spelling) && !spelling.empty();
}

// Returns the operator of that precedence that a token is, or null.
const Operation* operator_of(const Token& token, int precedence) {
  for (const Operation& row : detail::operation_rows)
    if (row.notation == Notation::infix && row.precedence == precedence &&
        (is_written(token, row.spelling) || is_written(token, row.alternative)))
      return &row;
  return nullptr;
}

// Returns the comparison that a token is after its operands are exchanged, or null.
const Operation* turned_comparison(const Token& token) {
  for (const Operation& row : detail::operation_rows)
    if (is_written(token, row.turned)) return &row;
  return nullptr;
}

bool is_comparison(const Token& token) {
  return token.is_symbol("!=") || operator_of(token, detail::binding::comparison) || turned_comparison(token);
}

}  // namespace

ExpressionParser::ExpressionParser(Names& names, const QuestionText& source)
    : TokenReader(source, tokens_of(source)),
      names_(names), own_budget_{most_operations,
                                 "at most " + std::to_string(most_operations) + " operations"},
      budget_(own_budget_) {}

ExpressionParser::ExpressionParser(Names& names, const QuestionText& source, std::vector<Token> tokens,
                                   OperationBudget& budget)
    : TokenReader(source, std::move(tokens)), names_(names), own_budget_{0, {}}, budget_(budget) {}

ExpressionParser::Level::Level(ExpressionParser& parser, const Token& token) : parser_(parser) {
  parser_.count(token);
  if (parser_.nesting_ >= deepest_nesting)
    parser_.source_.fail(token.begin, "at most " + std::to_string(deepest_nesting) + " levels of nesting",
                         "more");
  ++parser_.nesting_;
}

// ---- expressions
Boolean ExpressionParser::condition() { return boolean(disjunction()); }

// Operators of one precedence, from left to right.
Term ExpressionParser::operators(int precedence) {
  namespace binding = detail::binding;
  const auto operand = [&] {
    switch (precedence) {
      case binding::disjunction: return operators(binding::conjunction);
      case binding::conjunction: return negation();
      case binding::sum: return operators(binding::product);
      default: return sign();
    }
  };
  Term left = operand();
  while (const Operation* operation = operator_of(peek(), precedence)) {
    count(take());
    const Term right = operand();
    const NodePtr node = applied(*operation, {left, right});
    left = {node->is_boolean ? Term::Type::condition : Term::Type::number, node, left.begin, right.end};
  }
  return left;
}

Term ExpressionParser::negation() {
  if (!peek().is_either("not", "!")) return comparison();
  const Token word = take();
  const Level level(*this, word);
  const Term inner = negation();
  return condition_term(!boolean(inner), word.begin, inner.end);
}

Term ExpressionParser::comparison() {
  const Term left = operators(detail::binding::sum);
  if (!is_comparison(peek())) return left;
  const Token symbol = take();
  count(symbol);
  const Term compared = left.type == Term::Type::category
                            ? with_state(left, symbol)
                            : with_term(left, symbol, operators(detail::binding::sum));
  if (is_comparison(peek()))
    source_.fail(peek().begin, "one comparison", "a second one, " + got(peek()),
                 "comparisons do not chain: join two with 'and'");
  return compared;
}

Term ExpressionParser::with_state(const Term& category, const Token& symbol) {
  const bool differs = symbol.is_symbol("!=");
  if (!differs && !symbol.is_symbol("=") && !symbol.is_symbol("=="))
    source_.fail(symbol.begin, "'=' or '!=' after the category " + category.node->name, got(symbol),
                 "its states have no order");
  const Boolean holds(detail::make_state(category.node, state(category.node)));
  return condition_term(differs ? !holds : holds, category.begin, last_taken().end);
}

Term ExpressionParser::with_term(const Term& left, const Token& symbol, const Term& right) const {
  const auto result = [&](const Boolean& read) { return condition_term(read, left.begin, right.end); };
  const bool equal = symbol.is_symbol("=") || symbol.is_symbol("==");
  if (equal || symbol.is_symbol("!=")) {
    // `entry = no` means the same for an event as for a category, without arithmetic on 0 and 1.
    const Term& truth = is_truth(right) ? right : left;
    const Term& other = is_truth(right) ? left : right;
    if (is_truth(truth) && other.type == Term::Type::condition) {
      const bool as_is = (truth.node->value != 0) == equal;
      return result(as_is ? Boolean(other.node) : !Boolean(other.node));
    }
  }
  const Real a = number(left), b = number(right);
  if (symbol.is_symbol("!=")) return result(a != b);
  if (const Operation* operation = turned_comparison(symbol))
    return result(detail::boolean(operation->op, {b.node(), a.node()}));
  const Operation& operation = *operator_of(symbol, detail::binding::comparison);
  return result(detail::boolean(operation.op, {a.node(), b.node()}));
}

Term ExpressionParser::sign() {
  if (!peek().is_symbol("-")) return primary();
  const Token minus = take();
  if (const auto value = literal(peek())) return number_term(Real(-*value), minus.begin, take().end);
  const Level level(*this, minus);
  const Term inner = sign();
  return number_term(-number(inner), minus.begin, inner.end);
}

std::optional<double> ExpressionParser::literal(const Token& token) const {
  return token.kind == Token::Kind::number ? std::optional(token.value) : std::nullopt;
}

Term ExpressionParser::primary() {
  const Token token = take();
  if (const auto value = literal(token)) return number_term(Real(*value), token.begin, token.end);
  if (const auto truth = token.truth()) return condition_term(Boolean(*truth), token.begin, token.end);
  if (token.is_symbol("(")) return in_parentheses(token);
  if (token.is_name()) {
    if (!peek().is_symbol("(")) return reference(token);
    if (const auto special = special_call(token)) return *special;
    if (token.is_word("exists")) return presence(token);
    return is_series_function(token) ? series_reference(token) : function(token);
  }
  std::string hint;
  if (token.is_word("not") || token.is_symbol("!")) hint = "here it needs parentheses: (not ...)";
  source_.fail(token.begin, "a name, a number or '('", got(token), hint);
}

Term ExpressionParser::in_parentheses(const Token& open) {
  const Level level(*this, open);
  Term inner = disjunction();
  if (!peek().is_symbol(")"))
    source_.fail(peek().begin, "')'", got(peek()),
                 "'(' at " + source_.position(open.begin) + " is not closed");
  inner.begin = open.begin;
  inner.end = take().end;
  return inner;
}

// ---- references
Term::Type ExpressionParser::type_of(const Node& reference) {
  if (reference.op == Op::event) return Term::Type::condition;
  return reference.op == Op::category ? Term::Type::category : Term::Type::number;
}

Term ExpressionParser::reference(const Token& name) {
  if (const NodePtr node = names_.find(name.text)) return {type_of(*node), node, name.begin, name.end};
  names_.check_alone(name, *this);
  if (const std::string category = names_.category_with(name.text); !category.empty())
    source_.fail(name.begin, "the name of a variable or parameter", shown(source(name)) + ", a state",
                 "write " + detail::name_text(category) + " = " + detail::name_text(name.text));
  unknown(name, "the name of a variable or parameter", known_names());
}

std::vector<std::string> ExpressionParser::known_names() const {
  std::vector<std::string> known = names_.variables();
  for (std::string& parameter : names_.parameters()) known.push_back(std::move(parameter));
  return known;
}

NodePtr ExpressionParser::named(const Token& name, const std::string& expected) {
  if (peek().is_symbol("(") && is_series_function(name)) return series_reference(name).node;
  if (const NodePtr found = names_.find(name.text)) return found;
  names_.check_alone(name, *this);
  unknown(name, expected, names_.variables());
}

bool ExpressionParser::is_series_function(const Token& name) const {
  const auto& all = names_.functions();
  return name.kind == Token::Kind::name && std::find(all.begin(), all.end(), name.text) != all.end();
}

Term ExpressionParser::series_reference(const Token& name) {
  const Level level(*this, name);
  expect_open(name);
  const Token series = peek();
  check_usable(series);
  const NodePtr node = names_.reference(name, *this);
  if (!node) unknown(series, "the name of a series", names_.variables());
  const Token end = close(name);
  return {type_of(*node), node, name.begin, end.end};
}

// Parses the event that a variable exists.
Term ExpressionParser::presence(const Token& name) {
  const Level level(*this, name);
  take();
  const Token of = take();
  const std::string expected = "the name of a variable";
  if (!of.is_name()) source_.fail(of.begin, expected, got(of));
  const NodePtr variable = named(of, expected);
  const Token end = close(name);
  return condition_term(source_.located(of.begin, [&] { return names_.exists(variable); }), name.begin,
                        end.end);
}

// ---- functions
Term ExpressionParser::function(const Token& name) {
  const auto& all = functions();
  const auto wanted =
      std::find_if(all.begin(), all.end(), [&](const Function& one) { return name.is_word(one.name); });
  if (wanted == all.end()) unknown_function(name);
  const Level level(*this, name);
  const std::vector<Term> read = arguments(take());
  const Token close = last_taken();
  if (read.size() != wanted->arity)
    source_.fail(name.begin,
                 std::to_string(wanted->arity) + (wanted->arity == 1 ? " argument of " : " arguments of ") +
                     std::string(name.text),
                 std::to_string(read.size()));
  if (wanted->operation) return number_term(Real(applied(*wanted->operation, read)), name.begin, close.end);
  const Real value = number(read[0]), low = number(read[1]), high = number(read[2]);
  return number_term(clamp(value, low, high), name.begin, close.end);
}

void ExpressionParser::unknown_function(const Token& name) const {
  std::vector<std::string> known;
  for (const Function& one : functions()) known.emplace_back(one.name);
  known.emplace_back("exists");
  for (std::string& more : more_functions()) known.push_back(std::move(more));
  const std::string expected = "one of the functions " + detail::joined(known);
  if (name.text == "observed" || name.text == "likelihood")
    source_.fail(name.begin, "a condition", shown(source(name)),
                 "it is an item of its own after '|': | flood, observed(level, 3)");
  if (names_.is_taken(name.text))
    source_.fail(name.begin, expected, shown(source(name)), "it is a name, and takes no arguments");
  fail_unknown(name, expected, known);
}

// Parses arguments and the closing parenthesis.
std::vector<Term> ExpressionParser::arguments(const Token& open) {
  std::vector<Term> read;
  if (!peek().is_symbol(")")) read.push_back(disjunction());
  while (peek().is_symbol(",")) {
    take();
    read.push_back(disjunction());
  }
  if (!peek().is_symbol(")"))
    source_.fail(peek().begin, "',' or ')'", got(peek()),
                 "'(' at " + source_.position(open.begin) + " is not closed");
  take();
  return read;
}

NodePtr ExpressionParser::applied(const Operation& operation, const std::vector<Term>& operands) const {
  std::vector<NodePtr> children;
  for (std::size_t i = 0; i < operands.size(); ++i)
    children.push_back(operation.operands[i] == 't' ? boolean(operands[i]).node()
                                                    : number(operands[i]).node());
  return detail::make_node(operation.op, operation.is_boolean(), std::move(children));
}

// ---- types
Term ExpressionParser::condition_term(const Boolean& read, std::size_t begin, std::size_t end) const {
  return {Term::Type::condition, read.node(), begin, end};
}

Term ExpressionParser::number_term(const Real& read, std::size_t begin, std::size_t end) const {
  return {Term::Type::number, read.node(), begin, end};
}

std::string ExpressionParser::described(const Term& term) const {
  std::string kind = term.type == Term::Type::condition ? "a condition" : "a number";
  if (term.node->op == Op::event) kind = "an event";
  if (term.node->op == Op::category) kind = "a category";
  if (term.node->op == Op::parameter) kind = "a parameter";
  if (term.node->op == Op::quantity) kind = names_.kind(*term.node) == Kind::count ? "a count" : "a quantity";
  return shown(source_.piece(term.begin, term.end)) + ", " + kind;
}

Boolean ExpressionParser::boolean(const Term& term) const {
  if (term.type == Term::Type::condition) return Boolean(term.node);
  if (term.type == Term::Type::category)
    source_.fail(term.begin, "a condition", described(term), "name a state: " + with_some_state(term));
  source_.fail(term.begin, "a condition", described(term),
               "compare it with a number, with < or another comparison");
}

Real ExpressionParser::number(const Term& term) const {
  if (term.type == Term::Type::number) return Real(term.node);
  if (term.type == Term::Type::condition) return Real(Boolean(term.node));
  source_.fail(term.begin, "a number", described(term),
               "to use a state as a number, name it: indicator(" + with_some_state(term) + ")");
}

std::string ExpressionParser::with_some_state(const Term& category) {
  return detail::reference_text(*category.node) + " = " + detail::name_text(category.node->labels[0]);
}

// ---- names and limits
void ExpressionParser::unknown(const Token& name, const std::string& expected,
                               const std::vector<std::string>& known) const {
  explain_unknown(name, expected);
  fail_unknown(name, expected, known);
}

void ExpressionParser::count(const Token& operation) {
  if (budget_.left-- <= 0) source_.fail(operation.begin, budget_.expected, "more");
}

Index ExpressionParser::state(const NodePtr& category) {
  const Token token = take();
  if (token.kind == Token::Kind::symbol || token.kind == Token::Kind::end)
    source_.fail(token.begin, "one of the states " + detail::joined(category->labels), got(token));
  return source_.located(token.begin, [&] { return detail::state_index(*category, token.text); });
}

}  // namespace casus
