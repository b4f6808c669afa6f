// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/stop_token.hpp>
#include <casus/model/model.hpp>

/// Models over time: series have a new variable in each time step (a month, or another unit of the
/// model's choice), which may depend on the previous step.
namespace casus {

/// Returns the probability that an event happens within one of `parts` equal parts of a period, if
/// it happens within the whole period with probability p and the hazard is constant:
/// 1 - (1 - p)^(1 / parts). Throws Error unless p is in [0, 1] and `parts` is at least 1.
double part_probability(double p, int parts);
/// The inverse: the probability within the whole period, 1 - (1 - p)^parts, given the probability p
/// within one part. Errors as for `part_probability`.
double whole_probability(double p, int parts);
/// The same for an expression below 1, if the probability is uncertain.
inline Real part_probability(const Real& p, int parts) { return 1.0 - exp(log(1.0 - p) / parts); }

/// A variable of each step: the values that distributions may read.
template <class Handle> class Series {
public:
  /// Makes an empty handle, to be assigned to; reading its name or values throws Error.
  Series() = default;
  Series(Index number, Handle now, Handle last)
      : number_(number), now_(std::move(now)), last_(std::move(last)) {}

  const std::string& name() const { return now_.node()->name; }
  /// Its value in the step that a distribution is for.
  const Handle& now() const noexcept { return now_; }
  /// Its value in the step before that.
  const Handle& last() const noexcept { return last_; }
  Index number() const noexcept { return number_; }

  /// Not valid: these explain the mistake.
  template <class Other> friend Boolean operator&&(const Series&, const Other&) {
    return refuse_operand<Other>();
  }
  template <class Other> friend Boolean operator||(const Series&, const Other&) {
    return refuse_operand<Other>();
  }
  template <std::same_as<Series> Own> friend Boolean operator!(const Own&) { return refuse_operand<Own>(); }

private:
  template <class Other> static Boolean refuse_operand() {
    static_assert(detail::is_valid<Other>,
                  "distributions read a series as war.now() or war.last(), questions as "
                  "h.at(war, step) or h.ever(war)");
    return false;
  }

  Index number_ = -1;
  Handle now_, last_;
};

/// A series as it was declared, with its distributions: for code that compiles timelines.
struct StatedSeries {
  std::string name;
  std::vector<std::string> states;  ///< of a category, without an added "none"
  Details details;
  Index last = -1, now = -1;  ///< numbers in the timeline's scope of its values in the last and in this step
  std::optional<Index> guard = {};  ///< number of the guarding series
  std::optional<ConditionalDistribution> first = {}, step = {};

  /// The series is set to `value` in each step in which `when` holds.
  struct Policy {
    Boolean when;
    double value;
    bool reads_last;  ///< if so, the policy does not apply to step 0
  };
  std::vector<Policy> policies = {};

  /// Number of the series of which this one is a twin, drawn with the same uniform numbers; -1 for
  /// others. See `TwinHorizon`.
  Index twin_of = -1;
  /// Of a twin: the steps in which the original's value is observed. The twin is then the same
  /// quantile of its own distribution, if there is a formula for that.
  std::set<Index> observed = {};
};

class Unrolled;

/// A model that unfolds in time. Add the constants first (`add`; parameters at any time), then
/// declare the series, then give each series a first distribution, for step 0, and a step
/// distribution, for all later steps. Distributions may read constants, this step's values of
/// series declared before, and, in later steps, last step's values of any series. Effects can thus
/// feed back over time, but there are no cycles within a step. For longer memory, add another
/// series. If the guard of a series (`Details::when`, this step's value of an event series) does
/// not hold, the series does not exist in that step.
///
/// Errors are thrown as soon as something is added. Not safe to modify from several threads.
class Timeline {
public:
  /// `unit`: the name of a step, such as "month"; `labels`: optional names of the steps,
  /// "Dec 2022", ....
  explicit Timeline(std::string unit = "month", std::vector<std::string> labels = {})
      : unit_(std::move(unit)), labels_(std::move(labels)) {}

  const std::string& unit() const noexcept { return unit_; }
  const std::vector<std::string>& labels() const noexcept { return labels_; }
  /// Returns the name of a step: its label, or the unit and its number.
  std::string label(Index step) const;

