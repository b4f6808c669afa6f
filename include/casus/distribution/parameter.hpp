// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <casus/detail/distributions.hpp>
#include <casus/detail/text.hpp>

namespace casus {

/// A distribution whose parameters are expressions: see casus/model/conditional.hpp.
template <class Distribution> struct Conditional;

}  // namespace casus

/// Properties that a distribution's type declares: its parameters and its sampling method.
namespace casus::distribution {

/// Role of a family in a model.
enum class Role {
  number,    ///< distribution of a quantity or count, given by its parameters
  event,     ///< Bernoulli
  category,  ///< Categorical: one probability per state
  formula,   ///< Deterministic
  values,    ///< Empirical, whose values and weights are not among its parameters
  mixture    ///< of other families
};

/// Largest shape or count that is accepted. Beyond it Boost.Math's incomplete gamma and beta
/// functions become slow, and from 1e11 on they are silently wrong. A Normal then has nearly the
/// same distribution.
inline constexpr double largest_shape = 1e9;

/// The values that a parameter may have, independently of the others.
enum class Domain {
  finite,
  positive,              ///< and finite
  shape,                 ///< positive, at most `largest_shape`
  mean_count,            ///< from 0 to `largest_shape`
  whole_count,           ///< a whole number from 0 to `largest_shape`
  probability,           ///< in [0, 1]
  positive_probability,  ///< in (0, 1]
  success,  ///< in (0, 1], such that at most `largest_shape` failures are expected before a success
  low_end,  ///< finite or -infinity
  high_end  ///< finite or infinity
};

bool is_inside(Domain domain, double x) noexcept;

/// Returns a description of the domain for a message about the value x outside it: "a positive
/// finite number".
std::string expected(Domain domain, double x);

/// A parameter's name, as used in messages and files, and its domain.
struct Parameter {
  std::string_view name;
  Domain domain = Domain::finite;
};

/// An end of a distribution's support: a number, or the value of a parameter.
struct End {
  double value = 0;
  std::optional<std::size_t> parameter = {};

  double of(std::span<const double> row) const noexcept { return parameter ? row[*parameter] : value; }
};
constexpr End end_at(double value) noexcept { return {value, {}}; }
constexpr End end_of(std::size_t parameter) noexcept { return {0, parameter}; }

/// The support. If both ends are parameters, the lower must lie below the upper by a finite amount,
/// and the parameter numbered `mode`, if any, must lie between them.
struct Ends {
  End low = end_at(-casus::detail::infinity), high = end_at(casus::detail::infinity);
  std::optional<std::size_t> mode = {};
};

/// A condition on several parameters.
struct Rule {
  std::size_t parameter;  ///< number of the parameter that is reported
  bool (*holds)(std::span<const double> row) noexcept;
  std::string (*expected)(std::span<const double> row);
};

/// Quantile functions that have a vector kernel.
enum class VectorQuantile {
  uniform,
  normal,
  log_normal,
  logit_normal,
  triangular,
  exponential,
  weibull,
  geometric,
  end  ///< one past the last
};
inline constexpr std::size_t vector_quantiles = static_cast<std::size_t>(VectorQuantile::end);

/// The parameters that only scale or shift. If the other parameter, the shape (which comes first),
/// is literal, one table of quantiles suffices for all values of these.
enum class Scaling {
  none,
  rate,           ///< the second parameter divides
  location_scale  ///< the last parameter multiplies, the last but one is added
};

}  // namespace casus::distribution

#ifndef CASUS_CORE
#include <casus/distribution/parameter.inl>
#endif
