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
#include <unordered_set>
#include <utility>
#include <vector>

#include <casus/distribution/count_table.hpp>
#include <casus/distribution/quantile_table.hpp>
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

inline std::string_view to_text(Verification mark) {
  switch (mark) {
    case Verification::verified: return "verified";
    case Verification::computed: return "computed";
    case Verification::remembered: return "remembered";
    case Verification::judgement: return "judgement";
  }
  return "";
}

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
  std::string twin_of = {};  ///< whose uniform numbers it is drawn with, where they are not its own

  /// The name of the stream that it is drawn with.
  const std::string& stream() const noexcept { return twin_of.empty() ? name : twin_of; }

  /// What a quantity or count is at u in (0, 1), given the parameters of its distribution: by its table, where it has one.
  double quantile(std::span<const double> row, double u) const noexcept {
    if (quantiles) return quantiles->finished((*quantiles)(u), row);
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
inline void check_setting(const Intervention& intervention) {
  const Node& variable = *intervention.variable;
  const double value = intervention.value;
  if (variable.op == Op::quantity) {
    if (!std::isfinite(value)) throw Error(variable.name, "a finite value to be set to", number(value));
    return;
  }
  if (variable.op != Op::event && variable.op != Op::category)
    throw Error("set", "a variable", "the expression " + text_at(variable, 0));
  const std::size_t states = variable.op == Op::event ? 2 : variable.labels.size();
  for (std::size_t state = 0; state < states; ++state)
    if (value == static_cast<double>(state)) return;
  throw Error(variable.name, "the number of one of its " + std::to_string(states) + " states", number(value));
}

}  // namespace detail

