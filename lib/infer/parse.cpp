// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/infer/curve.hpp>
#include <casus/infer/parse.hpp>

#include "infer/lexer.hpp"

// A recursive-descent parser, one function a rule:
//
//     question    := ("P" | "E" | "distribution") "(" or [given] [done] ")"
//                  | "quantile" "(" or "," number [given] [done] ")"
//                  | "histogram" "(" or "," number "," number {"," number} [given] [done] ")"
//     given       := ("|" | "given") seen {"," seen}
//     seen        := "observed" "(" variable "," number ")" | "likelihood" "(" variable "," number {"," number} ")" | or
//     done        := [";" "do" setting {"," setting}] [";" "had" setting {"," setting}]
//     setting     := (variable | "at" "(" name "," step "to" step ")") ("=" | "==") (["-"] number | "yes" | "no" | state)
//     or          := and {("or" | "||") and}
//     and         := not {("and" | "&&") not}
//     not         := ("not" | "!") not | comparison
//     comparison  := sum [("<" | "<=" | ">" | ">=" | "=" | "==" | "!=") (sum | state)]
//     sum         := product {("+" | "-") product}
//     product     := sign {("*" | "/") sign}
//     sign        := "-" sign | primary
//     primary     := number | "yes" | "no" | variable | function "(" or {"," or} ")" | "(" or ")"
//     variable    := name | over time: ("at" | "by" | "first_at" | "always" | "count" | "sum" | "maximum") "(" name ["," step] ")"
//                  | ("ever" | "first") "(" name ")" | "before" "(" name "," name ")" | "within" "(" name "," number "," name ")"
//     step        := number | label
//     policy      := setting "when" or
namespace casus {

namespace {

// Far beyond what anybody asks; without them a hostile text could overflow the stack, here or where the expression
// is walked later on.
constexpr int deepest_nesting = 100;
constexpr int most_operations = 1000;

/// A part of an expression, and which part of the text it was read from.
struct Term {
  enum class Type { condition, number, category };
  Type type;
  NodePtr node;
  std::size_t begin;
  std::size_t end;
};

bool is_truth(const Term& term) { return term.node->op == Op::constant && term.node->is_boolean; }

class Parser {
public:
  Parser(const Model& model, std::string_view text)
      : model_(model), source_(text), tokens_(tokens_of(source_)) {}
  /// Where the text leaves a step out, it is `step`.
  Parser(Horizon& horizon, std::string_view text, Index step)
      : model_(horizon.asked()), horizon_(&horizon), step_(step), source_(text), tokens_(tokens_of(source_)) {
  }
  /// Of a policy: series are read as they are in a step, and by `last`.
  Parser(const Timeline& timeline, std::string_view text)
      : model_(timeline.placeholders()), reads_last_(true), source_(text), tokens_(tokens_of(source_)) {}

  /// The same where no step may be left out.
  Parser& dated() {
    is_circumstance_ = true;
    return *this;
  }
  /// Whether what is asked leaves a step out.
  bool leaves_step_out() const { return leaves_step_out_; }

  Query question() {
    if (peek().kind == Token::Kind::end) source_.fail(0, "a question such as P(event)", "an empty text");
    const Token asks = take();
    static const std::vector<std::string> known = {"P", "E", "quantile", "distribution", "histogram"};
    bool is_known = false;
    for (const std::string& name : known) is_known = is_known || asks.is_word(name);
    if (!is_known)
      source_.fail(asks.begin, "P, E, quantile, distribution or histogram", shown(source(asks)),
                   asks.kind == Token::Kind::name ? detail::nearest_hint(asks.text, known) : std::string());
    const Token open = expect_open(asks);
    Query query = target(asks.text);
    query = circumstances(std::move(query));
    if (!peek().is_symbol(")")) not_closed(open, query);
    take();
    expect_end("the end of the question");
    return query;
  }

  Boolean whole_condition() {
    if (peek().kind == Token::Kind::end) source_.fail(0, "a condition", "an empty text");
    const Boolean read = condition();
    expect_end("the end of the condition");
    return read;
  }

