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
#include <casus/detail/core.hpp>
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

  explicit Weighted(const std::vector<WorldEstimate>& worlds);
  /// As many worlds of equal weight would do as well.
  double effective() const { return 1 / squares; }
};

void check_worlds(const std::vector<WorldEstimate>& worlds, std::size_t inputs, const char* what);

std::vector<std::size_t> sorted_order(std::span<const double> numbers);

/// The share of the weight that lies below each number, ties and itself counting half.
std::vector<double> weighted_ranks(std::span<const double> numbers, std::span<const double> weights);

}  // namespace detail

/// The variance of the answer over worlds, weighted, without the noise inside each. May come out below 0 where noise is all there is.
/// Throws Error where there are fewer than two worlds or none has weight.
Estimated variance_between(const std::vector<WorldEstimate>& worlds);

/// Spearman's rank correlation of an input with the answer, weighted. Noise inside worlds draws it towards 0. The error is that of
/// Bonett and Wright (Psychometrika 65 (2000) 23, doi:10.1007/BF02294183), for as many worlds as the weights are worth.
/// Throws Error where there is not one input a world. NaN where all inputs, or all answers, are the same.
Estimated rank_correlation(const std::vector<WorldEstimate>& worlds, std::span<const double> input);

/// The first-order Sobol' index of an input: the share of the variance between worlds that would go if the input were known, from the
/// worlds as they were drawn. These are sorted by the input and parted into bins of equal weight, about thirty worlds each, 4 to 50 of
/// them; the variance between bins is freed from what few worlds a bin, and noise inside worlds, add to it (Plischke, Borgonovo
/// and Smith, Eur. J. Oper. Res. 226 (2013) 536, doi:10.1016/j.ejor.2012.11.047). What the answer varies within a bin because the
/// input does is missed: of an answer linear in the input a share of 1 / bins^2. May come out a little below 0.
/// Throws Error where there is not one input a world.
Estimated first_order_share(const std::vector<WorldEstimate>& worlds, std::span<const double> input);

/// Of one world, what was answered by two halves of its trajectories: as it is, and with one input drawn anew, by the same chance.
struct FrozenPair {
  double value[2];
  double redrawn[2];
};

/// The total Sobol' index of an input: the share of the variance between worlds that would stay if all others were known (Jansen,
/// Comput. Phys. Commun. 117 (1999) 35, doi:10.1016/S0010-4655(98)00154-4). The squared difference is replaced by the product of the
/// differences that two halves of the trajectories show, which noise inside worlds does not change. `variance` is that between
/// worlds; its own error is not counted. Throws Error where there are fewer than two pairs.
Estimated total_share(std::span<const FrozenPair> pairs, double variance);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/analyse/variance_shares.inl>
#endif
