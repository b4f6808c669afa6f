// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "infer/evidence/state_table.hpp"

namespace casus {

/// Mixes the probabilities of a variable's states with the uniform distribution over its possible states, which has the weight `share`: a
/// defensive mixture (Hesterberg, Technometrics 37 (1995) 185, doi:10.1080/00401706.1995.10484303). Importance weights are then at most
/// 1 / (1 - share).
void mix(std::span<double> probabilities, double share);

/// Factors of a trajectory's weight that depend on discrete variables alone, brought together into few tables. Which variables each
/// of these reads does not depend on parameters; its values may.
class WeightTables {
public:
  /// A factor that belongs to one variable.
  struct Factor {
    enum class Does {
      expected,  ///< the sum over the variable's states of P(state | parents) times `of` the state
      ratio,  ///< the same, over `of` the state it is in: what it was drawn from P times `of` is made good by
      own     ///< `of` the state it is in
    } does;
    Index variable;
    std::vector<double> of;  ///< by state
    double mixed = 0;        ///< of `ratio`: share of the defensive mixture in the proposal, see `mix`
  };

  WeightTables() = default;
  WeightTables(const Model& model, const FixedStates& fixed, std::vector<Factor> factors);

  bool empty() const noexcept { return factors_.empty(); }
  /// By table: the variables that it reads.
  const std::vector<std::vector<Index>>& scopes() const noexcept { return scopes_; }
  /// The tables in a world. NaN where a row of the model holds no probabilities.
  std::vector<StateTable> evaluate(std::span<const double> parameters) const;

private:
  std::vector<Index> scope(const Factor& factor) const;
  StateTable table(const Factor& factor, std::span<const double> parameters) const;
  void place(std::size_t factor);

  const Model* model_ = nullptr;
  FixedStates fixed_;
  std::vector<Factor> factors_;
  std::vector<std::vector<Index>> scopes_;
  std::vector<std::vector<std::size_t>> groups_;  // numbers of factors, by table
};

}  // namespace casus
