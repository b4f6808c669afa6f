// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/decomposed.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <unordered_set>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/impossible.hpp>
#include <casus/sample/world.hpp>

#include "infer/evidence/powers.hpp"

namespace casus {

using distribution::Family;

namespace {

using detail::at;

class EvidenceDecomposer {
public:
  EvidenceDecomposer(const Model& model, const Query& query, Index first_drawn)
      : model_(model), query_(query), first_drawn_(first_drawn), set_(resolved(model, query.interventions())),
        twinned_(twinned(model)) {
    evidence_.values.resize(model.variables().size());
  }

  DecomposedEvidence result() {
    if (query_.condition()) left_.push_back({Assertion::Kind::assertion, query_.condition()->node(), 1});
    decompose_all();
    for (const Evidence& evidence : query_.evidence()) {
      if (evidence.is_virtual())
        add_likelihood(evidence);
      else
        observe(evidence.variable, evidence.value);
      decompose_all();
    }
    return std::move(evidence_);
  }

private:
  const Variable& variable(Index number) const { return model_.variables()[at(number)]; }

  [[noreturn]] void refuse(const std::string& why) const {
    throw detail::ImpossibleCondition(to_text(query_), why + ", which cannot");
  }

  bool can_be_fixed(Index number) const {
    return number >= first_drawn_ && !set_[at(number)] && !twinned_[at(number)] &&
           !variable(number).distribution.is_formula();
  }

  void test(const NodePtr& node, bool holds) {
    evidence_.tests.push_back(holds ? node : (!Boolean(node)).node());
  }

  // Pushes the guard, which is decomposed before everything else that is left.
  void push_guard(Index number) {
    if (const auto& guard = variable(number).details.when)
      left_.push_back({Assertion::Kind::assertion, guard->node(), 1});
  }

  void fix(const NodePtr& node, double value) {
    auto& fixed = evidence_.values[at(node->index)];
    if (fixed && *fixed != value) refuse(detail::quoted(node->name) + " in two states");
    fixed = value;
  }

  void decompose_all() {
    while (!left_.empty()) {
      const Assertion next = std::move(left_.back());
      left_.pop_back();
      const bool holds = next.value != 0;
      switch (next.kind) {
        case Assertion::Kind::assertion:
          if (split_[holds].insert(next.node.get()).second) split(next.node, holds);
          break;
        case Assertion::Kind::event: fix_or_test_event(next.node, holds); break;
        case Assertion::Kind::category: fix(next.node, next.value); break;
        case Assertion::Kind::quantity: fix_or_test_quantity(next.node, next.value); break;
      }
    }
  }
  void push(const NodePtr& node, bool holds) {
    left_.push_back({Assertion::Kind::assertion, node, holds ? 1.0 : 0.0});
  }

  void split(const NodePtr& node, bool holds) {
    switch (node->op) {
      case Op::event: add_event(node, holds); return;
      case Op::state: add_state(node, holds); return;
      case Op::logical_not: push(node->children[0], !holds); return;
      case Op::constant:
        if ((node->value != 0) != holds) refuse(detail::quoted(detail::text_at(*node, 0)));
        return;
      case Op::logical_and:
      case Op::logical_or:
        if ((node->op == Op::logical_and) == holds)
          for (auto child = node->children.rbegin(); child != node->children.rend(); ++child)
            push(*child, holds);
        else
          test(node, holds);
        return;
      case Op::less:
      case Op::less_equal:
        if (compares_indicator(node, holds)) return;
        bound(node, holds);
        test(node, holds);
        return;
      case Op::equal:
        if (compares_indicator(node, holds) || (holds && counts(node))) return;
        test(node, holds);
        return;
      default: test(node, holds);
    }
  }

  void add_event(const NodePtr& node, bool holds) {
    left_.push_back({Assertion::Kind::event, node, holds ? 1.0 : 0.0});
    if (holds) push_guard(node->index);
  }
  void fix_or_test_event(const NodePtr& node, bool holds) {
    const Variable& event = variable(node->index);
    if (can_be_fixed(node->index)) {
      fix(node, holds ? 1 : 0);
    } else if (node->index >= first_drawn_ && !set_[at(node->index)] && event.distribution.is_formula() &&
               (holds || !event.guard)) {
      push(event.distribution.parameters[0], holds);
    } else {
      test(node, holds);
    }
  }

