// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/distribution/empirical.hpp>
#include <casus/distribution/entry.hpp>
#include <casus/distribution/list.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/error.hpp>

/// Distributions chosen at run time, by a shape and a row of parameters.
namespace casus::distribution {

/// The part of a distribution that is not in its row of parameters: its family, the components of a
/// Mixture, the values of an Empirical. A view, which must not outlive the objects it was made of.
struct Shape {
  Shape(Family of) noexcept : family(of) {}
  /// A mixture of these families. Its row has their weights, then the parameters of each in turn.
  Shape(Family of, std::span<const Family> parts) noexcept : family(of), components(parts) {}
  /// The values and weights of an Empirical, whose row is empty.
  Shape(const Empirical& law) noexcept : family(family_of<Empirical>), empirical(&law) {}

  Family family;
  std::span<const Family> components = {};
  const Empirical* empirical = nullptr;
};

/// Returns whether the values are counts, that is whole numbers from 0 on. Those of a Mixture are
/// if those of all its components are.
inline bool is_count(const Shape& shape) noexcept {
  if (shape.family->role != Role::mixture) return shape.family->is_count;
  return !shape.components.empty() && std::all_of(shape.components.begin(), shape.components.end(),
                                                  [](Family component) { return component->is_count; });
}

/// Returns the offset of a component's parameters in the row of a mixture. If `number` is the
/// number of components, returns the length of the row.
inline std::size_t component_offset(std::span<const Family> components, std::size_t number) noexcept {
  std::size_t offset = components.size();
  for (std::size_t i = 0; i < number; ++i) offset += components[i]->parameters.size();
  return offset;
}

/// A parameter outside its domain, and a description of the expected value.
struct Violation {
  std::size_t parameter;  ///< its number in the row
  std::string expected;   ///< such as "a positive finite number"
  std::string got;        ///< "-1"
  std::string as =
      {};  ///< the parameter's name: "scale", "weight 2", "scale of component 2 (Normal)"; may be empty
};

namespace checks {

enum class Expected {
  domain,
  rule,
  above_low,
  finite_width,
  mode_inside,
  sum_of_one,
  as_many_as_names,
  components,
  component_family,
  values_and_weights
};

struct Fault {
  std::size_t parameter;
  Expected expected;
  Family family;               ///< the family of the parameter: the shape's own, or a component's
  const Rule* rule = nullptr;  ///< the violated rule
  std::size_t offset = 0;      ///< of that family's parameters in the row
  std::size_t component = 0;
};

// Checks a row of weights or probabilities, of any length.
inline std::optional<Fault> weights_fault(Family family, std::span<const double> values) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_inside(Domain::probability, values[i])) return Fault{i, Expected::domain, family};
    sum += values[i];
  }
  if (!(std::abs(sum - 1) <= 1e-9))
    return Fault{values.empty() ? 0 : values.size() - 1, Expected::sum_of_one, family};
  return {};
}

// Checks the row of a family that has one value per named parameter.
std::optional<Fault> row_fault(Family family, std::span<const double> values) noexcept;

// Checks everything that does not depend on the parameters.
inline std::optional<Fault> shape_fault(const Shape& shape) noexcept {
  if (shape.family->role == Role::values && (!shape.empirical || shape.empirical->fault()))
    return Fault{0, Expected::values_and_weights, shape.family};
  if (shape.family->role != Role::mixture) return {};
  if (shape.components.empty()) return Fault{0, Expected::components, shape.family};
  for (std::size_t i = 0; i < shape.components.size(); ++i)
    if (!is_mixed(shape.components[i]))
      return Fault{i, Expected::component_family, shape.components[i], nullptr, 0, i};
  return {};
}

inline std::optional<Fault> mixture_fault(std::span<const Family> components,
                                          std::span<const double> values) noexcept {
  if (values.size() != component_offset(components, components.size()))
    return Fault{0, Expected::as_many_as_names, family_of<Mixture>};
  if (const auto wrong = weights_fault(family_of<Mixture>, values.first(components.size()))) return wrong;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const std::size_t offset = component_offset(components, i);
    auto wrong = row_fault(components[i], values.subspan(offset, components[i]->parameters.size()));
    if (!wrong) continue;
    wrong->parameter += offset;
    wrong->offset = offset;
    wrong->component = i;
    return wrong;
  }
  return {};
}

inline std::optional<Fault> fault(const Shape& shape, std::span<const double> values) noexcept {
  if (const auto wrong = shape_fault(shape)) return wrong;
  if (shape.family->role == Role::category) return weights_fault(shape.family, values);
  if (shape.family->role == Role::mixture) return mixture_fault(shape.components, values);
  return row_fault(shape.family, values);
}

std::string text(const Fault& wrong, const Shape& shape, std::span<const double> values);

}  // namespace checks

/// Returns the name of a parameter of a row, for messages: "scale", "weight 2", "scale of component
/// 2 (Normal)".
inline std::string parameter_name(const Shape& shape, std::size_t number) {
  if (shape.family->role == Role::mixture) {
    if (number < shape.components.size()) return "weight " + std::to_string(number + 1);
    std::size_t component = 0;
    while (component + 1 < shape.components.size() &&
           number >= component_offset(shape.components, component + 1))
      ++component;
    const Family family = shape.components[component];
    return std::string(family->parameters[number - component_offset(shape.components, component)].name) +
           " of component " + std::to_string(component + 1) + " (" + std::string(family->name) + ')';
  }
  if (shape.family->role == Role::category) return "probability " + std::to_string(number + 1);
  const auto all = shape.family->parameters;
  return all.empty() ? std::string() : std::string(all[(std::min)(number, all.size() - 1)].name);
}

