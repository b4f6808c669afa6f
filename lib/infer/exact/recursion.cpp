// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/recursion.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/circumstances.hpp>

#include "infer/answer/from_worlds.hpp"
#include "infer/exact/thresholds.hpp"
#include "infer/run/rounds.hpp"
#include "sample/rolling.hpp"

namespace casus {

namespace {

using detail::at;

struct WorkExceeded {};
// More memory than the limit.
struct MemoryExceeded {};

// The values that outlive a step, by position.
using State = std::vector<double>;

// States and their probabilities; equal states are merged.
class StateProbabilities {
public:
  // Adds a probability to a state; returns the number of the state.
  std::size_t add(const State& state, const Scaled& probability) {
    const auto [found, is_new] = numbers_.try_emplace(
        std::string(reinterpret_cast<const char*>(state.data()), state.size() * sizeof(double)), all_.size());
    if (is_new)
      all_.emplace_back(state, probability);
    else
      all_[found->second].second += probability;
    return found->second;
  }
  const std::vector<std::pair<State, Scaled>>& all() const noexcept { return all_; }

private:
  std::vector<std::pair<State, Scaled>> all_;  // in the order of insertion, so sums do not depend on the hash
  std::unordered_map<std::string, std::size_t> numbers_;
};

// Sums for a target: the probability of the evidence, and its product with the target.
struct TargetSums {
  Scaled weight, part;
};

// The trace of a step for the backward pass. The drawn states are distinct from the states carried
// to the next step.
struct Trace {
  struct Edge {
    std::uint32_t from, to;  // a state before the step, and a drawn state
    Scaled probability;
  };
  std::vector<Edge> edges;
  std::vector<Scaled>
      drawn;  // joint probability of the evidence so far and each state; 0 if they contradict each other
  std::vector<std::uint32_t> next;  // number of the carried state that each drawn state leads to
  std::vector<std::size_t> targets;
  std::vector<double> values;         // of these targets, for each state that meets the evidence
  std::size_t before = 0, after = 0;  // numbers of states
};

// The recursion of one rolling program in one world. Its readings are the findings, then the
// targets. A state that contradicts a finding is dropped. If a target is read before the last
// finding, the targets are summed in the backward pass, which propagates the probability of the
// remaining evidence from each state to its predecessors (the forward-backward algorithm).
class Recursion {
public:
  Recursion(const RollingProgram& program, const std::vector<NodePtr>& findings,
            const std::vector<double>& parameters, Index world, double budget, const StopToken& stop)
      : program_(program), findings_(findings.size()), parameters_(parameters), world_(world),
        budget_(budget), stop_(stop), sums_(program.readings().size() - findings.size()) {
    number_places();
    find_lifetimes();
    find_known_values(findings);
    for (const RollingProgram::Part& part : program.parts()) shared_.push_back(shared_draws(*part.program));
    for (Index step = 0; step < program.steps(); ++step)
      for (const RollingProgram::Action& action : program.schedule()[at(step)].actions) {
        if (action.opcode != Opcode::read) continue;
        if (at(action.number) < findings_)
          last_finding_ = step;
        else
          first_target_ = (std::min)(first_target_, step);
      }
  }

  // Returns the probability of the findings up to each step.
  std::vector<Scaled> met_by_step() {
    go_forward(false);
    met_.resize(at(program_.steps()));
    return met_;
  }

  // Returns the sums of each target.
  const std::vector<TargetSums>& sums() {
    const bool goes_back = first_target_ < last_finding_;
    go_forward(goes_back);
    if (goes_back) go_back();
    return sums_;
  }
  double operations() const noexcept { return operations_; }

private:
  using Opcode = RollingProgram::Action::Opcode;

  // Columns of conditions are left out: evidence is not stored in the state.
  void number_places() {
    for (std::size_t pool = 0; pool < 3; ++pool)
      place_of_[pool].assign(at(program_.persistent_columns()[pool]), no_place);
    std::vector<bool> is_condition(place_of_[at(Pool::bits)].size());
    for (const Index column : program_.conditions())
      if (column >= 0) is_condition[at(column)] = true;
    for (std::size_t pool = 0; pool < 3; ++pool)
      for (std::size_t column = 0; column < place_of_[pool].size(); ++column)
        if (pool != at(Pool::bits) || !is_condition[column]) place_of_[pool][column] = places_++;
  }

