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
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <casus/fwd.hpp>

namespace casus {

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

namespace detail {

/// How a reference is written that stands for more than a name: `by("the war", 3)`.
struct Spelling {
  std::string function;   ///< "by"
  std::string arguments;  ///< names, each as it is written, and numbers: "\"the war\""
  Index step = -1;        ///< none where it names no step

  std::string text() const { return step < 0 ? undated() : with(std::to_string(step)); }
  /// Without the step.
  std::string undated() const { return function + '(' + arguments + ')'; }
  /// From its own step to another one: "at(war, 3 to 5)".
  std::string up_to(Index last) const { return with(std::to_string(step) + " to " + std::to_string(last)); }

private:
  std::string with(const std::string& steps) const { return function + '(' + arguments + ", " + steps + ')'; }
};

}  // namespace detail

/// What a node is made of.
struct NodeFields {
  Op op;
  bool is_boolean = false;
  double value = 0;                      ///< of a constant
  Index index = -1;                      ///< of a variable or parameter in its model
  std::string name = {};                 ///< of a variable, parameter or function
  std::vector<std::string> labels = {};  ///< of a category's states
  Index state = 0;                       ///< compared with, in `state`
  Index parents = 0;                     ///< how many children of a `table` are parents
  std::vector<std::shared_ptr<const class Node>> children = {};
  std::shared_ptr<const ColumnFunction> function = nullptr;
  std::shared_ptr<const detail::Spelling> spelling =
      nullptr;  ///< of a reference; null where its name is its text
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

inline std::size_t combined_hash(std::size_t a, std::size_t b) noexcept {
  const std::uint64_t sum =
      (static_cast<std::uint64_t>(a) ^ (static_cast<std::uint64_t>(b) * 0x9E3779B97F4A7C15)) +
      0x9E3779B97F4A7C15;
  return static_cast<std::size_t>((sum ^ (sum >> 29)) * 0xBF58476D1CE4E5B9);
}

inline std::size_t hash_of(double value) noexcept {
  return static_cast<std::size_t>(std::bit_cast<std::uint64_t>(value));
}

/// A variable or parameter.
inline bool is_reference(const NodeFields& node) noexcept {
  return node.op == Op::event || node.op == Op::category || node.op == Op::quantity ||
         node.op == Op::parameter;
}

}  // namespace detail

inline std::size_t Node::hash_of(const NodeFields& fields) noexcept {
  std::size_t hash = static_cast<std::size_t>(fields.op) * 2 + (fields.is_boolean ? 1 : 0);
  const auto add = [&](std::size_t part) { hash = detail::combined_hash(hash, part); };
  add(detail::hash_of(fields.value));
  add(static_cast<std::size_t>(fields.index));
  add(static_cast<std::size_t>(fields.state));
  add(static_cast<std::size_t>(fields.parents));
  add(std::hash<std::string_view>()(fields.name));
  for (const NodePtr& child : fields.children) add(child->hash());
  return hash;
}

// A chain of nodes that own each other would be destroyed by as many nested calls. So the outermost call takes over the children of all
// that are destroyed meanwhile.
inline void Node::release_children() noexcept {
  if (children.empty()) return;
  static thread_local std::vector<NodePtr>* taken_over = nullptr;
  try {
    if (taken_over) {
      for (NodePtr& child : children) taken_over->push_back(std::move(child));
      return;
    }
    std::vector<NodePtr> released = std::move(children);
    taken_over = &released;
    while (!released.empty()) {
      const NodePtr last = std::move(released.back());
      released.pop_back();
    }
    taken_over = nullptr;
  } catch (...) {
    // Without memory for the list, the children that are left are destroyed with this node, by nested calls.
  }
}

namespace detail {

inline NodePtr make_node(NodeFields fields) { return std::make_shared<Node>(std::move(fields)); }

inline NodePtr make_node(Op op, bool is_boolean, std::vector<NodePtr> children) {
  NodeFields node{op};
  node.is_boolean = is_boolean;
  node.children = std::move(children);
  return make_node(std::move(node));
}

inline NodePtr make_constant(double value, bool is_boolean) {
  NodeFields node{Op::constant};
  node.value = value;
  node.is_boolean = is_boolean;
  return make_node(std::move(node));
}

inline NodePtr make_reference(Op op, Index index, std::string name, std::vector<std::string> labels = {}) {
  NodeFields node{op};
  node.is_boolean = op == Op::event;
  node.index = index;
  node.name = std::move(name);
  node.labels = std::move(labels);
  return make_node(std::move(node));
}

inline NodePtr make_state(const NodePtr& category, Index state) {
  NodeFields node{Op::state};
  node.is_boolean = true;
  node.state = state;
  node.children = {category};
  return make_node(std::move(node));
}

/// The same node with other children; itself, where they are its own.
inline NodePtr with_children(const NodePtr& node, std::vector<NodePtr> children) {
  if (children == node->children) return node;
  NodeFields changed = *node;
  changed.children = std::move(children);
  return make_node(std::move(changed));
}

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
inline std::vector<NodePtr> conjuncts(const NodePtr& node) {
  std::vector<NodePtr> found, left{node};
  std::unordered_set<const Node*> seen;
  while (!left.empty()) {
    const NodePtr next = std::move(left.back());
    left.pop_back();
    if (!seen.insert(next.get()).second) continue;
    if (next->op == Op::logical_and)
      left.insert(left.end(), next->children.rbegin(), next->children.rend());
    else
      found.push_back(next);
  }
  return found;
}

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
inline bool same_but_children(const NodeFields& a, const NodeFields& b) noexcept {
  return a.op == b.op && a.is_boolean == b.is_boolean && hash_of(a.value) == hash_of(b.value) &&
         a.index == b.index && a.state == b.state && a.parents == b.parents &&
         a.children.size() == b.children.size() && a.function == b.function && a.name == b.name &&
         a.labels == b.labels;
}

/// Whether two expressions of one model are the same: the same operations on the same variables, in the same order. Never by their text.
/// Cost: in proportion to their parts, where they are equal but not shared; else next to nothing.
inline bool same_expression(const NodePtr& a, const NodePtr& b) {
  struct PairHash {
    std::size_t operator()(const std::pair<const Node*, const Node*>& pair) const noexcept {
      return combined_hash(std::hash<const Node*>()(pair.first), std::hash<const Node*>()(pair.second));
    }
  };
  std::vector<std::pair<const Node*, const Node*>> left{{a.get(), b.get()}};
  std::unordered_set<std::pair<const Node*, const Node*>, PairHash> compared;
  while (!left.empty()) {
    const auto [one, other] = left.back();
    left.pop_back();
    if (one == other) continue;
    if (!one || !other || one->hash() != other->hash() || !same_but_children(*one, *other)) return false;
    if (one->children.empty() || !compared.insert({one, other}).second) continue;
    for (std::size_t i = 0; i < one->children.size(); ++i)
      left.emplace_back(one->children[i].get(), other->children[i].get());
  }
  return true;
}

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
  std::size_t number(const NodePtr& node) {
    const auto [found, is_new] = numbers_.emplace(node, all_.size());
    if (is_new) all_.push_back(node);
    return found->second;
  }
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

  NodePtr operator()(const NodePtr& root) {
    for_each_part(
        root, [&](const Node& node) { return done_.contains(&node); },
        [&](const NodePtr& node) {
          done_.emplace(node.get(), Done{node, replaced(node)});
        });
    return done_.at(root.get()).result;
  }

private:
  // The original is kept, so that no other node gets its address.
  struct Done {
    NodePtr original, result;
  };

  NodePtr replaced(const NodePtr& node) const {
    if (node->op == Op::parameter) return parameters_ ? found_in(*parameters_, node) : node;
    if (is_reference(*node)) return found_in(variables_, node);
    if (node->children.empty()) return node;
    std::vector<NodePtr> children;
    for (const NodePtr& child : node->children) children.push_back(done_.at(child.get()).result);
    return with_children(node, std::move(children));
  }

  static NodePtr found_in(const Substitution& by, const NodePtr& node) {
    const auto found = by.find(node->index);
    return found == by.end() ? node : found->second;
  }

  const Substitution& variables_;
  const Substitution* parameters_;
  std::unordered_map<const Node*, Done> done_;  // expressions share their parts
};

}  // namespace detail
}  // namespace casus
