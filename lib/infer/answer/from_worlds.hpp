// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/detail/builder.hpp>

#include "infer/answer/scaled.hpp"

namespace casus {

/// Worlds with exact sums, weighted by the probability of the evidence in each: importance sampling
/// of the parameters with their prior as the proposal, with the usual diagnostics of the weights.
class WeighedWorlds {
public:
  /// `evidence`: probability of the evidence in each world, not all 0; a single number if nothing
  /// varies between worlds.
  /// `block`: number of neighbouring worlds that depend on each other (`worlds_per_replicate`).
  explicit WeighedWorlds(const std::vector<Scaled>& evidence, Index block = 1);

  /// Weights relative to the largest.
  const std::vector<double>& weights() const noexcept { return weights_; }
  /// Effective number of worlds (Kish): the number of equally weighted worlds with the same error.
  double effective() const noexcept { return effective_; }
  bool are_alike() const noexcept { return are_alike_; }
  Index block() const noexcept { return block_; }
  /// Returns whether the tail index is too large for errors and ranges to be trusted.
  bool are_degenerate() const;

  /// Sets the probability of the evidence and its logarithm. `varies`: whether the worlds were
  /// sampled.
  void set_condition(detail::AnswerBuilder& answer, bool varies) const;
  /// Adds the tail index of the weights, and warnings if few worlds carry the answer.
  void diagnose(detail::AnswerBuilder& answer) const;

private:
  Scaled greatest_;
  std::vector<double> weights_;
  double sum_ = 0, effective_ = 0;
  bool are_alike_ = true;
  Index block_ = 1;
  std::optional<double> pareto_k_;
};

/// Weights and values of P(...) or E(...), one per world, or a single one if nothing varies between
/// worlds.
struct ExactByWorld {
  std::vector<Scaled> weights;  ///< probabilities of the condition
  std::vector<double> values;
};

/// How exact values depend on the world.
enum class WorldVariation {
  none,      ///< they do not
  smoothly,  ///< values that are alike in all drawn worlds are alike in all others
  in_steps,  ///< values that are alike in all drawn worlds may differ in others
};

/// Estimate of a number from its exact values in each world.
struct ExactWorlds {
  detail::NumberEstimate finding;
  detail::WorldFindings worlds;

  /// `values`: the answer in each world, or a single value if nothing varies between worlds. Throws
  /// Error, naming the question, if a value is not finite.
  ExactWorlds(const std::string& question, const WeighedWorlds& weighed, std::vector<double> values,
              bool is_probability, WorldVariation variation, double level);
};

/// Sets the value, error, interval and range of an answer, or of its part with this number.
/// `values`: one value per world for each of `detail::asked_targets`.
void set_exact(detail::AnswerBuilder& answer, QuestionKind kind, const WeighedWorlds& weighed,
               const std::vector<std::vector<double>>& values, std::size_t number, WorldVariation variation);

}  // namespace casus
