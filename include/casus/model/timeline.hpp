// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/stop_token.hpp>
#include <casus/model/model.hpp>

/// Time: variables that are there anew in each step, a month or whatever the model's unit is, and may look back at the step before.
namespace casus {

/// The probability that something happens within one of `parts` equal parts of a period, if it happens within the whole period
/// with probability p and the hazard is constant: 1 - (1 - p)^(1 / parts). Throws Error unless p is in [0, 1] and there is a part.
double part_probability(double p, int parts);
/// The other way round: the probability within the whole, 1 - (1 - p)^parts.
double whole_probability(double p, int parts);
/// The same of an expression below 1, where a probability is uncertain.
inline Real part_probability(const Real& p, int parts) { return 1.0 - exp(log(1.0 - p) / parts); }

/// A variable that is there in each step: what laws may read of it.
template <class Handle> class Series {
public:
  /// Makes an empty handle, to be assigned to; its name and values throw Error.
  Series() = default;
  Series(Index number, Handle now, Handle last)
      : number_(number), now_(std::move(now)), last_(std::move(last)) {}

  const std::string& name() const { return now_.node()->name; }
  /// Its value in the step that a law is for.
  const Handle& now() const noexcept { return now_; }
  /// Its value in the step before.
  const Handle& last() const noexcept { return last_; }
  Index number() const noexcept { return number_; }

private:
  Index number_ = -1;
  Handle now_, last_;
};

/// A series as it was declared, and its laws: for those who compile timelines.
struct StatedSeries {
  std::string name;
  std::vector<std::string> states;  ///< of a category, without an added "none"
  Details details;
  Index last = -1,
        now = -1;  ///< numbers in the timeline's scope: its value in the step before, and in this one
  std::optional<Index> guard = {};  ///< number of the series
  std::optional<ConditionalDistribution> first = {}, step = {};

  /// Where `when` holds, the series is set, whatever its law.
  struct Policy {
    Boolean when;
    double value;
    bool reads_last;  ///< and so says nothing of the first step
  };
  std::vector<Policy> policies = {};
};

class Unrolled;

/// A model that unfolds in time. First what stays the same is stated (`add`: variables, and parameters at any time), then the
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
  /// What a step is called: its label, or its number.
  std::string label(Index step) const;

  /// Adds a variable that stays the same. Throws Error as `Model::add`, where a series was declared already, and, as all that names
  /// something here, for a name that ends as those of a model unrolled do: "war[3]", "war under policy".
  template <class Handle>
  Handle add(std::string name, const Distribution<Handle>& distribution, Details details = {}) {
    check_is_free(name);
    if (has_changing_names())
      throw Error(name, "what stays the same stated before what changes",
                  "a series or varying number before it");
    Handle handle = constants_.add(std::move(name), distribution, std::move(details));
    scope_.add(constants_.scope().variables().back());
    return handle;
  }
  /// Adds an uncertain parameter. Errors as for `Model::parameter`.
  template <class Law> auto parameter(std::string name, const Law& law, ParameterDetails details = {}) {
    check_is_free(name);
    scope_.check_new_name(name);
    auto handles = constants_.parameter(std::move(name), law, std::move(details));
    const std::vector<NodePtr>& all = constants_.scope().parameters();
    while (scope_.parameters().size() < all.size()) scope_.add_parameter(all[scope_.parameters().size()]);
    return handles;
  }

  /// Declare series. Throw Error where the name is taken, or the guard is no series' value in this step.
  Series<Event> event(const std::string& name, Details details = {}) {
    return handle<Event>(declare(name, Kind::event, {}, std::move(details)));
  }
  Series<Category> category(const std::string& name, const std::vector<std::string>& states,
                            Details details = {}) {
    return handle<Category>(declare(name, Kind::category, states, std::move(details)));
  }
  Series<Quantity> quantity(const std::string& name, Details details = {}) {
    return handle<Quantity>(declare(name, Kind::quantity, {}, std::move(details)));
  }
  Series<Quantity> count(const std::string& name, Details details = {}) {
    return handle<Quantity>(declare(name, Kind::count, {}, std::move(details)));
  }

  /// Declares an event series that is there to be set, by a policy or step by step:
  /// `P(h.ever(loss)).under(set(h.at(decision, 4), yes))`. Where nothing sets it, it has probability 1/2 in
  /// each step. Errors as for `event`.
  Series<Event> decision(const std::string& name, Details details = {});

  /// A number that changes from step to step: the values in turn, from step 0 on, and from their first again after their last (twelve
  /// of them: by calendar month). To be read by laws alone. Throws Error where there is no value or one is not finite.
  Real varying(std::vector<double> values);

