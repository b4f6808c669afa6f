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

/// Several experts' judgements made one. Weights are finite and at least 0, one an expert, and are divided by their sum; where none are
/// given, all count the same. Which pool to take is a judgement of its own: the linear pool keeps disagreement and is
/// unsure, the logarithmic one is sharper and lets whoever is sure of "no" decide.
namespace casus::elicit {

namespace detail {

/// The weights with sum 1. Throws Error.
std::vector<double> shares_of(std::size_t experts, const std::vector<double>& weights);

void check_probability(double p);

inline double logit(double p) { return std::log(p) - std::log1p(-p); }
double logistic(double x);

}  // namespace detail

/// Their weighted mean (Stone, Annals of Mathematical Statistics 32 (1961) 1339-1342, doi:10.1214/aoms/1177704873). Margins
/// and conditions of pooled tables stay coherent; of calibrated experts it is too little sure (Ranjan and Gneiting, Journal of
/// the Royal Statistical Society B 72 (2010) 71-91, doi:10.1111/j.1467-9868.2009.00726.x).
double linear_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {});

/// The mean of their log odds, which is the geometric mean of their odds and the logarithmic pool made to sum to one: evidence that
/// all of them take in afterwards can as well be taken in by the pool (Genest and Zidek, Statistical Science 1 (1986)
/// 114-135, doi:10.1214/ss/1177013825). A 0 or a 1 with any weight decides; both together are refused.
double logarithmic_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {});

/// The probability that half of the weight does not exceed and half does not fall below; the middle of the two such where there are two.
/// One expert far off moves it little.
double median_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {});

/// How much further than their pool a group should go that shares its information in part only.
struct Extremising {
  /// The probability before any expert spoke, in (0, 1), which the pool moves away from. It has to be stated: around 1/2, which the
  /// literature takes without a word, experts of a rare event who all say 2 to 15 % would be turned from 6 % to 0.1 %.
  double base_rate;
  /// By what the distance in log odds is multiplied, at least 1: 1.161 to 3.921 in 69 events judged by 1,300 experts (Satopaa et al.,
  /// International Journal of Forecasting 30 (2014) 344-356, doi:10.1016/j.ijforecast.2013.09.009).
  double factor;
};

/// A pooled probability moved away from the base rate: its log odds are those of the base rate plus factor times the distance from them.
double extremised(double pooled, const Extremising& extremising);

/// What one of several experts believes about a number, and how much that counts.
struct Expert {
  distribution::Mixture law;
  double weight = 1;

  Expert(distribution::Mixture of, double counts = 1) : law(std::move(of)), weight(counts) {}
  template <class Law>
  requires(!std::same_as<std::decay_t<Law>, Expert> &&
           !std::same_as<std::decay_t<Law>, distribution::Mixture> &&
           std::constructible_from<distribution::ComponentLaw, const Law&>)
      Expert(const Law& of, double counts = 1)
      : law{{{1.0, distribution::ComponentLaw(of)}}}, weight(counts) {}
};

/// The experts' linear pool: a world believes one of them, each with a probability in proportion to its weight, so that their disagreement
/// lives on in the range of every answer. Experts of weight 0 are left out.
distribution::Mixture pool(const std::vector<Expert>& experts);

/// Returns the experts' logarithmic pool, whose density is proportional to the product of theirs, each raised
/// to the expert's share of the weights. The pool is externally Bayesian: evidence seen by all experts may be
/// applied to the pool instead (Genest and Zidek, Statistical Science 1 (1986) 114-135,
/// doi:10.1214/ss/1177013825). It is sharper than the linear pool, and its support is the intersection of the
/// experts' supports. For Normal, LogNormal, LogitNormal, Beta, Gamma, Exponential or Poisson distributions
/// of one family the pool is of that family; for other distributions with densities it is computed as a
/// mixture of Uniform pieces that hold a thousandth each, with an error of the distribution function of about
/// a thousandth. Throws Error for other counts and single values, which have no density, and if the supports
/// of the experts do not intersect. Experts of weight 0 are left out.
distribution::Mixture logarithmic_pool_of_laws(const std::vector<Expert>& experts);

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/pool.inl>
#endif
