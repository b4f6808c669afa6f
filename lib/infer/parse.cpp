// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/infer/curve.hpp>
#include <casus/infer/parse.hpp>

#include "language/expressions.hpp"
#include "language/horizon_names.hpp"

// Questions, by recursive descent with one function per rule; "or" is a condition or number
// (language/expressions.hpp):
//
//     question    := ("P" | "E" | "variance" | "sd" | "median" | "least" | "greatest"
//                     | "distribution") "(" or [given] [done] ")"
//                  | "correlation" "(" or "," or [given] [done] ")"
//                  | ("quantile" | "expected_shortfall") "(" or "," number [given] [done] ")"
//                  | "histogram" "(" or "," number "," number {"," number} [given] [done] ")"
//     given       := ("|" | "given") seen {"," seen}
//     seen        := "observed" "(" variable "," value ")"
//                  | "likelihood" "(" variable "," number {"," number} ")" | or
//     done        := [";" "do" setting {"," setting}] [";" "had" setting {"," setting}]
//     setting     := (variable | "at" "(" name "," step "to" step ")") ("=" | "==") value
//     value       := ["-"] number | "yes" | "no" | state
//     policy      := setting "when" or
namespace casus {

namespace {

class Parser : private ExpressionParser {
public:
  Parser(Names& names, const QuestionText& text) : ExpressionParser(names, text) {}
  /// Creates a parser of questions over time.
  Parser(HorizonNames& names, const QuestionText& text) : ExpressionParser(names, text), horizon_(&names) {}

