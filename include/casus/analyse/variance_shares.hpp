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

/// Shares of the variance of an answer over worlds that are due to one input: estimators over
/// arrays with one entry per world. Pure functions, safe to call from several threads. If the
/// answers of the worlds are sampled, the contribution of the noise within each world is
/// subtracted.
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
/// would vanish if the input were known, from the worlds as they were drawn. These are sorted by
/// the input and divided into 4 to 50 bins of equal weight, of about thirty worlds each; the
/// contributions of the small number of worlds per bin and of the noise within worlds are
/// subtracted from the variance between bins (Plischke, Borgonovo and Smith, Eur. J. Oper. Res. 226
/// (2013) 536, doi:10.1016/j.ejor.2012.11.047). Variation of the answer that the input causes
/// within a bin is missed: for an answer linear in the input, a share of 1 / bins^2. May be
/// slightly below 0. Throws Error unless there is one input per world.
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
/// `variance` is the variance between worlds; its own error is not included. Throws Error if there
/// are fewer than two pairs.
Estimated total_share(std::span<const FrozenPair> pairs, double variance);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/analyse/variance_shares.inl>
#endif
