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
#include <casus/distribution/bernoulli.hpp>
#include <casus/distribution/beta.hpp>
#include <casus/distribution/binomial.hpp>
#include <casus/distribution/empirical.hpp>
#include <casus/distribution/exponential.hpp>
#include <casus/distribution/gamma.hpp>
#include <casus/distribution/geometric.hpp>
#include <casus/distribution/log_normal.hpp>
#include <casus/distribution/logit_normal.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/distribution/negative_binomial.hpp>
#include <casus/distribution/normal.hpp>
#include <casus/distribution/pert.hpp>
#include <casus/distribution/point.hpp>
#include <casus/distribution/poisson.hpp>
#include <casus/distribution/student_t.hpp>
#include <casus/distribution/triangular.hpp>
#include <casus/distribution/truncated_normal.hpp>
#include <casus/distribution/uniform.hpp>
#include <casus/distribution/weibull.hpp>
#include <casus/error.hpp>

/// The distributions as a closed set chosen at run time: by shape and a row of parameters.
namespace casus::distribution {

enum class Family {
  bernoulli,
  categorical,
  uniform,
  normal,
  log_normal,
  logit_normal,
  triangular,
  beta,
  gamma,
  exponential,
  poisson,
  binomial,
  deterministic,
  truncated_normal,
  student_t,
  weibull,
  pert,
  negative_binomial,
  geometric,
  empirical,
  mixture
};

inline constexpr std::array<Family, 21> all_families = {
    Family::bernoulli,     Family::categorical,       Family::uniform,    Family::normal,
    Family::log_normal,    Family::logit_normal,      Family::triangular, Family::beta,
    Family::gamma,         Family::exponential,       Family::poisson,    Family::binomial,
    Family::deterministic, Family::truncated_normal,  Family::student_t,  Family::weibull,
    Family::pert,          Family::negative_binomial, Family::geometric,  Family::empirical,
    Family::mixture};

/// What tells one law of the set from another besides its row of parameters: its family, and what a family alone leaves
/// open. A view: it must not outlive what it was made of.
struct Shape {
  Shape(Family of) noexcept : family(of) {}
  /// A mixture of these families; its row holds their weights, then the parameters of each in turn.
  Shape(Family of, std::span<const Family> parts) noexcept : family(of), components(parts) {}
  /// The values and weights of an Empirical, whose row is empty.
  Shape(const Empirical& law) noexcept : family(Family::empirical), empirical(&law) {}

