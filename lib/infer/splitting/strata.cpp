// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/strata.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

#include <casus/detail/index.hpp>
#include <casus/model/expression.hpp>
#include <casus/sample/layout.hpp>
#include <casus/sample/world.hpp>

#include "infer/evidence/decomposed.hpp"
#include "model/state_table.hpp"

namespace casus::rare {

namespace {

using detail::at;

// A population that climbs another way loses states of these probabilities: the rare ones at once,
// the others during a long climb.
constexpr double rare_below = 1e-3, uncommon_below = 0.2;

// A part of a variable's values: a set value with its probability, or an event that restricts the
// draws.
struct ValuePart {
  NodePtr restriction;  // null if the value is set
  double value = 0, probability = 1;
  double most = 1;  // bound of the probability
};

// A partition of a variable's values into common ones and uncommon parts.
struct ValuePartition {
  NodePtr variable;
  ValuePart common;
  NodePtr is_uncommon;
  std::vector<ValuePart> uncommon;
  double least;  // probability of an uncommon part
};

NodePtr both(const NodePtr& a, const NodePtr& b) { return detail::make_node(Op::logical_and, true, {a, b}); }
NodePtr either(const NodePtr& a, const NodePtr& b) { return detail::make_node(Op::logical_or, true, {a, b}); }
NodePtr negated(const NodePtr& node) { return detail::make_node(Op::logical_not, true, {node}); }

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

// Divides the variables that an event depends on.
class Divisions {
public:
  Divisions(const Model& model, const std::vector<Intervention>& under, const NodePtr& event)
      : model_(model), set_(resolved(model, under)), needed_(relevant(model, set_, event)),
        shared_(twinned(model, needed_)) {}

  // Returns the divisions in increasing order of `least`.
  std::vector<ValuePartition> operator()() const {
    std::vector<ValuePartition> all;
    for (std::size_t i = 0; i < needed_.size(); ++i) {
      if (!needed_[i] || set_[i]) continue;
      const auto number = static_cast<Index>(i);
      auto division = variable(number).kind() == Kind::count ? of_count(number) : of_states(number);
      if (division) all.push_back(std::move(*division));
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const ValuePartition& a, const ValuePartition& b) { return a.least < b.least; });
    return all;
  }

private:
  const Variable& variable(Index number) const { return model_.variables()[at(number)]; }
  NodePtr reference(Index number) const { return model_.find(variable(number).name); }
  bool may_be_set(Index number) const { return model_.parents(number).empty() && !shared_[at(number)]; }

  NodePtr is_state(Index number, std::size_t state) const {
    if (variable(number).kind() == Kind::category)
      return detail::make_state(reference(number), static_cast<Index>(state));
    return state == 1 ? reference(number) : negated(reference(number));
  }

  // Divides by the states that are rare in some row of the variable's table, or uncommon in all.
  std::optional<ValuePartition> of_states(Index number) const {
    constexpr Index most_entries = 1024;
    if (!has_table(model_, variable(number)) || !is_tabular(model_, number)) return std::nullopt;
    std::vector<Index> scope = model_.parents(number);
    scope.push_back(number);
    if (combinations(model_, scope, most_entries) > most_entries) return std::nullopt;
    const StateTable table = conditional_table(model_, number, FixedStates(model_.variables().size()), {});
    const std::size_t states = variable(number).states.size();
    ValuePartition division{reference(number), {}, nullptr, {}, 1};
    std::vector<std::size_t> common;
    for (std::size_t s = 0; s < states; ++s) {
      double least = 1, most = 0;
      for (std::size_t entry = s; entry < table.values.size(); entry += states) {
        const double p = table.values[entry];
        if (p > 0) least = (std::min)(least, p);
        most = (std::max)(most, p);
      }
      if (most == 0) continue;
      if (least > rare_below && most >= uncommon_below) {
        common.push_back(s);
        continue;
      }
      division.least = (std::min)(division.least, least);
      const NodePtr state = is_state(number, s);
      division.is_uncommon = division.is_uncommon ? either(division.is_uncommon, state) : state;
      division.uncommon.push_back(cell(number, s, most));
    }
    if (division.uncommon.empty()) return std::nullopt;
    if (common.size() == 1 && may_be_set(number))
      division.common = cell(number, common[0], table.values[common[0]]);
    else
      division.common = {negated(division.is_uncommon)};
    return division;
  }

  ValuePart cell(Index number, std::size_t state, double most) const {
    if (may_be_set(number)) return {nullptr, static_cast<double>(state), most, most};
    return {is_state(number, state), 0, 1, most};
  }

  // Divides a count that is seldom above zero: 0, 1, 2, and more.
  std::optional<ValuePartition> of_count(Index number) const {
    constexpr int few = 2;
    std::vector<double> row;
    for (const NodePtr& parameter : variable(number).distribution.parameters) {
      if (parameter->op != Op::constant) return std::nullopt;
      row.push_back(parameter->value);
    }
    if (!may_be_set(number)) return std::nullopt;
    const auto law = distribution::make_distribution(variable(number).distribution.shape(), row);
    const auto probability = [&](double count) {
      return std::visit([&](const auto& of) { return of.density(count); }, law);
    };
    const auto more_than = [&](double count) {
      return std::visit([&](const auto& of) { return of.survival(count); }, law);
    };
    if (!(more_than(0) < uncommon_below)) return std::nullopt;
    const Real count(reference(number));
    ValuePartition division{
        count.node(), {nullptr, 0, probability(0), probability(0)}, (count > 0.5).node(), {}, more_than(0)};
    for (int k = 1; k <= few; ++k)
      if (const double p = probability(k); p > 0) division.uncommon.push_back({nullptr, 1.0 * k, p, p});
    if (const double p = more_than(few); p > 0)
      division.uncommon.push_back({(count > few + 0.5).node(), 0, 1, p});
    return division.uncommon.empty() ? std::nullopt : std::optional(division);
  }

