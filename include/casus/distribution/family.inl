// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include <casus/distribution/family.hpp>

namespace casus::distribution {

namespace checks {

CASUS_INLINE std::optional<Fault> row_fault(Family family, std::span<const double> values) noexcept {
  const auto fault = [family](std::size_t i, Expected expected) { return Fault{i, expected, family}; };
  const auto parameters = family->parameters;
  if (values.size() != parameters.size()) return fault(0, Expected::as_many_as_names);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!is_inside(parameters[i].domain, values[i])) return fault(i, Expected::domain);
  if (const Ends& ends = family->ends; ends.low.parameter && ends.high.parameter) {
    const double low = ends.low.of(values), high = ends.high.of(values);
    if (!(low < high)) return fault(*ends.high.parameter, Expected::above_low);
    if (ends.mode && !(low <= values[*ends.mode] && values[*ends.mode] <= high))
      return fault(*ends.mode, Expected::mode_inside);
    if (std::isfinite(low) && std::isfinite(high) && !std::isfinite(high - low))
      return fault(*ends.high.parameter, Expected::finite_width);
  }
  for (const Rule& rule : family->rules)
    if (!rule.holds(values)) return Fault{rule.parameter, Expected::rule, family, &rule};
  return {};
}

CASUS_INLINE std::string text(const Fault& wrong, const Shape& shape, std::span<const double> values) {
  using casus::detail::number;
  const auto own = [&] {
    return values.subspan((std::min)(wrong.offset, values.size()), wrong.family->parameters.size());
  };
  // "low (2)": the lower end.
  const auto low = [&] {
    const End& end = wrong.family->ends.low;
    return std::string(wrong.family->parameters[*end.parameter].name) + " (" + number(end.of(own())) + ")";
  };
  switch (wrong.expected) {
    case Expected::domain: {
      const auto parameters = wrong.family->parameters;
      const std::size_t place = (std::min)(wrong.parameter - wrong.offset, parameters.size() - 1);
      return expected(parameters[place].domain, values[wrong.parameter]);
    }
    case Expected::rule: return wrong.rule->expected(own());
    case Expected::above_low: return "a value above " + low();
    case Expected::finite_width: return "a value above " + low() + " by a finite amount";
    case Expected::mode_inside:
      return "a mode between " + low() + " and high (" + number(wrong.family->ends.high.of(own())) + ")";
    case Expected::sum_of_one: return "probabilities that sum to 1";
    case Expected::as_many_as_names: {
      std::string all;
      for (const Parameter& parameter : wrong.family->parameters)
        all += (all.empty() ? "" : ", ") + std::string(parameter.name);
      for (std::size_t i = 0; i < shape.components.size(); ++i) {
        all += "; of component " + std::to_string(i + 1) + ":";
        for (const Parameter& parameter : shape.components[i]->parameters)
          all += " " + std::string(parameter.name);
      }
      return std::string(wrong.family->name) + "'s parameters: " + (all.empty() ? "none" : all);
    }
    case Expected::components: return "at least one component";
    case Expected::component_family:
      return "a distribution of a quantity or count that is given by its parameters";
    case Expected::values_and_weights:
      return shape.empirical ? shape.empirical->fault()->expected : "values and weights";
  }
  return {};
}

CASUS_INLINE Violation described(const Fault& wrong, const Shape& shape, std::span<const double> parameters) {
  Violation found{wrong.parameter, checks::text(wrong, shape, parameters), {}, {}};
  switch (wrong.expected) {
    case Expected::as_many_as_names: found.got = std::to_string(parameters.size()) + " numbers"; break;
    case Expected::components: found.got = "none"; break;
    case Expected::component_family:
      found.got = std::string(wrong.family->name);
      found.as = "component " + std::to_string(wrong.component + 1);
      break;
    case Expected::values_and_weights:
      found.got = shape.empirical ? shape.empirical->fault()->got : "none";
      break;
    case Expected::sum_of_one: {
      const std::size_t count =
          shape.family->role == Role::mixture ? shape.components.size() : parameters.size();
      double sum = 0;
      for (std::size_t i = 0; i < count; ++i) sum += parameters[i];
      found.got = casus::detail::number(sum);
      break;
    }
    case Expected::domain:
    case Expected::rule:
    case Expected::above_low:
    case Expected::finite_width:
    case Expected::mode_inside:
      found.got = casus::detail::number(parameters[wrong.parameter]);
      found.as = parameter_name(shape, wrong.parameter);
  }
  return found;
}

}  // namespace checks

