// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/weights.hpp>

/// Estimates from sums over weighted trajectories, in independent clusters: worlds or populations.
namespace casus {

/// Returns the effective number of clusters: the number of clusters with equal sums that would give
/// the same error.
double effective_clusters(const std::vector<double>& sums);

/// Weighted sums for the probability of an event.
struct EventSums {
  WeightedProportion all;
  WeightSums any;                           ///< hits and misses
  std::vector<double> hits, misses, total;  ///< by cluster
  std::vector<WorldEstimate> estimates;     ///< log-odds

  void add(const WeightedProportion& cluster);

  /// Returns the estimates by world, for the range of the probability.
  detail::WorldFindings worlds(double range_level) const;
};

/// Weighted sums for the mean of a quantity.
struct QuantitySums {
  WeightedMoments all;
  std::vector<double> sum, total;       ///< by cluster
  std::vector<WeightedSpread> spreads;  ///< by cluster
  std::vector<double> effective;        ///< effective number of trajectories, by cluster

  void add(const WeightedMoments& cluster);

  /// Returns the estimates by world, for the range of the mean.
  detail::WorldFindings worlds(double range_level) const;

  /// Returns the reason why the mean has no error, if its values are heavy-tailed or dominated by a
  /// few of them. For worlds, the tails are those of the worlds' means, with degrees of freedom
  /// that take unequal weights into account. For populations, which are exchangeable, the tails are
  /// those of groups.
  std::optional<Warning> why_no_error(bool are_worlds) const;
  /// Deviations of the worlds' means from the mean of all, of worlds that matter.
  SquaredDeviations deviations_of_means() const;

private:
  std::vector<WorldEstimate> means_;
  double within_ = 0, freedom_ = 0;
};

/// Returns the variances within worlds, for the range, from the sums of the differences from some
/// value and of their squares.
detail::WorldFindings variances(const QuantitySums& differences, const QuantitySums& squares,
                                double range_level);

/// An estimate that has an error.
struct Estimate {
  double value;
  double standard_error;
  double degrees;  ///< degrees of freedom of the standard error
};

/// Statistics of a probability whose trajectories are correlated within a cluster: the effective
/// sample size follows from the spread between clusters. `trials`: number of independent trials,
/// for a bound if the event never occurred. `degrees`: degrees of freedom of the standard error.
struct ClusteredShare {
  ClusterRatio ratio;
  double effective;  ///< effective sample size
  WeightedShare share;

  ClusteredShare(const EventSums& sums, double trials, double degrees);

  /// `cases`: number of trajectories with a positive weight.
  detail::NumberEstimate finding(const EventSums& sums, Index cases, double level) const;
};

/// Returns a probability with its interval, which is [0, 1] if `has_error` is false. `effective`:
/// effective sample size.
detail::NumberEstimate share_finding(const WeightedShare& share, bool has_error, bool is_seen, Index cases,
                                     double effective, double level);
/// Returns a mean with its interval; without an interval if the mean has no error. `are_worlds`:
/// whether the clusters are worlds. `is_constant`: see `detail::is_the_same_always`. `effective`:
/// upper bound of the effective sample size.
detail::NumberEstimate mean_finding(const Estimate& mean, const QuantitySums& sums, bool are_worlds,
                                    bool is_constant, double effective, double level);

/// Adds a warning if a few clusters carry most of the weight. `totals`: weight of each cluster.
/// `clusters`: their name, "worlds" or "populations".
void warn_of_few_clusters(detail::AnswerBuilder& answer, const std::vector<double>& totals,
                          const std::string& clusters);

}  // namespace casus
