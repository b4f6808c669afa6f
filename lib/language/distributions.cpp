// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/distributions.hpp"

#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

#include <casus/detail/text.hpp>
#include <casus/distribution/family.hpp>

// Distributions, parsed by recursive descent; "or" is an expression
// (language/model_expressions.hpp):
//
//     distribution         := "Categorical" "(" state ":" or {"," state ":" or} ")"
//                  | "Mixture" "(" or ":" law {"," or ":" distribution} ")"
//                  | "Empirical" "(" number [":" number] {"," number [":" number]} ")"
//                  | "Dirichlet" "(" number {"," number} ")"
//                  | family "(" or {"," or} ")"
//     definition  := name "=" or
namespace casus {

namespace {

using distribution::Family;
using distribution::Role;

class DistributionParser : private ModelExpressionParser {
public:
  DistributionParser(const DistributionContext& context, const QuestionText& text)
      : ModelExpressionParser(context.names, text, context.language), context_(context) {}

  ConditionalDistribution whole_distribution() {
    ConditionalDistribution read = law("a law such as Bernoulli(0.2)");
    expect_end("the end of the law");
    return read;
  }

  std::variant<ConditionalDistribution, Dirichlet> whole_parameter_distribution() {
    if (!peek().is_word("Dirichlet")) return whole_distribution();
    const Token name = take();
    expect_open(name);
    Dirichlet shares;
    for (;;) {
      shares.concentrations.push_back(signed_number("a concentration, a number"));
      count(name);
      // The limit is needed because each share is computed from all of them.
      constexpr std::size_t most = 255;
      if (shares.concentrations.size() > most)
        source_.fail(name.begin, "at most " + std::to_string(most) + " concentrations", "more");
      if (!peek().is_symbol(",")) break;
      take();
    }
    close(name);
    expect_end("the end of the law");
    return shares;
  }

  Real whole_number() {
    not_empty("a number");
    const Real read = number_next();
    expect_end("the end of the expression");
    return read;
  }

  Boolean whole_condition() {
    not_empty("a condition");
    const Boolean read = condition();
    expect_end("the end of the condition");
    return read;
  }

  Discrete whole_parent() {
    not_empty("the name of an event or category");
    const Term parent = primary();
    expect_end("the end of the name");
    if (parent.node->op == Op::event) return Event(parent.node);
    if (parent.node->op == Op::category) return Category(parent.node);
    source_.fail(parent.begin, "an event or category", described(parent));
  }

  std::pair<std::string, Term> whole_definition() {
    const std::string expected = "a definition such as odds = p / (1 - p)";
    not_empty(expected);
    const Token name = take();
    if (!name.is_name()) source_.fail(name.begin, expected, got(name));
    const std::string own(name.text);
    if (names_.is_taken(own) || language_.definitions.contains(own))
      source_.fail(name.begin, "a name that is not taken", got(name));
    if (!peek().is_symbol("="))
      source_.fail(peek().begin, "'=' and the expression that " + own + " stands for", got(peek()));
    take();
    const Term read = disjunction();
    expect_end("the end of the definition");
    return {own, read};
  }

private:
  void not_empty(const std::string& expected) const {
    if (peek().kind == Token::Kind::end) source_.fail(0, expected, "an empty text");
  }

  std::vector<std::string> family_names() const {
    std::vector<std::string> names;
    for (const Family family : distribution::all_families) names.emplace_back(family->name);
    for (const Family family : context_.laws) names.emplace_back(family->name);
    names.emplace_back("Dirichlet");
    return names;
  }

  ConditionalDistribution law(const std::string& expected) {
    const Token name = take();
    if (name.kind != Token::Kind::name)
      source_.fail(name.begin, expected,
                   name.kind == Token::Kind::end && name.begin == 0 ? "an empty text" : got(name));
    const Level level(*this, name);
    if (const auto family = named(name.text)) {
      expect_open(name);
      ConditionalDistribution read = distribution_after(name, *family);
      close(name);
      return read;
    }
    if (name.is_word("Dirichlet"))
      source_.fail(name.begin, "a law of one number", "Dirichlet, which parameters alone can have");
    source_.fail(name.begin, "one of the laws " + detail::joined(family_names()), got(name),
                 detail::nearest_hint(name.text, family_names()));
  }

