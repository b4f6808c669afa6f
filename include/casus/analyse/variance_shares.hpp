// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/infer/interval.hpp>

/// How much of the spread of an answer over worlds is due to one input: estimators over arrays, one entry a world. Pure functions,
/// safe to call from several threads. Where worlds are answered by sampling, what the noise inside each adds is taken out.
namespace casus {

namespace detail {

/// Weights that sum to one, and the mean they give.
struct Weighted {
  std::vector<double> weights;
  double mean = 0;
  double squares = 0;  ///< sum of the squared weights

  explicit Weighted(const std::vector<WorldEstimate>& worlds) {
    double sum = 0;
    for (const WorldEstimate& world : worlds) sum += world.weight;
    for (const WorldEstimate& world : worlds) {
      weights.push_back(world.weight / sum);
      mean += weights.back() * world.value;
      squares += weights.back() * weights.back();
    }
  }
  /// As many worlds of equal weight would do as well.
  double effective() const { return 1 / squares; }
};

inline void check_worlds(const std::vector<WorldEstimate>& worlds, std::size_t inputs, const char* what) {
  if (inputs != worlds.size())
    throw Error(what, std::to_string(worlds.size()) + " numbers, one a world", std::to_string(inputs));
  if (worlds.size() < 2) throw Error(what, "at least two worlds", std::to_string(worlds.size()));
  double sum = 0;
  for (const WorldEstimate& world : worlds) {
    if (!(world.weight >= 0)) throw Error(what, "weights of at least 0", number(world.weight));
    sum += world.weight;
  }
  if (!(sum > 0)) throw Error(what, "worlds of some weight", "none");
}

inline std::vector<std::size_t> sorted_order(std::span<const double> numbers) {
  std::vector<std::size_t> order(numbers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return numbers[a] < numbers[b]; });
  return order;
}

/// The share of the weight that lies below each number, ties and itself counting half.
inline std::vector<double> weighted_ranks(std::span<const double> numbers, std::span<const double> weights) {
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

/// The variance of the answer over worlds, weighted, without the noise inside each. May come out below 0 where noise is all there is.
/// Throws Error where there are fewer than two worlds or none has weight.
inline Estimated variance_between(const std::vector<WorldEstimate>& worlds) {
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

/// Spearman's rank correlation of an input with the answer, weighted. Noise inside worlds draws it towards 0. The error is that of
/// Bonett and Wright (Psychometrika 65 (2000) 23, doi:10.1007/BF02294183), for as many worlds as the weights are worth.
/// Throws Error where there is not one input a world. NaN where all inputs, or all answers, are the same.
inline Estimated rank_correlation(const std::vector<WorldEstimate>& worlds, std::span<const double> input) {
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
  constexpr double none = 1e-20;  // what rounding leaves of the spread of ranks that are all the same
  if (xx < none || yy < none) return {};
  const double r = xy / std::sqrt(xx * yy);
  return {r, (1 - r * r) * std::sqrt((1 + r * r / 2) / (all.effective() - 3))};
}

/// The first-order Sobol' index of an input: the share of the variance between worlds that would go if the input were known, from the
/// worlds as they were drawn. These are sorted by the input and parted into bins of equal weight, about thirty worlds each, 4 to 50 of
/// them; the variance between bins is freed from what few worlds a bin, and noise inside worlds, add to it (Plischke, Borgonovo
/// and Smith, Eur. J. Oper. Res. 226 (2013) 536, doi:10.1016/j.ejor.2012.11.047). What the answer varies within a bin because the
/// input does is missed: of an answer linear in the input a share of 1 / bins^2. May come out a little below 0.
/// Throws Error where there is not one input a world.
inline Estimated first_order_share(const std::vector<WorldEstimate>& worlds, std::span<const double> input) {
  detail::check_worlds(worlds, input.size(), "first-order share");
  const detail::Weighted all(worlds);
  const double variance = variance_between(worlds).value;
  struct Bin {
    std::vector<std::size_t> worlds;
    double weight = 0, mean = 0, error = 0;  // of the mean: its variance
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
  // To first order, what each world adds to the error of the ratio. Of that, the bins' own errors make twice `chance` where their means
  // alone would make nothing; the variance that these errors have by themselves is `chance`, and that is the least.
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

/// Of one world, what was answered by two halves of its trajectories: as it is, and with one input drawn anew, by the same chance.
struct FrozenPair {
  double value[2];
  double redrawn[2];
};

/// The total Sobol' index of an input: the share of the variance between worlds that would stay if all others were known (Jansen,
/// Comput. Phys. Commun. 117 (1999) 35, doi:10.1016/S0010-4655(98)00154-4). The squared difference is replaced by the product of the
/// differences that two halves of the trajectories show, which noise inside worlds does not change. `variance` is that between
/// worlds; its own error is not counted. Throws Error where there are fewer than two pairs.
inline Estimated total_share(std::span<const FrozenPair> pairs, double variance) {
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
