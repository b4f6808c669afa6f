// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/detail/builder.hpp>
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

  /// For the range of its share.
  detail::WorldFindings worlds(double range_level) const;
};

/// Of a quantity.
struct QuantitySums {
  WeightedMoments all;
  std::vector<double> sum, total;       ///< by cluster
  std::vector<WeightedSpread> spreads;  ///< by cluster
  std::vector<double> effective;        ///< effective number of trajectories, by cluster

  void add(const WeightedMoments& cluster);

  /// For the range of its mean.
  detail::WorldFindings worlds(double range_level) const;

  /// Returns the reason why the mean has no error, if its values are heavy-tailed or a few of them dominate
  /// it. For worlds the tails are those of their own means, and their degrees of freedom take unequal weights
  /// into account. For populations, which are exchangeable, the tails are those of groups.
  std::optional<Warning> why_no_error(bool are_worlds) const;

private:
  SquaredDeviations deviations_of_means() const;

  std::vector<WorldEstimate> means_;
  double within_ = 0, freedom_ = 0;
};

/// Returns the variances within worlds, for the range, from the sums of differences from some value and of
/// their squares.
detail::WorldFindings variances(const QuantitySums& differences, const QuantitySums& squares,
                                double range_level);

/// What an estimate rests on that has an error.
struct Estimate {
  double value;
  double standard_error;
  double degrees;  ///< of freedom of the standard error
};

/// Statistics of a share whose trajectories are correlated within a cluster: the effective sample size
/// follows from the spread between clusters. `trials`: number of independent trials for a bound if the event
/// never occurred; `degrees`: degrees of freedom of the standard error.
struct ClusteredShare {
  ClusterRatio ratio;
  double effective;  ///< effective sample size
  WeightedShare share;

  ClusteredShare(const EventSums& sums, double trials, double degrees);

  /// `cases`: number of trajectories with a positive weight.
  detail::Finding finding(const EventSums& sums, Index cases, double level) const;
};

/// A share with its interval. `has_error`: else the interval is all there is. `effective`: samples that would err as much.
detail::Finding share_finding(const WeightedShare& share, bool has_error, bool is_seen, Index cases,
                              double effective, double level);
/// The same for a mean; without an interval if it has no error. `are_worlds`: whether the clusters are
/// worlds. `is_constant`: see `detail::is_the_same_always`. `effective`: upper bound of the effective sample
/// size.
detail::Finding mean_finding(const Estimate& mean, const QuantitySums& sums, bool are_worlds,
                             bool is_constant, double effective, double level);

/// Says where the weight is that of few clusters, "worlds" or "populations", whose totals are given.
void warn_of_few_clusters(detail::AnswerBuilder& answer, const std::vector<double>& totals,
                          const std::string& clusters);

}  // namespace casus