  /// The distribution in step 0; in every later step; in all of them alike. Throw Error as `Model::add` for the distribution, where
  /// its kind or states are not the series', and where it reads what is not there yet: this step's value of a series that was not
  /// declared before it, or in step 0 any last one.
  template <class Handle> void first(const Series<Handle>& series, const Distribution<Handle>& law) {
    check_owned(series);
    state(series.number(), law, true);
  }
  template <class Handle> void step(const Series<Handle>& series, const Distribution<Handle>& law) {
    check_owned(series);
    state(series.number(), law, false);
  }
  template <class Handle> void each(const Series<Handle>& series, const Distribution<Handle>& law) {
    check_owned(series);
    state(series.number(), law, true);
    state(series.number(), law, false);
  }

  /// An event that, once it has happened, stays: `hazard` is its probability in each step before.
  void absorbing(const Series<Event>& series, const Real& hazard);

  /// What is done depends on what is seen: in each step in which `when` holds, the series is set to the value, whatever its law;
  /// elsewhere it is drawn as before, with the same chance, so that the course with the policy can be set against the one without.
  /// `when` may read what a step's law may; where it reads last step's values it says nothing of step 0. Of several policies for one
  /// series the first that holds counts. Throws Error where `when` reads what is not there yet, and where the series cannot take the
  /// value.
  template <std::same_as<bool> Holds>
  void policy(const Series<Event>& series, const Boolean& when, Holds value) {
    check_owned(series);
    add_policy(series.number(), when, value ? 1 : 0);
  }
  /// An event's states are "no" and "yes".
  void policy(const Series<Event>& series, const Boolean& when, std::string_view state);
  void policy(const Series<Category>& series, const Boolean& when, std::string_view state);
  void policy(const Series<Quantity>& series, const Boolean& when, double value);
  /// The same by the series' name; an event's value is 0 or 1, a category's the number of its state. Throws Error where there is no
  /// such series.
  void policy(std::string_view name, const Boolean& when, double value);

  /// Returns the model of `steps` steps. Each variable's draws are a function of its name and step, so a
  /// larger number of steps leaves earlier ones unchanged. Throws Error if there is no step, a series lacks a
  /// distribution, or one leaves its domain in some step; Cancelled if a stop is requested.
  Unrolled unrolled(Index steps, const StopToken& stop = {}) const;

  // ---- for those who compile timelines, or ask about them

  /// The series, in the order in which they were declared.
  const std::vector<StatedSeries>& series() const noexcept { return series_; }
  /// Returns the number of the series of that name, or nothing if there is none.
  std::optional<Index> find(std::string_view name) const;
  /// A series of that number and kind.
  template <class Handle> Series<Handle> handle(Index number) const {
    const StatedSeries& of = series_[static_cast<std::size_t>(number)];
    return {number, Handle(scope_.variable(of.now).node), Handle(scope_.variable(of.last).node)};
  }
  Kind kind(Index number) const {
    return scope_.variable(series_[static_cast<std::size_t>(number)].now).kind;
  }
  /// Returns the names that distributions of series may read: constants and parameters, then the
  /// values of each series in the previous and in this step, and varying numbers. "war" is this
  /// step's value, "last(war)" the previous one.
  const Scope& scope() const noexcept { return scope_; }
  /// The constants, with all parameters, as a model.
  const Model& constants() const noexcept { return constants_; }
  /// A number that changes from step to step: its number in the scope, and its values.
  struct Varying {
    Index number;
    std::vector<double> values;
  };
  const std::vector<Varying>& varying_numbers() const noexcept { return varying_; }
  /// The varying numbers of a step, in their order.
  std::vector<double> varying_at(Index step) const;

  /// Throws Error where a series is another timeline's, even one of the same name and number; a timeline's copies share their series.
  template <class Handle> void check_owned(const Series<Handle>& series) const {
    const auto number = static_cast<std::size_t>(series.number());
    if (number >= series_.size() || scope_.variable(series_[number].now).node != series.now().node())
      throw Error(series.name(), "a series of this timeline", "one of another");
  }
  /// Throws Error unless it can unfold over so many steps.
  void check_steps(Index steps) const;

  /// What a step's law, guard and policies read: series, by their values in the step before and in this one, and what stays the same.
  struct Reads {
    std::vector<Index> last, now, constants;
  };
  Reads reads(Index number, bool is_first) const;

  /// Adds a variable of a series' kind and states to a model, for a value that is never drawn from
  /// its distribution because it is set, or is the value of the previous step.
  NodePtr add_stand_in(Model& model, Index number, std::string name, Details details) const;

