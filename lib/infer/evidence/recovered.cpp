// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/recovered.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <casus/detail/index.hpp>

namespace casus {

namespace {

constexpr double log_of_one = 0;  // log |du / dv| of a shift

/// The value of an unknown quantity u, and log |du / dv| for the observed value v.
struct Solution {
  Index variable;
  double value;
  double log_slope;
};

class Recovery {
public:
  Recovery(const Model& model, const Query& query) : model_(model), query_(query) {
    for (const Intervention& one : query.interventions())
      if (one.variable->op == Op::quantity) known_[one.variable->index] = one.value;
    for (const Intervention& one : query.interventions()) set_.push_back(one.variable->index);
    for (const Evidence& one : query.evidence()) {
      if (one.is_virtual() || !is_formula(one.variable->index)) {
        kept_.push_back(one);
        if (!one.is_virtual()) known_[one.variable->index] = one.value;
      } else {
        open_.push_back(one);
      }
    }
  }

  RecoveredQuery result() {
    if (open_.empty()) return {query_};
    for (bool moves = true; moves && !open_.empty();) {
      moves = false;
      for (std::size_t i = 0; i < open_.size(); ++i)
        if (settle(open_[i])) {
          open_.erase(open_.begin() + static_cast<std::ptrdiff_t>(i));
          moves = true;
          break;
        }
    }
    if (!open_.empty()) return {query_};
    return {query_.with_evidence(kept_), true, log_density_};
  }

private:
  const Variable& variable(Index index) const { return model_.variables()[detail::at(index)]; }
  bool is_set(Index index) const { return std::find(set_.begin(), set_.end(), index) != set_.end(); }
  bool is_formula(Index index) const {
    const Variable& of = variable(index);
    return of.distribution.is_formula() && of.kind() == Kind::quantity && !of.guard && !is_set(index);
  }
  const NodePtr& formula(Index index) const { return variable(index).distribution.parameters[0]; }

  /// Returns whether the value of a formula agrees with the known values, or determines the value
  /// of an unknown quantity.
  bool settle(const Evidence& evidence) {
    const NodePtr& root = formula(evidence.variable->index);
    const Values values = evaluated(root);
    if (const auto value = values.at(root.get())) {
      constexpr double rounding = 1e-9;
      if (!(std::abs(*value - evidence.value) <= rounding * (1 + std::abs(evidence.value)))) return false;
    } else {
      const auto solution = solved(root, evidence.value, values);
      if (!solution) return false;
      kept_.push_back(observed(Quantity(reference(solution->variable)), solution->value));
      known_[solution->variable] = solution->value;
      log_density_ += solution->log_slope;
    }
    known_[evidence.variable->index] = evidence.value;
    return true;
  }

  // References are found by name: the variables of a model do not store them.
  NodePtr reference(Index index) const { return model_.find(variable(index).name); }

  /// The values of an expression's parts; none for a part that reads an unknown quantity.
  using Values = std::unordered_map<const Node*, std::optional<double>>;

  /// Returns the parts of an expression; a deterministic quantity of unknown value is replaced by
  /// its formula.
  std::span<const NodePtr> parts(const Node& node) const {
    if (node.is_boolean) return {};
    if (node.op != Op::quantity) return node.children;
    const bool is_open = !known_.contains(node.index) && is_formula(node.index);
    return is_open ? std::span<const NodePtr>(variable(node.index).distribution.parameters)
                   : std::span<const NodePtr>();
  }

  /// Evaluates each part once, without recursion.
  Values evaluated(const NodePtr& root) const {
    Values values;
    detail::for_each_part(
        root, [this](const Node& node) { return parts(node); },
        [&](const Node& node) { return values.contains(&node); },
        [&](const NodePtr& node) { values.emplace(node.get(), value(*node, values)); });
    return values;
  }

  std::optional<double> value(const Node& node, const Values& values) const {
    if (node.op == Op::constant && !node.is_boolean) return node.value;
    if (node.op == Op::quantity) {
      if (const auto found = known_.find(node.index); found != known_.end()) return found->second;
      return is_formula(node.index) ? values.at(formula(node.index).get()) : std::nullopt;
    }
    std::vector<double> of;
    for (const NodePtr& part : parts(node)) {
      const auto known = values.at(part.get());
      if (!known) return std::nullopt;
      of.push_back(*known);
    }
    switch (node.op) {
      case Op::negate: return -of[0];
      case Op::exp: return std::exp(of[0]);
      case Op::log: return std::log(of[0]);
      case Op::sqrt: return std::sqrt(of[0]);
      case Op::pow: return std::pow(of[0], of[1]);
      case Op::abs: return std::abs(of[0]);
      case Op::floor: return std::floor(of[0]);
      case Op::logistic: return 1 / (1 + std::exp(-of[0]));
      case Op::add: return of[0] + of[1];
      case Op::subtract: return of[0] - of[1];
      case Op::multiply: return of[0] * of[1];
      case Op::divide: return of[0] / of[1];
      default: return std::nullopt;
    }
  }