template <std::same_as<bool> Holds> Intervention set(const Event& event, Holds holds) {
  return {event.node(), holds ? 1.0 : 0.0};
}
/// An event's states are "no" and "yes". Throws Error for another one.
inline Intervention set(const Event& event, std::string_view state) {
  return {event.node(), detail::event_value(event.name(), state)};
}
/// Throws Error where the category has no such state.
inline Intervention set(const Category& category, std::string_view state) {
  return {category.node(), static_cast<double>(detail::state_index(*category.node(), state))};
}
/// Throws Error where the value is not finite.
inline Intervention set(const Quantity& quantity, double value) {
  const Intervention intervention{quantity.node(), value};
  detail::check_setting(intervention);
  return intervention;
}

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
  NodePtr add_twin(std::string name, Index of, const detail::Substitution& replaced) {
    check_new_name(name);
    Variable twin = variables_[static_cast<std::size_t>(of)];
    twin.twin_of = twin.stream();
    twin.name = std::move(name);
    detail::Substituted substituted(replaced);
    twin.parameters.clear();
    for (NodePtr& parameter : twin.distribution.parameters)
      twin.parameters.emplace_back(parameter = substituted(parameter));
    if (twin.guard) {
      const NodePtr guard = substituted(nodes_[static_cast<std::size_t>(*twin.guard)]);
      twin.guard = guard->index;
      twin.details.when = Event(guard);
    }
    return append(std::move(twin));
  }

  /// Gives a variable another distribution of the same kind and states, over variables that stand before it: for those who draw from
  /// another model than the one that is asked about. Its uniform numbers stay what they are. Errors as for `add`.
  void redistribute(Index number, ConditionalDistribution law) {
    variables_[static_cast<std::size_t>(number)] = redistributed(number, std::move(law), tabulates_);
  }
  /// Throws Error where `redistribute` would.
  void check_redistribution(Index number, const ConditionalDistribution& law) const {
    redistributed(number, law, false);
  }

  /// Holds a parameter at a value, or draws it with the uniform numbers of another stream; nothing else of the model, and no other
  /// draw, changes by it: for those who ask what a parameter does to an answer. Throws Error where the value is not finite.
  void hold(Index parameter, double value) {
    UncertainParameter& held = parameters_[static_cast<std::size_t>(parameter)];
    if (!std::isfinite(value)) throw Error(held.name, "a finite value to be held at", detail::number(value));
    held.distribution = Deterministic(Real(value));
    held.parameters = {Formula(held.distribution.parameters[0])};
  }
  void redraw(Index parameter, std::string stream) {
    parameters_[static_cast<std::size_t>(parameter)].drawn_as = std::move(stream);
  }

  /// Adds an uncertain parameter, whose distribution may depend on earlier parameters; with `Deterministic` it is derived
  /// from them. Errors as for `add`.
  Parameter parameter(std::string name, const Distribution<Quantity>& distribution,
                      ParameterDetails details = {}) {
    UncertainParameter parameter = checked_parameter(std::move(name), distribution, std::move(details));
    NodePtr node =
        detail::make_reference(Op::parameter, static_cast<Index>(parameters_.size()), parameter.name);
    parameter_numbers_.emplace(parameter.name, parameters_.size());
    parameters_.push_back(std::move(parameter));
    parameter_nodes_.push_back(node);
    return Parameter(std::move(node));
  }

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
                                   const ParameterDetails& details = {}) {
    check_new_name(name);
    if (law.concentrations.size() < 2)
      throw Error(name, "at least two concentrations",
                  detail::number(static_cast<double>(law.concentrations.size())));
    for (const double concentration : law.concentrations)
      if (!(concentration > 0) || !std::isfinite(concentration))
        throw Error(name, "positive finite concentrations", detail::number(concentration));
      else if (concentration > distribution::largest_shape)
        throw Error(name, "concentrations of at most " + detail::number(distribution::largest_shape),
                    detail::number(concentration));
    const auto part = [&](const char* kind, std::size_t i) {
      return name + kind + '[' + std::to_string(i) + ']';
    };
    for (std::size_t i = 0; i < law.concentrations.size(); ++i) {
      check_new_name(part("", i));
      check_new_name(part(".weight", i));
    }
    std::vector<Real> weights;
    for (std::size_t i = 0; i < law.concentrations.size(); ++i)
      weights.push_back(parameter(part(".weight", i), Gamma(law.concentrations[i], 1), details));
    Real sum = weights[0];
    for (std::size_t i = 1; i < weights.size(); ++i) sum = sum + weights[i];
    std::vector<Parameter> shares;
    for (std::size_t i = 0; i < weights.size(); ++i)
      shares.push_back(parameter(part("", i), Deterministic(weights[i] / sum), details));
    return shares;
  }

  /// The first so many variables, and all parameters, as a model of their own: for those who put others in the place of the rest.
  Model first_variables(Index count) const {
    Model model = *this;
    for (std::size_t i = variables_.size(); i-- > static_cast<std::size_t>(count);) {
      model.numbers_.erase(variables_[i].name);
      model.variables_.pop_back();
      model.nodes_.pop_back();
    }
    return model;
  }

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
  NodePtr find(std::string_view name) const {
    const auto found = numbers_.find(std::string(name));
    return found == numbers_.end() ? nullptr : nodes_[found->second];
  }
  /// The reference to a parameter, or null where there is none of that name.
  NodePtr find_parameter(std::string_view name) const {
    const auto found = parameter_numbers_.find(std::string(name));
    return found == parameter_numbers_.end() ? nullptr : parameter_nodes_[found->second];
  }

  /// The variables that a variable's distribution and guard read, in the order in which they were stated.
  std::vector<Index> parents(Index variable) const {
    const Variable& child = variables_[static_cast<std::size_t>(variable)];
    std::set<Index> found;
    for (const Formula& formula : child.parameters)
      for (const Index parent : formula.variables()) found.insert(parent);
    if (child.guard) found.insert(*child.guard);
    return {found.begin(), found.end()};
  }

  /// Throws Error where the expression reads a variable or parameter that is not this model's.
  /// A variable is told by its reference: a model's copies share it, and another model that states the same has others.
  void check_owned(const std::string& subject, const Node& expression) const {
    detail::for_each_node(expression, [&](const Node& node) {
      if (!detail::is_reference(node)) return;
      const auto& nodes = node.op == Op::parameter ? parameter_nodes_ : nodes_;
      const auto index = static_cast<std::size_t>(node.index);
      if (index >= nodes.size() || nodes[index].get() != &node)
        throw Error(subject, "variables and parameters of this model",
                    detail::quoted(node.name) + " of another");
    });
  }

  /// As `check_owned`, and throws Error where the expression reads a guarded quantity where it may be absent. `given` says
  /// what is known to hold; `set` are variables that are set, whose own formulas then say nothing.
  void check(const std::string& subject, const NodePtr& expression, const std::optional<Boolean>& given = {},
             const std::set<Index>& set = {}) const {
    check_owned(subject, *expression);
    Known known{{}, set};
    if (given) {
      check_owned(subject, *given->node());
      check_present(subject, given->node(), known);
      learn(given->node(), known);
    }
    check_present(subject, expression, known);
  }

  /// Does a condition say that an event holds: by naming it, or something that is guarded by it? `set` as for `check`.
  bool implies(const std::optional<Boolean>& condition, Index event, const std::set<Index>& set = {}) const {
    Known known{{}, set};
    if (condition) learn(condition->node(), known);
    return known.contains(event);
  }

