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
  const auto shape = [&](std::size_t i) -> std::optional<Fault> {
    if (!is_positive(values[i])) return fault(i, Expected::positive);
    if (values[i] > largest_shape) return fault(i, Expected::at_most_largest_shape);
    return {};
  };
  const auto positive = [&](std::size_t i) -> std::optional<Fault> {
    if (!is_positive(values[i])) return fault(i, Expected::positive);
    return {};
  };
  const auto probability = [&](std::size_t i) -> std::optional<Fault> {
    if (!is_probability(values[i])) return fault(i, Expected::probability);
    return {};
  };
  const auto success = [&](std::size_t i, double successes) -> std::optional<Fault> {
    if (!(values[i] > 0 && values[i] <= 1)) return fault(i, Expected::positive_probability);
    if (!(successes * ((1 - values[i]) / values[i]) <= largest_shape))
      return fault(i, Expected::few_failures);
    return {};
  };
  if (values.size() != family_info(family).parameters.size()) return fault(0, Expected::as_many_as_names);

  switch (family) {
    case Family::bernoulli: return probability(0);
    case Family::uniform:
    case Family::triangular:
    case Family::pert: {
      const std::size_t last = values.size() - 1;
      for (std::size_t i = 0; i <= last; ++i)
        if (!std::isfinite(values[i])) return fault(i, Expected::finite);
      const double low = values[0], high = values[last];
      if (last == 2 && low < high && !(low <= values[1] && values[1] <= high))
        return fault(1, Expected::mode_inside);
      if (!(low < high)) return fault(last, Expected::above_low);
      if (!std::isfinite(high - low)) return fault(last, Expected::finite_width);
      return {};
    }
    case Family::normal:
    case Family::log_normal:
    case Family::logit_normal:
      if (!std::isfinite(values[0])) return fault(0, Expected::finite);
      return positive(1);
    case Family::truncated_normal: {
      if (!std::isfinite(values[0])) return fault(0, Expected::finite);
      if (const auto wrong = positive(1)) return wrong;
      const double low = values[2], high = values[3];
      if (!(low < casus::detail::infinity)) return fault(2, Expected::lower_bound);
      if (!(high > -casus::detail::infinity)) return fault(3, Expected::upper_bound);
      if (!(low < high)) return fault(3, Expected::above_low);
      if (std::isfinite(low) && std::isfinite(high) && !std::isfinite(high - low))
        return fault(3, Expected::finite_width);
      if (low > values[0] && (low - values[0]) / values[1] > largest_shape)
        return fault(2, Expected::within_reach);
      if (high < values[0] && (values[0] - high) / values[1] > largest_shape)
        return fault(3, Expected::within_reach);
      return {};
    }
    case Family::beta:
      if (const auto wrong = shape(0)) return wrong;
      return shape(1);
    case Family::gamma:
      if (const auto wrong = shape(0)) return wrong;
      return positive(1);
    case Family::student_t:
      if (const auto wrong = shape(0)) return wrong;
      if (!std::isfinite(values[1])) return fault(1, Expected::finite);
      return positive(2);
    case Family::weibull:
      if (const auto wrong = positive(0)) return wrong;
      return positive(1);
    case Family::exponential: return positive(0);
    case Family::poisson:
      if (!(values[0] >= 0 && values[0] < casus::detail::infinity)) return fault(0, Expected::non_negative);
      if (values[0] > largest_shape) return fault(0, Expected::at_most_largest_shape);
      return {};
    case Family::binomial:
      if (!(values[0] >= 0 && values[0] < casus::detail::infinity && values[0] == std::floor(values[0])))
        return fault(0, Expected::whole_number);
      if (values[0] > largest_shape) return fault(0, Expected::at_most_largest_shape);
      return probability(1);
    case Family::negative_binomial:
      if (const auto wrong = shape(0)) return wrong;
      return success(1, values[0]);
    case Family::geometric: return success(0, 1);
    case Family::deterministic:
      if (!std::isfinite(values[0])) return fault(0, Expected::finite);
      return {};
    case Family::categorical:
    case Family::empirical:  // whose row is empty
    case Family::mixture: break;
  }
  return {};
}