  // Finds the last step in which the value of each position is read; -1 if it is never read.
  void find_lifetimes() {
    last_use_.assign(places_, -1);
    const auto until = [&](Pool pool, Index column, Index step) {
      if (column < 0) return;
      Index& last = last_use_[place(pool, column)];
      last = (std::max)(last, step);
    };
    const auto pool_of_variable = [&](std::size_t i) {
      return pool_of(program_.horizon().asked().variables()[i].kind);
    };
    for (std::size_t i = 0; i < program_.constant_columns().size(); ++i)
      until(pool_of_variable(i), program_.constant_columns()[i], program_.steps());
    for (const RollingProgram::Carried& series : program_.carried())
      until(series.pool, series.now, program_.steps());
    for (const NodePtr& expression : program_.expressions()) {
      const Index ready = program_.ready(expression);
      for (const Index variable : Formula(expression).variables())
        until(pool_of_variable(at(variable)), program_.retained_columns()[at(variable)], ready);
    }
  }

  // Findings that state the value of a series: other values need not be followed.
  void find_known_values(const std::vector<NodePtr>& findings) {
    known_.resize(at(program_.steps()));
    for (NodePtr finding : findings) {
      const bool holds = finding->op != Op::logical_not;
      if (!holds) finding = finding->children[0];
      const bool is_state = holds && finding->op == Op::state;
      if (finding->op != Op::event && !is_state) continue;
      const Index variable = is_state ? finding->children[0]->index : finding->index;
      const Horizon::Place& found = program_.horizon().place(variable);
      if (found.series < 0 || found.step < 0 || found.step >= program_.steps()) continue;
      const auto& slice = program_.parts()[at(program_.schedule()[at(found.step)].part)].slice;
      if (const NodePtr& now = slice->now[at(found.series)])
        known_[at(found.step)].emplace_back(now->index, is_state ? static_cast<double>(finding->state)
                                                        : holds  ? 1.0
                                                                 : 0.0);
    }
  }
  // Returns whether a variable of a step may have a value.
  bool agrees(Index step, Index variable, double value) const {
    if (step < 0) return true;
    const auto& known = known_[at(step)];
    return std::all_of(known.begin(), known.end(), [&](const std::pair<Index, double>& one) {
      return one.first != variable || one.second == value;
    });
  }

  // Returns, for each step of a program, the number of the step before it that draws with the same
  // uniform number: -1 for the first one, -2 for a step that shares its number with none. Empty if
  // the program draws no twins.
  static std::vector<Index> shared_draws(const Program& program) {
    const std::vector<Variable>& variables = program.model().variables();
    const auto draws = [&](const Step& step) {
      return step.opcode == Step::Opcode::draw_table || step.opcode == Step::Opcode::draw_discrete;
    };
    const bool has_twins = std::any_of(program.steps().begin(), program.steps().end(), [&](const Step& step) {
      return draws(step) && !variables[at(step.variable)].twin_of.empty();
    });
    if (!has_twins) return {};
    std::map<std::string_view, Index> count, last;
    for (const Step& step : program.steps())
      if (draws(step)) ++count[step.stream];
    std::vector<Index> shared;
    for (const Step& step : program.steps()) {
      const bool is_shared = draws(step) && count[step.stream] > 1;
      const auto before = last.find(step.stream);
      shared.push_back(!is_shared ? -2 : before == last.end() ? -1 : before->second);
      if (is_shared) last[step.stream] = detail::size(shared) - 1;
    }
    return shared;
  }

  std::size_t place(const OutputColumn& of) const { return place(of.pool(), of.in(of.pool())); }
  std::size_t place(Pool pool, Index column) const { return place_of_[at(pool)][at(column)]; }
  bool is_held(Pool pool, Index column) const {
    return column >= 0 && column < program_.persistent_columns()[at(pool)];
  }

