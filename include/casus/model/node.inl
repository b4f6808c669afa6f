// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/node.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::size_t combined_hash(std::size_t a, std::size_t b) noexcept {
  const std::uint64_t sum =
      (static_cast<std::uint64_t>(a) ^ (static_cast<std::uint64_t>(b) * 0x9E3779B97F4A7C15)) +
      0x9E3779B97F4A7C15;
  return static_cast<std::size_t>((sum ^ (sum >> 29)) * 0xBF58476D1CE4E5B9);
}

CASUS_INLINE bool is_reference(const NodeFields& node) noexcept {
  return node.op == Op::event || node.op == Op::category || node.op == Op::quantity ||
         node.op == Op::parameter;
}

}  // namespace detail

CASUS_INLINE std::size_t Node::hash_of(const NodeFields& fields) noexcept {
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

CASUS_INLINE void Node::release_children() noexcept {
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
    // If there is no memory for the list, the remaining children are destroyed with this node, by
    // nested calls.
  }
}

namespace detail {

CASUS_INLINE NodePtr make_node(Op op, bool is_boolean, std::vector<NodePtr> children) {
  NodeFields node{op};
  node.is_boolean = is_boolean;
  node.children = std::move(children);
  return make_node(std::move(node));
}

CASUS_INLINE NodePtr make_constant(double value, bool is_boolean) {
  NodeFields node{Op::constant};
  node.value = value;
  node.is_boolean = is_boolean;
  return make_node(std::move(node));
}

CASUS_INLINE NodePtr make_reference(Op op, Index index, std::string name, std::vector<std::string> labels) {
  NodeFields node{op};
  node.is_boolean = op == Op::event;
  node.index = index;
  node.name = std::move(name);
  node.labels = std::move(labels);
  return make_node(std::move(node));
}

CASUS_INLINE NodePtr make_state(const NodePtr& category, Index state) {
  NodeFields node{Op::state};
  node.is_boolean = true;
  node.state = state;
  node.children = {category};
  return make_node(std::move(node));
}

CASUS_INLINE NodePtr with_children(const NodePtr& node, std::vector<NodePtr> children) {
  if (children == node->children) return node;
  NodeFields changed = *node;
  changed.children = std::move(children);
  return make_node(std::move(changed));
}

CASUS_INLINE std::vector<NodePtr> conjuncts(const NodePtr& node) {
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

CASUS_INLINE bool same_but_children(const NodeFields& a, const NodeFields& b) noexcept {
  return a.op == b.op && a.is_boolean == b.is_boolean && same_bits(a.value, b.value) && a.index == b.index &&
         a.state == b.state && a.parents == b.parents && a.children.size() == b.children.size() &&
         a.function == b.function && a.name == b.name && a.labels == b.labels;
}

CASUS_INLINE bool same_expression(const NodePtr& a, const NodePtr& b) {
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

CASUS_INLINE std::size_t DistinctExpressions::number(const NodePtr& node) {
  const auto [found, is_new] = numbers_.emplace(node, all_.size());
  if (is_new) all_.push_back(node);
  return found->second;
}

CASUS_INLINE NodePtr Substituted::operator()(const NodePtr& root) {
  for_each_part(
      root, [&](const Node& node) { return done_.contains(&node); },
      [&](const NodePtr& node) {
        done_.emplace(node.get(), Done{node, replaced(node)});
      });
  return done_.at(root.get()).result;
}

CASUS_INLINE NodePtr Substituted::replaced(const NodePtr& node) const {
  if (node->op == Op::parameter) return parameters_ ? found_in(*parameters_, node) : node;
  if (is_reference(*node)) return found_in(variables_, node);
  if (node->children.empty()) return node;
  std::vector<NodePtr> children;
  for (const NodePtr& child : node->children) children.push_back(done_.at(child.get()).result);
  return with_children(node, std::move(children));
}

CASUS_INLINE NodePtr Substituted::found_in(const Substitution& by, const NodePtr& node) {
  const auto found = by.find(node->index);
  return found == by.end() ? node : found->second;
}

}  // namespace detail

}  // namespace casus
