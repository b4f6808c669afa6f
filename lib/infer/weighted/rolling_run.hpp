// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/options.hpp>

#include "infer/evidence/rolling_proposal.hpp"
#include "infer/weighted/run_weights.hpp"

namespace casus {

/// Draws from a proposal over time, step by step, and sums the weights: each step multiplies the
/// weights of its trajectories, and the targets are kept until the last one has done so. Memory
/// does not grow with the number of steps, if the proposal's steps are alike. Answers have the same
/// bits for any number of threads, block size and instruction set.
class RollingRun {
public:
  /// Keeps references to the targets and options. Errors as for `RollingProgram`.
  RollingRun(const RollingProposal& proposal, const std::vector<WeightedTarget>& targets,
             const detail::Sampling& sampling, const Options& options);
  ~RollingRun();

  /// Number of draws of groups in all work items.
  Index work() const;
  const RollingProgram& program() const noexcept;

  /// Throws Error if a distribution leaves its domain, and as `add_group`.
  RunWeights operator()(const detail::ShareDone& report);

private:
  class Draws;
  std::unique_ptr<Draws> draws_;
};

}  // namespace casus
