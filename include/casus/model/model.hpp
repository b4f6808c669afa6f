// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <concepts>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/distribution/count_table.hpp>
#include <casus/distribution/quantile_table.hpp>
#include <casus/distribution/wide_counts.hpp>
#include <casus/model/conditional.hpp>
#include <casus/model/formula.hpp>
#include <casus/model/text.hpp>

namespace casus {

/// How far the source of a number was checked.
enum class Verification {
  verified,    ///< read in the named source
  computed,    ///< computed from a named public data set
  remembered,  ///< remembered from the literature, not checked
  judgement,   ///< an argued estimate
};

std::string_view to_text(Verification mark);

/// What can be said of a variable besides its distribution.
struct Details {
  std::optional<Event> when = {};  ///< the guard: the variable exists only where this event holds
  std::string unit = {};           ///< of a quantity
  std::string description = {};
  std::string criterion = {};  ///< what must be seen, by when, and who says so, for the event to count
  std::string source = {};
  std::string absent_state = "none";  ///< of a guarded category, where its guard does not hold
};

/// A quantile that was judged, kept beside the distribution that was fitted to it.
struct StatedQuantile {
  double probability;
  double value;
};

/// What can be said of a parameter besides its distribution.
struct ParameterDetails {
  std::string unit = {};
  std::string source = {};
  Verification mark = Verification::judgement;
  std::string description = {};
  std::vector<StatedQuantile> stated = {};
};

/// The most states of a category: with "none" of a guarded one beside them, the number of a state is a byte.
inline constexpr std::size_t most_states = 255;

struct Variable {
  std::string name;
  ConditionalDistribution distribution;
  std::vector<Formula> parameters;  ///< of the distribution, in its family's order
  std::vector<std::string> states;  ///< of an event (no, yes) or category, "none" included where it can occur
  std::optional<Index> guard;       ///< number of the event it is guarded by
  Index absent = 0;                 ///< number of the state of a category whose guard does not hold
  Details details;
  std::shared_ptr<const distribution::QuantileTable> quantiles = nullptr;  ///< where it is drawn by a table
  std::shared_ptr<const distribution::CountTable> counts = nullptr;        ///< of a count, the same
  std::shared_ptr<const distribution::WideCounts> wide_counts = nullptr;   ///< if these are too many
  std::string twin_of = {};  ///< whose uniform numbers it is drawn with, where they are not its own

  /// The name of the stream that it is drawn with.
  const std::string& stream() const noexcept { return twin_of.empty() ? name : twin_of; }

  /// What a quantity or count is at u in (0, 1), given the parameters of its distribution: by its table, where it has one.
  double quantile(std::span<const double> row, double u) const noexcept {
    if (quantiles) return quantiles->finished((*quantiles)(u), row);
    if (wide_counts) return (*wide_counts)(u);
    return counts ? (*counts)(u) : casus::distribution::quantile(distribution.shape(), row, u);
  }

  Kind kind() const noexcept { return distribution.kind; }
  bool is_discrete() const noexcept { return kind() == Kind::event || kind() == Kind::category; }
};

struct UncertainParameter {
  std::string name;
  ConditionalDistribution distribution;
  std::vector<Formula> parameters;  ///< of the distribution: formulas over earlier parameters
  ParameterDetails details;
  std::string drawn_as = {};  ///< the name of the stream of its uniform number, where that is not its own

  const std::string& stream() const noexcept { return drawn_as.empty() ? name : drawn_as; }
};

/// What is done to a model: a variable cut from its causes and set. Where the variable is guarded it is set only where
/// its guard holds, for elsewhere it does not exist.
struct Intervention {
  NodePtr variable;
  double value;  ///< an event as 0 or 1, a category as the number of its state
};

namespace detail {

/// Throws Error unless an intervention, however it was made, is on a variable and sets it to a value it can take.
void check_setting(const Intervention& intervention);

}  // namespace detail

template <std::same_as<bool> Holds> Intervention set(const Event& event, Holds holds) {
  return {event.node(), holds ? 1.0 : 0.0};
}
/// An event's states are "no" and "yes". Throws Error for another one.
inline Intervention set(const Event& event, std::string_view state) {
  return {event.node(), detail::event_value(event.name(), state)};
}
/// Throws Error where the category has no such state.
Intervention set(const Category& category, std::string_view state);
/// Throws Error where the value is not finite.
Intervention set(const Quantity& quantity, double value);

/// A chain of conditional random variables and the uncertain parameters of their distributions. Each variable may depend
/// on those stated before it, so a model has no cycles. Everything wrong is refused when it is stated, and then the model
/// is as it was. Not safe to change from several threads; safe to read from any number.
class Model {
public:
  /// Variables that are added from now on are drawn by the quantile functions of their laws, which is slow, and never by tables, which take
  /// milliseconds to make: for those who draw few.
  void without_tables() noexcept { tabulates_ = false; }