CASUS_INLINE AnyDistribution make_distribution(const Shape& shape, std::span<const double> p) {
  switch (shape.family->role) {
    case Role::number: return ComponentDistribution(shape.family, p);
    case Role::event: return Bernoulli{p[0]};
    case Role::values:
      if (shape.empirical) return *shape.empirical;
      break;
    case Role::mixture: {
      const checks::MixtureRow row{shape.components, p};
      Mixture mixture;
      for (std::size_t i = 0; i < row.size(); ++i) mixture.components.push_back({row.weight(i), row.law(i)});
      return mixture;
    }
    case Role::category:
    case Role::formula: break;
  }
  throw Error("distribution", "a distribution of one number", std::string(shape.family->name));
}

CASUS_INLINE double log_density(const Shape& shape, std::span<const double> p, double x) noexcept {
  switch (shape.family->role) {
    case Role::number:
    case Role::event: return shape.family->log_density(p.data(), x);
    case Role::values: return std::log(shape.empirical->density(x));
    case Role::mixture: {
      const checks::MixtureRow row{shape.components, p};
      double greatest = -casus::detail::infinity, sum = 0;
      const auto part = [&](std::size_t i) { return std::log(row.weight(i)) + row.law(i).log_density(x); };
      for (std::size_t i = 0; i < row.size(); ++i) greatest = (std::max)(greatest, part(i));
      if (std::isinf(greatest)) return greatest;
      for (std::size_t i = 0; i < row.size(); ++i) sum += std::exp(part(i) - greatest);
      return greatest + std::log(sum);
    }
    case Role::category:
    case Role::formula: break;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

CASUS_INLINE double probability_between(Family family, std::span<const double> p, double low,
                                        double high) noexcept {
  // Uses the tail in which the result is more accurate.
  const double below = family->cdf(p.data(), low), above = family->survival(p.data(), low);
  return (std::max)(
      0.0, below < above ? family->cdf(p.data(), high) - below : above - family->survival(p.data(), high));
}

CASUS_INLINE double quantile(const Shape& shape, std::span<const double> p, double u) noexcept {
  switch (shape.family->role) {
    case Role::number:
    case Role::event:
    case Role::formula: return shape.family->quantile(p.data(), u);
    case Role::values: return shape.empirical->quantile(u);
    case Role::mixture:
      return casus::detail::mixture_quantile(checks::MixtureRow{shape.components, p}, u, 1 - u);
    case Role::category: break;
  }
  double sum = 0;
  std::size_t state = 0;
  for (std::size_t i = 0; i < p.size() && sum < u; ++i) {
    if (!(p[i] > 0)) continue;
    state = i;  // if rounding keeps the sum below u, the last possible state
    sum += p[i];
  }
  return static_cast<double>(state);
}

CASUS_INLINE double lower_quantile(const Shape& shape, std::span<const double> p, double tail) noexcept {
  return is_component(shape.family) ? shape.family->lower_quantile(p.data(), tail) : quantile(shape, p, tail);
}

CASUS_INLINE double upper_quantile(const Shape& shape, std::span<const double> p, double tail) noexcept {
  if (shape.family->role == Role::mixture)
    return casus::detail::mixture_quantile(checks::MixtureRow{shape.components, p}, 1 - tail, tail);
  if (!is_component(shape.family)) return quantile(shape, p, 1 - tail);
  return shape.family->upper_quantile(p.data(), tail);
}

}  // namespace casus::distribution
