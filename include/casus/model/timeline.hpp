// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/model/model.hpp>

/// Time: variables that are there anew in each step, a month or whatever the model's unit is, and may look back at the step before.
namespace casus {

/// The probability that something happens within one of `parts` equal parts of a period, if it happens within the whole period
/// with probability p and the hazard is constant: 1 - (1 - p)^(1 / parts). Throws Error unless p is in [0, 1] and there is a part.
inline double part_probability(double p, int parts) {
  if (!(p >= 0 && p <= 1)) throw Error("part_probability", "a probability in [0, 1]", detail::number(p));
  if (parts < 1) throw Error("part_probability", "at least one part", std::to_string(parts));
  return p == 1 ? 1 : -std::expm1(std::log1p(-p) / parts);
}
/// The other way round: the probability within the whole, 1 - (1 - p)^parts.
inline double whole_probability(double p, int parts) {
  if (!(p >= 0 && p <= 1)) throw Error("whole_probability", "a probability in [0, 1]", detail::number(p));
  if (parts < 1) throw Error("whole_probability", "at least one part", std::to_string(parts));
  return p == 1 ? 1 : -std::expm1(std::log1p(-p) * parts);
}
/// The same of an expression below 1, where a probability is uncertain.
inline Real part_probability(const Real& p, int parts) { return 1.0 - exp(log(1.0 - p) / parts); }

/// A variable that is there in each step: what laws may read of it.
template <class Handle> class Series {
public:
  Series(Index number, Handle now, Handle last)
      : number_(number), now_(std::move(now)), last_(std::move(last)) {}

  const std::string& name() const noexcept { return now_.node()->name; }
  /// Its value in the step that a law is for.
  const Handle& now() const noexcept { return now_; }
  /// Its value in the step before.
  const Handle& last() const noexcept { return last_; }
  Index number() const noexcept { return number_; }

private:
  Index number_;
  Handle now_, last_;
};

class Unrolled;

/// A model that unfolds in time. First what stays the same is stated (`constants`: variables, and parameters at any time), then the
/// series are declared, then each is given a first distribution, of step 0, and a step distribution, of every later one. These
/// may read what stays the same, this step's value of series that were declared before, and, in later steps, last step's value of any
/// series: so effects feed back over time while each step has no cycles. Longer memory takes a series of its own.
/// A series whose guard (`Details::when`, this step's value of a series) does not hold does not exist in that step.
///
/// Everything wrong is refused when it is stated. Not safe to change from several threads.
class Timeline {
public:
  /// `unit` is what a step is called, "month"; `labels`, if any, name the steps: "Dec 2022", ...
  explicit Timeline(std::string unit = "month", std::vector<std::string> labels = {})
      : unit_(std::move(unit)), labels_(std::move(labels)) {}

  const std::string& unit() const noexcept { return unit_; }
  const std::vector<std::string>& labels() const noexcept { return labels_; }

  /// Adds a variable that stays the same. Throws Error as `Model::add`, and where a series was declared already.
  template <class Handle>
  Handle add(std::string name, const Distribution<Handle>& distribution, Details details = {}) {
    if (constants_)
      throw Error(name, "what stays the same stated before what changes",
                  "a series or varying number before it");
    return model_.add(std::move(name), distribution, std::move(details));
  }
  /// Adds an uncertain parameter. Errors as for `Model::parameter`.
  Parameter parameter(std::string name, const Distribution<Quantity>& distribution,
                      ParameterDetails details = {}) {
    return model_.parameter(std::move(name), distribution, std::move(details));
  }
  std::vector<Parameter> parameter(const std::string& name, const Dirichlet& law,
                                   const ParameterDetails& details = {}) {
    return model_.parameter(name, law, details);
  }