/// Returns whether every parameter lies in its domain, that is whether `violation` finds none.
/// Allocates nothing.
inline bool valid(const Shape& shape, std::span<const double> parameters) noexcept {
  return !checks::fault(shape, parameters);
}

namespace checks {

Violation described(const Fault& wrong, const Shape& shape, std::span<const double> parameters);

}  // namespace checks

/// Returns the first parameter outside its domain, if any. NaN is outside every domain, and so are
/// infinities, except as the bounds of a truncated distribution on their own side. A Uniform needs
/// low < high, a Triangular and a Pert also low <= mode <= high, all of them a width that is a
/// finite double. Scales, rates and shapes must be positive, the mean of a Poisson at least 0. The
/// probabilities of a Categorical and the weights of a Mixture must sum to 1 within 1e-9. The
/// interval of a TruncatedNormal must begin within `largest_shape` scales of its location. A
/// Geometric and a NegativeBinomial must have at most `largest_shape` expected failures. A wrong
/// number of parameters is reported as parameter 0, and so is a defect of an Empirical.
inline std::optional<Violation> violation(const Shape& shape, std::span<const double> parameters) {
  const auto wrong = checks::fault(shape, parameters);
  return wrong ? std::optional(checks::described(*wrong, shape, parameters)) : std::nullopt;
}

/// Returns a violation that does not depend on the parameters, if any: a Mixture without components
/// or with a component that cannot be mixed, or invalid values or weights of an Empirical.
inline std::optional<Violation> violation(const Shape& shape) {
  const auto wrong = checks::shape_fault(shape);
  return wrong ? std::optional(checks::described(*wrong, shape, {})) : std::nullopt;
}

/// A distribution of one number.
using AnyDistribution = std::variant<Bernoulli, Empirical, Mixture, ComponentDistribution>;

using Law [[deprecated("use AnyDistribution")]] = AnyDistribution;

namespace checks {

/// The components of a mixture, read from its row.
struct MixtureRow {
  std::span<const Family> components;
  std::span<const double> row;

  std::size_t size() const noexcept { return components.size(); }
  // Offset of the parameters of component `at`, kept because mixtures are traversed in order and
  // may be long.
  mutable std::size_t at = 0;
  mutable std::size_t offset = components.size();

  double weight(std::size_t i) const noexcept { return row[i]; }
  ComponentDistribution law(std::size_t i) const noexcept {
    if (i < at) {
      at = 0;
      offset = components.size();
    }
    for (; at < i; ++at) offset += components[at]->parameters.size();
    return {components[i], row.subspan(offset)};
  }
};

}  // namespace checks

/// Returns the distribution of a shape with valid parameters. Throws casus::Error for Categorical
/// and Deterministic, which are not distributions of one number.
AnyDistribution make_distribution(const Shape& shape, std::span<const double> p);

[[deprecated("use make_distribution")]] inline AnyDistribution make_law(const Shape& shape,
                                                                        std::span<const double> p) {
  return make_distribution(shape, p);
}

/// Returns the natural logarithm of the density at x, for valid parameters; for counts, a Bernoulli
/// and an Empirical, that of the probability of x. -infinity outside the support. Accurate even if
/// the density underflows for families with a `log_density` of their own, such as Normal, LogNormal
/// and Exponential, and for mixtures of them. NaN for Categorical and Deterministic, which have no
/// density. Allocates nothing.
double log_density(const Shape& shape, std::span<const double> p, double x) noexcept;

/// Returns P(low < X <= high) for valid parameters of a family, which must satisfy `is_component`.
/// As accurate in either tail as the family's CDF and survival function. Allocates nothing.
double probability_between(Family family, std::span<const double> p, double low, double high) noexcept;

/// Returns the u-quantile, u in (0, 1), for valid parameters. For a Categorical: the number of the
/// first state at which the running sum of the probabilities reaches u. For a Deterministic: its
/// value. Allocates nothing.
double quantile(const Shape& shape, std::span<const double> p, double u) noexcept;

/// Returns the value that is not exceeded with probability `tail`, in (0, 1), for valid parameters.
/// Unlike `quantile(tail)` it is accurate for any small tail, whether or not the quantile is
/// computed from 1 - `tail`, if the family has a `cdf`; it is not monotonic in the last digits.
/// Allocates nothing. Cost: a quantile and a CDF, at worst some hundred CDFs.
double lower_quantile(const Shape& shape, std::span<const double> p, double tail) noexcept;

/// Returns the value exceeded with probability `tail`, in (0, 1), for valid parameters. Unlike
/// `quantile(1 - tail)` it is accurate for tails below 2^-53 if the family has a `survival`;
/// likewise for mixtures of such families. Allocates nothing.
double upper_quantile(const Shape& shape, std::span<const double> p, double tail) noexcept;

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/family.inl>
#endif
