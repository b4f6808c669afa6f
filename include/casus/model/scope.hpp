// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/model/expression.hpp>

namespace casus {

/// The event that guards a variable, or none.
class Guard : public std::optional<Event> {
public:
  Guard() = default;
  Guard(std::nullopt_t) {}
  Guard(Event event) : std::optional<Event>(std::move(event)) {}
  Guard(std::optional<Event> event) : std::optional<Event>(std::move(event)) {}
  template <std::same_as<Boolean> Condition> Guard(const Condition&) {
    static_assert(!std::same_as<Condition, Boolean>,
                  "state the condition as an event of its own: m.add(name, Deterministic(x > 1))");
  }
};

/// The properties of a variable other than its distribution.
struct Details {
  Guard when = {};        ///< the guard: the variable exists only if this event holds
  std::string unit = {};  ///< of a quantity
  std::string description = {};
  std::string criterion = {};  ///< of an event: the observation, date and authority that decide it
  std::string source = {};
  std::string absent_state = "none";  ///< the state of a guarded category if its guard does not hold
};

/// Largest number of states of a category. With the added "none" of a guarded category there are at
/// most 256, so that the number of a state fits into a byte.
inline constexpr std::size_t most_states = 255;

/// A variable without its distribution: the part that expressions read.
struct Declaration {
  NodePtr node = nullptr;  ///< the reference to it, with its name and the states of a category
  Kind kind = Kind::quantity;
  bool has_none = false;            ///< whether "none" was added to the states of a guarded category
  std::optional<Index> guard = {};  ///< number of the event that guards it
  Index absent = 0;                 ///< number of the state of a category whose guard does not hold
  std::string unit = {};            ///< of a quantity
  NodePtr formula = nullptr;        ///< the formula of a deterministic variable

  const std::string& name() const noexcept { return node->name; }
  bool is_discrete() const noexcept { return kind == Kind::event || kind == Kind::category; }
  /// Returns the states of an event (no, yes) or category, including an added "none".
  const std::vector<std::string>& states() const;
};

/// The names that expressions may read: variables, numbered in the order of their declaration, and
/// parameters. A scope knows kinds, states, units and guards, but no distributions. References
/// belong to the scope that made them: copies of a scope share its references, but another scope
/// with the same declarations has its own. Not safe to modify from several threads; safe to read
/// from any number.
class Scope {
public:
  /// Checks a declaration and returns it. The result must be passed to `add` before anything else
  /// is added. `series`: the reference by which the variable is written, if not by its name. Throws
  /// Error if the name is taken or empty, the guard belongs to another scope, states are missing or
  /// repeated, or a unit or absent state is given to a variable that has none.
  Declaration checked(std::string name, Kind kind, std::vector<std::string> states, const Details& details,
                      std::shared_ptr<const SeriesReference> series = nullptr) const;
  /// Adds a variable and returns the reference to it, whose `index` is the variable's number.
  NodePtr add(Declaration variable);
  /// Adds a parameter by its reference.
  void add_parameter(NodePtr parameter);
  /// Replaces the formula of a variable.
  void restate(Index variable, NodePtr formula);

  const std::vector<Declaration>& variables() const noexcept { return variables_; }
  const Declaration& variable(Index number) const { return variables_[static_cast<std::size_t>(number)]; }
  const std::vector<NodePtr>& parameters() const noexcept { return parameters_; }

  /// Return handles by name, for models that are built or queried at run time. Throw Error if no
  /// variable has that name (with the nearest known name), or if it is of another kind.
  Event event(std::string_view name) const { return Event(handle(name, Op::event, "an event")); }
  Category category(std::string_view name) const {
    return Category(handle(name, Op::category, "a category"));
  }
  Quantity quantity(std::string_view name) const {
    return Quantity(handle(name, Op::quantity, "a quantity or count"));
  }
  Parameter parameter(std::string_view name) const;
  /// Returns the reference to a variable of any kind, or null if there is none of that name.
  NodePtr find(std::string_view name) const;
  /// Returns the reference to a parameter, or null if there is none of that name.
  NodePtr find_parameter(std::string_view name) const;

  /// Returns the event that a variable exists: its guard, or yes if it has none. Throws Error if it
  /// is not a variable of this scope.
  Boolean exists(const NodePtr& variable) const;

  /// Throws Error if the name is empty or taken, or contains quotes or control characters.
  void check_new_name(const std::string& name) const;
  /// Throws Error if the expression reads a variable or parameter of another scope.
  void check_owned(const std::string& subject, const Node& expression) const;
  /// As `check_owned`, and throws Error if the expression reads a guarded quantity that may be
  /// absent. `given`: a condition that holds; `set`: variables that are set by an intervention,
  /// whose own formulas are ignored.
  void check(const std::string& subject, const NodePtr& expression, const std::optional<Boolean>& given = {},
             const std::set<Index>& set = {}) const;
  /// The same for an expression that is read only if all of these events hold.
  void check_where(const std::string& subject, const NodePtr& expression,
                   const std::set<Index>& holding) const;

  /// Returns whether a condition implies that an event holds, because it names the event or a
  /// variable that the event guards. `set` as for `check`.
  bool implies(const std::optional<Boolean>& condition, Index event, const std::set<Index>& set = {}) const;
  /// Returns the events that hold if this one does: itself, its guards, and the events named by its
  /// formula.
  std::set<Index> implied_by(Index event) const;

private:
  // Events that are known to hold, given that some variables are set.
  struct Known {
    std::set<Index> events, set;
    bool contains(Index event) const { return events.contains(event); }
  };

  NodePtr handle(std::string_view name, Op op, const std::string& expected) const;
  bool owns(const Node& reference) const;
  // Returns the hint for an error about a reference of another scope: a series has to be asked
  // about at a step.
  std::string hint_about(const Node& stranger) const;
  static void check_states(const std::string& name, const std::vector<std::string>& states);
  // Finds the state of a guarded category for the case that its guard does not hold, or adds one.
  static void set_absent_state(Declaration& category, const std::string& name,
                               std::vector<std::string>& states, const std::string& absent);

  // Adds to `known` the events that hold if an expression holds: those in its conjunction, and
  // their guards.
  void learn(const NodePtr& expression, Known& known) const {
    learn(std::vector<NodePtr>{expression}, known);
  }
  void learn(std::vector<NodePtr> holding, Known& known) const;
  // Adds an event that holds, with its guards and, if it is deterministic and not set, its formula.
  void hold(Index event, Known& known, std::vector<NodePtr>& holding) const;

  // Returns the events that must be known to hold for this node to be read.
  std::vector<Index> guards_needed(const Node& node) const;
  // Returns whether the guards that the node needs are known to hold, and no row that can occur is
  // left out.
  bool is_readable(const Node& node, const std::set<Index>& known) const;
  void check_present(const std::string& subject, const NodePtr& expression, const Known& known) const;
  void check_exists(const std::string& subject, const Node& quantity, const std::set<Index>& known) const;
  // Throws Error unless a row left out for a parent's state "none" is unreachable, because the
  // parent's guard is known to hold.
  void check_rows(const std::string& subject, const Node& table, const std::set<Index>& known) const;
  static bool leaves_out_rows(const Node& table);

  std::vector<Declaration> variables_;
  std::vector<NodePtr> parameters_;
  std::unordered_map<std::string, std::size_t> numbers_, parameter_numbers_;
};

namespace detail {

/// Returns the operation of an expression that reads a variable of that kind.
Op reference_op(Kind kind) noexcept;

/// Returns the kind with its article, for messages: "an event".
std::string kind_text(Kind kind);

}  // namespace detail

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/scope.inl>
#endif