  /// What a policy sets, and when.
  std::pair<Intervention, Boolean> whole_policy() {
    if (peek().kind == Token::Kind::end)
      source_.fail(0, "a policy such as suspension = yes when last(defeat)", "an empty text");
    std::vector<Intervention> read;
    setting(read);
    if (!peek().is_word("when")) source_.fail(peek().begin, "'when' and a condition", got(peek()));
    take();
    const Boolean when = condition();
    expect_end("the end of the policy");
    return {read[0], when};
  }

  std::vector<Intervention> whole_settings() {
    if (peek().kind == Token::Kind::end) source_.fail(0, "a setting such as event = no", "an empty text");
    auto read = settings();
    expect_end("',' or the end of the settings");
    return read;
  }

private:
  // ---- tokens

  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[(std::min)(next_ + ahead, tokens_.size() - 1)];
  }
  Token take() {
    const Token token = peek();
    if (next_ + 1 < tokens_.size()) ++next_;
    return token;
  }
  std::string_view source(const Token& token) const { return source_.piece(token.begin, token.end); }
  std::string got(const Token& token) const {
    return token.kind == Token::Kind::end ? "the end of the text" : shown(source(token));
  }
  std::string column(const Token& token) const {
    const std::string position = source_.position(token.begin);
    return position.substr(position.rfind(':') + 1);
  }

  Token expect_open(const Token& function) {
    if (!peek().is_symbol("("))
      source_.fail(peek().begin, "'(' behind " + std::string(function.text), got(peek()));
    return take();
  }
  void expect_end(const std::string& expected) const {
    if (peek().kind == Token::Kind::end) return;
    source_.fail(peek().begin, expected, got(peek()), peek().is_symbol(")") ? "no '(' belongs to it" : "");
  }
  void expect_comma(const std::string& what) {
    if (!peek().is_symbol(",")) source_.fail(peek().begin, "',' and " + what, got(peek()));
    take();
  }

  // ---- what is asked

  Query target(std::string_view asks) {
    if (asks == "P") return P(condition());
    if (asks == "E") return E(number_or("ask distribution("));
    if (asks == "distribution" && horizon_ && peek().is_word("first") && peek(1).is_symbol("("))
      return first_time(*horizon_, first_series());
    if (asks == "distribution") return distribution_of(category());
    if (asks == "quantile") {
      const Real quantity = number_or("ask distribution(");
      expect_comma("a probability");
      const std::size_t at = peek().begin;
      const double probability = signed_number("a probability in (0, 1)");
      return source_.located(at, [&] { return casus::quantile(quantity, probability); });
    }
    const Real quantity = number_or("ask distribution(");
    return casus::histogram(quantity, edges());
  }

  std::vector<double> edges() {
    std::vector<double> all;
    while (peek().is_symbol(",")) {
      take();
      const std::size_t at = peek().begin;
      const double edge = signed_number("an edge of the histogram, a number");
      if (!all.empty() && !(edge > all.back()))
        source_.fail(at, "edges that increase",
                     detail::number(edge) + " behind " + detail::number(all.back()));
      all.push_back(edge);
    }
    if (all.size() < 2)
      source_.fail(peek().begin, "at least two edges, behind commas", got(peek()),
                   "histogram(quantity, 0, 10, 20)");
    return all;
  }

  Category category() {
    const Term term = disjunction();
    if (term.type == Term::Type::category) return Category(term.node);
    source_.fail(term.begin, "a category", described(term),
                 term.type == Term::Type::condition
                     ? "ask P(...) about an event"
                     : "ask E(...), quantile(...) or histogram(...) about a quantity");
  }

  Real number_or(const std::string& advice) {
    const Term term = disjunction();
    if (term.type == Term::Type::category)
      source_.fail(term.begin, "a quantity", described(term),
                   advice + detail::name_text(term.node->name) + ")");
    return number(term);
  }

  Series<Event> first_series() {
    const Token name = take();
    take();
    const Series<Event> series = event_series();
    close(name);
    return series;
  }

