// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <hwy/aligned_allocator.h>

#include <casus/detail/index.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/layout.hpp>
#include <casus/sample/world.hpp>

#include "sample/kernels.hpp"

namespace casus {

/// Kinds of columns in a block, by the type of their entries (one entry per trajectory).
enum class Pool {
  bits,   ///< truth values, of events
  bytes,  ///< state numbers, of categories
  reals   ///< doubles, of quantities and counts
};

/// Returns the pool that holds columns of this kind of variable.
Pool pool_of(Kind kind);

/// Location of a value that a step reads: a value of the world, a column, or a scratch register of
/// the run. The operation that reads it determines whether a world value or a scratch register
/// holds doubles or bits.
struct Operand {
  enum class Where { world, bits, reals, scratch } where = Where::world;
  Index index = -1;

  friend bool operator==(const Operand&, const Operand&) = default;
};

/// A vector operation on a run of trajectories. It writes its result to a scratch register.
struct VectorOperation {
  enum class Opcode {
    /// `op`: a real-valued operation of the kernels, a comparison, a logical operation or a
    /// selection
    evaluate,
    test_state,     ///< [column of bytes == state]
    gather_bits,    ///< copies the entries of a domain's trajectories out of a column of the whole block
    gather_states,  ///< as gather_bits, for [column of bytes == state]
    gather_reals
  } opcode = Opcode::evaluate;
  Op op = Op::constant;
  std::vector<Operand> operands = {};
  Index column = -1;
  Index state = 0;
  Index scratch = -1;
  const ColumnFunction* function = nullptr;  ///< the user's function, if `op` is Op::function
};

/// Column of an output: truth values, numbers, or [column of bytes == state]. A test of a state is
/// stored in bytes, any other truth value in bits, so callers name the pool when they ask for the
/// column's number. `truth` in executor.hpp reads both.
class OutputColumn {
public:
  OutputColumn() = default;
  OutputColumn(Pool pool, Index column, Index state = 0, Index states = 0)
      : pool_(pool), column_(column), state_(state), states_(states) {}

  Pool pool() const noexcept { return pool_; }
  /// Returns the column's number. Throws std::logic_error if the column belongs to another pool.
  Index bits() const { return in(Pool::bits); }
  Index bytes() const { return in(Pool::bytes); }
  Index reals() const { return in(Pool::reals); }
  Index in(Pool pool) const;
  /// State that is tested and number of states of the category, for a column of bytes.
  Index state() const noexcept { return state_; }
  Index states() const noexcept { return states_; }

  /// Calls `visit(pool, number)`, which may change the number.
  template <class Visit> void renumber(const Visit& visit) { visit(pool_, column_); }

private:
  Pool pool_ = Pool::bits;
  Index column_ = -1, state_ = 0, states_ = 0;
};

/// Draw or computation of one variable or one output. A step works either on the whole block, group
/// by group, or on a domain: the compacted trajectories on which an event holds, so that rarely
/// needed variables are cheap. A variable has a domain if it is declared under a guard. It also has
/// one if every variable that its formula reads either exists only under one common guard or has a
/// fixed value outside of that guard; its formula then has the same value on all trajectories
/// outside of the domain ("constant outside").
struct Step {
  enum class Opcode {
    persistent,     ///< no work: the column was filled earlier
    set,            ///< an intervention
    list,           ///< collects the trajectories of a domain
    draw_table,     ///< an event or category, from a table of its discrete parents
    draw_discrete,  ///< an event or category whose probabilities are columns
    draw_quantity,
    compute,  ///< a deterministic variable, or an output
    read,     ///< outputs are complete, and the caller may read them; later steps reuse their columns
  } opcode;
  Index variable = -1;         ///< -1 for an output
  std::string name;            ///< for messages
  std::string stream;          ///< name of the random stream that the variable is drawn with
  std::optional<Index> guard;  ///< column of bits: the guard, or the event that defines the domain
  Index domain = -1;           ///< -1: the whole block
  bool is_constant_outside =
      false;  ///< no guard of its own; outside of the domain, its formula is a value of the world
  Pool pool = Pool::bits;
  Index column = -1;   ///< column of the whole block; -1 if no step reads it there
  Index compact = -1;  ///< column of a quantity on a domain: its values, compacted
  Index states = 0;    ///< number of states that are drawn, for a category
  Index absent = 0;    ///< state of a category if the guard does not hold

