// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <limits>

#include <casus/model/horizon.hpp>

namespace casus {

CASUS_INLINE Horizon::Horizon(Timeline timeline, Index steps)
    : timeline_(std::move(timeline)), steps_(steps), declared_(timeline_.series().size()) {
  timeline_.check_steps(steps);
  asked_ = timeline_.constants().scope();
  places_.resize(asked_.variables().size());
}

CASUS_INLINE std::string Horizon::label(Index step) const {
  check(step, "label");
  return timeline_.label(step);
}

CASUS_INLINE Event Horizon::always(const Series<Event>& series, Index step) {
  return Event(ask(has_always(series), step, call("always", series, step)));
}

CASUS_INLINE Event Horizon::always(const Series<Event>& series) {
  return Event(ask(has_always(series), steps_ - 1, call("always", series)));
}

CASUS_INLINE Event Horizon::first_at(const Series<Event>& series, Index step) {
  return Event(ask(starts(series), step, call("first_at", series, step)));
}

CASUS_INLINE Quantity Horizon::first(const Series<Event>& series) {
  const Event ever_held = ever(series);
  const Series<Event> held = timeline_.handle<Event>(has_held(series));
  const Index before = accumulated<Quantity>(call("steps before", series), [&](const Series<Quantity>& sum) {
    timeline_.first(sum, Deterministic(Real(!held.now())));
    timeline_.step(sum, Deterministic(sum.last() + Real(!held.now())));
  });
  return Quantity(ask(before, steps_ - 1, call("first", series), ever_held, unit() + 's'));
}

CASUS_INLINE Event Horizon::before(const Series<Event>& what, const Series<Event>& other) {
  owned(what);
  const Series<Event> held = timeline_.handle<Event>(has_held(other));
  const SeriesReference reference{"before", {what.name(), other.name()}};
  const Index number = accumulated<Event>(reference, [&](const Series<Event>& first) {
    timeline_.first(first, Deterministic(what.now() && !held.now()));
    timeline_.step(first, Deterministic(first.last() || (what.now() && !held.now())));
  });
  return Event(ask(number, steps_ - 1, reference));
}

CASUS_INLINE Event Horizon::within(const Series<Event>& what, Index count, const Series<Event>& after) {
  if (count < 1 || count > 200) throw Error("within", "1 to 200 steps", std::to_string(count));
  owned(what);
  const SeriesReference reference{"within", {what.name(), after.name()}, -1, count};
  const Series<Category> since = steps_since(after, count);
  const Index number = accumulated<Event>(reference, [&](const Series<Event>& found) {
    // Only the states of the `count` steps after the first one count.
    Boolean soon = since.now() == std::to_string(1);
    for (Index step = 2; step <= count; ++step) soon = soon || since.now() == std::to_string(step);
    timeline_.first(found, Deterministic(Boolean(no)));
    timeline_.step(found, Deterministic(found.last() || (what.now() && soon)));
  });
  return Event(ask(number, steps_ - 1, reference));
}

CASUS_INLINE Quantity Horizon::count(const Series<Event>& series, Index step) {
  owned(series);
  const Index number = accumulated<Quantity>(call("count", series), [&](const Series<Quantity>& sum) {
    timeline_.first(sum, Deterministic(Real(series.now())));
    timeline_.step(sum, Deterministic(sum.last() + Real(series.now())));
  });
  return Quantity(ask(number, step, call("count", series, step), {}, unit() + 's'));
}

CASUS_INLINE Quantity Horizon::sum(const Series<Quantity>& series, Index step) {
  const auto guard = timeline_.series()[static_cast<std::size_t>(owned(series))].guard;
  const Index number = accumulated<Quantity>(call("sum", series), [&](const Series<Quantity>& sum) {
    const Real term =
        guard ? if_then_else(timeline_.handle<Event>(*guard).now(), series.now(), 0.0) : Real(series.now());
    timeline_.first(sum, Deterministic(term));
    timeline_.step(sum, Deterministic(sum.last() + term));
  });
  return Quantity(ask(number, step, call("sum", series, step), {}, unit_of(series)));
}

CASUS_INLINE Quantity Horizon::maximum(const Series<Quantity>& series, Index step) {
  const auto guard = timeline_.series()[static_cast<std::size_t>(owned(series))].guard;
  // There is no maximum before the series exists; the question's guard hides the placeholder.
  const Real none((std::numeric_limits<double>::lowest)());
  const Index number = accumulated<Quantity>(call("maximum", series), [&](const Series<Quantity>& most) {
    const auto where_it_exists = [&](const Real& value, const Real& otherwise) {
      return guard ? if_then_else(timeline_.handle<Event>(*guard).now(), value, otherwise) : value;
    };
    timeline_.first(most, Deterministic(where_it_exists(series.now(), none)));
    timeline_.step(most, Deterministic(where_it_exists((max)(most.last(), series.now()), most.last())));
  });
  std::optional<Event> existed;
  if (guard) existed = by(timeline_.handle<Event>(*guard), step);
  return Quantity(ask(number, step, call("maximum", series, step), std::move(existed), unit_of(series)));
}

CASUS_INLINE std::optional<Index> Horizon::find(std::string_view name) const {
  for (std::size_t i = 0; i < declared_; ++i)
    if (timeline_.series()[i].name == name) return static_cast<Index>(i);
  return {};
}

CASUS_INLINE std::vector<std::string> Horizon::names() const {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < declared_; ++i) all.push_back(timeline_.series()[i].name);
  return all;
}

