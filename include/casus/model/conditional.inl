// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include <casus/model/conditional.hpp>

namespace casus {

CASUS_INLINE distribution::Shape ConditionalDistribution::shape() const noexcept {
  return empirical ? distribution::Shape(*empirical) : distribution::Shape(family, components);
}

CASUS_INLINE Bernoulli::Bernoulli(const Real& probability)
    : Distribution{{distribution::family_of<distribution::Bernoulli>, Kind::event, {probability.node()}}} {}

CASUS_INLINE Categorical::Categorical(std::vector<std::string> labels, const std::vector<Real>& probabilities)
    : Distribution{
          {distribution::family_of<distribution::Categorical>, Kind::category, {}, std::move(labels)}} {
  for (const Real& probability : probabilities) parameters.push_back(probability.node());
}

CASUS_INLINE Empirical::Empirical(std::vector<double> values)
    : Empirical(std::make_shared<const distribution::Empirical>(std::move(values))) {}

CASUS_INLINE Empirical::Empirical(std::vector<double> values, std::vector<double> weights)
    : Empirical(std::make_shared<const distribution::Empirical>(std::move(values), std::move(weights))) {}

CASUS_INLINE Empirical::Empirical(std::shared_ptr<const distribution::Empirical> law)
    : Distribution{
          {distribution::family_of<distribution::Empirical>, Kind::quantity, {}, {}, {}, std::move(law)}} {}

CASUS_INLINE Mixture::Mixture(const std::vector<Component>& of)
    : Distribution{{distribution::family_of<distribution::Mixture>, Kind::quantity, {}}} {
  std::vector<NodePtr> rest;  // the components' own parameters, which come after all weights
  for (const Component& component : of) take(component.weight, component.law, rest);
  parameters.insert(parameters.end(), rest.begin(), rest.end());
  if (distribution::is_count(shape())) kind = Kind::count;
}

namespace detail {

/// Returns a constant if both weights are constants, so that the mixture can be tabulated.
CASUS_INLINE Real product_of_weights(const Real& a, const Real& b) {
  if (a.node()->op == Op::constant && b.node()->op == Op::constant)
    return Real(a.node()->value * b.node()->value);
  return a * b;
}

/// Checks the weights of each nested mixture separately: in the combined weights their errors could
/// cancel.
CASUS_INLINE void check_inner_weights(const ConditionalDistribution& law) {
  double sum = 0;
  for (std::size_t i = 0; i < law.components.size(); ++i) {
    if (law.parameters[i]->op != Op::constant) return;
    sum += law.parameters[i]->value;
  }
  if (!(std::abs(sum - 1) <= 1e-9))
    throw Error("mixture in a mixture", "probabilities that sum to 1", number(sum));
}

}  // namespace detail

CASUS_INLINE void Mixture::take(const Real& weight, const ConditionalDistribution& law,
                                std::vector<NodePtr>& rest) {
  if (law.family->role == distribution::Role::mixture && !law.components.empty()) {
    detail::check_inner_weights(law);
    for (std::size_t i = 0; i < law.components.size(); ++i) {
      const auto start = law.parameters.begin() +
                         static_cast<std::ptrdiff_t>(distribution::component_offset(law.components, i));
      const auto size = static_cast<std::ptrdiff_t>(law.components[i]->parameters.size());
      take(detail::product_of_weights(weight, Real(law.parameters[i])),
           {law.components[i], law.kind, {start, start + size}}, rest);
    }
    return;
  }
  if (law.family->role == distribution::Role::values && !law.empirical->fault()) {
    const std::vector<double>& values = law.empirical->values();
    for (std::size_t i = 0; i < values.size(); ++i)
      take(detail::product_of_weights(weight, Real(law.empirical->probabilities()[i])),
           Deterministic<Quantity>(Real(values[i])), rest);
    return;
  }
  parameters.push_back(weight.node());
  components.push_back(law.family);
  rest.insert(rest.end(), law.parameters.begin(), law.parameters.end());
}

CASUS_INLINE Distribution<Quantity> stated(const distribution::ComponentDistribution& law) {
  Distribution<Quantity> made{{law.family(), law.family()->is_count ? Kind::count : Kind::quantity, {}}};
  for (const double parameter : law.row()) made.parameters.push_back(Real(parameter).node());
  return made;
}

CASUS_INLINE Distribution<Quantity> stated(const distribution::Mixture& law) {
  if (law.components.size() == 1) return stated(law.components.front().law);
  std::vector<Component> components;
  for (const auto& [weight, component] : law.components) components.push_back({weight, stated(component)});
  return Mixture(components);
}

CASUS_INLINE Deterministic<Event>::Deterministic(const Boolean& condition)
    : Distribution{{distribution::family_of<distribution::Point>, Kind::event, {condition.node()}}} {}

CASUS_INLINE Deterministic<Quantity>::Deterministic(const Real& formula)
    : Distribution{{distribution::family_of<distribution::Point>, Kind::quantity, {formula.node()}}} {}

}  // namespace casus