  ConditionalDistribution distribution_after(const Token& name, Family family) {
    switch (family->role) {
      case Role::category: return categorical();
      case Role::mixture: return mixture();
      case Role::values: return empirical();
      case Role::formula: {
        const Term formula = disjunction();
        if (formula.type == Term::Type::condition) return Deterministic(boolean(formula));
        return Deterministic(number(formula));
      }
      case Role::event:
      case Role::number: break;
    }
    const auto names = family->parameters;
    std::vector<NodePtr> row;
    if (!peek().is_symbol(")")) row.push_back(number_next().node());
    while (peek().is_symbol(",")) {
      take();
      row.push_back(number_next().node());
    }
    if (row.size() != names.size()) {
      std::vector<std::string> listed;
      for (const distribution::Parameter& parameter : names) listed.emplace_back(parameter.name);
      source_.fail(name.begin,
                   std::to_string(names.size()) + (names.size() == 1 ? " number for " : " numbers for ") +
                       std::string(name.text) + " (" + detail::joined(listed) + ')',
                   std::to_string(row.size()));
    }
    return conditional_distribution(family, std::move(row));
  }

  ConditionalDistribution categorical() {
    std::vector<std::string> states;
    std::vector<Real> probabilities;
    for (;;) {
      const Token state = take();
      if (state.kind == Token::Kind::symbol || state.kind == Token::Kind::end)
        source_.fail(state.begin, "the name of a state", got(state), "Categorical(state: probability, ...)");
      count(state);
      expect_symbol(":", "and the probability of " + std::string(state.text));
      states.emplace_back(state.text);
      probabilities.push_back(number_next());
      if (!peek().is_symbol(",")) break;
      take();
    }
    context_.normalise(probabilities);
    return Categorical(std::move(states), probabilities);
  }

  ConditionalDistribution mixture() {
    std::vector<Real> weights;
    std::vector<Distribution<Quantity>> laws;
    for (;;) {
      weights.push_back(number_next());
      expect_symbol(":", "and the law of that weight");
      const std::size_t at = peek().begin;
      const ConditionalDistribution part = law("a law such as Normal(0, 1)");
      if (part.kind != Kind::quantity && part.kind != Kind::count)
        source_.fail(at, "a law that a mixture can have", std::string(part.family->name));
      laws.push_back({part});
      if (!peek().is_symbol(",")) break;
      take();
    }
    context_.normalise_weights(weights);
    std::vector<Component> components;
    for (std::size_t i = 0; i < laws.size(); ++i) components.push_back({weights[i], laws[i]});
    return Mixture(components);
  }

  ConditionalDistribution empirical() {
    const std::size_t at = peek().begin;
    std::vector<double> values, weights;
    for (;;) {
      count(peek());
      values.push_back(signed_number("a value, a number"));
      if (values.size() == 1 || !weights.empty()) {
        if (peek().is_symbol(":")) {
          take();
          weights.push_back(signed_number("a weight, a number"));
        } else if (!weights.empty()) {
          source_.fail(peek().begin, "':' and a weight, as after the first value", got(peek()));
        }
      }
      if (!peek().is_symbol(",")) break;
      take();
    }
    const Empirical law = weights.empty() ? Empirical(values) : Empirical(values, weights);
    if (const auto& wrong = law.empirical->fault()) source_.fail(at, wrong->expected, wrong->got);
    return law;
  }

  std::optional<Family> named(std::string_view name) const {
    for (const std::span<const Family> families : {std::span<const Family>(distribution::all_families),
                                                   distribution::truncated_families(), context_.laws})
      for (const Family family : families)
        if (family->name == name) return family;
    return std::nullopt;
  }

  const DistributionContext& context_;
};

}  // namespace

ConditionalDistribution conditional_distribution(Family family, std::vector<NodePtr> parameters) {
  const Kind kind = family->role == distribution::Role::event             ? Kind::event
                    : distribution::is_count(distribution::Shape(family)) ? Kind::count
                                                                          : Kind::quantity;
  return {family, kind, std::move(parameters)};
}

ConditionalDistribution read_distribution(const DistributionContext& context, const QuestionText& text) {
  return DistributionParser(context, text).whole_distribution();
}
std::variant<ConditionalDistribution, Dirichlet> read_parameter_distribution(
    const DistributionContext& context, const QuestionText& text) {
  return DistributionParser(context, text).whole_parameter_distribution();
}
Real read_number(const DistributionContext& context, const QuestionText& text) {
  return DistributionParser(context, text).whole_number();
}
Boolean read_condition(const DistributionContext& context, const QuestionText& text) {
  return DistributionParser(context, text).whole_condition();
}
Discrete read_parent(const DistributionContext& context, const QuestionText& text) {
  return DistributionParser(context, text).whole_parent();
}
std::pair<std::string, Term> read_definition(const DistributionContext& context, const QuestionText& text) {
  return DistributionParser(context, text).whole_definition();
}

}  // namespace casus