  void go_forward(bool keeps_traces) {
    StateProbabilities now;
    draw(program_.constants(), -1, State(places_, 0.0), Scaled(1),
         [&](const State& state, const Scaled& probability, const Scaled&) { now.add(state, probability); });
    for (Index step = 0; step < program_.steps(); ++step) {
      const RollingProgram::Schedule& schedule = program_.schedule()[at(step)];
      Trace trace;
      trace.before = now.all().size();
      StateProbabilities drawn;
      for (std::size_t from = 0; from < now.all().size(); ++from) {
        const auto& [state, probability] = now.all()[from];
        State start = state;
        for (const RollingProgram::Carried& series : program_.carried()) {
          start[place(series.pool, series.last)] = step > 0 ? start[place(series.pool, series.now)] : 0;
          start[place(series.pool, series.now)] = 0;
        }
        draw(schedule.part, step, start, probability,
             [&](const State& reached, const Scaled& all, const Scaled& own) {
               const std::size_t to = drawn.add(reached, all);
               if (!keeps_traces) return;
               take_memory(sizeof(Trace::Edge));
               trace.edges.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), own});
             });
      }
      StateProbabilities next;
      read_.clear();
      for (const auto& [state, probability] : drawn.all()) {
        State after = state;
        const bool is_met = act(schedule, after);
        std::size_t number = 0;
        if (is_met) {
          if (!keeps_traces)
            for (const auto& [target, value] : read_) add(target, probability, value);
          for (std::size_t i = 0; i < places_; ++i)
            if (last_use_[i] <= step) after[i] = 0;
          number = next.add(after, probability);
        }
        if (keeps_traces) retain(trace, is_met ? probability : Scaled(), number);
      }
      Scaled met;
      for (const auto& [state, probability] : next.all()) met += probability;
      met_.push_back(met);
      trace.after = next.all().size();
      if (keeps_traces) traces_.push_back(std::move(trace));
      now = std::move(next);
      if (now.all().empty()) return;
    }
  }

  void retain(Trace& trace, const Scaled& probability, std::size_t next) {
    take_memory(sizeof(Scaled) + sizeof(std::uint32_t) + read_.size() * sizeof(double));
    trace.drawn.push_back(probability);
    trace.next.push_back(static_cast<std::uint32_t>(next));
    if (!probability.is_positive()) return;
    trace.targets.clear();
    for (const auto& [target, value] : read_) {
      trace.targets.push_back(target);
      trace.values.push_back(value);
    }
  }

  void go_back() {
    std::vector<Scaled> after(traces_.back().after, Scaled(1));
    while (!traces_.empty()) {
      const Trace& trace = traces_.back();
      std::vector<Scaled> before(trace.before), drawn(trace.drawn.size());
      auto value = trace.values.begin();
      for (std::size_t i = 0; i < drawn.size(); ++i) {
        charge(1);
        if (!trace.drawn[i].is_positive()) continue;
        drawn[i] = after[trace.next[i]];
        for (const std::size_t target : trace.targets) add(target, trace.drawn[i] * drawn[i], *value++);
      }
      for (const Trace::Edge& edge : trace.edges) {
        charge(1);
        before[edge.from] += edge.probability * drawn[edge.to];
      }
      after = std::move(before);
      traces_.pop_back();
    }
  }

  // ---- one step's variables

  struct Environment {
    const std::vector<double>& values;
    const std::vector<double>& parameters;
    double variable(Index index) const { return values[at(index)]; }
    double parameter(Index index) const { return parameters[at(index)]; }
  };

  // The uniform numbers with which a path draws the values that it has drawn so far.
  struct UniformRange {
    double low = 0, high = 1;
  };
  struct Drawing {
    const Program& program;
    const std::vector<Index>& shared;  // see `shared_draws`
    Index step;
    std::vector<double> values;
    State state;
    std::vector<UniformRange> uniform = {};  // by step of the program, after its draw

    // Returns the uniform numbers that are possible before a step draws.
    UniformRange uniform_before(std::size_t number) const {
      if (shared.empty() || shared[number] < 0) return {};
      return uniform[at(shared[number])];
    }
  };
  // A value that a variable may take, with the probability of the path up to it: in total
  // (`probability`) and within the step (`own`).
  struct Way {
    std::size_t number;  // of the program's step
    double value;
    Scaled probability, own;
    UniformRange uniform;
  };

  // Calls `reached(state, probability, own)` for each path through a step. Goes depth first, on an
  // explicit stack: the stack of a thread may be small, and a model may have any number of
  // variables.
  template <class Reached>
  void draw(Index part, Index step, const State& state, Scaled probability, const Reached& reached) {
    const Program& program = *program_.parts()[at(part)].program;
    const auto& steps = program.steps();
    Drawing drawing{program, shared_[at(part)], step, std::vector<double>(program.model().variables().size()),
                    state};
    drawing.uniform.resize(drawing.shared.size());
    const auto after = [&](std::size_t number) {
      while (number < steps.size() && steps[number].variable < 0) ++number;
      return number;
    };
    ways_.clear();
    Scaled own(1);
    for (std::size_t next = after(0);;) {
      if (next == steps.size()) {
        charge(1 + static_cast<double>(places_) / 16);
        reached(drawing.state, probability, own);
      } else {
        charge(1);
        find_ways(next, drawing, probability, own);
      }
      if (ways_.empty()) return;
      // The values assigned before it on its path are still valid, because paths of later
      // variables have changed only later values.
      const Way way = ways_.back();
      ways_.pop_back();
      const Step& taken = steps[way.number];
      drawing.values[at(taken.variable)] = way.value;
      if (!drawing.uniform.empty()) drawing.uniform[way.number] = way.uniform;
      if (taken.opcode != Step::Opcode::persistent && is_held(taken.pool, taken.column))
        drawing.state[place(taken.pool, taken.column)] = way.value;
      probability = way.probability;
      own = way.own;
      next = after(way.number + 1);
    }
  }

  void charge(double operations) {
    operations_ += operations;
    if (operations_ > budget_) throw WorkExceeded();
    if ((++charges_ & 0xfff) == 0 && stop_.stop_requested()) throw Cancelled();
  }

  void take_memory(std::size_t bytes) {
    memory_ += bytes;
    if (memory_ > most_memory) throw MemoryExceeded();
  }

  // Pushes the possible values of a variable, the first one on top.
  void find_ways(std::size_t number, const Drawing& drawing, const Scaled& probability, const Scaled& own) {
    const Step& step = drawing.program.steps()[number];
    const Variable& variable = drawing.program.model().variables()[at(step.variable)];
    const UniformRange before = drawing.uniform_before(number);
    const auto add_in = [&](const UniformRange& uniform, double value, double chance) {
      if (!(chance > 0) || !agrees(drawing.step, step.variable, value)) return;
      const Scaled factor(chance);
      ways_.push_back({number, value, probability * factor, own * factor, uniform});
    };
    const auto add = [&](double value) { add_in(before, value, 1); };
    // Adds a value that is drawn if the uniform number lies from `low` to `high`. `chance`: its
    // probability, if nothing is known of that number.
    const auto add_drawn = [&](double value, double low, double high, double chance) {
      const UniformRange uniform{(std::max)(low, before.low), (std::min)(high, before.high)};
      const bool is_known = before.low > 0 || before.high < 1;
      add_in(uniform, value, is_known ? (uniform.high - uniform.low) / (before.high - before.low) : chance);
    };
    if (step.opcode == Step::Opcode::persistent) return add(drawing.state[place(step.pool, step.column)]);
    if (variable.guard && drawing.values[at(*variable.guard)] == 0) return add(absent(variable));
    if (step.opcode == Step::Opcode::set) return add(step.value);
    const Environment environment{drawing.values, parameters_};
    std::vector<double> arguments;
    for (const Formula& formula : variable.parameters)
      arguments.push_back(formula.evaluate(environment, scratch_));
    detail::check_arguments(
        [&] {
          const std::string date = drawing.step < 0 ? "" : '[' + std::to_string(drawing.step) + ']';
          return detail::in_world(variable.name + date, world_);
        },
        variable.distribution.shape(), arguments);
    if (variable.distribution.is_formula()) return add(arguments[0] + 0.0);  // merges -0 and +0
    if (variable.kind() == Kind::event) {
      add_drawn(1, 0, arguments[0], arguments[0]);
      add_drawn(0, arguments[0], 1, 1 - arguments[0]);
      return;
    }
    // A category: quantities are refused earlier.
    std::vector<double> until(arguments.size(), 1.0);
    double sum = 0;
    for (std::size_t state = 0; state + 1 < arguments.size(); ++state)
      until[state] = (std::min)(1.0, sum += arguments[state]);
    for (std::size_t state = arguments.size(); state-- > 0;)
      add_drawn(static_cast<double>(state), state == 0 ? 0 : until[state - 1], until[state],
                arguments[state]);
  }

  static double absent(const Variable& variable) {
    if (variable.kind() == Kind::event) return 0;
    return variable.kind() == Kind::category ? static_cast<double>(variable.absent)
                                             : std::numeric_limits<double>::quiet_NaN();
  }

  // ---- actions of a step

  // Returns whether the state meets the evidence of this step. If so, `read_` contains the targets
  // that are read, with their values.
  bool act(const RollingProgram::Schedule& schedule, State& state) {
    read_.clear();
    std::array<std::map<Index, double>, 3> computed;
    const auto value = [&](const OutputColumn& from) {
      const Pool pool = from.pool();
      const Index column = from.in(pool);
      const double found = is_held(pool, column) ? state[place(pool, column)] : computed[at(pool)].at(column);
      return pool == Pool::bytes ? (found == static_cast<double>(from.state()) ? 1.0 : 0.0) : found;
    };
    for (const RollingProgram::Action& action : schedule.actions) {
      charge(1);
      switch (action.opcode) {
        case Opcode::retain: state[place(action.to)] = state[place(action.from)]; break;
        case Opcode::compute: compute(action.number, state, computed); break;
        case Opcode::store_condition: break;  // no reading has a condition
        case Opcode::read: {
          const auto reading = at(action.number);
          const double found = value(program_.readings()[reading][0]);
          if (reading >= findings_)
            read_.emplace_back(reading - findings_, found);
          else if (found == 0)
            return false;
          break;
        }
      }
    }
    return true;
  }

  void add(std::size_t target, const Scaled& weight, double value) {
    sums_[target].weight += weight;
    sums_[target].part += weight * Scaled(value);
  }

  void compute(Index part, const State& state, std::array<std::map<Index, double>, 3>& computed) {
    const Program& program = *program_.parts()[at(part)].program;
    std::vector<double> values(program.model().variables().size());
    for (const Step& step : program.steps())
      if (step.opcode == Step::Opcode::persistent)
        values[at(step.variable)] = state[place(step.pool, step.column)];
    charge(static_cast<double>(program.outputs().size()));
    for (std::size_t i = 0; i < program.outputs().size(); ++i) {
      const OutputColumn& to = program.outputs()[i];
      computed[at(to.pool())][to.in(to.pool())] =
          Formula(program.expressions()[i]).evaluate(Environment{values, parameters_}, scratch_);
    }
  }

  static constexpr auto no_place = static_cast<std::size_t>(-1);
  static constexpr std::size_t most_memory = std::size_t{1} << 30;

  const RollingProgram& program_;
  std::size_t findings_;
  const std::vector<double>& parameters_;
  Index world_;
  double budget_, operations_ = 0;
  std::uint64_t charges_ = 0;
  std::size_t memory_ = 0;
  const StopToken& stop_;
  std::array<std::vector<std::size_t>, 3> place_of_;  // by pool and persistent column
  std::size_t places_ = 0;
  std::vector<Index> last_use_;                               // by place
  std::vector<std::vector<std::pair<Index, double>>> known_;  // variables and values, by step
  Index last_finding_ = -1, first_target_ = std::numeric_limits<Index>::max();
  std::vector<Trace> traces_;
  std::vector<std::pair<std::size_t, double>> read_;
  std::vector<TargetSums> sums_;
  std::vector<Scaled> met_;  // by step
  std::vector<Way> ways_;
  std::vector<std::vector<Index>> shared_;  // by part, see `shared_draws`
  std::vector<double> scratch_;
};

