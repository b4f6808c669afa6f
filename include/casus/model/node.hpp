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

/// What a variable is worth.
enum class Kind {
  event,     ///< yes or no
  category,  ///< one of some states
  quantity,  ///< a number
  count      ///< a whole number from 0 on
};

/// What a node of an expression computes from its children.
enum class Op {
  constant,
  parameter,
  quantity,  ///< the value of a quantity or count
  event,
  category,   ///< the number of its state; occurs as a child of `state` and `table` only
  state,      ///< category = label
  indicator,  ///< 1 where the event holds, else 0
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
  table,      ///< parents, then one value a row, the last parent's state varying fastest
  noisy_or,   ///< leak, then cause and strength in turn
  noisy_and,  ///< leak, then condition, inhibition and substitute in turn
  function,   ///< a user's own
};

/// A user's own function over columns: given one column an input, all of the same length (any from 1 on), it writes as many
/// numbers to the result.
using ColumnFunction =
    std::function<void(std::span<const std::span<const double>> inputs, std::span<double> result)>;

/// A series of a timeline at a step or over several, as a reference to it is written: `at(war, 3)`, `by("the war", 3)`.
struct SeriesReference {
  std::string function;             ///< "by"
  std::vector<std::string> series;  ///< the names of the series, in the order in which they are written
  Index step = -1;                  ///< the last argument; -1: the reference names no step
  Index count = -1;  ///< the number of steps in `within`, after the first series; -1: there is none

  friend bool operator<(const SeriesReference& a, const SeriesReference& b) {
    return std::tie(a.function, a.series, a.step, a.count) < std::tie(b.function, b.series, b.step, b.count);
  }
};

/// What a node is made of.
struct NodeFields {
  Op op;
  bool is_boolean = false;
  bool is_of_series = false;  ///< what laws of a timeline read: a series' value in this step or the last one
  double value = 0;           ///< of a constant
  Index index = -1;           ///< of a variable or parameter in its model
  std::string name = {};      ///< of a variable, parameter or function
  std::vector<std::string> labels = {};  ///< of a category's states
  Index state = 0;                       ///< compared with, in `state`
  Index parents = 0;                     ///< how many children of a `table` are parents
  std::vector<std::shared_ptr<const class Node>> children = {};
  std::shared_ptr<const ColumnFunction> function = nullptr;
  std::shared_ptr<const SeriesReference> series = nullptr;  ///< of a reference to a series; null for others
};

/// One immutable node of an expression. Expressions share nodes freely, so an expression is a graph, and can have far more operations
/// than nodes. Nodes are destroyed without recursion, however deep they nest.
class Node : public NodeFields {
public:
  explicit Node(NodeFields fields) : NodeFields(std::move(fields)), hash_(hash_of(*this)) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  ~Node() { release_children(); }

  /// A hash of the structure: equal for equal expressions (see `detail::same_expression`). Another one in each run of a program.
  std::size_t hash() const noexcept { return hash_; }

private:
  static std::size_t hash_of(const NodeFields& fields) noexcept;
  void release_children() noexcept;

  std::size_t hash_;
};

using NodePtr = std::shared_ptr<const Node>;

namespace detail {

std::size_t combined_hash(std::size_t a, std::size_t b) noexcept;

inline std::size_t hash_of(double value) noexcept {
  return static_cast<std::size_t>(std::bit_cast<std::uint64_t>(value));
}

/// A variable or parameter.
bool is_reference(const NodeFields& node) noexcept;

}  // namespace detail

// A chain of nodes that own each other would be destroyed by as many nested calls. So the outermost call takes over the children of all
// that are destroyed meanwhile.

