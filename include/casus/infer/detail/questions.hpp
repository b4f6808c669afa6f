// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/sample/world.hpp>

/// What all methods ask of a question before they answer it.
namespace casus::detail {

/// What holds besides the condition: an unguarded event that is set to hold does, and so does the guard of a quantity whose value
/// was seen.
inline std::optional<Boolean> known(const Model& model, const Query& query) {
  std::optional<Boolean> all = query.condition();
  const auto learn = [&](const Boolean& holds) { all = all ? *all && holds : holds; };
  for (const Intervention& intervention : query.interventions()) {
    model.check_owned(to_text(query), *intervention.variable);
    const Variable& variable = model.variables()[static_cast<std::size_t>(intervention.variable->index)];
    if (variable.kind() == Kind::event && !variable.guard && intervention.value != 0)
      learn(Boolean(intervention.variable));
  }
  for (const Evidence& evidence : query.evidence()) {
    model.check_owned(to_text(query), *evidence.variable);
    const Variable& variable = model.variables()[static_cast<std::size_t>(evidence.variable->index)];
    if (variable.guard && !evidence.is_virtual()) learn(*variable.details.when);
  }
  return all;
}

inline std::set<Index> set_variables(const Query& query) {
  std::set<Index> variables;
  for (const Intervention& intervention : query.interventions())
    variables.insert(intervention.variable->index);
  return variables;
}

/// What is set, for conditions that read nothing else.
struct Settings {
  const std::vector<std::optional<double>>& set;
  double variable(Index index) const { return *set[static_cast<std::size_t>(index)]; }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

/// Throws Error where a condition contradicts itself or what is done as far as that can be told without drawing: a part of the
/// conjunction that reads literals and set variables alone, and is false. Others are found never met. `set`: by variable, what it is
/// set to.
inline void check_possible(const Model& model, const Query& query, const NodePtr& condition,
                           const std::vector<std::optional<double>>& set) {
  std::vector<double> scratch;
  for (const NodePtr& part : conjuncts(condition)) {
    const Formula formula(part);
    const std::vector<Index> variables = formula.variables();
    const bool is_settled =
        formula.parameters().empty() && std::all_of(variables.begin(), variables.end(), [&](Index variable) {
          return set[static_cast<std::size_t>(variable)] &&
                 !model.variables()[static_cast<std::size_t>(variable)].guard;
        });
    if (is_settled && formula.evaluate(Settings{set}, scratch) == 0)
      throw Error(to_text(query), "a condition that can be met",
                  detail::quoted(text_at(*part, 0)) + ", which cannot");
  }
}

/// Throws Error where a question reads another model's variables or a quantity where it may be absent, and as `check_possible`.
inline void check_question(const Model& model, const Query& query) {
  model.check(to_text(query), query.target(), known(model, query), set_variables(query));
  if (query.condition())
    check_possible(model, query, query.condition()->node(), resolved(model, query.interventions()));
}

/// The states of a category that is asked for: without "none" where its guard is known to hold.
inline std::vector<Index> possible_states(const Model& model, const Query& query) {
  const Variable& category = model.variables()[static_cast<std::size_t>(query.target()->index)];
  const bool exists =
      !category.guard || model.implies(known(model, query), *category.guard, set_variables(query));
  std::vector<Index> states(exists ? category.distribution.states.size() : category.states.size());
  std::iota(states.begin(), states.end(), Index{0});
  return states;
}

/// The unit of what is asked for; empty for a probability.
inline std::string unit_of(const Model& model, const Query& query) {
  const bool is_number = query.asks() == Query::Asks::expectation || query.asks() == Query::Asks::quantile;
  if (!is_number || query.target()->op != Op::quantity) return {};
  return model.variables()[static_cast<std::size_t>(query.target()->index)].details.unit;
}

}  // namespace casus::detail