// The questions of a call that share condition and interventions, compiled, with the targets of
// each question.
struct Group {
  std::vector<std::size_t> queries;
  std::vector<std::size_t> first_target;  // by query
  std::vector<NodePtr> findings;
  std::unique_ptr<RollingProgram> program;
};

// Returns the findings of a condition; each of them is known at its own step.
std::vector<NodePtr> findings_of(const Query& query) {
  std::vector<NodePtr> all;
  if (!query.condition()) return all;
  detail::for_each_assertion(query.condition()->node(), true, [&](const NodePtr& node, bool holds) {
    if (node->op == (holds ? Op::logical_and : Op::logical_or)) return true;
    all.push_back(holds ? node : detail::make_node(Op::logical_not, true, {node}));
    return false;
  });
  return all;
}

std::vector<Group> groups_of(const Horizon& horizon, const std::vector<Query>& queries) {
  std::vector<Group> groups;
  for (std::vector<std::size_t>& numbers : detail::grouped(queries))
    groups.emplace_back().queries = std::move(numbers);
  for (Group& group : groups) {
    detail::DistinctExpressions expressions;
    std::vector<std::vector<std::size_t>> readings;
    group.findings = findings_of(queries[group.queries[0]]);
    for (const NodePtr& finding : group.findings) readings.push_back({expressions.number(finding)});
    for (const std::size_t number : group.queries) {
      group.first_target.push_back(readings.size() - group.findings.size());
      for (const NodePtr& target : detail::asked_targets(horizon.asked(), queries[number]))
        readings.push_back({expressions.number(target)});
    }
    group.program = std::make_unique<RollingProgram>(horizon, queries[group.queries[0]].interventions(),
                                                     expressions.all(), readings);
  }
  return groups;
}