  /// Adds a variable. Throws Error where the name is taken or empty, the distribution's constants lie outside their
  /// domain in any state of the parents, an expression belongs to another model, or a guarded quantity is read where it
  /// may be absent.
  template <class Handle>
  Handle add(std::string name, const Distribution<Handle>& distribution, Details details = {}) {
    Variable variable = checked_variable(std::move(name), distribution, std::move(details));
    return Handle(append(std::move(variable)));
  }

  /// Adds the twin of a variable: the same distribution and guard, with some variables in them replaced, drawn with the same
  /// uniform numbers. The reference to it. Throws Error where the name is taken.
  NodePtr add_twin(std::string name, Index of, const detail::Substitution& replaced);

  /// Gives a variable another distribution of the same kind and states, over variables that stand before it: for those who draw from
  /// another model than the one that is asked about. Its uniform numbers stay what they are. Errors as for `add`.
  void redistribute(Index number, ConditionalDistribution law);
  /// Throws Error where `redistribute` would.
  void check_redistribution(Index number, const ConditionalDistribution& law) const {
    redistributed(number, law, false);
  }

  /// Holds a parameter at a value, or draws it with the uniform numbers of another stream; nothing else of the model, and no other
  /// draw, changes by it: for those who ask what a parameter does to an answer. Throws Error where the value is not finite.
  void hold(Index parameter, double value);
  void redraw(Index parameter, std::string stream);

  /// Adds an uncertain parameter, whose distribution may depend on earlier parameters; with `Deterministic` it is derived
  /// from them. Errors as for `add`.
  Parameter parameter(std::string name, const Distribution<Quantity>& distribution,
                      ParameterDetails details = {});

  /// The same of what words, ranges or experts were turned into.
  Parameter parameter(std::string name, const distribution::ComponentLaw& law,
                      ParameterDetails details = {}) {
    return parameter(std::move(name), stated(law), std::move(details));
  }
  Parameter parameter(std::string name, const distribution::Mixture& law, ParameterDetails details = {}) {
    return parameter(std::move(name), stated(law), std::move(details));
  }

  /// Adds shares `name[0]`, `name[1]`, ... that sum to one, as gamma weights over their sum (the weights are parameters
  /// of their own, `name.weight[0]`, ...). Throws Error where there are fewer than two concentrations or one is not
  /// positive.
  std::vector<Parameter> parameter(const std::string& name, const Dirichlet& law,
                                   const ParameterDetails& details = {});

  /// The first so many variables, and all parameters, as a model of their own: for those who put others in the place of the rest.
  Model first_variables(Index count) const;

  /// Returns a copy in which the uncertain parameters are quantities, drawn anew on each trajectory before
  /// the variables. Fills the maps with the new node of each variable and parameter, by which questions have
  /// to be rewritten (`detail::Substituted`).
  Model with_drawn_parameters(detail::Substitution& variables, detail::Substitution& parameters) const;

  const std::vector<Variable>& variables() const noexcept { return variables_; }
  const std::vector<UncertainParameter>& parameters() const noexcept { return parameters_; }

  /// Handles by name, for models that are built or asked at run time. Each throws Error, with the nearest known name,
  /// where there is none of that name, and where it is of another kind.
  Event event(std::string_view name) const { return Event(handle(name, Op::event, "an event")); }
  Category category(std::string_view name) const {
    return Category(handle(name, Op::category, "a category"));
  }
  Quantity quantity(std::string_view name) const {
    return Quantity(handle(name, Op::quantity, "a quantity or count"));
  }
  /// The reference to a variable of any kind, or null where there is none of that name.
  NodePtr find(std::string_view name) const;
  /// The reference to a parameter, or null where there is none of that name.
  NodePtr find_parameter(std::string_view name) const;

  /// Returns the event that a variable exists: its guard, or yes if it has none. Throws Error if it is not a
  /// variable of this model.
  Boolean exists(const NodePtr& variable) const;

  /// The variables that a variable's distribution and guard read, in the order in which they were stated.
  std::vector<Index> parents(Index variable) const;

