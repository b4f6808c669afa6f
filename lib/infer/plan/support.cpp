// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/support.hpp"

#include <algorithm>
#include <set>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/sample/world.hpp>

namespace casus {

namespace {

using detail::at;
using distribution::Family;

std::optional<double> constant_of(const Node& node) {
  if (node.op == Op::constant) return node.value;
  if (node.op == Op::negate && node.children[0]->op == Op::constant) return -node.children[0]->value;
  return std::nullopt;
}

Restriction exactly(double value) { return {.low = value, .high = value}; }

// Returns the restriction of x by `x op limit`, or by `limit op x`.
Restriction compared(Op op, double limit, bool is_limit_left, bool holds) {
  if (op == Op::equal) return holds ? exactly(limit) : Restriction{.excluded = {limit}};
  const bool is_below = is_limit_left != holds;
  const bool is_open = (op == Op::less) == holds;
  if (is_below) return {.high = limit, .high_is_open = is_open};
  return {.low = limit, .low_is_open = is_open};
}

}  // namespace

SupportFinder::SupportFinder(const Model& model, const Query& circumstances)
    : model_(model), set_(resolved(model, circumstances.interventions())) {
  if (circumstances.condition()) assume(circumstances.condition()->node());
  for (const Evidence& evidence : circumstances.evidence()) {
    if (!evidence.is_virtual()) {
      Restriction value = exactly(evidence.value);
      value.is_observed = true;
      restrict(evidence.variable, value);
      assume_present(*evidence.variable);
      continue;
    }
    Restriction states;
    for (std::size_t i = 0; i < evidence.likelihoods.size(); ++i)
      if (evidence.likelihoods[i] == 0) states.excluded.push_back(static_cast<double>(i));
    restrict(evidence.variable, states);
  }
}

PossibleRange SupportFinder::of(const NodePtr& target) {
  const bool is_possible = are_assumptions_possible();
  evaluate(target);
  PossibleRange range = done_.at(target.get()).range;
  if (range.is_empty()) range = PossibleRange::undefined();
  if (is_possible && !range.may_be_undefined && is_read_once(*target)) return range;
  range.low_is_exact = range.high_is_exact = false;
  range.fill = PossibleRange::Fill::unknown;
  return range;
}

// ---- the condition

void SupportFinder::assume(const NodePtr& condition) {
  detail::for_each_assertion(condition, true, [&](const NodePtr& node, bool holds) {
    if (node->op == (holds ? Op::logical_and : Op::logical_or)) return true;
    assume_compared(node, holds);
    return false;
  });
}

void SupportFinder::assume_compared(const NodePtr& node, bool holds) {
  if (node->op == Op::state) {
    const double state = static_cast<double>(node->state);
    return restrict(node->children[0], holds ? exactly(state) : Restriction{.excluded = {state}});
  }
  if (node->op == Op::less || node->op == Op::less_equal || node->op == Op::equal) {
    const NodePtr &left = node->children[0], &right = node->children[1];
    const std::optional<double> low = constant_of(*left), high = constant_of(*right);
    if (low.has_value() != high.has_value()) {
      const NodePtr& expression = low ? right : left;
      restrict(expression, compared(node->op, low ? *low : *high, low.has_value(), holds));
      // A comparison of a quantity is true only if the quantity exists.
      if (holds && expression->op == Op::quantity) assume_present(*expression);
      return;
    }
  }
  restrict(node, exactly(holds ? 1 : 0));
}

void SupportFinder::assume_present(const Node& quantity) {
  const Variable& variable = model_.variables()[at(quantity.index)];
  if (variable.guard) restrict(variable.details.when->node(), exactly(1));
}

void SupportFinder::restrict(const NodePtr& expression, const Restriction& to) {
  restrictions_[expression] += to;
  assumed_.push_back(expression);
}

// ---- ranges

const ConditionalDistribution& SupportFinder::distribution_of(const Node& node) const {
  return node.op == Op::parameter ? model_.parameters()[at(node.index)].distribution
                                  : model_.variables()[at(node.index)].distribution;
}

// Returns the inputs of a node. A quantity is read only if it exists, so its guard does not
// restrict its value.
std::vector<NodePtr> SupportFinder::parts_of(const Node& node) const {
  if (!detail::is_reference(node)) return node.children;
  std::vector<NodePtr> all;
  const bool is_set = node.op != Op::parameter && set_[at(node.index)];
  if (!is_set) all = distribution_of(node).parameters;
  if (node.op == Op::event || node.op == Op::category)
    if (const Variable& variable = model_.variables()[at(node.index)]; variable.guard)
      all.push_back(variable.details.when->node());
  return all;
}

const std::vector<NodePtr>& SupportFinder::parts(const Node& node) {
  const auto found = parts_.find(&node);
  return found == parts_.end() ? parts_.emplace(&node, parts_of(node)).first->second : found->second;
}

void SupportFinder::evaluate(const NodePtr& root) {
  detail::for_each_part(
      root, [&](const Node& node) { return std::span<const NodePtr>(parts(node)); },
      [&](const Node& node) { return done_.contains(&node); },
      [&](const NodePtr& node) {
        Part part = evaluated(*node);
        part.same_as = node.get();
        if (const auto found = restrictions_.find(node); found != restrictions_.end()) {
          RestrictedRange left = restricted(part.range, found->second);
          part.range = std::move(left.range);
          part.same_as = found->first.get();
          is_possible_ = is_possible_ && left.is_possible;
        }
        done_.emplace(node.get(), std::move(part));
      });
}

SupportFinder::Part SupportFinder::evaluated(const Node& node) const {
  if (node.op == Op::constant)
    return {std::isnan(node.value) ? PossibleRange::none() : PossibleRange::single(node.value)};
  if (detail::is_reference(node) && node.op != Op::parameter)
    return with_absence(evaluated_variable(node, model_.variables()[at(node.index)]),
                        model_.variables()[at(node.index)]);
  const std::vector<NodePtr>& from = parts_.at(&node);
  std::vector<const PossibleRange*> ranges;
  for (const NodePtr& one : from) ranges.push_back(&done_.at(one.get()).range);
  std::vector<std::size_t> reads;
  Part part{node.op == Op::parameter ? range_of(distribution_of(node).shape(), ranges, reads)
                                     : range_of(node, ranges, reads)};
  for (const std::size_t number : reads) part.reads.push_back(from[number].get());
  return part;
}

// Returns the range of a variable, given that it exists.
SupportFinder::Part SupportFinder::evaluated_variable(const Node& node, const Variable& variable) const {
  if (const auto value = set_[at(node.index)]) return {PossibleRange::single(*value)};
  std::vector<const PossibleRange*> ranges;
  for (const NodePtr& one : variable.distribution.parameters) ranges.push_back(&done_.at(one.get()).range);
  std::vector<std::size_t> reads;
  Part part{range_of(variable.distribution.shape(), ranges, reads)};
  for (const std::size_t number : reads) part.reads.push_back(variable.distribution.parameters[number].get());
  return part;
}

// Adds the value of a variable that does not exist: an event is then false, and a category is in a
// state of its own.
SupportFinder::Part SupportFinder::with_absence(Part part, const Variable& variable) const {
  if (!variable.guard || !variable.is_discrete()) return part;
  const Node* const guard = variable.details.when->node().get();
  const PossibleRange& exists = done_.at(guard).range;
  if (exists.low == 1) return part;
  const double absent = variable.kind() == Kind::category ? static_cast<double>(variable.absent) : 0;
  PossibleRange range = PossibleRange::none();
  range.unite(PossibleRange::single(absent), exists.low_is_exact);
  if (exists.high == 1) range.unite(std::move(part.range), exists.high_is_exact);
  part.range = std::move(range);
  part.reads.push_back(guard);
  return part;
}

// ---- exactness

bool SupportFinder::are_assumptions_possible() {
  for (const NodePtr& node : assumed_) evaluate(node);
  return is_possible_;
}

// Returns whether a node is certain to exist, even if the condition is not met.
bool SupportFinder::is_present_for_sure(const Node& node) const {
  if (node.op != Op::quantity) return true;
  const Variable& variable = model_.variables()[at(node.index)];
  if (!variable.guard) return true;
  const auto guard = done_.find(variable.details.when->node().get());
  return guard != done_.end() && guard->second.range.low == 1;
}

// Returns the random streams that a variable or parameter must not share with others, if all are to
// vary independently of each other; none if it is not drawn. A correlated parameter with a stream
// of its own varies freely, whatever the others are.
std::vector<std::string> SupportFinder::streams_of(const Node& node) const {
  if (!detail::is_reference(node) || distribution_of(node).family->role == distribution::Role::formula)
    return {};
  if (node.op == Op::parameter) {
    const UncertainParameter& parameter = model_.parameters()[at(node.index)];
    std::vector<std::string> streams;
    for (const WeightedStream& source : parameter.sources) streams.push_back(source.stream);
    if (streams.empty() || std::find(streams.begin(), streams.end(), parameter.stream()) != streams.end())
      return {parameter.stream()};
    return streams;
  }
  if (set_[at(node.index)]) return {};
  return {model_.variables()[at(node.index)].stream()};
}

// Returns whether each part is read at most once. Constants may be read any number of times.
bool SupportFinder::is_read_once(const Node& target) const {
  std::unordered_set<const Node*> read, expanded;
  std::set<std::string> streams;
  std::vector<const Node*> left;
  const auto expand = [&](const Node* node) {
    if (!expanded.insert(node).second) return true;
    left.push_back(node);
    const std::vector<std::string> own = streams_of(*node);
    return std::all_of(own.begin(), own.end(),
                       [&](const std::string& stream) { return streams.insert(stream).second; });
  };
  const auto reads = [&](const Node* node) {
    const Part& part = done_.at(node);
    return part.range.is_single() || (read.insert(part.same_as).second && expand(part.same_as));
  };
  const auto read_parts = [&](bool is_condition) {
    while (!left.empty()) {
      const Node* const node = left.back();
      left.pop_back();
      if (is_condition && !is_present_for_sure(*node)) return false;
      for (const Node* const part : done_.at(node).reads)
        if (!reads(part)) return false;
    }
    return true;
  };
  if (!reads(&target) || !read_parts(false)) return false;
  // The restriction itself does not read a restricted part.
  return std::all_of(assumed_.begin(), assumed_.end(), [&](const NodePtr& node) {
    return expand(done_.at(node.get()).same_as) && read_parts(true);
  });
}

}  // namespace casus
