// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/learn/updated_model.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>

namespace casus {

namespace {

using detail::at;

// The draws of a parameter, in increasing order.
struct SortedDraws {
  std::vector<double> values, weights;

  SortedDraws(const std::vector<double>& drawn, const std::vector<double>& weight) {
    std::vector<std::size_t> order(drawn.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return drawn[a] < drawn[b]; });
    for (const std::size_t i : order) {
      values.push_back(drawn[i]);
      weights.push_back(weight[i]);
    }
  }
  double quantile(double share) const {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i)
      if ((sum += weights[i]) >= share) return values[i];
    return values.back();
  }
  // Returns the greatest distance of a distribution function from that of the draws.
  double distance(const distribution::ComponentDistribution& law) const {
    double greatest = 0, sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double below = law.cdf(values[i]);
      greatest = (std::max)({greatest, std::abs(below - sum), std::abs(below - sum - weights[i])});
      sum += weights[i];
    }
    return greatest;
  }
};

// Returns the support if it is one that distributions are fitted to; else the real line.
elicit::Support support_of(const UncertainParameter& parameter) {
  std::vector<double> row, scratch;
  for (const Formula& formula : parameter.parameters) {
    if (!formula.parameters().empty()) return elicit::real_line;
    row.push_back(formula.evaluate(detail::WorldEnvironment{row}, scratch));
  }
  const auto shape = parameter.distribution.shape();
  const double low = distribution::lower_quantile(shape, row, 0),
               high = distribution::upper_quantile(shape, row, 0);
  if (std::isfinite(low) && std::isfinite(high) && low < high) return {low, high};
  return low == 0 ? elicit::positive : elicit::real_line;
}

struct Fitted {
  Distribution<Quantity> law;
  std::string remark;
};

Fitted whole_numbers(const SortedDraws& draws) {
  std::map<double, double> weights;
  for (std::size_t i = 0; i < draws.values.size(); ++i) weights[draws.values[i]] += draws.weights[i];
  std::vector<double> values, of;
  for (const auto& [value, weight] : weights) {
    values.push_back(value);
    of.push_back(weight);
  }
  return {Empirical(std::move(values), std::move(of)), fmt::format("the {} values drawn", weights.size())};
}

Fitted pieces(const SortedDraws& draws) {
  constexpr int count = 20;
  distribution::Mixture mixture;
  double low = draws.values.front();
  for (int i = 1; i <= count; ++i) {
    const double high = i == count ? draws.values.back() : draws.quantile(i / static_cast<double>(count));
    if (high > low) mixture.components.push_back({1.0 / count, distribution::Uniform{low, high}});
    if (!(high > low) && !mixture.components.empty()) mixture.components.back().weight += 1.0 / count;
    low = (std::max)(low, high);
  }
  if (mixture.components.empty()) return {Deterministic(Real(low)), "the only value drawn"};
  double sum = 0;
  for (const auto& component : mixture.components) sum += component.weight;
  for (auto& component : mixture.components) component.weight /= sum;
  return {stated(mixture), "Uniform pieces between the draws' quantiles, because no family is near enough"};
}

Fitted fitted(const UncertainParameter& parameter, const SortedDraws& draws, double effective) {
  if (parameter.distribution.kind == Kind::count) return whole_numbers(draws);
  std::vector<elicit::Quantile> quantiles;
  for (const double share : {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99}) {
    const double value = draws.quantile(share);
    if (quantiles.empty() || value > quantiles.back().value) quantiles.push_back({share, value});
  }
  // Above this, independent draws would reject the distribution at 1 %.
  const double most = 1.63 / std::sqrt(effective);
  std::optional<elicit::FittedDistribution> best;
  double nearest = most;
  try {
    for (const elicit::FittedDistribution& one :
         elicit::fit(quantiles, {.support = support_of(parameter)}, parameter.name).fits) {
      const double distance = draws.distance(one.law);
      const bool is_own = one.family == parameter.distribution.family;
      if (distance > (is_own ? most : nearest)) continue;
      nearest = distance;
      best = one;
      if (is_own) break;
    }
  } catch (const Error&) {
    // No family is near these quantiles.
  }
  if (!best) return pieces(draws);
  return {stated(best->law),
          fmt::format("{}, within {:.1f} % of the draws", best->family->name, 100 * nearest)};
}

// Returns the name of the shares that a gamma weight belongs to: "p" for "p.weight[2]".
std::string shares_of(const std::string& weight) { return weight.substr(0, weight.rfind(".weight[")); }

// Returns the concentrations of the Dirichlet distribution with the means of the shares of these
// weights, and on average their variances. `drawn`: by weight and draw.
std::vector<double> concentrations(std::vector<std::vector<double>> drawn,
                                   const std::vector<double>& weights) {
  for (std::size_t draw = 0; draw < weights.size(); ++draw) {
    double sum = 0;
    for (const auto& one : drawn) sum += one[draw];
    for (auto& one : drawn) one[draw] /= sum;
  }
  std::vector<double> means;
  double spread = 0, variance = 0;
  for (const auto& share : drawn) {
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < share.size(); ++i) mean += weights[i] * share[i];
    for (std::size_t i = 0; i < share.size(); ++i)
      squares += weights[i] * (share[i] - mean) * (share[i] - mean);
    spread += mean * (1 - mean);
    variance += squares;
    means.push_back(mean);
  }
  for (double& mean : means) mean *= spread / variance - 1;
  return means;
}

