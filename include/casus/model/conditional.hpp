// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/distribution/family.hpp>
#include <casus/model/expression.hpp>

/// Conditional distributions: families whose parameters are expressions over parameters and earlier variables. Each
/// names its parameters as in casus/distribution/, where the laws themselves stand.
namespace casus {

/// What a model keeps of a distribution.
struct ConditionalDistribution {
  distribution::Family family;
  Kind kind;
  std::vector<NodePtr> parameters;       ///< of a categorical: one probability a state
  std::vector<std::string> states = {};  ///< of a categorical
  std::vector<distribution::Family> components =
      {};  ///< of a mixture: its weights stand first among the parameters
  std::shared_ptr<const distribution::Empirical> empirical = nullptr;  ///< its values and weights

  /// As the closed set of distributions knows it. It must not outlive this.
  distribution::Shape shape() const noexcept;
};

/// A conditional distribution of a variable whose handle is `Handle`.
template <class Handle> struct Distribution : ConditionalDistribution {};

struct Bernoulli : Distribution<Event> {
  explicit Bernoulli(const Real& probability);
};

/// States in order, and the probability of each; these must sum to 1 within 1e-9.
struct Categorical : Distribution<Category> {
  Categorical(std::vector<std::string> labels, const std::vector<Real>& probabilities);
};

struct Uniform : Distribution<Quantity> {
  Uniform(const Real& low, const Real& high);
};

struct Normal : Distribution<Quantity> {
  Normal(const Real& mean, const Real& standard_deviation);
};

/// exp of a normal variable with this mean and standard deviation.
struct LogNormal : Distribution<Quantity> {
  LogNormal(const Real& log_location, const Real& log_scale);
  static LogNormal median(const Real& median, const Real& log_scale) { return {log(median), log_scale}; }
};

/// logistic of a normal variable with this mean and standard deviation.
struct LogitNormal : Distribution<Quantity> {
  LogitNormal(const Real& logit_location, const Real& logit_scale);
  static LogitNormal median(const Real& median, const Real& logit_scale) {
    return {logit(median), logit_scale};
  }
};

struct Triangular : Distribution<Quantity> {
  Triangular(const Real& low, const Real& mode, const Real& high);
};

struct Beta : Distribution<Quantity> {
  Beta(const Real& alpha, const Real& beta);
};

/// Mean shape / rate.
struct Gamma : Distribution<Quantity> {
  Gamma(const Real& shape, const Real& rate);
};

/// Mean 1 / rate.
struct Exponential : Distribution<Quantity> {
  explicit Exponential(const Real& rate);
};

struct Poisson : Distribution<Quantity> {
  explicit Poisson(const Real& mean);
};

struct Binomial : Distribution<Quantity> {
  Binomial(const Real& trials, const Real& probability);
};

/// Normal(location, scale) given that it falls into [low, high], of which low may be -infinity and high infinity.
/// `location` and `scale` are the mean and standard deviation before the truncation.
struct TruncatedNormal : Distribution<Quantity> {
  TruncatedNormal(const Real& location, const Real& scale, const Real& low, const Real& high);
};

/// location + scale T, where T has Student's t distribution: a normal shape with heavy tails.
struct StudentT : Distribution<Quantity> {
  StudentT(const Real& degrees_of_freedom, const Real& location, const Real& scale);
};

/// A waiting time whose hazard falls (shape < 1), stays (1) or rises (> 1); by `scale`, 63 % of it is over.
struct Weibull : Distribution<Quantity> {
  Weibull(const Real& shape, const Real& scale);
};

/// A smooth hump between two ends, of mean (low + 4 mode + high) / 6.
struct Pert : Distribution<Quantity> {
  Pert(const Real& low, const Real& mode, const Real& high);
};

/// Failures before so many successes (a positive number), each trial being a success with the probability.
struct NegativeBinomial : Distribution<Quantity> {
  NegativeBinomial(const Real& successes, const Real& probability);
};

/// Failures before the first success.
struct Geometric : Distribution<Quantity> {
  explicit Geometric(const Real& probability);
};

/// One of some values, with probabilities in proportion to their weights; with the same probability each where no weights
/// are given. Values in any order; equal ones are one.
struct Empirical : Distribution<Quantity> {
  explicit Empirical(std::vector<double> values);
  Empirical(std::vector<double> values, std::vector<double> weights);

private:
  explicit Empirical(std::shared_ptr<const distribution::Empirical> law);
};

/// A law and the probability with which a mixture takes it.
struct Component {
  Real weight;
  Distribution<Quantity> law;
};

/// One of several distributions, each with its weight; the weights must sum to 1 within 1e-9. A mixture of
/// counts alone is a count. The components of a nested mixture become components of this one, each with the
/// product of both weights, and the values of a nested Empirical become Deterministic components. Throws
/// Error for a nested mixture whose weights are known and do not sum to 1. Cost of drawing: grows with each
/// component.
struct Mixture : Distribution<Quantity> {
  explicit Mixture(const std::vector<Component>& of);

private:
  void take(const Real& weight, const ConditionalDistribution& law, std::vector<NodePtr>& rest);
};

namespace detail {

/// The same law, to state a variable or parameter with.
struct StatedLaw {
  Distribution<Quantity> operator()(const distribution::Uniform& law) const {
    return Uniform(law.low, law.high);
  }
  Distribution<Quantity> operator()(const distribution::Normal& law) const {
    return Normal(law.location, law.scale);
  }
  Distribution<Quantity> operator()(const distribution::LogNormal& law) const {
    return LogNormal(law.log_location, law.log_scale);
  }
  Distribution<Quantity> operator()(const distribution::LogitNormal& law) const {
    return LogitNormal(law.logit_location, law.logit_scale);
  }
  Distribution<Quantity> operator()(const distribution::Triangular& law) const {
    return Triangular(law.low, law.mode, law.high);
  }
  Distribution<Quantity> operator()(const distribution::Beta& law) const { return Beta(law.alpha, law.beta); }
  Distribution<Quantity> operator()(const distribution::Gamma& law) const {
    return Gamma(law.shape, law.rate);
  }
  Distribution<Quantity> operator()(const distribution::Exponential& law) const {
    return Exponential(law.rate);
  }
  Distribution<Quantity> operator()(const distribution::TruncatedNormal& law) const {
    return TruncatedNormal(law.location, law.scale, law.low, law.high);
  }
  Distribution<Quantity> operator()(const distribution::StudentT& law) const {
    return StudentT(law.degrees_of_freedom, law.location, law.scale);
  }
  Distribution<Quantity> operator()(const distribution::Weibull& law) const {
    return Weibull(law.shape, law.scale);
  }
  Distribution<Quantity> operator()(const distribution::Pert& law) const {
    return Pert(law.low, law.mode, law.high);
  }
  Distribution<Quantity> operator()(const distribution::Poisson& law) const {
    return Poisson(law.mean_count);
  }
  Distribution<Quantity> operator()(const distribution::Binomial& law) const {
    return Binomial(law.trials, law.probability);
  }
  Distribution<Quantity> operator()(const distribution::NegativeBinomial& law) const {
    return NegativeBinomial(law.successes, law.probability);
  }
  Distribution<Quantity> operator()(const distribution::Geometric& law) const {
    return Geometric(law.probability);
  }
  Distribution<Quantity> operator()(const distribution::Point& law) const;
};

}  // namespace detail

/// A law of numbers as a distribution of constant parameters: what words, ranges and experts were turned into, to state a variable
/// or parameter with. A mixture of one law is that law.
inline Distribution<Quantity> stated(const distribution::ComponentLaw& law) {
  return std::visit(detail::StatedLaw{}, law);
}
Distribution<Quantity> stated(const distribution::Mixture& law);

/// A formula of earlier variables: an event from a condition, a quantity from a number.
template <class Handle> struct Deterministic;
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

namespace detail {

inline Distribution<Quantity> StatedLaw::operator()(const distribution::Point& law) const {
  return Deterministic<Quantity>(Real(law.value));
}

template <class Subject> void refuse(const Subject& subject, const distribution::Violation& wrong) {
  throw Error(subject(), wrong.expected + (wrong.as.empty() ? "" : " as " + wrong.as), wrong.got);
}

/// Throws Error about `subject()` where a distribution's parameters leave their domain. Of a formula, NaN does.
template <class Subject>
void check_arguments(const Subject& subject, const distribution::Shape& shape,
                     const std::vector<double>& values) {
  if (shape.family == distribution::Family::deterministic) {
    if (std::isnan(values[0])) throw Error(subject(), "a number", number(values[0]));
    return;
  }
  if (const auto wrong = distribution::violation(shape, values)) refuse(subject, *wrong);
}

}  // namespace detail

/// Shares that sum to one; for parameters only.
struct Dirichlet {
  std::vector<double> concentrations;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/conditional.inl>
#endif
