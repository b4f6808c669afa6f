// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <variant>

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
    throw Error("pool", "weights with a positive sum", casus::detail::number(sum));
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
    throw Error("pool", "experts without contradictory certainties", "probabilities of 0 and of 1");
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
      throw Error("pool", "distributions whose weights sum to 1", casus::detail::number(total));
    if (shares[i] == 0) continue;
    for (const auto& component : experts[i].law.components)
      all.components.push_back({shares[i] * component.weight / total, component.law});
  }
  return all;
}

}  // namespace elicit

namespace elicit {
namespace detail {

// An expert's distribution, and share of the weights.
struct Weighed {
  double share;
  const distribution::Mixture* law;
};

/// Returns the distribution of an expert if it belongs to this family, else nothing.
template <class Distribution> std::optional<Distribution> only_distribution(const Weighed& expert) {
  if (expert.law->components.size() != 1) return std::nullopt;
  return expert.law->components.front().law.template as<Distribution>();
}
/// Returns the weighted sum over all experts of a number computed from their distributions; nothing
/// if not all belong to this family.
template <class Distribution, class Number>
std::optional<double> shared(const std::vector<Weighed>& experts, const Number& number) {
  double sum = 0;
  for (const Weighed& expert : experts) {
    const auto law = only_distribution<Distribution>(expert);
    if (!law) return std::nullopt;
    sum += expert.share * number(*law);
  }
  return sum;
}

/// Returns the pool of normal distributions, or of distributions that are normal on another scale:
/// the precisions are averaged with the experts' shares, and the locations also in proportion to
/// precision.
template <class Distribution, class Location, class Scale>
std::optional<distribution::ComponentDistribution> normal_pool(const std::vector<Weighed>& experts,
                                                               Location location, Scale scale) {
  const auto precision = [&](const Distribution& law) { return 1 / (law.*scale) / (law.*scale); };
  const auto all = shared<Distribution>(experts, precision);
  if (!all) return std::nullopt;
  const auto sum = shared<Distribution>(
      experts, [&](const Distribution& law) { return precision(law) * (law.*location); });
  return Distribution{*sum / *all, 1 / std::sqrt(*all)};
}

/// Returns the pool if all experts' distributions belong to one family that is closed under
/// pooling.
CASUS_INLINE std::optional<distribution::ComponentDistribution> conjugate_pool(
    const std::vector<Weighed>& experts) {
  namespace d = distribution;
  if (auto law = normal_pool<d::Normal>(experts, &d::Normal::location, &d::Normal::scale)) return law;
  if (auto law = normal_pool<d::LogNormal>(experts, &d::LogNormal::log_location, &d::LogNormal::log_scale))
    return law;
  if (auto law =
          normal_pool<d::LogitNormal>(experts, &d::LogitNormal::logit_location, &d::LogitNormal::logit_scale))
    return law;
  if (const auto alpha = shared<d::Beta>(experts, [](const d::Beta& law) { return law.alpha; }))
    return d::Beta{*alpha, *shared<d::Beta>(experts, [](const d::Beta& law) { return law.beta; })};
  if (const auto shape = shared<d::Gamma>(experts, [](const d::Gamma& law) { return law.shape; }))
    return d::Gamma{*shape, *shared<d::Gamma>(experts, [](const d::Gamma& law) { return law.rate; })};
  if (const auto rate = shared<d::Exponential>(experts, [](const d::Exponential& law) { return law.rate; }))
    return d::Exponential{*rate};
  if (const auto log_mean =
          shared<d::Poisson>(experts, [](const d::Poisson& law) { return std::log(law.mean_count); }))
    return d::Poisson{std::exp(*log_mean)};
  return std::nullopt;
}

CASUS_INLINE void check_densities(const std::vector<Weighed>& experts) {
  for (const Weighed& expert : experts)
    for (const auto& component : expert.law->components) {
      const bool is_point = component.law.family()->role == distribution::Role::formula;
      if (is_point || component.law.family()->is_count)
        throw Error(
            "pool", "distributions with a density, or only Poisson distributions, for a logarithmic pool",
            is_point ? "a single value" : "another distribution of counts", "a linear pool accepts all");
    }
}

// An interval, and the mass of the unnormalised density in it.
struct Piece {
  double low, high, mass;
};

/// The unnormalised density of a logarithmic pool, in pieces that are halved until each contains
/// only a small part of the total mass.
class PoolDensity {
public:
  explicit PoolDensity(const std::vector<Weighed>& experts, const std::vector<double>& more = {})
      : experts_(experts) {
    std::vector<double> edges = quantiles(more);
    for (const double edge : edges) shift_ = (std::max)(shift_, log_density(edge));
    for (std::size_t i = 1; i < edges.size(); ++i) add(edges[i - 1], edges[i]);
  }

