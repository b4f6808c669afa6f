// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/detail/index.hpp>
#include <casus/infer/detail/questions.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::optional<Boolean> known(const Scope& scope, const Query& query) {
  std::optional<Boolean> all = query.condition();
  const auto learn = [&](const Boolean& holds) { all = all ? *all && holds : holds; };
  for (const Intervention& intervention : query.interventions()) {
    scope.check_owned(to_text(query), *intervention.variable);
    const Declaration& variable = scope.variable(intervention.variable->index);
    if (variable.kind == Kind::event && !variable.guard && intervention.value != 0)
      learn(Boolean(intervention.variable));
  }
  for (const Evidence& evidence : query.evidence()) {
    scope.check_owned(to_text(query), *evidence.variable);
    const std::optional<Index>& guard = scope.variable(evidence.variable->index).guard;
    if (guard && !evidence.is_virtual()) learn(Boolean(scope.variable(*guard).node));
  }
  return all;
}

CASUS_INLINE std::set<Index> set_variables(const Query& query) {
  std::set<Index> variables;
  for (const Intervention& intervention : query.interventions())
    variables.insert(intervention.variable->index);
  return variables;
}

CASUS_INLINE void check_possible(const Scope& scope, const Query& query, const NodePtr& condition,
                                 const std::vector<std::optional<double>>& set) {
  std::vector<double> scratch;
  for (const NodePtr& part : conjuncts(condition)) {
    const Formula formula(part);
    const std::vector<Index> variables = formula.variables();
    const bool is_settled =
        formula.parameters().empty() && std::all_of(variables.begin(), variables.end(), [&](Index variable) {
          return set[detail::at(variable)] && !scope.variable(variable).guard;
        });
    if (is_settled && formula.evaluate(Settings{set}, scratch) == 0)
      throw ImpossibleCondition(to_text(query), detail::quoted(text_at(*part, 0)) + ", which cannot");
  }
}

CASUS_INLINE void check_question(const Scope& scope, const Query& query) {
  scope.check(to_text(query), query.target(), known(scope, query), set_variables(query));
  if (query.condition())
    check_possible(scope, query, query.condition()->node(), resolved(scope, query.interventions()));
}

/// Returns the variables whose value the question fixes: set by an intervention, observed, or given
/// as an event, a state or a number.
inline std::set<Index> fixed_variables(const Query& query) {
  std::set<Index> fixed = set_variables(query);
  for (const Evidence& evidence : query.evidence())
    if (!evidence.is_virtual()) fixed.insert(evidence.variable->index);
  if (!query.condition()) return fixed;
  for (const NodePtr& part : conjuncts(query.condition()->node())) {
    const Node& given = part->op == Op::logical_not ? *part->children[0] : *part;
    if (given.op == Op::event) fixed.insert(given.index);
    if (part->op == Op::state) fixed.insert(part->children[0]->index);
    if (part->op != Op::equal) continue;
    const Node& left = *part->children[0];
    const Node& right = *part->children[1];
    if (left.op == Op::quantity && right.op == Op::constant) fixed.insert(left.index);
    if (right.op == Op::quantity && left.op == Op::constant) fixed.insert(right.index);
  }
  return fixed;
}

CASUS_INLINE bool is_the_same_always(const Scope& scope, const Query& query) {
  const std::set<Index> set = fixed_variables(query);
  std::vector<bool> is_known(scope.variables().size());
  std::vector<Index> left;
  const auto add = [&](Index variable) {
    if (set.contains(variable) || is_known[detail::at(variable)]) return;
    is_known[detail::at(variable)] = true;
    left.push_back(variable);
  };
  bool reads_parameters = false;
  for_each_node(*query.target(), [&](const Node& node) {
    reads_parameters = reads_parameters || node.op == Op::parameter;
    if (node.op == Op::event || node.op == Op::category || node.op == Op::quantity) add(node.index);
  });
  while (!left.empty()) {
    const Index number = left.back();
    left.pop_back();
    // If the model has parameters, a formula may read them.
    const Declaration& variable = scope.variable(number);
    if (!variable.formula || !scope.parameters().empty()) return false;
    for (const Index parent : Formula(variable.formula).variables()) add(parent);
    if (variable.guard) add(*variable.guard);
  }
  return !reads_parameters;
}

CASUS_INLINE std::vector<Index> possible_states(const Scope& scope, const Query& query) {
  const Declaration& category = scope.variable(query.target()->index);
  const bool exists =
      !category.guard || scope.implies(known(scope, query), *category.guard, set_variables(query));
  const std::size_t all = category.states().size();
  std::vector<Index> states(exists && category.has_none ? all - 1 : all);
  std::iota(states.begin(), states.end(), Index{0});
  return states;
}

CASUS_INLINE std::string unit_of(const Scope& scope, const Query& query) {
  const AnswerUnit of = about(query.asks()).unit;
  const bool has_unit = of == AnswerUnit::of_target || of == AnswerUnit::of_target_squared;
  if (!has_unit || query.target()->op != Op::quantity) return {};
  const std::string& unit = scope.variable(query.target()->index).unit;
  if (of == AnswerUnit::of_target || unit.empty()) return unit;
  return (unit.find_first_of(" /*^") == std::string::npos ? unit : '(' + unit + ')') + "^2";
}

}  // namespace detail

}  // namespace casus
