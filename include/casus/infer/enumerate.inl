// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/detail/index.hpp>
#include <casus/infer/enumerate.hpp>

namespace casus {

CASUS_INLINE Enumeration::Enumeration(const Model& model, std::vector<double> parameters)
    : model_(model), parameters_(std::move(parameters)) {
  if (parameters_.size() != model.parameters().size())
    throw Error("enumeration", std::to_string(model.parameters().size()) + " parameters",
                std::to_string(parameters_.size()));
  double combinations = 1;
  for (const Variable& variable : model.variables()) {
    if (!variable.twin_of.empty())
      throw Error(variable.name, "a variable that is not a twin, for enumeration",
                  "a twin of " + detail::quoted(variable.twin_of));
    if (!variable.is_discrete() && !variable.distribution.is_formula())
      throw Error(variable.name, "a discrete variable, for enumeration", "a random quantity");
    if (!variable.distribution.is_formula()) combinations *= static_cast<double>(variable.states.size());
  }
  if (combinations > 0x1p26)
    throw Error("enumeration", "at most 2^26 combinations of states", detail::number(combinations));
}

CASUS_INLINE double Enumeration::operator()(const Query& query) const {
  if (query.asks() != Query::Asks::probability && query.asks() != Query::Asks::expectation)
    throw Error(to_text(query), "P(...) or E(...)", "another kind of question");
  if (!query.evidence().empty() || !query.counterfactual().empty())
    throw Error(to_text(query), "a question with conditions and interventions only, for enumeration",
                query.evidence().empty() ? "a counterfactual" : detail::evidence_text(query.evidence()[0]),
                "estimate answers it");
  model_.check(to_text(query), query.target(), query.condition());
  Walk walk{*this, Formula(query.target()), {}, resolved(model_, query.interventions()), {}, {}, 0, 0};
  if (query.condition()) walk.condition = Formula(query.condition()->node());
  walk.visit(1.0);
  return walk.probability > 0 ? walk.sum / walk.probability : std::numeric_limits<double>::quiet_NaN();
}

CASUS_INLINE void Enumeration::Walk::descend(double value, double weight) {
  if (weight == 0) return;
  values.push_back(value);
  visit(weight);
  values.pop_back();
}

CASUS_INLINE void Enumeration::Walk::visit(double weight) {
  const auto& variables = of.model_.variables();
  if (values.size() == variables.size()) {
    if (condition && condition->evaluate(*this, scratch) == 0) return;
    probability += weight;
    sum += weight * target.evaluate(*this, scratch);
    return;
  }
  const Variable& next = variables[values.size()];
  if (next.guard && values[detail::at(*next.guard)] == 0) {
    const double absent = next.kind() == Kind::event      ? 0
                          : next.kind() == Kind::category ? static_cast<double>(next.absent)
                                                          : std::numeric_limits<double>::quiet_NaN();
    return descend(absent, weight);
  }
  if (const auto value = set[values.size()]) return descend(*value, weight);
  std::vector<double> arguments;
  for (const Formula& formula : next.parameters) arguments.push_back(formula.evaluate(*this, scratch));
  detail::check_arguments([&] { return next.name; }, next.distribution.shape(), arguments);
  if (next.distribution.is_formula()) return descend(arguments[0], weight);
  if (next.distribution.family->role == distribution::Role::event)
    arguments = {1 - arguments[0], arguments[0]};
  for (std::size_t state = 0; state < arguments.size(); ++state)
    descend(static_cast<double>(state), weight * arguments[state]);
}

}  // namespace casus
