// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "analyse/worlds.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/questions.hpp>
#include <casus/sample/world.hpp>

#include "infer/run/tally.hpp"

namespace casus {

void check_analysable(const Scope& scope, const Query& query) {
  detail::check_question(scope, query);
  const char* expected = "P(...) or E(...), given events alone";
  if (query.asks() != Query::Asks::probability && query.asks() != Query::Asks::expectation)
    throw Error(to_text(query), expected, "another kind of question");
  if (!query.evidence().empty())
    throw Error(to_text(query), expected, detail::evidence_text(query.evidence()[0]));
  if (!query.counterfactual().empty()) throw Error(to_text(query), expected, "a counterfactual");
}

void check_fixed_run(const Options& options) {
  detail::check(options);
  detail::check_independent(options, "an analysis");
  if (options.method != Method::automatic && options.method != Method::forward)
    throw Error("option method", "automatic or forward, for an analysis",
                std::string(to_text(options.method)));
  const auto need_none = [](double value, const char* name) {
    if (value > 0)
      throw Error(std::string("option ") + name, "0, for an analysis: state the number of trajectories",
                  detail::number(value));
  };
  need_none(options.absolute_precision, "absolute_precision");
  need_none(options.relative_precision, "relative_precision");
  need_none(options.seconds, "seconds");
}

namespace {

// Whether a number of trajectories, which may be off by rounding, exceeds one.
bool is_several(double trajectories) {
  constexpr double rounding = 1e-6;
  return trajectories > 1 + rounding;
}

}  // namespace

void set_unknown_noise(std::vector<WorldEstimate>& worlds, const std::vector<double>& trajectories) {
  // Each trajectory but one of a world has a degree of freedom.
  double squares = 0, freedom = 0;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    if (std::isnan(worlds[i].noise_variance) || !std::isfinite(trajectories[i]) ||
        !is_several(trajectories[i]))
      continue;
    squares += worlds[i].noise_variance * trajectories[i] * (trajectories[i] - 1);
    freedom += trajectories[i] - 1;
  }
  for (std::size_t i = 0; i < worlds.size(); ++i)
    if (std::isnan(worlds[i].noise_variance))
      worlds[i].noise_variance = freedom > 0 ? squares / freedom / trajectories[i] : 0;
}

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double noise_of_share(double share, double trajectories) {
  return is_several(trajectories) ? share * (1 - share) / (trajectories - 1) : unknown;
}

}  // namespace

std::vector<WorldEstimate> world_estimates(const Subject& subject, const Query& query,
                                           detail::Sampling sampling, const Options& options) {
  const bool is_event = query.asks() == Query::Asks::probability;
  const NodePtr condition = query.condition() ? query.condition()->node() : nullptr;
  detail::TallyRequest request{Proportion{}, query.target(), condition, {}};
  if (!is_event) request.empty = Moments{};
  std::vector<WorldEstimate> worlds;
  std::vector<double> counts;
  for (const detail::WorldTally& tally :
       draw_tallies(subject, query.interventions(), {request}, sampling, options)) {
    double count = 0, mean = 0, noise = unknown;
    if (const auto* proportion = std::get_if<Proportion>(&tally[0])) {
      count = static_cast<double>(proportion->cases);
      mean = count > 0 ? static_cast<double>(proportion->hits) / count : 0;
      noise = noise_of_share(mean, count);
    } else {
      const auto& moments = std::get<Moments>(tally[0]);
      count = static_cast<double>(moments.count);
      mean = count > 0 ? moments.mean : 0;
      if (count > 1) noise = moments.squares / (count - 1) / count;
    }
    worlds.push_back({mean, count > 0 ? noise : 0, count});
    counts.push_back(count);
  }
  set_unknown_noise(worlds, counts);
  return worlds;
}

std::vector<WorldEstimate> world_estimates(const Answer& answer, Index count) {
  std::vector<WorldEstimate> worlds(detail::at(count), WorldEstimate{0, 0, 0});
  std::vector<double> trajectories(worlds.size(), 0);
  for (const WorldAnswer& one : *answer.by_world) {
    const bool is_counted = std::isfinite(one.trajectories);
    worlds[detail::at(one.world)] = {
        one.value, is_counted ? noise_of_share(one.value, one.trajectories) : one.noise_variance, one.weight};
    trajectories[detail::at(one.world)] = one.trajectories;
  }
  set_unknown_noise(worlds, trajectories);
  return worlds;
}

ClusterRatio over_worlds(const std::vector<WorldEstimate>& worlds) {
  std::vector<double> sums, counts;
  for (const WorldEstimate& world : worlds) {
    sums.push_back(world.value * world.weight);
    counts.push_back(world.weight);
  }
  return {sums, counts};
}

