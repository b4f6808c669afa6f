// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

#include "infer/plan/possible_range.hpp"

namespace casus {

/// Ranges of quantities under given circumstances: interval arithmetic over expressions and the
/// supports of distributions, narrowed by the interventions and by the restrictions that the
/// condition imposes on single expressions.
///
/// An end is exact if nothing that the question and its condition depend on is read twice: then the
/// parts vary independently of each other, and the end of each part's range is approached together
/// with those of all others. A distribution whose support is the same for all parameters depends on
/// nothing. If a variable is read twice, as in x - x, an end is a bound.
class SupportFinder {
public:
  /// Keeps references to both. `circumstances`: a question whose condition, evidence and
  /// interventions are used.
  SupportFinder(const Model& model, const Query& circumstances);

  /// Returns the range; its ends are not exact if the target or the condition depends on something
  /// twice. Cost: proportional to the number of parts that it depends on.
  PossibleRange of(const NodePtr& target);

private:
  // A part of an expression, and the parts that its range depends on. Equal restricted expressions
  // are treated as one: `same_as`.
  struct Part {
    PossibleRange range;
    std::vector<const Node*> reads = {};
    const Node* same_as = nullptr;
  };

  void assume(const NodePtr& condition);
  void assume_compared(const NodePtr& node, bool holds);
  void assume_present(const Node& quantity);
  void restrict(const NodePtr& expression, const Restriction& to);

  void evaluate(const NodePtr& root);
  std::vector<NodePtr> parts_of(const Node& node) const;
  const std::vector<NodePtr>& parts(const Node& node);
  Part evaluated(const Node& node) const;
  Part evaluated_variable(const Node& node, const Variable& variable) const;
  Part with_absence(Part part, const Variable& variable) const;
  const ConditionalDistribution& distribution_of(const Node& node) const;

  bool are_assumptions_possible();
  bool is_read_once(const Node& target) const;
  bool is_present_for_sure(const Node& node) const;
  std::vector<std::string> streams_of(const Node& node) const;

  const Model& model_;
  std::vector<std::optional<double>> set_;
  std::vector<NodePtr> assumed_;  // restricted expressions
  detail::ByExpression<Restriction> restrictions_;
  std::unordered_map<const Node*, std::vector<NodePtr>> parts_;
  std::unordered_map<const Node*, Part> done_;
  bool is_possible_ = true;
};

}  // namespace casus
