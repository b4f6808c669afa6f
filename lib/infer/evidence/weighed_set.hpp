// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <casus/infer/detail/builder.hpp>

#include "infer/answer/from_sums.hpp"
#include "infer/evidence/weighing.hpp"
#include "infer/evidence/weighted_quantile.hpp"

namespace casus {

/// The questions with one condition and one set of interventions, answered by one run of a method
/// that weights trajectories. The method draws and sums; this class fills in the answers, in the
/// same order for all such methods.
class WeighedSet {
public:
  WeighedSet(const WeighedSet&) = delete;
  WeighedSet& operator=(const WeighedSet&) = delete;
  virtual ~WeighedSet() = default;

protected:
  /// `trajectories`: number of trajectories of a run. `has_worlds`: whether the clusters are
  /// worlds.
  WeighedSet(const Scope& scope, const std::vector<Query>& queries, const Options& options,
             double trajectories, bool has_worlds);

  /// Returns one answer for each question, from sums with total weight `all_`. Quantiles draw the
  /// same trajectories again.
  std::vector<Answer> filled_in(const detail::RunFacts& facts);

  /// Sets the probability of the condition from the mean weight and its error, in units of
  /// exp(`log_unit`), if no observed value has a density (`has_probability`) and a double can
  /// represent it. Always sets its logarithm, unless likelihoods are given, which have no unit.
  void set_condition(detail::AnswerBuilder& answer, double mean, double error, double log_unit,
                     bool has_probability) const;

  bool has_worlds() const noexcept { return has_worlds_; }

  const Scope& scope_;
  const std::vector<Query>& queries_;
  const Options& options_;
  std::vector<WeightedTarget> targets_;
  WeightSums all_;

private:
  /// Returns the number of clusters of the run. `parts_of`: returns the parts of a cluster, by
  /// target.
  virtual std::size_t clusters() const = 0;
  virtual const std::vector<WeightedPart>& parts_of(std::size_t cluster) const = 0;
  /// Returns the parts of each cluster when the same trajectories are drawn again for other
  /// targets.
  virtual std::vector<std::vector<WeightedPart>> drawn_again(
      const std::vector<WeightedTarget>& targets) const = 0;

  /// Sets the probability of the condition, if the method estimates it.
  virtual void set_condition(detail::AnswerBuilder& answer) const = 0;
  /// Adds diagnostics and warnings about the weights.
  virtual void diagnose(detail::AnswerBuilder& answer) const = 0;
  /// Adds warnings about the trajectories that contribute to a target.
  virtual void diagnose_target(detail::AnswerBuilder&, const NodePtr&, Index, double) const {}
  virtual void never_met(detail::AnswerBuilder& answer) const = 0;

  /// Returns the probability of an event, with an interval of the given level. `mean_of`: returns
  /// the mean of a quantity with the method's error.
  virtual detail::NumberEstimate found_share(const EventSums& sums, double level) const = 0;
  virtual Estimate mean_of(const QuantitySums& sums) const = 0;
  /// Returns an upper bound of the effective sample size of a mean. `why_no_error`: returns a
  /// reason why it has no error that the sums do not show.
  virtual double effective(const QuantitySums& sums) const = 0;
  virtual std::optional<Warning> why_no_error(std::size_t target, const QuantitySums& sums,
                                              const detail::NumberEstimate& found) const = 0;

  template <class Sums, class Part> Sums sums_of(std::size_t target) const;
  detail::NumberEstimate found_mean(detail::AnswerBuilder& answer, std::size_t target,
                                    const QuantitySums& sums, bool is_constant) const;

  void find_quantiles();
  void finish_probability(detail::AnswerBuilder& answer, std::size_t target) const;
  void finish_expectation(detail::AnswerBuilder& answer, std::size_t target, bool is_constant) const;
  void finish_spread(detail::AnswerBuilder& answer, std::size_t target, QuestionKind kind,
                     bool is_constant) const;
  void finish_extreme(detail::AnswerBuilder& answer, const Query& query, std::size_t target) const;
  void finish_quantile(detail::AnswerBuilder& answer, std::size_t query) const;

  Answer filled_in(std::size_t question, const detail::RunFacts& facts) const;

  bool has_worlds_;
  std::vector<std::size_t> first_;                               // first target of each question
  std::vector<std::optional<WeightedQuantileSearch>> searches_;  // by question
};

}  // namespace casus