CASUS_INLINE std::string text(const Fault& wrong, const Shape& shape, std::span<const double> values) {
  using casus::detail::number;
  const std::string_view family = family_info(wrong.family).name;
  const std::span<const double> own = values.subspan((std::min)(wrong.offset, values.size()));
  switch (wrong.expected) {
    case Expected::finite: return "a finite number";
    case Expected::positive: return "a positive finite number";
    case Expected::non_negative: return "a finite number of at least 0";
    case Expected::probability: return "a probability in [0, 1]";
    case Expected::positive_probability: return "a probability in (0, 1]";
    case Expected::whole_number: return "a whole number of at least 0";
    case Expected::at_most_largest_shape: return "a number of at most " + number(largest_shape);
    case Expected::few_failures:
      return "a probability that lets at most " + number(largest_shape) + " failures be expected";
    case Expected::lower_bound: return "a finite number or -infinity";
    case Expected::upper_bound: return "a finite number or infinity";
    case Expected::within_reach:
      return "a value within " + number(largest_shape) + " scales of location (" + number(own[0]) + ")";
    case Expected::above_low:
      return "a value above low (" + number(own[wrong.family == Family::truncated_normal ? 2 : 0]) + ")";
    case Expected::finite_width:
      return "a value above low (" + number(own[wrong.family == Family::truncated_normal ? 2 : 0]) +
             ") by a finite amount";
    case Expected::mode_inside:
      return "a mode between low (" + number(own[0]) + ") and high (" + number(own[2]) + ")";
    case Expected::sum_of_one: return "probabilities that sum to 1";
    case Expected::as_many_as_names: {
      std::string all;
      for (const std::string_view name : family_info(wrong.family).parameters)
        all += (all.empty() ? "" : ", ") + std::string(name);
      for (std::size_t i = 0; i < shape.components.size(); ++i) {
        all += "; of component " + std::to_string(i + 1) + ":";
        for (const std::string_view name : family_info(shape.components[i]).parameters)
          all += " " + std::string(name);
      }
      return std::string(family) + "'s parameters: " + (all.empty() ? "none" : all);
    }
    case Expected::components: return "at least one component";
    case Expected::component_family: return "a distribution of a quantity or count by its parameters";
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
      found.got = std::string(family_info(wrong.family).name);
      found.as = "component " + std::to_string(wrong.component + 1);
      break;
    case Expected::values_and_weights:
      found.got = shape.empirical ? shape.empirical->fault()->got : "none";
      break;
    case Expected::sum_of_one: {
      const std::size_t count = shape.family == Family::mixture ? shape.components.size() : parameters.size();
      double sum = 0;
      for (std::size_t i = 0; i < count; ++i) sum += parameters[i];
      found.got = casus::detail::number(sum);
      break;
    }
    default:
      found.got = casus::detail::number(parameters[wrong.parameter]);
      found.as = parameter_name(shape, wrong.parameter);
  }
  return found;
}

/// log of a normal density at `z` standard deviations, but for the scale.
inline double log_normal_curve(double z) noexcept { return -0.5 * z * z - 0.918938533204672742; }

CASUS_INLINE double log_density(const ComponentLaw& law, double x) noexcept {
  if (const auto* normal = std::get_if<Normal>(&law))
    return log_normal_curve((x - normal->location) / normal->scale) - std::log(normal->scale);
  if (const auto* log_normal = std::get_if<LogNormal>(&law)) {
    if (!(x > 0)) return -casus::detail::infinity;
    return log_normal_curve((std::log(x) - log_normal->log_location) / log_normal->log_scale) -
           std::log(log_normal->log_scale) - std::log(x);
  }
  if (const auto* exponential = std::get_if<Exponential>(&law))
    return x < 0 ? -casus::detail::infinity : std::log(exponential->rate) - exponential->rate * x;
  return std::log(std::visit([x](const auto& of) { return of.density(x); }, law));
}

