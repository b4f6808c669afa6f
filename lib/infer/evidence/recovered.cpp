// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/recovered.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

namespace casus {

namespace {

constexpr double log_of_one = 0;  // |du / dv| of a shift

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
    return {rebuilt(), true, log_density_};
  }

private:
  const Variable& variable(Index index) const { return model_.variables()[static_cast<std::size_t>(index)]; }
  bool is_set(Index index) const { return std::find(set_.begin(), set_.end(), index) != set_.end(); }
  bool is_formula(Index index) const {
    const Variable& of = variable(index);
    return of.distribution.family == distribution::Family::deterministic && of.kind() == Kind::quantity &&
           !of.guard && !is_set(index);
  }
  const NodePtr& formula(Index index) const { return variable(index).distribution.parameters[0]; }

  /// Returns whether the value of a formula follows from the known values, or determines another one.
  bool settle(const Evidence& seen) {
    const NodePtr& root = formula(seen.variable->index);
    if (const auto value = evaluated(*root)) {
      constexpr double rounding = 1e-9;
      if (!(std::abs(*value - seen.value) <= rounding * (1 + std::abs(seen.value)))) return false;
    } else {
      const auto solution = solved(*root, seen.value);
      if (!solution) return false;
      kept_.push_back(observed(Quantity(reference(solution->variable)), solution->value));
      known_[solution->variable] = solution->value;
      log_density_ += solution->log_slope;
    }
    known_[seen.variable->index] = seen.value;
    return true;
  }

  // References are found by name: a model's variables do not hold theirs.
  NodePtr reference(Index index) const { return model_.find(variable(index).name); }

  /// The value of an expression of numbers that are known; none of another.
  std::optional<double> evaluated(const Node& node) const {
    if (node.op == Op::constant && !node.is_boolean) return node.value;
    if (node.op == Op::quantity) {
      if (const auto found = known_.find(node.index); found != known_.end()) return found->second;
      return is_formula(node.index) ? evaluated(*formula(node.index)) : std::nullopt;
    }
    std::vector<double> values;
    for (const NodePtr& child : node.children) {
      const auto value = evaluated(*child);
      if (!value) return std::nullopt;
      values.push_back(*value);
    }
    switch (node.op) {
      case Op::negate: return -values[0];
      case Op::exp: return std::exp(values[0]);
      case Op::log: return std::log(values[0]);
      case Op::logistic: return 1 / (1 + std::exp(-values[0]));
      case Op::add: return values[0] + values[1];
      case Op::subtract: return values[0] - values[1];
      case Op::multiply: return values[0] * values[1];
      case Op::divide: return values[0] / values[1];
      default: return std::nullopt;
    }
  }

  /// Returns the only unknown quantity of an expression with the given value, if it can be solved for.
  std::optional<Solution> solved(const Node& node, double value) const {
    if (!std::isfinite(value)) return std::nullopt;
    if (node.op == Op::quantity) {
      if (is_formula(node.index)) return solved(*formula(node.index), value);
      if (!has_plain_density(node.index)) return std::nullopt;
      return Solution{node.index, value, log_of_one};
    }
    switch (node.op) {
      case Op::negate: return solved(*node.children[0], -value);
      case Op::exp: return below(*node.children[0], std::log(value), -std::log(value));
      case Op::log: return below(*node.children[0], std::exp(value), value);
      case Op::logistic:
        return below(*node.children[0], std::log(value) - std::log1p(-value),
                     -std::log(value) - std::log1p(-value));
      case Op::add:
      case Op::subtract:
      case Op::multiply:
      case Op::divide: return solved_binary(node, value);
      default: return std::nullopt;
    }
  }
  std::optional<Solution> solved_binary(const Node& node, double value) const {
    const Node &a = *node.children[0], &b = *node.children[1];
    const auto left = evaluated(a), right = evaluated(b);
    if (left.has_value() == right.has_value()) return std::nullopt;  // the unknown occurs on both sides
    const double known = left ? *left : *right;
    const Node& rest = left ? b : a;
    switch (node.op) {
      case Op::add: return below(rest, value - known, log_of_one);
      case Op::subtract: return below(rest, left ? known - value : value + known, log_of_one);
      case Op::multiply: return below(rest, value / known, -std::log(std::abs(known)));
      default:
        return left ? below(rest, known / value, std::log(std::abs(known)) - 2 * std::log(std::abs(value)))
                    : below(rest, value * known, std::log(std::abs(known)));
    }
  }
  /// The solution of a part that is worth `value`, where the whole moves it by exp(log_slope).
  std::optional<Solution> below(const Node& part, double value, double log_slope) const {
    if (!std::isfinite(log_slope)) return std::nullopt;
    auto found = solved(part, value);
    if (found) found->log_slope += log_slope;
    return found;
  }

  bool has_plain_density(Index index) const {
    const Variable& of = variable(index);
    return of.kind() == Kind::quantity && !of.guard && !is_set(index) && of.twin_of.empty() &&
           distribution::is_component(of.distribution.family);
  }

  Query rebuilt() const {
    Query query = query_.asks() == Query::Asks::quantile
                      ? quantile(Real(query_.target()), query_.probability())
                  : query_.asks() == Query::Asks::histogram ? histogram(Real(query_.target()), query_.edges())
                                                            : Query(query_.asks(), query_.target());
    if (query_.condition()) query = query.given(*query_.condition());
    for (const Evidence& one : kept_) query = query.given(one);
    if (!query_.interventions().empty()) query = query.under(query_.interventions());
    if (!query_.counterfactual().empty()) query = query.counterfactually(query_.counterfactual());
    if (query_.score()) query = query.score(Real(query_.score()));
    return query;
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