  Family family;
  std::span<const Family> components = {};
  const Empirical* empirical = nullptr;
};

/// Shapes and counts beyond this are refused: there Boost.Math's incomplete gamma and beta functions become
/// slow, and from 1e11 on wrong without a word. A Normal says the same.
inline constexpr double largest_shape = 1e9;

struct FamilyInfo {
  std::string_view name;                         ///< as the user types it: "LogNormal"
  std::span<const std::string_view> parameters;  ///< their names, in order
};

namespace names {
inline constexpr std::array<std::string_view, 1> bernoulli{"probability"};
inline constexpr std::array<std::string_view, 1> categorical{"probabilities"};
inline constexpr std::array<std::string_view, 2> uniform{"low", "high"};
inline constexpr std::array<std::string_view, 2> normal{"location", "scale"};
inline constexpr std::array<std::string_view, 2> log_normal{"log_location", "log_scale"};
inline constexpr std::array<std::string_view, 2> logit_normal{"logit_location", "logit_scale"};
inline constexpr std::array<std::string_view, 3> triangular{"low", "mode", "high"};
inline constexpr std::array<std::string_view, 2> beta{"alpha", "beta"};
inline constexpr std::array<std::string_view, 2> gamma{"shape", "rate"};
inline constexpr std::array<std::string_view, 1> exponential{"rate"};
inline constexpr std::array<std::string_view, 1> poisson{"mean_count"};
inline constexpr std::array<std::string_view, 2> binomial{"trials", "probability"};
inline constexpr std::array<std::string_view, 1> deterministic{"value"};
inline constexpr std::array<std::string_view, 4> truncated_normal{"location", "scale", "low", "high"};
inline constexpr std::array<std::string_view, 3> student_t{"degrees_of_freedom", "location", "scale"};
inline constexpr std::array<std::string_view, 2> weibull{"shape", "scale"};
inline constexpr std::array<std::string_view, 3> pert{"low", "mode", "high"};
inline constexpr std::array<std::string_view, 2> negative_binomial{"successes", "probability"};
inline constexpr std::array<std::string_view, 1> geometric{"probability"};
inline constexpr std::array<std::string_view, 1> mixture{"weights"};
}  // namespace names

/// A Categorical has one name for its row of any length, a Mixture one for its weights, an Empirical none; every other
/// family has one name a parameter.
inline FamilyInfo family_info(Family family) noexcept {
  switch (family) {
    case Family::bernoulli: return {"Bernoulli", names::bernoulli};
    case Family::categorical: return {"Categorical", names::categorical};
    case Family::uniform: return {"Uniform", names::uniform};
    case Family::normal: return {"Normal", names::normal};
    case Family::log_normal: return {"LogNormal", names::log_normal};
    case Family::logit_normal: return {"LogitNormal", names::logit_normal};
    case Family::triangular: return {"Triangular", names::triangular};
    case Family::beta: return {"Beta", names::beta};
    case Family::gamma: return {"Gamma", names::gamma};
    case Family::exponential: return {"Exponential", names::exponential};
    case Family::poisson: return {"Poisson", names::poisson};
    case Family::binomial: return {"Binomial", names::binomial};
    case Family::deterministic: return {"Deterministic", names::deterministic};
    case Family::truncated_normal: return {"TruncatedNormal", names::truncated_normal};
    case Family::student_t: return {"StudentT", names::student_t};
    case Family::weibull: return {"Weibull", names::weibull};
    case Family::pert: return {"Pert", names::pert};
    case Family::negative_binomial: return {"NegativeBinomial", names::negative_binomial};
    case Family::geometric: return {"Geometric", names::geometric};
    case Family::empirical: return {"Empirical", {}};
    case Family::mixture: return {"Mixture", names::mixture};
  }
  return {};
}

/// Whether a family is the distribution of a quantity or count that is determined by its parameters alone. A
/// mixture can have these as components.
inline bool is_component(Family family) noexcept {
  switch (family) {
    case Family::bernoulli:
    case Family::categorical:
    case Family::deterministic:
    case Family::empirical:
    case Family::mixture: return false;
    default: return true;
  }
}

/// Returns whether a family can be a component in the row of a mixture. In such a row single values are
/// Deterministic; the values of an Empirical and the components of a Mixture become components themselves.
inline bool is_mixed(Family family) noexcept {
  return is_component(family) || family == Family::deterministic;
}

/// Is it a law of counts: of whole numbers from 0 on? A Mixture is where all its components are.
inline bool is_count(const Shape& shape) noexcept {
  switch (shape.family) {
    case Family::poisson:
    case Family::binomial:
    case Family::negative_binomial:
    case Family::geometric: return true;
    case Family::mixture: {
      for (const Family component : shape.components)
        if (!is_count(component)) return false;
      return !shape.components.empty();
    }
    default: return false;
  }
}

/// Where in a mixture's row the parameters of a component start; of the number of components, the length of the row.
inline std::size_t component_offset(std::span<const Family> components, std::size_t number) noexcept {
  std::size_t offset = components.size();
  for (std::size_t i = 0; i < number; ++i) offset += family_info(components[i]).parameters.size();
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
  finite,
  positive,
  non_negative,
  probability,
  positive_probability,
  whole_number,
  at_most_largest_shape,
  few_failures,
  lower_bound,
  upper_bound,
  within_reach,
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
  Family family;           ///< whose parameter it is: the shape's own, or a component's
  std::size_t offset = 0;  ///< where that family's parameters start in the row
  std::size_t component = 0;
};

inline bool is_positive(double x) noexcept { return x > 0 && x < casus::detail::infinity; }
inline bool is_probability(double x) noexcept { return x >= 0 && x <= 1; }

// A family's row: weights and probabilities of any length.
inline std::optional<Fault> weights_fault(Family family, std::span<const double> values) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!is_probability(values[i])) return Fault{i, Expected::probability, family};
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
  if (shape.family == Family::empirical && (!shape.empirical || shape.empirical->fault()))
    return Fault{0, Expected::values_and_weights, shape.family};
  if (shape.family != Family::mixture) return {};
  if (shape.components.empty()) return Fault{0, Expected::components, shape.family};
  for (std::size_t i = 0; i < shape.components.size(); ++i)
    if (!is_mixed(shape.components[i]))
      return Fault{i, Expected::component_family, shape.components[i], 0, i};
  return {};
}

