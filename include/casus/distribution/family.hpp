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

/// What tells one law of the set from another besides its row of parameters: its family, and what a family alone leaves
/// open. A view: it must not outlive what it was made of.
struct Shape {
  Shape(Family of) noexcept : family(of) {}
  /// A mixture of these families; its row holds their weights, then the parameters of each in turn.
  Shape(Family of, std::span<const Family> parts) noexcept : family(of), components(parts) {}
  /// The values and weights of an Empirical, whose row is empty.
  Shape(const Empirical& law) noexcept : family(family_of<Empirical>), empirical(&law) {}

  Family family;
  std::span<const Family> components = {};
  const Empirical* empirical = nullptr;
};

/// Is it a law of counts: of whole numbers from 0 on? A Mixture is where all its components are.
inline bool is_count(const Shape& shape) noexcept {
  if (shape.family->role != Role::mixture) return shape.family->is_count;
  return !shape.components.empty() && std::all_of(shape.components.begin(), shape.components.end(),
                                                  [](Family component) { return component->is_count; });
}

/// Where in a mixture's row the parameters of a component start; of the number of components, the length of the row.
inline std::size_t component_offset(std::span<const Family> components, std::size_t number) noexcept {
  std::size_t offset = components.size();
  for (std::size_t i = 0; i < number; ++i) offset += components[i]->parameters.size();
  return offset;
}

/// A parameter outside of its domain, and what was expected in its place.
struct Violation {
  std::size_t parameter;  ///< its number in the row
  std::string expected;   ///< "a positive finite number as scale", say
  std::string got;        ///< "-1"
  std::string as =
      {};  ///< which one it is: "scale", "weight 2", "scale of component 2 (Normal)"; may be empty
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
  const Rule* rule = nullptr;  ///< the rule that is broken
  std::size_t offset = 0;      ///< of that family's parameters in the row
  std::size_t component = 0;
};

// A family's row: weights and probabilities of any length.
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

// A family whose row is as long as its names.
std::optional<Fault> row_fault(Family family, std::span<const double> values) noexcept;

// What is wrong whatever the parameters are.
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

/// Which parameter of a row it is, for messages: "scale", "weight 2", "scale of component 2 (Normal)".
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

/// Whether every parameter lies in its domain; nothing is allocated. Same truth as `violation`.
inline bool valid(const Shape& shape, std::span<const double> parameters) noexcept {
  return !checks::fault(shape, parameters);
}

namespace checks {

Violation described(const Fault& wrong, const Shape& shape, std::span<const double> parameters);

}  // namespace checks

/// The first parameter outside of its domain, if any. NaN always is, and so are infinities except for a TruncatedNormal's
/// bounds on their own side. A Uniform needs low < high, a Triangular and a Pert also low <= mode <= high, all a width that
/// is a finite double; scales, rates and shapes are positive, a Poisson's mean is at least 0; probabilities of a Categorical
/// and weights of a Mixture sum to 1 within 1e-9; a TruncatedNormal's interval begins within `largest_shape` scales of
/// its location; a Geometric and a NegativeBinomial expect no more failures than
/// `largest_shape`. A wrong number of parameters is reported as parameter 0, and so is what is wrong with an Empirical.
inline std::optional<Violation> violation(const Shape& shape, std::span<const double> parameters) {
  const auto wrong = checks::fault(shape, parameters);
  return wrong ? std::optional(checks::described(*wrong, shape, parameters)) : std::nullopt;
}

/// The same of what is wrong whatever the parameters are: a Mixture of nothing, or of what cannot be mixed, and an
/// Empirical's values and weights.
inline std::optional<Violation> violation(const Shape& shape) {
  const auto wrong = checks::shape_fault(shape);
  return wrong ? std::optional(checks::described(*wrong, shape, {})) : std::nullopt;
}

/// A distribution of one number.
using Law = std::variant<Bernoulli, Empirical, Mixture, ComponentLaw>;

namespace checks {

/// The components of a mixture, read off its row.
struct MixtureRow {
  std::span<const Family> components;
  std::span<const double> row;

  std::size_t size() const noexcept { return components.size(); }
  // Offset of the parameters of one component: mixtures are traversed in order, and may be long.
  mutable std::size_t at = 0;
  mutable std::size_t offset = components.size();

  double weight(std::size_t i) const noexcept { return row[i]; }
  ComponentLaw law(std::size_t i) const noexcept {
    if (i < at) {
      at = 0;
      offset = components.size();
    }
    for (; at < i; ++at) offset += components[at]->parameters.size();
    return {components[i], row.subspan(offset)};
  }
};

}  // namespace checks

/// The law of a shape with valid parameters. Throws casus::Error for Categorical and Deterministic, which are not laws of
/// one number.
Law make_law(const Shape& shape, std::span<const double> p);

/// The natural logarithm of the law's density at x, for valid parameters; of counts, of a Bernoulli and of an Empirical that of the
/// probability of x. -infinity outside of the support. Of Normal, LogNormal and Exponential, and of mixtures of them, it is fine
/// where the density itself underflows. Nothing is allocated. NaN for Categorical and Deterministic, which have none.
double log_density(const Shape& shape, std::span<const double> p, double x) noexcept;

/// P(low < X <= high) of a family for which `is_component` holds, with valid parameters; as fine in either tail as the law's own
/// CDF and survival function. Nothing is allocated.
double probability_between(Family family, std::span<const double> p, double low, double high) noexcept;

/// The law's quantile at u in (0, 1), for valid parameters; nothing is allocated. Of a Categorical: the number of the first
/// state at which the running sum of the probabilities reaches u; of a Deterministic: its value.
double quantile(const Shape& shape, std::span<const double> p, double u) noexcept;

/// Returns the value that is exceeded with probability `tail`, in (0, 1), for valid parameters. Unlike
/// `quantile(1 - tail)` it is accurate for tails below 2^-53, except for counts and distributions with a
/// bounded upper tail. Allocates nothing.
double upper_quantile(const Shape& shape, std::span<const double> p, double tail) noexcept;

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/family.inl>
#endif
