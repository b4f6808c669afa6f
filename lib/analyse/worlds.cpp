// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "analyse/worlds.hpp"

#include <cmath>
#include <limits>
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

std::vector<Index> parameters_read(const Model& model, const Query& query) {
  const auto set = resolved(model, query.interventions());
  std::vector<NodePtr> expressions{query.target()};
  if (query.condition()) expressions.push_back(query.condition()->node());
  std::vector<bool> read(model.parameters().size());
  const auto also = [&](const Formula& formula) {
    for (const Index parameter : formula.parameters()) read[detail::at(parameter)] = true;
  };
  for (const NodePtr& expression : expressions) also(Formula(expression));
  const auto variables = needed(model, set, expressions);
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (variables[i] && !set[i])
      for (const Formula& formula : model.variables()[i].parameters) also(formula);
  // A parameter precedes its dependants, so one reverse pass finds all.
  std::vector<Index> found;
  for (std::size_t i = read.size(); i-- > 0;) {
    if (!read[i]) continue;
    const UncertainParameter& parameter = model.parameters()[i];
    for (const Formula& formula : parameter.parameters) also(formula);
    if (!parameter.distribution.is_formula()) found.insert(found.begin(), static_cast<Index>(i));
  }
  return found;
}

}  // namespace

std::vector<Index> relevant_parameters(const Subject& subject, const Query& query) {
  if (!subject.horizon()) return parameters_read(subject.model(), query);
  constexpr double most = 50'000;
  const Horizon& horizon = *subject.horizon();
  if (static_cast<double>(horizon.timeline().series().size()) * static_cast<double>(horizon.steps()) <=
      most) {
    const UnrolledQuestions& unrolled = subject.unrolled();
    return parameters_read(unrolled.model(), translated(unrolled, query));
  }
  std::vector<Index> all;
  for (std::size_t i = 0; i < subject.model().parameters().size(); ++i)
    if (!subject.model().parameters()[i].distribution.is_formula()) all.push_back(static_cast<Index>(i));
  return all;
}

}  // namespace casus