  /// Declare series. Throw Error where the name is taken, or the guard is no series' value in this step.
  Series<Event> event(const std::string& name, Details details = {}) {
    return declare(name, Bernoulli(0.5), std::move(details));
  }
  Series<Category> category(const std::string& name, const std::vector<std::string>& states,
                            Details details = {}) {
    const std::vector<Real> shares(states.size(), Real(1.0 / static_cast<double>(states.size())));
    return declare(name, Categorical(states, shares), std::move(details));
  }
  Series<Quantity> quantity(const std::string& name, Details details = {}) {
    return declare<Quantity>(name, Normal(0, 1), std::move(details));
  }
  Series<Quantity> count(const std::string& name, Details details = {}) {
    return declare<Quantity>(name, Poisson(1), std::move(details));
  }

  /// A number that changes from step to step: the values in turn, from step 0 on, and from their first again after their last (twelve
  /// of them: by calendar month). To be read by laws alone. Throws Error where there is no value or one is not finite.
  Real varying(std::vector<double> values) {
    if (values.empty()) throw Error("varying", "at least one value", "none");
    for (const double value : values)
      if (!std::isfinite(value)) throw Error("varying", "finite values", detail::number(value));
    keep_constants();
    const std::string name = "varying " + std::to_string(varying_.size());
    const Quantity placeholder = model_.add(name, Normal(0, 1));
    varying_.push_back({placeholder.node()->index, std::move(values)});
    return placeholder;
  }

  /// The distribution in step 0; in every later step; in all of them alike. Throw Error as `Model::add` for the distribution, where
  /// its kind or states are not the series', and where it reads what is not there yet: this step's value of a series that was not
  /// declared before it, or in step 0 any last one.
  template <class Handle> void first(const Series<Handle>& series, const Distribution<Handle>& law) {
    state(series.number(), law, true);
  }
  template <class Handle> void step(const Series<Handle>& series, const Distribution<Handle>& law) {
    state(series.number(), law, false);
  }
  template <class Handle> void each(const Series<Handle>& series, const Distribution<Handle>& law) {
    state(series.number(), law, true);
    state(series.number(), law, false);
  }

  /// An event that, once it has happened, stays: `hazard` is its probability in each step before.
  void absorbing(const Series<Event>& series, const Real& hazard) {
    first(series, Bernoulli(hazard));
    step(series, Bernoulli(if_then_else(series.last(), 1.0, hazard)));
  }

  /// The model of so many steps. Each variable's draws are a function of its name and step: more steps change no earlier one.
  /// Throws Error where there is no step, a series lacks a distribution, or one leaves its domain in some step.
  Unrolled unrolled(Index steps) const;

private:
  friend class Unrolled;

  struct Declared {
    std::string name;
    Index last, now;  // numbers of the placeholders in `model_`
    Details details;
    std::optional<Index> guard;  // number of the series
    std::optional<ConditionalDistribution> first, step;
  };
  struct Varying {
    Index placeholder;
    std::vector<double> values;
  };

  void keep_constants() {
    if (!constants_) constants_ = static_cast<Index>(model_.variables().size());
  }

  template <class Handle>
  Series<Handle> declare(const std::string& name, const Distribution<Handle>& any, Details details) {
    Declared series{name, 0, 0, details, {}, {}, {}};
    Details of_last;
    of_last.absent_state = details.absent_state;
    if (details.when) {
      for (std::size_t i = 0; i < series_.size(); ++i)
        if (series_[i].now == details.when->index()) series.guard = static_cast<Index>(i);
      if (!series.guard)
        throw Error(name, "a guard that is an event series' value in this step, declared before",
                    detail::quoted(details.when->name()));
      const Declared& guard = series_[static_cast<std::size_t>(*series.guard)];
      of_last.when = Event(model_.find("last " + guard.name));
    }
    keep_constants();
    Model model = model_;  // both or none
    const Handle last = model.add("last " + name, any, std::move(of_last));
    const Handle now = model.add(name, any, std::move(details));
    model_ = std::move(model);
    series.last = last.node()->index;
    series.now = now.node()->index;
    series_.push_back(std::move(series));
    return {static_cast<Index>(series_.size()) - 1, now, last};
  }

