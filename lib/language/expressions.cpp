// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/expressions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <casus/detail/index.hpp>

namespace casus {

namespace {

// Far beyond what anybody asks. Texts are read by recursion, so a hostile one could overflow the stack; and what is written out is read
// back, with parentheses besides.
constexpr int deepest_nesting = 100;
constexpr int most_operations = 4 * static_cast<int>(detail::most_written);

const std::vector<std::string>& model_functions() {
  static const std::vector<std::string> all = {"table", "noisy_or", "noisy_and", "part_probability", "logit"};
  return all;
}

bool is_truth(const Term& term) { return term.node->op == Op::constant && term.node->is_boolean; }

}  // namespace

ExpressionParser::ExpressionParser(const Model& model, QuestionText source)
    : model_(model), source_(std::move(source)), tokens_(tokens_of(source_)) {}

ExpressionParser::ExpressionParser(Horizon& horizon, QuestionText source, Index step)
    : model_(horizon.asked()), horizon_(&horizon), step_(step), source_(std::move(source)),
      tokens_(tokens_of(source_)) {}

ExpressionParser::ExpressionParser(const Timeline& timeline, QuestionText source)
    : model_(timeline.placeholders()), reads_last_(true), source_(std::move(source)),
      tokens_(tokens_of(source_)) {}

ExpressionParser::ExpressionParser(const Model& model, bool reads_last, QuestionText source,
                                   ModelLanguage& language)
    : model_(model), reads_last_(reads_last), language_(&language), source_(std::move(source)),
      tokens_(tokens_of_model(source_)) {}

ExpressionParser::Level::Level(ExpressionParser& parser, const Token& token) : parser_(parser) {
  parser_.count(token);
  if (parser_.nesting_ >= deepest_nesting)
    parser_.source_.fail(token.begin, "at most " + std::to_string(deepest_nesting) + " levels of nesting",
                         "more");
  ++parser_.nesting_;
}

// ---- tokens
const Token& ExpressionParser::peek(std::size_t ahead) const {
  return tokens_[(std::min)(next_ + ahead, tokens_.size() - 1)];
}

Token ExpressionParser::take() {
  const Token token = peek();
  if (next_ + 1 < tokens_.size()) ++next_;
  return token;
}

std::string_view ExpressionParser::source(const Token& token) const {
  return source_.piece(token.begin, token.end);
}

std::string ExpressionParser::got(const Token& token) const {
  return token.kind == Token::Kind::end ? "the end of the text" : shown(source(token));
}

std::string ExpressionParser::column(const Token& token) const {
  const std::string position = source_.position(token.begin);
  return position.substr(position.rfind(':') + 1);
}

Token ExpressionParser::expect_open(const Token& function) {
  if (!peek().is_symbol("("))
    source_.fail(peek().begin, "'(' behind " + std::string(function.text), got(peek()));
  return take();
}

void ExpressionParser::expect_end(const std::string& expected) const {
  if (peek().kind == Token::Kind::end) return;
  source_.fail(peek().begin, expected, got(peek()), peek().is_symbol(")") ? "no '(' belongs to it" : "");
}

void ExpressionParser::expect_comma(const std::string& what) {
  if (!peek().is_symbol(",")) source_.fail(peek().begin, "',' and " + what, got(peek()));
  take();
}

// ---- expressions
Boolean ExpressionParser::condition() { return boolean(disjunction()); }

Term ExpressionParser::disjunction() {
  Term left = conjunction();
  while (peek().is_either("or", "||")) {
    count(take());
    const Term right = conjunction();
    left = joined(Op::logical_or, left, right);
  }
  return left;
}

Term ExpressionParser::conjunction() {
  Term left = negation();
  while (peek().is_either("and", "&&")) {
    count(take());
    const Term right = negation();
    left = joined(Op::logical_and, left, right);
  }
  return left;
}

Term ExpressionParser::joined(Op op, const Term& left, const Term& right) const {
  const Boolean a = boolean(left), b = boolean(right);
  return condition_term(op == Op::logical_or ? a || b : a && b, left.begin, right.end);
}

Term ExpressionParser::negation() {
  if (!peek().is_either("not", "!")) return comparison();
  const Token word = take();
  const Level level(*this, word);
  const Term inner = negation();
  return condition_term(!boolean(inner), word.begin, inner.end);
}

bool ExpressionParser::is_comparison(const Token& token) {
  if (token.kind != Token::Kind::symbol) return false;
  for (const std::string_view symbol : {"<", "<=", ">", ">=", "=", "==", "!="})
    if (token.text == symbol) return true;
  return false;
}

Term ExpressionParser::comparison() {
  const Term left = sum();
  if (!is_comparison(peek())) return left;
  const Token symbol = take();
  count(symbol);
  const Term compared =
      left.type == Term::Type::category ? with_state(left, symbol) : with_term(left, symbol, sum());
  if (is_comparison(peek()))
    source_.fail(peek().begin, "one comparison", "a second one, " + got(peek()),
                 "comparisons do not chain: join two with 'and'");
  return compared;
}

Term ExpressionParser::with_state(const Term& category, const Token& symbol) {
  const bool differs = symbol.is_symbol("!=");
  if (!differs && !symbol.is_symbol("=") && !symbol.is_symbol("=="))
    source_.fail(symbol.begin, "'=' or '!=' behind the category " + category.node->name, got(symbol),
                 "its states have no order");
  const Boolean holds(detail::make_state(category.node, state(category.node)));
  return condition_term(differs ? !holds : holds, category.begin, tokens_[next_ - 1].end);
}

Term ExpressionParser::with_term(const Term& left, const Token& symbol, const Term& right) const {
  const auto result = [&](const Boolean& read) { return condition_term(read, left.begin, right.end); };
  const bool equal = symbol.is_symbol("=") || symbol.is_symbol("==");
  if (equal || symbol.is_symbol("!=")) {
    // `entry = no` says of an event what it says of a category: nothing is computed with 0 and 1.
    const Term& truth = is_truth(right) ? right : left;
    const Term& other = is_truth(right) ? left : right;
    if (is_truth(truth) && other.type == Term::Type::condition) {
      const bool as_is = (truth.node->value != 0) == equal;
      return result(as_is ? Boolean(other.node) : !Boolean(other.node));
    }
  }
  const Real a = number(left), b = number(right);
  if (equal) return result(a == b);
  if (symbol.is_symbol("!=")) return result(a != b);
  if (symbol.is_symbol("<")) return result(a < b);
  if (symbol.is_symbol("<=")) return result(a <= b);
  if (symbol.is_symbol(">")) return result(a > b);
  return result(a >= b);
}

Term ExpressionParser::sum() {
  Term left = product();
  while (peek().is_symbol("+") || peek().is_symbol("-")) {
    const Token symbol = take();
    count(symbol);
    const Term right = product();
    const Real a = number(left), b = number(right);
    left = number_term(symbol.is_symbol("+") ? a + b : a - b, left.begin, right.end);
  }
  return left;
}

Term ExpressionParser::product() {
  Term left = sign();
  while (peek().is_symbol("*") || peek().is_symbol("/")) {
    const Token symbol = take();
    count(symbol);
    const Term right = sign();
    const Real a = number(left), b = number(right);
    left = number_term(symbol.is_symbol("*") ? a * b : a / b, left.begin, right.end);
  }
  return left;
}

Term ExpressionParser::sign() {
  if (!peek().is_symbol("-")) return primary();
  const Token minus = take();
  if (peek().kind == Token::Kind::number) {
    const Token literal = take();
    return number_term(Real(-literal.value), minus.begin, literal.end);
  }
  if (language_ && peek().is_word("infinity")) {
    const Token literal = take();
    return number_term(Real(-std::numeric_limits<double>::infinity()), minus.begin, literal.end);
  }
  const Level level(*this, minus);
  const Term inner = sign();
  return number_term(-number(inner), minus.begin, inner.end);
}

Term ExpressionParser::primary() {
  const Token token = take();
  if (token.kind == Token::Kind::number) return number_term(Real(token.value), token.begin, token.end);
  if (language_ && token.is_word("infinity"))
    return number_term(Real(std::numeric_limits<double>::infinity()), token.begin, token.end);
  if (const auto truth = token.truth()) return condition_term(Boolean(*truth), token.begin, token.end);
  if (token.is_symbol("(")) {
    const Level level(*this, token);
    Term inner = disjunction();
    if (!peek().is_symbol(")"))
      source_.fail(peek().begin, "')'", got(peek()), "'(' at column " + column(token) + " is not closed");
    inner.begin = token.begin;
    inner.end = take().end;
    return inner;
  }
  if (token.is_name()) {
    if (!peek().is_symbol("(")) return reference(token);
    if (is_model_function(token)) return model_function(token);
    if (token.is_word("exists")) return presence(token);
    return is_over_time(token) ? over_time(token) : function(token);
  }
  std::string hint;
  if (token.is_word("not") || token.is_symbol("!")) hint = "here it needs parentheses: (not ...)";
  source_.fail(token.begin, "a name, a number or '('", got(token), hint);
}

Term ExpressionParser::reference(const Token& name) const {
  const auto term = [&](Term::Type type, NodePtr node) {
    return Term{type, std::move(node), name.begin, name.end};
  };
  if (language_) {
    if (language_->unusable.contains(name.text)) throw ReadsUnusable();
    if (const auto found = language_->definitions.find(name.text); found != language_->definitions.end())
      return term(found->second.type, found->second.node);
  }
  if (const NodePtr node = model_.find(name.text); node && !node->spelling) {
    if (node->op == Op::event) return term(Term::Type::condition, node);
    return term(node->op == Op::category ? Term::Type::category : Term::Type::number, node);
  }
  if (const NodePtr node = model_.find_parameter(name.text)) return term(Term::Type::number, node);
  if (horizon_ && horizon_->find(name.text)) no_step(name);
  for (const Variable& variable : model_.variables())
    if (variable.kind() == Kind::category)
      for (const std::string& label : variable.states)
        if (label == name.text)
          source_.fail(name.begin, "the name of a variable or parameter", shown(source(name)) + ", a state",
                       "write " + detail::name_text(variable.name) + " = " + detail::name_text(label));
  std::vector<std::string> known = variable_names();
  for (const UncertainParameter& parameter : model_.parameters()) known.push_back(parameter.name);
  if (language_)
    for (const auto& [own, definition] : language_->definitions) known.push_back(own);
  unknown(name, "the name of a variable or parameter", known);
}

NodePtr ExpressionParser::named(const Token& name, const std::string& expected) {
  if (peek().is_symbol("(") && is_over_time(name)) return over_time(name).node;
  if (const NodePtr found = model_.find(name.text); found && !found->spelling) return found;
  if (const NodePtr found = model_.find_parameter(name.text)) return found;
  if (horizon_ && horizon_->find(name.text)) no_step(name);
  unknown(name, expected, variable_names());
}

// ---- over time
const std::vector<std::string>& ExpressionParser::functions_over_time() {
  static const std::vector<std::string> all = {"at",     "by",     "ever",  "always", "first",  "first_at",
                                               "before", "within", "count", "sum",    "maximum"};
  return all;
}

bool ExpressionParser::is_over_time(const Token& name) const {
  if (name.kind != Token::Kind::name) return false;
  if (reads_last_) return name.is_word("last");
  const auto& all = functions_over_time();
  return horizon_ && std::find(all.begin(), all.end(), name.text) != all.end();
}

void ExpressionParser::no_step(const Token& name) const {
  const std::string text = detail::name_text(name.text);
  source_.fail(name.begin, "what is asked of the series, such as at(" + text + ", 3)", "the series alone",
               horizon_->kind(*horizon_->find(name.text)) == Kind::event
                   ? "by(" + text + ", 3) and ever(" + text + ") look at several steps; at(" + text +
                         ") asks for its course"
                   : "at(" + text + ") asks for its course");
}

Index ExpressionParser::any_series() {
  const Token name = take();
  if (!name.is_name()) source_.fail(name.begin, "the name of a series", got(name));
  const auto found = horizon_->find(name.text);
  if (!found) unknown(name, "the name of a series", horizon_->names());
  return *found;
}

Series<Event> ExpressionParser::event_series() {
  const Token name = peek();
  const Index series = any_series();
  if (horizon_->kind(series) != Kind::event)
    source_.fail(name.begin, "an event series", shown(source(name)) + ", which is none");
  return horizon_->series<Event>(series);
}

Series<Quantity> ExpressionParser::quantity_series() {
  const Token name = peek();
  const Index series = any_series();
  if (horizon_->kind(series) != Kind::quantity && horizon_->kind(series) != Kind::count)
    source_.fail(name.begin, "a series of quantities", shown(source(name)) + ", which is none");
  return horizon_->series<Quantity>(series);
}

NodePtr ExpressionParser::at_step(Index series, Index step) {
  switch (horizon_->kind(series)) {
    case Kind::event: return horizon_->at(horizon_->series<Event>(series), step).node();
    case Kind::category: return horizon_->at(horizon_->series<Category>(series), step).node();
    case Kind::quantity:
    case Kind::count: break;
  }
  return horizon_->at(horizon_->series<Quantity>(series), step).node();
}

Index ExpressionParser::step(const Token& function) {
  if (!peek().is_symbol(",")) {
    if (is_circumstance_)
      source_.fail(peek().begin, "',' and a step", got(peek()),
                   "what is given or done has its own date: " + std::string(function.text) + "(..., 3)");
    leaves_step_out_ = true;
    return step_;
  }
  take();
  return step_named();
}

Index ExpressionParser::step_named() {
  const Token token = take();
  const std::string last = std::to_string(horizon_->steps() - 1);
  if (token.kind == Token::Kind::number) {
    if (!(token.value >= 0 && token.value < static_cast<double>(horizon_->steps()) &&
          token.value == std::floor(token.value)))
      source_.fail(token.begin, "a step, 0 to " + last, got(token));
    return static_cast<Index>(token.value);
  }
  std::vector<std::string> labels;
  for (Index step = 0; step < horizon_->steps(); ++step) {
    labels.push_back(horizon_->label(step));
    if (token.is_name() && labels.back() == token.text) return step;
  }
  source_.fail(token.begin, "a step, 0 to " + last + " or its label in double quotes", got(token),
               token.is_name() ? detail::nearest_hint(token.text, labels) : std::string());
}

Token ExpressionParser::close(const Token& function) {
  if (!peek().is_symbol(")"))
    source_.fail(peek().begin, "')' behind what " + std::string(function.text) + " takes", got(peek()));
  return take();
}

Term ExpressionParser::over_time(const Token& name) {
  const Level level(*this, name);
  expect_open(name);
  const NodePtr node = reads_last_ ? last_value() : asked_over_time(name);
  const Token end = close(name);
  const Term::Type type = node->op == Op::event      ? Term::Type::condition
                          : node->op == Op::category ? Term::Type::category
                                                     : Term::Type::number;
  return {type, node, name.begin, end.end};
}

NodePtr ExpressionParser::last_value() {
  const Token name = take();
  if (!name.is_name()) source_.fail(name.begin, "the name of a series", got(name));
  if (language_ && language_->unusable.contains(name.text)) throw ReadsUnusable();
  const NodePtr found = model_.find("last(" + std::string(name.text) + ')');
  if (found && found->spelling) return found;
  unknown(name, "the name of a series", variable_names());
}

NodePtr ExpressionParser::asked_over_time(const Token& name) {
  Horizon& h = *horizon_;
  if (name.is_word("at")) {
    const Index series = any_series();
    return at_step(series, step(name));
  }
  if (name.is_word("sum") || name.is_word("maximum")) {
    const std::size_t at = peek().begin;
    const Series<Quantity> series = quantity_series();
    const Index until = step(name);
    return source_.located(
        at, [&] { return (name.is_word("sum") ? h.sum(series, until) : h.maximum(series, until)).node(); });
  }
  const Series<Event> series = event_series();
  if (name.is_word("by")) return h.by(series, step(name)).node();
  if (name.is_word("first_at")) return h.first_at(series, step(name)).node();
  if (name.is_word("count")) return h.count(series, step(name)).node();
  if (name.is_word("ever")) return h.ever(series).node();
  if (name.is_word("first")) return h.first(series).node();
  if (name.is_word("always"))
    return peek().is_symbol(",") ? h.always(series, step(name)).node() : h.always(series).node();
  if (name.is_word("before")) {
    expect_comma("another event series");
    return h.before(series, event_series()).node();
  }
  expect_comma("a number of steps");
  const std::size_t at = peek().begin;
  const double count = signed_number("a number of steps");
  expect_comma("the event series that it is counted from");
  const Series<Event> after = event_series();
  return source_.located(at, [&] {
    if (count != std::floor(count) || std::abs(count) > 1e6)
      throw Error("within", "1 to 200 steps", detail::number(count));
    return h.within(series, static_cast<Index>(count), after).node();
  });
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
  return condition_term(source_.located(of.begin, [&] { return model_.exists(variable); }), name.begin,
                        end.end);
}

Term ExpressionParser::function(const Token& name) {
  static const std::vector<std::pair<std::string, std::size_t>> functions = {
      {"exp", 1},   {"log", 1},          {"logistic", 1},   {"min", 2},      {"max", 2},
      {"clamp", 3}, {"if_then_else", 3}, {"scale_odds", 2}, {"indicator", 1}};
  std::optional<std::size_t> wanted;
  std::vector<std::string> known;
  for (const auto& [own, arguments] : functions) {
    if (name.is_word(own)) wanted = arguments;
    known.push_back(own);
  }
  known.emplace_back("exists");
  if (!wanted) {
    if (language_) known.insert(known.end(), model_functions().begin(), model_functions().end());
    if (language_ && reads_last_) known.emplace_back("last");
    if (horizon_) known.insert(known.end(), functions_over_time().begin(), functions_over_time().end());
    const std::string expected = "one of the functions " + detail::joined(known);
    if (name.text == "observed" || name.text == "likelihood")
      source_.fail(name.begin, "a condition", shown(source(name)),
                   "it stands by itself behind what is given: | flood, observed(level, 3)");
    if (model_.find(name.text) || model_.find_parameter(name.text))
      source_.fail(name.begin, expected, shown(source(name)), "it is a name, and takes no arguments");
    source_.fail(name.begin, expected, shown(source(name)), detail::nearest_hint(name.text, known));
  }
  const Level level(*this, name);
  const Token open = take();
  std::vector<Term> arguments;
  if (!peek().is_symbol(")")) arguments.push_back(disjunction());
  while (peek().is_symbol(",")) {
    take();
    arguments.push_back(disjunction());
  }
  if (!peek().is_symbol(")"))
    source_.fail(peek().begin, "',' or ')'", got(peek()), "'(' at column " + column(open) + " is not closed");
  const Token close = take();
  if (arguments.size() != *wanted)
    source_.fail(name.begin,
                 std::to_string(*wanted) + (*wanted == 1 ? " argument of " : " arguments of ") +
                     std::string(name.text),
                 std::to_string(arguments.size()));
  return number_term(applied(name, arguments), name.begin, close.end);
}

Real ExpressionParser::applied(const Token& name, const std::vector<Term>& arguments) const {
  if (name.is_word("indicator")) return Real(boolean(arguments[0]));
  if (name.is_word("if_then_else"))
    return if_then_else(boolean(arguments[0]), number(arguments[1]), number(arguments[2]));
  const Real first = number(arguments[0]);
  if (name.is_word("exp")) return exp(first);
  if (name.is_word("log")) return log(first);
  if (name.is_word("logistic")) return logistic(first);
  const Real second = number(arguments[1]);
  if (name.is_word("min")) return (min)(first, second);
  if (name.is_word("max")) return (max)(first, second);
  if (name.is_word("scale_odds")) return scale_odds(first, second);
  return clamp(first, second, number(arguments[2]));
}

// ---- what models are stated with

bool ExpressionParser::is_model_function(const Token& name) const {
  if (!language_ || name.kind != Token::Kind::name) return false;
  return std::find(model_functions().begin(), model_functions().end(), name.text) != model_functions().end();
}

Term ExpressionParser::model_function(const Token& name) {
  const Level level(*this, name);
  take();
  const Real read = name.is_word("table")              ? table_of(name)
                    : name.is_word("part_probability") ? part_of(name)
                    : name.is_word("logit")            ? logit(number_next())
                                                       : noisy(name);
  const Token end = close(name);
  return number_term(read, name.begin, end.end);
}

Real ExpressionParser::number_next() { return number(disjunction()); }

void ExpressionParser::expect_symbol(std::string_view symbol, const std::string& behind) {
  if (!peek().is_symbol(symbol))
    source_.fail(peek().begin, detail::quoted(symbol) + ' ' + behind, got(peek()));
  take();
}

// table(front, entry: 0.1, 0.2, ...), the last parent's state changing fastest; "none" where a row is out of reach.
Real ExpressionParser::table_of(const Token& name) {
  std::vector<Discrete> parents;
  std::vector<std::string> names;
  std::size_t rows = 1;
  for (;;) {
    const Term parent = primary();
    if (parent.node->op != Op::event && parent.node->op != Op::category)
      source_.fail(parent.begin, "an event or category whose states the rows are for", described(parent));
    if (parent.node->op == Op::event)
      parents.emplace_back(Event(parent.node));
    else
      parents.emplace_back(Category(parent.node));
    names.push_back(parent.node->name);
    const std::size_t states = parents.back().states().size();
    rows = rows > tokens_.size() ? rows : rows * states;  // more than the text has words in any case
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
                 (rows > tokens_.size() ? "more values" : std::to_string(rows) + " values") +
                     ", one for each combination of the states of " + detail::joined(names),
                 std::to_string(values.size()),
                 std::string(name.text) + "(parent, parent: value, value, ...)");
  return detail::table_node(parents, values);
}

// noisy_or(leak 0.1; defeat: 0.2; ...), noisy_and(leak 0.1; ready: 0.2 else 0.05; ...)
Real ExpressionParser::noisy(const Token& name) {
  const bool is_or = name.is_word("noisy_or");
  if (!peek().is_word("leak"))
    source_.fail(peek().begin, "'leak' and the probability of what is not listed", got(peek()),
                 "leak 0 where there is nothing");
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

Real ExpressionParser::part_of(const Token& name) {
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
  if (term.node->op == Op::quantity)
    kind = model_.variables()[detail::at(term.node->index)].kind() == Kind::count ? "a count" : "a quantity";
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
               "a state counts as a number where it is named: indicator(" + with_some_state(term) + ")");
}

std::string ExpressionParser::with_some_state(const Term& category) {
  return detail::reference_text(*category.node) + " = " + detail::name_text(category.node->labels[0]);
}

// ---- names and limits
std::vector<std::string> ExpressionParser::variable_names() const {
  std::vector<std::string> names;
  if (horizon_) names = horizon_->names();
  for (const Variable& variable : model_.variables()) names.push_back(variable.name);
  return names;
}

void ExpressionParser::unknown(const Token& name, const std::string& expected,
                               const std::vector<std::string>& known) const {
  if (language_ && language_->stated.contains(name.text))
    source_.fail(name.begin, expected, shown(source(name)) + ", which cannot be read here",
                 "parameters read parameters alone, and everything what is stated before it");
  source_.fail(name.begin, expected, shown(source(name)), detail::nearest_hint(name.text, known));
}

void ExpressionParser::count(const Token& operation) {
  if (language_) {
    if (language_->operations_left-- <= 0)
      source_.fail(operation.begin, "fewer operations and table rows in a file", "more");
    return;
  }
  if (++operations_ > most_operations)
    source_.fail(operation.begin, "at most " + std::to_string(most_operations) + " operations", "more");
}

double ExpressionParser::signed_number(const std::string& expected) {
  const bool negative = peek().is_symbol("-");
  const Token& token = peek(negative ? 1 : 0);
  if (token.kind != Token::Kind::number) source_.fail(token.begin, expected, got(token));
  if (negative) take();
  const double value = take().value;
  return negative ? -value : value;
}

Index ExpressionParser::state(const NodePtr& category) {
  const Token token = take();
  if (token.kind == Token::Kind::symbol || token.kind == Token::Kind::end)
    source_.fail(token.begin, "one of the states " + detail::joined(category->labels), got(token));
  return source_.located(token.begin, [&] { return detail::state_index(*category, token.text); });
}

}  // namespace casus
