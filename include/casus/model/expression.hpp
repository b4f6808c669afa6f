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
#include <type_traits>
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

/// False for every type: the condition of a `static_assert` in a function that exists only to
/// explain a mistake in one sentence.
template <class...> inline constexpr bool is_valid = false;

/// A number other than a truth value.
template <class Type>
concept PlainNumber = std::is_arithmetic_v<Type> && !std::same_as<Type, bool>;

/// A name or label: a string literal, `std::string` or `std::string_view`.
template <class Type>
concept Text = std::convertible_to<const Type&, std::string_view>;

/// Throws the Error for a handle that was constructed without a variable: `Event e;`.
[[noreturn]] void refuse_empty_handle();

/// Returns the node of a handle. Throws Error if the handle is empty.
inline const NodePtr& node_of_handle(const NodePtr& node) {
  if (!node) refuse_empty_handle();
  return node;
}

}  // namespace detail

/// A truth value that may depend on variables: an event, a comparison, or a logical combination of
/// them. `&&`, `||` and `!` build a new expression; nothing is evaluated.
class Boolean {
public:
  template <std::same_as<bool> Literal>
  Boolean(Literal literal) : node_(detail::make_constant(literal ? 1 : 0, true)) {}
  explicit Boolean(NodePtr node) : node_(std::move(node)) {}
  /// Throws Error if the handle is empty.
  const NodePtr& node() const { return detail::node_of_handle(node_); }

protected:
  Boolean() = default;

private:
  NodePtr node_;
};

/// A real number that may depend on variables and parameters. An event counts as 1 if it holds,
/// else 0.
class Real {
public:
  template <class Number>
  requires(std::integral<Number> || std::floating_point<Number>) &&
      (!std::same_as<Number, bool>)Real(Number literal)
      : node_(detail::make_constant(static_cast<double>(literal), false)) {}
  Real(const Boolean& event) : node_(detail::make_node(Op::indicator, false, {event.node()})) {}
  explicit Real(NodePtr node) : node_(std::move(node)) {}
  /// Throws Error if the handle is empty.
  const NodePtr& node() const { return detail::node_of_handle(node_); }

protected:
  Real() = default;

private:
  NodePtr node_;
};

// Handles of variables and parameters. A default-constructed handle is empty: it can be assigned
// to, and any other use throws Error.

/// A yes/no variable.
class Event : public Boolean {
public:
  Event() = default;
  explicit Event(NodePtr node) : Boolean(std::move(node)) {}
  Index index() const { return node()->index; }
  const std::string& name() const { return node()->name; }
};

/// A variable that takes a real value, in the unit it was declared with.
class Quantity : public Real {
public:
  Quantity() = default;
  explicit Quantity(NodePtr node) : Real(std::move(node)) {}
  Index index() const { return node()->index; }
  const std::string& name() const { return node()->name; }
};

/// An uncertain number: drawn once per world, and constant for all trajectories of that world.
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

/// A handle or expression.
template <class Type>
concept Expression = std::derived_from<Type, Real> || std::derived_from<Type, Boolean>;

/// Returns the value of an event for the label "yes" or "no". Throws Error, with the event's name,
/// for any other label.
double event_value(const std::string& name, std::string_view label);

/// Returns the number of the state with a label. Throws Error, with the category's name and the
/// nearest label, if there is none.
Index state_index(const NodeFields& variable, std::string_view label);

inline Real real(Op op, std::vector<NodePtr> children) {
  return Real(make_node(op, false, std::move(children)));
}
inline Boolean boolean(Op op, std::vector<NodePtr> children) {
  return Boolean(make_node(op, true, std::move(children)));
}

}  // namespace detail

/// The category takes the state with this label. Throws Error if it has no such state.
Boolean operator==(const Category& category, std::string_view label);
/// Not valid: explains the mistake.
template <std::same_as<Category> Subject, detail::PlainNumber Number>
Boolean operator==(const Subject&, const Number&) {
  static_assert(detail::is_valid<Number>, "compare a category with the label of a state: sky == \"grey\"");
  return false;
}
template <std::derived_from<Boolean> Truth, class Value>
requires std::same_as<Value, bool> || detail::Text<Value> Boolean operator==(const Truth&, const Value&) {
  static_assert(detail::is_valid<Value>, "an event is a condition by itself: write rain, or !rain");
  return false;
}

