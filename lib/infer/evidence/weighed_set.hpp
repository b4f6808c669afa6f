// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <casus/infer/detail/builder.hpp>

#include "infer/answer/from_sums.hpp"
#include "infer/evidence/weighing.hpp"

namespace casus {

/// The questions of one condition and one set of interventions, answered by one run of a method that weighs trajectories. The method
/// draws and sums; this class fills in the answers, in one order for all such methods.
class WeighedSet {
public:
  WeighedSet(const WeighedSet&) = delete;
  WeighedSet& operator=(const WeighedSet&) = delete;
  virtual ~WeighedSet() = default;

protected:
  /// `method`, "weighting", is for the message: throws Error if a question asks for a quantile.
  WeighedSet(const Model& model, const std::vector<Query>& queries, const Options& options,
             const std::string& method);

  /// One answer a question, from sums whose total weight is `all_`.
  std::vector<Answer> filled_in(const detail::RunFacts& facts) const;

  /// Sets the probability of the condition from the mean weight and its error, in units of e to `log_unit`: where nothing was seen that
  /// has a density, as far as a double holds it; its logarithm always, unless a likelihood was given, which has no unit.
  void set_condition(detail::AnswerBuilder& answer, double mean, double error, double log_unit,
                     bool has_probability) const;

  const Model& model_;
  const std::vector<Query>& queries_;
  const Options& options_;
  std::vector<WeightedTarget> targets_;
  WeightSums all_;

private:
  /// Sets the probability of the condition, if the method estimates it.
  virtual void set_condition(detail::AnswerBuilder& answer) const = 0;
  /// Adds diagnostics and warnings about the weights.
  virtual void diagnose(detail::AnswerBuilder& answer) const = 0;
  virtual void never_met(detail::AnswerBuilder& answer) const = 0;
  /// What was summed of a target, by cluster.
  virtual QuantitySums sums_of(std::size_t target) const = 0;
  /// Their mean, with the error that the method allows for.
  virtual Estimate mean_of(const QuantitySums& sums) const = 0;
  /// The same as a finding, with warnings about the target. `is_constant`: see `detail::is_the_same_always`.
  virtual detail::Finding found_mean(detail::AnswerBuilder& answer, std::size_t target,
                                     const QuantitySums& sums, bool is_constant) const = 0;
  virtual void finish_probability(detail::AnswerBuilder& answer, std::size_t target) const = 0;

  void finish_expectation(detail::AnswerBuilder& answer, std::size_t target, bool is_constant) const;
  void finish_spread(detail::AnswerBuilder& answer, std::size_t target, QuestionKind kind,
                     bool is_constant) const;

  Answer filled_in(const Query& query, std::size_t first, const detail::RunFacts& facts) const;

  std::vector<std::size_t> first_;  // by question: its first target
};

}  // namespace casus
