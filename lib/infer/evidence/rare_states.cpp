// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/rare_states.hpp"

#include <algorithm>
#include <span>
#include <unordered_map>

#include <casus/detail/index.hpp>

namespace casus {

namespace {

using distribution::Family;

// Simplifies an expression under assumptions.
class Simplified {
public:
  Simplified(const Model& model, const RareStates& excluded, const Assumed& assumed, const Replaced& replaced)
      : model_(model), states_(excluded), assumed_(assumed), replaced_(replaced) {}

  NodePtr operator()(const NodePtr& root) {
    detail::for_each_part(
        root, [this](const Node& node) { return parts(node); },
        [&](const Node& node) { return done_.contains(&node); },
        [&](const NodePtr& node) { done_.emplace(node.get(), result(node)); });
    return done_.at(root.get());
  }

private:
  using Parts = std::span<const NodePtr>;

  // Deterministic variables are replaced by their formulas.
  Parts parts(const Node& node) const {
    if (assumed_.contains(&node)) return {};
    if (node.op != Op::quantity && node.op != Op::event)
      return node.op == Op::state ? Parts() : Parts(node.children);
    if (replaced_.contains(node.index)) return {};
    const Variable& variable = model_.variables()[detail::at(node.index)];
    const bool is_formula = variable.distribution.is_formula() && !variable.guard;
    return is_formula ? Parts(variable.distribution.parameters) : Parts();
  }

  bool is_ruled_out(Index variable, Index state) const {
    return std::find(states_.begin(), states_.end(), std::pair(variable, state)) != states_.end();
  }

  static bool is(const NodePtr& node, double value) {
    return node->op == Op::constant && node->value == value;
  }
  static NodePtr truth(bool holds) { return detail::make_constant(holds ? 1 : 0, true); }

  NodePtr result(const NodePtr& node) const {
    if (const auto known = assumed_.find(node.get()); known != assumed_.end()) return truth(known->second);
    if (node->op == Op::quantity || node->op == Op::event)
      if (const auto other = replaced_.find(node->index); other != replaced_.end()) return other->second;
    if (node->op == Op::state)
      return is_ruled_out(node->children[0]->index, node->state) ? truth(false) : node;
    if (node->op == Op::event && is_ruled_out(node->index, 1)) return truth(false);
    if (node->op == Op::event && is_ruled_out(node->index, 0)) return truth(true);
    std::vector<NodePtr> children;
    for (const NodePtr& part : parts(*node)) children.push_back(done_.at(part.get()));
    if (node->op == Op::quantity || node->op == Op::event) return children.empty() ? node : children[0];
    if (children.empty()) return node;
    if (const NodePtr known = simplified(*node, children)) return known;
    return detail::with_children(node, std::move(children));
  }

  // Returns the simplified node if a constant child determines it, else null.
  static NodePtr simplified(const Node& node, const std::vector<NodePtr>& children) {
    switch (node.op) {
      case Op::if_then_else:
        if (children[0]->op == Op::constant) return children[children[0]->value != 0 ? 1 : 2];
        break;
      case Op::indicator:
        if (children[0]->op == Op::constant) return detail::make_constant(children[0]->value, false);
        break;
      case Op::logical_not:
        if (children[0]->op == Op::constant) return truth(children[0]->value == 0);
        break;
      case Op::logical_and:
      case Op::logical_or: {
        const double settles = node.op == Op::logical_or ? 1 : 0;
        for (std::size_t i = 0; i < 2; ++i) {
          if (is(children[i], settles)) return truth(settles != 0);
          if (is(children[i], 1 - settles)) return children[1 - i];
        }
        break;
      }
      case Op::multiply:
        if (is(children[0], 0) || is(children[1], 0)) return detail::make_constant(0, false);
        break;
      default: break;
    }
    return nullptr;
  }

  const Model& model_;
  const RareStates& states_;
  const Assumed& assumed_;
  const Replaced& replaced_;
  std::unordered_map<const Node*, NodePtr> done_;
};

}  // namespace

NodePtr simplified(const Model& model, const NodePtr& root, const RareStates& excluded,
                   const Assumed& assumed, const Replaced& replaced) {
  return Simplified(model, excluded, assumed, replaced)(root);
}

bool is_constant_without(const Model& model, const NodePtr& number, const RareStates& states) {
  return Formula(simplified(model, number, states)).variables().empty();
}

}  // namespace casus