// Returns the ranks of draws, from 0 to 1: the weight of smaller values and half of that of equal
// ones.
std::vector<double> ranks_of(const std::vector<double>& values, const std::vector<double>& weights) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  double below = 0;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    double own = 0;
    while (last < order.size() && values[order[last]] == values[order[first]]) own += weights[order[last++]];
    for (; first < last; ++first) ranks[order[first]] = below + own / 2;
    below += own;
  }
  return ranks;
}

double correlation_of(const std::vector<double>& a, const std::vector<double>& b,
                      const std::vector<double>& weights) {
  double mean_a = 0, mean_b = 0, both = 0, squares_a = 0, squares_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    mean_a += weights[i] * a[i];
    mean_b += weights[i] * b[i];
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double off_a = a[i] - mean_a, off_b = b[i] - mean_b;
    both += weights[i] * off_a * off_b;
    squares_a += weights[i] * off_a * off_a;
    squares_b += weights[i] * off_b * off_b;
  }
  return squares_a > 0 && squares_b > 0 ? both / std::sqrt(squares_a * squares_b) : 0;
}

// Returns statements about the pairs of parameters that are clearly correlated in the draws.
std::vector<RankCorrelation> correlations_of(const std::vector<Index>& numbers,
                                             const std::vector<std::vector<double>>& ranks,
                                             const std::vector<double>& weights, double effective) {
  const std::size_t size = numbers.size();
  std::vector<double> matrix(size * size);
  const double least = 2 / std::sqrt(effective);
  for (std::size_t i = 0; i < size; ++i) {
    matrix[i * size + i] = 1;
    for (std::size_t k = 0; k < i; ++k) {
      const double found = correlation_of(ranks[i], ranks[k], weights);
      matrix[i * size + k] = matrix[k * size + i] =
          std::abs(found) > least ? std::round(found * 1000) / 1000 : 0;
    }
  }
  if (size > 1) matrix = nearest_rank_correlations(matrix);
  std::vector<RankCorrelation> all;
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t k = i + 1; k < size; ++k)
      if (const double rank = matrix[i * size + k]; rank != 0)
        all.push_back({{numbers[i], numbers[k]}, rank, false, "draws of a posterior"});
  return all;
}

struct Restatement {
  std::vector<RestatedParameter> parameters;
  std::vector<RankCorrelation> correlations;
  std::vector<std::string> remarks;
};

Restatement restatement(const Model& model, const Posterior& posterior) {
  Restatement all;
  std::vector<Index> numbers;
  std::vector<std::vector<double>> ranks;
  for (std::size_t i = 0; i < model.parameters().size(); ++i) {
    const UncertainParameter& parameter = model.parameters()[i];
    if (parameter.distribution.is_formula()) continue;
    const auto values_of = [&](std::size_t number) {
      return posterior.values(Real(model.scope().parameters()[number]));
    };
    const std::vector<double> values = values_of(i);
    Fitted law = [&]() -> Fitted {
      if (!parameter.is_weight)
        return fitted(parameter, SortedDraws(values, posterior.weights()), posterior.effective());
      std::vector<std::vector<double>> group;
      std::size_t own = 0;
      for (std::size_t k = 0; k < model.parameters().size(); ++k) {
        const UncertainParameter& other = model.parameters()[k];
        if (!other.is_weight || shares_of(other.name) != shares_of(parameter.name)) continue;
        if (k == i) own = group.size();
        group.push_back(values_of(k));
      }
      return {Gamma(concentrations(std::move(group), posterior.weights())[own], 1),
              "a Dirichlet distribution with the draws' means, and on average their variances"};
    }();
    ParameterDetails details = parameter.details;
    details.stated.clear();
    details.source += (details.source.empty() ? "" : "; ") +
                      std::string("updated by observations; before: ") + to_text(parameter.distribution);
    all.remarks.push_back(parameter.name + ": " + law.remark);
    all.parameters.push_back({static_cast<Index>(i), std::move(law.law), std::move(details)});
    if (parameter.is_weight) continue;
    numbers.push_back(static_cast<Index>(i));
    ranks.push_back(ranks_of(values, posterior.weights()));
  }
  all.correlations = correlations_of(numbers, ranks, posterior.weights(), posterior.effective());
  return all;
}

}  // namespace

Updated<Model> updated(const Model& model, const Posterior& posterior) {
  Restatement all = restatement(model, posterior);
  Model changed = restate(model, all.parameters);
  state_correlations(changed, all.correlations);
  return {std::move(changed), std::move(all.remarks)};
}

Updated<Timeline> updated(const Timeline& timeline, const Posterior& posterior) {
  Restatement all = restatement(timeline.constants(), posterior);
  Timeline changed = restate(timeline, all.parameters);
  state_correlations(changed, all.correlations);
  return {std::move(changed), std::move(all.remarks)};
}

}  // namespace casus
