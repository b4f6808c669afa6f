// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/model/horizon.hpp>

#include "sample/executor.hpp"

namespace casus {

/// The model that a step is drawn by: what stays the same and what stands for last step's values, both drawn before, then this step's
/// variables. Or of what stays the same alone.
struct Slice {
  Model model;
  std::vector<NodePtr> last = {}, now = {};  ///< by series, null where it is not needed
  Index first_drawn = 0;                     ///< number of the first variable that is not there yet
  std::vector<Intervention> under = {};      ///< what is done in this step
};

/// How a caller has a step drawn instead, and what it reads as soon as that is done.
struct Redrawn {
  std::shared_ptr<const Slice> slice;  ///< what it was made of: its references are those of the model
  const Model* model;                  ///< the slice's, or one with the same variables
  std::vector<Intervention> under;
  std::vector<NodePtr> outputs;
};

/// A caller's changes. `change` is called for each step from the last to the first, then with -1 for what stays the same. `key` says
/// what tells the step from others but the caller's own changes; `slice()` makes its model. It returns null where nothing is changed, and
/// the same pointer where steps are changed alike; what it points to outlives the program.
struct Redrawing {
  std::vector<NodePtr> reads;  ///< expressions over `Horizon::asked()` whose variables are needed besides
  std::function<const Redrawn*(Index step, const std::string& key,
                               const std::function<std::shared_ptr<const Slice>()>& slice)>
      change;
};

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
                 const std::vector<std::vector<std::size_t>>& readings, const Redrawing& redrawing = {});

  const Horizon& horizon() const noexcept { return horizon_; }
  /// Returns the constants, and the parameters of all parts.
  const Model& model() const noexcept { return horizon_.constants(); }
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
    std::shared_ptr<const Slice> slice;  ///< its model is drawn, unless a caller has replaced that
    std::unique_ptr<const Program> program;
    std::optional<std::vector<OutputColumn>> redrawn = {};  ///< what a caller reads who has changed it
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
    OutputColumn from = {}, to = {};
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
  /// Columns that hold, from a step on (-1: before the first), what later ones need, at the end of each step.
  struct Lasting {
    Pool pool;
    Index column, from;
  };
  const std::vector<Lasting>& lasting() const noexcept { return lasting_; }
  /// The last step that an expression over `Horizon::asked()` reads; 0 where it reads none.
  Index ready(const NodePtr& expression) const;
  /// What is read of each reading: a target's column, then the condition's.
  const std::vector<std::vector<OutputColumn>>& readings() const noexcept { return readings_; }
  /// The last step of conditions that lie later than what is asked under them, -1 where none does. These are drawn first, up to that
  /// step, and then all is drawn again from the start: nothing is stored.
  Index foreseen() const noexcept { return foreseen_; }
  bool is_foreseen(Index condition) const { return foreseen_conditions_[detail::at(condition)]; }
  /// Whether every reading has a condition that is foreseen: then nothing more is drawn where none is met.
  bool all_foreseen() const noexcept { return all_foreseen_; }
  /// The columns of conditions, by number.
  const std::vector<Index>& conditions() const noexcept { return conditions_; }

private:
  struct Settings;  // what is set at which step

  void find_wanted(const Settings& settings, const std::vector<NodePtr>& besides);
  void place_columns();
  void place_late();
  std::vector<const Redrawn*> redraw(const Settings& settings, const Redrawing& redrawing) const;
  void compile_constants(const Settings& settings, const Redrawn* redrawn);
  void compile_steps(const Settings& settings, const std::vector<const Redrawn*>& redrawn);
  Index compile_step(const std::shared_ptr<const Slice>& slice, const Redrawn* redrawn);
  std::string key(Index step, const Settings& settings) const;
  std::shared_ptr<const Slice> slice(Index step, const Settings& settings) const;
  void plan(const std::vector<std::vector<std::size_t>>& readings);
  std::vector<OutputColumn> plan_outputs();
  Index add_part(std::shared_ptr<const Slice> slice, std::unique_ptr<const Program> program);
  Index new_column(Pool pool) { return held_columns_[detail::at(pool)]++; }
  Held held(std::size_t variables) const;
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
  std::vector<Lasting> lasting_;
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
  const World& part(Index number) const { return parts_[detail::at(number)]; }
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
                  const kernels::Kernels& kernels, StopToken stop = {});
  /// For runs that are watched: then trajectories are none of the reference sampler's, so a step that goes wrong is told of by itself.
  static RollingExecutor watched(const RollingProgram& program, const Randomness& randomness,
                                 const kernels::Kernels& kernels, const StopToken& stop);

  const RollingProgram& program() const noexcept { return program_; }

  /// As `Executor::run`.
  void run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
           const Executor::Read& read) const;

  /// Who looks on, and may change columns, step by step. A step of -1 is what stays the same.
  struct Watch {
    std::function<void(Index step, const std::vector<OutputColumn>&)> drawn;  ///< where it was redrawn
    std::function<bool(Index step)> done;  ///< and all was read; whether to go on
  };
  /// The same of a program none of whose readings has a condition.
  void run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
           const Executor::Read& read, const Watch& watch) const;

private:
  RollingExecutor(const RollingProgram& program, const Randomness& randomness,
                  const kernels::Kernels& kernels, const StopToken& stop, const Executor::Explain& explain);
  void roll(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace, Index last,
            bool foresees, const Executor::Read& read) const;
  void swap_carried(Workspace& workspace) const;
  void act(const RollingProgram::Action& action, const RollingWorld& world, Index first_group, Index groups,
           Workspace& workspace, bool foresees, const Executor::Read& read) const;
  void hold(const RollingProgram::Action& action, Index groups, Workspace& workspace) const;
  bool any_foreseen(Index groups, Workspace& workspace) const;
  static void explain(const RollingProgram& program, const Randomness& randomness, const casus::World& world,
                      Index first_group, Index groups);

  const RollingProgram& program_;
  Randomness randomness_;
  const kernels::Kernels& kernels_;
  std::vector<Executor> parts_;
};

}  // namespace casus