  std::vector<Piece> pieces() {
    constexpr int most_rounds = 60;
    constexpr double largest_share = 1e-3;
    for (int round = 0; round < most_rounds; ++round) {
      double total = 0;
      for (const Piece& piece : pieces_) total += piece.mass;
      if (!(total > 0 && std::isfinite(total)))
        throw Error("pool", "experts whose distributions overlap, for a logarithmic pool",
                    "distributions that do not overlap");
      std::vector<Piece> before;
      before.swap(pieces_);
      bool is_done = true;
      for (const Piece& piece : before) {
        const double middle = piece.low + (piece.high - piece.low) / 2;
        if (piece.mass <= largest_share * total || !(piece.low < middle && middle < piece.high)) {
          pieces_.push_back(piece);
          continue;
        }
        add(piece.low, middle);
        add(middle, piece.high);
        is_done = false;
      }
      if (is_done) break;
    }
    return pieces_;
  }

private:
  /// Returns the edges of the first pieces: quantiles of the experts' distributions, far into the
  /// tails, and equally spaced points between them; and more points.
  std::vector<double> quantiles(const std::vector<double>& more) const {
    constexpr int count = 400, steps = 400;
    constexpr double outermost = 1e-9;
    std::vector<double> all;
    double low = -casus::detail::infinity, high = casus::detail::infinity;
    for (const Weighed& expert : experts_) {
      const auto [least, most] = expert.law->support();
      low = (std::max)(low, least);
      high = (std::min)(high, most);
      all.push_back(expert.law->quantile(outermost));
      all.push_back(expert.law->upper_quantile(outermost));
      for (int i = 1; i < count; ++i) all.push_back(expert.law->quantile(i / double{count}));
    }
    const auto [first, last] = std::minmax_element(all.begin(), all.end());
    const double begin = (std::max)(low, *first), end = (std::min)(high, *last);
    if (!(begin < end))
      throw Error("pool", "experts whose distributions overlap, for a logarithmic pool",
                  "distributions that do not overlap");
    for (int i = 0; i <= steps; ++i) all.push_back(begin + (end - begin) * i / steps);
    all.insert(all.end(), more.begin(), more.end());
    std::erase_if(all, [&](double x) { return !(x >= begin && x <= end); });
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  double log_density(double x) const {
    double sum = 0;
    for (const Weighed& expert : experts_) {
      double density = 0;
      for (const auto& component : expert.law->components)
        density += component.weight * component.law.density(x);
      if (!(density > 0)) return -casus::detail::infinity;
      sum += expert.share * std::log(density);
    }
    return std::isfinite(sum) ? sum : -casus::detail::infinity;
  }

  // Adds a piece, integrated by the open Newton-Cotes rule with three points (Milne's rule),
  // because densities may have poles at the ends of their support.
  void add(double low, double high) {
    const double width = high - low;
    double sum = 0;
    for (const auto& [place, weight] : {std::pair{.25, 2.0}, std::pair{.5, -1.0}, std::pair{.75, 2.0}})
      sum += weight * std::exp((std::min)(log_density(low + place * width) - shift_, 700.0));
    pieces_.push_back({low, high, (std::max)(0.0, width * sum / 3)});
  }

  const std::vector<Weighed>& experts_;
  double shift_ = -casus::detail::infinity;
  std::vector<Piece> pieces_;
};

/// Merges adjacent pieces that together have little mass.
CASUS_INLINE distribution::Mixture mixture_of(const std::vector<Piece>& pieces) {
  constexpr double smallest_share = 5e-4;
  double total = 0;
  for (const Piece& piece : pieces) total += piece.mass;
  distribution::Mixture law;
  Piece open{0, 0, 0};
  for (const Piece& piece : pieces) {
    if (!(piece.mass > 0)) continue;
    if (!(open.mass > 0)) open.low = piece.low;
    open.high = piece.high;
    open.mass += piece.mass;
    if (open.mass < smallest_share * total) continue;
    law.components.push_back({open.mass / total, distribution::Uniform{open.low, open.high}});
    open.mass = 0;
  }
  if (open.mass > 0)
    law.components.push_back({open.mass / total, distribution::Uniform{open.low, open.high}});
  return law;
}

CASUS_INLINE distribution::Mixture product_of_densities(
    const std::vector<std::pair<double, const distribution::Mixture*>>& powers,
    const std::vector<double>& edges) {
  std::vector<Weighed> factors;
  for (const auto& [power, law] : powers) factors.push_back({power, law});
  return mixture_of(PoolDensity(factors, edges).pieces());
}

}  // namespace detail

CASUS_INLINE distribution::Mixture logarithmic_pool_of_distributions(const std::vector<Expert>& experts) {
  std::vector<double> weights;
  for (const Expert& expert : experts) weights.push_back(expert.weight);
  const std::vector<double> shares = detail::shares_of(experts.size(), weights);
  std::vector<detail::Weighed> weighed;
  for (std::size_t i = 0; i < experts.size(); ++i)
    if (shares[i] > 0) weighed.push_back({shares[i], &experts[i].law});
  if (const auto law = detail::conjugate_pool(weighed)) return {{{1.0, *law}}};
  detail::check_densities(weighed);
  return detail::mixture_of(detail::PoolDensity(weighed).pieces());
}

}  // namespace elicit
}  // namespace casus