  /// Adds a constant: a variable with the same value in all steps. Throws Error as `Model::add`
  /// does, if a series or varying number has already been declared, and, as every member that takes
  /// a new name, if the name ends like those of unrolled models: "war[3]", "war under policy".
  template <class Handle>
  Handle add(std::string name, const Distribution<Handle>& distribution, Details details = {}) {
    check_is_free(name);
    if (has_changing_names())
      throw Error(name, "constants added before series and varying numbers",
                  "a series or varying number before it");
    Handle handle = constants_.add(std::move(name), distribution, std::move(details));
    scope_.add(constants_.scope().variables().back());
    return handle;
  }
  /// Adds an uncertain parameter. Errors as for `Model::parameter`.
  template <class Distribution>
  auto parameter(std::string name, const Distribution& law, ParameterDetails details = {}) {
    check_is_free(name);
    scope_.check_new_name(name);
    auto handles = constants_.parameter(std::move(name), law, std::move(details));
    const std::vector<NodePtr>& all = constants_.scope().parameters();
    while (scope_.parameters().size() < all.size()) scope_.add_parameter(all[scope_.parameters().size()]);
    return handles;
  }

  /// Declare series. Throw Error if the name is taken, or if the guard is not an event series'
  /// value in this step.
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

  /// Declares a decision: an event series that is meant to be set, by a policy or at single steps,
  /// as in `P(h.ever(loss)).under(set(h.at(decision, 4), yes))`. If nothing sets it, it has
  /// probability 1/2 in each step. Errors as for `event`.
  Series<Event> decision(const std::string& name, Details details = {});

  /// Returns a number that varies by step: the values in turn, starting at step 0 and repeating
  /// after the last (with twelve values of monthly steps, one per calendar month). Only
  /// distributions of series may read it. Throws Error if there are no values or one is not finite.
  Real varying(std::vector<double> values);

  /// Set the distribution of step 0, of all later steps, or of all steps. Throw Error as
  /// `Model::add` does for the distribution, if it is not of the series' kind and states, and if it
  /// reads a value that does not exist yet: this step's value of a series that was not declared
  /// before this one, or, in step 0, last step's value of any series.
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

  /// Makes an event absorbing: once it has happened, it holds in all later steps. `hazard`: its
  /// probability in each step, given that it has not happened yet.
  void absorbing(const Series<Event>& series, const Real& hazard);

  /// Adds a policy: in each step in which `when` holds, the series is set to a value, whatever its
  /// distribution. In other steps it is drawn as before, from the same random numbers, so that the
  /// outcomes with and without the policy can be compared. `when` may read the same values as a
  /// step distribution; if it reads last step's values, the policy does not apply to step 0. If
  /// several policies of a series hold, the one added first applies. Throws Error if `when` reads a
  /// value that does not exist yet, or if the series cannot take the value.
  template <std::same_as<bool> Holds>
  void policy(const Series<Event>& series, const Boolean& when, Holds value) {
    check_owned(series);
    add_policy(series.number(), when, value ? 1 : 0);
  }
  /// The states of an event are "no" and "yes".
  void policy(const Series<Event>& series, const Boolean& when, std::string_view state);
  void policy(const Series<Category>& series, const Boolean& when, std::string_view state);
  void policy(const Series<Quantity>& series, const Boolean& when, double value);
  /// The same by the name of the series; the value of an event is 0 or 1, of a category the number
  /// of its state. Throws Error if there is no such series.
  void policy(std::string_view name, const Boolean& when, double value);

  /// Not valid: explains the mistake.
  template <class Handle, class When, class Value>
  requires(!(std::convertible_to<const When&, Boolean> &&
             detail::Settable<Handle, Value>)) void policy(const Series<Handle>&, const When&, const Value&) {
    constexpr bool is_condition = std::convertible_to<const When&, Boolean>;
    static_assert(is_condition,
                  "a policy depends on a condition; for a series on its value in this step or the "
                  "last: war.now() or war.last()");
    static_assert(!is_condition || detail::is_valid<Value>,
                  "an event is set to yes or no, a category to the label of a state, a quantity to a number");
  }

  /// Returns the model of `steps` steps. The draws of a variable depend only on its name and step,
  /// so a larger number of steps leaves earlier steps unchanged. Throws Error if `steps` is below
  /// 1, a series has no distribution, or a distribution leaves its domain in some step; Cancelled
  /// if a stop is requested.
  Unrolled unrolled(Index steps, const StopToken& stop = {}) const;

