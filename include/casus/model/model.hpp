// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/model/conditional.hpp>
#include <casus/model/formula.hpp>
#include <casus/model/scope.hpp>
#include <casus/model/text.hpp>

namespace casus {

/// How far the source of a number has been checked.
enum class Verification {
  verified,    ///< read in the named source
  computed,    ///< computed from a named public data set
  remembered,  ///< from memory of the literature, not checked
  judgement,   ///< a reasoned estimate
};

std::string_view to_text(Verification mark);

/// Whether a number was counted, or judged, however well its context is known.
enum class Basis { judged, counted };

std::string_view to_text(Basis basis);

/// A judged quantile, kept with the distribution that was fitted to it.
struct StatedQuantile {
  double probability;
  double value;
};

/// The properties of a parameter other than its distribution.
struct ParameterDetails {
  std::string unit = {};
  std::string source = {};
  Verification mark = Verification::judgement;
  std::string description = {};
  Basis basis = Basis::judged;
  std::vector<StatedQuantile> stated = {};
};

namespace detail {

struct TableSlot;

}  // namespace detail

struct Variable {
  std::string name;
  ConditionalDistribution distribution;
  std::vector<Formula> parameters;  ///< of the distribution, in its family's order
  std::vector<std::string> states;  ///< of an event (no, yes) or category, including "none" if it can occur
  std::optional<Index> guard;       ///< number of the event that guards it
  Index absent = 0;                 ///< number of the state of a category if its guard does not hold
  Details details;
  std::shared_ptr<detail::TableSlot> tables = nullptr;  ///< for samplers; null if it is drawn without tables
  std::string twin_of = {};  ///< name of the variable whose uniform numbers it is drawn with; empty: its own

  /// Returns the name of the stream that it is drawn from.
  const std::string& stream() const noexcept { return twin_of.empty() ? name : twin_of; }

  Kind kind() const noexcept { return distribution.kind; }
  bool is_discrete() const noexcept { return kind() == Kind::event || kind() == Kind::category; }
};

/// A stream of uniform numbers U, and the weight of its normal scores Phi^-1(U).
struct WeightedStream {
  std::string stream;
  double weight;
};

struct UncertainParameter {
  std::string name;
  ConditionalDistribution distribution;
  std::vector<Formula> parameters;  ///< of the distribution: formulas over earlier parameters
  ParameterDetails details;
  std::string drawn_as = {};  ///< name of the stream of its uniform number; empty: its own
  /// If it is correlated: streams whose normal scores, times weights with squares that sum to 1,
  /// sum to its own score. Empty: its uniform number is that of `stream()`.
  std::vector<WeightedStream> sources = {};
  bool is_weight = false;  ///< a gamma weight of the shares of a Dirichlet

  const std::string& stream() const noexcept { return drawn_as.empty() ? name : drawn_as; }
};

struct RestatedParameter;

/// Values of all parameters in a number of worlds, which take the place of draws from the
/// parameters' distributions: a posterior, or draws that were made elsewhere.
struct ParameterDraws {
  std::vector<std::vector<double>> values;  ///< by world, then by parameter
  /// By world: the logarithm of the density of the parameters under their distributions over that
  /// with which the world was drawn. Empty if worlds are to count alike.
  std::vector<double> log_weights = {};
};

/// A statement that each two of some parameters have this rank correlation, by their numbers
/// (casus/model/correlation.hpp).
struct RankCorrelation {
  std::vector<Index> between;
  double rank;
  bool same_source = false;  ///< whether it stands for judgements from the same source
  std::string source = {};   ///< reason for the number
};

/// An intervention: a variable is cut from its causes and set to a value. A guarded variable is set
/// only if its guard holds, because otherwise it does not exist.
struct Intervention {
  NodePtr variable;
  double value;  ///< an event as 0 or 1, a category as the number of its state
};

namespace detail {

/// Throws Error unless an intervention, however made, sets a variable to a value that it can take.
void check_setting(const Intervention& intervention);

}  // namespace detail

template <std::same_as<bool> Holds> Intervention set(const Event& event, Holds holds) {
  return {event.node(), holds ? 1.0 : 0.0};
}
/// The states of an event are "no" and "yes". Throws Error for any other.
inline Intervention set(const Event& event, std::string_view state) {
  return {event.node(), detail::event_value(event.name(), state)};
}
/// Throws Error if the category has no such state.
Intervention set(const Category& category, std::string_view state);
/// Throws Error if the value is not finite.
Intervention set(const Quantity& quantity, double value);

namespace detail {

/// A variable, and a value that it can be set to, or be observed to have.
template <class Variable, class Value>
concept Settable = (std::derived_from<Variable, Event> && (std::same_as<Value, bool> || Text<Value>)) ||
                   (std::derived_from<Variable, Category> && Text<Value>) ||
                   (std::derived_from<Variable, Quantity> && std::convertible_to<const Value&, double>);

}  // namespace detail

/// Not valid: explains the mistake.
template <class Variable, class Value>
requires(!detail::Settable<Variable, Value>) Intervention set(const Variable&, const Value&) {
  constexpr bool is_event = std::derived_from<Variable, Event>;
  constexpr bool is_category = std::derived_from<Variable, Category>;
  constexpr bool is_quantity = std::derived_from<Variable, Quantity>;
  constexpr bool is_parameter = std::derived_from<Variable, Parameter>;
  static_assert(!is_event, "an event is set to yes or no");
  static_assert(!is_category, "a category is set to the label of a state: set(sky, \"grey\")");
  static_assert(!is_quantity, "a quantity is set to a number");
  static_assert(!is_parameter, "a parameter is not set but held: hold(model, p, 0.3)");
  static_assert(is_event || is_category || is_quantity || is_parameter,
                "only a variable can be set, for a series its value at a step: set(h.at(war, 3), yes)");
  return {};
}
/// The same, under a name that is not also in namespace std: `intervene(entry, no)`.
template <class Variable, class Value>
requires requires(const Variable& variable, const Value& value) { casus::set(variable, value); }
Intervention intervene(const Variable& variable, const Value& value) { return casus::set(variable, value); }

namespace detail {

/// A distribution of an event, category or quantity, as `Model::add` takes it.
template <class Stated>
concept StatedDistribution = requires(const Stated& law) {
  []<class Handle>(const Distribution<Handle>&) {}(law);
};

}  // namespace detail

/// A chain of conditional random variables and the uncertain parameters of their distributions: a
/// scope, with a distribution for each of its names. A variable may depend only on variables added
/// before it, so a model has no cycles. Errors are thrown as soon as something is added, and then
/// leave the model unchanged. Not safe to modify from several threads; safe to read from any
/// number.
class Model {
public:
  /// Adds a variable. Throws Error if the name is taken or empty, a constant of the distribution
  /// lies outside its domain for some states of the parents, an expression belongs to another
  /// model, or a guarded quantity is read although it may be absent.
  template <class Handle>
  Handle add(std::string name, const Distribution<Handle>& distribution, Details details = {}) {
    return Handle(add_variable(std::move(name), distribution, std::move(details)));
  }

