// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/elicit/pool.hpp>

namespace casus {

namespace elicit {
namespace detail {

CASUS_INLINE std::vector<double> shares_of(std::size_t experts, const std::vector<double>& weights) {
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

CASUS_INLINE void check_probability(double p) {
  if (!(p >= 0 && p <= 1)) throw Error("pool", "probabilities in [0, 1]", casus::detail::number(p));
}

CASUS_INLINE double logistic(double x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}

}  // namespace detail
}  // namespace elicit
namespace elicit {

CASUS_INLINE double linear_pool(const std::vector<double>& probabilities,
                                const std::vector<double>& weights) {
  const std::vector<double> shares = detail::shares_of(probabilities.size(), weights);
  for (const double p : probabilities) detail::check_probability(p);
  return std::inner_product(shares.begin(), shares.end(), probabilities.begin(), 0.0);
}

CASUS_INLINE double logarithmic_pool(const std::vector<double>& probabilities,
                                     const std::vector<double>& weights) {
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

CASUS_INLINE double median_pool(const std::vector<double>& probabilities,
                                const std::vector<double>& weights) {
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

CASUS_INLINE double extremised(double pooled, const Extremising& extremising) {
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

CASUS_INLINE distribution::Mixture pool(const std::vector<Expert>& experts) {
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

}  // namespace elicit
}  // namespace casus
