// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <casus/distribution/family.hpp>
#include <casus/model/expression.hpp>

/// Conditional distributions: families whose parameters are expressions over parameters and earlier variables. Each
/// names its parameters as in casus/distribution/, where the laws themselves stand.
namespace casus {

enum class Kind { event, category, quantity, count };

/// What a model keeps of a distribution.
struct ConditionalDistribution {
  distribution::Family family;
  Kind kind;
  std::vector<NodePtr> parameters;       ///< of a categorical: one probability a state
  std::vector<std::string> states = {};  ///< of a categorical
};

/// A conditional distribution of a variable whose handle is `Handle`.
template <class Handle> struct Distribution : ConditionalDistribution {};

struct Bernoulli : Distribution<Event> {
  explicit Bernoulli(const Real& probability)
      : Distribution{{distribution::Family::bernoulli, Kind::event, {probability.node()}}} {}
};

/// States in order, and the probability of each; these must sum to 1 within 1e-9.
struct Categorical : Distribution<Category> {
  Categorical(std::vector<std::string> labels, const std::vector<Real>& probabilities)
      : Distribution{{distribution::Family::categorical, Kind::category, {}, std::move(labels)}} {
    for (const Real& probability : probabilities) parameters.push_back(probability.node());
  }
};

struct Uniform : Distribution<Quantity> {
  Uniform(const Real& low, const Real& high)
      : Distribution{{distribution::Family::uniform, Kind::quantity, {low.node(), high.node()}}} {}
};

struct Normal : Distribution<Quantity> {
  Normal(const Real& mean, const Real& standard_deviation)
      : Distribution{
            {distribution::Family::normal, Kind::quantity, {mean.node(), standard_deviation.node()}}} {}
};

/// exp of a normal variable with this mean and standard deviation.
struct LogNormal : Distribution<Quantity> {
  LogNormal(const Real& log_location, const Real& log_scale)
      : Distribution{
            {distribution::Family::log_normal, Kind::quantity, {log_location.node(), log_scale.node()}}} {}
  static LogNormal median(const Real& median, const Real& log_scale) { return {log(median), log_scale}; }
};

/// logistic of a normal variable with this mean and standard deviation.
struct LogitNormal : Distribution<Quantity> {
  LogitNormal(const Real& logit_location, const Real& logit_scale)
      : Distribution{{distribution::Family::logit_normal,
                      Kind::quantity,
                      {logit_location.node(), logit_scale.node()}}} {}
  static LogitNormal median(const Real& median, const Real& logit_scale) {
    return {logit(median), logit_scale};
  }
};

struct Triangular : Distribution<Quantity> {
  Triangular(const Real& low, const Real& mode, const Real& high)
      : Distribution{
            {distribution::Family::triangular, Kind::quantity, {low.node(), mode.node(), high.node()}}} {}
};

struct Beta : Distribution<Quantity> {
  Beta(const Real& alpha, const Real& beta)
      : Distribution{{distribution::Family::beta, Kind::quantity, {alpha.node(), beta.node()}}} {}
};

/// Mean shape / rate.
struct Gamma : Distribution<Quantity> {
  Gamma(const Real& shape, const Real& rate)
      : Distribution{{distribution::Family::gamma, Kind::quantity, {shape.node(), rate.node()}}} {}
};

/// Mean 1 / rate.
struct Exponential : Distribution<Quantity> {
  explicit Exponential(const Real& rate)
      : Distribution{{distribution::Family::exponential, Kind::quantity, {rate.node()}}} {}
};

struct Poisson : Distribution<Quantity> {
  explicit Poisson(const Real& mean)
      : Distribution{{distribution::Family::poisson, Kind::count, {mean.node()}}} {}
};

struct Binomial : Distribution<Quantity> {
  Binomial(const Real& trials, const Real& probability)
      : Distribution{{distribution::Family::binomial, Kind::count, {trials.node(), probability.node()}}} {}
};

/// A formula of earlier variables: an event from a condition, a quantity from a number.
template <class Handle> struct Deterministic;
template <> struct Deterministic<Event> : Distribution<Event> {
  explicit Deterministic(const Boolean& condition)
      : Distribution{{distribution::Family::deterministic, Kind::event, {condition.node()}}} {}
};
template <> struct Deterministic<Quantity> : Distribution<Quantity> {
  explicit Deterministic(const Real& formula)
      : Distribution{{distribution::Family::deterministic, Kind::quantity, {formula.node()}}} {}
};
Deterministic(const Boolean&)->Deterministic<Event>;
Deterministic(const Real&)->Deterministic<Quantity>;
Deterministic(const Event&)->Deterministic<Event>;
Deterministic(const Quantity&)->Deterministic<Quantity>;
Deterministic(const Parameter&)->Deterministic<Quantity>;

namespace detail {

/// Throws Error about `subject()` where a distribution's parameters leave their domain. Of a formula, NaN does.
template <class Subject>
void check_arguments(const Subject& subject, distribution::Family family, const std::vector<double>& values) {
  if (family == distribution::Family::deterministic) {
    if (std::isnan(values[0])) throw Error(subject(), "a number", number(values[0]));
    return;
  }
  if (family == distribution::Family::categorical) {
    double sum = 0;
    for (const double value : values) {
      if (!(value >= 0 && value <= 1)) throw Error(subject(), "a probability in [0, 1]", number(value));
      sum += value;
    }
    if (!(std::abs(sum - 1) <= 1e-9)) throw Error(subject(), "probabilities that sum to 1", number(sum));
    return;
  }
  if (const auto wrong = distribution::violation(family, values))
    throw Error(subject(),
                wrong->expected + " as " +
                    std::string(distribution::family_info(family).parameters[wrong->parameter]),
                number(values[wrong->parameter]));
}

}  // namespace detail

/// Shares that sum to one; for parameters only.
struct Dirichlet {
  std::vector<double> concentrations;
};

}  // namespace casus
