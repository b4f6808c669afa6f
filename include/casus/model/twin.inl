// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/twin.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <casus/model/changes.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::optional<Real> at_same_quantile(const Real& y, const ConditionalDistribution& law,
                                                  const ConditionalDistribution& twin) {
  const auto own = [&](std::size_t i) { return Real(law.parameters[i]); };
  const auto its = [&](std::size_t i) { return Real(twin.parameters[i]); };
  const auto same = [&](std::size_t i) { return same_expression(law.parameters[i], twin.parameters[i]); };
  // For a location-scale family; `location` and `scale` are the numbers of these parameters.
  const auto shifted = [&](const Real& value, std::size_t location, std::size_t scale) {
    if (same(scale)) return value + (its(location) - own(location));
    return its(location) + its(scale) * ((value - own(location)) / own(scale));
  };
  const distribution::Family family = law.family;
  if (family.is<distribution::Normal>()) return shifted(y, 0, 1);
  if (family.is<distribution::LogNormal>()) return exp(shifted(log(y), 0, 1));
  if (family.is<distribution::LogitNormal>()) return logistic(shifted(log(y) - log(1.0 - y), 0, 1));
  if (family.is<distribution::Uniform>())
    return its(0) + (its(1) - its(0)) * ((y - own(0)) / (own(1) - own(0)));
  if (family.is<distribution::Exponential>()) return y * (own(0) / its(0));
  if (family.is<distribution::Weibull>()) {
    const Real of_scale = y / own(1);
    return its(1) * (same(0) ? of_scale : exp(log(of_scale) * (own(0) / its(0))));
  }
  const std::size_t size = family->parameters.size();
  switch (family->scaling) {
    case distribution::Scaling::none: break;
    case distribution::Scaling::rate:
      if (same(0)) return y * (own(1) / its(1));
      break;
    case distribution::Scaling::location_scale:
      if (size == 2 || (size == 3 && same(0))) return shifted(y, size - 2, size - 1);
  }
  return std::nullopt;
}

}  // namespace detail

CASUS_INLINE Twins::Twins(const Model& model, std::vector<NodePtr> seen, const Scope* besides)
    : model_(model), seen_(std::move(seen)), besides_(besides),
      originals_(static_cast<Index>(model.variables().size())) {}

CASUS_INLINE detail::Substitution Twins::add(const std::vector<Intervention>& changes,
                                             const std::vector<Intervention>& under) {
  for (const auto& settings : {changes, under})
    for (const Intervention& one : settings) model_.check_owned("had", *one.variable);
  ++twins_;
  detail::Substitution replaced;
  const auto find = [](const std::vector<Intervention>& settings, Index variable) -> const Intervention* {
    for (const Intervention& setting : settings)
      if (setting.variable->index == variable) return &setting;
    return nullptr;
  };
  for (Index variable = 0; variable < originals_; ++variable) {
    const Intervention* change = find(changes, variable);
    const Intervention* setting = change ? change : find(under, variable);
    bool reached = change != nullptr;
    const auto guard = model_.variables()[static_cast<std::size_t>(variable)].guard;
    // A variable that is set has no causes except its guard.
    for (const Index parent : setting&& guard ? std::vector<Index>{*guard}
                              : setting       ? std::vector<Index>{}
                                              : model_.parents(variable))
      reached = reached || replaced.contains(parent);
    if (!reached) continue;
    const NodePtr twin = add_twin(variable, replaced);
    replaced.emplace(variable, twin);
    if (setting) settings_.push_back({twin, setting->value});
  }
  return replaced;
}

CASUS_INLINE NodePtr Twins::add_twin(Index variable, const detail::Substitution& replaced) {
  if (const auto formula = formula_of_seen(variable, replaced)) {
    const Details& details = model_.variables()[static_cast<std::size_t>(variable)].details;
    return model_.add(twin_name(variable), Deterministic(*formula), details).node();
  }
  // Found first: compilers differ in the order in which they evaluate arguments.
  const std::string name = twin_name(variable);
  model_ = casus::add_twin(std::move(model_), name, variable, replaced);
  return model_.scope().variables().back().node;
}

CASUS_INLINE std::optional<Real> Twins::formula_of_seen(Index variable,
                                                        const detail::Substitution& replaced) const {
  const auto is_it = [&](const NodePtr& node) { return node->index == variable; };
  const auto seen = std::find_if(seen_.begin(), seen_.end(), is_it);
  const Variable& original = model_.variables()[static_cast<std::size_t>(variable)];
  // The formula may read the original only if the original exists.
  if (seen == seen_.end() || (original.guard && replaced.contains(*original.guard))) return std::nullopt;
  ConditionalDistribution law = original.distribution;
  detail::Substituted substituted(replaced);
  for (NodePtr& parameter : law.parameters) parameter = substituted(parameter);
  return detail::at_same_quantile(Real(*seen), original.distribution, law);
}

CASUS_INLINE std::string Twins::twin_name(Index variable) const {
  std::string name = model_.variables()[static_cast<std::size_t>(variable)].name + std::string(twins_, '\'');
  while (model_.find(name) || model_.find_parameter(name) || (besides_ && besides_->find(name))) name += '\'';
  return name;
}

}  // namespace casus
