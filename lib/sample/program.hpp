// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/model/model.hpp>
#include <casus/sample/layout.hpp>
#include <casus/sample/world.hpp>

#include "sample/kernels.hpp"

namespace casus {

/// Where a step finds a value: a number of the world, a variable's column, or the scratch of one group. Whether it is of
/// doubles or of bits follows from where it is used.
struct Operand {
  enum class Where { world, column, scratch } where = Where::world;
  Index index = -1;
};

/// One vector operation on a group, from operands to a scratch register. `op` is one of the real-valued operations of the
/// kernels, a comparison, a logical operation, or if_then_else (a selection).
struct VectorOperation {
  Op op;
  std::vector<Operand> operands;
  Index scratch;
  const ColumnFunction* function = nullptr;  ///< a user's own, where `op` is one
};

/// What is drawn or computed for one variable or one output.
struct Step {
  enum class Does {
    set,            ///< an intervention
    draw_table,     ///< an event or category, from a table of its discrete parents
    draw_discrete,  ///< an event or category whose probabilities are columns
    draw_quantity,
    compute,  ///< a deterministic variable, or an output
  } does;
  Index variable = -1;         ///< -1 for an output
  std::string name;            ///< for messages, and, for a variable, for its stream
  std::optional<Index> guard;  ///< bit column
  bool is_discrete = false;
  Index column = -1;  ///< the bit column of an event or of a category's first state, or the column of doubles
  Index states = 0;   ///< of a category, those that are drawn
  Index absent = 0;   ///< of a category: the state it is in where the guard does not hold

  std::vector<VectorOperation> operations;  ///< run on each group before the draw
  std::vector<Operand> arguments;           ///< of the distribution; the result, of a computation
  double value = 0;                         ///< that the variable is set to

  // Of a table: the parents' bit columns and the formulas of a row.
  struct Parent {
    Index variable;
    Index column;
    Index states;
    bool is_event;
  };
  std::vector<Parent> parents;
  Index rows = 1;
  Index thresholds = 1;
  Index table = -1;  ///< number among the world's tables
};

/// What a program is asked to keep a column of.
struct OutputColumn {
  bool is_boolean;
  Index column;
};

/// A model compiled for some expressions: the steps that draw what those need, in order, over numbered columns.
/// What no expression needs is left out; that changes no other draw. Immutable; safe to share between threads.
class Program {
public:
  Program(const Model& model, std::vector<Intervention> under, std::vector<NodePtr> outputs);

  const Model& model() const noexcept { return model_; }
  const std::vector<Intervention>& under() const noexcept { return under_; }
  const std::vector<NodePtr>& expressions() const noexcept { return expressions_; }
  const std::vector<Step>& steps() const noexcept { return steps_; }
  const std::vector<OutputColumn>& outputs() const noexcept { return outputs_; }
  /// What each world computes once: numbers of the parameters alone. Truth values are 0 and 1.
  const std::vector<Formula>& world_formulas() const noexcept { return world_formulas_; }
  Index bit_columns() const noexcept { return bit_columns_; }
  Index real_columns() const noexcept { return real_columns_; }
  Index scratch_registers() const noexcept { return scratch_registers_; }
  Index tables() const noexcept { return tables_; }

  /// A variable's first column, or -1 where it is not drawn.
  Index column(Index variable) const { return columns_[static_cast<std::size_t>(variable)]; }

private:
  class Lowering;

  void add_variable(Index number, const std::optional<double>& value);
  void add_output(const NodePtr& expression);
  Index new_column(bool is_discrete, Index count);

  const Model& model_;
  std::vector<Intervention> under_;
  std::vector<NodePtr> expressions_;
  std::vector<Step> steps_;
  std::vector<OutputColumn> outputs_;
  std::vector<Formula> world_formulas_;
  std::vector<Index> columns_;
  Index bit_columns_ = 0, real_columns_ = 0, scratch_registers_ = 0, tables_ = 0;
};

/// A world made ready: its parameters, the numbers its steps read, and the thresholds of its tables.
struct World {
  World(const Program& program, const Randomness& randomness, Index number);

  Index number;
  std::vector<double> parameters;
  std::vector<double> values;  ///< of the program's world formulas
  std::vector<kernels::Thresholds> tables;
};

}  // namespace casus
