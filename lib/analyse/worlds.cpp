// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "analyse/worlds.hpp"

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

std::vector<WorldEstimate> world_estimates(const Model& model, const Query& query, detail::Sampling sampling,
                                           const Options& options) {
  const bool is_event = query.asks() == Query::Asks::probability;
  const NodePtr condition = query.condition() ? query.condition()->node() : nullptr;
  detail::TallyRequest request{Proportion{}, query.target(), condition, {}};
  if (!is_event) request.empty = Moments{};
  std::vector<WorldEstimate> worlds;
  for (const detail::WorldTally& tally :
       draw_tallies(model, query.interventions(), {request}, sampling, options)) {
    double count = 0, mean = 0, variance = 0;
    if (const auto* proportion = std::get_if<Proportion>(&tally[0])) {
      count = static_cast<double>(proportion->cases);
      mean = count > 0 ? static_cast<double>(proportion->hits) / count : 0;
      variance = mean * (1 - mean) * count / (count - 1);
    } else {
      const auto& moments = std::get<Moments>(tally[0]);
      count = static_cast<double>(moments.count);
      mean = moments.mean;
      variance = moments.squares / (count - 1);
    }
    worlds.push_back({mean, count > 1 ? variance / count : 0, count});
  }
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

std::vector<Index> relevant_parameters(const Model& model, const Query& query) {
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

}  // namespace casus
