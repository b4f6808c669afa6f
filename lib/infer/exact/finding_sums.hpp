// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/exact/problem.hpp"

namespace casus {

/// What is known about one discrete variable: the likelihood of each of its states. A state that is
/// excluded has likelihood 0.
struct StateFinding {
  Index variable;
  std::vector<double> likelihoods;
};

/// Returns observations as findings, at most one for each variable; nothing if one of them is about
/// several variables, about a quantity or about a parameter, or if no state of a variable agrees
/// with all.
std::optional<std::vector<StateFinding>> findings_of(const Model& model, std::span<const Observation> all);

/// The sums for a set of questions about a model, planned once for findings about any of its
/// discrete variables. The questions share condition and interventions, and ask for probabilities,
/// expectations and distributions. Safe to use from several threads; memory grows with the number
/// of threads that use it at the same time.
class FindingSums {
public:
  /// Returns the sums, prepared; null if there is no exact answer, if it depends on parameters, or
  /// if sums over all variables of the model are too large. Keeps a reference to the model.
  static std::unique_ptr<FindingSums> prepared(const Model& model, const std::vector<Query>& set,
                                               const Options& options);

  /// Returns the answers. `asked`: the questions of the set, with the findings. Returns nothing if
  /// the findings are impossible, one is about a variable that no sum is over, or a number leaves
  /// the range of doubles.
  std::optional<std::vector<Answer>> operator()(const std::vector<StateFinding>& findings,
                                                const std::vector<Query>& asked,
                                                const Options& options) const;

  /// Number of operations of a call that changes all messages, estimated.
  double operations() const { return problem_->cost().operations; }

private:
  using Messages = elimination::Elimination::Messages;

  FindingSums(const Model& model, const std::vector<Query>& set, std::vector<NodePtr> inputs,
              const StopToken& stop);
  std::unique_ptr<Messages> taken(const StopToken& stop) const;

  const Model& model_;
  std::vector<Index> input_of_;       // by variable; -1 if it has none
  std::vector<std::size_t> targets_;  // number of targets of each question
  std::unique_ptr<elimination::Problem> problem_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Messages>> free_;
};

}  // namespace casus