  Query circumstances(Query query) {
    is_circumstance_ = true;
    if (peek().is_either("given", "|")) {
      take();
      if (peek().is_word("do"))
        source_.fail(peek().begin, "a condition", "'do'",
                     "what is done stands behind a semicolon: ; do event = no");
      query = seen(query);
      while (peek().is_symbol(",")) {
        take();
        query = seen(query);
      }
    }
    if (peek().is_symbol(";")) {
      take();
      if (!peek().is_word("do") && !peek().is_word("had"))
        source_.fail(peek().begin, "'do' or 'had'", got(peek()),
                     "behind ';' stands what is done: ; do event = no, or would have been: ; had event = no");
      if (peek().is_word("do")) {
        take();
        query = query.under(settings());
        if (!peek().is_symbol(";")) return query;
        take();
        if (!peek().is_word("had"))
          source_.fail(peek().begin, "'had'", got(peek()),
                       "behind what is done stands what would have been: ; had event = no");
      }
      take();
      query = query.counterfactually(settings());
    }
    return query;
  }

  // What was seen: a condition, or evidence that is none.
  Query seen(const Query& query) {
    const bool is_call = next_ + 1 < tokens_.size() && tokens_[next_ + 1].is_symbol("(");
    if (is_call && peek().is_word("observed")) return query.given(observation());
    if (is_call && peek().is_word("likelihood")) return query.given(signal());
    return query.given(condition());
  }

  NodePtr evidence_variable(bool (*fits)(Op), const std::string& expected) {
    take();
    take();
    const Token name = take();
    if (!name.is_name()) source_.fail(name.begin, expected, got(name));
    const NodePtr variable = named(name, expected);
    if (!fits(variable->op))
      source_.fail(name.begin, expected,
                   described(Term{Term::Type::number, variable, name.begin, tokens_[next_ - 1].end}));
    return variable;
  }

  std::vector<double> numbers_to_close() {
    std::vector<double> all;
    while (peek().is_symbol(",")) {
      take();
      all.push_back(signed_number("a number"));
    }
    if (!peek().is_symbol(")")) source_.fail(peek().begin, "',' and a number, or ')'", got(peek()));
    take();
    return all;
  }

  Evidence observation() {
    const std::size_t at = peek().begin;
    const NodePtr variable =
        evidence_variable([](Op op) { return op == Op::quantity; }, "the name of a quantity");
    const auto values = numbers_to_close();
    if (values.size() != 1)
      source_.fail(at, "one value of " + variable->name, std::to_string(values.size()),
                   "observed(quantity, 2.5)");
    return {variable, values[0], {}};
  }

  Evidence signal() {
    const std::size_t at = peek().begin;
    const NodePtr variable = evidence_variable([](Op op) { return op == Op::event || op == Op::category; },
                                               "the name of an event or category");
    const auto values = numbers_to_close();
    if (values.empty())
      source_.fail(at, "likelihoods of the states of " + variable->name, "none",
                   "likelihood(event, likelihood if no, likelihood if yes)");
    return source_.located(at, [&] { return detail::checked({variable, 0, values}); });
  }

  [[noreturn]] void not_closed(const Token& open, const Query& query) const {
    const Token& token = peek();
    std::string hint;
    if (token.kind == Token::Kind::end) hint = "'(' at column " + column(open) + " is not closed";
    if (token.is_symbol(",") && query.asks() == Query::Asks::probability)
      hint = "events are joined with 'and'";
    if (token.is_word("do")) hint = "what is done stands behind a semicolon: ; do event = no";
    if (token.is_either("given", "|") && !query.interventions().empty())
      hint = "what is given stands before what is done";
    else if (token.is_either("given", "|"))
      hint = "several conditions are joined with 'and'";
    std::string expected = "')'";
    if (!query.interventions().empty() || !query.counterfactual().empty())
      expected = "',' or ')'";
    else if (query.has_condition())
      expected = "',', ';' or ')'";
    else
      expected = "'|', ';' or ')'";
    source_.fail(token.begin, expected, got(token), hint);
  }

  // ---- what is done