inline Real operator-(const Real& a) { return detail::real(Op::negate, {a.node()}); }
inline Real operator+(const Real& a, const Real& b) { return detail::real(Op::add, {a.node(), b.node()}); }
inline Real operator-(const Real& a, const Real& b) {
  return detail::real(Op::subtract, {a.node(), b.node()});
}
inline Real operator*(const Real& a, const Real& b) {
  return detail::real(Op::multiply, {a.node(), b.node()});
}
inline Real operator/(const Real& a, const Real& b) { return detail::real(Op::divide, {a.node(), b.node()}); }

/// `total += x` and the like for expressions. For `Real` only: a handle of a variable cannot
/// change.
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

/// Not valid: explains the mistake.
template <std::derived_from<Real> Handle>
requires(!std::same_as<Handle, Real>) Handle& operator+=(Handle& a, const Real&) {
  static_assert(detail::is_valid<Handle>,
                "a variable cannot change; add to an expression: Real total = x; total += y");
  return a;
}

inline Boolean operator<(const Real& a, const Real& b) {
  return detail::boolean(Op::less, {a.node(), b.node()});
}
inline Boolean operator>(const Real& a, const Real& b) { return b < a; }
inline Boolean operator<=(const Real& a, const Real& b) {
  return detail::boolean(Op::less_equal, {a.node(), b.node()});
}
inline Boolean operator>=(const Real& a, const Real& b) { return b <= a; }
namespace detail {

/// Two values, of which at least one has no order with the other: a truth value or a category.
template <class First, class Second>
concept NotOrdered = ((std::derived_from<First, Boolean> ||
                       std::same_as<First, Category>)&&(Expression<Second> ||
                                                        std::same_as<Second, Category> ||
                                                        PlainNumber<Second> || Text<Second>)) ||
                     ((std::derived_from<Second, Boolean> ||
                       std::same_as<Second, Category>)&&(Expression<First> || PlainNumber<First>));

template <class First, class Second> Boolean refuse_comparison() {
  constexpr bool is_of_category = std::same_as<First, Category> || std::same_as<Second, Category>;
  static_assert(!is_of_category, "the states of a category have no order; compare with ==");
  static_assert(is_of_category,
                "comparisons do not chain: write 0 < x && x < 1; to compare an event as the number 0 "
                "or 1, write Real(event) < x");
  return false;
}

}  // namespace detail

/// Not valid: these explain the mistake. `0 < x < 1` would compare a truth value with 1.
template <class First, class Second>
requires detail::NotOrdered<First, Second> Boolean operator<(const First&, const Second&) {
  return detail::refuse_comparison<First, Second>();
}
template <class First, class Second>
requires detail::NotOrdered<First, Second> Boolean operator<=(const First&, const Second&) {
  return detail::refuse_comparison<First, Second>();
}
template <class First, class Second>
requires detail::NotOrdered<First, Second> Boolean operator>(const First&, const Second&) {
  return detail::refuse_comparison<First, Second>();
}
template <class First, class Second>
requires detail::NotOrdered<First, Second> Boolean operator>=(const First&, const Second&) {
  return detail::refuse_comparison<First, Second>();
}
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

namespace detail {

/// Two handles or expressions, of which at least one is a number and so no condition.
template <class First, class Second>
concept NotBothConditions = Expression<First> && Expression<Second> &&
    (std::derived_from<First, Real> || std::derived_from<Second, Real>);

}  // namespace detail

