// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <casus/model/horizon.hpp>

#include "sample/executor.hpp"

namespace casus {

/// Questions over time compiled: a program for what stays the same, one for the first step, and one for every other, over columns of
/// this step and the last that change places; so neither memory nor the work of compiling grows with the number of steps. Where
/// varying numbers or interventions make a step differ from others, it has a program of its own. Immutable; safe to share between
/// threads.
class RollingProgram {
public:
  /// `outputs` and `readings` as for `Program`: expressions over `horizon.asked()`, and which of them are read together, a target and,
  /// if there are two, its condition. Keeps a reference to the horizon. Throws Error where something is set that the timeline does not
  /// draw.
  RollingProgram(const Horizon& horizon, std::vector<Intervention> under, std::vector<NodePtr> outputs,
                 const std::vector<std::vector<std::size_t>>& readings);

  const Horizon& horizon() const noexcept { return horizon_; }
  /// What is asked about; its parameters are those of all parts.
  const Model& model() const noexcept { return horizon_.asked(); }
  const std::vector<Intervention>& under() const noexcept { return under_; }
  const std::vector<NodePtr>& expressions() const noexcept { return expressions_; }
  /// The steps that are drawn: up to the last that a question looks at.
  Index steps() const noexcept { return last_ + 1; }
  const Extent& extent() const noexcept { return extent_; }
  /// The columns that outlive a step: what stays the same, this step's and the last's values, what later steps read, conditions.
  const std::array<Index, 3>& held_columns() const noexcept { return held_columns_; }
  /// Of a variable that stays the same, and of one that is asked about where a later step reads it; -1 where there is none.
  const std::vector<Index>& constant_columns() const noexcept { return constant_columns_; }
  const std::vector<Index>& kept_columns() const noexcept { return kept_; }
  /// Draws of variables that a trajectory takes.
  Index work() const noexcept { return work_; }

  /// A program, of the model it was made for; numbered as they were made.
  struct Part {
    std::unique_ptr<const Model> model;  // null: the horizon's own
    std::unique_ptr<const Program> program;
  };
  const std::vector<Part>& parts() const noexcept { return parts_; }

  /// What is done at a step besides drawing it.
  struct Action {
    enum class Does {
      keep,     ///< copies a column that a later step's question reads
      compute,  ///< runs the part with the step's computed outputs
      hold,     ///< writes a condition's truth to a column of its own
      read,     ///< a reading is complete
    } does;
    Index number = -1;  ///< of the part, condition or reading
    OutputColumn from{Pool::bits, -1}, to{Pool::bits, -1};
  };
  struct Schedule {
    Index part;  ///< the program of the step
    std::vector<Action> actions;
  };
  Index constants() const noexcept { return constants_; }
  const std::vector<Schedule>& schedule() const noexcept { return schedule_; }
  /// Columns of this step and of the last, which change places when a step is done.
  struct Carried {
    Pool pool;
    Index now, last;
  };
  const std::vector<Carried>& carried() const noexcept { return carried_; }
  /// What is read of each reading: a target's column, then the condition's.
  const std::vector<std::vector<OutputColumn>>& readings() const noexcept { return readings_; }
  /// The last step of conditions that lie later than what is asked under them, -1 where none does. These are drawn first, up to that
  /// step, and then all is drawn again from the start: nothing is stored.
  Index foreseen() const noexcept { return foreseen_; }
  bool is_foreseen(Index condition) const {
    return foreseen_conditions_[static_cast<std::size_t>(condition)];
  }
  /// Whether every reading has a condition that is foreseen: then nothing more is drawn where none is met.
  bool all_foreseen() const noexcept { return all_foreseen_; }
  /// The columns of conditions, by number.
  const std::vector<Index>& conditions() const noexcept { return conditions_; }

private:
  struct Settings;  // what is set at which step

  void find_wanted(const Settings& settings);
  void place_columns();
  void compile_constants(const Settings& settings);
  void compile_steps(const Settings& settings);
  Index compile_step(Index step, const std::vector<std::pair<Index, double>>& set);
  void plan(const std::vector<std::vector<std::size_t>>& readings);
  std::vector<OutputColumn> plan_outputs();
  Index add_part(std::unique_ptr<const Model> model, std::unique_ptr<const Program> program);
  Index new_column(Pool pool) { return held_columns_[static_cast<std::size_t>(pool)]++; }
  Held held(std::size_t variables) const;
  Index ready(const NodePtr& expression) const;
  Pool pool_of_series(Index series) const;

  const Horizon& horizon_;
  std::vector<Intervention> under_;
  std::vector<NodePtr> expressions_;
  Index last_ = 0;
  std::vector<bool> wanted_, is_carried_, is_asked_;  // by series
  std::vector<bool> constant_is_wanted_;              // by variable that stays the same
  std::vector<Index> now_, before_;                   // columns, by series; -1 where it has none
  std::vector<Index> constant_columns_;
  std::vector<Index> kept_;  // by asked variable: its column where a later step reads it
  std::array<Index, 3> held_columns_{};
  std::vector<Part> parts_;
  Index constants_ = -1;
  std::vector<Schedule> schedule_;
  std::vector<Carried> carried_;
  std::vector<std::vector<OutputColumn>> readings_;
  std::vector<Index> conditions_;
  std::vector<bool> foreseen_conditions_;
  Index foreseen_ = -1;
  bool all_foreseen_ = false;
  Extent extent_;
  Index work_ = 0;
};

/// The worlds of a rolling program's parts.
class RollingWorld {
public:
  RollingWorld(const RollingProgram& program, Index number, const std::vector<double>& parameters);
  const World& part(Index number) const { return parts_[static_cast<std::size_t>(number)]; }
  const std::vector<World>& parts() const noexcept { return parts_; }

private:
  std::vector<World> parts_;
};

inline void enter(Workspace& workspace, const RollingWorld& world) {
  for (const World& part : world.parts()) workspace.enter(part);
}

/// Runs a rolling program over one block after the other, in the calling thread.
class RollingExecutor {
public:
  using World = RollingWorld;

  RollingExecutor(const RollingProgram& program, const Randomness& randomness,
                  const kernels::Kernels& kernels, std::stop_token stop = {});

  const RollingProgram& program() const noexcept { return program_; }

  /// As `Executor::run`.
  void run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
           const Executor::Read& read) const;

private:
  void roll(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace, Index last,
            bool foresees, const Executor::Read& read) const;
  void act(const RollingProgram::Action& action, const RollingWorld& world, Index first_group, Index groups,
           Workspace& workspace, bool foresees, const Executor::Read& read) const;
  bool any_foreseen(Index groups, Workspace& workspace) const;
  static void explain(const RollingProgram& program, const Randomness& randomness, const casus::World& world,
                      Index first_group, Index groups);

  const RollingProgram& program_;
  Randomness randomness_;
  const kernels::Kernels& kernels_;
  std::vector<Executor> parts_;
};

}  // namespace casus
