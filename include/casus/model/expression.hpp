// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/model/node.hpp>

namespace casus {

inline constexpr bool yes = true;
inline constexpr bool no = false;

namespace detail {

/// Throws the Error about a handle that was made without a variable: `Event e;`.
[[noreturn]] void refuse_empty_handle();

/// Returns the node of a handle. Throws Error if the handle is empty.
inline const NodePtr& node_of_handle(const NodePtr& node) {
  if (!node) refuse_empty_handle();
  return node;
}

}  // namespace detail

/// A truth value that may depend on variables: an event, a comparison, or logic over them.
/// `&&`, `||` and `!` build a new expression; nothing is evaluated.
class Boolean {
public:
  template <std::same_as<bool> Literal>
  Boolean(Literal literal) : node_(detail::make_constant(literal ? 1 : 0, true)) {}
  explicit Boolean(NodePtr node) : node_(std::move(node)) {}
  /// Throws Error for the value of an empty handle.
  const NodePtr& node() const { return detail::node_of_handle(node_); }

protected:
  Boolean() = default;

private:
  NodePtr node_;
};

/// A real number that may depend on variables and parameters. An event counts as 1 where it holds and 0 elsewhere.
class Real {
public:
  template <class Number>
  requires(std::integral<Number> || std::floating_point<Number>) &&
      (!std::same_as<Number, bool>)Real(Number literal)
      : node_(detail::make_constant(static_cast<double>(literal), false)) {}
  Real(const Boolean& event) : node_(detail::make_node(Op::indicator, false, {event.node()})) {}
  explicit Real(NodePtr node) : node_(std::move(node)) {}
  /// Throws Error for the value of an empty handle.
  const NodePtr& node() const { return detail::node_of_handle(node_); }

protected:
  Real() = default;

private:
  NodePtr node_;
};

// Handles of variables and parameters. One that was made without arguments is empty: it can be assigned to, and every other use of it
// throws Error.

/// A variable that holds or does not.
class Event : public Boolean {
public:
  Event() = default;
  explicit Event(NodePtr node) : Boolean(std::move(node)) {}
  Index index() const { return node()->index; }
  const std::string& name() const { return node()->name; }
};

/// A variable that takes a real value, in the unit it was stated with.
class Quantity : public Real {
public:
  Quantity() = default;
  explicit Quantity(NodePtr node) : Real(std::move(node)) {}
  Index index() const { return node()->index; }
  const std::string& name() const { return node()->name; }
};

/// A number that nobody knows: drawn once a world, constant for all its trajectories.
class Parameter : public Real {
public:
  Parameter() = default;
  explicit Parameter(NodePtr node) : Real(std::move(node)) {}
  Index index() const { return node()->index; }
  const std::string& name() const { return node()->name; }
};

/// A variable that takes one of several labelled states.
class Category {
public:
  Category() = default;
  explicit Category(NodePtr node) : node_(std::move(node)) {}
  Index index() const { return node()->index; }
  const std::string& name() const { return node()->name; }
  const std::vector<std::string>& states() const { return node()->labels; }
  const NodePtr& node() const { return detail::node_of_handle(node_); }

private:
  NodePtr node_;
};

namespace detail {

/// The value of an event that is "yes" or "no"; throws an Error that names the event where it is neither.
double event_value(const std::string& name, std::string_view label);

/// The number of a state by its label; throws an Error that names the category and the nearest label.
Index state_index(const NodeFields& variable, std::string_view label);

inline Real real(Op op, std::vector<NodePtr> children) {
  return Real(make_node(op, false, std::move(children)));
}
inline Boolean boolean(Op op, std::vector<NodePtr> children) {
  return Boolean(make_node(op, true, std::move(children)));
}

}  // namespace detail

/// Does the category take the state of this label? Throws Error where it has no such state.
Boolean operator==(const Category& category, std::string_view label);

inline Real operator-(const Real& a) { return detail::real(Op::negate, {a.node()}); }
inline Real operator+(const Real& a, const Real& b) { return detail::real(Op::add, {a.node(), b.node()}); }
inline Real operator-(const Real& a, const Real& b) {
  return detail::real(Op::subtract, {a.node(), b.node()});
}
inline Real operator*(const Real& a, const Real& b) {
  return detail::real(Op::multiply, {a.node(), b.node()});
}
inline Real operator/(const Real& a, const Real& b) { return detail::real(Op::divide, {a.node(), b.node()}); }

/// Adds to an expression, `total += x`; `-=`, `*=` and `/=` alike. For `Real` only: a variable stays itself.
template <std::same_as<Real> Expression> Expression& operator+=(Expression& a, const Real& b) {
  return a = a + b;
}
template <std::same_as<Real> Expression> Expression& operator-=(Expression& a, const Real& b) {
  return a = a - b;
}
template <std::same_as<Real> Expression> Expression& operator*=(Expression& a, const Real& b) {
  return a = a * b;
}
template <std::same_as<Real> Expression> Expression& operator/=(Expression& a, const Real& b) {
  return a = a / b;
}

inline Boolean operator<(const Real& a, const Real& b) {
  return detail::boolean(Op::less, {a.node(), b.node()});
}
inline Boolean operator>(const Real& a, const Real& b) { return b < a; }
inline Boolean operator<=(const Real& a, const Real& b) {
  return detail::boolean(Op::less_equal, {a.node(), b.node()});
}
inline Boolean operator>=(const Real& a, const Real& b) { return b <= a; }
/// Comparisons do not chain: `0 < x < 1` would compare a truth value with 1. Join two with &&, `0 < x && x < 1`; a truth value is
/// compared as a number where that is said, `Real(event) < x`.
template <std::derived_from<Boolean> Truth> Boolean operator<(const Truth&, const Real&) = delete;
template <std::derived_from<Boolean> Truth> Boolean operator<(const Real&, const Truth&) = delete;
template <std::derived_from<Boolean> Truth> Boolean operator<=(const Truth&, const Real&) = delete;
template <std::derived_from<Boolean> Truth> Boolean operator<=(const Real&, const Truth&) = delete;
template <std::derived_from<Boolean> Truth> Boolean operator>(const Truth&, const Real&) = delete;
template <std::derived_from<Boolean> Truth> Boolean operator>(const Real&, const Truth&) = delete;
template <std::derived_from<Boolean> Truth> Boolean operator>=(const Truth&, const Real&) = delete;
template <std::derived_from<Boolean> Truth> Boolean operator>=(const Real&, const Truth&) = delete;
inline Boolean operator==(const Real& a, const Real& b) {
  return detail::boolean(Op::equal, {a.node(), b.node()});
}

inline Boolean operator!(const Boolean& a) { return detail::boolean(Op::logical_not, {a.node()}); }
inline Boolean operator&&(const Boolean& a, const Boolean& b) {
  return detail::boolean(Op::logical_and, {a.node(), b.node()});
}
inline Boolean operator||(const Boolean& a, const Boolean& b) {
  return detail::boolean(Op::logical_or, {a.node(), b.node()});
}
inline Boolean operator!=(const Category& category, std::string_view label) { return !(category == label); }
inline Boolean operator!=(const Real& a, const Real& b) { return !(a == b); }

inline Real exp(const Real& x) { return detail::real(Op::exp, {x.node()}); }
/// Natural logarithm: -infinity at zero, and below zero NaN, which is reported where a quantity or a probability is
/// made of it (a comparison with it is false).
inline Real log(const Real& x) { return detail::real(Op::log, {x.node()}); }
/// Square root, correctly rounded; NaN below zero, which is reported as that of `log` is.
inline Real sqrt(const Real& x) { return detail::real(Op::sqrt, {x.node()}); }
/// x to the power of y; 1 if y is 0. NaN if x is negative and y is not whole. Whole exponents up to 1024 are
/// computed by repeated multiplication, others as e^(y log |x|).
inline Real pow(const Real& x, const Real& y) { return detail::real(Op::pow, {x.node(), y.node()}); }
/// |x|.
inline Real abs(const Real& x) { return detail::real(Op::abs, {x.node()}); }
/// The greatest whole number that is at most x.
inline Real floor(const Real& x) { return detail::real(Op::floor, {x.node()}); }
/// 1 / (1 + e^-x).
inline Real logistic(const Real& x) { return detail::real(Op::logistic, {x.node()}); }
/// log(p / (1 - p)).
inline Real logit(const Real& p) { return log(p / (1.0 - p)); }
inline Real(min)(const Real& a, const Real& b) { return detail::real(Op::minimum, {a.node(), b.node()}); }
inline Real(max)(const Real& a, const Real& b) { return detail::real(Op::maximum, {a.node(), b.node()}); }
/// x, but at least `low` and at most `high`.
inline Real clamp(const Real& x, const Real& low, const Real& high) { return (min)((max)(x, low), high); }

namespace detail {

/// A handle or expression.
template <class Type>
concept Expression = std::derived_from<Type, Real> || std::derived_from<Type, Boolean>;

}  // namespace detail

/// The same of two or three handles of one type. In sources that use both namespaces these are
/// preferred to std::min, std::max and std::clamp.
template <detail::Expression Type> Real(min)(const Type& a, const Type& b) { return (min)(Real(a), Real(b)); }
template <detail::Expression Type> Real(max)(const Type& a, const Type& b) { return (max)(Real(a), Real(b)); }
template <detail::Expression Type> Real clamp(const Type& x, const Type& low, const Type& high) {
  return clamp(Real(x), Real(low), Real(high));
}
/// The probability whose odds are `ratio` times those of p; 0 and 1 stay as they are.
inline Real scale_odds(const Real& p, const Real& ratio) {
  return detail::real(Op::scale_odds, {p.node(), ratio.node()});
}
Real if_then_else(const Boolean& condition, const Real& then, const Real& otherwise);

namespace detail {

/// A list of values that convert to `Value`: a vector, span or array of expressions, variables or numbers.
template <class List, class Value>
concept ListOf = requires(const List& list) {
  { *std::begin(list) } -> std::convertible_to<Value>;
  std::end(list);
};

template <class Value, class List> std::vector<NodePtr> nodes_of(const List& list) {
  std::vector<NodePtr> nodes;
  for (const auto& value : list) nodes.push_back(Value(value).node());
  return nodes;
}

/// Joins terms by an operation of two operands, neighbours first, so that the depth grows with the logarithm
/// of their number. `of_none`: the result if there are no terms.
NodePtr joined_pairwise(Op op, std::vector<NodePtr> terms, NodePtr of_none);

Real sum_of(std::vector<NodePtr> terms);
Boolean any_of(std::vector<NodePtr> conditions);
Boolean all_of(std::vector<NodePtr> conditions);

}  // namespace detail

/// The sum of a list of expressions, such as a `std::vector<Quantity>`; 0 if it is empty. Terms are added
/// pairwise: the expression is only as deep as the logarithm of their number.
template <detail::ListOf<Real> List> Real sum(const List& terms) {
  return detail::sum_of(detail::nodes_of<Real>(terms));
}
inline Real sum(std::initializer_list<Real> terms) { return detail::sum_of(detail::nodes_of<Real>(terms)); }

/// Whether at least one condition of a list holds; no if it is empty.
template <detail::ListOf<Boolean> List> Boolean any(const List& conditions) {
  return detail::any_of(detail::nodes_of<Boolean>(conditions));
}
inline Boolean any(std::initializer_list<Boolean> conditions) {
  return detail::any_of(detail::nodes_of<Boolean>(conditions));
}

/// Whether every condition of a list holds; yes if it is empty.
template <detail::ListOf<Boolean> List> Boolean all(const List& conditions) {
  return detail::all_of(detail::nodes_of<Boolean>(conditions));
}
inline Boolean all(std::initializer_list<Boolean> conditions) {
  return detail::all_of(detail::nodes_of<Boolean>(conditions));
}

/// How many conditions of a list hold; 0 if it is empty.
template <detail::ListOf<Boolean> List> Real number_of(const List& conditions) {
  std::vector<NodePtr> terms;
  for (const auto& condition : conditions) terms.push_back(Real(Boolean(condition)).node());
  return detail::sum_of(std::move(terms));
}
inline Real number_of(std::initializer_list<Boolean> conditions) {
  return number_of<std::initializer_list<Boolean>>(conditions);
}

/// What is not listed: in a noisy-or the probability of the effect where no listed cause acts, in a noisy-and the
/// probability that the effect fails though every listed condition is met.
struct Leak {
  Real probability;
};
inline Leak leak(Real probability) { return {std::move(probability)}; }

/// A cause of a noisy-or, and the probability that it alone brings the effect about.
struct Cause {
  Boolean when;
  Real strength;
};

/// 1 - (1 - leak) * product over the causes that hold of (1 - strength): independent causes, each enough by itself
/// (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section 4.3.2).
Real noisy_or(const Leak& leak, const std::vector<Cause>& causes);
inline Real noisy_or(const Leak& leak, std::initializer_list<Cause> causes) {
  return noisy_or(leak, std::vector<Cause>(causes));
}

/// A condition of a noisy-and: the probability that it is inhibited where it holds, and the probability that something
/// substitutes for it where it does not.
struct Condition {
  Boolean when;
  Real inhibition;
  Real substitute = 0;
};

/// (1 - leak) * product over the conditions of (1 - inhibition where it holds, substitute where it does not): the effect
/// needs every condition, or a substitute for it, independently, and can be prevented by what is not listed. The dual of
/// noisy_or: of effects and causes turned into their opposites (Diez and Druzdzel, Canonical Probabilistic Models for
/// Knowledge Engineering, technical report CISIAD-06-01, 2006, the noisy AND and the leaky AND).
Real noisy_and(const Leak& leak, const std::vector<Condition>& conditions);
inline Real noisy_and(const Leak& leak, std::initializer_list<Condition> conditions) {
  return noisy_and(leak, std::vector<Condition>(conditions));
}

/// A user's own function of some inputs, under a name for messages and listings: `function("yield", {rain, troops}, f)`. It
/// must give the same numbers for the same inputs, row by row and whatever the length of the columns, and must be safe to
/// call from several threads at once. It is called for whole groups of trajectories, also for those whose result is not
/// used: where a guard does not hold, inputs may be NaN. It may be called as soon as a model is stated with it. A result
/// that is NaN where it is used is reported as any formula's is; what it throws reaches the caller of the model or sampler
/// as it is. Events are 1 where they hold, else 0. The library's promise of equal bits covers a user's function only as far
/// as the function keeps it. Each call makes an expression of its own. Throws Error without a name, an input or a function.
Real function(std::string name, const std::vector<Real>& inputs, ColumnFunction of);
/// The same, under a name that is not also in namespace std.
inline Real columnwise(std::string name, const std::vector<Real>& inputs, ColumnFunction of) {
  return function(std::move(name), inputs, std::move(of));
}

/// A user's own function of one number or of two, `map("log1p", [](double x) { return std::log1p(x); }, x)`.
/// It is a `function` that applies `of` to each row, so the conditions of that hold. Beside
/// `using namespace std`, write `casus::map`. Throws Error without a name or a function.
Real map(std::string name, std::function<double(double)> of, const Real& x);
Real map(std::string name, std::function<double(double, double)> of, const Real& x, const Real& y);

/// A state by its label; an event's are `yes` and `no`.
struct StateLabel {
  std::string label;
  template <std::same_as<bool> Literal> StateLabel(Literal holds) : label(holds ? "yes" : "no") {}
  StateLabel(const char* text) : label(text) {}
  StateLabel(std::string text) : label(std::move(text)) {}
};

/// A variable whose states can index a table.
class Discrete {
public:
  Discrete(const Event& event) : node_(event.node()) {}
  Discrete(const Category& category) : node_(category.node()) {}
  const NodePtr& node() const noexcept { return node_; }
  std::vector<std::string> states() const;

private:
  NodePtr node_;
};

/// One row of a table: the parents' states, in the order of the parents, and the value there.
template <class Value> struct TableRow {
  std::vector<StateLabel> states;
  Value value;
};

/// One row of a table of a single parent.
struct SingleRow {
  StateLabel state;
  Real value;
};

namespace detail {

/// The rows bound by label into the order of a `table` node; each combination of states must be given once. The state
/// "none" of a guarded category may be left out (its value is then NaN, and the model checks that it is never met).
template <class Value>
std::vector<Value> ordered_rows(const std::vector<Discrete>& parents,
                                const std::vector<TableRow<Value>>& rows, const Value& unreachable) {
  std::vector<std::string> names;
  std::size_t count = 1;
  for (const Discrete& parent : parents) {
    names.push_back(parent.node()->name);
    count *= parent.states().size();
  }
  const std::string subject = "table of " + joined(names);
  std::vector<Value> ordered(count, unreachable);
  std::vector<bool> seen(count, false);
  for (const TableRow<Value>& row : rows) {
    if (row.states.size() != parents.size())
      throw Error(subject, number(static_cast<double>(parents.size())) + " states in each row",
                  number(static_cast<double>(row.states.size())));
    std::size_t position = 0;
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < parents.size(); ++i) {
      NodeFields variable = *parents[i].node();
      variable.labels = parents[i].states();
      labels.push_back(row.states[i].label);
      position = position * variable.labels.size() +
                 static_cast<std::size_t>(state_index(variable, row.states[i].label));
    }
    if (seen[position]) throw Error(subject, "each row once", "row (" + joined(labels) + ") twice");
    seen[position] = true;
    ordered[position] = row.value;
  }
  for (std::size_t position = 0; position < count; ++position) {
    if (seen[position]) continue;
    std::vector<std::string> labels(parents.size());
    std::size_t rest = position;
    bool guarded = false;
    for (std::size_t i = parents.size(); i-- > 0;) {
      const auto states = parents[i].states();
      labels[i] = states[rest % states.size()];
      rest /= states.size();
      guarded = guarded || labels[i] == "none";
    }
    if (!guarded)
      throw Error(subject, "a row for every combination of states", "none for (" + joined(labels) + ")");
  }
  return ordered;
}

Real table_node(const std::vector<Discrete>& parents, const std::vector<Real>& values);

const Real& unreachable_value();

}  // namespace detail

/// A look-up by the states of several parents: `table({a, b}, {{{no, "low"}, 0.1}, ...})`. Rows are bound by label, in
/// any order. Throws Error where a row is missing, stated twice, or names an unknown state.
Real table(const std::vector<Discrete>& parents, const std::vector<TableRow<Real>>& rows);

/// A look-up by the state of one parent: `table(entry, {{no, 0.01}, {yes, 0.2}})`.
Real table(const Discrete& parent, const std::vector<SingleRow>& rows);
inline Real table(const Discrete& parent, std::initializer_list<SingleRow> rows) {
  return table(parent, std::vector<SingleRow>(rows));
}

/// A conditional probability table for a category: a row holds one probability a state. Returns them state by state,
/// as `Categorical` takes them. Errors as for `table`, and where rows differ in length.
std::vector<Real> cpt(const std::vector<Discrete>& parents,
                      const std::vector<TableRow<std::vector<Real>>>& rows);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/expression.inl>
#endif
