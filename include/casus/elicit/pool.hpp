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

#include <casus/detail/text.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/error.hpp>

/// Several experts' judgements made one. Weights are finite and at least 0, one an expert, and are divided by their sum; where none are
/// given, all count the same. Which pool to take is a judgement of its own: the linear pool keeps disagreement and is
/// unsure, the logarithmic one is sharper and lets whoever is sure of "no" decide.
namespace casus::elicit {

namespace detail {

/// The weights with sum 1. Throws Error.
inline std::vector<double> shares_of(std::size_t experts, const std::vector<double>& weights) {
  if (experts == 0) throw Error("pool", "at least one expert", "none");
  if (weights.empty()) return std::vector<double>(experts, 1.0 / static_cast<double>(experts));
  if (weights.size() != experts)
    throw Error("pool", "one weight for each of " + std::to_string(experts) + " experts",
                std::to_string(weights.size()));
  double sum = 0;
  for (const double weight : weights) {
    if (!(weight >= 0 && std::isfinite(weight)))
      throw Error("pool", "finite weights of at least 0", casus::detail::number(weight));
    sum += weight;
  }
  if (!(sum > 0 && std::isfinite(sum)))
    throw Error("pool", "weights of a positive sum", casus::detail::number(sum));
  std::vector<double> shares = weights;
  for (double& share : shares) share /= sum;
  return shares;
}

inline void check_probability(double p) {
  if (!(p >= 0 && p <= 1)) throw Error("pool", "probabilities in [0, 1]", casus::detail::number(p));
}

inline double logit(double p) { return std::log(p) - std::log1p(-p); }
inline double logistic(double x) { return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)); }

}  // namespace detail

/// Their weighted mean (Stone, Annals of Mathematical Statistics 32 (1961) 1339-1342, doi:10.1214/aoms/1177704873). Margins
/// and conditions of pooled tables stay coherent; of calibrated experts it is too little sure (Ranjan and Gneiting, Journal of
/// the Royal Statistical Society B 72 (2010) 71-91, doi:10.1111/j.1467-9868.2009.00726.x).
inline double linear_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {}) {
  const std::vector<double> shares = detail::shares_of(probabilities.size(), weights);
  for (const double p : probabilities) detail::check_probability(p);
  return std::inner_product(shares.begin(), shares.end(), probabilities.begin(), 0.0);
}

/// The mean of their log odds, which is the geometric mean of their odds and the logarithmic pool made to sum to one: evidence that
/// all of them take in afterwards can as well be taken in by the pool (Genest and Zidek, Statistical Science 1 (1986)
/// 114-135, doi:10.1214/ss/1177013825). A 0 or a 1 with any weight decides; both together are refused.
inline double logarithmic_pool(const std::vector<double>& probabilities,
                               const std::vector<double>& weights = {}) {
  const std::vector<double> shares = detail::shares_of(probabilities.size(), weights);
  double mean = 0;
  bool never = false, always = false;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    detail::check_probability(probabilities[i]);
    if (shares[i] == 0) continue;
    never = never || probabilities[i] == 0;
    always = always || probabilities[i] == 1;
    mean += shares[i] * detail::logit(probabilities[i]);
  }
  if (never && always)
    throw Error("pool", "experts of whom none is certain of what another excludes",
                "probabilities of 0 and of 1");
  return never ? 0.0 : always ? 1.0 : detail::logistic(mean);
}

/// The probability that half of the weight does not exceed and half does not fall below; the middle of the two such where there are two.
/// One expert far off moves it little.
inline double median_pool(const std::vector<double>& probabilities, const std::vector<double>& weights = {}) {
  const std::vector<double> shares = detail::shares_of(probabilities.size(), weights);
  std::vector<std::pair<double, double>> sorted;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    detail::check_probability(probabilities[i]);
    if (shares[i] > 0) sorted.emplace_back(probabilities[i], shares[i]);
  }
  std::sort(sorted.begin(), sorted.end());
  double below = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    below += sorted[i].second;
    if (std::abs(below - .5) <= 1e-12 && i + 1 < sorted.size())
      return sorted[i].first + (sorted[i + 1].first - sorted[i].first) / 2;
    if (below > .5) return sorted[i].first;
  }
  return sorted.back().first;
}

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
inline double extremised(double pooled, const Extremising& extremising) {
  detail::check_probability(pooled);
  const auto [base_rate, factor] = extremising;
  if (!(base_rate > 0 && base_rate < 1))
    throw Error("extremising", "a base rate in (0, 1)", casus::detail::number(base_rate));
  if (!(factor >= 1 && std::isfinite(factor)))
    throw Error("extremising", "a factor of at least 1", casus::detail::number(factor));
  if (pooled == 0 || pooled == 1) return pooled;
  const double base = detail::logit(base_rate);
  return detail::logistic(base + factor * (detail::logit(pooled) - base));
}

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
inline distribution::Mixture pool(const std::vector<Expert>& experts) {
  std::vector<double> weights;
  for (const Expert& expert : experts) weights.push_back(expert.weight);
  const std::vector<double> shares = detail::shares_of(experts.size(), weights);
  distribution::Mixture all;
  for (std::size_t i = 0; i < experts.size(); ++i) {
    double total = 0;
    for (const auto& component : experts[i].law.components) total += component.weight;
    if (!(std::abs(total - 1) <= 1e-9))
      throw Error("pool", "laws whose weights sum to 1", casus::detail::number(total));
    if (shares[i] == 0) continue;
    for (const auto& component : experts[i].law.components)
      all.components.push_back({shares[i] * component.weight / total, component.law});
  }
  return all;
}

}  // namespace casus::elicit