private:
  friend class Timeline;
  friend class Horizon;

  // The last variable is written in another way than by its name. Nothing may refer to it yet.
  NodePtr spell_last(detail::Spelling spelling) {
    NodeFields fields = *nodes_.back();
    fields.spelling = std::make_shared<const detail::Spelling>(std::move(spelling));
    return nodes_.back() = detail::make_node(std::move(fields));
  }

  NodePtr append(Variable variable) {
    const Op op = variable.kind() == Kind::event      ? Op::event
                  : variable.kind() == Kind::category ? Op::category
                                                      : Op::quantity;
    NodePtr node = detail::make_reference(op, static_cast<Index>(variables_.size()), variable.name,
                                          op == Op::category ? variable.states : std::vector<std::string>());
    numbers_.emplace(variable.name, variables_.size());
    variables_.push_back(std::move(variable));
    nodes_.push_back(node);
    return node;
  }

  // Events that are known to hold, while some variables are set.
  struct Known {
    std::set<Index> events, set;
    bool contains(Index event) const { return events.contains(event); }
    bool operator==(const Known&) const = default;
  };
  // Expressions share their parts, so each is gone through once.
  using Seen = std::unordered_set<const Node*>;

  static bool is_plain(std::string_view text) {
    for (const char c : text)
      if (c == '"' || static_cast<unsigned char>(c) < 0x20) return false;
    return true;
  }

  void check_new_name(const std::string& name) const {
    if (name.empty()) throw Error("a name", "at least one character", "none");
    if (!is_plain(name))
      throw Error(detail::quoted(name), "a name without quotes and control characters", "one");
    if (numbers_.contains(name) || parameter_numbers_.contains(name))
      throw Error(name, "a name that is not taken", "one that is");
  }

  NodePtr handle(std::string_view name, Op op, const std::string& expected) const {
    const NodePtr node = find(name);
    if (!node) {
      std::vector<std::string> names;
      for (const Variable& variable : variables_) names.push_back(variable.name);
      throw Error(detail::quoted(name), "the name of a variable", "an unknown name",
                  detail::nearest_hint(name, names));
    }
    if (node->op != op)
      throw Error(node->name, expected, kind_text(variables_[static_cast<std::size_t>(node->index)].kind()));
    return node;
  }

  static std::string kind_text(Kind kind) {
    switch (kind) {
      case Kind::event: return "an event";
      case Kind::category: return "a category";
      case Kind::quantity: return "a quantity";
      case Kind::count: return "a count";
    }
    return "";
  }

  static void check_parameters_only(const std::string& subject, const Node& expression) {
    detail::for_each_node(expression, [&](const Node& node) {
      if (detail::is_reference(node) && node.op != Op::parameter)
        throw Error(subject, "a distribution over parameters alone",
                    "the variable " + detail::quoted(node.name));
    });
  }

  // Where an expression holds, so do the events it is a conjunction of, and their guards.
  void learn(const NodePtr& expression, Known& known) const {
    learn(std::vector<NodePtr>{expression}, known);
  }
  void learn(Index event, Known& known) const {
    std::vector<NodePtr> holding;
    hold(event, known, holding);
    learn(std::move(holding), known);
  }
  void learn(std::vector<NodePtr> holding, Known& known) const {
    while (!holding.empty()) {
      const NodePtr next = std::move(holding.back());
      holding.pop_back();
      for (const NodePtr& part : detail::conjuncts(next)) {
        if (part->op == Op::event) hold(part->index, known, holding);
        if (part->op != Op::state) continue;
        const Variable& category = variables_[static_cast<std::size_t>(part->children[0]->index)];
        if (category.guard && part->state != category.absent) hold(*category.guard, known, holding);
      }
    }
  }
  // An event holds, and so do its guards; so does the formula of a deterministic one, unless it is set.
  void hold(Index event, Known& known, std::vector<NodePtr>& holding) const {
    for (std::optional<Index> next = event; next && known.events.insert(*next).second;) {
      const Variable& variable = variables_[static_cast<std::size_t>(*next)];
      if (variable.distribution.family == distribution::Family::deterministic && !known.set.contains(*next))
        holding.push_back(variable.distribution.parameters[0]);
      next = variable.guard;
    }
  }

  // Where parts of an expression are read: what is known there, and the parts that were looked at.
  struct Place {
    Known known;
    Seen seen = {};
  };
  using PlacePtr = std::shared_ptr<Place>;

  // The same place where no more is known.
  static PlacePtr inside(const PlacePtr& place, Known known) {
    return known == place->known ? place : std::make_shared<Place>(Place{std::move(known)});
  }

  void check_present(const std::string& subject, const NodePtr& expression, const Known& known) const {
    std::vector<std::pair<NodePtr, PlacePtr>> left{{expression, std::make_shared<Place>(Place{known})}};
    while (!left.empty()) {
      const auto [node, place] = std::move(left.back());
      left.pop_back();
      if (!place->seen.insert(node.get()).second) continue;
      if (node->op == Op::quantity) check_exists(subject, *node, place->known);
      if (node->op == Op::table) check_rows(subject, *node, place->known);
      if (node->op == Op::logical_and) {
        // Each part is read where the others hold. The whole says no more than they do: parts that say something are names of
        // events and states, which may be read anywhere.
        Known all = place->known;
        learn(node, all);
        const PlacePtr there = inside(place, std::move(all));
        const std::vector<NodePtr> parts = detail::conjuncts(node);
        for (auto part = parts.rbegin(); part != parts.rend(); ++part) left.emplace_back(*part, there);
      } else if (node->op == Op::if_then_else) {
        Known then = place->known;
        learn(node->children[0], then);
        left.emplace_back(node->children[2], place);
        left.emplace_back(node->children[1], inside(place, std::move(then)));
        left.emplace_back(node->children[0], place);
      } else {
        for (auto child = node->children.rbegin(); child != node->children.rend(); ++child)
          left.emplace_back(*child, place);
      }
    }
  }

  void check_exists(const std::string& subject, const Node& quantity, const Known& known) const {
    const Variable& variable = variables_[static_cast<std::size_t>(quantity.index)];
    if (!variable.guard || known.contains(*variable.guard)) return;
    const std::string& guard = variables_[static_cast<std::size_t>(*variable.guard)].name;
    throw Error(subject, "quantities that exist",
                detail::quoted(quantity.name) + ", which is absent where " + guard + " does not hold",
                "state it given(" + guard + "), guard it with .when = " + guard + ", or use if_then_else(" +
                    guard + ", " + quantity.name + ", ...)");
  }

  // A row left out for a parent's state "none" must be out of reach: the parent's guard must be known to hold.
  void check_rows(const std::string& subject, const Node& table, const Known& known) const {
    bool left_out = false;
    for (std::size_t i = static_cast<std::size_t>(table.parents); i < table.children.size(); ++i)
      left_out = left_out || (table.children[i]->op == Op::constant && std::isnan(table.children[i]->value));
    if (!left_out) return;
    bool guarded = false;
    for (std::size_t i = 0; i < static_cast<std::size_t>(table.parents); ++i) {
      const Variable& parent = variables_[static_cast<std::size_t>(table.children[i]->index)];
      if (parent.kind() != Kind::category || !parent.guard) continue;
      guarded = true;
      if (!known.contains(*parent.guard))
        throw Error(subject, "a row for state 'none' of " + parent.name, "no such row",
                    "it is met wherever " + variables_[static_cast<std::size_t>(*parent.guard)].name +
                        " does not hold");
    }
    if (!guarded) throw Error(subject, "a row for every combination of states", "none for state 'none'");
  }

  // An environment in which formulas of discrete variables alone are evaluated, one combination of states at a time.
  struct Combination {
    const std::vector<Index>& variables;
    std::vector<double> states;
    double variable(Index index) const {
      for (std::size_t i = 0; i < variables.size(); ++i)
        if (variables[i] == index) return states[i];
      return std::numeric_limits<double>::quiet_NaN();
    }
    static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
  };

  // Checks the distribution's constants, in every combination of its discrete parents' states. What depends on
  // quantities or uncertain parameters is checked as it is drawn.
  void check_domain(const std::string& name, const ConditionalDistribution& law,
                    const std::vector<Formula>& formulas, const Known& known) const {
    if (const auto wrong = distribution::violation(law.shape())) detail::refuse([&] { return name; }, *wrong);
    std::set<Index> found;
    std::size_t combinations = 1;
    for (const Formula& formula : formulas) {
      if (!formula.quantities().empty() || !formula.parameters().empty()) return;
      for (const Index parent : formula.variables()) found.insert(parent);
    }
    const std::vector<Index> parents(found.begin(), found.end());
    for (const Index parent : parents) {
      combinations *= variables_[static_cast<std::size_t>(parent)].states.size();
      if (combinations > 100000) return;
    }
    Combination at{parents, std::vector<double>(parents.size())};
    std::vector<double> scratch, values(formulas.size());
    for (std::size_t number = 0; number < combinations; ++number) {
      std::size_t rest = number;
      bool reachable = true;
      std::string where;
      for (std::size_t i = parents.size(); i-- > 0;) {
        const Variable& parent = variables_[static_cast<std::size_t>(parents[i])];
        const std::size_t state = rest % parent.states.size();
        rest /= parent.states.size();
        at.states[i] = static_cast<double>(state);
        where = parent.name + " = " + parent.states[state] + (where.empty() ? "" : ", ") + where;
        if (known.contains(parents[i]) && state == 0) reachable = false;
        if (parent.kind() == Kind::category && parent.guard && known.contains(*parent.guard) &&
            static_cast<Index>(state) == parent.absent && parent.details.absent_state == "none")
          reachable = false;
      }
      if (!reachable) continue;
      for (std::size_t i = 0; i < formulas.size(); ++i) values[i] = formulas[i].evaluate(at, scratch);
      detail::check_arguments([&] { return where.empty() ? name : name + " (" + where + ")"; }, law.shape(),
                              values);
    }
  }

  Variable checked_variable(std::string name, const ConditionalDistribution& law, Details details) const {
    check_new_name(name);
    Variable variable{std::move(name), law, {}, {}, {}, 0, std::move(details)};
    Known known;
    if (variable.details.when) {
      check_owned(variable.name, *variable.details.when->node());
      variable.guard = variable.details.when->index();
      learn(*variable.guard, known);
    }
    if (law.kind == Kind::event) variable.states = {"no", "yes"};
    if (law.kind == Kind::category) check_states(variable, law);
    if (variable.details.absent_state != "none" && !(variable.guard && law.kind == Kind::category))
      throw Error(variable.name, "absent_state of a guarded category alone",
                  detail::quoted(variable.details.absent_state));
    if (variable.is_discrete() && !variable.details.unit.empty())
      throw Error(variable.name, "no unit, for it is not a quantity", detail::quoted(variable.details.unit));
    bind_parameters(variable, known, tabulates_);
    return variable;
  }

  Variable redistributed(Index number, ConditionalDistribution law, bool tabulates) const {
    Variable variable = variables_[static_cast<std::size_t>(number)];
    variable.distribution = std::move(law);
    variable.parameters.clear();
    Known known;
    if (variable.guard) learn(*variable.guard, known);
    bind_parameters(variable, known, tabulates);
    return variable;
  }

  // Makes formulas of a distribution's parameters and checks them.
  void bind_parameters(Variable& variable, const Known& known, bool tabulates) const {
    const ConditionalDistribution& law = variable.distribution;
    for (const NodePtr& parameter : law.parameters) {
      check_owned(variable.name, *parameter);
      check_present(variable.name, parameter, known);
      variable.parameters.emplace_back(parameter);
    }
    check_domain(variable.name, law, variable.parameters, known);
    if (!tabulates) return;
    variable.quantiles = distribution::QuantileTable::make(law.shape(), literals(law));
    variable.counts = distribution::CountTable::make(law.shape(), literals(law));
  }

  static std::vector<std::optional<double>> literals(const ConditionalDistribution& law) {
    std::vector<std::optional<double>> row;
    for (const NodePtr& parameter : law.parameters)
      row.push_back(parameter->op == Op::constant ? std::optional(parameter->value) : std::nullopt);
    return row;
  }

  static void check_states(Variable& variable, const ConditionalDistribution& law) {
    if (law.states.size() < 2)
      throw Error(variable.name, "at least two states",
                  detail::number(static_cast<double>(law.states.size())));
    if (law.states.size() > most_states)
      throw Error(variable.name, "at most " + std::to_string(most_states) + " states",
                  std::to_string(law.states.size()));
    if (law.parameters.size() != law.states.size())
      throw Error(variable.name,
                  detail::number(static_cast<double>(law.states.size())) + " probabilities, one a state",
                  detail::number(static_cast<double>(law.parameters.size())));
    std::set<std::string> seen;
    for (const std::string& state : law.states) {
      if (state.empty() || !is_plain(state))
        throw Error(variable.name, "states with a name, without quotes and control characters",
                    detail::quoted(state));
      if (!seen.insert(state).second)
        throw Error(variable.name, "states that differ", detail::quoted(state) + " twice");
    }
    variable.states = law.states;
    if (!variable.guard) return;
    const std::string& absent = variable.details.absent_state;
    for (std::size_t i = 0; i < law.states.size(); ++i)
      if (law.states[i] == absent) {
        variable.absent = static_cast<Index>(i);
        return;
      }
    if (absent != "none")
      throw Error(variable.name, "one of its states as absent_state", detail::quoted(absent),
                  detail::nearest_hint(absent, law.states));
    variable.absent = static_cast<Index>(variable.states.size());
    variable.states.emplace_back("none");
  }

  UncertainParameter checked_parameter(std::string name, const ConditionalDistribution& law,
                                       ParameterDetails details) const {
    check_new_name(name);
    UncertainParameter parameter{std::move(name), law, {}, std::move(details)};
    for (const NodePtr& node : law.parameters) {
      check_parameters_only(parameter.name, *node);
      check_owned(parameter.name, *node);
      parameter.parameters.emplace_back(node);
    }
    check_domain(parameter.name, law, parameter.parameters, {});
    for (std::size_t i = 0; i < parameter.details.stated.size(); ++i) {
      const StatedQuantile& stated = parameter.details.stated[i];
      if (!(stated.probability > 0 && stated.probability < 1))
        throw Error(parameter.name, "stated quantiles at probabilities in (0, 1)",
                    detail::number(stated.probability));
      if (!std::isfinite(stated.value))
        throw Error(parameter.name, "finite stated quantiles", detail::number(stated.value));
      if (i > 0 && !(stated.value > parameter.details.stated[i - 1].value &&
                     stated.probability > parameter.details.stated[i - 1].probability))
        throw Error(parameter.name, "stated quantiles that increase", detail::number(stated.value));
    }
    return parameter;
  }

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
inline std::string empirical_text(const distribution::Empirical& law) {
  constexpr std::size_t most = 8;
  const std::vector<double>& values = law.values();
  if (values.size() > most)
    return std::to_string(values.size()) + " values from " + number(values.front()) + " to " +
           number(values.back());
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i > 0 ? ", " : "") + number(values[i]) + ": " + number(law.probabilities()[i]);
  return text;
}

}  // namespace detail

