// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <utility>

#include <casus/model/changes.hpp>

namespace casus {

CASUS_INLINE Model hold(Model model, Index parameter, double value) {
  UncertainParameter& held = model.parameters_[static_cast<std::size_t>(parameter)];
  if (!std::isfinite(value)) throw Error(held.name, "a finite value to be held at", detail::number(value));
  held.distribution = Deterministic(Real(value));
  held.parameters = {Formula(held.distribution.parameters[0])};
  return model;
}

CASUS_INLINE Model hold(Model model, const Parameter& parameter, double value) {
  model.check_owned(parameter.name(), *parameter.node());
  return hold(std::move(model), parameter.index(), value);
}

CASUS_INLINE Model hold(Model model, std::string_view parameter, double value) {
  const Index index = model.parameter(parameter).index();
  return hold(std::move(model), index, value);
}

CASUS_INLINE Model with_worlds(Model model, ParameterDraws draws) {
  const auto count = [](std::size_t size) { return detail::number(static_cast<double>(size)); };
  if (draws.values.empty()) throw Error("worlds", "at least one world", "none");
  for (std::size_t world = 0; world < draws.values.size(); ++world) {
    const std::vector<double>& values = draws.values[world];
    const std::string subject = "world " + std::to_string(world);
    if (values.size() != model.parameters_.size())
      throw Error(subject, count(model.parameters_.size()) + " values, one for each parameter",
                  count(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!model.parameters_[i].distribution.is_formula() && !std::isfinite(values[i]))
        throw Error(model.parameters_[i].name + " (" + subject + ")", "a finite value",
                    detail::number(values[i]));
  }
  if (!draws.log_weights.empty() && draws.log_weights.size() != draws.values.size())
    throw Error("weights of worlds", count(draws.values.size()) + ", one for each world",
                count(draws.log_weights.size()));
  for (const double weight : draws.log_weights)
    if (!std::isfinite(weight)) throw Error("weights of worlds", "finite logarithms", detail::number(weight));
  model.worlds_ = std::make_shared<const ParameterDraws>(std::move(draws));
  return model;
}

CASUS_INLINE Model redraw(Model model, Index parameter, std::string stream) {
  if (model.worlds_)
    throw Error(model.parameters_[static_cast<std::size_t>(parameter)].name,
                "a parameter drawn from its distribution, to be drawn again", "one with given worlds");
  model.parameters_[static_cast<std::size_t>(parameter)].drawn_as = std::move(stream);
  return model;
}

CASUS_INLINE Model redistribute(Model model, Index variable, ConditionalDistribution distribution) {
  Variable& changed = model.variables_[static_cast<std::size_t>(variable)];
  changed.parameters = detail::bound_parameters(model.scope_, changed.name, distribution, changed.guard);
  changed.distribution = std::move(distribution);
  changed.tables = model.table_slot();
  model.scope_.restate(variable, detail::formula_of(changed.distribution));
  return model;
}

CASUS_INLINE Model add_twin(Model model, std::string name, Index of, const detail::Substitution& replaced) {
  model.scope_.check_new_name(name);
  Variable twin = model.variables_[static_cast<std::size_t>(of)];
  twin.twin_of = twin.stream();
  twin.name = std::move(name);
  detail::Substituted substituted(replaced);
  twin.parameters.clear();
  for (NodePtr& parameter : twin.distribution.parameters)
    twin.parameters.emplace_back(parameter = substituted(parameter));
  if (twin.guard) {
    const NodePtr guard = substituted(model.scope_.variable(*twin.guard).node);
    twin.guard = guard->index;
    twin.details.when = Event(guard);
  }
  model.append(std::move(twin));
  return model;
}

CASUS_INLINE Model with_drawn_parameters(const Model& model, detail::Substitution& variables,
                                         detail::Substitution& parameters) {
  if (model.worlds_)
    throw Error(model.parameters_[0].name, "a parameter drawn from its distribution, to be drawn anew",
                "one with given worlds");
  Model all;
  all.has_tables_ = model.has_tables_;
  detail::Substituted substituted(variables, &parameters);
  const auto rewrite = [&](Variable& variable) {
    variable.parameters.clear();
    for (NodePtr& parameter : variable.distribution.parameters)
      variable.parameters.emplace_back(parameter = substituted(parameter));
  };
  for (std::size_t i = 0; i < model.parameters_.size(); ++i) {
    const UncertainParameter& parameter = model.parameters_[i];
    Variable drawn{parameter.name, parameter.distribution, {}, {}, {}, 0, {}};
    drawn.twin_of = parameter.drawn_as;
    rewrite(drawn);
    drawn.tables = all.table_slot();
    parameters.emplace(static_cast<Index>(i), all.append(std::move(drawn)));
  }
  for (std::size_t i = 0; i < model.variables_.size(); ++i) {
    Variable variable = model.variables_[i];
    rewrite(variable);
    if (variable.guard) {
      const NodePtr guard = variables.at(*variable.guard);
      variable.guard = guard->index;
      variable.details.when = Event(guard);
    }
    variables.emplace(static_cast<Index>(i), all.append(std::move(variable)));
  }
  return all;
}

CASUS_INLINE Model with_stand_ins(Model model, const Scope& scope) {
  for (std::size_t i = model.variables_.size(); i < scope.variables().size(); ++i) {
    const Declaration& declaration = scope.variables()[i];
    std::vector<std::string> states = declaration.states();
    if (declaration.has_none) states.pop_back();
    Variable variable{declaration.name(), detail::stand_in(declaration.kind, states), {}, {}, {}, 0, {}};
    for (const NodePtr& parameter : variable.distribution.parameters)
      variable.parameters.emplace_back(parameter);
    variable.states = declaration.states();
    variable.guard = declaration.guard;
    variable.absent = declaration.absent;
    variable.details.unit = declaration.unit;
    if (declaration.guard) variable.details.when = Event(scope.variable(*declaration.guard).node);
    model.append(std::move(variable), declaration);
  }
  return model;
}

CASUS_INLINE Model without_tables(Model model) {
  model.has_tables_ = false;
  for (Variable& variable : model.variables_) variable.tables = nullptr;
  return model;
}

namespace detail {

CASUS_INLINE ConditionalDistribution stand_in(Kind kind, const std::vector<std::string>& states) {
  switch (kind) {
    case Kind::event: return Bernoulli(0.5);
    case Kind::category:
      return Categorical(states, std::vector<Real>(states.size(), 1.0 / static_cast<double>(states.size())));
    case Kind::count: return Poisson(1);
    case Kind::quantity: break;
  }
  return Normal(0, 1);
}

}  // namespace detail

}  // namespace casus