  const Model& model_;
  std::vector<std::optional<double>> set_;
  std::vector<bool> needed_, shared_;
};

// Returns the number of divisions, in increasing order of probability, that divide an event into at
// most `most` strata: all if each combination of parts can have a stratum, else the rare ones as
// long as each part can have one.
std::size_t fitting(const std::vector<ValuePartition>& divisions, std::size_t most) {
  std::size_t combinations = 1;
  for (const ValuePartition& division : divisions)
    combinations = (std::min)(most + 1, combinations * (1 + division.uncommon.size()));
  if (combinations <= most) return divisions.size();
  std::size_t count = 0, parts = 0;
  for (const ValuePartition& division : divisions) {
    parts += division.uncommon.size();
    if (division.least > rare_below || parts + 2 > most) break;
    ++count;
  }
  return count;
}

// The strata of an event by divisions.
class ByDivisions {
public:
  ByDivisions(const std::vector<ValuePartition>& divisions, const NodePtr& event)
      : divisions_(divisions), event_(event) {}

  // Returns one stratum for each combination of uncommon parts, in increasing order of the number
  // of variables in such a part; the last stratum contains all larger combinations.
  std::vector<Stratum> operator()(std::size_t most) {
    std::size_t size = 0;
    for (; size <= divisions_.size(); ++size) {
      if (strata_.size() + combinations(size) + (size < divisions_.size() ? 1 : 0) > most) break;
      add({.event = event_}, 0, size);
    }
    if (size <= divisions_.size()) strata_.push_back(more_than(size - 1));
    return std::move(strata_);
  }

private:
  // Returns the elementary symmetric polynomials of the divisions' values, by degree up to
  // `degree`.
  template <class Value> std::vector<double> polynomials(std::size_t degree, const Value& value) const {
    std::vector<double> sums(degree + 1);
    sums[0] = 1;
    for (const ValuePartition& one : divisions_)
      for (std::size_t k = sums.size(); k-- > 1;) sums[k] += sums[k - 1] * value(one);
    return sums;
  }

  std::size_t combinations(std::size_t size) const {
    const auto parts = [](const ValuePartition& one) { return static_cast<double>(one.uncommon.size()); };
    return static_cast<std::size_t>((std::min)(1e6, polynomials(size, parts).back()));
  }

  static Stratum within(Stratum stratum, const ValuePartition& division, const ValuePart& cell,
                        bool is_uncommon) {
    if (is_uncommon) stratum.most *= cell.most;
    if (cell.restriction) {
      stratum.event = both(cell.restriction, stratum.event);
    } else {
      stratum.done.push_back({division.variable, cell.value});
      stratum.probability *= cell.probability;
    }
    return stratum;
  }

  // Adds the strata in which `left` of the divisions from `next` on lie in an uncommon part.
  void add(const Stratum& stratum, std::size_t next, std::size_t left) {
    if (next == divisions_.size()) {
      strata_.push_back(stratum);
      return;
    }
    const ValuePartition& division = divisions_[next];
    if (left > 0)
      for (const ValuePart& cell : division.uncommon)
        add(within(stratum, division, cell, true), next + 1, left - 1);
    if (divisions_.size() - next > left)
      add(within(stratum, division, division.common, false), next + 1, left);
  }

  // The probability is at most the elementary symmetric polynomial of degree count + 1 in the
  // bounds.
  Stratum more_than(std::size_t count) const {
    const auto bound = [](const ValuePartition& one) {
      double sum = 0;
      for (const ValuePart& cell : one.uncommon) sum += cell.most;
      return (std::min)(1.0, sum);
    };
    Real number(0.0);
    for (const ValuePartition& one : divisions_) number = number + Real(Boolean(one.is_uncommon));
    const Boolean many = number > static_cast<double>(count);
    return {.event = both(many.node(), event_),
            .most = (std::min)(1.0, polynomials(count + 1, bound).back())};
  }

  const std::vector<ValuePartition>& divisions_;
  const NodePtr& event_;
  std::vector<Stratum> strata_;
};

std::vector<Stratum> by_rare_states(const Model& model, const std::vector<Intervention>& under,
                                    const NodePtr& event, std::size_t most) {
  std::vector<ValuePartition> divisions = Divisions(model, under, event)();
  divisions.resize(fitting(divisions, most));
  if (divisions.empty()) return {{.event = event}};
  return ByDivisions(divisions, event)(most);
}

// Returns the sides of a disjunction, each without the sides to its left, or the event itself if it
// is not a disjunction or has too many sides. A deterministic event is replaced by its formula.
std::vector<NodePtr> ways(const Model& model, const std::vector<std::optional<double>>& set, NodePtr event) {
  constexpr std::size_t most_ways = 4;
  while (event->op == Op::event && !set[at(event->index)]) {
    const Variable& variable = model.variables()[at(event->index)];
    if (variable.guard || !variable.distribution.is_formula()) break;
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
                               const NodePtr& event, std::size_t most) {
  const std::vector<NodePtr> sides = ways(model, resolved(model, under), event);
  std::vector<Stratum> all;
  for (const NodePtr& side : sides) {
    auto parts = by_rare_states(model, under, side, most / sides.size());
    std::move(parts.begin(), parts.end(), std::back_inserter(all));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Stratum& a, const Stratum& b) { return a.most > b.most; });
  return all;
}

}  // namespace casus::rare
