// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/layout.hpp>
#include <casus/sample/world.hpp>

#include "sample/kernels.hpp"

namespace casus {

/// The columns of a block, by what they hold of a trajectory.
enum class Pool {
  bits,   ///< a truth value: events
  bytes,  ///< the number of a state: categories
  reals   ///< a double: quantities
};

/// The one that a variable's column is of.
Pool pool_of(Kind kind);

/// Where a step finds a value: a number of the world, a column, or the scratch of one run. Whether world and scratch are of
/// doubles or of bits follows from where they are used.
struct Operand {
  enum class Where { world, bits, reals, scratch } where = Where::world;
  Index index = -1;

  friend bool operator==(const Operand&, const Operand&) = default;
};

/// One vector operation on a run of trajectories, from operands to a scratch register.
struct VectorOperation {
  enum class Does {
    evaluate,  ///< `op`: one of the real-valued operations of the kernels, a comparison, logic, or a selection
    test_state,     ///< [column of bytes == state]
    gather_bits,    ///< from a column of the whole block to the trajectories of a domain
    gather_states,  ///< the same, [column of bytes == state]
    gather_reals
  } does = Does::evaluate;
  Op op = Op::constant;
  std::vector<Operand> operands = {};
  Index column = -1;
  Index state = 0;
  Index scratch = -1;
  const ColumnFunction* function = nullptr;  ///< a user's own, where `op` is one
};

/// The column of an output: truth values, numbers, or [column of bytes == state]. A test of a state lies in bytes, other truth values in
/// bits, so the number of the column is returned for a stated pool only. `truth` in executor.hpp reads both.
class OutputColumn {
public:
  OutputColumn() = default;
  OutputColumn(Pool pool, Index column, Index state = 0, Index states = 0)
      : pool_(pool), column_(column), state_(state), states_(states) {}

  Pool pool() const noexcept { return pool_; }
  /// The column's number. Throws std::logic_error where it is of another pool.
  Index bits() const { return in(Pool::bits); }
  Index bytes() const { return in(Pool::bytes); }
  Index reals() const { return in(Pool::reals); }
  Index in(Pool pool) const;
  /// Of a column of bytes: the state that is tested, and how many the category has.
  Index state() const noexcept { return state_; }
  Index states() const noexcept { return states_; }

  /// Calls `visit(pool, number)`, which may change the number.
  template <class Visit> void renumber(const Visit& visit) { visit(pool_, column_); }

private:
  Pool pool_ = Pool::bits;
  Index column_ = -1, state_ = 0, states_ = 0;
};

/// What is drawn or computed for one variable or one output. It works on the whole block, group by group; or on a domain: the
/// trajectories where an event holds, brought together, so that what few of them enter costs little. A variable has a domain
/// where it is stated under a guard; and where all that its formula reads exists under one guard, or is settled outside of it: then
/// the formula is worth the same on all trajectories outside.
struct Step {
  enum class Does {
    held,           ///< nothing: its column is there already
    set,            ///< an intervention
    list,           ///< the trajectories of a domain
    draw_table,     ///< an event or category, from a table of its discrete parents
    draw_discrete,  ///< an event or category whose probabilities are columns
    draw_quantity,
    compute,  ///< a deterministic variable, or an output
    read,  ///< outputs are complete and may be read by the caller; behind this their columns are used again
  } does;
  Index variable = -1;         ///< -1 for an output
  std::string name;            ///< for messages
  std::string stream;          ///< the name of the one a variable is drawn with
  std::optional<Index> guard;  ///< column of bits; of a domain, of the event that it is made from
  Index domain = -1;           ///< -1: the whole block
  bool settled =
      false;  ///< has no guard of its own: outside of the domain its formula is a number of the world
  Pool pool = Pool::bits;
  Index column = -1;   ///< of the whole block; -1 where nobody reads it there
  Index compact = -1;  ///< of a quantity on a domain: its values side by side
  Index states = 0;    ///< of a category, those that are drawn
  Index absent = 0;    ///< of a category: the state it is in where the guard does not hold

  std::vector<VectorOperation> operations;  ///< run before the draw
  std::vector<Operand> arguments;           ///< of the distribution; the result, of a computation
  double value = 0;                         ///< that the variable is set to

  // Of a table: its discrete parents, the last of which varies fastest.
  struct Parent {
    Index variable;
    Pool pool;
    Index column;
    Index states;
  };
  std::vector<Parent> parents;
  Index rows = 1;
  Index thresholds = 1;
  Layout layout = Layout::words;
  Index table = -1;  ///< number among the world's tables

  // Of a reading: its number, and what is read.
  Index reading = -1;
  std::vector<OutputColumn> outputs;
};

/// The columns that outlive one run of a program, where several run one after the other over the same trajectories: each column
/// has its place in all of them.
struct Held {
  struct Place {
    Index column = -1;      ///< of the variable; -1: the program's own, if any
    bool is_there = false;  ///< it was computed before
  };
  std::vector<Place> variables = {};  ///< by number; empty: none is held
  std::array<Index, 3> columns = {};  ///< how many of each pool are held; the program's own come behind
  Index world_values = 0;             ///< how many numbers of the world other programs have before this one's
  /// Variables from this number on are drawn anew in each step of time, with the stream of their name and the step.
  Index first_dated = std::numeric_limits<Index>::max();
};

/// What programs need of a workspace.
struct Extent {
  std::array<Index, 3> columns = {};
  Index scratch_registers = 0, world_values = 0, domains = 0;

