// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// A question about a model: what is asked, what is given (seen), and under which interventions (done).
class Query {
public:
  enum class Asks {
    probability,   ///< of an event
    expectation,   ///< of a quantity
    quantile,      ///< of a quantity
    distribution,  ///< of a category: one probability a state
    histogram,     ///< of a quantity: one probability a bin
  };

  Query(Asks asks, NodePtr target) : asks_(asks), target_(std::move(target)) {}

  /// The same question where `condition` was seen; several conditions are all seen.
  Query given(const Boolean& condition) const {
    Query query = *this;
    query.given_ = given_ ? *given_ && condition : condition;
    return query;
  }

  /// The same question where something was done. What is given is then read in the changed model.
  /// Throws Error where an intervention is not on a variable or sets it to a value it cannot take.
  Query under(const Intervention& intervention) const {
    return under(std::vector<Intervention>{intervention});
  }
  Query under(const std::vector<Intervention>& interventions) const {
    for (const Intervention& intervention : interventions) detail::check_setting(intervention);
    Query query = *this;
    query.under_.insert(query.under_.end(), interventions.begin(), interventions.end());
    return query;
  }

  Asks asks() const noexcept { return asks_; }
  const NodePtr& target() const noexcept { return target_; }
  const std::optional<Boolean>& condition() const noexcept { return given_; }
  const std::vector<Intervention>& interventions() const noexcept { return under_; }
  double probability() const noexcept { return probability_; }          ///< of a quantile
  const std::vector<double>& edges() const noexcept { return edges_; }  ///< of a histogram

private:
  friend Query quantile(const Real&, double);
  friend Query histogram(const Real&, std::vector<double>);

  Asks asks_;
  NodePtr target_;
  std::optional<Boolean> given_;
  std::vector<Intervention> under_;
  double probability_ = 0;
  std::vector<double> edges_;
};

/// The probability of an event.
inline Query P(const Boolean& event) { return {Query::Asks::probability, event.node()}; }
/// The expectation of a quantity.
inline Query E(const Real& quantity) { return {Query::Asks::expectation, quantity.node()}; }
/// The least value that the quantity does not exceed with this probability, in (0, 1); else throws Error.
inline Query quantile(const Real& quantity, double probability) {
  if (!(probability > 0 && probability < 1))
    throw Error("quantile of " + to_text(quantity), "a probability in (0, 1)", detail::number(probability));
  Query query{Query::Asks::quantile, quantity.node()};
  query.probability_ = probability;
  return query;
}
/// The probability of each state of a category.
inline Query distribution_of(const Category& category) {
  return {Query::Asks::distribution, category.node()};
}
/// The probability of each bin [edge, next edge). Throws Error unless there are at least two finite, increasing edges.
inline Query histogram(const Real& quantity, std::vector<double> edges) {
  const std::string subject = "histogram of " + to_text(quantity);
  if (edges.size() < 2)
    throw Error(subject, "at least two edges", detail::number(static_cast<double>(edges.size())));
  for (std::size_t i = 0; i < edges.size(); ++i)
    if (!std::isfinite(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1])))
      throw Error(subject, "finite edges that increase", detail::number(edges[i]));
  Query query{Query::Asks::histogram, quantity.node()};
  query.edges_ = std::move(edges);
  return query;
}

namespace detail {

inline std::string setting_text(const Intervention& intervention) {
  const Node& variable = *intervention.variable;
  const std::string name = name_text(variable.name) + " = ";
  if (variable.op == Op::event) return name + (intervention.value != 0 ? "yes" : "no");
  if (variable.op == Op::category)
    return name + name_text(variable.labels[static_cast<std::size_t>(intervention.value)]);
  return name + number(intervention.value);
}

/// " | entry; do front = failing": what stands behind the question.
inline std::string circumstances_text(const std::optional<Boolean>& given,
                                      const std::vector<Intervention>& under) {
  std::string text;
  if (given) text += " | " + to_text(*given);
  for (std::size_t i = 0; i < under.size(); ++i) text += (i == 0 ? "; do " : ", ") + setting_text(under[i]);
  return text;
}

}  // namespace detail

/// The question in the language that questions are written in; `parse_query` reads it back to the same question.
inline std::string to_text(const Query& query) {
  const std::string target = detail::text_at(*query.target(), 0);
  const std::string tail = detail::circumstances_text(query.condition(), query.interventions()) + ")";
  switch (query.asks()) {
    case Query::Asks::probability: return "P(" + target + tail;
    case Query::Asks::expectation: return "E(" + target + tail;
    case Query::Asks::quantile:
      return "quantile(" + target + ", " + detail::number(query.probability()) + tail;
    case Query::Asks::distribution: return "distribution(" + target + tail;
    case Query::Asks::histogram: {
      std::string edges;
      for (const double edge : query.edges()) edges += ", " + detail::number(edge);
      return "histogram(" + target + edges + tail;
    }
  }
  return {};
}

}  // namespace casus
