// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/rolling.hpp"

#include <algorithm>
#include <set>
#include <string>

#include <casus/detail/index.hpp>
#include <casus/model/changes.hpp>
#include <casus/sample/reference.hpp>

namespace casus {

namespace {

using detail::at;

// Returns the output that represents a whole variable.
NodePtr output_of(const NodePtr& variable) {
  return variable->op == Op::category ? detail::make_state(variable, 0) : variable;
}

}  // namespace

StepModels::StepModels(const Horizon& horizon, const std::vector<Intervention>& under,
                       const std::vector<NodePtr>& expressions, const std::vector<NodePtr>& besides)
    : horizon_(horizon) {
  for (const auto& all : {std::cref(expressions), std::cref(besides)})
    for (const NodePtr& expression : all.get()) last_ = (std::max)(last_, ready(horizon, expression));
  settings_.resize(at(last_ + 1));
  for (const Intervention& one : under) {
    const Horizon::Place& place = horizon.place(one.variable->index);
    if (place.series < 0)
      of_constants_.push_back(one);
    else if (!horizon.is_declared(place.series))
      throw Error("set " + one.variable->name, "a series at a step, set(h.at(series, step), ...)",
                  "a count or a search over several steps");
    else if (place.step <= last_)
      settings_[at(place.step)].emplace_back(place.series, one.value);
  }
  find_wanted(expressions, besides);
}

Index StepModels::ready(const Horizon& horizon, const NodePtr& expression) {
  Index last = 0;
  for (const Index variable : Formula(expression).variables())
    last = (std::max)(last, horizon.place(variable).step);
  return last;
}

bool StepModels::always_set(Index series) const {
  return std::all_of(settings_.begin(), settings_.end(), [&](const auto& step) {
    return std::any_of(step.begin(), step.end(), [&](const auto& one) { return one.first == series; });
  });
}

RollingProgram::RollingProgram(const Horizon& horizon, std::vector<Intervention> under,
                               std::vector<NodePtr> outputs,
                               const std::vector<std::vector<std::size_t>>& readings,
                               const StepOverrides& overrides)
    : horizon_(horizon), under_(std::move(under)), expressions_(std::move(outputs)) {
  const auto set = resolved(horizon.asked(), under_);
  for (const NodePtr& expression : expressions_) horizon.asked().check_owned("output", *expression);
  const StepModels models(horizon, under_, expressions_, overrides.reads);
  last_ = models.last();
  place_columns(models);
  place_retained();
  // By step; the constants come last.
  std::vector<const StepOverride*> step_override(at(last_ + 2), nullptr);
  for (Index step = last_; overrides.change && step >= -1; --step)
    step_override[at(step >= 0 ? step : last_ + 1)] =
        overrides.change(step, models.key(step), [&] { return models.slice(step); });
  compile_constants(models, step_override.back());
  compile_steps(models, step_override);
  plan(readings);
}

Pool RollingProgram::pool_of_series(Index series) const { return pool_of(horizon_.kind(series)); }

// Finds the series that the questions read, the series that these depend on, and the constants that
// either read.
void StepModels::find_wanted(const std::vector<NodePtr>& expressions, const std::vector<NodePtr>& besides) {
  const Timeline& timeline = horizon_.timeline();
  const std::size_t count = timeline.series().size();
  wanted_.assign(count, false);
  is_carried_.assign(count, false);
  is_asked_.assign(count, false);
  constant_is_wanted_.assign(timeline.constants().variables().size(), false);
  std::vector<Index> left;
  const auto want = [&](Index series) {
    if (!wanted_[at(series)]) left.push_back(series);
    wanted_[at(series)] = true;
  };
  const auto want_all = [&](const NodePtr& expression, bool is_asked) {
    for (const Index variable : Formula(expression).variables())
      if (const Index series = horizon_.place(variable).series; series >= 0) {
        is_asked_[at(series)] = is_asked_[at(series)] || is_asked;
        want(series);
      } else {
        constant_is_wanted_[at(variable)] = true;
      }
  };
  for (const NodePtr& expression : expressions) want_all(expression, true);
  for (const NodePtr& expression : besides) want_all(expression, false);
  while (!left.empty()) {
    const Index series = left.back();
    left.pop_back();
    if (const auto guard = timeline.series()[at(series)].guard) want(*guard);
    if (always_set(series)) continue;
    for (const bool is_first : {true, false}) {
      if (!is_first && last_ == 0) break;
      const Timeline::Reads reads = timeline.reads(series, is_first);
      for (const Index read : reads.constants) constant_is_wanted_[at(read)] = true;
      for (const Index read : reads.now) want(read);
      for (const Index read : reads.last) {
        want(read);
        is_carried_[at(read)] = true;
      }
    }
  }
}

void RollingProgram::place_columns(const StepModels& models) {
  const std::size_t count = models.wanted().size();
  now_.assign(count, -1);
  before_.assign(count, -1);
  for (std::size_t i = 0; i < count; ++i) {
    if (!models.asked()[i] && !models.carried()[i]) continue;
    const Pool pool = pool_of_series(static_cast<Index>(i));
    now_[i] = new_column(pool);
    if (!models.carried()[i]) continue;
    before_[i] = new_column(pool);
    carried_.push_back({pool, now_[i], before_[i]});
    lasting_.push_back({pool, now_[i], 0});
  }
  for (std::size_t i = 0; i < models.wanted_constants().size(); ++i) {
    const Pool pool = pool_of(horizon_.asked().variables()[i].kind);
    constant_columns_.push_back(models.wanted_constants()[i] ? new_column(pool) : -1);
    if (models.wanted_constants()[i]) lasting_.push_back({pool, constant_columns_.back(), -1});
  }
}

// Returns the persistent columns for a model whose first variables are the constants.
PersistentColumns RollingProgram::persistent(std::size_t variables) const {
  PersistentColumns persistent;
  persistent.variables.resize(variables);
  for (std::size_t i = 0; i < constant_columns_.size(); ++i)
    persistent.variables[i] = {constant_columns_[i], true};
  persistent.columns = persistent_columns_;
  persistent.world_values = extent_.world_values;
  return persistent;
}

Index RollingProgram::add_part(std::shared_ptr<const TwoSliceModel> slice,
                               std::unique_ptr<const Program> program) {
  extent_.include(program->extent());
  parts_.push_back({std::move(slice), std::move(program)});
  return detail::size(parts_) - 1;
}

// Allocates the columns of conditions and of values that later steps read. This comes before any
// program is compiled, because each of them needs the number of persistent columns.
void RollingProgram::place_retained() {
  std::set<Index> retained;
  for (const NodePtr& expression : expressions_) {
    const Index step = ready(expression);
    for (const Index variable : Formula(expression).variables())
      if (const auto& place = horizon_.place(variable); place.series >= 0 && place.step < step)
        retained.insert(variable);
  }
  retained_.assign(horizon_.asked().variables().size(), -1);
  for (const Index variable : retained) {
    const Horizon::Place& place = horizon_.place(variable);
    const Pool pool = pool_of_series(place.series);
    retained_[at(variable)] = new_column(pool);
    lasting_.push_back({pool, retained_[at(variable)], place.step});
  }
  conditions_.assign(expressions_.size(), -1);
  for (std::size_t i = 0; i < expressions_.size(); ++i)
    if (expressions_[i]->is_boolean) conditions_[i] = new_column(Pool::bits);
}

void RollingProgram::compile_constants(const StepModels& models, const StepOverride* step_override) {
  const auto slice = models.slice(-1);
  const Model& model = step_override ? *step_override->model : slice->model;
  std::vector<NodePtr> outputs;
  for (std::size_t i = 0; i < models.wanted_constants().size(); ++i)
    if (models.wanted_constants()[i]) outputs.push_back(output_of(model.find(model.variables()[i].name)));
  const std::size_t own = outputs.size();
  if (step_override)
    outputs.insert(outputs.end(), step_override->outputs.begin(), step_override->outputs.end());
  PersistentColumns places = persistent(model.variables().size());
  for (PersistentColumns::Place& place : places.variables) place.is_filled = false;
  auto program = std::make_unique<const Program>(model, step_override ? step_override->under : slice->under,
                                                 outputs, std::vector<std::vector<std::size_t>>{}, places);
  work_ += detail::size(program->steps());
  constants_ = add_part(slice, std::move(program));
  Part& part = parts_.back();
  const auto& all = part.program->outputs();
  if (step_override) part.step_override.emplace(all.begin() + static_cast<Index>(own), all.end());
}

std::string StepModels::key(Index step) const {
  if (step < 0) return "constants";
  std::string key = step == 0 ? "first" : "step";
  for (const double value : horizon_.timeline().varying_at(step)) key += ' ' + detail::number(value);
  key += ';';
  const std::vector<StatedSeries>& all = horizon_.timeline().series();
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].observed.contains(step)) key += std::to_string(i) + " observed ";
  for (const auto& [series, value] : settings_[at(step)])
    key += std::to_string(series) + '=' + detail::number(value) + ' ';
  return key;
}