  void add_state(const NodePtr& node, bool holds) {
    const NodePtr& category = node->children[0];
    const Variable& of = variable(category->index);
    Index state = node->state;
    if (!holds && of.states.size() == 2) {
      state = 1 - state;
      holds = true;
    }
    // The state "none" just means that the guard is false.
    const bool is_none = of.guard && state == detail::size(of.distribution.states);
    if (holds && is_none && !set_[at(category->index)]) {
      push(of.details.when->node(), false);
    } else if (holds && can_be_fixed(category->index)) {
      left_.push_back({Assertion::Kind::category, category, static_cast<double>(state)});
      if (of.guard && state != of.absent) push_guard(category->index);
    } else {
      test(node, node->state == state ? holds : !holds);
    }
  }

  static bool is_whole(double value) { return value >= 0 && value == std::floor(value); }

  // Decomposes a comparison of an event, as 0 or 1, with a constant; returns whether it is one.
  bool compares_indicator(const NodePtr& node, bool holds) {
    for (const std::size_t side : {0, 1}) {
      const NodePtr& event = node->children[side];
      const NodePtr& literal = node->children[1 - side];
      if (event->op != Op::indicator || literal->op != Op::constant) continue;
      const auto is_true = [&](double value) {
        const double left = side == 0 ? value : literal->value, right = side == 0 ? literal->value : value;
        return node->op == Op::less ? left < right : node->op == Op::equal ? left == right : left <= right;
      };
      if (is_true(0) != is_true(1))
        push(event->children[0], is_true(1) == holds);
      else if (is_true(0) != holds)
        refuse(detail::quoted(detail::text_at(*node, 0)));
      return true;
    }
    return false;
  }

  // Observes the value in `count == constant`; returns whether the condition has that form.
  bool counts(const NodePtr& node) {
    for (const std::size_t side : {0, 1}) {
      const NodePtr& count = node->children[side];
      const NodePtr& literal = node->children[1 - side];
      if (count->op != Op::quantity || literal->op != Op::constant || !is_whole(literal->value) ||
          variable(count->index).kind() != Kind::count || !can_be_fixed(count->index))
        continue;
      observe(count, literal->value);
      return true;
    }
    return false;
  }

  // Records the bound in `quantity < constant` or `constant < quantity`.
  void bound(const NodePtr& node, bool holds) {
    for (const std::size_t side : {0, 1}) {
      const NodePtr& quantity = node->children[side];
      const NodePtr& literal = node->children[1 - side];
      if (quantity->op != Op::quantity || literal->op != Op::constant || !can_be_fixed(quantity->index))
        continue;
      if (!distribution::is_component(variable(quantity->index).distribution.family)) continue;
      auto& bounds =
          evidence_.bounds.try_emplace(quantity->index, Interval{-infinity, infinity}).first->second;
      if ((side == 0) == holds)
        bounds.high = (std::min)(bounds.high, literal->value);
      else
        bounds.low = (std::max)(bounds.low, literal->value);
      if (!can_be_bounded(quantity->index)) continue;
      if (!(bounds.low < bounds.high)) refuse(detail::quoted(quantity->name) + " between its bounds");
      evidence_.between[quantity->index] = bounds;
    }
  }

  bool can_be_bounded(Index number) const {
    const ConditionalDistribution& distribution = variable(number).distribution;
    const bool fits = distribution.family.is<distribution::Normal>() ||
                      distribution.family.is<distribution::TruncatedNormal>();
    return fits && can_be_fixed(number);
  }

  // Only ratios of likelihoods matter, so the powers of two that are taken out can be dropped.
  void add_likelihood(const Evidence& evidence) {
    const auto [found, is_new] =
        evidence_.likelihoods.emplace(evidence.variable->index, evidence.likelihoods);
    if (is_new) return;
    std::vector<double> another = evidence.likelihoods;
    powers::take_out_of_product(found->second, another);
    for (std::size_t i = 0; i < another.size(); ++i) found->second[i] *= another[i];
  }