std::optional<std::string> why_not(const std::vector<Query>& queries) {
  for (const Query& query : queries) {
    if (query.asks() == Query::Asks::quantile) return "it asks for a quantile";
    if (detail::about(query.asks()).is_extreme()) return "it asks for the least or greatest value";
    if (query.asks() == Query::Asks::histogram) return "it asks for a histogram";
    if (!query.evidence().empty()) return "it is given evidence that is not an event";
  }
  return {};
}

std::optional<std::string> why_not(const std::vector<Group>& groups) {
  for (const Group& group : groups)
    for (const RollingProgram::Part& part : group.program->parts())
      for (const Step& step : part.program->steps())
        if (step.opcode == Step::Opcode::draw_quantity)
          return "it needs " + detail::quoted(step.name) +
                 (part.program->model().variables()[at(step.variable)].kind() == Kind::count
                      ? ", a count"
                      : ", a quantity");
  return {};
}

// The program of the findings of a condition alone.
std::unique_ptr<RollingProgram> program_of(const Horizon& horizon, const Query& query,
                                           const std::vector<NodePtr>& findings) {
  detail::DistinctExpressions expressions;
  std::vector<std::vector<std::size_t>> readings;
  for (const NodePtr& finding : findings) readings.push_back({expressions.number(finding)});
  return std::make_unique<RollingProgram>(horizon, query.interventions(), expressions.all(), readings);
}