  /// Not valid: these explain the mistake.
  template <class Stated>
  requires(!detail::StatedDistribution<Stated>)
      std::conditional_t<std::convertible_to<const Stated&, Boolean>, Event, Quantity> add(
          const std::string&, const Stated&, const Details& = {}) {
    constexpr bool is_formula = std::convertible_to<const Stated&, Real>;
    constexpr bool is_distribution = requires { Stated::parameters; };
    constexpr bool is_shares = std::same_as<Stated, Dirichlet>;
    static_assert(!is_formula,
                  "a variable has a distribution; for a formula or number write Deterministic(x + y)");
    static_assert(!is_distribution,
                  "a variable has a distribution of namespace casus, whose parameters are expressions: "
                  "casus::Normal(0, 1), not casus::distribution::Normal{0, 1}");
    static_assert(!is_shares, "shares are parameters: model.parameter(name, Dirichlet{{1, 1}})");
    static_assert(is_formula || is_distribution || is_shares,
                  "a variable has a distribution, such as Normal(0, 1)");
    throw Error("add", "a distribution", "something else");
  }
  template <class Handle, detail::Text Other>
  Handle add(const std::string&, const Distribution<Handle>&, const Other&) {
    static_assert(detail::is_valid<Other>,
                  "details are given by name: add(name, Normal(0, 1), {.unit = \"m\"})");
    return {};
  }

  /// Adds a decision: an event that is meant to be set, as in `P(loss).under(set(decision, yes))`.
  /// A question that neither sets nor conditions on it is no error: the event then has probability
  /// 1/2. Errors as for `add`.
  Event decision(std::string name, Details details = {}) {
    return add(std::move(name), Bernoulli(0.5), std::move(details));
  }

  /// Adds an uncertain parameter, whose distribution may depend on earlier parameters. With
  /// `Deterministic` it is computed from them. Errors as for `add`.
  Parameter parameter(std::string name, const Distribution<Quantity>& distribution,
                      ParameterDetails details = {});

  /// The same for distributions elicited from verbal phrases, ranges or experts.
  Parameter parameter(std::string name, const distribution::ComponentDistribution& law,
                      ParameterDetails details = {}) {
    return parameter(std::move(name), stated(law), std::move(details));
  }
  Parameter parameter(std::string name, const distribution::Mixture& law, ParameterDetails details = {}) {
    return parameter(std::move(name), stated(law), std::move(details));
  }

  /// Adds shares `name[0]`, `name[1]`, ... that sum to 1, as gamma weights divided by their sum.
  /// The weights are parameters too: `name.weight[0]`, .... Throws Error if there are fewer than
  /// two concentrations, or one is not positive and finite or is too large.
  std::vector<Parameter> parameter(const std::string& name, const Dirichlet& law,
                                   const ParameterDetails& details = {});

  /// Not valid: explains the mistake.
  template <class Stated>
  requires(!std::convertible_to<const Stated&, const Distribution<Quantity>&> &&
           !std::convertible_to<const Stated&, const distribution::ComponentDistribution&> &&
           !std::convertible_to<const Stated&, const distribution::Mixture&> &&
           !std::convertible_to<const Stated&, const Dirichlet&>) Parameter
      parameter(const std::string&, const Stated&, const ParameterDetails& = {}) {
    static_assert(detail::is_valid<Stated>,
                  "a parameter is a number with the distribution of a quantity, such as "
                  "Beta(2, 5); a formula or known number is Deterministic(p / 2)");
    return {};
  }