  void observe(const NodePtr& node, double value) {
    left_.push_back({Assertion::Kind::quantity, node, value});
    push_guard(node->index);
  }
  void fix_or_test_quantity(const NodePtr& node, double value) {
    const Variable& quantity = variable(node->index);
    if (const auto& set = set_[at(node->index)]) {
      if (*set != value) refuse(detail::quoted(node->name) + " set to a value other than the observed one");
      return;
    }
    if ((quantity.kind() == Kind::count && !is_whole(value)) || is_beyond_ends(quantity, value))
      refuse(detail::quoted(node->name) + " at " + detail::number(value));
    if (can_be_fixed(node->index) && has_density(quantity)) return fix(node, value);
    if (!is_discrete(quantity))
      throw Error(node->name, "a quantity whose exact value has a density, to be observed",
                  why_none(quantity), "an interval can be given instead");
    test((Real(node) == Real(value)).node(), true);
  }

  // Returns whether a component of a mixture takes single values with positive probability.
  static bool has_atoms(Family component) {
    return distribution::is_count(component) || component->role == distribution::Role::formula;
  }

  // Returns whether a value lies outside the support, whatever the parameters are.
  static bool is_beyond_ends(const Variable& quantity, double value) {
    if (quantity.distribution.family->role != distribution::Role::number) return false;
    const auto& [low, high, mode] = quantity.distribution.family->ends;
    return (!low.parameter && value < low.value) || (!high.parameter && value > high.value);
  }

  static bool has_density(const Variable& quantity) {
    const ConditionalDistribution& distribution = quantity.distribution;
    if (distribution.family->role == distribution::Role::number) return distribution.family->has_density;
    if (distribution.family->role != distribution::Role::mixture) return true;
    const bool may_have_atoms = quantity.kind() == Kind::count;
    return std::all_of(distribution.components.begin(), distribution.components.end(), [&](Family component) {
      return component->has_density && (may_have_atoms || !has_atoms(component));
    });
  }

  // Returns whether all values of a quantity have positive probability: then trajectories can meet
  // an observed value.
  bool is_discrete(const Variable& quantity) const {
    if (quantity.kind() == Kind::count || quantity.distribution.family->role == distribution::Role::values)
      return true;
    const std::vector<Family>& mixed = quantity.distribution.components;
    for (std::size_t i = 0; i < mixed.size(); ++i)
      if (!has_atoms(mixed[i]) ||
          (mixed[i]->role == distribution::Role::formula &&
           !reads_discrete(quantity.parameters[distribution::component_offset(mixed, i)])))
        return false;
    if (!mixed.empty()) return true;
    return quantity.distribution.is_formula() && reads_discrete(quantity.parameters[0]);
  }
  bool reads_discrete(const Formula& formula) const {
    const auto& read = formula.quantities();
    return std::all_of(read.begin(), read.end(), [&](Index one) { return is_discrete(variable(one)); });
  }

  static std::string why_none(const Variable& quantity) {
    if (quantity.distribution.is_formula()) return "a formula of quantities";
    if (quantity.distribution.family->role == distribution::Role::mixture)
      return "a mixture of single values or counts with quantities, or of distributions without a density";
    if (quantity.distribution.family->role == distribution::Role::number &&
        !quantity.distribution.family->has_density)
      return "a " + std::string(quantity.distribution.family->name) + ", which has none";
    return "one that shares its uniform numbers with a twin";
  }

  static constexpr double infinity = std::numeric_limits<double>::infinity();

  // An assertion to be decomposed; or a variable and its value, whose guard is decomposed already.
  struct Assertion {
    enum class Kind { assertion, event, category, quantity } kind;
    NodePtr node;
    double value;  // of an assertion: 1 if it is true, else 0
  };

  const Model& model_;
  const Query& query_;
  Index first_drawn_;
  std::vector<std::optional<double>> set_;
  std::vector<bool> twinned_;
  std::vector<Assertion> left_;
  std::unordered_set<const Node*> split_[2];
  DecomposedEvidence evidence_;
};

}  // namespace

DecomposedEvidence decompose(const Model& model, const Query& query, Index first_drawn) {
  return EvidenceDecomposer(model, query, first_drawn).result();
}

std::vector<bool> twinned(const Model& model) {
  return twinned(model, std::vector<bool>(model.variables().size(), true));
}

std::vector<bool> twinned(const Model& model, const std::vector<bool>& relevant) {
  std::map<std::string, int> users;
  for (std::size_t i = 0; i < relevant.size(); ++i)
    if (relevant[i]) ++users[model.variables()[i].stream()];
  std::vector<bool> shared;
  for (std::size_t i = 0; i < relevant.size(); ++i)
    shared.push_back(relevant[i] && users[model.variables()[i].stream()] > 1);
  return shared;
}

}  // namespace casus