void RollingProgram::compile_steps(const StepModels& models,
                                   const std::vector<const StepOverride*>& step_override) {
  std::map<std::pair<std::string, const StepOverride*>, Index> made;
  for (Index step = 0; step <= last_; ++step) {
    const auto [found, is_new] =
        made.emplace(std::pair(models.key(step), step_override[at(step)]), Index{-1});
    if (is_new) {
      const StepOverride* const of = step_override[at(step)];
      found->second = compile_step(of ? of->slice : models.slice(step), of);
    }
    schedule_.push_back({found->second, {}});
    work_ += detail::size(parts_[at(found->second)].program->steps());
  }
}

std::shared_ptr<const TwoSliceModel> StepModels::slice(Index step) const {
  const Timeline& timeline = horizon_.timeline();
  auto slice = std::make_shared<TwoSliceModel>(TwoSliceModel{timeline.constants()});
  if (step < 0) {
    slice->under = of_constants_;
    return slice;
  }
  if (step > 0) {
    slice->last.resize(timeline.series().size());
    for (std::size_t i = 0; i < slice->last.size(); ++i) {
      if (!wanted_[i]) continue;
      const StatedSeries& series = timeline.series()[i];
      Details details;
      details.absent_state = series.details.absent_state;
      if (series.guard) details.when = Event(slice->last[at(*series.guard)]);
      slice->last[i] =
          timeline.add_stand_in(slice->model, static_cast<Index>(i), "last(" + series.name + ')', details);
    }
  }
  slice->first_drawn = detail::size(slice->model.variables());
  std::vector<bool> is_set(wanted_.size(), false);
  for (const auto& [series, value] : settings_[at(step)]) is_set[at(series)] = true;
  slice->now = timeline.state_step(slice->model, step, slice->last, wanted_, is_set,
                                   [](const std::string& name) { return name; });
  for (const auto& [series, value] : settings_[at(step)])
    if (slice->now[at(series)]) slice->under.push_back({slice->now[at(series)], value});
  return slice;
}