  const std::vector<Variable>& variables() const noexcept { return variables_; }
  const std::vector<UncertainParameter>& parameters() const noexcept { return parameters_; }
  /// Returns the rank correlations of parameters, as they were stated. Two parameters that no
  /// statement names together are not correlated.
  const std::vector<RankCorrelation>& correlations() const noexcept { return correlations_; }

  /// Returns the worlds that take the place of draws from the parameters' distributions; null if
  /// there are none. See `with_worlds` in casus/model/changes.hpp.
  const ParameterDraws* worlds() const noexcept { return worlds_.get(); }

  /// Returns the variables that a variable's distribution and guard read, in ascending order.
  std::vector<Index> parents(Index variable) const;

  /// Returns names, kinds, states, units and guards of the variables, and the names of the
  /// parameters.
  const Scope& scope() const noexcept { return scope_; }
  /// A model can be passed wherever a scope is expected.
  operator const Scope&() const noexcept { return scope_; }

  /// The same as the members of Scope.
  Event event(std::string_view name) const { return scope_.event(name); }
  Category category(std::string_view name) const { return scope_.category(name); }
  Quantity quantity(std::string_view name) const { return scope_.quantity(name); }
  Parameter parameter(std::string_view name) const { return scope_.parameter(name); }
  NodePtr find(std::string_view name) const { return scope_.find(name); }
  NodePtr find_parameter(std::string_view name) const { return scope_.find_parameter(name); }
  Boolean exists(const NodePtr& variable) const { return scope_.exists(variable); }
  void check_owned(const std::string& subject, const Node& expression) const {
    scope_.check_owned(subject, expression);
  }
  void check(const std::string& subject, const NodePtr& expression, const std::optional<Boolean>& given = {},
             const std::set<Index>& set = {}) const {
    scope_.check(subject, expression, given, set);
  }
  bool implies(const std::optional<Boolean>& condition, Index event, const std::set<Index>& set = {}) const {
    return scope_.implies(condition, event, set);
  }

private:
  // These make modified copies: see casus/model/changes.hpp.
  friend Model hold(Model model, Index parameter, double value);
  friend Model redraw(Model model, Index parameter, std::string stream);
  friend Model with_worlds(Model model, ParameterDraws draws);
  friend Model restate(Model model, const std::vector<RestatedParameter>& all);
  friend Model redistribute(Model model, Index variable, ConditionalDistribution distribution);
  friend Model add_twin(Model model, std::string name, Index of, const detail::Substitution& replaced);
  friend Model add_twin(Model model, std::string name, std::string stream, ConditionalDistribution law,
                        Details details);
  friend Model with_drawn_parameters(const Model& model, detail::Substitution& variables,
                                     detail::Substitution& parameters);
  friend Model with_stand_ins(Model model, const Scope& scope);
  friend Model without_tables(Model model);
  friend void state_correlations(Model& model, const std::vector<RankCorrelation>& statements);

  NodePtr add_variable(std::string name, const ConditionalDistribution& law, Details details);
  // Adds a variable that has already been checked, under its own name.
  NodePtr append(Variable variable);
  NodePtr append(Variable variable, Declaration declaration);

  UncertainParameter checked_parameter(std::string name, const ConditionalDistribution& law,
                                       ParameterDetails details) const;

  // Returns an empty slot for a variable's tables, or null if the model draws without tables.
  std::shared_ptr<detail::TableSlot> table_slot() const;

  Scope scope_;
  std::vector<Variable> variables_;
  std::vector<UncertainParameter> parameters_;
  std::shared_ptr<const ParameterDraws> worlds_;
  std::vector<RankCorrelation> correlations_;
  bool has_tables_ = true;
};

namespace detail {

/// Throws Error, about `subject`, if the expression reads a variable.
void check_parameters_only(const std::string& subject, const Node& expression);

/// Returns the rank correlations that are not 0, by the numbers of the parameters, the smaller
/// first.
std::map<std::pair<Index, Index>, double> correlated_pairs(const std::vector<RankCorrelation>& statements);

/// Returns the formula of a deterministic variable; null for other distributions.
NodePtr formula_of(const ConditionalDistribution& law);

/// Returns the formulas of a distribution's parameters for a variable with that name and guard.
/// Throws Error if the variable cannot have this distribution, as `Model::add` does.
std::vector<Formula> bound_parameters(const Scope& scope, const std::string& name,
                                      const ConditionalDistribution& law, const std::optional<Index>& guard);

}  // namespace detail

/// Returns a distribution as text: `LogNormal(log(2700), 0.9)`,
/// `Mixture(0.3: Normal(0, 1), 0.7: LogNormal(1, 0.5))`, `Empirical(1: 0.25, 4: 0.75)`.
std::string to_text(const ConditionalDistribution& law);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/model.inl>
#endif
