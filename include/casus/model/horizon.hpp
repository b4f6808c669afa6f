// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/stop_token.hpp>
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
  Horizon(Timeline timeline, Index steps);

  Index steps() const noexcept { return steps_; }
  const std::string& unit() const noexcept { return timeline_.unit(); }
  /// What a step is called: its label, or its number.
  std::string label(Index step) const;

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
  Event always(const Series<Event>& series, Index step);
  Event always(const Series<Event>& series);
  /// It held in this step for the first time.
  Event first_at(const Series<Event>& series, Index step);
  /// The number of the first step in which it held. Absent where it never did: ask for it `given(h.ever(series))`.
  Quantity first(const Series<Event>& series);
  /// `what` held for the first time before `other` first did: in an earlier step, or `other` never did.
  Event before(const Series<Event>& what, const Series<Event>& other);
  /// `what` held in one of the `count` steps after the first one in which `after` did. Throws Error where count is not 1 to 200.
  Event within(const Series<Event>& what, Index count, const Series<Event>& after);

  /// In how many steps it held, from the first to this one.
  Quantity count(const Series<Event>& series, Index step);
  /// The sum from the first step to this one, over the steps in which the series exists.
  Quantity sum(const Series<Quantity>& series, Index step);
  /// Returns the greatest value up to this step, over the steps in which the series exists; absent if there
  /// are none: ask `given(h.by(guard, step))`.
  Quantity maximum(const Series<Quantity>& series, Index step);

  // ---- for those who read questions from text, and those who answer them

  /// The number of the declared series of that name, or none.
  std::optional<Index> find(std::string_view name) const;
  std::vector<std::string> names() const;
  template <class Handle> Series<Handle> series(Index number) const {
    return timeline_.handle<Handle>(number);
  }
  Kind kind(Index series) const { return timeline_.kind(series); }

  /// Returns the names that questions read: the constants and parameters, then the variables of all
  /// questions so far, with their guards.
  const Scope& asked() const noexcept { return asked_; }
  /// The constants, with all parameters, as a model. The first variables of `asked()` are these.
  const Model& constants() const noexcept { return timeline_.constants(); }
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
  void check(Index step) const;
  template <class Handle> Index owned(const Series<Handle>& series) const {
    timeline_.check_owned(series);
    return series.number();
  }

  // What is asked of a series, as it is written.
  template <class Handle>
  static SeriesReference call(const char* function, const Series<Handle>& series, Index step = -1) {
    return {function, {series.name()}, step};
  }

  const std::string& unit_of(const Series<Quantity>& series) const;

  // Returns a name that is free in a scope, for messages: the reference's text without quotes.
  static std::string free_name(const Scope& scope, const SeriesReference& reference);

  // Returns the variable for a series at a step; declares it at the first call.
  NodePtr ask(Index series, Index step, SeriesReference reference, std::optional<Event> when = {},
              const std::string& unit = {});

  // The series that a question needs, declared and given its laws when it is first needed.
  template <class Handle, class Laws> Index accumulated(const SeriesReference& reference, const Laws& laws) {
    if (const auto found = needed_.find(reference); found != needed_.end()) return found->second;
    const std::string name = free_name(timeline_.scope(), reference);
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
    needed_.emplace(reference, number);
    return number;
  }

  Index has_held(const Series<Event>& series);
  Index has_always(const Series<Event>& series);
  Index starts(const Series<Event>& series);

  // How many steps ago the event first held: "not yet", "0", "1", ..., and "past" behind the last that counts.
  Series<Category> steps_since(const Series<Event>& after, Index count);

  Timeline timeline_;
  Index steps_;
  std::size_t declared_;  // how many series were, before questions needed more
  Scope asked_;
  std::vector<Place> places_;  // by variable of `asked_`
  std::map<SeriesReference, NodePtr> nodes_;
  std::map<SeriesReference, Index> needed_;  // series that questions need
};

/// A horizon's questions in its model unrolled: for methods that know no time.
class UnrolledQuestions {
public:
  /// Of so many of the horizon's steps. Errors as for `Timeline::unrolled`.
  UnrolledQuestions(const Horizon& horizon, Index steps, const StopToken& stop = {});

  const Model& model() const noexcept { return unrolled_.model(); }
  /// A series of the horizon's timeline at a step.
  NodePtr node(Index series, Index step) const { return unrolled_.node(series, step); }
  NodePtr translated(const NodePtr& expression) const { return detail::Substituted(nodes_)(expression); }
  /// What is set at later steps is left out.
  std::vector<Intervention> translated(const std::vector<Intervention>& under) const;

private:
  Unrolled unrolled_;
  detail::Substitution nodes_;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/horizon.inl>
#endif
