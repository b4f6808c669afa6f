// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/error.hpp>
#include <casus/infer/interval.hpp>

/// Shares of the variance of an answer over worlds that are due to one input: estimators over
/// arrays with one entry per world. Pure functions, safe to call from several threads. If the
/// answers of the worlds are sampled, the contribution of the noise within each world is
/// subtracted. Errors are computed from the influence of each world, and widened by Student's t
/// with the effective number of worlds that contribute: value and 1.96 errors are an interval of
/// level 95 %. Part of the compiled core.
namespace casus {

namespace detail {

/// Weights that sum to one, and the weighted mean.
struct Weighted {
  std::vector<double> weights;
  double mean = 0;
  double squares = 0;  ///< sum of the squared weights

  explicit Weighted(const std::vector<WorldEstimate>& worlds);
  /// Returns the effective number of worlds: the number of equally weighted worlds of the same
  /// precision.
  double effective() const { return 1 / squares; }
};

void check_worlds(const std::vector<WorldEstimate>& worlds, std::size_t inputs, const char* what);

std::vector<std::size_t> sorted_order(std::span<const double> numbers);

/// Returns the share of the weight that lies below each number; ties and the number itself count
/// half.
std::vector<double> weighted_ranks(std::span<const double> numbers, std::span<const double> weights);

}  // namespace detail

/// Returns the weighted variance of the answer over worlds, without the noise within each. May be
/// below 0 if there is only noise. Throws Error if there are fewer than two worlds, or if none has
/// weight.
Estimated variance_between(const std::vector<WorldEstimate>& worlds);

/// Returns Spearman's rank correlation of an input with the answer, weighted. Noise within worlds
/// biases it towards 0. The error is that of Bonett and Wright (Psychometrika 65 (2000) 23,
/// doi:10.1007/BF02294183), for the effective number of worlds. NaN if all inputs, or all answers,
/// are equal. Throws Error unless there is one input per world.
Estimated rank_correlation(const std::vector<WorldEstimate>& worlds, std::span<const double> input);

/// Returns the first-order Sobol' index of an input: the share of the variance between worlds that
/// would vanish if the input were known, from the worlds as they were drawn. They are regressed on
/// the input: on polynomials up to degree 7 in the input, its logarithm, its log-odds or the normal
/// scores of its ranks, with up to three steps for regimes of at least three worlds; leave-one-out
/// errors choose among these. The squares that the fit owes to chance are subtracted, for any
/// variances of the worlds (MacKinnon and White, J. Econom. 29 (1985) 305,
/// doi:10.1016/0304-4076(85)90158-7), so that noise within worlds cancels in the explained part. If
/// neighbours by the input clearly agree in their residuals, what the fit missed is added: the
/// rank estimator of Chatterjee (J. Am. Stat. Assoc. 116 (2021) 2009,
/// doi:10.1080/01621459.2020.1758115) and Gamboa, Gremaud, Klein and Lagnoux (Bernoulli 28 (2022)
/// 2345, doi:10.3150/21-BEJ1421), of the residuals. May be slightly below 0. Throws Error unless
/// there is one input per world.
Estimated first_order_share(const std::vector<WorldEstimate>& worlds, std::span<const double> input);

/// Answers of one world from two halves of its trajectories: unchanged, and with one input redrawn,
/// with common random numbers.
struct FrozenPair {
  double value[2];
  double redrawn[2];
};

/// Returns the total Sobol' index of an input: the share of the variance between worlds that would
/// remain if all others were known (Jansen, Comput. Phys. Commun. 117 (1999) 35,
/// doi:10.1016/S0010-4655(98)00154-4). The squared difference is replaced by the product of the
/// differences in two halves of the trajectories, which noise within worlds does not bias.
/// `variance` is the known variance between worlds. Throws Error if there are fewer than two pairs.
Estimated total_share(std::span<const FrozenPair> pairs, double variance);

/// The same, with the mean of two variances as the denominator: between these worlds, one per pair,
/// which have the values as they are, and between the redrawn values, which have the same
/// distribution. The error includes that of the denominator, and what it has in common with the
/// numerator.
Estimated total_share(std::span<const FrozenPair> pairs, const std::vector<WorldEstimate>& worlds);

}  // namespace casus
