// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include <casus/fwd.hpp>

namespace casus {

/// Likelihood of the parameters given a history: the evidence of a question, step by step.
class HistoryLikelihood {
public:
  HistoryLikelihood() = default;
  HistoryLikelihood(const HistoryLikelihood&) = delete;
  HistoryLikelihood& operator=(const HistoryLikelihood&) = delete;
  virtual ~HistoryLikelihood() = default;

  /// Returns the steps with evidence, in increasing order: the stages of the history. -1 stands for
  /// evidence about constants, and for the evidence of a model without time.
  virtual const std::vector<Index>& steps() const = 0;
  /// Returns whether the likelihoods are exact. Otherwise they are unbiased estimates, from random
  /// numbers that depend on `number`.
  virtual bool is_exact() const = 0;
  /// Returns the number of draws of groups in one call, for `in_rounds`.
  virtual Index work() const = 0;
  /// Returns, for each stage, the log-likelihood of all evidence up to it; -infinity if it is
  /// impossible or was never met. Threads may call this concurrently. Throws Error if a draw leaves
  /// the domain of a distribution.
  virtual std::vector<double> operator()(const std::vector<double>& parameters, Index number) const = 0;
  /// Returns a likelihood from twice the number of trajectories; null if there are no more to be
  /// had, or none are drawn.
  virtual std::unique_ptr<HistoryLikelihood> refined() const = 0;
};

}  // namespace casus
