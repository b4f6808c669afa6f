// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/weights.hpp>

/// What sums of weighted trajectories say, over independent clusters of them: worlds, or populations.
namespace casus {

/// As many clusters of equal sums would err as much.
double effective_clusters(const std::vector<double>& sums);

/// Of an event.
struct EventSums {
  WeightedProportion all;
  WeightSums any;                           ///< hits and misses
  std::vector<double> hits, misses, total;  ///< by cluster
  std::vector<WorldEstimate> estimates;     ///< log-odds

  void add(const WeightedProportion& cluster);
};

/// Of a quantity.
struct QuantitySums {
  WeightedMoments all;
  std::vector<double> sum, total;  ///< by cluster

  void add(const WeightedMoments& cluster);
  std::vector<WorldEstimate> estimates() const;

private:
  std::vector<WorldEstimate> means_;
  double within_ = 0, freedom_ = 0;
};

/// What an estimate rests on that has an error.
struct Estimate {
  double value;
  double standard_error;
  double degrees;  ///< of freedom of the standard error
};

/// Writes the error and interval of a share into an answer; a bound where it was never seen, in no trajectory.
void set_share(Answer& answer, const WeightedShare& share, bool has_error, bool is_seen);
/// The same of a mean; without an interval where it has no error. Counts the samples that would err as much if independent.
void set_mean(Answer& answer, const Estimate& mean, const WeightedMoments& all);

/// Says where the weight is that of few clusters, "worlds" or "populations", whose totals are given.
void warn_of_few_clusters(Answer& answer, const std::vector<double>& totals, const std::string& clusters);

}  // namespace casus