class RecursionLikelihood : public HistoryLikelihood {
public:
  RecursionLikelihood(const Horizon& horizon, const Query& history, const Options& options)
      : findings_(findings_of(history)), program_(program_of(horizon, history, findings_)),
        question_(to_text(history)), budget_(options.exact_budget), stop_(options.stop) {
    for (Index step = 0; step < program_->steps(); ++step) {
      const auto& actions = program_->schedule()[at(step)].actions;
      if (std::any_of(actions.begin(), actions.end(), [](const RollingProgram::Action& action) {
            return action.opcode == RollingProgram::Action::Opcode::read;
          }))
        steps_.push_back(step);
    }
  }

  const std::vector<Index>& steps() const override { return steps_; }
  bool is_exact() const override { return true; }
  Index work() const override { return small_work; }

  std::vector<double> operator()(const std::vector<double>& parameters, Index number) const override {
    Recursion recursion(*program_, findings_, parameters, number, budget_, stop_);
    try {
      const std::vector<Scaled> met = recursion.met_by_step();
      std::vector<double> logs;
      for (const Index step : steps_) logs.push_back(met[at(step)].log());
      return logs;
    } catch (const WorkExceeded&) {
      throw Error(question_, "a likelihood from at most " + detail::rounded(budget_) + " operations",
                  "one that takes more", "raise option exact_budget, or use a method that samples");
    } catch (const MemoryExceeded&) {
      throw Error(question_, "a likelihood that takes at most 1 GiB of memory", "one that takes more",
                  "use a method that samples");
    }
  }
  std::unique_ptr<HistoryLikelihood> refined() const override { return nullptr; }

private:
  std::vector<NodePtr> findings_;
  std::unique_ptr<RollingProgram> program_;
  std::string question_;
  double budget_;
  const StopToken& stop_;
  std::vector<Index> steps_;
};

