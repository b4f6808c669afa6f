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
struct TwoSliceModel {
  Model model;
  std::vector<NodePtr> last = {}, now = {};  ///< by series; null if it is not needed
  Index first_drawn = 0;                     ///< number of the first variable that remains to be drawn
  std::vector<Intervention> under = {};      ///< interventions in this step
};

/// The models of a horizon's steps, with the series that some expressions depend on, under
/// interventions. Keeps a reference to the horizon.
class StepModels {
public:
  /// `expressions` and `besides`: expressions over `Horizon::asked()`. Throws Error if `under` sets
  /// a variable that the timeline does not draw.
  StepModels(const Horizon& horizon, const std::vector<Intervention>& under,
             const std::vector<NodePtr>& expressions, const std::vector<NodePtr>& besides);

  /// Returns the last step that an expression over `Horizon::asked()` reads; 0 if it reads none.
  static Index ready(const Horizon& horizon, const NodePtr& expression);

  const Horizon& horizon() const noexcept { return horizon_; }
  /// Last step that any expression reads.
  Index last() const noexcept { return last_; }
  /// By series: whether the expressions depend on it; whether a later step reads it; whether one of
  /// the first expressions names it.
  const std::vector<bool>& wanted() const noexcept { return wanted_; }
  const std::vector<bool>& carried() const noexcept { return is_carried_; }
  const std::vector<bool>& asked() const noexcept { return is_asked_; }
  /// By variable of the constants: whether the expressions depend on it.
  const std::vector<bool>& wanted_constants() const noexcept { return constant_is_wanted_; }

  /// Identifies the model of a step, or of the constants (-1): steps with the same key have the
  /// same one.
  std::string key(Index step) const;
  /// Makes that model.
  std::shared_ptr<const TwoSliceModel> slice(Index step) const;

private:
  void find_wanted(const std::vector<NodePtr>& expressions, const std::vector<NodePtr>& besides);
  bool always_set(Index series) const;

  const Horizon& horizon_;
  std::vector<Intervention> of_constants_;
  std::vector<std::vector<std::pair<Index, double>>> settings_;  // series and value, by step
  Index last_ = 0;
  std::vector<bool> wanted_, is_carried_, is_asked_;  // by series
  std::vector<bool> constant_is_wanted_;              // by variable of the constants
};

/// Replaces the model of one step, and lists the outputs that are read as soon as it is drawn.
struct StepOverride {
  /// Two-slice model that `model` was made from; its nodes refer to the variables of `model`.
  std::shared_ptr<const TwoSliceModel> slice;
  const Model* model;  ///< the slice's model, or one with the same variables
  std::vector<Intervention> under;
  std::vector<NodePtr> outputs;
};

