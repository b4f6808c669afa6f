// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/distribution/family.hpp>
#include <casus/model/expression.hpp>

/// Conditional distributions: families whose parameters are expressions over parameters and earlier
/// variables. Parameters are named as in casus/distribution/, which defines the distributions
/// themselves.
namespace casus {

/// A distribution as a model stores it.
struct ConditionalDistribution {
  distribution::Family family;
  Kind kind;
  std::vector<NodePtr> parameters;       ///< of a categorical: one probability per state
  std::vector<std::string> states = {};  ///< of a categorical
  /// Of a mixture, whose weights come first among the parameters.
  std::vector<distribution::Family> components = {};
  std::shared_ptr<const distribution::Empirical> empirical = nullptr;  ///< its values and weights

  /// Returns the distribution's shape for functions over all families. It must not outlive this
  /// object.
  distribution::Shape shape() const noexcept;
  /// Returns whether it is a formula: Deterministic.
  bool is_formula() const noexcept { return family->role == distribution::Role::formula; }
};

/// A conditional distribution of a variable whose handle is `Handle`.
template <class Handle> struct Distribution : ConditionalDistribution {};

struct Bernoulli : Distribution<Event> {
  explicit Bernoulli(const Real& probability);
  /// Not valid: explains the mistake.
  template <class Other>
  requires(!std::convertible_to<const Other&, Real>) explicit Bernoulli(const Other&) : Bernoulli(Real(0.0)) {
    static_assert(detail::is_valid<Other>,
                  "a probability is a number or a formula; by state: Bernoulli(table(sky, {{\"grey\", 0.9}, "
                  "...}))");
  }
};

/// States in order, and the probability of each. The probabilities must sum to 1 within 1e-9.
struct Categorical : Distribution<Category> {
  Categorical(std::vector<std::string> labels, const std::vector<Real>& probabilities);
};

/// The distribution `Base` of a quantity or count, with expressions as its parameters, in the same
/// order. `casus::Normal` is `Conditional<distribution::Normal>`, and so on. `Base` may be a
/// user-defined type; its requirements are listed at `distribution::family_of`.
template <class Base> struct Conditional : Distribution<Quantity> {
  static_assert(!distribution::LibraryDistributions::has_name_of<Base>,
                "the library has another law of this name");

  template <class... Parameters>
  requires(sizeof...(Parameters) == Base::parameters.size() &&
           (std::convertible_to<const Parameters&, Real> && ...)) explicit(sizeof...(Parameters) == 1)
      Conditional(const Parameters&... row)
      : Distribution{{distribution::family_of<Base>,
                      distribution::family_of<Base>->is_count ? Kind::count : Kind::quantity,
                      {node(row)...}}} {}
  /// Not valid: explains the mistake.
  template <class First, class... More>
  requires(!std::derived_from<First, Conditional> &&
           !(sizeof...(More) + 1 == Base::parameters.size() && std::convertible_to<const First&, Real> &&
             (std::convertible_to<const More&, Real> && ...))) explicit Conditional(const First&,
                                                                                    const More&...)
      : Distribution{{distribution::family_of<Base>, Kind::quantity, {}}} {
    constexpr bool is_complete = sizeof...(More) + 1 == Base::parameters.size();
    static_assert(is_complete, "this distribution has another number of parameters");
    static_assert(!is_complete || detail::is_valid<First>,
                  "the parameters of a distribution are numbers, variables and expressions of them");
  }

private:
  static NodePtr node(const Real& parameter) { return parameter.node(); }
};

/// exp of a normal variable with this mean and standard deviation.
struct LogNormal : Conditional<distribution::LogNormal> {
  using Conditional<distribution::LogNormal>::Conditional;
  static LogNormal median(const Real& median, const Real& log_scale) { return {log(median), log_scale}; }
};

/// logistic of a normal variable with this mean and standard deviation.
struct LogitNormal : Conditional<distribution::LogitNormal> {
  using Conditional<distribution::LogitNormal>::Conditional;
  static LogitNormal median(const Real& median, const Real& logit_scale) {
    return {logit(median), logit_scale};
  }
};

/// Returns a distribution conditioned on the interval [low, high]: see `distribution::Truncated`.
template <class Base>
Distribution<Quantity> truncated(const Conditional<Base>& law, const Real& low, const Real& high) {
  Distribution<Quantity> made{
      {distribution::family_of<distribution::Truncated<Base>>, law.kind, law.parameters}};
  made.parameters.push_back(low.node());
  made.parameters.push_back(high.node());
  return made;
}
inline Distribution<Quantity> truncated(const Normal& law, const Real& low, const Real& high) {
  return TruncatedNormal(Real(law.parameters[0]), Real(law.parameters[1]), low, high);
}

/// One of a list of values, with probabilities proportional to their weights, or equal
/// probabilities if there are no weights. Values may be in any order; equal values are merged.
struct Empirical : Distribution<Quantity> {
  explicit Empirical(std::vector<double> values);
  Empirical(std::vector<double> values, std::vector<double> weights);

private:
  explicit Empirical(std::shared_ptr<const distribution::Empirical> law);
};

/// A component of a mixture, and its probability.
struct Component {
  Real weight;
  Distribution<Quantity> law;
};

/// One of several distributions, with their weights, which must sum to 1 within 1e-9. A mixture of
/// counts only is a count. The components of a nested mixture become components of this one, each
/// with the product of both weights, and the values of a nested Empirical become Deterministic
/// components. Throws Error if a nested mixture has constant weights that do not sum to 1. Cost of
/// drawing: grows with the number of components.
struct Mixture : Distribution<Quantity> {
  explicit Mixture(const std::vector<Component>& of);

private:
  void take(const Real& weight, const ConditionalDistribution& law, std::vector<NodePtr>& rest);
};

/// Returns a distribution with numbers as parameters, such as one elicited from verbal phrases,
/// ranges or experts, as the distribution of a variable or parameter. A mixture of one component is
/// that component.
Distribution<Quantity> stated(const distribution::ComponentDistribution& law);
Distribution<Quantity> stated(const distribution::Mixture& law);

/// A formula of earlier variables: an event from a condition, a quantity from a number.
template <class Handle> struct Deterministic : Distribution<Quantity> {
  template <class Other>
  explicit Deterministic(const Other&)
      : Distribution<Quantity>{{distribution::family_of<distribution::Normal>, Kind::quantity, {}}} {
    static_assert(detail::is_valid<Other>,
                  "a formula is a number or a condition; a category has to be compared: "
                  "Deterministic(sky == \"grey\")");
  }
};
template <> struct Deterministic<Event> : Distribution<Event> {
  explicit Deterministic(const Boolean& condition);
};
template <> struct Deterministic<Quantity> : Distribution<Quantity> {
  explicit Deterministic(const Real& formula);
};
Deterministic(const Boolean&)->Deterministic<Event>;
Deterministic(const Real&)->Deterministic<Quantity>;
Deterministic(const Event&)->Deterministic<Event>;
Deterministic(const Quantity&)->Deterministic<Quantity>;
Deterministic(const Parameter&)->Deterministic<Quantity>;
// Not valid: explains the mistake.
template <class Other>
requires(!std::convertible_to<const Other&, Real>) Deterministic(const Other&)
->Deterministic<Other>;

namespace detail {

template <class Subject> void refuse(const Subject& subject, const distribution::Violation& wrong) {
  throw Error(subject(), wrong.expected + (wrong.as.empty() ? "" : " as " + wrong.as), wrong.got);
}

/// Throws Error about `subject()` if a parameter of a distribution is outside its domain, or if a
/// formula is NaN.
template <class Subject>
void check_arguments(const Subject& subject, const distribution::Shape& shape,
                     const std::vector<double>& values) {
  if (shape.family->role == distribution::Role::formula) {
    if (std::isnan(values[0])) throw Error(subject(), "a number", number(values[0]));
    return;
  }
  if (const auto wrong = distribution::violation(shape, values)) refuse(subject, *wrong);
}

}  // namespace detail

/// Shares that sum to 1; for parameters only.
struct Dirichlet {
  std::vector<double> concentrations;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/conditional.inl>
#endif
