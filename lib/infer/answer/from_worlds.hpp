// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/detail/builder.hpp>

#include "infer/answer/scaled.hpp"

namespace casus {

/// Worlds in which all was summed, weighed by the probability of the evidence in each: importance sampling of the parameters with
/// their prior for a proposal, with the diagnostics of any weights.
class WeighedWorlds {
public:
  /// One number a world, not all of them 0. Where nothing varies from world to world, one does.
  explicit WeighedWorlds(const std::vector<Scaled>& evidence);

  /// In units of the greatest.
  const std::vector<double>& weights() const noexcept { return weights_; }
  /// As many worlds of equal weight would err as much (Kish).
  double effective() const noexcept { return effective_; }
  bool are_alike() const noexcept { return are_alike_; }
  /// Whether the tail index is too large for errors and ranges to be trusted.
  bool are_degenerate() const;

  /// Sets the probability of the evidence and its logarithm; `varies`: the worlds were sampled.
  void set_condition(detail::AnswerBuilder& answer, bool varies) const;
  /// Adds the weights' tail index, and warnings where few worlds carry the answer.
  void diagnose(detail::AnswerBuilder& answer) const;

private:
  Scaled greatest_;
  std::vector<double> weights_;
  double sum_ = 0, effective_ = 0;
  bool are_alike_ = true;
  std::optional<double> pareto_k_;
};

/// What exact values, one a world, say of a number.
struct ExactWorlds {
  detail::Finding finding;
  detail::WorldFindings worlds;

  /// `values`: the answer in each world. Where nothing varies from world to world, one does. Throws Error, naming the question, where a
  /// value is not a number.
  ExactWorlds(const std::string& question, const WeighedWorlds& weighed, std::vector<double> values,
              bool is_probability, bool varies, double level);
};

/// Sets the value, error, interval and range of an answer, or of its part with that number. `values`: one
/// value per world for each of `detail::asked_targets`.
void set_exact(detail::AnswerBuilder& answer, QuestionKind kind, const WeighedWorlds& weighed,
               const std::vector<std::vector<double>>& values, std::size_t number, bool varies);

}  // namespace casus