class RecursionRun {
public:
  RecursionRun(const Horizon& horizon, const std::vector<Query>& queries, const Options& options)
      : horizon_(horizon), queries_(queries), options_(options),
        randomness_(detail::randomness_of_worlds(options, horizon.constants(), options.worlds)) {
    for (const Query& query : queries) detail::check_question(horizon.asked(), query);
    auto reason = why_not(queries);
    if (!reason) {
      groups_ = groups_of(horizon, queries);
      reason = why_not(groups_);
    }
    if (reason)
      throw Error(to_text(queries[0]), "questions that can be answered exactly",
                  "one that cannot: " + *reason);
  }

  Answers answers() {
    find_sums(true);
    std::vector<Answer> answers(queries_.size());
    for (std::size_t i = 0; i < groups_.size(); ++i) finish(i, answers);
    if (options_.progress) options_.progress(1);
    return Answers(std::move(answers));
  }

  /// Returns the results of the only question.
  ExactByWorld by_world() {
    find_sums(false);
    return {weights(0), values(0, 0)};
  }

private:
  using WorldSums = std::vector<std::vector<TargetSums>>;  // by group and reading

  void find_sums(bool reports) {
    const Index worlds = has_parameters() ? options_.worlds : 1;
    in_rounds<WorldSums>(
        worlds, small_work, options_, reports ? options_.progress : detail::ShareDone(),
        [this](Index world) { return sums_of(world); },
        [this](Index, const WorldSums& world) { worlds_.push_back(world); });
  }

  // Returns the probabilities of the evidence, which must be possible in some world.
  std::vector<Scaled> weights(std::size_t group) const {
    std::vector<Scaled> given;
    for (std::size_t world = 0; world < worlds_.size(); ++world)
      given.push_back(worlds_[world][group][0].weight *
                      Scaled::of_log(log_weight_of(horizon_.constants(), static_cast<Index>(world))));
    if (std::none_of(given.begin(), given.end(), [](const Scaled& one) { return one.is_positive(); }))
      throw detail::ImpossibleCondition(to_text(queries_[groups_[group].queries[0]]), "one that cannot");
    return given;
  }

  bool has_parameters() const { return !horizon_.asked().parameters().empty(); }

  WorldSums sums_of(Index world) const {
    const std::vector<double> parameters = draw_parameters(horizon_.constants(), randomness_, world);
    WorldSums all;
    for (const Group& group : groups_) {
      Recursion recursion(*group.program, group.findings, parameters, world, options_.exact_budget,
                          options_.stop);
      try {
        all.push_back(recursion.sums());
      } catch (const WorkExceeded&) {
        throw Error(to_text(queries_[group.queries[0]]),
                    "an exact answer from at most " + detail::rounded(options_.exact_budget) + " operations",
                    "one that takes more", "raise option exact_budget, or use a method that samples");
      } catch (const MemoryExceeded&) {
        throw Error(to_text(queries_[group.queries[0]]), "an exact answer that takes at most 1 GiB of memory",
                    "one that takes more", "ask about later steps, or use a method that samples");
      }
    }
    return all;
  }

