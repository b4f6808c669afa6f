// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/model/timeline.hpp>

namespace casus {

/// A timeline over so many steps, to ask about. What is asked is a variable like any other, so all that is known of questions holds:
/// `P(h.by(regime_change, 12)).given(!h.by(entry, 3)).under(set(h.at(suspension, 4), yes))`, answered by `estimate(h, ...)`. Steps are
/// numbered from 0, and "by" and "up to" include them. Variables that stay the same and parameters are asked for as they are.
///
/// A question over time is answered by a series of its own that is carried along (whether it has held by now, how often, how much
/// in all), so what a question costs does not depend on how far it looks; nothing else is drawn otherwise because of it.
///
/// Every member that names a step throws Error where there is no such step, and where the series is another timeline's. Not safe to
/// ask from several threads; what was asked is safe to answer from any number.
class Horizon {
public:
  /// Throws Error where there is no step or a series lacks a distribution.
  Horizon(Timeline timeline, Index steps)
      : timeline_(std::move(timeline)), steps_(steps), declared_(timeline_.series().size()) {
    timeline_.check_steps(steps);
    asked_ = timeline_.constants();
    asked_.without_tables();
    places_.resize(asked_.variables().size());
  }

  Index steps() const noexcept { return steps_; }
  const std::string& unit() const noexcept { return timeline_.unit(); }
  /// What a step is called: its label, or its number.
  std::string label(Index step) const {
    check(step);
    return timeline_.label(step);
  }

  /// The series' value at a step.
  template <class Handle> Handle at(const Series<Handle>& series, Index step) {
    return Handle(ask(owned(series), step, call("at", series, step)));
  }
  /// It held in some step up to this one; in any; in all, up to this one or the last.
  Event by(const Series<Event>& series, Index step) {
    return Event(ask(has_held(series), step, call("by", series, step)));
  }
  Event ever(const Series<Event>& series) {
    return Event(ask(has_held(series), steps_ - 1, call("ever", series)));
  }
  Event always(const Series<Event>& series, Index step) {
    return Event(ask(has_always(series), step, call("always", series, step)));
  }
  Event always(const Series<Event>& series) {
    return Event(ask(has_always(series), steps_ - 1, call("always", series)));
  }
  /// It held in this step for the first time.
  Event first_at(const Series<Event>& series, Index step) {
    return Event(ask(starts(series), step, call("first_at", series, step)));
  }
  /// The number of the first step in which it held. Absent where it never did: ask for it `given(h.ever(series))`.
  Quantity first(const Series<Event>& series) {
    const Event ever_held = ever(series);
    const Series<Event> held = timeline_.handle<Event>(has_held(series));
    const Index before =
        accumulated<Quantity>(call("steps before", series), [&](const Series<Quantity>& sum) {
          timeline_.first(sum, Deterministic(Real(!held.now())));
          timeline_.step(sum, Deterministic(sum.last() + Real(!held.now())));
        });
    return Quantity(ask(before, steps_ - 1, call("first", series), ever_held, unit() + 's'));
  }
  /// `what` held for the first time before `other` first did: in an earlier step, or `other` never did.
  Event before(const Series<Event>& what, const Series<Event>& other) {
    owned(what);
    const Series<Event> held = timeline_.handle<Event>(has_held(other));
    const Index number = accumulated<Event>(call("before", what, other), [&](const Series<Event>& first) {
      timeline_.first(first, Deterministic(what.now() && !held.now()));
      timeline_.step(first, Deterministic(first.last() || (what.now() && !held.now())));
    });
    return Event(ask(number, steps_ - 1, call("before", what, other)));
  }
  /// `what` held in one of the `count` steps after the first one in which `after` did. Throws Error where count is not 1 to 200.
  Event within(const Series<Event>& what, Index count, const Series<Event>& after) {
    if (count < 1 || count > 200) throw Error("within", "1 to 200 steps", std::to_string(count));
    owned(what);
    const detail::Spelling spelling{"within", detail::name_text(what.name()) + ", " + std::to_string(count) +
                                                  ", " + detail::name_text(after.name())};
    const Series<Category> since = steps_since(after, count);
    const Index number = accumulated<Event>(spelling, [&](const Series<Event>& found) {
      // Only the states of the `count` steps behind the first one count.
      Boolean soon = since.now() == std::to_string(1);
      for (Index step = 2; step <= count; ++step) soon = soon || since.now() == std::to_string(step);
      timeline_.first(found, Deterministic(Boolean(no)));
      timeline_.step(found, Deterministic(found.last() || (what.now() && soon)));
    });
    return Event(ask(number, steps_ - 1, spelling));
  }