Index RollingProgram::compile_step(const std::shared_ptr<const TwoSliceModel>& slice,
                                   const StepOverride* step_override) {
  const Model& model = step_override ? *step_override->model : slice->model;
  PersistentColumns places = persistent(model.variables().size());
  places.first_dated = slice->first_drawn;
  std::vector<NodePtr> outputs;
  for (std::size_t i = 0; i < slice->now.size(); ++i) {
    if (!slice->now[i]) continue;
    if (before_[i] >= 0 && !slice->last.empty())
      places.variables[at(slice->last[i]->index)] = {before_[i], true};
    if (now_[i] < 0) continue;
    places.variables[at(slice->now[i]->index)].column = now_[i];
    outputs.push_back(output_of(slice->now[i]));
  }
  const std::size_t own = outputs.size();
  if (step_override)
    outputs.insert(outputs.end(), step_override->outputs.begin(), step_override->outputs.end());
  auto program = std::make_unique<const Program>(model, step_override ? step_override->under : slice->under,
                                                 std::move(outputs), std::vector<std::vector<std::size_t>>{},
                                                 std::move(places));
  const Index number = add_part(slice, std::move(program));
  Part& part = parts_.back();
  const auto& all = part.program->outputs();
  if (step_override) part.step_override.emplace(all.begin() + static_cast<Index>(own), all.end());
  return number;
}

