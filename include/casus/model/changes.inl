// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/model/changes.hpp>

namespace casus {

namespace detail {

/// A normal score as a sum of the independent scores of streams.
class ScoreSum {
public:
  explicit ScoreSum(const UncertainParameter& parameter) {
    if (parameter.sources.empty()) weights_[parameter.stream()] = 1;
    for (const WeightedStream& source : parameter.sources) weights_[source.stream] = source.weight;
  }
  ScoreSum() = default;

  double times(const ScoreSum& other) const {
    double sum = 0;
    for (const auto& [stream, weight] : weights_)
      if (const auto found = other.weights_.find(stream); found != other.weights_.end())
        sum += weight * found->second;
    return sum;
  }
  double norm() const { return std::sqrt(times(*this)); }
  void add(double factor, const ScoreSum& other) {
    for (const auto& [stream, weight] : other.weights_) weights_[stream] += factor * weight;
  }
  std::vector<WeightedStream> weights() const {
    std::vector<WeightedStream> all;
    for (const auto& [stream, weight] : weights_)
      if (weight != 0) all.push_back({stream, weight});
    return all;
  }

private:
  std::map<std::string, double> weights_;
};

/// Returns the sources of a score that is drawn from `stream` given the scores of others: its
/// projection on them, by the method of Gram and Schmidt, and the rest from the stream.
CASUS_INLINE std::vector<WeightedStream> redrawn_sources(const ScoreSum& score,
                                                         const std::vector<ScoreSum>& others,
                                                         const std::string& stream) {
  constexpr double rounding = 1e-7;
  std::vector<ScoreSum> basis;
  for (ScoreSum next : others) {
    for (int pass = 0; pass < 2; ++pass)
      for (const ScoreSum& one : basis) next.add(-next.times(one), one);
    const double length = next.norm();
    if (length < rounding) continue;
    basis.emplace_back().add(1 / length, next);
  }
  ScoreSum projection;
  for (const ScoreSum& one : basis) projection.add(score.times(one), one);
  const double rest = 1 - projection.times(projection);
  std::vector<WeightedStream> sources = projection.weights();
  if (rest > rounding) {
    sources.push_back({stream, std::sqrt(rest)});
  } else {
    const double length = projection.norm();
    for (WeightedStream& source : sources) source.weight /= length;
  }
  return sources;
}

/// Returns the value of a distribution at a normal score: its quantile at Phi(score). `law`: over
/// expressions of the model that the score belongs to.
CASUS_INLINE Real value_at_score(const std::string& name, const ConditionalDistribution& law,
                                 const Real& score) {
  const auto parameter = [&](std::size_t number) { return Real(law.parameters[number]); };
  if (law.family.is<distribution::Normal>()) return parameter(0) + parameter(1) * score;
  if (law.family.is<distribution::LogNormal>()) return exp(parameter(0) + parameter(1) * score);
  if (law.family.is<distribution::LogitNormal>()) return logistic(parameter(0) + parameter(1) * score);
  std::vector<Real> inputs{score};
  for (const NodePtr& node : law.parameters) inputs.emplace_back(node);
  return function("quantile of " + name, inputs,
                  [law](std::span<const std::span<const double>> columns, std::span<double> values) {
                    std::vector<double> row(law.parameters.size());
                    for (std::size_t i = 0; i < values.size(); ++i) {
                      for (std::size_t k = 0; k < row.size(); ++k) row[k] = columns[k + 1][i];
                      const double z = columns[0][i];
                      values[i] =
                          distribution::valid(law.shape(), row) && !std::isnan(z)
                              ? distribution::quantile(law.shape(), row, scalar::unit(digits_of_score(z)))
                              : std::numeric_limits<double>::quiet_NaN();
                    }
                  });
}

}  // namespace detail

CASUS_INLINE Model hold(Model model, Index parameter, double value) {
  UncertainParameter& held = model.parameters_[static_cast<std::size_t>(parameter)];
  if (!std::isfinite(value)) throw Error(held.name, "a finite value to be held at", detail::number(value));
  held.distribution = Deterministic(Real(value));
  held.parameters = {Formula(held.distribution.parameters[0])};
  return model;
}

CASUS_INLINE Model hold(Model model, const Parameter& parameter, double value) {
  model.check_owned(parameter.name(), *parameter.node());
  return hold(std::move(model), parameter.index(), value);
}

CASUS_INLINE Model hold(Model model, std::string_view parameter, double value) {
  const Index index = model.parameter(parameter).index();
  return hold(std::move(model), index, value);
}

CASUS_INLINE Model with_worlds(Model model, ParameterDraws draws) {
  const auto count = [](std::size_t size) { return detail::number(static_cast<double>(size)); };
  if (draws.values.empty()) throw Error("worlds", "at least one world", "none");
  for (std::size_t world = 0; world < draws.values.size(); ++world) {
    const std::vector<double>& values = draws.values[world];
    const std::string subject = "world " + std::to_string(world);
    if (values.size() != model.parameters_.size())
      throw Error(subject, count(model.parameters_.size()) + " values, one for each parameter",
                  count(values.size()));
    for (std::size_t i = 0; i < values.size(); ++i)
      if (!model.parameters_[i].distribution.is_formula() && !std::isfinite(values[i]))
        throw Error(model.parameters_[i].name + " (" + subject + ")", "a finite value",
                    detail::number(values[i]));
  }
  if (!draws.log_weights.empty() && draws.log_weights.size() != draws.values.size())
    throw Error("weights of worlds", count(draws.values.size()) + ", one for each world",
                count(draws.log_weights.size()));
  for (const double weight : draws.log_weights)
    if (!std::isfinite(weight)) throw Error("weights of worlds", "finite logarithms", detail::number(weight));
  model.worlds_ = std::make_shared<const ParameterDraws>(std::move(draws));
  return model;
}

CASUS_INLINE Model restate(Model model, const std::vector<RestatedParameter>& all) {
  for (const RestatedParameter& one : all) {
    UncertainParameter& changed = model.parameters_[static_cast<std::size_t>(one.parameter)];
    for (const NodePtr& node : one.distribution.parameters)
      detail::for_each_node(*node, [&](const Node& part) {
        if (part.op == Op::parameter && part.index >= one.parameter)
          throw Error(changed.name, "a distribution over earlier parameters",
                      "one that reads " + detail::quoted(part.name));
      });
    // Under a name that is free, because its own is taken.
    const std::string free = changed.name + " restated";
    UncertainParameter checked = model.checked_parameter(free, one.distribution, one.details);
    changed.distribution = std::move(checked.distribution);
    changed.parameters = std::move(checked.parameters);
    changed.details = std::move(checked.details);
  }
  model.correlations_.clear();
  for (UncertainParameter& parameter : model.parameters_) parameter.sources.clear();
  return model;
}

CASUS_INLINE Model redraw(Model model, Index parameter, std::string stream) {
  if (model.worlds_)
    throw Error(model.parameters_[static_cast<std::size_t>(parameter)].name,
                "a parameter drawn from its distribution, to be drawn again", "one with given worlds");
  UncertainParameter& redrawn = model.parameters_[static_cast<std::size_t>(parameter)];
  std::set<Index> correlated;
  for (const auto& [pair, rank] : detail::correlated_pairs(model.correlations_)) {
    correlated.insert(pair.first);
    correlated.insert(pair.second);
  }
  if (correlated.contains(parameter) && !redrawn.distribution.is_formula()) {
    std::vector<detail::ScoreSum> others;
    for (const Index other : correlated)
      if (const auto& one = model.parameters_[static_cast<std::size_t>(other)];
          other != parameter && !one.distribution.is_formula())
        others.emplace_back(one);
    redrawn.sources = detail::redrawn_sources(detail::ScoreSum(redrawn), others, stream);
  }
  redrawn.drawn_as = std::move(stream);
  return model;
}

CASUS_INLINE Model redistribute(Model model, Index variable, ConditionalDistribution distribution) {
  Variable& changed = model.variables_[static_cast<std::size_t>(variable)];
  changed.parameters = detail::bound_parameters(model.scope_, changed.name, distribution, changed.guard);
  changed.distribution = std::move(distribution);
  changed.tables = model.table_slot();
  model.scope_.restate(variable, detail::formula_of(changed.distribution));
  return model;
}

CASUS_INLINE Model add_twin(Model model, std::string name, Index of, const detail::Substitution& replaced) {
  model.scope_.check_new_name(name);
  Variable twin = model.variables_[static_cast<std::size_t>(of)];
  twin.twin_of = twin.stream();
  twin.name = std::move(name);
  detail::Substituted substituted(replaced);
  twin.parameters.clear();
  for (NodePtr& parameter : twin.distribution.parameters)
    twin.parameters.emplace_back(parameter = substituted(parameter));
  if (twin.tables &&
      twin.distribution.parameters != model.variables_[static_cast<std::size_t>(of)].distribution.parameters)
    twin.tables = model.table_slot();
  if (twin.guard) {
    const NodePtr guard = substituted(model.scope_.variable(*twin.guard).node);
    twin.guard = guard->index;
    twin.details.when = Event(guard);
  }
  model.append(std::move(twin));
  return model;
}

CASUS_INLINE Model add_twin(Model model, std::string name, std::string stream, ConditionalDistribution law,
                            Details details) {
  Declaration declaration = model.scope_.checked(std::move(name), law.kind, law.states, details);
  Variable twin{declaration.name(), std::move(law), {}, {}, {}, 0, {}};
  for (const NodePtr& parameter : twin.distribution.parameters) twin.parameters.emplace_back(parameter);
  twin.states = declaration.states();
  twin.guard = declaration.guard;
  twin.absent = declaration.absent;
  twin.details = std::move(details);
  twin.tables = model.table_slot();
  twin.twin_of = std::move(stream);
  model.append(std::move(twin), std::move(declaration));
  return model;
}

CASUS_INLINE Model with_drawn_parameters(const Model& model, detail::Substitution& variables,
                                         detail::Substitution& parameters) {
  if (model.worlds_)
    throw Error(model.parameters_[0].name, "a parameter drawn from its distribution, to be drawn anew",
                "one with given worlds");
  Model all;
  all.has_tables_ = model.has_tables_;
  detail::Substituted substituted(variables, &parameters);
  const auto rewrite = [&](Variable& variable) {
    const std::vector<NodePtr> before = variable.distribution.parameters;
    variable.parameters.clear();
    for (NodePtr& parameter : variable.distribution.parameters)
      variable.parameters.emplace_back(parameter = substituted(parameter));
    if (variable.tables && variable.distribution.parameters != before) variable.tables = all.table_slot();
  };
  // The normal scores of correlated parameters are sums of normal quantities, one for each stream
  // that several of them use.
  std::vector<std::vector<WeightedStream>> sources;
  std::set<std::string> shared;
  for (const UncertainParameter& parameter : model.parameters_) {
    sources.push_back(parameter.sources);
    if (!parameter.distribution.is_formula())
      for (const WeightedStream& source : parameter.sources) shared.insert(source.stream);
  }
  for (std::size_t i = 0; i < sources.size(); ++i)
    if (sources[i].empty() && shared.contains(model.parameters_[i].stream()))
      sources[i] = {{model.parameters_[i].stream(), 1}};
  std::map<std::string, NodePtr> scores;
  const auto score_of = [&](const std::string& stream) {
    NodePtr& node = scores[stream];
    if (!node) {
      Variable score{"normal score of " + stream, Normal(0, 1), {}, {}, {}, 0, {}};
      while (all.find(score.name) || model.find(score.name) || model.find_parameter(score.name))
        score.name += '\'';
      for (const NodePtr& parameter : score.distribution.parameters) score.parameters.emplace_back(parameter);
      score.tables = all.table_slot();
      node = all.append(std::move(score));
    }
    return Real(node);
  };
  for (std::size_t i = 0; i < model.parameters_.size(); ++i) {
    const UncertainParameter& parameter = model.parameters_[i];
    Variable drawn{parameter.name, parameter.distribution, {}, {}, {}, 0, {}};
    drawn.twin_of = parameter.drawn_as;
    rewrite(drawn);
    drawn.tables = all.table_slot();
    if (!sources[i].empty() && !drawn.distribution.is_formula()) {
      Real score = 0;
      for (std::size_t k = 0; k < sources[i].size(); ++k) {
        const Real term = sources[i][k].weight * score_of(sources[i][k].stream);
        score = k == 0 ? term : score + term;
      }
      drawn.distribution = Deterministic(detail::value_at_score(parameter.name, drawn.distribution, score));
      drawn.parameters = {Formula(drawn.distribution.parameters[0])};
      drawn.twin_of.clear();
    }
    parameters.emplace(static_cast<Index>(i), all.append(std::move(drawn)));
  }
  for (std::size_t i = 0; i < model.variables_.size(); ++i) {
    Variable variable = model.variables_[i];
    rewrite(variable);
    if (variable.guard) {
      const NodePtr guard = variables.at(*variable.guard);
      variable.guard = guard->index;
      variable.details.when = Event(guard);
    }
    variables.emplace(static_cast<Index>(i), all.append(std::move(variable)));
  }
  return all;
}

CASUS_INLINE Model with_stand_ins(Model model, const Scope& scope) {
  for (std::size_t i = model.variables_.size(); i < scope.variables().size(); ++i) {
    const Declaration& declaration = scope.variables()[i];
    std::vector<std::string> states = declaration.states();
    if (declaration.has_none) states.pop_back();
    Variable variable{declaration.name(), detail::stand_in(declaration.kind, states), {}, {}, {}, 0, {}};
    for (const NodePtr& parameter : variable.distribution.parameters)
      variable.parameters.emplace_back(parameter);
    variable.states = declaration.states();
    variable.guard = declaration.guard;
    variable.absent = declaration.absent;
    variable.details.unit = declaration.unit;
    if (declaration.guard) variable.details.when = Event(scope.variable(*declaration.guard).node);
    model.append(std::move(variable), declaration);
  }
  return model;
}

CASUS_INLINE Model without_tables(Model model) {
  model.has_tables_ = false;
  for (Variable& variable : model.variables_) variable.tables = nullptr;
  return model;
}

namespace detail {

CASUS_INLINE ConditionalDistribution stand_in(Kind kind, const std::vector<std::string>& states) {
  switch (kind) {
    case Kind::event: return Bernoulli(0.5);
    case Kind::category:
      return Categorical(states, std::vector<Real>(states.size(), 1.0 / static_cast<double>(states.size())));
    case Kind::count: return Poisson(1);
    case Kind::quantity: break;
  }
  return Normal(0, 1);
}

}  // namespace detail

}  // namespace casus