  void finish(std::size_t number, std::vector<Answer>& answers) const {
    const Group& group = groups_[number];
    const WeighedWorlds weighed(weights(number), detail::worlds_per_replicate(options_, options_.worlds));
    for (std::size_t i = 0; i < group.queries.size(); ++i) {
      const Query& query = queries_[group.queries[i]];
      const WorldVariation variation = !has_parameters() ? WorldVariation::none
                                       : has_thresholds(horizon_.timeline()) || has_thresholds(query)
                                           ? WorldVariation::in_steps
                                           : WorldVariation::smoothly;
      detail::AnswerBuilder answer(horizon_.asked(), query, options_, facts());
      if (query.condition()) {
        weighed.set_condition(answer, has_parameters());
        weighed.diagnose(answer);
      }
      std::vector<std::vector<double>> found(detail::asked_targets(horizon_.asked(), query).size());
      for (std::size_t target = 0; target < found.size(); ++target)
        found[target] = values(number, group.first_target[i] + target);
      detail::finish_parts(answer, detail::asked_parts(horizon_.asked(), query),
                           [&](detail::AnswerBuilder& part, std::size_t target) {
                             set_exact(part, query.asks(), weighed, found, target, variation);
                           });
      answers[group.queries[i]] = std::move(answer).take();
    }
  }

  std::vector<double> values(std::size_t group, std::size_t target) const {
    std::vector<double> all;
    for (const WorldSums& world : worlds_) {
      const TargetSums& sums = world[group][target];
      all.push_back(sums.weight.is_positive() ? (sums.part / sums.weight).value() : 0);
    }
    return all;
  }

  detail::RunFacts facts() const {
    return {.method = Method::exact,
            .done = detail::wording::exact(has_parameters() ? options_.worlds : 0, "forward recursion"),
            .stopped = StopReason::all_summed,
            .worlds = has_parameters() ? options_.worlds : 1,
            .varies = has_parameters()};
  }

  const Horizon& horizon_;
  const std::vector<Query>& queries_;
  const Options& options_;
  Randomness randomness_;  // of worlds
  std::vector<Group> groups_;
  std::vector<WorldSums> worlds_;
};

}  // namespace

std::optional<std::string> why_no_recursion(const Horizon& horizon, const std::vector<Query>& set) {
  if (auto reason = why_not(set)) return reason;
  return why_not(groups_of(horizon, set));
}

RecursionCost recursion_cost(const Horizon& horizon, const std::vector<Query>& set, const Options& options,
                             double budget) {
  if (auto reason = why_not(set)) return {reason, 0};
  const std::vector<Group> groups = groups_of(horizon, set);
  if (auto reason = why_not(groups)) return {reason, 0};
  const std::vector<double> parameters = draw_parameters(horizon.constants(), options.randomness(), 0);
  double operations = 0;
  for (const Group& group : groups) {
    Recursion recursion(*group.program, group.findings, parameters, 0, budget - operations, options.stop);
    try {
      recursion.sums();
    } catch (const WorkExceeded&) {
      return {"that would take more than " + detail::rounded(budget) + " operations",
              operations + recursion.operations()};
    } catch (const MemoryExceeded&) {
      return {"that would take more than 1 GiB of memory", operations + recursion.operations()};
    }
    operations += recursion.operations();
  }
  return {{}, operations};
}

std::unique_ptr<HistoryLikelihood> recursion_likelihood(const Horizon& horizon, const Query& history,
                                                        const Options& options) {
  return std::make_unique<RecursionLikelihood>(horizon, history, options);
}

Answers recursion(const Horizon& horizon, const std::vector<Query>& queries, const Options& options) {
  return RecursionRun(horizon, queries, options).answers();
}

ExactByWorld recursion_by_world(const Horizon& horizon, const Query& query, const Options& options) {
  const std::vector<Query> queries{query};
  return RecursionRun(horizon, queries, options).by_world();
}

}  // namespace casus