CASUS_INLINE void Horizon::check(Index step, const std::string& subject) const {
  if (step < 0 || step >= steps_)
    throw Error(subject, "a step from 0 to " + std::to_string(steps_ - 1), std::to_string(step));
}

CASUS_INLINE const std::string& Horizon::unit_of(const Series<Quantity>& series) const {
  return timeline_.series()[static_cast<std::size_t>(series.number())].details.unit;
}

CASUS_INLINE std::string Horizon::free_name(const Scope& scope, const SeriesReference& reference) {
  std::string name = detail::series_text(reference);
  std::erase(name, '"');
  while (scope.find(name) || scope.find_parameter(name)) name += '\'';
  return name;
}

CASUS_INLINE NodePtr Horizon::ask(Index series, Index step, SeriesReference reference,
                                  std::optional<Event> when, const std::string& unit) {
  check(step, detail::series_text(reference));
  if (const auto found = nodes_.find(reference); found != nodes_.end()) return found->second;
  const StatedSeries& of = timeline_.series()[static_cast<std::size_t>(series)];
  const Kind kind = timeline_.kind(series);
  Details details;
  details.absent_state = of.details.absent_state;
  details.when = std::move(when);
  if (of.guard) {
    const std::string& guard = timeline_.series()[static_cast<std::size_t>(*of.guard)].name;
    details.when = Event(ask(*of.guard, step, {"at", {guard}, step}));
  }
  if (kind == Kind::quantity || kind == Kind::count) details.unit = unit.empty() ? of.details.unit : unit;
  const NodePtr node = asked_.add(asked_.checked(free_name(asked_, reference), kind, of.states, details,
                                                 std::make_shared<const SeriesReference>(reference)));
  places_.push_back({series, step});
  nodes_.emplace(std::move(reference), node);
  return node;
}

CASUS_INLINE Index Horizon::has_held(const Series<Event>& series) {
  owned(series);
  return accumulated<Event>(call("by", series), [&](const Series<Event>& held) {
    timeline_.first(held, Deterministic(Boolean(series.now())));
    timeline_.step(held, Deterministic(held.last() || series.now()));
  });
}

CASUS_INLINE Index Horizon::has_always(const Series<Event>& series) {
  owned(series);
  return accumulated<Event>(call("always", series), [&](const Series<Event>& held) {
    timeline_.first(held, Deterministic(Boolean(series.now())));
    timeline_.step(held, Deterministic(held.last() && series.now()));
  });
}

CASUS_INLINE Index Horizon::starts(const Series<Event>& series) {
  const Series<Event> held = timeline_.handle<Event>(has_held(series));
  return accumulated<Event>(call("first_at", series), [&](const Series<Event>& first) {
    timeline_.first(first, Deterministic(Boolean(series.now())));
    timeline_.step(first, Deterministic(series.now() && !held.last()));
  });
}

CASUS_INLINE Series<Category> Horizon::steps_since(const Series<Event>& after, Index count) {
  owned(after);
  const SeriesReference reference = call("steps since", after, count);
  if (const auto found = needed_.find(reference); found != needed_.end())
    return timeline_.handle<Category>(found->second);
  std::vector<std::string> states{"not yet"};
  for (Index step = 0; step <= count; ++step) states.push_back(std::to_string(step));
  states.emplace_back("past");
  const Series<Category> since = timeline_.category(free_name(timeline_.scope(), reference), states);
  needed_.emplace(reference, since.number());
  std::vector<Real> first(states.size(), 0.0), later;
  first[0] = Real(!after.now());
  first[1] = Real(after.now());
  const Boolean not_yet = since.last() == "not yet";
  later.push_back(Real(not_yet && !after.now()));
  later.push_back(Real(not_yet && after.now()));
  for (std::size_t i = 2; i < states.size(); ++i) {
    const Boolean before = since.last() == states[i - 1];
    later.push_back(Real(i + 1 < states.size() ? before : before || since.last() == "past"));
  }
  timeline_.first(since, Categorical(states, first));
  timeline_.step(since, Categorical(states, later));
  return since;
}

CASUS_INLINE Horizon with_worlds(Horizon horizon, ParameterDraws draws) {
  horizon.timeline_ = with_worlds(std::move(horizon.timeline_), std::move(draws));
  return horizon;
}

CASUS_INLINE Horizon hold(Horizon horizon, const Parameter& parameter, double value) {
  horizon.timeline_ = hold(std::move(horizon.timeline_), parameter, value);
  return horizon;
}

CASUS_INLINE UnrolledQuestions::UnrolledQuestions(const Horizon& horizon, Index steps, const StopToken& stop)
    : unrolled_(horizon.timeline().unrolled(steps, stop)) {
  for (std::size_t i = 0; i < horizon.asked().variables().size(); ++i) {
    const Horizon::Place& place = horizon.place(static_cast<Index>(i));
    if (place.series >= 0 && place.step < steps)
      nodes_.emplace(static_cast<Index>(i), unrolled_.node(place.series, place.step));
  }
}

CASUS_INLINE std::vector<Intervention> UnrolledQuestions::translated(
    const std::vector<Intervention>& under) const {
  std::vector<Intervention> all;
  for (const Intervention& one : under) {
    const NodePtr variable = translated(one.variable);
    if (variable != one.variable || model().find(variable->name) == variable)
      all.push_back({variable, one.value});
  }
  return all;
}

}  // namespace casus
