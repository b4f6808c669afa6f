// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/model_expressions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <casus/model/timeline.hpp>

namespace casus {

namespace {

const std::vector<std::string>& special_functions() {
  static const std::vector<std::string> all = {"table", "noisy_or", "noisy_and", "part_probability", "logit"};
  return all;
}

}  // namespace

ModelExpressionParser::ModelExpressionParser(Names& names, const QuestionText& source,
                                             ModelLanguage& language)
    : ExpressionParser(names, source, tokens_of_model(source), language.operations), language_(language) {}

std::optional<double> ModelExpressionParser::literal(const Token& token) const {
  if (token.is_word("infinity")) return std::numeric_limits<double>::infinity();
  return ExpressionParser::literal(token);
}

Term ModelExpressionParser::reference(const Token& name) {
  if (language_.unusable.contains(name.text)) throw ReadsUnusable();
  if (const auto found = language_.definitions.find(name.text); found != language_.definitions.end())
    return {found->second.type, found->second.node, name.begin, name.end};
  return ExpressionParser::reference(name);
}

void ModelExpressionParser::check_usable(const Token& name) const {
  if (name.is_name() && language_.unusable.contains(name.text)) throw ReadsUnusable();
}

std::vector<std::string> ModelExpressionParser::known_names() const {
  std::vector<std::string> known = ExpressionParser::known_names();
  for (const auto& [own, definition] : language_.definitions) known.push_back(own);
  return known;
}

std::vector<std::string> ModelExpressionParser::more_functions() const {
  std::vector<std::string> more = special_functions();
  more.insert(more.end(), names_.functions().begin(), names_.functions().end());
  return more;
}

void ModelExpressionParser::explain_unknown(const Token& name, const std::string& expected) const {
  if (language_.stated.contains(name.text))
    source_.fail(name.begin, expected, shown(source(name)) + ", which cannot be read here",
                 "a name must be stated before it is read, and parameters read only parameters");
}

std::optional<Term> ModelExpressionParser::special_call(const Token& name) {
  const auto& all = special_functions();
  if (name.kind != Token::Kind::name || std::find(all.begin(), all.end(), name.text) == all.end())
    return std::nullopt;
  const Level level(*this, name);
  take();
  const Real read = name.is_word("table")              ? table_of(name)
                    : name.is_word("part_probability") ? part_of(name)
                    : name.is_word("logit")            ? logit(number_next())
                                                       : noisy(name);
  const Token end = close(name);
  return number_term(read, name.begin, end.end);
}

// table(front, entry: 0.1, 0.2, ...), the last parent's state changing fastest; "none" if a row is
// unreachable.
Real ModelExpressionParser::table_of(const Token& name) {
  std::vector<Discrete> parents;
  std::vector<std::string> names;
  std::size_t rows = 1;
  for (;;) {
    const Term parent = primary();
    if (parent.node->op != Op::event && parent.node->op != Op::category)
      source_.fail(parent.begin, "a parent of the table, an event or category", described(parent));
    if (parent.node->op == Op::event)
      parents.emplace_back(Event(parent.node));
    else
      parents.emplace_back(Category(parent.node));
    names.push_back(parent.node->name);
    const std::size_t states = parents.back().states().size();
    rows = rows > size() ? rows : rows * states;  // stops growing once it exceeds the number of tokens
    if (!peek().is_symbol(",")) break;
    take();
  }
  expect_symbol(":", "and a value for each combination of the states of " + detail::joined(names));
  const std::size_t at = peek().begin;
  std::vector<Real> values;
  for (;;) {
    count(peek());
    const bool out_of_reach = peek().is_word("none") && (peek(1).is_symbol(",") || peek(1).is_symbol(")"));
    if (out_of_reach) take();
    values.push_back(out_of_reach ? detail::unreachable_value() : number_next());
    if (!peek().is_symbol(",")) break;
    take();
  }
  if (values.size() != rows)
    source_.fail(at,
                 (rows > size() ? "more values" : std::to_string(rows) + " values") +
                     ", one for each combination of the states of " + detail::joined(names),
                 std::to_string(values.size()),
                 std::string(name.text) + "(parent, parent: value, value, ...)");
  return detail::table_node(parents, values);
}

// noisy_or(leak 0.1; defeat: 0.2; ...), noisy_and(leak 0.1; ready: 0.2 else 0.05; ...)
Real ModelExpressionParser::noisy(const Token& name) {
  const bool is_or = name.is_word("noisy_or");
  if (!peek().is_word("leak"))
    source_.fail(peek().begin, "'leak' and the probability of all unlisted causes", got(peek()),
                 "leak 0 if there are none");
  take();
  const Leak background = leak(number_next());
  std::vector<Cause> causes;
  std::vector<Condition> conditions;
  while (peek().is_symbol(";")) {
    count(take());
    const Boolean when = condition();
    expect_symbol(":", is_or ? "and the cause's strength" : "and the condition's inhibition");
    const Real strength = number_next();
    if (is_or) {
      causes.push_back({when, strength});
      continue;
    }
    Real substitute = 0;
    if (peek().is_word("else")) {
      take();
      substitute = number_next();
    }
    conditions.push_back({when, strength, substitute});
  }
  if (!peek().is_symbol(")")) source_.fail(peek().begin, "';' and another, or ')'", got(peek()));
  return is_or ? noisy_or(background, causes) : noisy_and(background, conditions);
}

Real ModelExpressionParser::part_of(const Token& name) {
  const Term whole = disjunction();
  const Real p = number(whole);
  expect_comma("a number of parts");
  const Token at = peek();
  const double parts = signed_number("a number of parts");
  if (!(parts >= 1 && parts <= 1e6 && parts == std::floor(parts)))
    source_.fail(at.begin, "a whole number of parts from 1 to 1000000", got(at));
  const int number_of_parts = static_cast<int>(parts);
  if (p.node()->op != Op::constant) return part_probability(p, number_of_parts);
  return source_.located(name.begin,
                         [&] { return Real(part_probability(p.node()->value, number_of_parts)); });
}

}  // namespace casus
