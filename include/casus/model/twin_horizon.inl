// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include <casus/model/twin_horizon.hpp>

namespace casus {

namespace detail {

/// Returns the reference to a variable whose number has grown.
CASUS_INLINE NodePtr moved_reference(const NodePtr& node, Index by) {
  if (by == 0) return node;
  NodeFields fields = *node;
  fields.index += by;
  return make_node(std::move(fields));
}

/// Returns the name of a twin: primes follow the original's name until it is free.
template <class IsTaken> std::string name_of_twin(std::string name, const IsTaken& is_taken) {
  do name += '\'';
  while (is_taken(name));
  return name;
}

}  // namespace detail

CASUS_INLINE TwinHorizon::TwinHorizon(const Horizon& horizon, const std::vector<Twin>& twins,
                                      const std::vector<NodePtr>& seen)
    : horizon_(horizon) {
  const auto is_constant = [&](const NodePtr& node) { return horizon.place(node->index).series < 0; };
  std::vector<NodePtr> seen_constants;
  for (const NodePtr& node : seen) {
    horizon.asked().check_owned("observed", *node);
    if (is_constant(node)) seen_constants.push_back(node);
  }
  Twins constants(horizon.constants(), std::move(seen_constants), &horizon.timeline().scope());
  std::vector<Reached> all;
  for (const Twin& twin : twins) {
    for (const auto& settings : {twin.changes, twin.under})
      for (const Intervention& one : settings) horizon.asked().check_owned("had", *one.variable);
    all.push_back(reached(horizon, twin, constants));
  }
  added_ = static_cast<Index>(constants.model().variables().size() - horizon.constants().variables().size());
  move_series(constants.model());
  move_questions();
  settings_ = constants.settings();
  for (std::size_t i = 0; i < twins.size(); ++i) {
    const std::vector<Index> series = add_series(all[i], i);
    mark_observed(horizon, all[i], series, seen);
    add_questions(horizon, all[i], series);
  }
}

CASUS_INLINE std::vector<Intervention> TwinHorizon::original(const std::vector<Intervention>& under) const {
  std::vector<Intervention> all;
  for (const Intervention& one : under) all.push_back({original(one.variable), one.value});
  return all;
}

// As `Twins::add`: a variable that is set has no causes except its guard.
CASUS_INLINE TwinHorizon::Reached TwinHorizon::reached(const Horizon& horizon, const Twin& twin,
                                                       Twins& constants) {
  Reached found;
  std::vector<Intervention> of_constants[2];
  for (const bool is_change : {true, false})
    for (const Intervention& one : is_change ? twin.changes : twin.under) {
      const Horizon::Place& place = horizon.place(one.variable->index);
      if (place.series < 0)
        of_constants[is_change].push_back(one);
      else if (!horizon.is_declared(place.series))
        throw Error("set " + one.variable->name, "a series at a step, set(h.at(series, step), ...)",
                    "a count or a search over several steps");
      else
        found.set.emplace(std::pair(place.step, place.series), Setting{one.value, is_change});
    }
  found.constants = constants.add(of_constants[true], of_constants[false]);

  const Timeline& timeline = horizon.timeline();
  const std::size_t count = timeline.series().size();
  std::vector<Timeline::Reads> reads[2];
  for (const bool is_first : {false, true})
    for (std::size_t i = 0; i < count; ++i)
      reads[is_first].push_back(timeline.reads(static_cast<Index>(i), is_first));
  found.series.assign(count, false);
  for (Index step = 0; step < horizon.steps(); ++step) {
    std::vector<bool> now(count);
    const auto any = [](const std::vector<Index>& numbers, const auto& is_reached) {
      return std::any_of(numbers.begin(), numbers.end(), is_reached);
    };
    const auto is_now = [&](Index series) { return now[static_cast<std::size_t>(series)]; };
    const auto was = [&](Index series) { return found.steps.back()[static_cast<std::size_t>(series)]; };
    for (std::size_t i = 0; i < count; ++i) {
      const auto setting = found.set.find({step, static_cast<Index>(i)});
      if (setting != found.set.end()) {
        const std::optional<Index>& guard = timeline.series()[i].guard;
        now[i] = setting->second.second || (guard && is_now(*guard));
      } else {
        const Timeline::Reads& own = reads[step == 0][i];
        now[i] = any(own.now, is_now) || (step > 0 && any(own.last, was)) ||
                 any(own.constants, [&](Index constant) { return found.constants.contains(constant); });
      }
      if (now[i]) found.series[i] = true;
    }
    found.steps.push_back(std::move(now));
  }
  return found;
}

CASUS_INLINE void TwinHorizon::move_series(const Model& constants) {
  Timeline& timeline = horizon_.timeline_;
  const auto first = timeline.constants_.variables().size();
  const Scope before = std::move(timeline.scope_);
  timeline.constants_ = constants;
  timeline.scope_ = constants.scope();
  detail::Substitution moved;
  for (std::size_t i = first; i < before.variables().size(); ++i) {
    Declaration variable = before.variables()[i];
    variable.node = detail::moved_reference(variable.node, added_);
    if (variable.guard) *variable.guard += added_;
    moved.emplace(static_cast<Index>(i), variable.node);
    timeline.scope_.add(std::move(variable));
  }
  if (added_ == 0) return;
  detail::Substituted substituted(moved);
  for (StatedSeries& series : timeline.series_) {
    series.last += added_;
    series.now += added_;
    if (series.guard) series.details.when = Event(moved.at(series.details.when->index()));
    for (auto* law : {&series.first, &series.step})
      if (*law)
        for (NodePtr& parameter : (*law)->parameters) parameter = substituted(parameter);
    for (StatedSeries::Policy& policy : series.policies)
      policy.when = Boolean(substituted(policy.when.node()));
  }
  for (Timeline::Varying& varying : timeline.varying_) varying.number += added_;
}

// A question is guarded only as its series is: as in the unrolled model, a search that found
// nothing has the value of its auxiliary series.
CASUS_INLINE void TwinHorizon::move_questions() {
  const Scope before = std::move(horizon_.asked_);
  const std::vector<Horizon::Place> places = std::move(horizon_.places_);
  horizon_.asked_ = horizon_.constants().scope();
  horizon_.places_.assign(horizon_.asked_.variables().size(), {});
  const auto first = horizon_.asked_.variables().size() - static_cast<std::size_t>(added_);
  for (std::size_t i = first; i < before.variables().size(); ++i) {
    Declaration variable = before.variables()[i];
    variable.node = detail::moved_reference(variable.node, added_);
    const auto series = static_cast<std::size_t>(places[i].series);
    if (!horizon_.timeline_.series_[series].guard)
      variable.guard.reset();
    else if (variable.guard)
      *variable.guard += added_;
    moved_.emplace(static_cast<Index>(i), variable.node);
    horizon_.asked_.add(std::move(variable));
    horizon_.places_.push_back(places[i]);
  }
  for (auto& [reference, node] : horizon_.nodes_) node = moved_.at(node->index);
}

CASUS_INLINE std::vector<Index> TwinHorizon::add_series(const Reached& reached, std::size_t number) {
  Timeline& timeline = horizon_.timeline_;
  const std::size_t count = reached.series.size();
  std::vector<Index> twins(count, -1);
  detail::Substitution replaced = reached.constants;
  const auto is_taken = [&](const std::string& name) {
    return timeline.scope_.find(name) || timeline.scope_.find_parameter(name) ||
           timeline.scope_.find("last(" + name + ')');
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (!reached.series[i]) continue;
    const StatedSeries original = timeline.series_[i];
    Details details = original.details;
    if (original.guard)
      if (const Index guard = twins[static_cast<std::size_t>(*original.guard)]; guard >= 0)
        details.when = timeline.handle<Event>(guard).now();
    const Index twin =
        timeline.declare(detail::name_of_twin(original.name + std::string(number, '\''), is_taken),
                         timeline.kind(static_cast<Index>(i)), original.states, details);
    twins[i] = twin;
    const StatedSeries& stated = timeline.series_[static_cast<std::size_t>(twin)];
    replaced.emplace(original.now, timeline.scope_.variable(stated.now).node);
    replaced.emplace(original.last, timeline.scope_.variable(stated.last).node);
  }
  detail::Substituted substituted(replaced);
  for (std::size_t i = 0; i < count; ++i) {
    if (twins[i] < 0) continue;
    StatedSeries& twin = timeline.stated(twins[i]);
    const StatedSeries& original = timeline.series_[i];
    twin.twin_of = static_cast<Index>(i);
    twin.first = original.first;
    twin.step = original.step;
    twin.policies = original.policies;
    for (auto* law : {&twin.first, &twin.step})
      if (*law)
        for (NodePtr& parameter : (*law)->parameters) parameter = substituted(parameter);
    for (StatedSeries::Policy& policy : twin.policies) policy.when = Boolean(substituted(policy.when.node()));
  }
  return twins;
}

CASUS_INLINE void TwinHorizon::mark_observed(const Horizon& horizon, const Reached& reached,
                                             const std::vector<Index>& series,
                                             const std::vector<NodePtr>& seen) {
  for (const NodePtr& node : seen) {
    const Horizon::Place& place = horizon.place(node->index);
    if (place.series < 0) continue;
    const Index twin = series[static_cast<std::size_t>(place.series)];
    if (twin < 0 || reached.set.contains({place.step, place.series})) continue;
    // The formula may read the original only if the original exists.
    const std::optional<Index>& guard =
        horizon.timeline().series()[static_cast<std::size_t>(place.series)].guard;
    const std::vector<bool>& now = reached.steps[static_cast<std::size_t>(place.step)];
    if (guard && now[static_cast<std::size_t>(*guard)]) continue;
    horizon_.timeline_.stated(twin).observed.insert(place.step);
  }
}

CASUS_INLINE void TwinHorizon::add_questions(const Horizon& horizon, const Reached& reached,
                                             const std::vector<Index>& series) {
  detail::Substitution of_twin = moved_, declared = reached.constants;
  for (const auto& [constant, node] : reached.constants) of_twin.insert_or_assign(constant, node);
  Scope& asked = horizon_.asked_;
  const auto is_taken = [&](const std::string& name) {
    return asked.find(name) || asked.find_parameter(name);
  };
  const auto end = static_cast<Index>(horizon.asked().variables().size());
  for (auto variable = static_cast<Index>(horizon.constants().variables().size()); variable < end;
       ++variable) {
    const Horizon::Place& place = horizon.place(variable);
    const auto number = static_cast<std::size_t>(place.series);
    const auto setting = reached.set.find({place.step, place.series});
    const bool is_reached = reached.steps[static_cast<std::size_t>(place.step)][number];
    const bool is_set = setting != reached.set.end();
    // Only a variable at a step can be set, never a search that reads the same series.
    if (series[number] < 0 || !(is_reached || is_set)) continue;
    const StatedSeries& twin = horizon_.timeline_.series_[static_cast<std::size_t>(series[number])];
    const Declaration& original = asked.variable(moved_.at(variable)->index);
    Details details;
    details.absent_state = twin.details.absent_state;
    details.unit = original.unit;
    if (original.guard) {
      const auto guard = declared.find(*horizon.asked().variable(variable).guard);
      details.when = Event(guard == declared.end() ? asked.variable(*original.guard).node : guard->second);
    }
    const NodePtr node = asked.add(
        asked.checked(detail::name_of_twin(original.name(), is_taken), original.kind, twin.states, details));
    horizon_.places_.push_back({series[number], place.step});
    declared.emplace(variable, node);
    if (is_reached) of_twin.insert_or_assign(variable, node);
    if (is_set) settings_.push_back({node, setting->second.first});
  }
  twins_.push_back(std::move(of_twin));
}

}  // namespace casus