  /// Throws Error where the expression reads a variable or parameter that is not this model's.
  /// A variable is told by its reference: a model's copies share it, and another model that states the same has others.
  void check_owned(const std::string& subject, const Node& expression) const;

  /// As `check_owned`, and throws Error where the expression reads a guarded quantity where it may be absent. `given` says
  /// what is known to hold; `set` are variables that are set, whose own formulas then say nothing.
  void check(const std::string& subject, const NodePtr& expression, const std::optional<Boolean>& given = {},
             const std::set<Index>& set = {}) const;

  /// Does a condition say that an event holds: by naming it, or something that is guarded by it? `set` as for `check`.
  bool implies(const std::optional<Boolean>& condition, Index event, const std::set<Index>& set = {}) const;

private:
  friend class Timeline;
  friend class Horizon;

  // The last variable is written in another way than by its name. Nothing may refer to it yet.
  NodePtr spell_last(detail::Spelling spelling);

  NodePtr append(Variable variable);

  // Events that are known to hold, while some variables are set.
  struct Known {
    std::set<Index> events, set;
    bool contains(Index event) const { return events.contains(event); }
  };

  static bool is_plain(std::string_view text);

  void check_new_name(const std::string& name) const;

  NodePtr handle(std::string_view name, Op op, const std::string& expected) const;

  static std::string kind_text(Kind kind);

  static void check_parameters_only(const std::string& subject, const Node& expression);

  // Where an expression holds, so do the events it is a conjunction of, and their guards.
  void learn(const NodePtr& expression, Known& known) const {
    learn(std::vector<NodePtr>{expression}, known);
  }
  void learn(Index event, Known& known) const;
  void learn(std::vector<NodePtr> holding, Known& known) const;
  // An event holds, and so do its guards; so does the formula of a deterministic one, unless it is set.
  void hold(Index event, Known& known, std::vector<NodePtr>& holding) const;

  // The events that must be known to hold wherever this node is read.
  std::vector<Index> guards_needed(const Node& node) const;
  // Whether they are known, and no row that can be met is left out.
  bool is_readable(const Node& node, const std::set<Index>& known) const;

  void check_present(const std::string& subject, const NodePtr& expression, const Known& known) const;

  void check_exists(const std::string& subject, const Node& quantity, const std::set<Index>& known) const;

  // A row left out for a parent's state "none" must be out of reach: the parent's guard must be known to hold.
  void check_rows(const std::string& subject, const Node& table, const std::set<Index>& known) const;
  static bool leaves_out_rows(const Node& table);

  // An environment in which formulas of discrete variables alone are evaluated, one combination of states at a time.
  struct Combination {
    const std::vector<Index>& variables;
    std::vector<double> states;
    double variable(Index index) const;
    static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
  };

  // Checks the distribution's constants, in every combination of its discrete parents' states. What depends on
  // quantities or uncertain parameters is checked as it is drawn.
  void check_domain(const std::string& name, const ConditionalDistribution& law,
                    const std::vector<Formula>& formulas, const Known& known) const;

  Variable checked_variable(std::string name, const ConditionalDistribution& law, Details details) const;

  Variable redistributed(Index number, ConditionalDistribution law, bool tabulates) const;

  // Makes formulas of a distribution's parameters and checks them.
  void bind_parameters(Variable& variable, const Known& known, bool tabulates) const;

  // Gives a variable the tables from which it is drawn.
  static void tabulate(Variable& variable);

  static std::vector<std::optional<double>> literals(const ConditionalDistribution& law);

  static void check_states(Variable& variable, const ConditionalDistribution& law);

  UncertainParameter checked_parameter(std::string name, const ConditionalDistribution& law,
                                       ParameterDetails details) const;

  std::vector<Variable> variables_;
  std::vector<NodePtr> nodes_;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<UncertainParameter> parameters_;
  std::vector<NodePtr> parameter_nodes_;
  std::unordered_map<std::string, std::size_t> parameter_numbers_;
  bool tabulates_ = true;
};

namespace detail {

/// "1: 0.25, 4: 0.75", or how many values there are where they are too many to be read.
std::string empirical_text(const distribution::Empirical& law);

}  // namespace detail

/// A distribution in words: `LogNormal(log(2700), 0.9)`, `Mixture(0.3: Normal(0, 1), 0.7: LogNormal(1, 0.5))`,
/// `Empirical(1: 0.25, 4: 0.75)`.
std::string to_text(const ConditionalDistribution& law);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/model.inl>
#endif