/// P(low < X <= high), from the side where it is finer.
template <class AnyLaw> double probability_between(const AnyLaw& law, double low, double high) noexcept {
  const double below = law.cdf(low), above = law.survival(low);
  return (std::max)(0.0, below < above ? law.cdf(high) - below : above - law.survival(high));
}

}  // namespace checks

CASUS_INLINE Law make_law(const Shape& shape, std::span<const double> p) {
  if (is_component(shape.family))
    return std::visit([](const auto& law) -> Law { return law; }, component_law(shape.family, p));
  if (shape.family == Family::bernoulli) return Bernoulli{p[0]};
  if (shape.family == Family::empirical && shape.empirical) return *shape.empirical;
  if (shape.family == Family::mixture) {
    const checks::MixtureRow row{shape.components, p};
    Mixture mixture;
    for (std::size_t i = 0; i < row.size(); ++i) mixture.components.push_back({row.weight(i), row.law(i)});
    return mixture;
  }
  throw Error("distribution", "the law of one number", std::string(family_info(shape.family).name));
}

CASUS_INLINE double log_density(const Shape& shape, std::span<const double> p, double x) noexcept {
  switch (shape.family) {
    case Family::deterministic:
    case Family::categorical: return std::numeric_limits<double>::quiet_NaN();
    case Family::bernoulli: return std::log(Bernoulli{p[0]}.density(x));
    case Family::empirical: return std::log(shape.empirical->density(x));
    case Family::mixture: {
      const checks::MixtureRow row{shape.components, p};
      double greatest = -casus::detail::infinity, sum = 0;
      const auto part = [&](std::size_t i) {
        return std::log(row.weight(i)) + checks::log_density(row.law(i), x);
      };
      for (std::size_t i = 0; i < row.size(); ++i) greatest = (std::max)(greatest, part(i));
      if (std::isinf(greatest)) return greatest;
      for (std::size_t i = 0; i < row.size(); ++i) sum += std::exp(part(i) - greatest);
      return greatest + std::log(sum);
    }
    default: return checks::log_density(component_law(shape.family, p), x);
  }
}

CASUS_INLINE double probability_between(Family family, std::span<const double> p, double low,
                                        double high) noexcept {
  return std::visit([&](const auto& law) { return checks::probability_between(law, low, high); },
                    component_law(family, p));
}

CASUS_INLINE double quantile(const Shape& shape, std::span<const double> p, double u) noexcept {
  switch (shape.family) {
    case Family::deterministic: return p[0];
    case Family::bernoulli: return Bernoulli{p[0]}.quantile(u);
    case Family::empirical: return shape.empirical->quantile(u);
    case Family::mixture:
      return casus::detail::mixture_quantile(checks::MixtureRow{shape.components, p}, u, 1 - u);
    case Family::categorical: {
      double sum = 0;
      std::size_t state = 0;
      for (std::size_t i = 0; i < p.size() && sum < u; ++i) {
        if (!(p[i] > 0)) continue;
        state = i;  // where rounding keeps the sum below u, the last state that is possible
        sum += p[i];
      }
      return static_cast<double>(state);
    }
    default:
      return std::visit([u](const auto& law) { return law.quantile(u); }, component_law(shape.family, p));
  }
}

CASUS_INLINE double upper_quantile(const Shape& shape, std::span<const double> p, double tail) noexcept {
  if (shape.family == Family::mixture)
    return casus::detail::mixture_quantile(checks::MixtureRow{shape.components, p}, 1 - tail, tail);
  if (!is_component(shape.family)) return quantile(shape, p, 1 - tail);
  const auto of_law = [tail](const auto& law) {
    if constexpr (requires { law.upper_quantile(tail); })
      return law.upper_quantile(tail);
    else
      return law.quantile(1 - tail);
  };
  return std::visit(of_law, component_law(shape.family, p));
}

}  // namespace casus::distribution