  std::vector<Intervention> settings() {
    std::vector<Intervention> all;
    for (;;) {
      const std::size_t at = peek().begin;
      std::vector<Intervention> some;
      setting(some);
      for (Intervention& one : some) {
        for (const Intervention& earlier : all)
          if (earlier.variable == one.variable)
            source_.fail(at, "one setting of " + one.variable->name, "a second one");
        all.push_back(std::move(one));
      }
      if (!peek().is_symbol(",")) return all;
      take();
    }
  }

  // One setting; over time, that of a series in every step where no step is named.
  void setting(std::vector<Intervention>& all) {
    const Token name = take();
    if (!name.is_name())
      source_.fail(name.begin, "the name of a variable", got(name), "a setting reads: event = no");
    std::vector<NodePtr> variables;
    const auto series = horizon_ && !peek().is_symbol("(") ? horizon_->find(name.text) : std::nullopt;
    if (series)
      for (Index step = 0; step < horizon_->steps(); ++step) variables.push_back(at_step(*series, step));
    else if (is_span())
      variables = span(name);
    else
      variables.push_back(named(name, "the name of a variable"));
    const NodePtr& variable = variables[0];
    const std::string called =
        variables.size() > 1 ? std::string(series ? name.text : "the series") : variable->name;
    if (variable->op == Op::parameter)
      source_.fail(name.begin, "the name of a variable", shown(source(name)) + ", a parameter",
                   "only what chance decides can be set");
    if (!peek().is_symbol("=") && !peek().is_symbol("=="))
      source_.fail(
          peek().begin, "'=' and the value that " + called + " is set to", got(peek()),
          peek().kind == Token::Kind::symbol ? "only a variable can be set, and only to one value" : "");
    take();
    const double value = set_value(variable, called);
    for (const NodePtr& one : variables) all.push_back({one, value});
  }

  // at(entry, 3 to 7)
  bool is_span() const {
    return horizon_ && peek().is_symbol("(") && peek(2).is_symbol(",") && peek(4).is_word("to");
  }
  std::vector<NodePtr> span(const Token& name) {
    if (!name.is_word("at")) source_.fail(name.begin, "at, to set a series in several steps", got(name));
    take();
    const Index series = any_series();
    const Index first = step(name);
    take();
    const std::size_t at = peek().begin;
    const Index last = step_named();
    if (last < first) source_.fail(at, "a step behind " + std::to_string(first), std::to_string(last));
    close(name);
    std::vector<NodePtr> variables;
    for (Index step = first; step <= last; ++step) variables.push_back(at_step(series, step));
    return variables;
  }

  double set_value(const NodePtr& variable, const std::string& called) {
    const Token value = peek();
    if (variable->op == Op::event) {
      if (!value.truth()) source_.fail(value.begin, "yes or no, for " + called + " is an event", got(value));
      take();
      return *value.truth() ? 1 : 0;
    }
    if (variable->op == Op::category) return static_cast<double>(state(variable));
    const bool whole = model_.variables()[static_cast<std::size_t>(variable->index)].kind() == Kind::count;
    const double number = signed_number(called + "'s value, a number");
    if (whole && !(number >= 0 && std::floor(number) == number))
      source_.fail(value.begin, "a whole number, for " + called + " is a count", detail::number(number));
    return source_.located(value.begin, [&] { return set(Quantity(variable), number).value; });
  }

  double signed_number(const std::string& expected) {
    const bool negative = peek().is_symbol("-");
    const Token& token = peek(negative ? 1 : 0);
    if (token.kind != Token::Kind::number) source_.fail(token.begin, expected, got(token));
    if (negative) take();
    const double value = take().value;
    return negative ? -value : value;
  }

  /// The state of a category that the next token names.
  Index state(const NodePtr& category) {
    const Token token = take();
    if (token.kind == Token::Kind::symbol || token.kind == Token::Kind::end)
      source_.fail(token.begin, "one of the states " + detail::joined(category->labels), got(token));
    return source_.located(token.begin, [&] { return detail::state_index(*category, token.text); });
  }

  // ---- expressions

  Boolean condition() { return boolean(disjunction()); }

