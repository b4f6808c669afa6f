// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/horizon_names.hpp"

#include <cmath>
#include <utility>

namespace casus {

std::vector<std::string> HorizonNames::variables() const {
  std::vector<std::string> names = horizon_.names();
  for (std::string& name : Names::variables()) names.push_back(std::move(name));
  return names;
}

const std::vector<std::string>& HorizonNames::functions() const {
  static const std::vector<std::string> all = {"at",     "by",     "ever",  "always", "first",  "first_at",
                                               "before", "within", "count", "sum",    "maximum"};
  return all;
}

void HorizonNames::check_alone(const Token& name, const TokenReader& text) const {
  const auto series = horizon_.find(name.text);
  if (!series) return;
  const std::string written = detail::name_text(name.text);
  text.text().fail(name.begin, "a function of the series, such as at(" + written + ", 3)", "the series alone",
                   horizon_.kind(*series) == Kind::event
                       ? "by(" + written + ", 3) and ever(" + written + ") look at several steps; at(" +
                             written + ") is its course"
                       : "at(" + written + ") is its course");
}

Index HorizonNames::any_series(TokenReader& text) const {
  const Token name = text.take();
  if (!name.is_name()) text.text().fail(name.begin, "the name of a series", text.got(name));
  const auto found = horizon_.find(name.text);
  if (!found) text.fail_unknown(name, "the name of a series", horizon_.names());
  return *found;
}

Series<Event> HorizonNames::event_series(TokenReader& text) const {
  const Token name = text.peek();
  const Index series = any_series(text);
  if (horizon_.kind(series) != Kind::event)
    text.text().fail(name.begin, "an event series", shown(text.source(name)) + ", which is not one");
  return horizon_.series<Event>(series);
}

Series<Quantity> HorizonNames::quantity_series(TokenReader& text) const {
  const Token name = text.peek();
  const Index series = any_series(text);
  if (horizon_.kind(series) != Kind::quantity && horizon_.kind(series) != Kind::count)
    text.text().fail(name.begin, "a series of quantities", shown(text.source(name)) + ", which is not one");
  return horizon_.series<Quantity>(series);
}

NodePtr HorizonNames::at_step(Index series, Index step) {
  switch (horizon_.kind(series)) {
    case Kind::event: return horizon_.at(horizon_.series<Event>(series), step).node();
    case Kind::category: return horizon_.at(horizon_.series<Category>(series), step).node();
    case Kind::quantity:
    case Kind::count: break;
  }
  return horizon_.at(horizon_.series<Quantity>(series), step).node();
}

Index HorizonNames::step(const Token& function, TokenReader& text) {
  if (!text.peek().is_symbol(",")) {
    if (demands_steps_)
      text.text().fail(
          text.peek().begin, "',' and a step", text.got(text.peek()),
          "evidence and interventions need their own step: " + std::string(function.text) + "(..., 3)");
    leaves_step_out_ = true;
    return step_;
  }
  text.take();
  return step_named(text);
}

Index HorizonNames::step_named(TokenReader& text) const {
  const Token token = text.take();
  const std::string last = std::to_string(horizon_.steps() - 1);
  if (token.kind == Token::Kind::number) {
    if (!(token.value >= 0 && token.value < static_cast<double>(horizon_.steps()) &&
          token.value == std::floor(token.value)))
      text.text().fail(token.begin, "a step, 0 to " + last, text.got(token));
    return static_cast<Index>(token.value);
  }
  std::vector<std::string> labels;
  for (Index step = 0; step < horizon_.steps(); ++step) {
    labels.push_back(horizon_.label(step));
    if (token.is_name() && labels.back() == token.text) return step;
  }
  text.text().fail(token.begin, "a step, 0 to " + last + " or its label in double quotes", text.got(token),
                   token.is_name() ? detail::nearest_hint(token.text, labels) : std::string());
}

NodePtr HorizonNames::reference(const Token& function, TokenReader& text) {
  Horizon& h = horizon_;
  if (function.is_word("at")) {
    const Index series = any_series(text);
    return at_step(series, step(function, text));
  }
  if (function.is_word("sum") || function.is_word("maximum")) {
    const std::size_t at = text.peek().begin;
    const Series<Quantity> series = quantity_series(text);
    const Index until = step(function, text);
    return text.text().located(at, [&] {
      return (function.is_word("sum") ? h.sum(series, until) : h.maximum(series, until)).node();
    });
  }
  const Series<Event> series = event_series(text);
  if (function.is_word("by")) return h.by(series, step(function, text)).node();
  if (function.is_word("first_at")) return h.first_at(series, step(function, text)).node();
  if (function.is_word("count")) return h.count(series, step(function, text)).node();
  if (function.is_word("ever")) return h.ever(series).node();
  if (function.is_word("first")) return h.first(series).node();
  if (function.is_word("always"))
    return text.peek().is_symbol(",") ? h.always(series, step(function, text)).node()
                                      : h.always(series).node();
  if (function.is_word("before")) {
    text.expect_comma("another event series");
    return h.before(series, event_series(text)).node();
  }
  return within(series, text);
}

NodePtr HorizonNames::within(const Series<Event>& series, TokenReader& text) {
  text.expect_comma("a number of steps");
  const std::size_t at = text.peek().begin;
  const double count = text.signed_number("a number of steps");
  text.expect_comma("the event series that it is counted from");
  const Series<Event> after = event_series(text);
  return text.text().located(at, [&] {
    if (count != std::floor(count) || std::abs(count) > 1e6)
      throw Error("within", "1 to 200 steps", detail::number(count));
    return horizon_.within(series, static_cast<Index>(count), after).node();
  });
}

}  // namespace casus
