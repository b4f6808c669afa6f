// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/recursion.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/circumstances.hpp>

#include "infer/answer/from_worlds.hpp"
#include "infer/run/batches.hpp"
#include "sample/rolling.hpp"

namespace casus {

namespace {

using detail::at;

struct TooMuch {};
// What is given has a probability that no double holds.
struct TooSmall {};

// The values that outlive a step, by place.
using State = std::vector<double>;

// States and their probabilities; equal states are one.
class Distribution {
public:
  void add(const State& state, double probability) {
    const auto [found, is_new] = numbers_.try_emplace(
        std::string(reinterpret_cast<const char*>(state.data()), state.size() * sizeof(double)), all_.size());
    if (is_new)
      all_.emplace_back(state, probability);
    else
      all_[found->second].second += probability;
  }
  const std::vector<std::pair<State, double>>& all() const noexcept { return all_; }

private:
  std::vector<std::pair<State, double>>
      all_;  // in the order in which they were met: sums do not depend on the hash
  std::unordered_map<std::string, std::size_t> numbers_;
};

// What a reading adds up to: the probability of its condition, and of it times the target.
struct Sums {
  double weight = 0, part = 0;
};

// The recursion of one rolling program in one world.
class Recursion {
public:
  Recursion(const RollingProgram& program, const std::vector<double>& parameters, Index world, double budget,
            const std::stop_token& stop)
      : program_(program), parameters_(parameters), world_(world), budget_(budget), stop_(stop),
        sums_(program.readings().size()) {
    Index places = 0;
    for (std::size_t pool = 0; pool < 3; ++pool) {
      first_place_[pool] = places;
      places += program.held_columns()[pool];
    }
    target_place_ = at(places);
    places_ = at(places) + 1;
    alive_.assign(places_, false);
    for (std::size_t i = 0; i < program.constant_columns().size(); ++i)
      keep_alive(pool_of(program.model().variables()[i].kind()), program.constant_columns()[i]);
    for (std::size_t i = 0; i < program.kept_columns().size(); ++i)
      keep_alive(pool_of(program.model().variables()[i].kind()), program.kept_columns()[i]);
    for (const Index column : program.conditions()) keep_alive(Pool::bits, column);
    for (const RollingProgram::Carried& series : program.carried()) keep_alive(series.pool, series.now);
    alive_[target_place_] = true;
    for (std::size_t reading = 0; reading < sums_.size(); ++reading) {
      conditions_.push_back(condition_of(reading));
      foreseen_.push_back(is_foreseen(reading));
    }
  }

  const std::vector<Sums>& sums() {
    run({});
    // What is asked before its condition is known.
    for (std::size_t reading = 0; reading < sums_.size(); ++reading)
      if (foreseen_[reading]) run(reading);
    // Next to it roundings of the smallest doubles count.
    constexpr double least = 1e-290;
    for (const Sums& sums : sums_)
      if (has_underflowed_ && sums.weight < least) throw TooSmall();
    return sums_;
  }
  double operations() const noexcept { return operations_; }

private:
  using Does = RollingProgram::Action::Does;

  void keep_alive(Pool pool, Index column) {
    if (column >= 0) alive_[place(pool, column)] = true;
  }
  std::size_t place(const OutputColumn& of) const { return place(of.pool(), of.in(of.pool())); }
  std::size_t place(Pool pool, Index column) const {
    return at(first_place_[static_cast<std::size_t>(pool)] + column);
  }
  bool is_held(Pool pool, Index column) const {
    return column >= 0 && column < program_.held_columns()[static_cast<std::size_t>(pool)];
  }
  // The number of a reading's condition, or -1.
  Index condition_of(std::size_t reading) const {
    const auto& columns = program_.readings()[reading];
    if (columns.size() < 2) return -1;
    const auto& conditions = program_.conditions();
    for (std::size_t i = 0; i < conditions.size(); ++i)
      if (conditions[i] == columns[1].bits()) return static_cast<Index>(i);
    return -1;
  }
  // Whether its condition is ready later than its target.
  bool is_foreseen(std::size_t reading) const {
    const Index condition = conditions_[reading];
    if (condition < 0 || !program_.is_foreseen(condition)) return false;
    for (const RollingProgram::Schedule& step : program_.schedule()) {
      bool reads = false, holds = false;
      for (const RollingProgram::Action& action : step.actions) {
        reads = reads || (action.does == Does::read && at(action.number) == reading);
        holds = holds || (action.does == Does::hold && action.number == condition);
      }
      if (holds) return false;
      if (reads) return true;
    }
    return false;
  }