  std::vector<VectorOperation> operations;  ///< evaluated before the draw
  std::vector<Operand> arguments;           ///< parameters of the distribution; of a computation, its result
  double value = 0;                         ///< value that an intervention sets

  // For draws from a table: the discrete parents; the last one varies fastest.
  struct Parent {
    Index variable;
    Pool pool;
    Index column;
    Index states;
  };
  std::vector<Parent> parents;
  /// By parameter of the distribution and parent: the instructions of the parameter's formula that
  /// depend on this parent or one that follows it.
  std::vector<std::vector<std::vector<Index>>> dependent;
  Index rows = 1;
  Index thresholds = 1;
  Layout layout = Layout::words;
  Index table = -1;  ///< number of the table in the world

  // For readings: the number of the reading, and the columns that it reads.
  Index reading = -1;
  std::vector<OutputColumn> outputs;
};

/// Columns that persist between the runs of several programs over the same trajectories. Each has
/// the same place in all of the programs.
struct PersistentColumns {
  struct Place {
    Index column = -1;       ///< column of the variable; -1: a column of the program, if any
    bool is_filled = false;  ///< an earlier run has filled the column
  };
  std::vector<Place> variables = {};  ///< by variable; empty: no column is persistent
  /// Number of persistent columns in each pool; the program's own columns follow them.
  std::array<Index, 3> columns = {};
  /// Number of world values of other programs, which come before this program's.
  Index world_values = 0;
  /// Variables from this number on are drawn anew in each time step; their stream is identified by
  /// name and step.
  Index first_dated = std::numeric_limits<Index>::max();
};

/// Workspace that a program needs.
struct Extent {
  std::array<Index, 3> columns = {};
  Index scratch_registers = 0, world_values = 0, domains = 0;

  /// Grows to the maximum of both, so that either program can run.
  void include(const Extent& other) {
    for (std::size_t pool = 0; pool < columns.size(); ++pool)
      columns[pool] = (std::max)(columns[pool], other.columns[pool]);
    scratch_registers = (std::max)(scratch_registers, other.scratch_registers);
    world_values = (std::max)(world_values, other.world_values);
    domains = (std::max)(domains, other.domains);
  }
};

/// A model compiled for some expressions: the steps that draw the variables that these need, in
/// order, over numbered columns. Other variables are left out, which changes no other draw. A
/// column is reused for a later variable after its last reader, so that a block stays in the
/// nearest cache. Immutable; safe to share between threads.
class Program {
public:
  /// Compiles the model. Each entry of `readings` lists outputs, by number, that the caller reads
  /// together as soon as they are computed. Without readings, all outputs are kept to the end of
  /// the run.
  Program(const Model& model, std::vector<Intervention> under, std::vector<NodePtr> outputs,
          const std::vector<std::vector<std::size_t>>& readings = {}, PersistentColumns persistent = {});

  const Model& model() const noexcept { return model_; }
  const std::vector<Intervention>& under() const noexcept { return under_; }
  const std::vector<NodePtr>& expressions() const noexcept { return expressions_; }
  const std::vector<Step>& steps() const noexcept { return steps_; }
  /// Columns of the outputs at the end of a run, if there are no readings.
  const std::vector<OutputColumn>& outputs() const noexcept { return outputs_; }
  const PersistentColumns& persistent() const noexcept { return persistent_; }
  /// Formulas of parameters alone, evaluated once per world. Truth values are 0 and 1.
  const std::vector<Formula>& world_formulas() const noexcept { return world_formulas_; }
  /// Number of the first of these values among the values of all programs.
  Index first_world_value() const noexcept { return persistent_.world_values; }
  /// Returns whether the variable is drawn anew in each time step.
  bool is_dated(const Step& step) const noexcept { return step.variable >= persistent_.first_dated; }
  /// Number of steps for each group.
  Index work() const noexcept { return detail::size(steps_); }
  Extent extent() const noexcept {
    return {columns_, scratch_registers_, persistent_.world_values + detail::size(world_formulas_),
            domains()};
  }
  Index domains() const noexcept { return detail::size(domains_); }
  /// By number; null if the table depends on parameters, so that each world builds its own.
  const std::vector<std::unique_ptr<const kernels::Thresholds>>& tables() const noexcept { return tables_; }

private:
  class Lowering;