  void state(Index number, const ConditionalDistribution& law, bool is_first) {
    Declared& series = series_[static_cast<std::size_t>(number)];
    const Variable& placeholder = model_.variables()[static_cast<std::size_t>(series.now)];
    if (law.kind != placeholder.kind())
      throw Error(series.name, "a distribution of the series' kind", to_text(law));
    if (law.kind == Kind::category && law.states != placeholder.distribution.states)
      throw Error(series.name, "a distribution of the series' states", to_text(law));
    for (const NodePtr& parameter : law.parameters)
      for (const Index read : Formula(parameter).variables())
        for (const Declared& other : series_) {
          const bool too_late = read == other.now && other.now >= series.now;
          if (too_late || (is_first && read == other.last))
            throw Error(series.name,
                        is_first ? "this step's values of series declared before it"
                                 : "last step's values, or this step's of series declared before it",
                        too_late ? detail::quoted(other.name) + " of this step"
                                 : detail::quoted(other.name) + " of the step before the first");
        }
    Model checked = model_;
    checked.redistribute(series.now, law);
    (is_first ? series.first : series.step) = law;
  }

  Model model_;  // what stays the same, and placeholders of what changes
  std::optional<Index>
      constants_;  // how many variables stay the same, once something was declared that does not
  std::vector<Declared> series_;
  std::vector<Varying> varying_;
  std::string unit_;
  std::vector<std::string> labels_;
};

/// A timeline's model of so many steps, and its series at each of them, to ask about. Events and quantities of it can be seen
/// (`given`), done (`under`) and imagined like all others: `P(u.by(regime_change, 12)).under(set(u.at(invasion, 2), yes))`.
/// Steps are numbered from 0, and "by" and "up to" include them. Immutable; safe to read from several threads.
class Unrolled {
public:
  const Model& model() const noexcept { return model_; }
  Index steps() const noexcept { return static_cast<Index>(nodes_.size()); }
  /// What a step is called: its label, or its number.
  std::string label(Index step) const {
    check(step);
    const auto number = static_cast<std::size_t>(step);
    return number < labels_.size() ? labels_[number] : unit_ + ' ' + std::to_string(step);
  }

  /// The series at a step. This and all that follow throw Error where there is no such step.
  template <class Handle> Handle at(const Series<Handle>& series, Index step) const {
    check(step);
    return Handle(nodes_[static_cast<std::size_t>(step)][static_cast<std::size_t>(series.number())]);
  }

  /// It held in some step up to this one; in any; in all.
  Boolean by(const Series<Event>& series, Index step) const {
    Boolean held = at(series, 0);
    check(step);
    for (Index t = 1; t <= step; ++t) held = held || at(series, t);
    return held;
  }
  Boolean ever(const Series<Event>& series) const { return by(series, steps() - 1); }
  Boolean always(const Series<Event>& series) const {
    Boolean held = at(series, 0);
    for (Index t = 1; t < steps(); ++t) held = held && at(series, t);
    return held;
  }
  /// It held in this step for the first time.
  Boolean first_at(const Series<Event>& series, Index step) const {
    return step == 0 ? Boolean(at(series, 0)) : at(series, step) && !by(series, step - 1);
  }
  /// The number of the first step in which it held; `steps()` where it never did.
  Real first(const Series<Event>& series) const {
    Real before = 0.0;
    Boolean held = at(series, 0);
    for (Index t = 0;;) {
      before = before + Real(!held);
      if (++t == steps()) return before;
      held = held || at(series, t);
    }
  }
  /// `what` held for the first time before `other` first did: in an earlier step, or `other` never did.
  Boolean before(const Series<Event>& what, const Series<Event>& other) const {
    Boolean any = at(what, 0) && !at(other, 0);
    Boolean not_yet = !at(other, 0);
    for (Index t = 1; t < steps(); ++t) {
      not_yet = not_yet && !at(other, t);
      any = any || (at(what, t) && not_yet);
    }
    return any;
  }
  /// `what` held in one of the `count` steps after the first one in which `after` did.
  Boolean within(const Series<Event>& what, Index count, const Series<Event>& after) const {
    if (count < 1) throw Error("within", "at least one step after", std::to_string(count));
    std::optional<Boolean> any;
    for (Index t = 0; t + 1 < steps(); ++t) {
      Boolean soon = at(what, t + 1);
      for (Index later = t + 2; later <= t + count && later < steps(); ++later)
        soon = soon || at(what, later);
      const Boolean here = first_at(after, t) && soon;
      any = any ? *any || here : here;
    }
    return any.value_or(Boolean(false));
  }

