// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/fwd.hpp>

namespace casus {

/// Type of a variable's value.
enum class Kind {
  event,     ///< yes or no
  category,  ///< one of some states
  quantity,  ///< a number
  count      ///< a whole number, at least 0
};

/// The operation of a node of an expression: its value as a function of its children.
enum class Op {
  constant,
  parameter,
  quantity,  ///< value of a quantity or count
  event,
  category,   ///< number of the state; only ever a child of `state` and `table`
  state,      ///< category = label
  indicator,  ///< 1 if the event holds, else 0
  negate,
  exp,
  log,
  sqrt,
  pow,
  abs,
  floor,
  logistic,
  add,
  subtract,
  multiply,
  divide,
  minimum,
  maximum,
  scale_odds,
  less,
  less_equal,
  equal,
  logical_and,
  logical_or,
  logical_not,
  if_then_else,
  table,      ///< parents, then one value per row, the last parent's state varying fastest
  noisy_or,   ///< leak, then a cause and its strength in turn
  noisy_and,  ///< leak, then a condition, its inhibition and its substitute in turn
  function,   ///< user-defined
};

/// A user-defined function over columns. It gets one column per input, all of the same length (at
/// least 1), and writes that many numbers to the result.
using ColumnFunction =
    std::function<void(std::span<const std::span<const double>> inputs, std::span<double> result)>;

/// A reference to a series of a timeline at one step or over several, as it is written:
/// `at(war, 3)`, `by("the war", 3)`.
struct SeriesReference {
  std::string function;             ///< such as "by"
  std::vector<std::string> series;  ///< names of the series, in the order in which they are written
  Index step = -1;                  ///< the last argument; -1 if the reference names no step
  Index count = -1;  ///< number of steps in `within`, after the first series; -1 if there is none

  friend bool operator<(const SeriesReference& a, const SeriesReference& b) {
    return std::tie(a.function, a.series, a.step, a.count) < std::tie(b.function, b.series, b.step, b.count);
  }
};

/// The fields of a node.
struct NodeFields {
  Op op;
  bool is_boolean = false;
  bool is_of_series =
      false;              ///< a series' value in this step or the previous one, as its distributions read it
  double value = 0;       ///< of a constant
  Index index = -1;       ///< of a variable or parameter in its model
  std::string name = {};  ///< of a variable, parameter or function
  std::vector<std::string> labels = {};  ///< of a category's states
  Index state = 0;                       ///< the state compared with, in `state`
  Index parents = 0;                     ///< number of children of a `table` that are parents
  std::vector<std::shared_ptr<const class Node>> children = {};
  std::shared_ptr<const ColumnFunction> function = nullptr;
  std::shared_ptr<const SeriesReference> series = nullptr;  ///< of a reference to a series; null for others
};

/// One immutable node of an expression. Expressions share nodes freely: an expression is a directed
/// acyclic graph, and may have far more operations than nodes. Destruction is not recursive,
/// however deep the nesting.
class Node : public NodeFields {
public:
  explicit Node(NodeFields fields) : NodeFields(std::move(fields)), hash_(hash_of(*this)) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node() { release_children(); }

  /// Returns a hash of the structure: equal for equal expressions (see `detail::same_expression`).
  /// It may differ from one run of the program to the next.
  std::size_t hash() const noexcept { return hash_; }

private:
  static std::size_t hash_of(const NodeFields& fields) noexcept;
  void release_children() noexcept;