/// A distribution in words: `LogNormal(log(2700), 0.9)`, `Mixture(0.3: Normal(0, 1), 0.7: LogNormal(1, 0.5))`,
/// `Empirical(1: 0.25, 4: 0.75)`.
inline std::string to_text(const ConditionalDistribution& law) {
  using distribution::Family;
  std::string text = std::string(distribution::family_info(law.family).name) + '(';
  if (law.family == Family::empirical) return text + detail::empirical_text(*law.empirical) + ')';
  if (law.family == Family::mixture) {
    for (std::size_t i = 0; i < law.components.size(); ++i) {
      const auto start =
          law.parameters.begin() + static_cast<Index>(distribution::component_offset(law.components, i));
      const auto size = static_cast<Index>(distribution::family_info(law.components[i]).parameters.size());
      text += (i > 0 ? ", " : "") + detail::text_at(*law.parameters[i], 0) + ": " +
              to_text(ConditionalDistribution{law.components[i], law.kind, {start, start + size}});
    }
    return text + ')';
  }
  for (std::size_t i = 0; i < law.parameters.size(); ++i) {
    if (i > 0) text += ", ";
    if (!law.states.empty()) text += detail::name_text(law.states[i]) + ": ";
    text += detail::text_at(*law.parameters[i], 0);
  }
  return text + ')';
}

}  // namespace casus