namespace {

// Returns the variable if the expression is a variable or one of its states, which need no
// computation, otherwise null.
const Node* plain(const Node& expression) {
  if (expression.op == Op::event || expression.op == Op::quantity) return &expression;
  return expression.op == Op::state ? expression.children[0].get() : nullptr;
}

}  // namespace

// Returns the column of each output at the step at which it is ready. Outputs that need a
// computation share one program per step.
std::vector<OutputColumn> RollingProgram::plan_outputs() {
  const Scope& asked = horizon_.asked();
  std::vector<OutputColumn> found(expressions_.size());
  std::map<Index, std::vector<std::size_t>> computed;  // by step
  for (std::size_t i = 0; i < expressions_.size(); ++i) {
    const Node& expression = *expressions_[i];
    const Node* variable = plain(expression);
    if (!variable) {
      computed[ready(expressions_[i])].push_back(i);
      continue;
    }
    const Index series = horizon_.place(variable->index).series;
    const Declaration& of = asked.variable(variable->index);
    found[i] = {pool_of(of.kind), series < 0 ? constant_columns_[at(variable->index)] : now_[at(series)],
                expression.state, detail::size(of.states())};
  }
  if (computed.empty()) return found;
  const auto slice =
      // All variables have persistent columns.
      std::make_shared<const TwoSliceModel>(TwoSliceModel{with_stand_ins(horizon_.constants(), asked)});
  for (const auto& [step, numbers] : computed) {
    PersistentColumns places = persistent(asked.variables().size());
    std::vector<NodePtr> outputs;
    for (const std::size_t number : numbers) {
      outputs.push_back(expressions_[number]);
      for (const Index variable : Formula(expressions_[number]).variables()) {
        const Horizon::Place& place = horizon_.place(variable);
        if (place.series < 0) continue;
        const bool is_now = place.step == step;
        places.variables[at(variable)] = {is_now ? now_[at(place.series)] : retained_[at(variable)], true};
      }
    }
    auto program =
        std::make_unique<const Program>(slice->model, std::vector<Intervention>{}, std::move(outputs),
                                        std::vector<std::vector<std::size_t>>{}, std::move(places));
    for (std::size_t i = 0; i < numbers.size(); ++i) found[numbers[i]] = program->outputs()[i];
    work_ += detail::size(program->steps());
    const Index part = add_part(slice, std::move(program));
    schedule_[at(step)].actions.push_back({Action::Opcode::compute, part});
  }
  return found;
}