/// Not valid: these explain the mistake.
template <std::derived_from<Real> Number> Boolean operator!(const Number&) {
  static_assert(detail::is_valid<Number>, "a number is not a condition: compare it, as in x > 0");
  return false;
}
template <class First, class Second>
requires detail::NotBothConditions<First, Second> Boolean operator&&(const First&, const Second&) {
  static_assert(detail::is_valid<First>, "a number is not a condition: compare it, as in x > 0 && rain");
  return false;
}
template <class First, class Second>
requires detail::NotBothConditions<First, Second> Boolean operator||(const First&, const Second&) {
  static_assert(detail::is_valid<First>, "a number is not a condition: compare it, as in x > 0 || rain");
  return false;
}
template <std::derived_from<Boolean> Truth> Boolean operator|(const Truth&, const Boolean&) {
  static_assert(detail::is_valid<Truth>,
                "write P(rain).given(wet) for a condition, rain || wet for rain or wet");
  return false;
}
template <std::derived_from<Boolean> Truth> Boolean operator&(const Truth&, const Boolean&) {
  static_assert(detail::is_valid<Truth>, "write rain && wet for rain and wet");
  return false;
}
template <std::derived_from<Real> Number> Real operator^(const Number&, const Real&) {
  static_assert(detail::is_valid<Number>, "write pow(x, 2) for a power");
  return 0;
}

inline Boolean operator!=(const Category& category, std::string_view label) { return !(category == label); }
inline Boolean operator!=(const Real& a, const Real& b) { return !(a == b); }

inline Real exp(const Real& x) { return detail::real(Op::exp, {x.node()}); }
/// Natural logarithm: -infinity at 0, NaN below. A NaN is reported if it becomes the value of a
/// quantity or a probability; a comparison with it is false.
inline Real log(const Real& x) { return detail::real(Op::log, {x.node()}); }
/// Square root, correctly rounded; NaN below 0, reported as for `log`.
inline Real sqrt(const Real& x) { return detail::real(Op::sqrt, {x.node()}); }
/// x to the power of y; 1 if y is 0. NaN if x is negative and y is not whole. Whole exponents up to
/// 1024 are computed by repeated multiplication, others as e^(y log |x|).
inline Real pow(const Real& x, const Real& y) { return detail::real(Op::pow, {x.node(), y.node()}); }
/// |x|.
inline Real abs(const Real& x) { return detail::real(Op::abs, {x.node()}); }
/// The greatest whole number that does not exceed x.
inline Real floor(const Real& x) { return detail::real(Op::floor, {x.node()}); }
/// 1 / (1 + e^-x).
inline Real logistic(const Real& x) { return detail::real(Op::logistic, {x.node()}); }
/// log(p / (1 - p)).
inline Real logit(const Real& p) { return log(p / (1.0 - p)); }
inline Real(min)(const Real& a, const Real& b) { return detail::real(Op::minimum, {a.node(), b.node()}); }
inline Real(max)(const Real& a, const Real& b) { return detail::real(Op::maximum, {a.node(), b.node()}); }
/// x limited to the interval [low, high].
inline Real clamp(const Real& x, const Real& low, const Real& high) { return (min)((max)(x, low), high); }

/// The same for two or three handles of one type. In sources that use both namespaces these are
/// preferred to std::min, std::max and std::clamp.
template <detail::Expression Type> Real(min)(const Type& a, const Type& b) { return (min)(Real(a), Real(b)); }
template <detail::Expression Type> Real(max)(const Type& a, const Type& b) { return (max)(Real(a), Real(b)); }
template <detail::Expression Type> Real clamp(const Type& x, const Type& low, const Type& high) {
  return clamp(Real(x), Real(low), Real(high));
}
/// The probability whose odds are `ratio` times those of p; 0 and 1 are unchanged.
inline Real scale_odds(const Real& p, const Real& ratio) {
  return detail::real(Op::scale_odds, {p.node(), ratio.node()});
}
Real if_then_else(const Boolean& condition, const Real& then, const Real& otherwise);

