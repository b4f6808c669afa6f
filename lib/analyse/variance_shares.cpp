// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/variance_shares.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include <Eigen/Core>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "analyse/world_fit.hpp"

namespace casus {

namespace detail {

Weighted::Weighted(const std::vector<WorldEstimate>& worlds) {
  double sum = 0;
  for (const WorldEstimate& world : worlds) sum += world.weight;
  for (const WorldEstimate& world : worlds) {
    weights.push_back(world.weight / sum);
    mean += weights.back() * world.value;
    squares += weights.back() * weights.back();
  }
}

void check_worlds(const std::vector<WorldEstimate>& worlds, std::size_t inputs, const char* what) {
  if (inputs != worlds.size())
    throw Error(what, std::to_string(worlds.size()) + " numbers, one per world", std::to_string(inputs));
  if (worlds.size() < 2) throw Error(what, "at least two worlds", std::to_string(worlds.size()));
  double sum = 0;
  for (const WorldEstimate& world : worlds) {
    if (!(world.weight >= 0)) throw Error(what, "weights of at least 0", number(world.weight));
    sum += world.weight;
  }
  if (!(sum > 0)) throw Error(what, "worlds with positive weight", "none");
}

std::vector<std::size_t> sorted_order(std::span<const double> numbers) {
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
  return order;
}

std::vector<double> weighted_ranks(std::span<const double> numbers, std::span<const double> weights) {
  const auto order = sorted_order(numbers);
  std::vector<double> ranks(numbers.size());
  double below = 0;
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    double tied = 0;
    for (; last < order.size() && numbers[order[last]] == numbers[order[first]]; ++last)
      tied += weights[order[last]];
    for (; first < last; ++first) ranks[order[first]] = below + tied / 2;
    below += tied;
  }
  return ranks;
}

}  // namespace detail

namespace {

// The worlds with weight. Weights sum to one.
struct HeavyWorlds {
  Eigen::ArrayXd values, weights, noise;
  std::vector<std::size_t> places;  // among all worlds
  double mean = 0;
  /// Squared deviations from the mean, each an estimate of a variance: of the value and its noise.
  Eigen::ArrayXd deviations;
  double variance = 0;  ///< between worlds

  explicit HeavyWorlds(const std::vector<WorldEstimate>& worlds) {
    for (std::size_t i = 0; i < worlds.size(); ++i)
      if (worlds[i].weight > 0) places.push_back(i);
    values.resize(detail::size(places));
    weights = noise = values;
    for (Index i = 0; i < values.size(); ++i) {
      const WorldEstimate& world = worlds[places[detail::at(i)]];
      values(i) = world.value;
      weights(i) = world.weight;
      noise(i) = world.noise_variance;
    }
    weights /= weights.sum();
    mean = (weights * values).sum();
    // The weighted sum of squares about the mean has the expectation sum(w (1 - w) variance) for
    // any variances of the values.
    deviations = (values - mean).square() / (1 - weights).max(least_open);
    variance = (weights * (deviations - noise)).sum();
  }
  static constexpr double least_open = 1e-6;
};

Estimated with_influences(double value, const Eigen::ArrayXd& influences, double chance = 0) {
  const Eigen::ArrayXd squares = influences.square();
  const double error = std::sqrt((std::max)(squares.sum() - chance, chance)) * widening(squares);
  return {value, without_rounding(error, value)};
}

}  // namespace

Estimated variance_between(const std::vector<WorldEstimate>& worlds) {
  detail::check_worlds(worlds, worlds.size(), "variance between worlds");
  const HeavyWorlds all(worlds);
  return with_influences(all.variance, all.weights * (all.deviations - all.noise - all.variance));
}

Estimated rank_correlation(const std::vector<WorldEstimate>& worlds, std::span<const double> input) {
  detail::check_worlds(worlds, input.size(), "rank correlation");
  const detail::Weighted all(worlds);
  std::vector<double> values;
  for (const WorldEstimate& world : worlds) values.push_back(world.weight > 0 ? world.value : 0);
  const auto x = detail::weighted_ranks(input, all.weights), y = detail::weighted_ranks(values, all.weights);
  double xx = 0, xy = 0, yy = 0;  // the weighted mean of ranks is 1/2
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += all.weights[i] * (x[i] - 0.5) * (x[i] - 0.5);
    xy += all.weights[i] * (x[i] - 0.5) * (y[i] - 0.5);
    yy += all.weights[i] * (y[i] - 0.5) * (y[i] - 0.5);
  }
  // Bound on the rounding error of the spread of ranks that are all equal.
  constexpr double all_equal = 1e-20;
  if (xx < all_equal || yy < all_equal) return {};
  const double r = xy / std::sqrt(xx * yy);
  return {r, (1 - r * r) * std::sqrt((1 + r * r / 2) / (all.effective() - 3))};
}