/// A caller's changes. `change` is called for each step from the last to the first, then with -1
/// for the constants. `key` identifies the step's model before the changes; `slice()` builds that
/// model. Returns null for an unchanged step and the same pointer for steps that are changed alike;
/// the object must outlive the program.
struct StepOverrides {
  std::vector<NodePtr> reads;  ///< expressions over `Horizon::asked()` whose variables are also needed
  std::function<const StepOverride*(Index step, const std::string& key,
                                    const std::function<std::shared_ptr<const TwoSliceModel>()>& slice)>
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
                 const std::vector<std::vector<std::size_t>>& readings, const StepOverrides& overrides = {});

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
  const std::array<Index, 3>& persistent_columns() const noexcept { return persistent_columns_; }
  /// Columns of the constants, and of the asked variables that a later step reads; -1 if there is
  /// none.
  const std::vector<Index>& constant_columns() const noexcept { return constant_columns_; }
  const std::vector<Index>& retained_columns() const noexcept { return retained_; }
  /// Number of variables drawn per trajectory.
  Index work() const noexcept { return work_; }

  /// A program and the slice that it was compiled from; numbered in the order of compilation.
  struct Part {
    std::shared_ptr<const TwoSliceModel> slice;  ///< its model is drawn unless the caller has replaced it
    std::unique_ptr<const Program> program;
    /// Outputs of the caller, if the step was replaced.
    std::optional<std::vector<OutputColumn>> step_override = {};
  };
  const std::vector<Part>& parts() const noexcept { return parts_; }

  /// Work done at a step after it is drawn.
  struct Action {
    enum class Opcode {
      retain,           ///< copies a column that a question of a later step reads
      compute,          ///< runs the part that computes the step's outputs
      store_condition,  ///< writes a condition's truth values to a column of its own
      read,             ///< reports a complete reading to the caller
    } opcode;
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
  Index ready(const NodePtr& expression) const { return StepModels::ready(horizon_, expression); }
  /// Columns of each reading: the target's, then the condition's.
  const std::vector<std::vector<OutputColumn>>& readings() const noexcept { return readings_; }
  /// Last step of the conditions that are decided later than their target; -1 if there are none.
  /// Trajectories are drawn up to that step first, then again from the start, so nothing is stored.
  Index look_ahead() const noexcept { return look_ahead_; }
  bool needs_look_ahead(Index condition) const { return look_ahead_conditions_[detail::at(condition)]; }
  /// Returns whether every reading has a condition that is decided later than its target: if no
  /// trajectory meets one, the second pass is skipped.
  bool all_need_look_ahead() const noexcept { return all_need_look_ahead_; }
  /// Columns of the conditions, by number.
  const std::vector<Index>& conditions() const noexcept { return conditions_; }

private:
  void place_columns(const StepModels& models);
  void place_retained();
  void compile_constants(const StepModels& models, const StepOverride* step_override);
  void compile_steps(const StepModels& models, const std::vector<const StepOverride*>& step_override);
  Index compile_step(const std::shared_ptr<const TwoSliceModel>& slice, const StepOverride* step_override);
  void plan(const std::vector<std::vector<std::size_t>>& readings);
  std::vector<OutputColumn> plan_outputs();
  Index add_part(std::shared_ptr<const TwoSliceModel> slice, std::unique_ptr<const Program> program);
  Index new_column(Pool pool) { return persistent_columns_[detail::at(pool)]++; }
  PersistentColumns persistent(std::size_t variables) const;
  Pool pool_of_series(Index series) const;

  const Horizon& horizon_;
  std::vector<Intervention> under_;
  std::vector<NodePtr> expressions_;
  Index last_ = 0;
  std::vector<Index> now_, before_;  // columns, by series; -1 if it has none
  std::vector<Index> constant_columns_;
  std::vector<Index> retained_;  // by asked variable: its column, if a later step reads it
  std::array<Index, 3> persistent_columns_{};
  std::vector<Part> parts_;
  Index constants_ = -1;
  std::vector<Schedule> schedule_;
  std::vector<Carried> carried_;
  std::vector<Lasting> lasting_;
  std::vector<std::vector<OutputColumn>> readings_;
  std::vector<Index> conditions_;
  std::vector<bool> look_ahead_conditions_;
  Index look_ahead_ = -1;
  bool all_need_look_ahead_ = false;
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
  static RollingExecutor observed(const RollingProgram& program, const Randomness& randomness,
                                  const kernels::Kernels& kernels, const StopToken& stop);

  const RollingProgram& program() const noexcept { return program_; }

  /// As `Executor::run`.
  void run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
           const Executor::Read& read) const;

  /// Observes each step, and may change its columns. Step -1 is the constants.
  struct Observer {
    /// Called if the step was replaced.
    std::function<void(Index step, const std::vector<OutputColumn>&)> drawn;
    /// Called after all outputs of the step are read; returns whether to continue.
    std::function<bool(Index step)> done;
  };
  /// As above, for a program without conditional readings.
  void run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
           const Executor::Read& read, const Observer& observer) const;

private:
  RollingExecutor(const RollingProgram& program, const Randomness& randomness,
                  const kernels::Kernels& kernels, const StopToken& stop, const Executor::Explain& explain);
  void roll(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace, Index last,
            bool looks_ahead, const Executor::Read& read) const;
  void swap_carried(Workspace& workspace) const;
  void act(const RollingProgram::Action& action, const RollingWorld& world, Index first_group, Index groups,
           Workspace& workspace, bool looks_ahead, const Executor::Read& read) const;
  void store_condition(const RollingProgram::Action& action, Index groups, Workspace& workspace) const;
  bool any_look_ahead_holds(Index groups, Workspace& workspace) const;
  static void explain(const RollingProgram& program, const Randomness& randomness, const casus::World& world,
                      Index first_group, Index groups);

  const RollingProgram& program_;
  Randomness randomness_;
  const kernels::Kernels& kernels_;
  std::vector<Executor> parts_;
};

}  // namespace casus
