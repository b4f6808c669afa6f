// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/model/formula.hpp>

#include "sample/program.hpp"

namespace casus {

/// Environment of a formula of discrete variables and parameters, for one row of a step's table.
struct RowEnvironment {
  const Step& step;
  const std::vector<double>& parameters;
  const std::vector<double>& elsewhere;  ///< by variable: the value of a variable that is no parent
  const std::vector<Index>& states;      ///< by parent

  double variable(Index index) const {
    for (std::size_t i = 0; i < step.parents.size(); ++i)
      if (step.parents[i].variable == index) return static_cast<double>(states[i]);
    return elsewhere[detail::at(index)];
  }
  double parameter(Index index) const { return parameters[detail::at(index)]; }
};

/// The values of some formulas on the rows of a step's table, in order: the last parent varies
/// fastest. They have the same bits as `Formula::evaluate` on each row. What does not change from
/// row to row is computed once; in large tables, kernels compute many rows at once.
class TableRows {
public:
  /// `dependent`: by formula and parent, the instructions that depend on this parent or one that
  /// follows it. Keeps references to all arguments.
  TableRows(const std::vector<Formula>& formulas,
            const std::vector<std::vector<std::vector<Index>>>& dependent, const Step& step,
            const std::vector<double>& parameters, const std::vector<double>& elsewhere);

  /// Moves to the next row; at the first call, to the first one. Writes the values there.
  void next(std::vector<double>& values);

private:
  class Columns;

  std::size_t move_states();

  const std::vector<Formula>& formulas_;
  const std::vector<std::vector<std::vector<Index>>>& dependent_;
  std::vector<Index> states_;  // by parent
  RowEnvironment environment_;
  std::vector<std::vector<double>> scratch_;       // by formula
  std::vector<std::shared_ptr<Columns>> columns_;  // by formula; null: row by row
  Index row_ = -1;
};

}  // namespace casus
