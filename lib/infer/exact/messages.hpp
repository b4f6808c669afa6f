// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "infer/exact/elimination.hpp"
#include "infer/exact/sweep.hpp"

namespace casus::elimination {

/// Likelihoods of one input of a network, by state; at least one is positive.
struct InputValue {
  Index input;
  std::vector<double> likelihoods;
};

/// The sums of a network whose inputs change from call to call: a junction tree, whose messages to
/// the root are kept. A call computes those that depend on changed inputs, and the messages from
/// the root to the targets. The results have the same bits whatever earlier calls set. For one
/// thread at a time.
class Elimination::Messages {
public:
  /// Keeps a reference to the sums, which must be prepared and must not read parameters.
  Messages(const Elimination& of, const StopToken& stop);

  /// Returns the results for these values of inputs, each of which is named at most once; all other
  /// inputs are 1. Returns nothing if a number leaves the range of doubles. After that, and after
  /// an exception, the object cannot be used again.
  std::optional<WorldResults> operator()(std::span<const InputValue> values, const StopToken& stop);

private:
  double* table(Index input);
  void mark(Index input);

  const Elimination& of_;
  Workspace<double> workspace_;
  std::vector<char> is_stale_;   // by bucket
  std::vector<InputValue> set_;  // of the last call
  bool is_in_range_ = true;
};

}  // namespace casus::elimination