  /// What is needed to run one or the other.
  void include(const Extent& other) {
    for (std::size_t pool = 0; pool < columns.size(); ++pool)
      columns[pool] = (std::max)(columns[pool], other.columns[pool]);
    scratch_registers = (std::max)(scratch_registers, other.scratch_registers);
    world_values = (std::max)(world_values, other.world_values);
    domains = (std::max)(domains, other.domains);
  }
};

/// A model compiled for some expressions: the steps that draw what those need, in order, over numbered columns.
/// What no expression needs is left out; that changes no other draw. Columns that nobody reads any more are used again for
/// later variables, so that a block stays in the nearest cache. Immutable; safe to share between threads.
class Program {
public:
  /// `readings` are the outputs, by number, that the caller reads together as soon as they are there. Without any, all outputs
  /// are kept to the end.
  Program(const Model& model, std::vector<Intervention> under, std::vector<NodePtr> outputs,
          const std::vector<std::vector<std::size_t>>& readings = {}, Held held = {});

  const Model& model() const noexcept { return model_; }
  const std::vector<Intervention>& under() const noexcept { return under_; }
  const std::vector<NodePtr>& expressions() const noexcept { return expressions_; }
  const std::vector<Step>& steps() const noexcept { return steps_; }
  /// Where there are no readings: the columns of the outputs at the end of a run.
  const std::vector<OutputColumn>& outputs() const noexcept { return outputs_; }
  const Held& held() const noexcept { return held_; }
  /// What each world computes once: numbers of the parameters alone. Truth values are 0 and 1.
  const std::vector<Formula>& world_formulas() const noexcept { return world_formulas_; }
  /// The place of the first of them among those of all programs.
  Index first_world_value() const noexcept { return held_.world_values; }
  /// Whether a step's variable is drawn anew in each step of time.
  bool is_dated(const Step& step) const noexcept { return step.variable >= held_.first_dated; }
  /// Steps that a group takes.
  Index work() const noexcept { return detail::size(steps_); }
  Extent extent() const noexcept {
    return {columns_, scratch_registers_, held_.world_values + detail::size(world_formulas_), domains()};
  }
  Index domains() const noexcept { return detail::size(domains_); }
  /// By number; null where the table depends on parameters, so that each world makes its own.
  const std::vector<std::unique_ptr<const kernels::Thresholds>>& tables() const noexcept { return tables_; }

private:
  class Lowering;

  void add_variable(Index number, const std::optional<double>& value);
  void add_output(const NodePtr& expression);
  void add_readings(const std::vector<std::vector<std::size_t>>& readings);
  void add_table(Step& step, const Variable& variable);
  Index new_column(Pool pool) { return columns_[detail::at(pool)]++; }
  Index domain_of(Index guard_column);
  std::optional<Index> settled_outside(const Variable& variable) const;
  Index whole_column(Index variable);
  void share_columns();

  Index held_column(Index variable) const noexcept {
    return held_.variables.empty() ? -1 : held_.variables[detail::at(variable)].column;
  }
  bool is_there(Index variable) const noexcept {
    return !held_.variables.empty() && held_.variables[detail::at(variable)].is_there;
  }

  const Model& model_;
  std::vector<Intervention> under_;
  std::vector<NodePtr> expressions_;
  Held held_;
  std::vector<Step> steps_;
  std::vector<OutputColumn> outputs_;
  std::vector<Index> output_steps_;  // that complete them
  std::vector<Formula> world_formulas_;
  struct Late {
    Index behind;
    Step step;
  };
  std::vector<Late> late_;  // while the program is made: what is yet to be put behind a step
  bool has_readings_ = false;
  std::vector<Index> step_of_;  // by variable; -1 where it is not drawn
  std::vector<Index> domains_;  // the columns of their events
  std::vector<std::unique_ptr<const kernels::Thresholds>> tables_;
  std::array<Index, 3> columns_{};
  Index scratch_registers_ = 0;
};

/// The thresholds of a step's table, for a world's parameters; of a settled step those outside of its domain, where the
/// variables are worth `elsewhere`.
kernels::Thresholds thresholds(const Program& program, const Step& step,
                               const std::vector<double>& parameters, const std::vector<double>& elsewhere);

/// A world made ready: its parameters, the numbers its steps read, and the thresholds of its tables.
class World {
public:
  World(const Program& program, const Randomness& randomness, Index number);
  /// The same of parameters that were drawn.
  World(const Program& program, Index number, std::vector<double> parameters);

  Index number() const noexcept { return number_; }
  const std::vector<double>& parameters() const noexcept { return parameters_; }
  /// Of the program's world formulas.
  const std::vector<double>& values() const noexcept { return values_; }
  Index first_value() const noexcept { return first_value_; }
  const kernels::Thresholds& table(Index i) const noexcept { return *tables_[detail::at(i)]; }
  /// What a variable is worth outside of its step's domain: its formula's value where the step is settled, else absent (false,
  /// the state for it, NaN).
  double elsewhere(Index variable) const noexcept { return elsewhere_[detail::at(variable)]; }

private:
  Index number_, first_value_;
  std::vector<double> parameters_, values_, elsewhere_;
  std::vector<std::unique_ptr<const kernels::Thresholds>> own_;
  std::vector<const kernels::Thresholds*> tables_;
};

}  // namespace casus
