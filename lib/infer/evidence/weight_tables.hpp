// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include "model/state_table.hpp"

namespace casus {

/// Mixes the probabilities of a variable's states with the uniform distribution over its possible
/// states, which has weight `share`: a defensive mixture (Hesterberg, Technometrics 37 (1995) 185,
/// doi:10.1080/00401706.1995.10484303). Importance weights are then at most 1 / (1 - share).
void mix(std::span<double> probabilities, double share);

/// Tables in units of exp(`log_unit`): unscaled, their entries may be too small or too large for a
/// double.
struct ScaledTables {
  std::vector<StateTable> of;
  double log_unit = 0;  ///< of the product of one entry of each table
};

/// Factors of a trajectory's weight that depend on discrete variables alone, merged into few
/// tables. The variables that each factor reads do not depend on parameters; its values may.
class WeightTables {
public:
  /// A factor that belongs to one variable.
  struct Factor {
    enum class Kind {
      expected,  ///< sum over the variable's states of P(state | parents) times `of`
      ratio,     ///< the same, divided by `of` the current state: weight of a draw from P times `of`
      own        ///< `of` the current state
    } kind;
    Index variable;
    std::vector<double> of;  ///< by state
    double mixed = 0;        ///< for `ratio`: share of the defensive mixture in the proposal, see `mix`
  };

  WeightTables() = default;
  WeightTables(const Model& model, const FixedStates& fixed, std::vector<Factor> factors);

  bool empty() const noexcept { return factors_.empty(); }
  /// The variables that each table reads.
  const std::vector<std::vector<Index>>& scopes() const noexcept { return scopes_; }
  /// Computes the tables in a world. Entries are NaN if a row of the model does not contain
  /// probabilities.
  ScaledTables evaluate(std::span<const double> parameters) const;

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