  /// Adds the variables of one step to a model of the constants and parameters. `last`: the
  /// references to last step's values, by number of the series; empty in step 0. `wanted`, by
  /// number: which series are to be stated; `set`: those that are set in this step, which get a
  /// placeholder distribution. `name` returns the name of a series' variable. Returns the references
  /// to them, by number, null if not wanted.
  template <class Name>
  std::vector<NodePtr> state_step(Model& model, Index step, const std::vector<NodePtr>& last,
                                  const std::vector<bool>& wanted, const std::vector<bool>& set,
                                  const Name& name) const {
    detail::Substitution places;
    const std::vector<double> varying = varying_at(step);
    for (std::size_t i = 0; i < varying_.size(); ++i)
      places.emplace(varying_[i].number, detail::make_constant(varying[i], false));
    for (std::size_t i = 0; i < last.size(); ++i)
      if (last[i]) places.emplace(series_[i].last, last[i]);
    std::vector<NodePtr> now(series_.size());
    for (std::size_t i = 0; i < series_.size(); ++i) {
      if (!wanted[i]) continue;
      Details details = series_[i].details;
      if (series_[i].guard) details.when = Event(now[static_cast<std::size_t>(*series_[i].guard)]);
      now[i] = set[i] ? add_stand_in(model, static_cast<Index>(i), name(series_[i].name), details)
                      : state_series(model, series_[i], last.empty(), details, places, name);
      places.emplace(series_[i].now, now[i]);
    }
    return now;
  }

private:
  friend Timeline hold(Timeline timeline, const Parameter& parameter, double value);
  friend Timeline hold(Timeline timeline, std::string_view parameter, double value);

  static constexpr std::string_view under_policy = " under policy";
  // Names that the variables of a model unrolled have are theirs.
  static void check_is_free(std::string_view name);
  bool has_changing_names() const noexcept {
    return scope_.variables().size() > constants_.variables().size();
  }
  StatedSeries& stated(Index number) { return series_[static_cast<std::size_t>(number)]; }

  // Marks a variable as a value of a series.
  static Declaration of_series(Declaration variable);
  // Returns the series' number.
  Index declare(const std::string& name, Kind kind, std::vector<std::string> states, Details details);
  // Returns the number of the series of which an event is this step's value.
  Index guarding_series(const std::string& name, const Event& guard) const;

  // Throws Error where the expression reads what is not there yet as the series' law is looked at; whether it reads last step's values.
  bool check_reads(const StatedSeries& series, const NodePtr& node, bool is_first) const;

  void state(Index number, const ConditionalDistribution& law, bool is_first);

  void add_policy(Index number, const Boolean& when, double value);

  static NodePtr add_variable(Model& model, std::string name, const ConditionalDistribution& law,
                              Details details);

  template <class Name>
  NodePtr state_series(Model& model, const StatedSeries& series, bool is_first, const Details& details,
                       const detail::Substitution& places, const Name& name) const {
    detail::Substituted substituted(places);
    ConditionalDistribution law = is_first ? *series.first : *series.step;
    for (NodePtr& parameter : law.parameters) parameter = substituted(parameter);
    std::vector<StatedSeries::Policy> policies;
    for (const StatedSeries::Policy& policy : series.policies)
      if (!is_first || !policy.reads_last)
        policies.push_back({Boolean(substituted(policy.when.node())), policy.value, policy.reads_last});
    if (policies.empty()) return add_variable(model, name(series.name), law, details);
    // The stream goes by the name: what is drawn keeps it.
    const NodePtr free = add_variable(model, name(series.name), law, details);
    return add_variable(model, name(series.name + std::string(under_policy)),
                        governed(free, law.states, policies), details);
  }

  // The law of a series under policies, of which the first that holds counts.
  static ConditionalDistribution governed(const NodePtr& free, const std::vector<std::string>& states,
                                          const std::vector<StatedSeries::Policy>& policies);

  Model constants_;
  Scope scope_;
  std::vector<StatedSeries> series_;
  std::vector<Varying> varying_;
  std::string unit_;
  std::vector<std::string> labels_;
};

/// Returns a copy of a timeline in which a parameter is fixed at a value, with the same series. Errors as for
/// `hold` of a model (casus/model/changes.hpp).
[[nodiscard]] Timeline hold(Timeline timeline, const Parameter& parameter, double value);
[[nodiscard]] Timeline hold(Timeline timeline, std::string_view parameter, double value);

/// A timeline's model of so many steps, a model like any other: its variables are called "war[3]", and "war under policy[3]" where
/// policies have set what "war[3]" would be. Questions over time are asked of a
/// `Horizon` (casus/model/horizon.hpp); this is for those who want each step's variable for themselves. Immutable; safe to read from
/// several threads.
class Unrolled {
public:
  const Model& model() const noexcept { return model_; }
  Index steps() const noexcept { return static_cast<Index>(nodes_.size()); }

  /// The series at a step, numbered from 0. Throws Error where there is no such step, and where the series is another timeline's.
  template <class Handle> Handle at(const Series<Handle>& series, Index step) const {
    const auto number = static_cast<std::size_t>(series.number());
    if (number >= series_.size() || series_[number] != series.now().node())
      throw Error(series.name(), "a series of the timeline that was unrolled", "one of another");
    return Handle(node(series.number(), step));
  }
  NodePtr node(Index series, Index step) const;

private:
  friend class Timeline;
  Unrolled(const Timeline& timeline, Index steps, const StopToken& stop);

  Model model_;
  std::vector<NodePtr> series_;              // what laws read in their place
  std::vector<std::vector<NodePtr>> nodes_;  // by step and series
};

inline Unrolled Timeline::unrolled(Index steps, const StopToken& stop) const {
  return Unrolled(*this, steps, stop);
}

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/timeline.inl>
#endif
