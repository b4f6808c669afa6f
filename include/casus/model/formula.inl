// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/formula.hpp>

namespace casus {

CASUS_INLINE Formula::Formula(const NodePtr& root) {
  result_ = flatten(root);
  is_look_up_ = instructions_.back().op == Op::table;
  if (!is_look_up_) return;
  const auto& operands = instructions_.back().operands;
  for (auto i = static_cast<std::size_t>(instructions_.back().parents); i < operands.size(); ++i) {
    const Op op = instructions_[static_cast<std::size_t>(operands[i])].op;
    is_look_up_ = is_look_up_ && (op == Op::constant || op == Op::parameter);
  }
}

CASUS_INLINE std::vector<Index> Formula::read(std::initializer_list<Op> ops) const {
  std::set<Index> found;
  for (const Instruction& step : instructions_)
    for (const Op op : ops)
      if (step.op == op) found.insert(step.index);
  return {found.begin(), found.end()};
}

CASUS_INLINE Index Formula::flatten(const NodePtr& root) {
  detail::for_each_part(
      root, [this](const Node& node) { return numbers_.contains(&node); },
      [this](const NodePtr& node) { append(node); });
  return numbers_.at(root.get());
}

CASUS_INLINE void Formula::append(const NodePtr& node) {
  Instruction step{node->op, node->is_boolean, node->value, node->index, node->state, node->parents};
  step.function = node->function.get();
  step.element = detail::operation(node->op).element;
  for (const NodePtr& child : node->children) step.operands.push_back(numbers_.at(child.get()));
  for (std::size_t i = 0; i < static_cast<std::size_t>(node->parents); ++i) {
    const Node& parent = *node->children[i];
    step.radices.push_back(parent.op == Op::event ? 2 : static_cast<Index>(parent.labels.size()));
  }
  instructions_.push_back(std::move(step));
  numbers_.emplace(node.get(), static_cast<Index>(instructions_.size()) - 1);
  keep_.push_back(node);
}

}  // namespace casus