  void count_parts(const std::vector<bool>& drawn, const std::vector<std::optional<double>>& set);
  void add_variable(Index number, const std::optional<double>& value);
  void add_output(const NodePtr& expression);
  void add_readings(const std::vector<std::vector<std::size_t>>& readings);
  void add_table(Step& step, const Variable& variable);
  Index new_column(Pool pool) { return columns_[detail::at(pool)]++; }
  Index domain_of(Index guard_column);
  std::optional<Index> constant_outside(const Variable& variable) const;
  Index whole_column(Index variable);
  void share_columns();

  Index persistent_column(Index variable) const noexcept {
    return persistent_.variables.empty() ? -1 : persistent_.variables[detail::at(variable)].column;
  }
  bool is_filled(Index variable) const noexcept {
    return !persistent_.variables.empty() && persistent_.variables[detail::at(variable)].is_filled;
  }

  const Model& model_;
  std::vector<Intervention> under_;
  std::vector<NodePtr> expressions_;
  PersistentColumns persistent_;
  std::vector<Step> steps_;
  std::vector<OutputColumn> outputs_;
  std::vector<Index> output_steps_;  // steps that complete them
  std::vector<Formula> world_formulas_;
  struct Deferred {
    Index after;
    Step step;
  };
  std::vector<Deferred>
      deferred_;  // used during construction: steps that remain to be inserted after another step
  // Used during construction: the world values; parts of formulas that take long and that several
  // variables read, by guard (-1: none), with the number of these variables; and the columns of
  // those computed so far, by domain.
  detail::ByExpression<Index> numbers_of_world_values_;
  detail::ByExpression<std::map<Index, Index>> readers_;
  detail::ByExpression<std::map<Index, Operand>> shared_;
  bool has_readings_ = false;
  std::vector<Index> step_of_;  // by variable; -1 if it is not drawn
  std::vector<Index> domains_;  // columns of their events
  std::vector<std::unique_ptr<const kernels::Thresholds>> tables_;
  std::array<Index, 3> columns_{};
  Index scratch_registers_ = 0;
};

/// Returns the thresholds of a step's table for the parameters of a world. For a step that is
/// constant outside of its domain, these are the thresholds outside of its domain, where each
/// variable has its value in `elsewhere`.
kernels::Thresholds thresholds(const Program& program, const Step& step,
                               const std::vector<double>& parameters, const std::vector<double>& elsewhere);

/// A world prepared for sampling: its parameters, its world values and the thresholds of its
/// tables.
class World {
public:
  World(const Program& program, const Randomness& randomness, Index number);
  /// Prepares a world from parameters that were already drawn.
  World(const Program& program, Index number, std::vector<double> parameters);

  Index number() const noexcept { return number_; }
  const std::vector<double>& parameters() const noexcept { return parameters_; }
  /// Values of the program's world formulas.
  const std::vector<double>& values() const noexcept { return values_; }
  Index first_value() const noexcept { return first_value_; }
  const kernels::Thresholds& table(Index i) const noexcept { return *tables_[detail::at(i)]; }
  /// Value of a variable outside of its step's domain: the formula's value if it is constant there,
  /// otherwise the value for "absent" (false, the absent state, NaN).
  double elsewhere(Index variable) const noexcept { return elsewhere_[detail::at(variable)]; }
  /// Coefficients of a gamma distribution whose shape depends on parameters alone, for
  /// `kernels::QuantityKernels::gamma_quantile`; null if its quantiles are exact.
  const double* gamma(Index variable) const noexcept {
    const auto found = gammas_.find(variable);
    return found == gammas_.end() ? nullptr : found->second.get();
  }

private:
  void add_gamma(const Variable& variable, Index number, std::vector<double>& scratch);

  Index number_, first_value_;
  std::vector<double> parameters_, values_, elsewhere_;
  std::vector<std::unique_ptr<const kernels::Thresholds>> own_;
  std::vector<const kernels::Thresholds*> tables_;
  std::map<Index, hwy::AlignedFreeUniquePtr<double[]>> gammas_;  // by variable
};

}  // namespace casus
