// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/analyse/variance_shares.hpp>
#include <casus/detail/index.hpp>

namespace casus {

namespace detail {

CASUS_INLINE Weighted::Weighted(const std::vector<WorldEstimate>& worlds) {
  double sum = 0;
  for (const WorldEstimate& world : worlds) sum += world.weight;
  for (const WorldEstimate& world : worlds) {
    weights.push_back(world.weight / sum);
    mean += weights.back() * world.value;
    squares += weights.back() * weights.back();
  }
}

CASUS_INLINE void check_worlds(const std::vector<WorldEstimate>& worlds, std::size_t inputs,
                               const char* what) {
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

CASUS_INLINE std::vector<std::size_t> sorted_order(std::span<const double> numbers) {
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
  return order;
}

CASUS_INLINE std::vector<double> weighted_ranks(std::span<const double> numbers,
                                                std::span<const double> weights) {
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

CASUS_INLINE Estimated variance_between(const std::vector<WorldEstimate>& worlds) {
  detail::check_worlds(worlds, worlds.size(), "variance between worlds");
  const detail::Weighted all(worlds);
  double value = 0;
  const auto own = [&](std::size_t i) {
    const double deviation = worlds[i].value - all.mean;
    return deviation * deviation / (1 - all.squares) - worlds[i].noise_variance;
  };
  for (std::size_t i = 0; i < worlds.size(); ++i)
    if (all.weights[i] > 0) value += all.weights[i] * own(i);
  double squares = 0;
  for (std::size_t i = 0; i < worlds.size(); ++i)
    if (all.weights[i] > 0) squares += std::pow(all.weights[i] * (own(i) - value), 2);
  return {value, std::sqrt(squares)};
}

CASUS_INLINE Estimated rank_correlation(const std::vector<WorldEstimate>& worlds,
                                        std::span<const double> input) {
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
  constexpr double none = 1e-20;
  if (xx < none || yy < none) return {};
  const double r = xy / std::sqrt(xx * yy);
  return {r, (1 - r * r) * std::sqrt((1 + r * r / 2) / (all.effective() - 3))};
}

CASUS_INLINE Estimated first_order_share(const std::vector<WorldEstimate>& worlds,
                                         std::span<const double> input) {
  detail::check_worlds(worlds, input.size(), "first-order share");
  const detail::Weighted all(worlds);
  const double variance = variance_between(worlds).value;
  struct Bin {
    std::vector<std::size_t> worlds;
    double weight = 0, mean = 0, error = 0;  // error: variance of the mean
  };
  std::vector<Bin> bins(static_cast<std::size_t>((std::clamp)(all.effective() / 30, 4.0, 50.0)));
  double below = 0;
  for (const std::size_t i : detail::sorted_order(input)) {
    const double middle = below + all.weights[i] / 2;
    below += all.weights[i];
    if (!(all.weights[i] > 0)) continue;
    Bin& bin = bins[(std::min)(bins.size() - 1,
                               static_cast<std::size_t>(middle * static_cast<double>(bins.size())))];
    bin.worlds.push_back(i);
    bin.weight += all.weights[i];
    bin.mean += all.weights[i] * worlds[i].value;
  }
  double between = 0, chance = 0;
  for (Bin& bin : bins) {
    if (bin.worlds.empty()) continue;
    bin.mean /= bin.weight;
    for (const std::size_t i : bin.worlds)
      bin.error += std::pow(all.weights[i] / bin.weight * (worlds[i].value - bin.mean), 2);
    const auto count = static_cast<double>(bin.worlds.size());
    if (count > 1) bin.error *= count / (count - 1);
    between += bin.weight * (std::pow(bin.mean - all.mean, 2) - (1 - bin.weight) * bin.error);
    chance += 2 * std::pow(bin.weight * bin.error, 2);
  }
  const double share = between / variance;
  // First-order contribution of each world to the error of the ratio. The errors of the bins
  // contribute 2 * chance to it even if the bin means are all equal; the variance of these errors
  // themselves is `chance`, which is the minimum.
  double squares = 0;
  for (const Bin& bin : bins)
    for (const std::size_t i : bin.worlds) {
      const double of_bin = bin.mean - all.mean, inside = worlds[i].value - bin.mean;
      const double deviation = worlds[i].value - all.mean;
      const double error = of_bin * of_bin + 2 * of_bin * inside - between -
                           share * (deviation * deviation - worlds[i].noise_variance - variance);
      squares += std::pow(all.weights[i] * error, 2);
    }
  return {share, std::sqrt((std::max)(squares - chance, chance)) / variance};
}

CASUS_INLINE Estimated total_share(std::span<const FrozenPair> pairs, double variance) {
  if (pairs.size() < 2) throw Error("total share", "at least two worlds", std::to_string(pairs.size()));
  const auto count = static_cast<double>(pairs.size());
  const auto product = [](const FrozenPair& pair) {
    return (pair.value[0] - pair.redrawn[0]) * (pair.value[1] - pair.redrawn[1]) / 2;
  };
  double mean = 0, squares = 0;
  for (const FrozenPair& pair : pairs) mean += product(pair) / count;
  for (const FrozenPair& pair : pairs) squares += std::pow(product(pair) - mean, 2);
  return {mean / variance, std::sqrt(squares / count / (count - 1)) / variance};
}

}  // namespace casus
