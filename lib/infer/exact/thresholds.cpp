// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/thresholds.hpp"

#include <algorithm>
#include <unordered_set>

namespace casus {

namespace {

bool is_step(Op op) {
  switch (op) {
    case Op::less:
    case Op::less_equal:
    case Op::equal:
    case Op::floor:
    case Op::minimum:
    case Op::maximum:
    case Op::function: return true;
    default: return false;
  }
}

// Returns whether an operation with steps reads a parameter.
bool has_step(const NodePtr& root) {
  std::unordered_set<const Node*> read_parameters;
  bool found = false;
  detail::for_each_part(root, [&](const NodePtr& node) {
    const bool reads = node->op == Op::parameter ||
                       std::any_of(node->children.begin(), node->children.end(), [&](const NodePtr& child) {
                         return read_parameters.contains(child.get());
                       });
    if (reads) read_parameters.insert(node.get());
    found = found || (reads && is_step(node->op));
  });
  return found;
}

bool has_step(const ConditionalDistribution& law) {
  return std::any_of(law.parameters.begin(), law.parameters.end(),
                     [](const NodePtr& node) { return has_step(node); });
}

// Returns whether a parameter has single values with a positive probability.
bool has_atoms(const ConditionalDistribution& law) {
  const auto is_of_values = [](distribution::Family family) {
    return family->is_count || family->name == "Deterministic" || family->role == distribution::Role::values;
  };
  if (law.is_formula()) return false;
  if (law.family->role != distribution::Role::mixture) return is_of_values(law.family);
  return std::any_of(law.components.begin(), law.components.end(), is_of_values);
}

}  // namespace

bool has_thresholds(const Model& model) {
  return std::any_of(model.parameters().begin(), model.parameters().end(),
                     [](const UncertainParameter& parameter) {
                       return has_atoms(parameter.distribution) || has_step(parameter.distribution);
                     }) ||
         std::any_of(model.variables().begin(), model.variables().end(),
                     [](const Variable& variable) { return has_step(variable.distribution); });
}

bool has_thresholds(const Timeline& timeline) {
  return has_thresholds(timeline.constants()) ||
         std::any_of(timeline.series().begin(), timeline.series().end(), [](const StatedSeries& series) {
           return (series.first && has_step(*series.first)) || (series.step && has_step(*series.step)) ||
                  std::any_of(
                      series.policies.begin(), series.policies.end(),
                      [](const StatedSeries::Policy& policy) { return has_step(policy.when.node()); });
         });
}

bool has_thresholds(const Query& query) {
  return has_step(query.target()) || (query.condition() && has_step(query.condition()->node()));
}

}  // namespace casus