void RollingProgram::plan(const std::vector<std::vector<std::size_t>>& readings) {
  // Values that later steps read are copied before any output is computed from them.
  for (std::size_t i = 0; i < retained_.size(); ++i) {
    if (retained_[i] < 0) continue;
    const Horizon::Place& place = horizon_.place(static_cast<Index>(i));
    const Pool pool = pool_of_series(place.series);
    schedule_[at(place.step)].actions.push_back(
        {Action::Opcode::retain, -1, {pool, now_[at(place.series)]}, {pool, retained_[i]}});
  }
  const std::vector<OutputColumn> found = plan_outputs();
  look_ahead_conditions_.assign(expressions_.size(), false);
  std::set<std::size_t> conditions;
  all_need_look_ahead_ = !readings.empty();
  for (const auto& reading : readings) {
    bool later = false;
    if (reading.size() > 1) {
      conditions.insert(reading[1]);
      const Index step = ready(expressions_[reading[1]]);
      later = step > ready(expressions_[reading[0]]);
      if (later) {
        look_ahead_conditions_[reading[1]] = true;
        look_ahead_ = (std::max)(look_ahead_, step);
      }
    }
    all_need_look_ahead_ = all_need_look_ahead_ && later;
  }
  for (const std::size_t condition : conditions)
    schedule_[at(ready(expressions_[condition]))].actions.push_back({Action::Opcode::store_condition,
                                                                     static_cast<Index>(condition),
                                                                     found[condition],
                                                                     {Pool::bits, conditions_[condition]}});
  for (std::size_t i = 0; i < readings.size(); ++i) {
    std::vector<OutputColumn> columns{found[readings[i][0]]};
    if (readings[i].size() > 1) columns.emplace_back(Pool::bits, conditions_[readings[i][1]]);
    schedule_[at(ready(expressions_[readings[i][0]]))].actions.push_back(
        {Action::Opcode::read, static_cast<Index>(i)});
    // A condition decided at a later step was computed in the first pass; one decided at the same
    // step is written before any reading.
    readings_.push_back(std::move(columns));
  }
}

RollingWorld::RollingWorld(const RollingProgram& program, Index number,
                           const std::vector<double>& parameters) {
  parts_.reserve(program.parts().size());
  for (const RollingProgram::Part& part : program.parts())
    parts_.emplace_back(*part.program, number, parameters);
}

RollingExecutor::RollingExecutor(const RollingProgram& program, const Randomness& randomness,
                                 const kernels::Kernels& kernels, StopToken stop)
    : RollingExecutor(
          program, randomness, kernels, stop,
          [&program, randomness](const casus::World& world, const Step&, Index first_group, Index groups) {
            explain(program, randomness, world, first_group, groups);
          }) {}

RollingExecutor::RollingExecutor(const RollingProgram& program, const Randomness& randomness,
                                 const kernels::Kernels& kernels, const StopToken& stop,
                                 const Executor::Explain& explain)
    : program_(program), randomness_(randomness), kernels_(kernels) {
  parts_.reserve(program.parts().size());
  for (const RollingProgram::Part& part : program.parts())
    parts_.emplace_back(*part.program, randomness, kernels, stop, explain);
}

namespace {

// A failed draw of a variable, on its way to the caller, which knows the step.
struct WentWrong {
  std::string name;
};

}  // namespace

RollingExecutor RollingExecutor::observed(const RollingProgram& program, const Randomness& randomness,
                                          const kernels::Kernels& kernels, const StopToken& stop) {
  return {program, randomness, kernels, stop,
          [](const casus::World&, const Step& step, Index, Index) { throw WentWrong{step.name}; }};
}

void RollingExecutor::run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
                          const Executor::Read& read) const {
  if (program_.look_ahead() >= 0) {
    roll(world, first_group, groups, workspace, program_.look_ahead(), true, read);
    if (program_.all_need_look_ahead() && !any_look_ahead_holds(groups, workspace)) return;
  }
  roll(world, first_group, groups, workspace, program_.steps() - 1, false, read);
}

void RollingExecutor::roll(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
                           Index last, bool looks_ahead, const Executor::Read& read) const {
  parts_[at(program_.constants())].run(world.part(program_.constants()), first_group, groups, workspace);
  for (Index step = 0; step <= last; ++step) {
    const RollingProgram::Schedule& schedule = program_.schedule()[at(step)];
    if (step > 0) swap_carried(workspace);
    parts_[at(schedule.part)].run_dated(world.part(schedule.part), step, first_group, groups, workspace);
    for (const RollingProgram::Action& action : schedule.actions)
      act(action, world, first_group, groups, workspace, looks_ahead, read);
  }
}

