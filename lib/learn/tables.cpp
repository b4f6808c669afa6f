// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "learn/tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/sample/world.hpp>

namespace casus::detail {

namespace {

// Worlds over which tables with uncertain parameters are averaged: at most this number, and fewer
// for large tables, so that the number of computed probabilities is limited.
constexpr Index most_worlds = 4'096, least_worlds = 64, most_computed = 50'000'000;

/// States of the parents of a table, and a world.
struct TableEnvironment {
  const std::vector<double>& states;
  const std::vector<double>& parameters;
  double variable(Index number) const { return states[at(number)]; }
  double parameter(Index number) const { return parameters[at(number)]; }
};

Discrete discrete(const Model& model, Index variable) {
  const NodePtr& node = model.scope().variable(variable).node;
  return node->op == Op::event ? Discrete(Event(node)) : Discrete(Category(node));
}

/// Adds the parameters that are needed by formulas, directly or through others.
void mark_needed(const Model& model, const std::vector<Formula>& formulas, std::vector<bool>& needed) {
  for (const Formula& formula : formulas)
    for (const Index parameter : formula.parameters()) {
      if (needed[at(parameter)]) continue;
      needed[at(parameter)] = true;
      mark_needed(model, model.parameters()[at(parameter)].parameters, needed);
    }
}

}  // namespace

ConditionalDistribution table_distribution(const Model& model, const TableFamily& family,
                                           const std::vector<Real>& values) {
  std::vector<Discrete> parents;
  for (const Index parent : family.parents) parents.push_back(discrete(model, parent));
  const auto column = [&](Index state) -> Real {
    if (parents.empty()) return values[at(state)];
    std::vector<Real> rows;
    for (Index row = 0; row < family.rows; ++row) rows.push_back(values[at(row * family.states + state)]);
    return table_node(parents, rows);
  };
  const ConditionalDistribution& before = model.variables()[at(family.variable)].distribution;
  if (before.kind == Kind::event) return Bernoulli(column(1));
  std::vector<Real> columns;
  for (Index state = 0; state < family.states; ++state) columns.push_back(column(state));
  return Categorical(before.states, columns);
}

std::string free_name(const Model& model, std::string name) {
  while (model.find(name) || model.find_parameter(name)) name += '_';
  return name;
}

std::vector<double> own_tables(const CaseCounts& counts) {
  const Model& model = counts.model();
  std::vector<double> own(counts.complete().size());
  const auto reads_parameters = [](const Variable& variable) {
    return std::any_of(variable.parameters.begin(), variable.parameters.end(),
                       [](const Formula& formula) { return !formula.parameters().empty(); });
  };
  const bool varies = std::any_of(model.variables().begin(), model.variables().end(), reads_parameters);
  const Index worlds =
      varies ? (std::clamp)(most_computed / detail::size(own), least_worlds, most_worlds) : Index{1};
  std::vector<double> states(model.variables().size()), scratch, parameters;
  for (Index world = 0; world < worlds; ++world) {
    if (varies) parameters = draw_parameters(model, Randomness{}, world);
    for (const TableFamily& family : counts.families()) {
      const Variable& variable = model.variables()[at(family.variable)];
      if (world > 0 && !reads_parameters(variable)) continue;
      const double share = reads_parameters(variable) ? 1 / static_cast<double>(worlds) : 1.0;
      if (family.guard) states[at(*family.guard)] = 1;
      for (Index row = 0; row < family.rows; ++row) {
        const std::vector<Index> parents = family.states_of(row);
        for (std::size_t i = 0; i < parents.size(); ++i)
          states[at(family.parents[i])] = static_cast<double>(parents[i]);
        double* const out = &own[at(family.first + row * family.states)];
        for (Index state = 0; state < family.states; ++state) {
          const bool is_no = variable.kind() == Kind::event && state == 0;
          const Formula& formula = variable.parameters[variable.kind() == Kind::event ? 0 : at(state)];
          const double p = formula.evaluate(TableEnvironment{states, parameters}, scratch);
          out[state] += share * (is_no ? 1 - p : p);
        }
      }
    }
  }
  return own;
}

std::vector<std::vector<bool>> rows_read(const CaseCounts& counts, const std::vector<double>& own) {
  const Model& model = counts.model();
  std::vector<std::vector<bool>> all;
  for (const TableFamily& family : counts.families()) {
    std::vector<bool> is_read;
    for (Index row = 0; row < family.rows; ++row) {
      const std::vector<Index> states = family.states_of(row);
      bool occurs = !std::isnan(own[at(family.first + row * family.states)]);
      const auto state_of = [&](Index variable) -> Index {
        if (variable == family.guard) return 1;
        const auto found = std::find(family.parents.begin(), family.parents.end(), variable);
        return found == family.parents.end() ? -1 : states[at(found - family.parents.begin())];
      };
      for (std::size_t i = 0; i < states.size(); ++i) {
        const Variable& parent = model.variables()[at(family.parents[i])];
        if (!parent.guard) continue;
        const Index guard = state_of(*parent.guard);
        const bool has_none = parent.kind() == Kind::category && !parent.distribution.is_formula() &&
                              detail::size(parent.states) > detail::size(parent.distribution.parameters);
        if (guard == 0 && states[i] != parent.absent) occurs = false;
        if (guard == 1 && has_none && states[i] == parent.absent) occurs = false;
      }
      is_read.push_back(occurs);
    }
    all.push_back(std::move(is_read));
  }
  return all;
}

bool is_table(const Variable& variable) {
  return std::all_of(variable.distribution.parameters.begin(), variable.distribution.parameters.end(),
                     [](const NodePtr& node) {
                       const auto is_plain = [](const NodePtr& part) {
                         return part->op == Op::constant || part->op == Op::parameter ||
                                part->op == Op::event || part->op == Op::category;
                       };
                       if (node->op != Op::table) return is_plain(node);
                       return std::all_of(node->children.begin(), node->children.end(), is_plain);
                     });
}

Model without_unread_parameters(const Model& model) {
  std::vector<bool> needed(model.parameters().size());
  for (const Variable& variable : model.variables()) {
    if (!variable.twin_of.empty()) return model;
    mark_needed(model, variable.parameters, needed);
  }
  for (std::size_t i = 0; i < needed.size(); ++i)
    if (!model.parameters()[i].drawn_as.empty()) return model;
  Model rebuilt;
  Substitution variables, parameters;
  const auto replaced = [&](ConditionalDistribution law) {
    Substituted substituted(variables, &parameters);
    for (NodePtr& parameter : law.parameters) parameter = substituted(parameter);
    return law;
  };
  for (std::size_t i = 0; i < needed.size(); ++i) {
    const UncertainParameter& old = model.parameters()[i];
    if (!needed[i]) continue;
    parameters.emplace(
        static_cast<Index>(i),
        rebuilt.parameter(old.name, Distribution<Quantity>{replaced(old.distribution)}, old.details).node());
  }
  for (std::size_t i = 0; i < model.variables().size(); ++i) {
    const Variable& old = model.variables()[i];
    Details details = old.details;
    if (old.guard) details.when = Event(variables.at(*old.guard));
    const ConditionalDistribution law = replaced(old.distribution);
    NodePtr node;
    switch (old.kind()) {
      case Kind::event: node = rebuilt.add(old.name, Distribution<Event>{law}, details).node(); break;
      case Kind::category: node = rebuilt.add(old.name, Distribution<Category>{law}, details).node(); break;
      case Kind::quantity:
      case Kind::count: node = rebuilt.add(old.name, Distribution<Quantity>{law}, details).node(); break;
    }
    variables.emplace(static_cast<Index>(i), std::move(node));
  }
  return rebuilt;
}

}  // namespace casus::detail