  Term disjunction() {
    Term left = conjunction();
    while (peek().is_either("or", "||")) {
      count(take());
      const Term right = conjunction();
      left = joined(Op::logical_or, left, right);
    }
    return left;
  }

  Term conjunction() {
    Term left = negation();
    while (peek().is_either("and", "&&")) {
      count(take());
      const Term right = negation();
      left = joined(Op::logical_and, left, right);
    }
    return left;
  }

  Term joined(Op op, const Term& left, const Term& right) const {
    const Boolean a = boolean(left), b = boolean(right);
    return condition_term(op == Op::logical_or ? a || b : a && b, left.begin, right.end);
  }

  Term negation() {
    if (!peek().is_either("not", "!")) return comparison();
    const Token word = take();
    const Level level(*this, word);
    const Term inner = negation();
    return condition_term(!boolean(inner), word.begin, inner.end);
  }

  static bool is_comparison(const Token& token) {
    if (token.kind != Token::Kind::symbol) return false;
    for (const std::string_view symbol : {"<", "<=", ">", ">=", "=", "==", "!="})
      if (token.text == symbol) return true;
    return false;
  }

  Term comparison() {
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

  Term with_state(const Term& category, const Token& symbol) {
    const bool differs = symbol.is_symbol("!=");
    if (!differs && !symbol.is_symbol("=") && !symbol.is_symbol("=="))
      source_.fail(symbol.begin, "'=' or '!=' behind the category " + category.node->name, got(symbol),
                   "its states have no order");
    const Boolean holds(detail::make_state(category.node, state(category.node)));
    return condition_term(differs ? !holds : holds, category.begin, tokens_[next_ - 1].end);
  }

  Term with_term(const Term& left, const Token& symbol, const Term& right) const {
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

  Term sum() {
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

  Term product() {
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

  Term sign() {
    if (!peek().is_symbol("-")) return primary();
    const Token minus = take();
    if (peek().kind == Token::Kind::number) {
      const Token literal = take();
      return number_term(Real(-literal.value), minus.begin, literal.end);
    }
    const Level level(*this, minus);
    const Term inner = sign();
    return number_term(-number(inner), minus.begin, inner.end);
  }

  Term primary() {
    const Token token = take();
    if (token.kind == Token::Kind::number) return number_term(Real(token.value), token.begin, token.end);
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
      return is_over_time(token) ? over_time(token) : function(token);
    }
    std::string hint;
    if (token.is_word("not") || token.is_symbol("!")) hint = "here it needs parentheses: (not ...)";
    source_.fail(token.begin, "a name, a number or '('", got(token), hint);
  }

  Term reference(const Token& name) const {
    const auto term = [&](Term::Type type, NodePtr node) {
      return Term{type, std::move(node), name.begin, name.end};
    };
    if (const NodePtr node = model_.find(name.text)) {
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
    unknown(name, "the name of a variable or parameter", known);
  }

  /// The variable or parameter of that name, or of the call that begins with it: at(entry, 3).
  NodePtr named(const Token& name, const std::string& expected) {
    if (peek().is_symbol("(") && is_over_time(name)) return over_time(name).node;
    if (const NodePtr found = model_.find(name.text)) return found;
    if (const NodePtr found = model_.find_parameter(name.text)) return found;
    if (horizon_ && horizon_->find(name.text)) no_step(name);
    unknown(name, expected, variable_names());
  }

  // ---- over time

  static const std::vector<std::string>& functions_over_time() {
    static const std::vector<std::string> all = {"at",     "by",     "ever",  "always", "first",  "first_at",
                                                 "before", "within", "count", "sum",    "maximum"};
    return all;
  }
  bool is_over_time(const Token& name) const {
    if (name.kind != Token::Kind::name) return false;
    if (reads_last_) return name.is_word("last");
    const auto& all = functions_over_time();
    return horizon_ && std::find(all.begin(), all.end(), name.text) != all.end();
  }

  [[noreturn]] void no_step(const Token& name) const {
    const std::string text = detail::name_text(name.text);
    source_.fail(name.begin, "what is asked of the series, such as at(" + text + ", 3)", "the series alone",
                 horizon_->kind(*horizon_->find(name.text)) == Kind::event
                     ? "by(" + text + ", 3) and ever(" + text + ") look at several steps; at(" + text +
                           ") asks for its course"
                     : "at(" + text + ") asks for its course");
  }

  Index any_series() {
    const Token name = take();
    if (!name.is_name()) source_.fail(name.begin, "the name of a series", got(name));
    const auto found = horizon_->find(name.text);
    if (!found) unknown(name, "the name of a series", horizon_->names());
    return *found;
  }
  Series<Event> event_series() {
    const Token name = peek();
    const Index series = any_series();
    if (horizon_->kind(series) != Kind::event)
      source_.fail(name.begin, "an event series", shown(source(name)) + ", which is none");
    return horizon_->series<Event>(series);
  }
  Series<Quantity> quantity_series() {
    const Token name = peek();
    const Index series = any_series();
    if (horizon_->kind(series) != Kind::quantity && horizon_->kind(series) != Kind::count)
      source_.fail(name.begin, "a series of quantities", shown(source(name)) + ", which is none");
    return horizon_->series<Quantity>(series);
  }
  NodePtr at_step(Index series, Index step) {
    switch (horizon_->kind(series)) {
      case Kind::event: return horizon_->at(horizon_->series<Event>(series), step).node();
      case Kind::category: return horizon_->at(horizon_->series<Category>(series), step).node();
      case Kind::quantity:
      case Kind::count: break;
    }
    return horizon_->at(horizon_->series<Quantity>(series), step).node();
  }

  // The step behind a comma, by its number or label; where there is none, the one that the text is read for.
  Index step(const Token& function) {
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
  Index step_named() {
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

  Token close(const Token& function) {
    if (!peek().is_symbol(")"))
      source_.fail(peek().begin, "')' behind what " + std::string(function.text) + " takes", got(peek()));
    return take();
  }

  Term over_time(const Token& name) {
    const Level level(*this, name);
    expect_open(name);
    const NodePtr node = reads_last_ ? last_value() : asked_over_time(name);
    const Token end = close(name);
    const Term::Type type = node->op == Op::event      ? Term::Type::condition
                            : node->op == Op::category ? Term::Type::category
                                                       : Term::Type::number;
    return {type, node, name.begin, end.end};
  }

  NodePtr last_value() {
    const Token name = take();
    if (!name.is_name()) source_.fail(name.begin, "the name of a series", got(name));
    if (const NodePtr found = model_.find("last(" + std::string(name.text) + ')')) return found;
    unknown(name, "the name of a series", variable_names());
  }

  NodePtr asked_over_time(const Token& name) {
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

  Term function(const Token& name) {
    static const std::vector<std::pair<std::string, std::size_t>> functions = {
        {"exp", 1},   {"log", 1},          {"logistic", 1},   {"min", 2},      {"max", 2},
        {"clamp", 3}, {"if_then_else", 3}, {"scale_odds", 2}, {"indicator", 1}};
    std::optional<std::size_t> wanted;
    std::vector<std::string> known;
    for (const auto& [own, arguments] : functions) {
      if (name.is_word(own)) wanted = arguments;
      known.push_back(own);
    }
    if (!wanted) {
      if (horizon_) known.insert(known.end(), functions_over_time().begin(), functions_over_time().end());
      const std::string expected = "one of the functions " + detail::joined(known);
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
      source_.fail(peek().begin, "',' or ')'", got(peek()),
                   "'(' at column " + column(open) + " is not closed");
    const Token close = take();
    if (arguments.size() != *wanted)
      source_.fail(name.begin,
                   std::to_string(*wanted) + (*wanted == 1 ? " argument of " : " arguments of ") +
                       std::string(name.text),
                   std::to_string(arguments.size()));
    return number_term(applied(name, arguments), name.begin, close.end);
  }

  Real applied(const Token& name, const std::vector<Term>& arguments) const {
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

  // ---- types

  static Term condition_term(const Boolean& read, std::size_t begin, std::size_t end) {
    return {Term::Type::condition, read.node(), begin, end};
  }
  static Term number_term(const Real& read, std::size_t begin, std::size_t end) {
    return {Term::Type::number, read.node(), begin, end};
  }

  std::string described(const Term& term) const {
    std::string kind = term.type == Term::Type::condition ? "a condition" : "a number";
    if (term.node->op == Op::event) kind = "an event";
    if (term.node->op == Op::category) kind = "a category";
    if (term.node->op == Op::parameter) kind = "a parameter";
    if (term.node->op == Op::quantity)
      kind = model_.variables()[static_cast<std::size_t>(term.node->index)].kind() == Kind::count
                 ? "a count"
                 : "a quantity";
    return shown(source_.piece(term.begin, term.end)) + ", " + kind;
  }

  Boolean boolean(const Term& term) const {
    if (term.type == Term::Type::condition) return Boolean(term.node);
    if (term.type == Term::Type::category)
      source_.fail(term.begin, "a condition", described(term), "name a state: " + with_some_state(term));
    source_.fail(term.begin, "a condition", described(term),
                 "compare it with a number, with < or another comparison");
  }

  /// An event counts as 1 where it holds and 0 elsewhere.
  Real number(const Term& term) const {
    if (term.type == Term::Type::number) return Real(term.node);
    if (term.type == Term::Type::condition) return Real(Boolean(term.node));
    source_.fail(term.begin, "a number", described(term),
                 "a state counts as a number where it is named: indicator(" + with_some_state(term) + ")");
  }

  static std::string with_some_state(const Term& category) {
    return detail::name_text(category.node->name) + " = " + detail::name_text(category.node->labels[0]);
  }

  // ---- names and limits

  std::vector<std::string> variable_names() const {
    std::vector<std::string> names;
    if (horizon_) names = horizon_->names();
    for (const Variable& variable : model_.variables()) names.push_back(variable.name);
    return names;
  }

  [[noreturn]] void unknown(const Token& name, const std::string& expected,
                            const std::vector<std::string>& known) const {
    source_.fail(name.begin, expected, shown(source(name)), detail::nearest_hint(name.text, known));
  }

  void count(const Token& operation) {
    if (++operations_ > most_operations)
      source_.fail(operation.begin, "at most " + std::to_string(most_operations) + " operations", "more");
  }

  /// One level of nesting, for as long as it lives.
  class Level {
  public:
    Level(Parser& parser, const Token& token) : parser_(parser) {
      parser_.count(token);
      if (parser_.nesting_ >= deepest_nesting)
        parser_.source_.fail(token.begin, "at most " + std::to_string(deepest_nesting) + " levels of nesting",
                             "more");
      ++parser_.nesting_;
    }
    ~Level() { --parser_.nesting_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

  private:
    Parser& parser_;
  };

  const Model& model_;
  Horizon* horizon_ = nullptr;  // of a question over time
  Index step_ = 0;
  bool leaves_step_out_ = false, is_circumstance_ = false;
  bool reads_last_ = false;  // of a policy
  QuestionText source_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  int nesting_ = 0;
  int operations_ = 0;
};

}  // namespace

Query parse_query(const Model& model, std::string_view text) { return Parser(model, text).question(); }

Query parse_query(Horizon& horizon, std::string_view text) {
  Parser parser(horizon, text, 0);
  const Query query = parser.question();
  if (!parser.leaves_step_out()) return query;
  return curve(horizon, [&](Index step) { return Parser(horizon, text, step).question(); });
}

Boolean parse_condition(const Model& model, std::string_view text) {
  return Parser(model, text).whole_condition();
}
Boolean parse_condition(Horizon& horizon, std::string_view text) {
  return Parser(horizon, text, 0).dated().whole_condition();
}

std::vector<Intervention> parse_interventions(const Model& model, std::string_view text) {
  return Parser(model, text).whole_settings();
}
std::vector<Intervention> parse_interventions(Horizon& horizon, std::string_view text) {
  return Parser(horizon, text, 0).dated().whole_settings();
}

void add_policy(Timeline& timeline, std::string_view text) {
  const auto [what, when] = Parser(timeline, text).whole_policy();
  timeline.policy(what.variable->name, when, what.value);
}

}  // namespace casus