inline std::optional<Fault> mixture_fault(std::span<const Family> components,
                                          std::span<const double> values) noexcept {
  if (values.size() != component_offset(components, components.size()))
    return Fault{0, Expected::as_many_as_names, Family::mixture};
  if (const auto wrong = weights_fault(Family::mixture, values.first(components.size()))) return wrong;
  for (std::size_t i = 0; i < components.size(); ++i) {
    const std::size_t offset = component_offset(components, i);
    auto wrong =
        row_fault(components[i], values.subspan(offset, family_info(components[i]).parameters.size()));
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
  if (shape.family == Family::categorical) return weights_fault(shape.family, values);
  if (shape.family == Family::mixture) return mixture_fault(shape.components, values);
  return row_fault(shape.family, values);
}

std::string text(const Fault& wrong, const Shape& shape, std::span<const double> values);

}  // namespace checks

/// Which parameter of a row it is, for messages: "scale", "weight 2", "scale of component 2 (Normal)".
inline std::string parameter_name(const Shape& shape, std::size_t number) {
  if (shape.family == Family::mixture) {
    if (number < shape.components.size()) return "weight " + std::to_string(number + 1);
    std::size_t component = 0;
    while (component + 1 < shape.components.size() &&
           number >= component_offset(shape.components, component + 1))
      ++component;
    const FamilyInfo info = family_info(shape.components[component]);
    return std::string(info.parameters[number - component_offset(shape.components, component)]) +
           " of component " + std::to_string(component + 1) + " (" + std::string(info.name) + ')';
  }
  if (shape.family == Family::categorical) return "probability " + std::to_string(number + 1);
  const auto names = family_info(shape.family).parameters;
  return names.empty() ? std::string() : std::string(names[(std::min)(number, names.size() - 1)]);
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
using Law = std::variant<Bernoulli, Uniform, Normal, LogNormal, LogitNormal, Triangular, Beta, Gamma,
                         Exponential, Poisson, Binomial, TruncatedNormal, StudentT, Weibull, Pert,
                         NegativeBinomial, Geometric, Point, Empirical, Mixture>;

/// Returns the distribution of a family for which `is_mixed` holds, with valid parameters.
inline ComponentLaw component_law(Family family, std::span<const double> p) noexcept {
  switch (family) {
    case Family::normal: return Normal{p[0], p[1]};
    case Family::log_normal: return LogNormal{p[0], p[1]};
    case Family::logit_normal: return LogitNormal{p[0], p[1]};
    case Family::triangular: return Triangular{p[0], p[1], p[2]};
    case Family::beta: return Beta{p[0], p[1]};
    case Family::gamma: return Gamma{p[0], p[1]};
    case Family::exponential: return Exponential{p[0]};
    case Family::truncated_normal: return TruncatedNormal{p[0], p[1], p[2], p[3]};
    case Family::student_t: return StudentT{p[0], p[1], p[2]};
    case Family::weibull: return Weibull{p[0], p[1]};
    case Family::pert: return Pert{p[0], p[1], p[2]};
    case Family::poisson: return Poisson{p[0]};
    case Family::binomial: return Binomial{p[0], p[1]};
    case Family::negative_binomial: return NegativeBinomial{p[0], p[1]};
    case Family::geometric: return Geometric{p[0]};
    case Family::deterministic: return Point{p[0]};
    default: return Uniform{p[0], p[1]};
  }
}

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
    for (; at < i; ++at) offset += family_info(components[at]).parameters.size();
    return component_law(components[i], row.subspan(offset));
  }
};

}  // namespace checks

/// The law of a shape with valid parameters. Throws casus::Error for Categorical and Deterministic, which are not laws of
/// one number.
Law make_law(const Shape& shape, std::span<const double> p);

namespace checks {

double log_density(const ComponentLaw& law, double x) noexcept;

}  // namespace checks

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