namespace detail {

/// A list of values that convert to `Value`: a vector, span or array of expressions, handles or
/// numbers.
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

/// Joins terms by a binary operation in a balanced tree, so that its depth is logarithmic in the
/// number of terms. `of_none`: the result if there are no terms.
NodePtr joined_pairwise(Op op, std::vector<NodePtr> terms, NodePtr of_none);

Real sum_of(std::vector<NodePtr> terms);
Boolean any_of(std::vector<NodePtr> conditions);
Boolean all_of(std::vector<NodePtr> conditions);

}  // namespace detail

/// The sum of a list of expressions, such as a `std::vector<Quantity>`; 0 if it is empty. Terms are
/// added pairwise, so the depth of the expression is logarithmic in their number.
template <detail::ListOf<Real> List> Real sum(const List& terms) {
  return detail::sum_of(detail::nodes_of<Real>(terms));
}
inline Real sum(std::initializer_list<Real> terms) { return detail::sum_of(detail::nodes_of<Real>(terms)); }

/// At least one condition of the list holds; no if the list is empty.
template <detail::ListOf<Boolean> List> Boolean any(const List& conditions) {
  return detail::any_of(detail::nodes_of<Boolean>(conditions));
}
inline Boolean any(std::initializer_list<Boolean> conditions) {
  return detail::any_of(detail::nodes_of<Boolean>(conditions));
}

/// Every condition of the list holds; yes if the list is empty.
template <detail::ListOf<Boolean> List> Boolean all(const List& conditions) {
  return detail::all_of(detail::nodes_of<Boolean>(conditions));
}
inline Boolean all(std::initializer_list<Boolean> conditions) {
  return detail::all_of(detail::nodes_of<Boolean>(conditions));
}

/// Number of conditions of the list that hold; 0 if the list is empty.
template <detail::ListOf<Boolean> List> Real number_of(const List& conditions) {
  std::vector<NodePtr> terms;
  for (const auto& condition : conditions) terms.push_back(Real(Boolean(condition)).node());
  return detail::sum_of(std::move(terms));
}
inline Real number_of(std::initializer_list<Boolean> conditions) {
  return number_of<std::initializer_list<Boolean>>(conditions);
}

/// The causes or conditions that are not listed. In a noisy-or: the probability of the effect if no
/// listed cause acts. In a noisy-and: the probability that the effect fails although every listed
/// condition is met.
struct Leak {
  Real probability;
};
inline Leak leak(Real probability) { return {std::move(probability)}; }

/// A cause of a noisy-or, and the probability that it produces the effect on its own.
struct Cause {
  Boolean when;
  Real strength;
};

/// 1 - (1 - leak) * product of (1 - strength) over the causes that hold: independent causes, each
/// sufficient by itself (Pearl, Probabilistic Reasoning in Intelligent Systems, 1988, section
/// 4.3.2).
Real noisy_or(const Leak& leak, const std::vector<Cause>& causes);
inline Real noisy_or(const Leak& leak, std::initializer_list<Cause> causes) {
  return noisy_or(leak, std::vector<Cause>(causes));
}

/// A condition of a noisy-and: the probability that it is inhibited if it holds, and the
/// probability that something substitutes for it if it does not.
struct Condition {
  Boolean when;
  Real inhibition;
  Real substitute = 0;
};

/// (1 - leak) * product over the conditions of (1 - inhibition) if the condition holds, or
/// substitute if it does not. The effect needs every condition or a substitute for it,
/// independently, and can be prevented by unlisted causes. The dual of `noisy_or`, with effect and
/// causes negated (Diez and Druzdzel, Canonical Probabilistic Models for Knowledge Engineering,
/// technical report CISIAD-06-01, 2006, the noisy AND and the leaky AND).
Real noisy_and(const Leak& leak, const std::vector<Condition>& conditions);
inline Real noisy_and(const Leak& leak, std::initializer_list<Condition> conditions) {
  return noisy_and(leak, std::vector<Condition>(conditions));
}

