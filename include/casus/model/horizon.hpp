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

/// A timeline over a fixed number of steps, to ask questions about. Each question is a variable
/// like any other, so it can be used in any query:
/// `P(h.by(regime_change, 12)).given(!h.by(entry, 3)).under(set(h.at(suspension, 4), yes))`,
/// answered by `estimate(h, ...)`. Steps are numbered from 0; "by" and "up to" include the step.
/// Constants and parameters are used in questions as they are.
///
/// A question over time is answered by an auxiliary series that is carried along (whether the event
/// has held by now, how often, how much in total). Its cost per step therefore does not depend on
/// the number of steps that it spans, and no other draws change because of it.
///
/// Every member that names a step throws Error if there is no such step, or if the series belongs
/// to another timeline. Asking is not safe from several threads; answering is safe from any number.
class Horizon {
public:
  /// Throws Error if `steps` is below 1, or if a series has no distribution.
  Horizon(Timeline timeline, Index steps);

  Index steps() const noexcept { return steps_; }
  const std::string& unit() const noexcept { return timeline_.unit(); }
  /// Returns the name of a step: its label, or the unit and its number.
  std::string label(Index step) const;

  /// The value of the series at a step.
  template <class Handle> Handle at(const Series<Handle>& series, Index step) {
    return Handle(ask(owned(series), step, call("at", series, step)));
  }
  /// The event held in some step up to this one; in any step; in all steps up to this one; in all
  /// steps.
  Event by(const Series<Event>& series, Index step) {
    return Event(ask(has_held(series), step, call("by", series, step)));
  }
  Event ever(const Series<Event>& series) {
    return Event(ask(has_held(series), steps_ - 1, call("ever", series)));
  }
  Event always(const Series<Event>& series, Index step);
  Event always(const Series<Event>& series);
  /// The event held in this step for the first time.
  Event first_at(const Series<Event>& series, Index step);
  /// The number of the first step in which the event held. Absent if it never did: ask
  /// `given(h.ever(series))`.
  Quantity first(const Series<Event>& series);
  /// `what` held in some step before `other` first did, or held and `other` never did.
  Event before(const Series<Event>& what, const Series<Event>& other);
  /// `what` held in one of the `count` steps after the first step in which `after` held. Throws
  /// Error unless `count` is from 1 to 200.
  Event within(const Series<Event>& what, Index count, const Series<Event>& after);

  /// The number of steps up to this one in which the event held.
  Quantity count(const Series<Event>& series, Index step);
  /// The sum up to this step, over the steps in which the series exists.
  Quantity sum(const Series<Quantity>& series, Index step);
  /// The greatest value up to this step, over the steps in which the series exists. Absent if it
  /// existed in none: ask `given(h.by(guard, step))`.
  Quantity maximum(const Series<Quantity>& series, Index step);

  // ---- for code that parses or answers questions

  /// Returns the number of the declared series with that name, or nothing if there is none.
  std::optional<Index> find(std::string_view name) const;
  std::vector<std::string> names() const;
  template <class Handle> Series<Handle> series(Index number) const {
    return timeline_.handle<Handle>(number);
  }
  Kind kind(Index series) const { return timeline_.kind(series); }

  /// Returns the names that questions read: the constants and parameters, then the variables of all
  /// questions so far, with their guards.
  const Scope& asked() const noexcept { return asked_; }
  /// Returns the model of the constants, with all parameters. They are the first variables of
  /// `asked()`.
  const Model& constants() const noexcept { return timeline_.constants(); }
  /// Returns the timeline, with the auxiliary series of the questions.
  const Timeline& timeline() const noexcept { return timeline_; }
  /// The series and step of a variable of `asked()`; both -1 for a constant.
  struct Place {
    Index series = -1, step = -1;
  };
  const Place& place(Index variable) const { return places_[static_cast<std::size_t>(variable)]; }
  /// Returns whether a series was declared by the user, or is the twin of one that was; false for
  /// the auxiliary series of a question.
  bool is_declared(Index series) const {
    const Index original = timeline_.series()[static_cast<std::size_t>(series)].twin_of;
    return static_cast<std::size_t>(original < 0 ? series : original) < declared_;
  }

private:
  friend class TwinHorizon;
  friend Horizon with_worlds(Horizon horizon, ParameterDraws draws);
  friend Horizon hold(Horizon horizon, const Parameter& parameter, double value);

  // Throws Error about `subject` if there is no such step.
  void check(Index step, const std::string& subject) const;
  template <class Handle> Index owned(const Series<Handle>& series) const {
    timeline_.check_owned(series);
    return series.number();
  }

  // Returns the reference of a question to a series, as it is written.
  template <class Handle>
  static SeriesReference call(const char* function, const Series<Handle>& series, Index step = -1) {
    return {function, {series.name()}, step};
  }

  const std::string& unit_of(const Series<Quantity>& series) const;

  // Returns a name that is free in a scope, for messages: the reference's text without quotes.
  static std::string free_name(const Scope& scope, const SeriesReference& reference);

  // Returns the variable for a series at a step. Declares it at the first call.
  NodePtr ask(Index series, Index step, SeriesReference reference, std::optional<Event> when = {},
              const std::string& unit = {});

  // Returns the auxiliary series of a question. Declares it and sets its distributions at the first
  // call.
  template <class Handle, class Distributions>
  Index accumulated(const SeriesReference& reference, const Distributions& laws) {
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

  // Returns the series of the number of steps since the event first held: "not yet", "0", "1", ...,
  // `count`, then "past".
  Series<Category> steps_since(const Series<Event>& after, Index count);

  Timeline timeline_;
  Index steps_;
  std::size_t declared_;  // number of series before questions added auxiliary ones
  Scope asked_;
  std::vector<Place> places_;  // by variable of `asked_`
  std::map<SeriesReference, NodePtr> nodes_;
  std::map<SeriesReference, Index> needed_;  // auxiliary series of the questions
};

/// Returns a copy of a horizon, with its questions, whose parameters have the values of these
/// worlds. Errors as for `with_worlds` of a model (casus/model/changes.hpp).
[[nodiscard]] Horizon with_worlds(Horizon horizon, ParameterDraws draws);
/// Returns a copy of a horizon, with its questions, in which a parameter is fixed at a value.
/// Errors as for `hold` of a model.
[[nodiscard]] Horizon hold(Horizon horizon, const Parameter& parameter, double value);

/// A horizon's questions on its unrolled model: for methods that do not support time.
class UnrolledQuestions {
public:
  /// Unrolls this number of the horizon's steps. Errors as for `Timeline::unrolled`.
  UnrolledQuestions(const Horizon& horizon, Index steps, const StopToken& stop = {});

  const Model& model() const noexcept { return unrolled_.model(); }
  /// Returns the variable of a series of the horizon's timeline at a step.
  NodePtr node(Index series, Index step) const { return unrolled_.node(series, step); }
  NodePtr translated(const NodePtr& expression) const { return detail::Substituted(nodes_)(expression); }
  /// Leaves out interventions at later steps.
  std::vector<Intervention> translated(const std::vector<Intervention>& under) const;

private:
  Unrolled unrolled_;
  detail::Substitution nodes_;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/horizon.inl>
#endif