  Query question() {
    if (peek().kind == Token::Kind::end) source_.fail(0, "a question such as P(event)", "an empty text");
    const Token asks = take();
    const Form* const form = form_of(asks);
    if (!form) not_a_question(asks);
    const Token open = expect_open(asks);
    Query query = form->read(*this);
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

  /// Parses the whole text as evidence and adds it to a question.
  Query whole_evidence(Query query) {
    if (peek().kind == Token::Kind::end) source_.fail(0, "a condition or observed(...)", "an empty text");
    query = all_seen(query);
    expect_end("',' or the end of the evidence");
    return query;
  }

  /// Parses a policy: its setting, and the condition under which it applies.
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
  // ---- targets

  // A question by its name, with the function that reads its target after the parenthesis, up to
  // the evidence or interventions.
  struct Form {
    std::string_view name;
    Query (*read)(Parser& parser);
  };

  // In the order in which messages list them.
  static std::span<const Form> forms() {
    constexpr auto name = [](QuestionKind kind) { return detail::about(kind).notation; };
    static constexpr Form all[] = {
        {name(QuestionKind::probability), [](Parser& parser) { return P(parser.condition()); }},
        {name(QuestionKind::expectation), [](Parser& parser) { return E(parser.quantity()); }},
        {name(QuestionKind::variance), [](Parser& parser) { return casus::variance(parser.quantity()); }},
        {name(QuestionKind::standard_deviation), [](Parser& parser) { return casus::sd(parser.quantity()); }},
        {name(QuestionKind::quantile), [](Parser& parser) { return parser.quantile(); }},
        {name(QuestionKind::expected_shortfall), [](Parser& parser) { return parser.expected_shortfall(); }},
        {name(QuestionKind::correlation), [](Parser& parser) { return parser.correlation(); }},
        {"median", [](Parser& parser) { return casus::median(parser.quantity()); }},
        {name(QuestionKind::least), [](Parser& parser) { return casus::least(parser.quantity()); }},
        {name(QuestionKind::greatest), [](Parser& parser) { return casus::greatest(parser.quantity()); }},
        {name(QuestionKind::distribution), [](Parser& parser) { return parser.distribution(); }},
        {name(QuestionKind::histogram), [](Parser& parser) { return parser.histogram(); }},
    };
    return all;
  }

  static const Form* form_of(const Token& asks) {
    for (const Form& form : forms())
      if (asks.is_word(form.name)) return &form;
    return nullptr;
  }

  [[noreturn]] void not_a_question(const Token& asks) {
    std::vector<std::string> known;
    std::string expected;
    for (const Form& form : forms()) {
      if (!known.empty()) expected += known.size() + 1 < forms().size() ? ", " : " or ";
      known.emplace_back(form.name);
      expected += form.name;
    }
    source_.fail(asks.begin, expected, shown(source(asks)),
                 asks.kind == Token::Kind::name ? detail::nearest_hint(asks.text, known) : std::string());
  }

  Query quantile() { return of_probability(casus::quantile); }
  Query expected_shortfall() { return of_probability(casus::expected_shortfall); }

  Query of_probability(Query (*asked)(const Real&, double)) {
    const Real of = quantity();
    expect_comma("a probability");
    const std::size_t at = peek().begin;
    const double probability = signed_number("a probability in (0, 1)");
    return source_.located(at, [&] { return asked(of, probability); });
  }

  Query correlation() {
    const Real first = quantity();
    expect_comma("another quantity");
    return casus::correlation(first, quantity());
  }

  Query histogram() {
    const Real of = quantity();
    return casus::histogram(of, edges());
  }

  std::vector<double> edges() {
    std::vector<double> all;
    while (peek().is_symbol(",")) {
      take();
      const std::size_t at = peek().begin;
      const double edge = signed_number("an edge of the histogram, a number");
      if (!all.empty() && !(edge > all.back()))
        source_.fail(at, "edges that increase",
                     detail::number(edge) + " after " + detail::number(all.back()));
      all.push_back(edge);
    }
    if (all.size() < 2)
      source_.fail(peek().begin, "at least two edges, each after a comma", got(peek()),
                   "histogram(quantity, 0, 10, 20)");
    return all;
  }

  Query distribution() {
    if (horizon_ && peek().is_word("first") && peek(1).is_symbol("("))
      return first_time(horizon_->horizon(), first_series());
    const Term term = disjunction();
    if (term.type == Term::Type::category) return distribution_of(Category(term.node));
    if (term.type == Term::Type::condition) return distribution_of(Boolean(term.node));
    source_.fail(term.begin, "a category or an event", described(term),
                 "ask E(...), quantile(...) or histogram(...) about a quantity");
  }

  Real quantity() {
    const Term term = disjunction();
    if (term.type == Term::Type::category)
      source_.fail(term.begin, "a quantity", described(term),
                   "ask distribution(" + detail::reference_text(*term.node) + ")");
    return number(term);
  }

  Series<Event> first_series() {
    const Token name = take();
    take();
    const Series<Event> series = horizon_->event_series(*this);
    close(name);
    return series;
  }

  Query circumstances(Query query) {
    if (horizon_) horizon_->demand_steps();
    if (peek().is_either("given", "|")) {
      take();
      if (peek().is_word("do"))
        source_.fail(peek().begin, "a condition", "'do'",
                     "interventions follow a semicolon: ; do event = no");
      query = all_seen(query);
    }
    if (peek().is_symbol(";")) {
      take();
      if (!peek().is_word("do") && !peek().is_word("had"))
        source_.fail(
            peek().begin, "'do' or 'had'", got(peek()),
            "after ';' comes an intervention: ; do event = no, or a counterfactual: ; had event = no");
      if (peek().is_word("do")) {
        take();
        query = query.under(settings());
        if (!peek().is_symbol(";")) return query;
        take();
        if (!peek().is_word("had"))
          source_.fail(peek().begin, "'had'", got(peek()),
                       "after an intervention comes a counterfactual: ; had event = no");
      }
      take();
      query = query.counterfactually(settings());
    }
    return query;
  }

  Query all_seen(Query query) {
    query = seen(query);
    while (peek().is_symbol(",")) {
      take();
      query = seen(query);
    }
    return query;
  }

  // Parses one piece of evidence: a condition, an exact observation or likelihoods.
  Query seen(const Query& query) {
    const bool is_call = peek(1).is_symbol("(");
    if (is_call && peek().is_word("observed")) return observation(query);
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
                   described(Term{Term::Type::number, variable, name.begin, last_taken().end}));
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

  Query observation(const Query& query) {
    const Token function = peek();
    const NodePtr variable =
        evidence_variable([](Op op) { return op == Op::quantity || op == Op::event || op == Op::category; },
                          "the name of a variable");
    if (variable->op != Op::quantity) return query.given(observed_state(function, variable));
    const auto values = numbers_to_close();
    if (values.size() != 1)
      source_.fail(function.begin, "one value of " + variable->name, std::to_string(values.size()),
                   "observed(quantity, 2.5)");
    return query.given(Evidence{variable, values[0], {}});
  }

  Boolean observed_state(const Token& function, const NodePtr& variable) {
    expect_comma("the observed state");
    const double state = set_value(variable, variable->name);
    close(function);
    if (variable->op == Op::category) return Boolean(detail::make_state(variable, static_cast<Index>(state)));
    return state != 0 ? Boolean(variable) : !Boolean(variable);
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
    if (token.kind == Token::Kind::end) hint = "'(' at " + source_.position(open.begin) + " is not closed";
    if (token.is_symbol(",") && query.asks() == Query::Asks::probability)
      hint = "events are joined with 'and'";
    if (token.is_word("do")) hint = "interventions follow a semicolon: ; do event = no";
    if (token.is_either("given", "|") && !query.interventions().empty())
      hint = "evidence comes before interventions";
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

  // ---- interventions

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

  // Parses one setting; over time, that of a series in every step if no step is named.
  void setting(std::vector<Intervention>& all) {
    const Token name = take();
    if (!name.is_name())
      source_.fail(name.begin, "the name of a variable", got(name), "a setting reads: event = no");
    std::vector<NodePtr> variables;
    const auto series =
        horizon_ && !peek().is_symbol("(") ? horizon_->horizon().find(name.text) : std::nullopt;
    if (series)
      for (Index step = 0; step < horizon_->horizon().steps(); ++step)
        variables.push_back(horizon_->at_step(*series, step));
    else if (is_span())
      variables = span(name);
    else
      variables.push_back(named(name, "the name of a variable"));
    const NodePtr& variable = variables[0];
    const std::string called =
        variables.size() > 1 ? std::string(series ? name.text : "the series") : variable->name;
    if (variable->op == Op::parameter)
      source_.fail(name.begin, "the name of a variable", shown(source(name)) + ", a parameter",
                   "only a variable can be set");
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
    const Index series = horizon_->any_series(*this);
    const Index first = horizon_->step(name, *this);
    take();
    const std::size_t at = peek().begin;
    const Index last = horizon_->step_named(*this);
    if (last < first) source_.fail(at, "a step of at least " + std::to_string(first), std::to_string(last));
    close(name);
    std::vector<NodePtr> variables;
    for (Index step = first; step <= last; ++step) variables.push_back(horizon_->at_step(series, step));
    return variables;
  }

  double set_value(const NodePtr& variable, const std::string& called) {
    const Token value = peek();
    if (variable->op == Op::event) {
      if (!value.truth())
        source_.fail(value.begin, "yes or no, since " + called + " is an event", got(value));
      take();
      return *value.truth() ? 1 : 0;
    }
    if (variable->op == Op::category) return static_cast<double>(state(variable));
    const bool whole = names_.kind(*variable) == Kind::count;
    const double number = signed_number(called + "'s value, a number");
    if (whole && !(number >= 0 && std::floor(number) == number))
      source_.fail(value.begin, "a whole number, since " + called + " is a count", detail::number(number));
    return source_.located(value.begin, [&] { return set(Quantity(variable), number).value; });
  }

  std::vector<std::string> more_functions() const override {
    return horizon_ ? horizon_->functions() : std::vector<std::string>();
  }

  HorizonNames* horizon_ = nullptr;  // null unless the question is over time
};

}  // namespace

Query parse_query(const Model& model, std::string_view text, const TextPosition& position) {
  Names names(model.scope());
  return Parser(names, QuestionText(text, position)).question();
}
Query parse_query(Horizon& horizon, std::string_view text, const TextPosition& position) {
  const QuestionText question(text, position);
  HorizonNames names(horizon, 0);
  const Query query = Parser(names, question).question();
  if (!names.leaves_step_out()) return query;
  return curve(horizon, [&](Index step) {
    HorizonNames at_step(horizon, step);
    return Parser(at_step, question).question();
  });
}

namespace {

// Applies `read` to a parser of a text about a model.
template <class Read> auto parsed(const Model& model, std::string_view text, const Read& read) {
  Names names(model.scope());
  Parser parser(names, QuestionText(text));
  return read(parser);
}
// The same over time; no step may be left out.
template <class Read> auto parsed(Horizon& horizon, std::string_view text, const Read& read) {
  HorizonNames names(horizon, 0);
  names.demand_steps();
  Parser parser(names, QuestionText(text));
  return read(parser);
}

Boolean condition_of(Parser& parser) { return parser.whole_condition(); }
std::vector<Intervention> settings_of(Parser& parser) { return parser.whole_settings(); }

}  // namespace

Boolean parse_condition(const Model& model, std::string_view text) {
  return parsed(model, text, condition_of);
}
Boolean parse_condition(Horizon& horizon, std::string_view text) {
  return parsed(horizon, text, condition_of);
}

Query parse_evidence(const Model& model, const Query& query, std::string_view text) {
  return parsed(model, text, [&](Parser& parser) { return parser.whole_evidence(query); });
}
Query parse_evidence(Horizon& horizon, const Query& query, std::string_view text) {
  return parsed(horizon, text, [&](Parser& parser) { return parser.whole_evidence(query); });
}

std::vector<Intervention> parse_interventions(const Model& model, std::string_view text) {
  return parsed(model, text, settings_of);
}
std::vector<Intervention> parse_interventions(Horizon& horizon, std::string_view text) {
  return parsed(horizon, text, settings_of);
}

void add_policy(Timeline& timeline, std::string_view text) {
  TimelineNames names(timeline);
  const auto [what, when] = Parser(names, QuestionText(text)).whole_policy();
  timeline.policy(what.variable->name, when, what.value);
}

}  // namespace casus