  /// In how many steps it held, from the first to this one.
  Quantity count(const Series<Event>& series, Index step) {
    owned(series);
    const Index number = accumulated<Quantity>(call("count", series), [&](const Series<Quantity>& sum) {
      timeline_.first(sum, Deterministic(Real(series.now())));
      timeline_.step(sum, Deterministic(sum.last() + Real(series.now())));
    });
    return Quantity(ask(number, step, call("count", series, step), {}, unit() + 's'));
  }
  /// The sum from the first step to this one, over the steps in which the series exists.
  Quantity sum(const Series<Quantity>& series, Index step) {
    const auto guard = timeline_.series()[static_cast<std::size_t>(owned(series))].guard;
    const Index number = accumulated<Quantity>(call("sum", series), [&](const Series<Quantity>& sum) {
      const Real term =
          guard ? if_then_else(timeline_.handle<Event>(*guard).now(), series.now(), 0.0) : Real(series.now());
      timeline_.first(sum, Deterministic(term));
      timeline_.step(sum, Deterministic(sum.last() + term));
    });
    return Quantity(ask(number, step, call("sum", series, step), {}, unit_of(series)));
  }
  /// The greatest value from the first step to this one, of a series that exists in all of them. Throws Error for one with a guard.
  Quantity maximum(const Series<Quantity>& series, Index step) {
    if (timeline_.series()[static_cast<std::size_t>(owned(series))].guard)
      throw Error(call("maximum", series).text(), "a series that exists in every step", "one with a guard");
    const Index number = accumulated<Quantity>(call("maximum", series), [&](const Series<Quantity>& most) {
      timeline_.first(most, Deterministic(Real(series.now())));
      timeline_.step(most, Deterministic((max)(most.last(), series.now())));
    });
    return Quantity(ask(number, step, call("maximum", series, step), {}, unit_of(series)));
  }

  // ---- for those who read questions from text, and those who answer them

  /// The number of the declared series of that name, or none.
  std::optional<Index> find(std::string_view name) const {
    for (std::size_t i = 0; i < declared_; ++i)
      if (timeline_.series()[i].name == name) return static_cast<Index>(i);
    return {};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < declared_; ++i) all.push_back(timeline_.series()[i].name);
    return all;
  }
  template <class Handle> Series<Handle> series(Index number) const {
    return timeline_.handle<Handle>(number);
  }
  Kind kind(Index series) const { return timeline_.kind(series); }

  /// All that was asked about so far, behind what stays the same: the variables that questions name, with what guards them. Their
  /// distributions stand for nothing and are not to be drawn from.
  const Model& asked() const noexcept { return asked_; }
  /// The timeline, with the series that questions need.
  const Timeline& timeline() const noexcept { return timeline_; }
  /// Which series at which step a variable of `asked()` is; none of one that stays the same.
  struct Place {
    Index series = -1, step = -1;
  };
  const Place& place(Index variable) const { return places_[static_cast<std::size_t>(variable)]; }
  /// Whether a series was declared, and is not one that a question needs.
  bool is_declared(Index series) const { return static_cast<std::size_t>(series) < declared_; }

private:
  void check(Index step) const {
    if (step < 0 || step >= steps_)
      throw Error("step", "0 to " + std::to_string(steps_ - 1), std::to_string(step));
  }
  template <class Handle> Index owned(const Series<Handle>& series) const {
    timeline_.check_owned(series);
    return series.number();
  }

  // What is asked of a series, as it is written.
  template <class Handle>
  static detail::Spelling call(const char* function, const Series<Handle>& series, Index step = -1) {
    return {function, detail::name_text(series.name()), step};
  }
  static detail::Spelling call(const char* function, const Series<Event>& a, const Series<Event>& b) {
    return {function, detail::name_text(a.name()) + ", " + detail::name_text(b.name())};
  }

  const std::string& unit_of(const Series<Quantity>& series) const {
    return timeline_.series()[static_cast<std::size_t>(series.number())].details.unit;
  }

  // A name that a model has for nothing else: what is asked for without quotes, for messages.
  static std::string free_name(const Model& model, const detail::Spelling& spelling) {
    std::string name = spelling.text();
    std::erase(name, '"');
    while (model.find(name) || model.find_parameter(name)) name += '\'';
    return name;
  }

  // The variable that stands for a series at a step, stated when it is first asked for. What it is asked by tells what it is.
  NodePtr ask(Index series, Index step, detail::Spelling spelling, std::optional<Event> when = {},
              const std::string& unit = {}) {
    check(step);
    std::string text = spelling.text();
    if (const auto found = asked_by_text_.find(text); found != asked_by_text_.end()) return found->second;
    const StatedSeries& of = timeline_.series()[static_cast<std::size_t>(series)];
    Details details;
    details.description = of.details.description;
    details.criterion = of.details.criterion;
    details.absent_state = of.details.absent_state;
    details.when = std::move(when);
    if (of.guard) {
      const std::string& guard = timeline_.series()[static_cast<std::size_t>(*of.guard)].name;
      details.when = Event(ask(*of.guard, step, {"at", detail::name_text(guard), step}));
    }
    if (timeline_.kind(series) == Kind::quantity || timeline_.kind(series) == Kind::count)
      details.unit = unit.empty() ? of.details.unit : unit;
    timeline_.state_placeholder(asked_, series, free_name(asked_, spelling), std::move(details));
    const NodePtr node = asked_.spell_last(std::move(spelling));
    places_.resize(asked_.variables().size());
    places_.back() = {series, step};
    asked_by_text_.emplace(std::move(text), node);
    return node;
  }

