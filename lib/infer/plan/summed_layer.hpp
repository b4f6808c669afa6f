// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// The probability of an event as the mean of its conditional probability, given all variables but
/// the last ones: discrete variables on which nothing else depends that the question reads. Their
/// draws are replaced by sums over their states, so that the variance of these draws is left out
/// (Rao-Blackwell; Casella and Robert, Biometrika 83 (1996) 81, doi:10.1093/biomet/83.1.81).
struct SummedLayer {
  Query mean;                    ///< of the conditional probability, in the question's circumstances
  double greatest;               ///< upper bound of the conditional probability
  std::vector<Index> variables;  ///< that are summed
  /// Whether parameters may have regimes, in which the conditional probability is another: a
  /// comparison of them, a mixture or tabled values, or worlds that were given.
  bool may_have_regimes = false;
  double expected_hits = 0;  ///< trajectories of the answer on which the event would occur, by a pilot
};

/// Returns the sum for a question about the probability of an event; nothing if no draw can be
/// summed, or if a probability might be outside of [0, 1] on some trajectories, which only a draw
/// reports.
std::optional<SummedLayer> sum_last_layer(const Model& model, const Query& query);

/// Returns the number of independent values in a run, of which each might have been among those
/// that are unlike all others: the trajectories that meet the condition. If there may be regimes,
/// these are the worlds, because all trajectories of a world are in one of them; of quasi-random
/// worlds, the replicates.
double independent_values(const SummedLayer& layer, Index worlds, Index met, const Options& options);

/// Returns half the width that is added to the interval of the mean of `count` values in [0,
/// greatest], because values that were not drawn may be greater than all that were: the last term
/// of the empirical Bernstein bound (Maurer and Pontil, COLT 2009, theorem 4, arXiv:0907.3740).
double unseen_values(double greatest, double count, double level);

/// Turns the answer to `layer.mean` into that of the question about a probability.
void finish_summed(Answer& answer, const SummedLayer& layer, const Options& options);

}  // namespace casus