/// A user-defined function of some inputs, with a name for messages and listings:
/// `function("yield", {rain, troops}, f)`. Events are passed as 1 if they hold, else 0.
///
/// `of` must return the same numbers for the same inputs, row by row and regardless of the length
/// of the columns, and must be safe to call from several threads at once. It is called for whole
/// groups of trajectories, including those whose result is not used: if a guard does not hold,
/// inputs may be NaN. It may be called as soon as a model is built with it. A NaN result that is
/// used is reported as for any formula; exceptions propagate unchanged to the caller of the model
/// or sampler. Bit-for-bit reproducibility is only guaranteed as far as the function itself is
/// reproducible.
///
/// Each call makes a distinct expression. Throws Error if there is no name, no input or no
/// function.
Real function(std::string name, const std::vector<Real>& inputs, ColumnFunction of);
/// The same, under a name that is not also in namespace std.
inline Real columnwise(std::string name, const std::vector<Real>& inputs, ColumnFunction of) {
  return function(std::move(name), inputs, std::move(of));
}

/// A user-defined function of one or two numbers:
/// `map("log1p", [](double x) { return std::log1p(x); }, x)`. It is a `function` that applies `of`
/// to each row, with the same requirements. If the source has `using namespace std`, write
/// `casus::map`. Throws Error if there is no name or no function.
Real map(std::string name, std::function<double(double)> of, const Real& x);
Real map(std::string name, std::function<double(double, double)> of, const Real& x, const Real& y);

/// A state by its label; the labels of an event are "yes" and "no".
struct StateLabel {
  std::string label;
  template <std::same_as<bool> Literal> StateLabel(Literal holds) : label(holds ? "yes" : "no") {}
  /// Not valid: explains the mistake.
  template <detail::PlainNumber Number> StateLabel(Number) {
    static_assert(detail::is_valid<Number>,
                  "a state is given by its label; those of an event are no and yes");
  }
  StateLabel(const char* text) : label(text) {}
  StateLabel(std::string text) : label(std::move(text)) {}
};

/// A variable whose states can index a table: an event or category.
class Discrete {
public:
  Discrete(const Event& event) : node_(event.node()) {}
  Discrete(const Category& category) : node_(category.node()) {}
  /// Not valid: explains the mistake.
  template <class Other>
  requires(std::derived_from<Other, Real> || std::same_as<Other, Boolean>) Discrete(const Other&) {
    static_assert(
        detail::is_valid<Other>,
        "the parents of a table are events and categories; for a condition on a number, add the event "
        "Deterministic(x > 1) first, or use if_then_else(x > 1, a, b)");
  }
  const NodePtr& node() const noexcept { return node_; }
  std::vector<std::string> states() const;

private:
  NodePtr node_;
};

/// One row of a table: the parents' states, in the order of the parents, and the value for them.
template <class Value> struct TableRow {
  std::vector<StateLabel> states;
  Value value;
};

/// One row of a table with a single parent.
struct SingleRow {
  StateLabel state;
  Real value;
};

namespace detail {

/// Sorts rows, bound by label, into the order of a `table` node. Throws Error unless each
/// combination of states is given once. Rows for the state "none" of a guarded category may be left
/// out; they get the value `unreachable`, which is NaN, and the model checks that they are never
/// read.
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

/// A look-up by the states of several parents: `table({a, b}, {{{no, "low"}, 0.1}, ...})`. Rows are
/// bound by label, in any order. Throws Error if a row is missing or given twice, or names an
/// unknown state.
Real table(const std::vector<Discrete>& parents, const std::vector<TableRow<Real>>& rows);

/// A look-up by the state of one parent: `table(entry, {{no, 0.01}, {yes, 0.2}})`.
Real table(const Discrete& parent, const std::vector<SingleRow>& rows);
inline Real table(const Discrete& parent, std::initializer_list<SingleRow> rows) {
  return table(parent, std::vector<SingleRow>(rows));
}

/// A conditional probability table of a category: each row holds one probability per state. Returns
/// the probabilities by state, as `Categorical` takes them. Errors as for `table`, and if rows
/// differ in length.
std::vector<Real> cpt(const std::vector<Discrete>& parents,
                      const std::vector<TableRow<std::vector<Real>>>& rows);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/expression.inl>
#endif