  // All readings but foreseen ones; or a foreseen one, whose target's value is carried to its condition's step.
  void run(std::optional<std::size_t> foreseen) {
    Distribution now;
    draw(program_.constants(), -1, State(places_, 0.0), 1, now);
    for (Index step = 0; step < program_.steps(); ++step) {
      if (stop_.stop_requested()) throw Cancelled();
      const RollingProgram::Schedule& schedule = program_.schedule()[at(step)];
      Distribution drawn;
      for (const auto& [state, probability] : now.all()) {
        State start = state;
        for (const RollingProgram::Carried& series : program_.carried()) {
          start[place(series.pool, series.last)] = step > 0 ? start[place(series.pool, series.now)] : 0;
          start[place(series.pool, series.now)] = 0;
        }
        draw(schedule.part, step, start, probability, drawn);
      }
      bool is_done = foreseen.has_value();
      Distribution next;
      for (const auto& [state, probability] : drawn.all()) {
        State after = state;
        const bool ends = act(schedule, after, probability, foreseen);
        is_done = is_done && ends;
        for (std::size_t i = 0; i < places_; ++i)
          if (!alive_[i]) after[i] = 0;
        next.add(after, probability);
      }
      if (is_done) return;
      now = std::move(next);
    }
  }

  // ---- one step's variables

  struct Environment {
    const std::vector<double>& values;
    const std::vector<double>& parameters;
    double variable(Index index) const { return values[at(index)]; }
    double parameter(Index index) const { return parameters[at(index)]; }
  };

  struct Drawing {
    const Program& program;
    Index step;
    std::vector<double> values;
    State state;
  };
  // A value that a variable may take, and the probability of all up to it.
  struct Way {
    std::size_t number;  // of the program's step
    double value;
    double probability;
  };

  // Depth first, on a stack of our own: a thread's own may be small, and a model has as many variables as it likes.
  void draw(Index part, Index step, const State& state, double probability, Distribution& into) {
    const Program& program = *program_.parts()[at(part)].program;
    const auto& steps = program.steps();
    Drawing drawing{program, step, std::vector<double>(program.model().variables().size()), state};
    const auto after = [&](std::size_t number) {
      while (number < steps.size() && steps[number].variable < 0) ++number;
      return number;
    };
    ways_.clear();
    for (std::size_t next = after(0);;) {
      if (next == steps.size()) {
        charge(1 + static_cast<double>(places_) / 16);
        into.add(drawing.state, probability);
      } else {
        charge(1);
        find_ways(next, drawing, probability);
      }
      if (ways_.empty()) return;
      // What was taken before it on its way still stands, for ways of later variables have changed only these.
      const Way way = ways_.back();
      ways_.pop_back();
      const Step& taken = steps[way.number];
      drawing.values[at(taken.variable)] = way.value;
      if (taken.does != Step::Does::held && is_held(taken.pool, taken.column))
        drawing.state[place(taken.pool, taken.column)] = way.value;
      probability = way.probability;
      next = after(way.number + 1);
    }
  }

  void charge(double operations) {
    operations_ += operations;
    if (operations_ > budget_) throw TooMuch();
  }

  // The ways on from a variable, the first on top.
  void find_ways(std::size_t number, const Drawing& drawing, double probability) {
    const Step& step = drawing.program.steps()[number];
    const Variable& variable = drawing.program.model().variables()[at(step.variable)];
    const auto add = [&](double value, double chance = 1) {
      if (!(chance > 0)) return;
      const double all = probability * chance;
      has_underflowed_ = has_underflowed_ || all < std::numeric_limits<double>::min();
      ways_.push_back({number, value, all});
    };
    if (step.does == Step::Does::held) return add(drawing.state[place(step.pool, step.column)]);
    if (variable.guard && drawing.values[at(*variable.guard)] == 0) return add(absent(variable));
    if (step.does == Step::Does::set) return add(step.value);
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
    switch (variable.distribution.family) {
      case distribution::Family::deterministic: return add(arguments[0] + 0.0);  // one zero, not two
      case distribution::Family::bernoulli:
        add(1, arguments[0]);
        add(0, 1 - arguments[0]);
        return;
      default:  // a category: others are refused before
        for (std::size_t state = arguments.size(); state-- > 0;)
          add(static_cast<double>(state), arguments[state]);
    }
  }