void RollingExecutor::run(const RollingWorld& world, Index first_group, Index groups, Workspace& workspace,
                          const Executor::Read& read, const Observer& observer) const {
  const auto observed = [&](Index step, Index part) {
    const auto& outputs = program_.parts()[at(part)].step_override;
    if (outputs) observer.drawn(step, *outputs);
  };
  Index step = -1;
  try {
    parts_[at(program_.constants())].run(world.part(program_.constants()), first_group, groups, workspace);
    observed(step, program_.constants());
    while (observer.done(step) && ++step < program_.steps()) {
      const RollingProgram::Schedule& schedule = program_.schedule()[at(step)];
      if (step > 0) swap_carried(workspace);
      parts_[at(schedule.part)].run_dated(world.part(schedule.part), step, first_group, groups, workspace);
      observed(step, schedule.part);
      for (const RollingProgram::Action& action : schedule.actions)
        act(action, world, first_group, groups, workspace, false, read);
    }
  } catch (const WentWrong& wrong) {
    const std::string date = step < 0 ? "" : '[' + std::to_string(step) + ']';
    throw Error(detail::in_world(wrong.name + date, world.part(program_.constants()).number()),
                "a distribution whose parameters lie in its domain, and a formula that is a number",
                "one that does not, on some trajectory", "forward sampling reports which one");
  }
}

void RollingExecutor::swap_carried(Workspace& workspace) const {
  for (const RollingProgram::Carried& series : program_.carried())
    workspace.swap(series.pool, series.now, series.last);
}

void RollingExecutor::act(const RollingProgram::Action& action, const RollingWorld& world, Index first_group,
                          Index groups, Workspace& workspace, bool looks_ahead,
                          const Executor::Read& read) const {
  using Opcode = RollingProgram::Action::Opcode;
  switch (action.opcode) {
    case Opcode::retain:
      switch (action.from.pool()) {
        case Pool::bits:
          std::copy_n(workspace.bits(action.from.bits()), groups * group_words,
                      workspace.bits(action.to.bits()));
          break;
        case Pool::bytes:
          std::copy_n(workspace.bytes(action.from.bytes()), groups * group_size,
                      workspace.bytes(action.to.bytes()));
          break;
        case Pool::reals:
          std::copy_n(workspace.reals(action.from.reals()), groups * group_size,
                      workspace.reals(action.to.reals()));
          break;
      }
      break;
    case Opcode::compute:
      parts_[at(action.number)].run(world.part(action.number), first_group, groups, workspace);
      break;
    case Opcode::store_condition:
      if (!looks_ahead && program_.needs_look_ahead(action.number)) break;
      store_condition(action, groups, workspace);
      break;
    case Opcode::read:
      if (!looks_ahead) read(action.number, program_.readings()[at(action.number)]);
      break;
  }
}

void RollingExecutor::store_condition(const RollingProgram::Action& action, Index groups,
                                      Workspace& workspace) const {
  std::uint64_t* const to = workspace.bits(action.to.bits());
  const std::uint64_t* const from = truth(kernels_, action.from, workspace, 0, groups, to);
  if (from != to) std::copy_n(from, groups * group_words, to);
}

bool RollingExecutor::any_look_ahead_holds(Index groups, Workspace& workspace) const {
  for (std::size_t i = 0; i < program_.conditions().size(); ++i) {
    if (!program_.needs_look_ahead(static_cast<Index>(i))) continue;
    const std::uint64_t* persistent = workspace.bits(program_.conditions()[i]);
    if (std::any_of(persistent, persistent + groups * group_words,
                    [](std::uint64_t word) { return word != 0; }))
      return true;
  }
  return false;
}

// The message is that of the reference sampler for the unrolled model.
void RollingExecutor::explain(const RollingProgram& program, const Randomness& randomness,
                              const casus::World& world, Index first_group, Index groups) {
  const UnrolledQuestions unrolled(program.horizon(), program.steps());
  std::vector<NodePtr> outputs;
  for (const NodePtr& expression : program.expressions()) outputs.push_back(unrolled.translated(expression));
  const ReferenceSampler sampler(unrolled.model(), randomness, unrolled.translated(program.under()), outputs);
  for (Index number = first_group * group_size; number < (first_group + groups) * group_size; ++number)
    sampler.trajectory(world.number(), world.parameters(), number);
}

}  // namespace casus
