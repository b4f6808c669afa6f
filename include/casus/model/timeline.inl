// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <set>
#include <string>

#include <casus/model/changes.hpp>
#include <casus/model/timeline.hpp>
#include <casus/model/twin.hpp>

namespace casus {

CASUS_INLINE double part_probability(double p, int parts) {
  if (!(p >= 0 && p <= 1)) throw Error("part_probability", "a probability in [0, 1]", detail::number(p));
  if (parts < 1) throw Error("part_probability", "at least one part", std::to_string(parts));
  return p == 1 ? 1 : -std::expm1(std::log1p(-p) / parts);
}

CASUS_INLINE double whole_probability(double p, int parts) {
  if (!(p >= 0 && p <= 1)) throw Error("whole_probability", "a probability in [0, 1]", detail::number(p));
  if (parts < 1) throw Error("whole_probability", "at least one part", std::to_string(parts));
  return p == 1 ? 1 : -std::expm1(std::log1p(-p) * parts);
}

CASUS_INLINE std::string Timeline::label(Index step) const {
  const auto number = static_cast<std::size_t>(step);
  return number < labels_.size() ? labels_[number] : unit_ + ' ' + std::to_string(step);
}

CASUS_INLINE Real Timeline::varying(std::vector<double> values) {
  if (values.empty()) throw Error("varying", "at least one value", "none");
  for (const double value : values)
    if (!std::isfinite(value)) throw Error("varying", "finite values", detail::number(value));
  const NodePtr number =
      scope_.add(scope_.checked("varying " + std::to_string(varying_.size()), Kind::quantity, {}, {}));
  varying_.push_back({number->index, std::move(values)});
  return Real(number);
}

CASUS_INLINE Series<Event> Timeline::decision(const std::string& name, Details details) {
  const Series<Event> series = event(name, std::move(details));
  each(series, Bernoulli(0.5));
  return series;
}

CASUS_INLINE void Timeline::absorbing(const Series<Event>& series, const Real& hazard) {
  first(series, Bernoulli(hazard));
  step(series, Bernoulli(if_then_else(series.last(), 1.0, hazard)));
}

CASUS_INLINE void Timeline::policy(const Series<Event>& series, const Boolean& when, std::string_view state) {
  check_owned(series);
  add_policy(series.number(), when, detail::event_value(series.name(), state));
}

CASUS_INLINE void Timeline::policy(const Series<Category>& series, const Boolean& when,
                                   std::string_view state) {
  check_owned(series);
  add_policy(series.number(), when, static_cast<double>(detail::state_index(*series.now().node(), state)));
}

CASUS_INLINE void Timeline::policy(const Series<Quantity>& series, const Boolean& when, double value) {
  check_owned(series);
  add_policy(series.number(), when, value);
}

CASUS_INLINE void Timeline::policy(std::string_view name, const Boolean& when, double value) {
  const auto number = find(name);
  if (!number) throw Error(std::string(name), "the name of a series", "none of that name");
  add_policy(*number, when, value);
}

CASUS_INLINE std::optional<Index> Timeline::find(std::string_view name) const {
  for (std::size_t i = 0; i < series_.size(); ++i)
    if (series_[i].name == name) return static_cast<Index>(i);
  return {};
}

CASUS_INLINE NodePtr Timeline::add_stand_in(Model& model, Index number, std::string name,
                                            Details details) const {
  const std::vector<std::string>& states = series_[static_cast<std::size_t>(number)].states;
  return add_variable(model, std::move(name), detail::stand_in(kind(number), states), std::move(details));
}

CASUS_INLINE std::vector<double> Timeline::varying_at(Index step) const {
  std::vector<double> values;
  for (const Varying& varying : varying_)
    values.push_back(varying.values[static_cast<std::size_t>(step) % varying.values.size()]);
  return values;
}

CASUS_INLINE void Timeline::check_steps(Index steps) const {
  if (steps < 1) throw Error("steps", "at least one", std::to_string(steps));
  for (const StatedSeries& series : series_) {
    if (!series.first) throw Error(series.name, "a first distribution", "none");
    if (!series.step && steps > 1) throw Error(series.name, "a step distribution", "none");
  }
  // Labels must differ, because questions name steps by them.
  std::set<std::string> seen;
  for (Index step = 0; step < (std::max)(steps, static_cast<Index>(labels_.size())); ++step)
    if (!seen.insert(label(step)).second)
      throw Error("labels", "labels that differ", detail::quoted(label(step)) + " twice");
}

CASUS_INLINE Timeline::Reads Timeline::reads(Index number, bool is_first) const {
  Reads found;
  const auto read = [&](const NodePtr& node) {
    const Formula formula(node);
    for (const Index parameter : formula.parameters()) found.parameters.push_back(parameter);
    for (const Index variable : formula.variables()) {
      if (variable < static_cast<Index>(constants_.variables().size())) found.constants.push_back(variable);
      for (std::size_t i = 0; i < series_.size(); ++i) {
        if (series_[i].last == variable) found.last.push_back(static_cast<Index>(i));
        if (series_[i].now == variable) found.now.push_back(static_cast<Index>(i));
      }
    }
  };
  const auto read_all = [&](const StatedSeries& of) {
    if (of.guard) found.now.push_back(*of.guard);
    const auto& law = is_first ? of.first : of.step;
    if (law)
      for (const NodePtr& parameter : law->parameters) read(parameter);
    for (const StatedSeries::Policy& policy : of.policies)
      if (!is_first || !policy.reads_last) read(policy.when.node());
  };
  const StatedSeries& of = series_[static_cast<std::size_t>(number)];
  read_all(of);
  if (of.observed.empty()) return found;
  found.now.push_back(of.twin_of);
  read_all(series_[static_cast<std::size_t>(of.twin_of)]);
  return found;
}

CASUS_INLINE void Timeline::check_is_free(std::string_view name) {
  const std::size_t open = name.rfind('[');
  const bool is_dated = open != std::string_view::npos && name.size() > open + 2 && name.ends_with(']') &&
                        name.find_first_not_of("0123456789", open + 1) == name.size() - 1;
  if (is_dated || name.ends_with(under_policy))
    throw Error(std::string(name),
                "a name that ends neither in a step, such as '[3]', nor in ' under policy'", "one that does");
}

CASUS_INLINE Declaration Timeline::of_series(Declaration variable) {
  NodeFields fields = *variable.node;
  fields.is_of_series = true;
  variable.node = detail::make_node(std::move(fields));
  return variable;
}

CASUS_INLINE Index Timeline::declare(const std::string& name, Kind kind, std::vector<std::string> states,
                                     Details details) {
  check_is_free(name);
  StatedSeries series{name, states, details};
  Details of_last;
  of_last.absent_state = details.absent_state;
  if (details.when) {
    scope_.check_owned(name, *details.when->node());
    series.guard = guarding_series(name, *details.when);
    of_last.when = handle<Event>(*series.guard).last();
  }
  static_cast<void>(scope_.checked(name, kind, states,
                                   details));  // throws here, so that either both are added or neither is
  const SeriesReference last{"last", {name}};
  series.last = scope_
                    .add(of_series(scope_.checked("last(" + name + ')', kind, states, of_last,
                                                  std::make_shared<const SeriesReference>(last))))
                    ->index;
  series.now = scope_.add(of_series(scope_.checked(name, kind, std::move(states), details)))->index;
  series_.push_back(std::move(series));
  return static_cast<Index>(series_.size()) - 1;
}

CASUS_INLINE Index Timeline::guarding_series(const std::string& name, const Event& guard) const {
  for (std::size_t i = 0; i < series_.size(); ++i)
    if (series_[i].now == guard.index()) return static_cast<Index>(i);
  throw Error(name, "a guard that is an event series' value in this step, declared before",
              detail::quoted(guard.name()));
}

CASUS_INLINE bool Timeline::check_reads(const StatedSeries& series, const NodePtr& node,
                                        bool is_first) const {
  bool reads_last = false;
  for (const Index read : Formula(node).variables())
    for (const StatedSeries& other : series_) {
      const bool too_late = read == other.now && other.now >= series.now;
      reads_last = reads_last || read == other.last;
      if (too_late || (is_first && read == other.last))
        throw Error(series.name,
                    is_first ? "this step's values of series declared before it"
                             : "last step's values, or this step's of series declared before it",
                    too_late ? detail::quoted(other.name) + " of this step"
                             : detail::quoted(other.name) + " of the step before the first");
    }
  return reads_last;
}

CASUS_INLINE void Timeline::state(Index number, const ConditionalDistribution& law, bool is_first) {
  StatedSeries& series = stated(number);
  if (law.kind != kind(number)) throw Error(series.name, "a distribution of the series' kind", to_text(law));
  if (law.kind == Kind::category && law.states != series.states)
    throw Error(series.name, "a distribution of the series' states", to_text(law));
  for (const NodePtr& parameter : law.parameters) check_reads(series, parameter, is_first);
  detail::bound_parameters(scope_, series.name, law, scope_.variable(series.now).guard);
  (is_first ? series.first : series.step) = law;
}

CASUS_INLINE void Timeline::add_policy(Index number, const Boolean& when, double value) {
  StatedSeries& series = stated(number);
  scope_.check(series.name, when.node());
  detail::check_setting({scope_.variable(series.now).node, value});
  if (kind(number) == Kind::count && !(value >= 0 && value == std::floor(value)))
    throw Error(series.name, "a whole number of at least 0 to be set to", detail::number(value));
  const bool reads_last = check_reads(series, when.node(), false);
  series.policies.push_back({when, value, reads_last});
}

CASUS_INLINE NodePtr Timeline::add_variable(Model& model, std::string name,
                                            const ConditionalDistribution& law, Details details) {
  switch (law.kind) {
    case Kind::event: return model.add(std::move(name), Distribution<Event>{law}, std::move(details)).node();
    case Kind::category:
      return model.add(std::move(name), Distribution<Category>{law}, std::move(details)).node();
    case Kind::quantity:
    case Kind::count: break;
  }
  return model.add(std::move(name), Distribution<Quantity>{law}, std::move(details)).node();
}

CASUS_INLINE NodePtr Timeline::add_variable(Model& model, const StatedSeries& series, std::string name,
                                            std::string stream, const ConditionalDistribution& law,
                                            Details details) {
  if (series.twin_of < 0) return add_variable(model, std::move(name), law, std::move(details));
  model = add_twin(std::move(model), std::move(name), std::move(stream), law, std::move(details));
  return model.scope().variables().back().node;
}

CASUS_INLINE std::optional<Real> Timeline::formula_of_observed(const StatedSeries& twin, bool is_first,
                                                               const NodePtr& seen,
                                                               detail::Substituted& substituted) const {
  const StatedSeries& original = series_[static_cast<std::size_t>(twin.twin_of)];
  if (!twin.policies.empty() || seen->op != Op::quantity) return std::nullopt;
  const auto here = [&](const StatedSeries& series) {
    ConditionalDistribution law = is_first ? *series.first : *series.step;
    for (NodePtr& parameter : law.parameters) parameter = substituted(parameter);
    return law;
  };
  return detail::at_same_quantile(Real(seen), here(original), here(twin));
}

CASUS_INLINE ConditionalDistribution Timeline::governed(const NodePtr& free,
                                                        const std::vector<std::string>& states,
                                                        const std::vector<StatedSeries::Policy>& policies) {
  const auto choose = [&](Real otherwise, const auto& worth) {
    for (auto policy = policies.rbegin(); policy != policies.rend(); ++policy)
      otherwise = if_then_else(policy->when, worth(policy->value), otherwise);
    return otherwise;
  };
  if (free->op == Op::quantity) {
    return Deterministic<Quantity>(choose(Real(free), [](double value) { return Real(value); }));
  }
  if (free->op == Op::event) {
    Boolean holds{free};
    for (auto policy = policies.rbegin(); policy != policies.rend(); ++policy)
      holds = policy->value != 0 ? policy->when || holds : !policy->when && holds;
    return Deterministic<Event>(holds);
  }
  std::vector<Real> probabilities;
  for (std::size_t state = 0; state < states.size(); ++state) {
    const Boolean free_is(detail::make_state(free, static_cast<Index>(state)));
    probabilities.push_back(choose(if_then_else(free_is, 1.0, 0.0), [&](double value) {
      return Real(value == static_cast<double>(state) ? 1.0 : 0.0);
    }));
  }
  return Categorical(states, probabilities);
}

CASUS_INLINE Timeline hold(Timeline timeline, const Parameter& parameter, double value) {
  timeline.constants_ = hold(std::move(timeline.constants_), parameter, value);
  return timeline;
}

CASUS_INLINE Timeline hold(Timeline timeline, std::string_view parameter, double value) {
  timeline.constants_ = hold(std::move(timeline.constants_), parameter, value);
  return timeline;
}

CASUS_INLINE Timeline with_worlds(Timeline timeline, ParameterDraws draws) {
  timeline.constants_ = with_worlds(std::move(timeline.constants_), std::move(draws));
  return timeline;
}

CASUS_INLINE Timeline restate(Timeline timeline, const std::vector<RestatedParameter>& all) {
  timeline.constants_ = restate(std::move(timeline.constants_), all);
  return timeline;
}

CASUS_INLINE NodePtr Unrolled::node(Index series, Index step) const {
  if (step < 0 || step >= steps())
    throw Error(series_[static_cast<std::size_t>(series)]->name,
                "a step from 0 to " + std::to_string(steps() - 1), std::to_string(step));
  return nodes_[static_cast<std::size_t>(step)][static_cast<std::size_t>(series)];
}

CASUS_INLINE Unrolled::Unrolled(const Timeline& timeline, Index steps, const StopToken& stop) {
  timeline.check_steps(steps);
  model_ = timeline.constants();
  for (const StatedSeries& series : timeline.series())
    series_.push_back(timeline.scope().variable(series.now).node);
  const std::vector<bool> all(timeline.series().size(), true), none(timeline.series().size(), false);
  for (Index step = 0; step < steps; ++step) {
    if (stop.stop_requested()) throw Cancelled();
    nodes_.push_back(timeline.state_step(
        model_, step, nodes_.empty() ? std::vector<NodePtr>() : nodes_.back(), all, none,
        [&](const std::string& name) { return name + '[' + std::to_string(step) + ']'; }));
  }
}

}  // namespace casus