namespace {

std::vector<NodePtr> expressions_of(const Query& query) {
  std::vector<NodePtr> expressions{query.target()};
  if (query.condition()) expressions.push_back(query.condition()->node());
  return expressions;
}

// The parameters that are read, directly or by other parameters.
class ReadParameters {
public:
  explicit ReadParameters(const Model& model) : model_(model), read_(model.parameters().size()) {}

  void add(const Formula& formula) { add(formula.parameters()); }
  void add(const std::vector<Index>& parameters) {
    for (const Index parameter : parameters) read_[detail::at(parameter)] = true;
  }

  // A parameter precedes its dependants, so one reverse pass finds all.
  std::vector<Index> all() {
    std::vector<Index> found;
    for (std::size_t i = read_.size(); i-- > 0;) {
      if (!read_[i]) continue;
      const UncertainParameter& parameter = model_.parameters()[i];
      for (const Formula& formula : parameter.parameters) add(formula);
      if (!parameter.distribution.is_formula()) found.insert(found.begin(), static_cast<Index>(i));
    }
    return found;
  }

private:
  const Model& model_;
  std::vector<bool> read_;
};

// Adds the parameters that the needed variables of a model read.
void add_parameters_of(const Model& model, const std::vector<std::optional<double>>& set,
                       const std::vector<NodePtr>& expressions, ReadParameters& read) {
  const auto variables = needed(model, set, expressions);
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (variables[i] && !set[i])
      for (const Formula& formula : model.variables()[i].parameters) read.add(formula);
}

// Goes through the steps of a horizon, from the last one that a question reads to the first. A
// series that is set at a step has no causes there except its guard.
void add_parameters_of(const Horizon& horizon, const Query& query, ReadParameters& read) {
  const std::size_t count = horizon.timeline().series().size();
  const auto steps = detail::at(horizon.steps());
  std::vector<std::vector<bool>> is_set(steps, std::vector<bool>(count)), is_needed = is_set;
  std::vector<bool> is_needed_constant(horizon.constants().variables().size());
  std::vector<Intervention> set_constants;
  resolved(horizon.asked(), query.interventions());
  for (const Intervention& one : query.interventions()) {
    const Horizon::Place& place = horizon.place(one.variable->index);
    if (place.series < 0)
      set_constants.push_back(one);
    else
      is_set[detail::at(place.step)][detail::at(place.series)] = true;
  }
  const auto need_constant = [&](Index constant) { is_needed_constant[detail::at(constant)] = true; };
  for (const NodePtr& expression : expressions_of(query))
    for (const Index variable : Formula(expression).variables()) {
      const Horizon::Place& place = horizon.place(variable);
      if (place.series < 0)
        need_constant(variable);
      else
        is_needed[detail::at(place.step)][detail::at(place.series)] = true;
    }
  std::array<std::vector<Timeline::Reads>, 2> reads;  // of later steps, of the first step
  for (const bool is_first : {false, true})
    for (std::size_t i = 0; i < count; ++i)
      reads[is_first ? 1 : 0].push_back(horizon.timeline().reads(static_cast<Index>(i), is_first));
  for (std::size_t step = steps; step-- > 0;)
    for (std::size_t i = count; i-- > 0;) {
      if (!is_needed[step][i]) continue;
      if (const auto guard = horizon.timeline().series()[i].guard) is_needed[step][detail::at(*guard)] = true;
      if (is_set[step][i]) continue;
      const Timeline::Reads& own = reads[step == 0 ? 1 : 0][i];
      read.add(own.parameters);
      for (const Index other : own.now) is_needed[step][detail::at(other)] = true;
      for (const Index other : own.last) is_needed[step - 1][detail::at(other)] = true;
      for (const Index constant : own.constants) need_constant(constant);
    }
  std::vector<NodePtr> constants;
  for (std::size_t i = 0; i < is_needed_constant.size(); ++i)
    if (is_needed_constant[i]) constants.push_back(horizon.constants().scope().variables()[i].node);
  add_parameters_of(horizon.constants(), resolved(horizon.constants(), set_constants), constants, read);
}

}  // namespace

std::vector<Index> relevant_parameters(const Subject& subject, const Query& query) {
  ReadParameters read(subject.model());
  for (const NodePtr& expression : expressions_of(query)) read.add(Formula(expression));
  if (subject.horizon())
    add_parameters_of(*subject.horizon(), query, read);
  else
    add_parameters_of(subject.model(), resolved(subject.model(), query.interventions()),
                      expressions_of(query), read);
  return read.all();
}

}  // namespace casus