Estimated first_order_share(const std::vector<WorldEstimate>& worlds, std::span<const double> input) {
  detail::check_worlds(worlds, input.size(), "first-order share");
  const HeavyWorlds all(worlds);
  if (all.values.size() < 2) return {};
  std::vector<double> own;
  for (const std::size_t place : all.places) own.push_back(input[place]);
  const WorldFit fit(all.values.matrix(), all.weights.matrix(), own);
  // The weighted sum of squared residuals has the expectation sum(w (1 - leverage) variance).
  const Eigen::ArrayXd open = (1 - fit.leverages().array()).max(HeavyWorlds::least_open);
  const Eigen::ArrayXd left = fit.residuals().array().square() / open;
  double explained = (all.weights * (all.deviations - left)).sum();
  const double unexplained = (all.weights * left).sum(), effective = 1 / all.weights.square().sum();
  Eigen::ArrayXd influences = all.deviations - left;
  // Residuals of neighbours agree if the fit missed something. Overfitting makes them disagree by
  // the leverage. Added only if it is clear, because the sum is noisier than the fit.
  if (all.weights.maxCoeff() < 1.5 * all.weights.minCoeff()) {
    const auto& order = fit.order();
    Eigen::ArrayXd products = Eigen::ArrayXd::Zero(all.values.size());
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      const Index one = order[i], next = order[i + 1];
      // A world that is there twice agrees with itself.
      if (own[detail::at(one)] == own[detail::at(next)] && all.values(one) == all.values(next)) continue;
      products(one) = fit.residuals()(one) * fit.residuals()(next);
    }
    const double missed = (all.weights * (products + fit.leverages().array() * left)).sum();
    const double chance = std::sqrt((all.weights * products).square().sum());
    if (missed > 4 * chance) {
      explained += missed;
      influences += products;
    }
  }
  const double share = explained / all.variance;
  influences = all.weights * (influences - explained - share * (all.deviations - all.noise - all.variance)) /
               all.variance;
  // The overfitted part of the explained variance contributes twice its variance to the squares;
  // this variance is their minimum.
  const auto freedom = static_cast<double>(fit.coefficients() - 1);
  const double chance = 2 * freedom * std::pow(unexplained / effective / all.variance, 2);
  return with_influences(share, influences, chance);
}

namespace {

double product(const FrozenPair& pair) {
  return (pair.value[0] - pair.redrawn[0]) * (pair.value[1] - pair.redrawn[1]) / 2;
}

}  // namespace

Estimated total_share(std::span<const FrozenPair> pairs, double variance) {
  if (pairs.size() < 2) throw Error("total share", "at least two worlds", std::to_string(pairs.size()));
  const auto count = static_cast<double>(pairs.size());
  double mean = 0, squares = 0;
  for (const FrozenPair& pair : pairs) mean += product(pair) / count;
  for (const FrozenPair& pair : pairs) squares += std::pow(product(pair) - mean, 2);
  return {mean / variance, std::sqrt(squares / count / (count - 1)) / variance};
}

Estimated total_share(std::span<const FrozenPair> pairs, const std::vector<WorldEstimate>& worlds) {
  detail::check_worlds(worlds, pairs.size(), "total share");
  const HeavyWorlds all(worlds);
  Eigen::ArrayXd products(all.values.size());
  for (Index i = 0; i < products.size(); ++i) products(i) = product(pairs[all.places[detail::at(i)]]);
  // The redrawn worlds have the same variance: half of the denominator comes from them.
  Eigen::ArrayXd first(all.values.size()), second(all.values.size());
  for (Index i = 0; i < products.size(); ++i) {
    first(i) = pairs[all.places[detail::at(i)]].redrawn[0];
    second(i) = pairs[all.places[detail::at(i)]].redrawn[1];
  }
  const double redrawn_mean = (all.weights * (first + second)).sum() / 2;
  const Eigen::ArrayXd open = (1 - all.weights).max(HeavyWorlds::least_open);
  const Eigen::ArrayXd squares =
      (all.deviations - all.noise + (first - redrawn_mean) * (second - redrawn_mean) / open) / 2;
  const double variance = (all.weights * squares).sum();
  const double mean = (all.weights * products).sum(), share = mean / variance;
  return with_influences(share, all.weights * (products - mean - share * (squares - variance)) / variance);
}

}  // namespace casus
