// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/error.hpp>

/// Combines the judgements of several experts. Weights are finite and at least 0, one per expert,
/// and are divided by their sum; if there are none, all experts have equal weight. The choice of a
/// pool is a judgement of its own: the linear pool preserves disagreement and is underconfident;
/// the logarithmic pool is sharper, and any expert who is sure of "no" decides.
namespace casus::elicit {

namespace detail {

/// Returns the weights divided by their sum. Throws Error if they are invalid.
std::vector<double> shares_of(std::size_t experts, const std::vector<double>& weights);

void check_probability(double p);

inline double logit(double p) { return std::log(p) - std::log1p(-p); }
double logistic(double x);

/// Returns the distribution whose density is proportional to the product of densities, each raised
/// to its power: Uniform pieces in ascending order, with about a thousandth of the mass each.
/// `edges`: further places where the search for the mass begins, besides the distributions'
/// quantiles. Throws Error if the distributions do not overlap. They must have densities.
distribution::Mixture product_of_densities(
    const std::vector<std::pair<double, const distribution::Mixture*>>& powers,
    const std::vector<double>& edges = {});

}  // namespace detail

/// Returns the weighted mean of the probabilities (Stone, Annals of Mathematical Statistics 32
/// (1961) 1339-1342, doi:10.1214/aoms/1177704873). Pooled tables keep coherent margins and
/// conditionals. The pool of calibrated experts is underconfident (Ranjan and Gneiting, Journal of
/// the Royal Statistical Society B 72 (2010) 71-91, doi:10.1111/j.1467-9868.2009.00726.x).
double linear_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {});

/// Returns the probability at the weighted mean of the experts' log odds: the normalised geometric
/// mean of their probabilities. The pool is externally Bayesian: updating all experts on the same
/// evidence and then pooling gives the same result as updating the pool (Genest and Zidek,
/// Statistical Science 1 (1986) 114-135, doi:10.1214/ss/1177013825). An expert with positive weight
/// who says 0 or 1 decides. Throws Error if one says 0 and another 1.
double logarithmic_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {});

/// Returns the weighted median of the probabilities, or the middle of the two medians if it is not
/// unique. A single outlying expert moves it little.
double median_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {});

/// Extremising of a pool: a correction for experts who each have only part of the group's
/// information.
struct Extremising {
  /// The probability before any expert's judgement, in (0, 1), from which the pool is moved away.
  /// It has to be stated: with 1/2, which the literature assumes tacitly, experts of a rare event
  /// who all say 2 to 15 % would be moved from 6 % to 0.1 %.
  double base_rate;
  /// Factor for the distance in log odds, at least 1: 1.161 to 3.921 in 69 events judged by 1,300
  /// experts (Satopaa et al., International Journal of Forecasting 30 (2014) 344-356,
  /// doi:10.1016/j.ijforecast.2013.09.009).
  double factor;
};

/// Returns a pooled probability moved away from the base rate: logit(base rate) + factor *
/// (logit(pooled) - logit(base rate)) on the scale of log odds.
double extremised(double pooled, const Extremising& extremising);

/// One expert's belief about a number, and the expert's weight.
struct Expert {
  distribution::Mixture law;
  double weight = 1;

  Expert(distribution::Mixture of, double counts = 1) : law(std::move(of)), weight(counts) {}
  template <class Distribution>
  requires(!std::same_as<std::decay_t<Distribution>, Expert> &&
           !std::same_as<std::decay_t<Distribution>, distribution::Mixture> &&
           std::constructible_from<distribution::ComponentDistribution, const Distribution&>)
      Expert(const Distribution& of, double counts = 1)
      : law{{{1.0, distribution::ComponentDistribution(of)}}}, weight(counts) {}
};

/// Returns the linear pool of the experts: a mixture in which each world takes the belief of one
/// expert, with probability proportional to the weight, so that disagreement is preserved in the
/// range of every answer. Experts with weight 0 are left out.
distribution::Mixture pool(const std::vector<Expert>& experts);

/// Returns the logarithmic pool of the experts: its density is proportional to the product of
/// theirs, each raised to the expert's share of the weights. The pool is externally Bayesian:
/// evidence seen by all experts may be applied to the pool instead (Genest and Zidek, Statistical
/// Science 1 (1986) 114-135, doi:10.1214/ss/1177013825). It is sharper than the linear pool, and
/// its support is the intersection of the experts' supports. For Normal, LogNormal, LogitNormal,
/// Beta, Gamma, Exponential or Poisson distributions of one family, the pool is of that family. For
/// other distributions with densities, it is computed as a mixture of Uniform pieces with about a
/// thousandth of the mass each; the error of the distribution function is about a thousandth.
/// Throws Error for other counts and single values, which have no density, and if the experts'
/// supports do not intersect. Experts with weight 0 are left out.
distribution::Mixture logarithmic_pool_of_distributions(const std::vector<Expert>& experts);

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/pool.inl>
#endif