  /// A part of an expression, the value that it must have, and log |d part / d whole|.
  struct Step {
    const NodePtr* part;
    double value;
    double log_slope;
  };

  /// Solves an expression with the given value for its only unknown quantity, if possible: follows
  /// the part that reads it inwards and inverts one operation after the other.
  std::optional<Solution> solved(const NodePtr& root, double wanted, const Values& values) const {
    Step step{&root, wanted, log_of_one};
    for (;;) {
      if (!std::isfinite(step.value) || !std::isfinite(step.log_slope)) return std::nullopt;
      const Node& node = **step.part;
      if (node.op == Op::quantity && !is_formula(node.index)) {
        if (!has_plain_density(node.index)) return std::nullopt;
        return Solution{node.index, step.value, step.log_slope};
      }
      const auto next = inverted(node, step.value, values);
      if (!next) return std::nullopt;
      step = {next->part, next->value, step.log_slope + next->log_slope};
    }
  }

  std::optional<Step> inverted(const Node& node, double value, const Values& values) const {
    const auto of = parts(node);
    switch (node.op) {
      case Op::quantity: return Step{&of[0], value, log_of_one};
      case Op::negate: return Step{&of[0], -value, log_of_one};
      case Op::exp: return Step{&of[0], std::log(value), -std::log(value)};
      case Op::log: return Step{&of[0], std::exp(value), value};
      case Op::sqrt:
        if (value < 0) return std::nullopt;
        return Step{&of[0], value * value, std::log(2 * value)};
      case Op::logistic:
        return Step{&of[0], std::log(value) - std::log1p(-value), -std::log(value) - std::log1p(-value)};
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::pow:
      case Op::divide: return inverted_binary(node, value, values);
      default: return std::nullopt;
    }
  }

  std::optional<Step> inverted_binary(const Node& node, double value, const Values& values) const {
    const NodePtr &a = node.children[0], &b = node.children[1];
    const auto left = values.at(a.get()), right = values.at(b.get());
    if (left.has_value() == right.has_value()) return std::nullopt;  // the unknown occurs on both sides
    const double known = left ? *left : *right;
    const NodePtr* const rest = left ? &b : &a;
    switch (node.op) {
      case Op::add: return Step{rest, value - known, log_of_one};
      case Op::subtract: return Step{rest, left ? known - value : value + known, log_of_one};
      case Op::multiply: return Step{rest, value / known, -std::log(std::abs(known))};
      case Op::pow: return left ? exponent_of(rest, known, value) : base_of(rest, known, value);
      default:
        return left ? Step{rest, known / value, std::log(std::abs(known)) - 2 * std::log(std::abs(value))}
                    : Step{rest, value * known, std::log(std::abs(known))};
    }
  }

  /// Solves base^x = value for x.
  static std::optional<Step> exponent_of(const NodePtr* x, double base, double value) {
    if (!(base > 0 && base != 1 && value > 0)) return std::nullopt;
    return Step{x, std::log(value) / std::log(base), -std::log(value) - std::log(std::abs(std::log(base)))};
  }

  /// Solves x^exponent = value for x if there is exactly one solution: the exponent is odd, or not
  /// an integer and the value positive.
  static std::optional<Step> base_of(const NodePtr* x, double exponent, double value) {
    const bool is_odd = std::abs(std::fmod(exponent, 2)) == 1;
    const bool is_whole = std::floor(exponent) == exponent;
    if (is_whole ? !is_odd : !(value > 0)) return std::nullopt;
    const double size = std::abs(value);
    return Step{x, std::copysign(std::pow(size, 1 / exponent), value),
                (1 / exponent - 1) * std::log(size) - std::log(std::abs(exponent))};
  }

  bool has_plain_density(Index index) const {
    const Variable& of = variable(index);
    return of.kind() == Kind::quantity && !of.guard && !is_set(index) && of.twin_of.empty() &&
           distribution::is_component(of.distribution.family);
  }

  const Model& model_;
  const Query& query_;
  std::vector<Index> set_;
  std::map<Index, double> known_;  // values of quantities
  std::vector<Evidence> kept_, open_;
  double log_density_ = 0;
};

}  // namespace

RecoveredQuery recovered(const Model& model, const Query& query) { return Recovery(model, query).result(); }

}  // namespace casus