namespace detail {

inline NodePtr make_node(NodeFields fields) { return std::make_shared<Node>(std::move(fields)); }

NodePtr make_node(Op op, bool is_boolean, std::vector<NodePtr> children);

NodePtr make_constant(double value, bool is_boolean);

NodePtr make_reference(Op op, Index index, std::string name, std::vector<std::string> labels = {});

NodePtr make_state(const NodePtr& category, Index state);

/// The same node with other children; itself, where they are its own.
NodePtr with_children(const NodePtr& node, std::vector<NodePtr> children);

/// Calls visit(node) for the parts of an expression, each after its own parts, from left to right. `parts(node)`, a span of references
/// that outlives the call, is what a node consists of. Parts for which `is_done(node)` are left out with all that they consist of, so a
/// visit has to make its node done. Without recursion. Cost: in proportion to the parts.
template <class Parts, class IsDone, class Visit>
void for_each_part(const NodePtr& root, const Parts& parts, const IsDone& is_done, const Visit& visit) {
  if (is_done(*root)) return;
  std::vector<std::pair<const NodePtr*, std::size_t>> path{{&root, 0}};  // a node, and which part comes next
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

/// The same where a node consists of its children.
template <class IsDone, class Visit>
void for_each_part(const NodePtr& root, const IsDone& is_done, const Visit& visit) {
  for_each_part(
      root, [](const Node& node) { return std::span<const NodePtr>(node.children); }, is_done, visit);
}

/// The same of each part once.
template <class Visit> void for_each_part(const NodePtr& root, const Visit& visit) {
  std::unordered_set<const Node*> seen;
  for_each_part(
      root, [&](const Node& node) { return seen.contains(&node); },
      [&](const NodePtr& node) {
        seen.insert(node.get());
        visit(node);
      });
}

/// Calls visit(node) for each part of an expression once, before its own parts, from left to right. Without recursion.
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

/// The parts of nested conjunctions, each once, from left to right; what is no conjunction is its own part.
std::vector<NodePtr> conjuncts(const NodePtr& node);

/// Goes through what an expression that holds, or does not, says of its parts: `take(node, holds)` says whether a conjunction or
/// disjunction is gone on with by its parts, which then hold, or do not, themselves. Negations are turned round. Each part once, from left
/// to right. Without recursion.
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

/// Whether two nodes are equal but for their children. A user's function equals itself alone; how a reference is written follows from
/// what it is.
bool same_but_children(const NodeFields& a, const NodeFields& b) noexcept;

/// Whether two expressions of one model are the same: the same operations on the same variables, in the same order. Never by their text.
/// Cost: in proportion to their parts, where they are equal but not shared; else next to nothing.
bool same_expression(const NodePtr& a, const NodePtr& b);

/// For tables whose keys are expressions: `std::unordered_map<NodePtr, T, ExpressionHash, SameExpression>`. Null is a key too.
struct ExpressionHash {
  std::size_t operator()(const NodePtr& node) const noexcept { return node ? node->hash() : 0; }
};
struct SameExpression {
  bool operator()(const NodePtr& a, const NodePtr& b) const { return same_expression(a, b); }
};
template <class Value>
using ByExpression = std::unordered_map<NodePtr, Value, ExpressionHash, SameExpression>;

/// A list of expressions without doubles, in the order in which they were first named.
class DistinctExpressions {
public:
  /// The number of the expression in the list, to which it is added if it is new.
  std::size_t number(const NodePtr& node);
  const std::vector<NodePtr>& all() const noexcept { return all_; }

private:
  std::vector<NodePtr> all_;
  ByExpression<std::size_t> numbers_;
};

/// Variables or parameters, by number, and what takes their place.
using Substitution = std::map<Index, NodePtr>;

/// The expression with some variables replaced, and parameters where they are given too; what reads none of them stays the same node.
class Substituted {
public:
  /// Both must outlive this.
  explicit Substituted(const Substitution& variables, const Substitution* parameters = nullptr)
      : variables_(variables), parameters_(parameters) {}

  NodePtr operator()(const NodePtr& root);

private:
  // The original is kept, so that no other node gets its address.
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
