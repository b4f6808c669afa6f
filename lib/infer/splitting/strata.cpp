// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/strata.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/model/expression.hpp>
#include <casus/sample/layout.hpp>

#include "infer/evidence/seen.hpp"
#include "infer/evidence/state_table.hpp"

namespace casus::rare {

namespace {

using detail::at;

// A state with a small probability in some row of the table; `most` is the largest of all rows.
struct RareState {
  Index variable, state;
  double most;
  bool is_root;  // an event without parents
};

NodePtr both(const NodePtr& a, const NodePtr& b) { return detail::make_node(Op::logical_and, true, {a, b}); }
NodePtr negated(const NodePtr& node) { return detail::make_node(Op::logical_not, true, {node}); }

NodePtr holds(const Model& model, const RareState& rare) {
  const Variable& variable = model.variables()[at(rare.variable)];
  const NodePtr reference = model.find(variable.name);
  if (variable.kind() == Kind::category) return detail::make_state(reference, rare.state);
  return rare.state == 1 ? reference : negated(reference);
}

// Returns, by variable, whether an event depends on it through variables that are not set.
std::vector<bool> relevant(const Model& model, const std::vector<std::optional<double>>& set,
                           const NodePtr& event) {
  std::vector<bool> found(model.variables().size());
  for (const Index variable : Formula(event).variables()) found[at(variable)] = true;
  for (std::size_t i = found.size(); i-- > 0;) {
    if (!found[i]) continue;
    const auto guard = model.variables()[i].guard;
    if (!set[i])
      for (const Index parent : model.parents(static_cast<Index>(i))) found[at(parent)] = true;
    else if (guard)
      found[at(*guard)] = true;
  }
  return found;
}

std::vector<RareState> rare_states(const Model& model, const std::vector<Intervention>& under,
                                   const NodePtr& event) {
  constexpr double rare = 1e-3;
  constexpr Index most_entries = 1024;
  const auto set = resolved(model, under);
  const std::vector<bool> needed = relevant(model, set, event), shared = twinned(model);
  const FixedStates nothing(model.variables().size());
  std::vector<RareState> found;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    const auto number = static_cast<Index>(i);
    const Variable& variable = model.variables()[i];
    if (!needed[i] || set[i] || !has_table(model, variable) || !is_tabular(model, number)) continue;
    std::vector<Index> all = model.parents(number);
    const bool is_root = all.empty() && !shared[i] && variable.kind() == Kind::event;
    all.push_back(number);
    if (combinations(model, all, most_entries) > most_entries) continue;
    const StateTable table = conditional_table(model, number, nothing, {});
    const std::size_t states = variable.states.size();
    for (std::size_t s = 0; s < states; ++s) {
      double least = 1, most = 0;
      for (std::size_t entry = s; entry < table.values.size(); entry += states) {
        const double p = table.values[entry];
        if (p > 0) least = (std::min)(least, p);
        most = (std::max)(most, p);
      }
      if (most > 0 && least < rare) found.push_back({number, static_cast<Index>(s), most, is_root});
    }
  }
  return found;
}

// Returns all subsets of the given size, as bit masks.
std::vector<std::uint32_t> subsets(std::size_t states, int size) {
  std::vector<std::uint32_t> all;
  for (std::uint32_t bits = 0; bits < std::uint32_t{1} << states; ++bits)
    if (std::popcount(bits) == size) all.push_back(bits);
  return all;
}

// Returns the stratum in which exactly the states of a subset hold.
Stratum exactly(const Model& model, const std::vector<RareState>& states, std::uint32_t set,
                const NodePtr& event) {
  Stratum stratum{.event = event};
  for (std::size_t i = 0; i < states.size(); ++i) {
    const RareState& one = states[i];
    const bool is_in = (set >> i & 1) != 0;
    if (is_in) stratum.most *= one.most;
    if (one.is_root) {
      const NodePtr reference = model.find(model.variables()[at(one.variable)].name);
      stratum.done.push_back({reference, static_cast<double>((one.state == 1) == is_in ? 1 : 0)});
      stratum.probability *= is_in ? one.most : 1 - one.most;
    } else {
      const NodePtr state = holds(model, one);
      stratum.event = both(is_in ? state : negated(state), stratum.event);
    }
  }
  return stratum;
}

// Returns the stratum in which more than `count` states hold. Its probability is at most the elementary symmetric polynomial of degree
// count + 1 in the states' bounds.
Stratum more_than(const Model& model, const std::vector<RareState>& states, int count, const NodePtr& event) {
  std::vector<double> sums(at(count) + 2);  // elementary symmetric polynomials, by degree
  sums[0] = 1;
  Real number(0.0);
  for (const RareState& one : states) {
    for (std::size_t k = sums.size(); k-- > 1;) sums[k] += sums[k - 1] * one.most;
    number = number + Real(Boolean(holds(model, one)));
  }
  const Boolean many = number > static_cast<double>(count);
  return {.event = both(many.node(), event), .most = (std::min)(1.0, sums.back())};
}

std::vector<Stratum> by_rare_states(const Model& model, const std::vector<Intervention>& under,
                                    const NodePtr& event, std::size_t most) {
  const std::vector<RareState> states = rare_states(model, under, event);
  if (states.empty() || states.size() + 2 > most) return {{.event = event}};
  std::vector<Stratum> all;
  int size = 0;
  for (; size <= static_cast<int>(states.size()); ++size) {
    const auto sets = subsets(states.size(), size);
    if (all.size() + sets.size() + 1 > most) break;
    for (const std::uint32_t set : sets) all.push_back(exactly(model, states, set, event));
  }
  if (size <= static_cast<int>(states.size())) all.push_back(more_than(model, states, size - 1, event));
  return all;
}

// Returns the sides of a disjunction, each without the sides to its left, or the event itself if it is no disjunction or has too many
// sides. A deterministic event is replaced by its formula.
std::vector<NodePtr> ways(const Model& model, const std::vector<std::optional<double>>& set, NodePtr event) {
  constexpr std::size_t most_ways = 4;
  while (event->op == Op::event && !set[at(event->index)]) {
    const Variable& variable = model.variables()[at(event->index)];
    if (variable.guard || variable.distribution.family != distribution::Family::deterministic) break;
    event = variable.distribution.parameters[0];
  }
  std::vector<NodePtr> sides, left{event};
  while (!left.empty() && sides.size() + left.size() <= most_ways) {
    const NodePtr node = left.back();
    left.pop_back();
    if (node->op == Op::logical_or)
      left.insert(left.end(), node->children.rbegin(), node->children.rend());
    else
      sides.push_back(node);
  }
  if (!left.empty() || sides.size() == 1) return {event};
  for (std::size_t i = sides.size(); i-- > 1;)
    for (std::size_t k = 0; k < i; ++k) sides[i] = both(sides[i], negated(sides[k]));
  return sides;
}

}  // namespace

std::vector<Stratum> strata_of(const Model& model, const std::vector<Intervention>& under,
                               const NodePtr& event) {
  const std::vector<NodePtr> sides = ways(model, resolved(model, under), event);
  std::vector<Stratum> all;
  for (const NodePtr& side : sides) {
    auto parts = by_rare_states(model, under, side, most_strata / sides.size());
    std::move(parts.begin(), parts.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Stratum& a, const Stratum& b) { return a.most > b.most; });
  return all;
}

}  // namespace casus::rare