  /// In how many steps it held, from the first to this one.
  Real count(const Series<Event>& series, Index step) const {
    return total(step, [&](Index t) { return Real(at(series, t)); });
  }
  /// The sum and the greatest value from the first step to this one, of a series that exists in all of them.
  Real sum(const Series<Quantity>& series, Index step) const {
    return total(step, [&](Index t) { return Real(at(series, t)); });
  }
  Real maximum(const Series<Quantity>& series, Index step) const {
    check(step);
    Real most = at(series, 0);
    for (Index t = 1; t <= step; ++t) most = (max)(most, at(series, t));
    return most;
  }

private:
  friend class Timeline;
  explicit Unrolled(const Timeline& timeline, Index steps)
      : unit_(timeline.unit_), labels_(timeline.labels_) {
    if (steps < 1) throw Error("unrolled", "at least one step", std::to_string(steps));
    for (const Timeline::Declared& series : timeline.series_) {
      if (!series.first) throw Error(series.name, "a first distribution", "none");
      if (!series.step && steps > 1) throw Error(series.name, "a step distribution", "none");
    }
    const auto all = static_cast<Index>(timeline.model_.variables().size());
    model_ = timeline.model_.first_variables(timeline.constants_.value_or(all));
    for (Index step = 0; step < steps; ++step) add_step(timeline, step);
  }

  void add_step(const Timeline& timeline, Index step) {
    detail::Substitution now;
    for (const Timeline::Varying& varying : timeline.varying_)
      now.emplace(varying.placeholder,
                  detail::make_constant(
                      varying.values[static_cast<std::size_t>(step) % varying.values.size()], false));
    if (step > 0)
      for (std::size_t i = 0; i < timeline.series_.size(); ++i)
        now.emplace(timeline.series_[i].last, nodes_.back()[i]);
    std::vector<NodePtr> nodes;
    for (const Timeline::Declared& series : timeline.series_) {
      ConditionalDistribution law = step == 0 ? *series.first : *series.step;
      detail::Substituted substituted(now);
      for (NodePtr& parameter : law.parameters) parameter = substituted(parameter);
      Details details = series.details;
      if (series.guard) details.when = Event(nodes[static_cast<std::size_t>(*series.guard)]);
      nodes.push_back(add(series.name + '[' + std::to_string(step) + ']', law, std::move(details)));
      now.emplace(series.now, nodes.back());
    }
    nodes_.push_back(std::move(nodes));
  }

  NodePtr add(const std::string& name, const ConditionalDistribution& law, Details details) {
    switch (law.kind) {
      case Kind::event: return model_.add(name, Distribution<Event>{law}, std::move(details)).node();
      case Kind::category: return model_.add(name, Distribution<Category>{law}, std::move(details)).node();
      case Kind::quantity:
      case Kind::count: break;
    }
    return model_.add(name, Distribution<Quantity>{law}, std::move(details)).node();
  }

  void check(Index step) const {
    if (step < 0 || step >= steps())
      throw Error("step", "0 to " + std::to_string(steps() - 1), std::to_string(step));
  }

  template <class Term> Real total(Index step, const Term& term) const {
    check(step);
    Real sum = term(0);
    for (Index t = 1; t <= step; ++t) sum = sum + term(t);
    return sum;
  }

  Model model_;
  std::vector<std::vector<NodePtr>> nodes_;  // by step and series
  std::string unit_;
  std::vector<std::string> labels_;
};

inline Unrolled Timeline::unrolled(Index steps) const { return Unrolled(*this, steps); }

}  // namespace casus