  // The series that a question needs, declared and given its laws when it is first needed.
  template <class Handle, class Laws> Index accumulated(const detail::Spelling& spelling, const Laws& laws) {
    const std::string text = spelling.text();
    if (const auto found = needed_by_text_.find(text); found != needed_by_text_.end()) return found->second;
    const std::string name = free_name(timeline_.placeholders(), spelling);
    Index number = -1;
    if constexpr (std::is_same_v<Handle, Event>) {
      const Series<Event> series = timeline_.event(name);
      laws(series);
      number = series.number();
    } else {
      const Series<Quantity> series = timeline_.quantity(name);
      laws(series);
      number = series.number();
    }
    needed_by_text_.emplace(text, number);
    return number;
  }

  Index has_held(const Series<Event>& series) {
    owned(series);
    return accumulated<Event>(call("by", series), [&](const Series<Event>& held) {
      timeline_.first(held, Deterministic(Boolean(series.now())));
      timeline_.step(held, Deterministic(held.last() || series.now()));
    });
  }
  Index has_always(const Series<Event>& series) {
    owned(series);
    return accumulated<Event>(call("always", series), [&](const Series<Event>& held) {
      timeline_.first(held, Deterministic(Boolean(series.now())));
      timeline_.step(held, Deterministic(held.last() && series.now()));
    });
  }
  Index starts(const Series<Event>& series) {
    const Series<Event> held = timeline_.handle<Event>(has_held(series));
    return accumulated<Event>(call("first_at", series), [&](const Series<Event>& first) {
      timeline_.first(first, Deterministic(Boolean(series.now())));
      timeline_.step(first, Deterministic(series.now() && !held.last()));
    });
  }

  // How many steps ago the event first held: "not yet", "0", "1", ..., and "past" behind the last that counts.
  Series<Category> steps_since(const Series<Event>& after, Index count) {
    owned(after);
    const detail::Spelling spelling = call("steps since", after, count);
    const std::string text = spelling.text();
    if (const auto found = needed_by_text_.find(text); found != needed_by_text_.end())
      return timeline_.handle<Category>(found->second);
    std::vector<std::string> states{"not yet"};
    for (Index step = 0; step <= count; ++step) states.push_back(std::to_string(step));
    states.emplace_back("past");
    const Series<Category> since = timeline_.category(free_name(timeline_.placeholders(), spelling), states);
    needed_by_text_.emplace(text, since.number());
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

  Timeline timeline_;
  Index steps_;
  std::size_t declared_;  // how many series were, before questions needed more
  Model asked_;
  std::vector<Place> places_;  // by variable of `asked_`
  // By what it is asked by: names in it are quoted, so that it says one thing only.
  std::map<std::string, NodePtr> asked_by_text_;
  std::map<std::string, Index> needed_by_text_;
};

/// A horizon's questions in its model unrolled: for methods that know no time.
class UnrolledQuestions {
public:
  /// Of so many of the horizon's steps. Errors as for `Timeline::unrolled`.
  UnrolledQuestions(const Horizon& horizon, Index steps) : unrolled_(horizon.timeline().unrolled(steps)) {
    for (std::size_t i = 0; i < horizon.asked().variables().size(); ++i) {
      const Horizon::Place& place = horizon.place(static_cast<Index>(i));
      if (place.series >= 0 && place.step < steps)
        nodes_.emplace(static_cast<Index>(i), unrolled_.node(place.series, place.step));
    }
  }

  const Model& model() const noexcept { return unrolled_.model(); }
  /// A series of the horizon's timeline at a step.
  NodePtr node(Index series, Index step) const { return unrolled_.node(series, step); }
  NodePtr translated(const NodePtr& expression) const { return detail::Substituted(nodes_)(expression); }
  /// What is set at later steps is left out.
  std::vector<Intervention> translated(const std::vector<Intervention>& under) const {
    std::vector<Intervention> all;
    for (const Intervention& one : under) {
      const NodePtr variable = translated(one.variable);
      if (variable != one.variable || model().find(variable->name) == variable)
        all.push_back({variable, one.value});
    }
    return all;
  }

private:
  Unrolled unrolled_;
  detail::Substitution nodes_;
};

}  // namespace casus