  static double absent(const Variable& variable) {
    if (variable.kind() == Kind::event) return 0;
    return variable.kind() == Kind::category ? static_cast<double>(variable.absent)
                                             : std::numeric_limits<double>::quiet_NaN();
  }

  // ---- what is done when a step is drawn

  // Whether a foreseen reading is done with.
  bool act(const RollingProgram::Schedule& schedule, State& state, double probability,
           std::optional<std::size_t> foreseen) {
    std::array<std::map<Index, double>, 3> computed;
    const auto value = [&](const OutputColumn& from) {
      const Pool pool = from.pool();
      const Index column = from.in(pool);
      const double found = is_held(pool, column) ? state[place(pool, column)]
                                                 : computed[static_cast<std::size_t>(pool)].at(column);
      return pool == Pool::bytes ? (found == static_cast<double>(from.state()) ? 1.0 : 0.0) : found;
    };
    bool is_done = false;
    for (const RollingProgram::Action& action : schedule.actions) {
      charge(1);
      switch (action.does) {
        case Does::keep: state[place(action.to)] = state[place(action.from)]; break;
        case Does::compute: compute(action.number, state, computed); break;
        case Does::hold: {
          state[place(action.to)] = value(action.from);
          if (foreseen && action.number == conditions_[*foreseen]) {
            add(*foreseen, probability * value(action.from), state[target_place_]);
            is_done = true;
          }
          break;
        }
        case Does::read: {
          const auto reading = at(action.number);
          const auto& columns = program_.readings()[reading];
          if (foreseen == reading) state[target_place_] = value(columns[0]);
          if (foreseen || foreseen_[reading]) break;
          add(reading, columns.size() > 1 ? probability * value(columns[1]) : probability, value(columns[0]));
          break;
        }
      }
    }
    return is_done;
  }

  void add(std::size_t reading, double weight, double target) {
    if (weight == 0) return;
    sums_[reading].weight += weight;
    sums_[reading].part += weight * target;
  }

  void compute(Index part, const State& state, std::array<std::map<Index, double>, 3>& computed) {
    const Program& program = *program_.parts()[at(part)].program;
    std::vector<double> values(program.model().variables().size());
    for (const Step& step : program.steps())
      if (step.does == Step::Does::held) values[at(step.variable)] = state[place(step.pool, step.column)];
    charge(static_cast<double>(program.outputs().size()));
    for (std::size_t i = 0; i < program.outputs().size(); ++i) {
      const OutputColumn& to = program.outputs()[i];
      computed[static_cast<std::size_t>(to.pool())][to.in(to.pool())] =
          Formula(program.expressions()[i]).evaluate(Environment{values, parameters_}, scratch_);
    }
  }

  const RollingProgram& program_;
  const std::vector<double>& parameters_;
  Index world_;
  double budget_, operations_ = 0;
  const std::stop_token& stop_;
  std::array<Index, 3> first_place_{};
  std::size_t places_ = 0, target_place_ = 0;
  std::vector<bool> alive_;  // what a later step can read
  std::vector<Index> conditions_;
  std::vector<bool> foreseen_;  // by reading
  std::vector<Sums> sums_;
  bool has_underflowed_ = false;
  std::vector<Way> ways_;
  std::vector<double> scratch_;
};

// The questions of a call that share condition and interventions, compiled; and which readings a question has.
struct Group {
  std::vector<std::size_t> queries;
  std::vector<std::size_t> first_reading;  // by query
  std::vector<std::size_t> parts;          // how many it has
  std::unique_ptr<RollingProgram> program;
};

std::vector<Group> groups_of(const Horizon& horizon, const std::vector<Query>& queries) {
  std::vector<Group> groups;
  for (std::vector<std::size_t>& numbers : detail::grouped(queries))
    groups.emplace_back().queries = std::move(numbers);
  for (Group& group : groups) {
    detail::DistinctExpressions expressions;
    std::vector<std::vector<std::size_t>> readings;
    for (const std::size_t number : group.queries) {
      const Query& query = queries[number];
      group.first_reading.push_back(readings.size());
      for (const NodePtr& target : detail::asked_targets(horizon.asked(), query)) {
        readings.push_back({expressions.number(target)});
        if (query.condition()) readings.back().push_back(expressions.number(query.condition()->node()));
      }
      group.parts.push_back(readings.size() - group.first_reading.back());
    }
    group.program = std::make_unique<RollingProgram>(horizon, queries[group.queries[0]].interventions(),
                                                     expressions.all(), readings);
  }
  return groups;
}

std::optional<std::string> why_not(const std::vector<Query>& queries) {
  for (const Query& query : queries) {
    if (query.asks() == Query::Asks::quantile) return "it asks for a quantile";
    if (query.asks() == Query::Asks::histogram) return "it asks for a histogram";
    if (!query.evidence().empty()) return "it is given evidence that is no event";
  }
  return {};
}

std::optional<std::string> why_not(const std::vector<Group>& groups) {
  for (const Group& group : groups)
    for (const RollingProgram::Part& part : group.program->parts())
      for (const Step& step : part.program->steps())
        if (step.does == Step::Does::draw_quantity)
          return "it needs " + detail::quoted(step.name) +
                 (part.program->model().variables()[at(step.variable)].kind() == Kind::count
                      ? ", a count"
                      : ", a quantity");
  return {};
}

class RecursionRun {
public:
  RecursionRun(const Horizon& horizon, const std::vector<Query>& queries, const Options& options)
      : horizon_(horizon), queries_(queries), options_(options) {
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
    const Index worlds = has_parameters() ? options_.worlds : 1;
    in_waves<WorldSums>(
        worlds, small_work, options_, options_.progress, [this](Index world) { return sums_of(world); },
        [this](Index, const WorldSums& world) { worlds_.push_back(world); });
    std::vector<Answer> answers(queries_.size());
    for (std::size_t i = 0; i < groups_.size(); ++i) finish(i, answers);
    if (options_.progress) options_.progress(1);
    return Answers(std::move(answers));
  }

private:
  using WorldSums = std::vector<std::vector<Sums>>;  // by group and reading