  std::size_t hash_;
};

using NodePtr = std::shared_ptr<const Node>;

namespace detail {

std::size_t combined_hash(std::size_t a, std::size_t b) noexcept;

/// Returns whether two numbers have the same bits: 0 differs from -0, and a NaN equals itself.
inline bool same_bits(double a, double b) noexcept {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

inline std::size_t hash_of(double value) noexcept {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  // The lower half of most numbers in use is 0.
  if constexpr (sizeof(std::size_t) < sizeof(bits)) return static_cast<std::size_t>(bits ^ (bits >> 32));
  return static_cast<std::size_t>(bits);
}

/// Returns whether a node refers to a variable or parameter.
bool is_reference(const NodeFields& node) noexcept;

}  // namespace detail

// Destroying a chain of nodes that own each other would take one nested call per node. The
// outermost call therefore takes over the children of every node that is destroyed during it.

namespace detail {

inline NodePtr make_node(NodeFields fields) { return std::make_shared<Node>(std::move(fields)); }

NodePtr make_node(Op op, bool is_boolean, std::vector<NodePtr> children);

NodePtr make_constant(double value, bool is_boolean);

NodePtr make_reference(Op op, Index index, std::string name, std::vector<std::string> labels = {});

NodePtr make_state(const NodePtr& category, Index state);

/// Returns the node with other children, or the node itself if the children are its own.
NodePtr with_children(const NodePtr& node, std::vector<NodePtr> children);

/// Calls visit(node) for the parts of an expression, each after its own parts, from left to right.
/// `parts(node)` returns the parts of a node as a span of references that must stay valid during
/// the call. A part is skipped, together with its own parts, if `is_done(node)`; a visit must
/// therefore make its node done. Not recursive. Cost: proportional to the number of parts.
template <class Parts, class IsDone, class Visit>
void for_each_part(const NodePtr& root, const Parts& parts, const IsDone& is_done, const Visit& visit) {
  if (is_done(*root)) return;
  std::vector<std::pair<const NodePtr*, std::size_t>> path{
      {&root, 0}};  // a node, and the number of its next part
  while (!path.empty()) {
    auto& [node, next] = path.back();
    const std::span<const NodePtr> own = parts(**node);
    if (next < own.size()) {
      const NodePtr& part = own[next++];
      if (!is_done(*part)) path.emplace_back(&part, 0);
    } else {
      visit(*node);
      path.pop_back();
    }
  }
}

/// The same, with the children of a node as its parts.
template <class IsDone, class Visit>
void for_each_part(const NodePtr& root, const IsDone& is_done, const Visit& visit) {
  for_each_part(
      root, [](const Node& node) { return std::span<const NodePtr>(node.children); }, is_done, visit);
}

/// The same, visiting each part once.
template <class Visit> void for_each_part(const NodePtr& root, const Visit& visit) {
  std::unordered_set<const Node*> seen;
  for_each_part(
      root, [&](const Node& node) { return seen.contains(&node); },
      [&](const NodePtr& node) {
        seen.insert(node.get());
        visit(node);
      });
}

/// Calls visit(node) once for each part of an expression, before its own parts, from left to right.
/// Not recursive.
template <class Visit> void for_each_node(const Node& root, const Visit& visit) {
  std::unordered_set<const Node*> seen;
  std::vector<const Node*> left{&root};
  while (!left.empty()) {
    const Node& node = *left.back();
    left.pop_back();
    if (!seen.insert(&node).second) continue;
    visit(node);
    for (auto child = node.children.rbegin(); child != node.children.rend(); ++child)
      left.push_back(child->get());
  }
}

/// Returns the parts of nested conjunctions, each once, from left to right. A node that is not a
/// conjunction is its own only part.
std::vector<NodePtr> conjuncts(const NodePtr& node);

/// Visits the parts of an expression that are asserted if it holds (`holds`) or does not hold.
/// `take(node, holds)` returns whether to descend into a conjunction or disjunction; its parts are
/// then visited with the same `holds`. A negation is visited as its operand with the opposite of
/// `holds`. Visits each part once, from left to right. Not recursive.
template <class Take> void for_each_assertion(const NodePtr& root, bool holds, const Take& take) {
  std::vector<std::pair<NodePtr, bool>> left{{root, holds}};
  std::unordered_set<const Node*> seen[2];
  while (!left.empty()) {
    const auto [node, is_true] = std::move(left.back());
    left.pop_back();
    if (!seen[is_true].insert(node.get()).second) continue;
    if (node->op == Op::logical_not)
      left.emplace_back(node->children[0], !is_true);
    else if (take(node, is_true))
      for (auto child = node->children.rbegin(); child != node->children.rend(); ++child)
        left.emplace_back(*child, is_true);
  }
}

/// Returns whether two nodes are equal apart from their children. A user-defined function equals
/// only itself. `series` is not compared, as it follows from the other fields.
bool same_but_children(const NodeFields& a, const NodeFields& b) noexcept;

/// Returns whether two expressions of one model are the same: the same operations on the same
/// variables, in the same order. Texts are never compared. Cost: proportional to the number of
/// parts that are equal but not shared; negligible if the expressions differ.
bool same_expression(const NodePtr& a, const NodePtr& b);

/// For hash tables keyed by expressions:
/// `std::unordered_map<NodePtr, T, ExpressionHash, SameExpression>`. Null is a valid key.
struct ExpressionHash {
  std::size_t operator()(const NodePtr& node) const noexcept { return node ? node->hash() : 0; }
};
struct SameExpression {
  bool operator()(const NodePtr& a, const NodePtr& b) const { return same_expression(a, b); }
};
template <class Value>
using ByExpression = std::unordered_map<NodePtr, Value, ExpressionHash, SameExpression>;

/// A list of distinct expressions, in the order in which they were first added.
class DistinctExpressions {
public:
  /// Returns the number of an expression in the list. Adds the expression if it is new.
  std::size_t number(const NodePtr& node);
  const std::vector<NodePtr>& all() const noexcept { return all_; }

private:
  std::vector<NodePtr> all_;
  ByExpression<std::size_t> numbers_;
};

/// Replacements for variables or parameters, by number.
using Substitution = std::map<Index, NodePtr>;

/// Replaces some variables of an expression and, if given, parameters. Parts that read none of them
/// keep their nodes.
class Substituted {
public:
  /// Keeps references: both arguments must outlive this object.
  explicit Substituted(const Substitution& variables, const Substitution* parameters = nullptr)
      : variables_(variables), parameters_(parameters) {}

  NodePtr operator()(const NodePtr& root);

private:
  // Keeps the original alive, so that no other node can get its address.
  struct Done {
    NodePtr original, result;
  };

  NodePtr replaced(const NodePtr& node) const;

  static NodePtr found_in(const Substitution& by, const NodePtr& node);

  const Substitution& variables_;
  const Substitution* parameters_;
  std::unordered_map<const Node*, Done> done_;  // expressions share their parts
};

}  // namespace detail
}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/node.inl>
#endif
