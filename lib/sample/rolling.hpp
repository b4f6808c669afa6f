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

/// The model of one step: the constants, the last step's values (both already drawn), then this
/// step's variables. For step -1: the constants only.
struct Slice {
  Model model;
  std::vector<NodePtr> last = {}, now = {};  ///< by series; null if it is not needed
  Index first_drawn = 0;                     ///< number of the first variable that remains to be drawn
  std::vector<Intervention> under = {};      ///< interventions in this step
};

/// Replaces the model of one step, and lists the outputs that are read as soon as it is drawn.
struct Redrawn {
  /// Slice that `model` was made from; its nodes refer to the variables of `model`.
  std::shared_ptr<const Slice> slice;
  const Model* model;  ///< the slice's model, or one with the same variables
  std::vector<Intervention> under;
  std::vector<NodePtr> outputs;
};

/// A caller's changes. `change` is called for each step from the last to the first, then with -1
/// for the constants. `key` identifies the step's model before the changes; `slice()` builds that
/// model. Returns null for an unchanged step and the same pointer for steps that are changed alike;
/// the object must outlive the program.
struct Redrawing {
  std::vector<NodePtr> reads;  ///< expressions over `Horizon::asked()` whose variables are also needed
  std::function<const Redrawn*(Index step, const std::string& key,
                               const std::function<std::shared_ptr<const Slice>()>& slice)>
      change;
};

/// Compiled questions over time: a program for the constants, one for the first step and one for
/// every other step. The columns of the current and the last step are swapped after each step, so
/// neither memory nor compile time grows with the number of steps. If varying numbers or
/// interventions make a step differ from others, it has a program of its own. Immutable; safe to
/// share between threads.
class RollingProgram {
public:
  /// Compiles `outputs`, expressions over `horizon.asked()`, and `readings` as for `Program`: each
  /// lists the numbers of the outputs that are read together, a target and optionally its
  /// condition. Keeps a reference to the horizon. Throws Error if `under` sets a variable that the
  /// timeline does not draw.
  RollingProgram(const Horizon& horizon, std::vector<Intervention> under, std::vector<NodePtr> outputs,
                 const std::vector<std::vector<std::size_t>>& readings, const Redrawing& redrawing = {});

  const Horizon& horizon() const noexcept { return horizon_; }
  /// Returns the model of the constants, which also has the parameters of all parts.
  const Model& model() const noexcept { return horizon_.constants(); }
  const std::vector<Intervention>& under() const noexcept { return under_; }
  const std::vector<NodePtr>& expressions() const noexcept { return expressions_; }
  /// Number of steps drawn: up to the last one that a question reads.
  Index steps() const noexcept { return last_ + 1; }
  const Extent& extent() const noexcept { return extent_; }
  /// Number of columns in each pool that persist across steps: constants, values of the current and
  /// the last step, values that later steps read, conditions.
  const std::array<Index, 3>& held_columns() const noexcept { return held_columns_; }
  /// Columns of the constants, and of the asked variables that a later step reads; -1 if there is
  /// none.
  const std::vector<Index>& constant_columns() const noexcept { return constant_columns_; }
  const std::vector<Index>& kept_columns() const noexcept { return kept_; }
  /// Number of variables drawn per trajectory.
  Index work() const noexcept { return work_; }

  /// A program and the slice that it was compiled from; numbered in the order of compilation.
  struct Part {
    std::shared_ptr<const Slice> slice;  ///< its model is drawn unless the caller has replaced it
    std::unique_ptr<const Program> program;
    /// Outputs of the caller, if the step was replaced.
    std::optional<std::vector<OutputColumn>> redrawn = {};
  };
  const std::vector<Part>& parts() const noexcept { return parts_; }

  /// Work done at a step after it is drawn.
  struct Action {
    enum class Does {
      keep,     ///< copies a column that a question of a later step reads
      compute,  ///< runs the part that computes the step's outputs
      hold,     ///< writes a condition's truth values to a column of their own
      read,     ///< reports a complete reading to the caller
    } does;
    Index number = -1;  ///< of the part, condition or reading
    OutputColumn from = {}, to = {};
  };
  struct Schedule {
    Index part;  ///< number of the step's program
    std::vector<Action> actions;
  };
  Index constants() const noexcept { return constants_; }
  const std::vector<Schedule>& schedule() const noexcept { return schedule_; }
  /// Columns of the current and the last step, which are swapped after each step.
  struct Carried {
    Pool pool;
    Index now, last;
  };
  const std::vector<Carried>& carried() const noexcept { return carried_; }
  /// Columns that, at the end of each step from `from` on (-1: before the first step), contain
  /// values that later steps need.
  struct Lasting {
    Pool pool;
    Index column, from;
  };
  const std::vector<Lasting>& lasting() const noexcept { return lasting_; }
  /// Returns the last step that an expression over `Horizon::asked()` reads; 0 if it reads none.
  Index ready(const NodePtr& expression) const;
  /// Columns of each reading: the target's, then the condition's.
  const std::vector<std::vector<OutputColumn>>& readings() const noexcept { return readings_; }
  /// Last step of the conditions that are decided later than their target; -1 if there are none.
  /// Trajectories are drawn up to that step first, then again from the start, so nothing is stored.
  Index foreseen() const noexcept { return foreseen_; }
  bool is_foreseen(Index condition) const { return foreseen_conditions_[detail::at(condition)]; }
  /// Returns whether every reading has a condition that is decided later than its target: if no
  /// trajectory meets one, the second pass is skipped.
  bool all_foreseen() const noexcept { return all_foreseen_; }
  /// Columns of the conditions, by number.
  const std::vector<Index>& conditions() const noexcept { return conditions_; }

private:
  struct Settings;  // interventions, by step

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
  std::vector<bool> constant_is_wanted_;              // by variable of the constants
  std::vector<Index> now_, before_;                   // columns, by series; -1 if it has none
  std::vector<Index> constant_columns_;
  std::vector<Index> kept_;  // by asked variable: its column, if a later step reads it
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

/// The worlds of the parts of a rolling program.
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

/// Runs a rolling program over one block after another, in the calling thread.
class RollingExecutor {
public:
  using World = RollingWorld;

  RollingExecutor(const RollingProgram& program, const Randomness& randomness,
                  const kernels::Kernels& kernels, StopToken stop = {});
  /// Returns an executor for observed runs. The reference sampler cannot reproduce their
  /// trajectories, so a failed step is reported without it.
  static RollingExecutor watched(const RollingProgram& program, const Randomness& randomness,
                                 const kernels::Kernels& kernels, const StopToken& stop);

  const RollingProgram& program() const noexcept { return program_; }

  /// As `Executor::run`.
  void run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
           const Executor::Read& read) const;

  /// Observes each step, and may change its columns. Step -1 is the constants.
  struct Watch {
    /// Called if the step was replaced.
    std::function<void(Index step, const std::vector<OutputColumn>&)> drawn;
    /// Called after all outputs of the step are read; returns whether to continue.
    std::function<bool(Index step)> done;
  };
  /// As above, for a program without conditional readings.
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