  // ---- for code that compiles or queries timelines

  /// Returns the series, in the order of their declaration.
  const std::vector<StatedSeries>& series() const noexcept { return series_; }
  /// Returns the number of the series with that name, or nothing if there is none.
  std::optional<Index> find(std::string_view name) const;
  /// Returns the handle of the series with that number; `Handle` must match its kind.
  template <class Handle> Series<Handle> handle(Index number) const {
    const StatedSeries& of = series_[static_cast<std::size_t>(number)];
    return {number, Handle(scope_.variable(of.now).node), Handle(scope_.variable(of.last).node)};
  }
  Kind kind(Index number) const {
    return scope_.variable(series_[static_cast<std::size_t>(number)].now).kind;
  }
  /// Returns the names that distributions of series may read: constants and parameters, then last
  /// step's and this step's value of each series, and varying numbers. "war" is this step's value,
  /// "last(war)" last step's.
  const Scope& scope() const noexcept { return scope_; }
  /// Returns the model of the constants, with all parameters.
  const Model& constants() const noexcept { return constants_; }
  /// A number that varies by step: its number in the scope, and its values.
  struct Varying {
    Index number;
    std::vector<double> values;
  };
  const std::vector<Varying>& varying_numbers() const noexcept { return varying_; }
  /// Returns the values of the varying numbers in a step, in the order of `varying_numbers()`.
  std::vector<double> varying_at(Index step) const;

  /// Throws Error if a series belongs to another timeline, even with the same name and number.
  /// Copies of a timeline share their series.
  template <class Handle> void check_owned(const Series<Handle>& series) const {
    const auto number = static_cast<std::size_t>(series.number());
    if (number >= series_.size() || scope_.variable(series_[number].now).node != series.now().node())
      throw Error(series.name(), "a series of this timeline", "one of another");
  }
  /// Throws Error unless the timeline can be unrolled over this number of steps.
  void check_steps(Index steps) const;

  /// Numbers of the series, constants and parameters that the distribution, guard and policies of a
  /// series read: `last` and `now` are series, by their values in the last and in this step. A twin
  /// that is observed through its original also reads whatever that reads.
  struct Reads {
    std::vector<Index> last, now, constants, parameters;
  };
  Reads reads(Index number, bool is_first) const;

  /// Adds a variable with the kind and states of a series to a model, for a value that is never
  /// drawn from its distribution because it is set, or is the value of the last step.
  NodePtr add_stand_in(Model& model, Index number, std::string name, Details details) const;

  /// Adds the variables of one step to a model of the constants and parameters, and returns the
  /// references to them, by number of the series, null for those not wanted. `last`: references to
  /// last step's values, by number; empty in step 0. `wanted`: the series to add, by number. `set`:
  /// the series that are set in this step, which get a placeholder distribution. `name` returns the
  /// name of the variable for a series' name.
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
                      : state_series(model, series_[i], step, details, places, name);
      places.emplace(series_[i].now, now[i]);
    }
    return now;
  }