  bool has_parameters() const { return !horizon_.asked().parameters().empty(); }

  WorldSums sums_of(Index world) const {
    const std::vector<double> parameters = draw_parameters(horizon_.asked(), options_.randomness, world);
    WorldSums all;
    for (const Group& group : groups_) {
      Recursion recursion(*group.program, parameters, world, options_.exact_budget, options_.stop);
      try {
        all.push_back(recursion.sums());
      } catch (const TooMuch&) {
        throw Error(to_text(queries_[group.queries[0]]),
                    "an exact answer from at most " + detail::rounded(options_.exact_budget) + " operations",
                    "one that takes more", "raise option exact_budget, or use a method that samples");
      } catch (const TooSmall&) {
        throw Error(to_text(queries_[group.queries[0]]), "a condition whose probability a double holds",
                    "one below 1e-290", "use a method that samples");
      }
    }
    return all;
  }

  void finish(std::size_t number, std::vector<Answer>& answers) const {
    const Group& group = groups_[number];
    for (std::size_t i = 0; i < group.queries.size(); ++i) {
      const Query& query = queries_[group.queries[i]];
      detail::AnswerBuilder answer(horizon_.asked(), query, options_, facts());
      detail::finish_parts(answer, detail::asked_parts(horizon_.asked(), query),
                           [&](detail::AnswerBuilder& part, std::size_t reading) {
                             finish(part, number, group.first_reading[i] + reading,
                                    query.asks() != QuestionKind::expectation);
                           });
      answers[group.queries[i]] = std::move(answer).take();
    }
  }

  void finish(detail::AnswerBuilder& answer, std::size_t group, std::size_t reading,
              bool is_probability) const {
    std::vector<double> weights, values;
    double most = 0;
    for (const WorldSums& world : worlds_) {
      const Sums& sums = world[group][reading];
      weights.push_back(sums.weight);
      values.push_back(sums.weight > 0 ? sums.part / sums.weight : 0);
      most = (std::max)(most, sums.weight);
    }
    if (!(most > 0)) throw Error(answer.answer().question, "a condition that can be met", "one that cannot");
    set_exact(answer, weights, std::move(values), is_probability, has_parameters());
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
  const std::vector<double> parameters = draw_parameters(horizon.asked(), options.randomness, 0);
  double operations = 0;
  for (const Group& group : groups) {
    Recursion recursion(*group.program, parameters, 0, budget - operations, options.stop);
    try {
      recursion.sums();
    } catch (const TooMuch&) {
      return {"that would take more than " + detail::rounded(budget) + " operations",
              operations + recursion.operations()};
    } catch (const TooSmall&) {
      return {"the condition's probability is below 1e-290", operations + recursion.operations()};
    }
    operations += recursion.operations();
  }
  return {{}, operations};
}

Answers recursion(const Horizon& horizon, const std::vector<Query>& queries, const Options& options) {
  return RecursionRun(horizon, queries, options).answers();
}

}  // namespace casus