private:
  friend class TwinHorizon;
  friend Timeline hold(Timeline timeline, const Parameter& parameter, double value);
  friend Timeline hold(Timeline timeline, std::string_view parameter, double value);
  friend Timeline with_worlds(Timeline timeline, ParameterDraws draws);
  friend Timeline restate(Timeline timeline, const std::vector<RestatedParameter>& all);
  friend void state_correlations(Timeline& timeline, const std::vector<RankCorrelation>& statements);

  static constexpr std::string_view under_policy = " under policy";
  // Throws Error for a name that is reserved for variables of unrolled models.
  static void check_is_free(std::string_view name);
  bool has_changing_names() const noexcept {
    return scope_.variables().size() > constants_.variables().size();
  }
  StatedSeries& stated(Index number) { return series_[static_cast<std::size_t>(number)]; }

  // Marks a variable as the value of a series.
  static Declaration of_series(Declaration variable);
  // Returns the number of the series.
  Index declare(const std::string& name, Kind kind, std::vector<std::string> states, Details details);
  // Returns the number of the series whose value in this step an event is.
  Index guarding_series(const std::string& name, const Event& guard) const;

  // Throws Error if the expression reads a value that does not exist yet for this series'
  // distribution. Returns whether the expression reads last step's values.
  bool check_reads(const StatedSeries& series, const NodePtr& node, bool is_first) const;

  void state(Index number, const ConditionalDistribution& law, bool is_first);

  void add_policy(Index number, const Boolean& when, double value);

  static NodePtr add_variable(Model& model, std::string name, const ConditionalDistribution& law,
                              Details details);

  // Adds a series' variable; of a twin, drawn with the uniform numbers of `stream`.
  static NodePtr add_variable(Model& model, const StatedSeries& series, std::string name, std::string stream,
                              const ConditionalDistribution& law, Details details);
  // Returns the formula of a twin in a step in which its original, `seen`, is observed; nothing if
  // there is none.
  std::optional<Real> formula_of_observed(const StatedSeries& twin, bool is_first, const NodePtr& seen,
                                          detail::Substituted& substituted) const;

  template <class Name>
  NodePtr state_series(Model& model, const StatedSeries& series, Index step, const Details& details,
                       const detail::Substitution& places, const Name& name) const {
    const bool is_first = step == 0;
    detail::Substituted substituted(places);
    if (series.observed.contains(step)) {
      const StatedSeries& original = series_[static_cast<std::size_t>(series.twin_of)];
      if (const auto formula = formula_of_observed(series, is_first, places.at(original.now), substituted))
        return add_variable(model, series, name(series.name), {}, Deterministic(*formula), details);
    }
    ConditionalDistribution law = is_first ? *series.first : *series.step;
    for (NodePtr& parameter : law.parameters) parameter = substituted(parameter);
    std::vector<StatedSeries::Policy> policies;
    for (const StatedSeries::Policy& policy : series.policies)
      if (!is_first || !policy.reads_last)
        policies.push_back({Boolean(substituted(policy.when.node())), policy.value, policy.reads_last});
    // Streams are identified by name: the drawn variable keeps the series' name.
    std::string stream;
    if (series.twin_of >= 0) stream = name(series_[static_cast<std::size_t>(series.twin_of)].name);
    const NodePtr free = add_variable(model, series, name(series.name), std::move(stream), law, details);
    if (policies.empty()) return free;
    return add_variable(model, series, name(series.name + std::string(under_policy)), {},
                        governed(free, law.states, policies), details);
  }

  // Returns the distribution of a series under policies, of which the first that holds applies.
  static ConditionalDistribution governed(const NodePtr& free, const std::vector<std::string>& states,
                                          const std::vector<StatedSeries::Policy>& policies);

  Model constants_;
  Scope scope_;
  std::vector<StatedSeries> series_;
  std::vector<Varying> varying_;
  std::string unit_;
  std::vector<std::string> labels_;
};

/// Returns a copy of a timeline in which a parameter is fixed at a value. The copy has the same
/// series. Errors as for `hold` of a model (casus/model/changes.hpp).
[[nodiscard]] Timeline hold(Timeline timeline, const Parameter& parameter, double value);
[[nodiscard]] Timeline hold(Timeline timeline, std::string_view parameter, double value);

/// Returns a copy of a timeline whose parameters have the values of these worlds. Errors as for
/// `with_worlds` of a model (casus/model/changes.hpp).
[[nodiscard]] Timeline with_worlds(Timeline timeline, ParameterDraws draws);

/// Returns a copy of a timeline with other distributions of its parameters. As for `restate` of a
/// model (casus/model/changes.hpp).
[[nodiscard]] Timeline restate(Timeline timeline, const std::vector<RestatedParameter>& all);

/// The model of a number of steps of a timeline, usable like any other model. Its variables are
/// named "war[3]"; under policies, "war[3]" is the value that would be drawn without them, and
/// "war under policy[3]" the value that applies. Use a `Horizon` (casus/model/horizon.hpp) to ask
/// questions over time, and this class to access the variable of each step. Immutable; safe to read
/// from several threads.
class Unrolled {
public:
  const Model& model() const noexcept { return model_; }
  Index steps() const noexcept { return static_cast<Index>(nodes_.size()); }

  /// Returns the variable of a series at a step, numbered from 0. Throws Error if there is no such
  /// step, or if the series belongs to another timeline.
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
  std::vector<NodePtr> series_;              // this step's values in the timeline's scope
  std::vector<std::vector<NodePtr>> nodes_;  // by step and series
};

inline Unrolled Timeline::unrolled(Index steps, const StopToken& stop) const {
  return Unrolled(*this, steps, stop);
}

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/timeline.inl>
#endif
