// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>

#include <casus/model/scope.hpp>
#include <casus/model/text.hpp>

namespace casus {

namespace detail {

CASUS_INLINE Op reference_op(Kind kind) noexcept {
  switch (kind) {
    case Kind::event: return Op::event;
    case Kind::category: return Op::category;
    case Kind::quantity:
    case Kind::count: break;
  }
  return Op::quantity;
}

CASUS_INLINE std::string kind_text(Kind kind) {
  switch (kind) {
    case Kind::event: return "an event";
    case Kind::category: return "a category";
    case Kind::quantity: return "a quantity";
    case Kind::count: return "a count";
  }
  return "";
}

/// Returns whether a text has no quotes and no control characters.
inline bool is_plain(std::string_view text) {
  for (const char c : text)
    if (c == '"' || static_cast<unsigned char>(c) < 0x20) return false;
  return true;
}

}  // namespace detail

CASUS_INLINE const std::vector<std::string>& Declaration::states() const {
  static const std::vector<std::string> of_event{"no", "yes"};
  return kind == Kind::event ? of_event : node->labels;
}

CASUS_INLINE Declaration Scope::checked(std::string name, Kind kind, std::vector<std::string> states,
                                        const Details& details,
                                        std::shared_ptr<const SeriesReference> series) const {
  check_new_name(name);
  Declaration variable;
  variable.kind = kind;
  variable.unit = details.unit;
  NodeFields fields{detail::reference_op(kind)};
  fields.is_boolean = kind == Kind::event;
  fields.index = static_cast<Index>(variables_.size());
  fields.series = std::move(series);
  if (details.when) {
    check_owned(name, *details.when->node());
    variable.guard = details.when->index();
  }
  if (kind == Kind::category) {
    check_states(name, states);
    set_absent_state(variable, name, states, details.absent_state);
  }
  if (details.absent_state != "none" && !(variable.guard && kind == Kind::category))
    throw Error(name, "absent_state of a guarded category alone", detail::quoted(details.absent_state));
  if (variable.is_discrete() && !details.unit.empty())
    throw Error(name, "no unit, because it is not a quantity", detail::quoted(details.unit));
  fields.name = std::move(name);
  if (kind == Kind::category) fields.labels = std::move(states);
  variable.node = detail::make_node(std::move(fields));
  return variable;
}

CASUS_INLINE NodePtr Scope::add(Declaration variable) {
  NodePtr node = variable.node;
  numbers_.emplace(node->name, variables_.size());
  variables_.push_back(std::move(variable));
  return node;
}

CASUS_INLINE void Scope::add_parameter(NodePtr parameter) {
  parameter_numbers_.emplace(parameter->name, parameters_.size());
  parameters_.push_back(std::move(parameter));
}

CASUS_INLINE void Scope::restate(Index variable, NodePtr formula) {
  variables_[static_cast<std::size_t>(variable)].formula = std::move(formula);
}

CASUS_INLINE NodePtr Scope::find(std::string_view name) const {
  const auto found = numbers_.find(std::string(name));
  return found == numbers_.end() ? nullptr : variables_[found->second].node;
}

CASUS_INLINE NodePtr Scope::find_parameter(std::string_view name) const {
  const auto found = parameter_numbers_.find(std::string(name));
  return found == parameter_numbers_.end() ? nullptr : parameters_[found->second];
}

CASUS_INLINE Boolean Scope::exists(const NodePtr& variable) const {
  check_owned("exists(" + to_text(Real(variable)) + ')', *variable);
  if (variable->op != Op::quantity && variable->op != Op::event && variable->op != Op::category)
    throw Error("exists(" + to_text(Real(variable)) + ')', "a variable", "another expression");
  const std::optional<Index>& guard = this->variable(variable->index).guard;
  return guard ? Boolean(this->variable(*guard).node) : Boolean(true);
}

CASUS_INLINE void Scope::check_new_name(const std::string& name) const {
  if (name.empty()) throw Error("a name", "at least one character", "none");
  if (!detail::is_plain(name))
    throw Error(detail::quoted(name), "a name without quotes and control characters", "one");
  if (numbers_.contains(name) || parameter_numbers_.contains(name))
    throw Error(name, "a name that is not taken", "one that is");
}

CASUS_INLINE bool Scope::owns(const Node& reference) const {
  const auto index = static_cast<std::size_t>(reference.index);
  return reference.op == Op::parameter
             ? index < parameters_.size() && parameters_[index].get() == &reference
             : index < variables_.size() && variables_[index].node.get() == &reference;
}

CASUS_INLINE std::string Scope::hint_about(const Node& stranger) const {
  const bool has_series = std::any_of(variables_.begin(), variables_.end(), [](const Declaration& variable) {
    return variable.node->is_of_series;
  });
  if (!stranger.is_of_series || has_series) return {};
  return "ask h.at(" + (stranger.series ? stranger.series->series.front() : stranger.name) + ", step)";
}

CASUS_INLINE void Scope::check_owned(const std::string& subject, const Node& expression) const {
  detail::for_each_node(expression, [&](const Node& node) {
    if (detail::is_reference(node) && !owns(node))
      throw Error(subject, "variables and parameters of this model",
                  detail::quoted(node.name) + " of another", hint_about(node));
  });
}

CASUS_INLINE void Scope::check(const std::string& subject, const NodePtr& expression,
                               const std::optional<Boolean>& given, const std::set<Index>& set) const {
  check_owned(subject, *expression);
  Known known{{}, set};
  if (given) {
    check_owned(subject, *given->node());
    check_present(subject, given->node(), known);
    learn(given->node(), known);
  }
  check_present(subject, expression, known);
}

CASUS_INLINE void Scope::check_where(const std::string& subject, const NodePtr& expression,
                                     const std::set<Index>& holding) const {
  check_owned(subject, *expression);
  check_present(subject, expression, {holding, {}});
}

CASUS_INLINE bool Scope::implies(const std::optional<Boolean>& condition, Index event,
                                 const std::set<Index>& set) const {
  Known known{{}, set};
  if (condition) learn(condition->node(), known);
  return known.contains(event);
}

CASUS_INLINE std::set<Index> Scope::implied_by(Index event) const {
  Known known;
  std::vector<NodePtr> holding;
  hold(event, known, holding);
  learn(std::move(holding), known);
  return known.events;
}

CASUS_INLINE Parameter Scope::parameter(std::string_view name) const {
  if (NodePtr node = find_parameter(name)) return Parameter(std::move(node));
  if (const NodePtr node = find(name))
    throw Error(node->name, "a parameter", detail::kind_text(variable(node->index).kind));
  std::vector<std::string> names;
  for (const NodePtr& parameter : parameters_) names.push_back(parameter->name);
  throw Error(detail::quoted(name), "the name of a parameter", "an unknown name",
              detail::nearest_hint(name, names));
}

CASUS_INLINE NodePtr Scope::handle(std::string_view name, Op op, const std::string& expected) const {
  if (const NodePtr node = find(name)) {
    if (node->op != op) throw Error(node->name, expected, detail::kind_text(variable(node->index).kind));
    return node;
  }
  if (const NodePtr parameter = find_parameter(name)) throw Error(parameter->name, expected, "a parameter");
  std::vector<std::string> names;
  for (const Declaration& variable : variables_) names.push_back(variable.name());
  throw Error(detail::quoted(name), "the name of a variable", "an unknown name",
              detail::nearest_hint(name, names));
}

CASUS_INLINE void Scope::check_states(const std::string& name, const std::vector<std::string>& states) {
  if (states.empty()) throw Error(name, "at least one state", "none");
  if (states.size() > most_states)
    throw Error(name, "at most " + std::to_string(most_states) + " states", std::to_string(states.size()));
  std::set<std::string> seen;
  for (const std::string& state : states) {
    if (state.empty() || !detail::is_plain(state))
      throw Error(name, "states with a name, without quotes and control characters", detail::quoted(state));
    if (!seen.insert(state).second) throw Error(name, "states that differ", detail::quoted(state) + " twice");
  }
}

CASUS_INLINE void Scope::set_absent_state(Declaration& category, const std::string& name,
                                          std::vector<std::string>& states, const std::string& absent) {
  if (!category.guard) return;
  for (std::size_t i = 0; i < states.size(); ++i)
    if (states[i] == absent) {
      category.absent = static_cast<Index>(i);
      return;
    }
  if (absent != "none")
    throw Error(name, "one of its states as absent_state", detail::quoted(absent),
                detail::nearest_hint(absent, states));
  category.absent = static_cast<Index>(states.size());
  category.has_none = true;
  states.emplace_back("none");
}

CASUS_INLINE void Scope::learn(std::vector<NodePtr> holding, Known& known) const {
  while (!holding.empty()) {
    const NodePtr next = std::move(holding.back());
    holding.pop_back();
    for (const NodePtr& part : detail::conjuncts(next)) {
      if (part->op == Op::event) hold(part->index, known, holding);
      if (part->op != Op::state) continue;
      const Declaration& category = variable(part->children[0]->index);
      if (category.guard && part->state != category.absent) hold(*category.guard, known, holding);
    }
  }
}

CASUS_INLINE void Scope::hold(Index event, Known& known, std::vector<NodePtr>& holding) const {
  for (std::optional<Index> next = event; next && known.events.insert(*next).second;) {
    const Declaration& held = variable(*next);
    if (held.formula && !known.set.contains(*next)) holding.push_back(held.formula);
    next = held.guard;
  }
}

CASUS_INLINE std::vector<Index> Scope::guards_needed(const Node& node) const {
  std::vector<Index> guards;
  const auto add = [&](Index index) {
    if (const auto& guard = variable(index).guard) guards.push_back(*guard);
  };
  if (node.op == Op::quantity) add(node.index);
  if (node.op == Op::table && leaves_out_rows(node))
    for (std::size_t i = 0; i < static_cast<std::size_t>(node.parents); ++i)
      if (node.children[i]->op == Op::category) add(node.children[i]->index);
  return guards;
}

CASUS_INLINE void Scope::check_present(const std::string& subject, const NodePtr& expression,
                                       const Known& known) const {
  // Visits each node once, parents first, with the events that are known to hold in every context
  // that reads the node. Only guards that some node needs are tracked.
  std::vector<NodePtr> parts;
  std::set<Index> needed;
  detail::for_each_part(expression, [&](const NodePtr& node) {
    parts.push_back(node);
    for (const Index guard : guards_needed(*node)) needed.insert(guard);
  });
  std::unordered_map<const Node*, std::vector<Index>> learned;  // needed guards that a condition implies
  const auto learned_of = [&](const NodePtr& holding) -> const std::vector<Index>& {
    const auto [found, is_new] = learned.try_emplace(holding.get());
    if (is_new) {
      Known all{{}, known.set};
      learn(holding, all);
      std::copy_if(needed.begin(), needed.end(), std::back_inserter(found->second),
                   [&](Index guard) { return all.contains(guard); });
    }
    return found->second;
  };
  const auto and_of = [&](std::set<Index> events, const NodePtr& holding) {
    if (events.size() < needed.size())
      for (const NodePtr& part : detail::conjuncts(holding))
        events.insert(learned_of(part).begin(), learned_of(part).end());
    return events;
  };
  struct Place {
    std::set<Index> known;  // those of the needed guards
    bool in_conjunction;    // in every context, so that its own parts are already in `known`
  };
  std::unordered_map<const Node*, Place> places;
  const auto read = [&](const NodePtr& node, const std::set<Index>& events, bool in_conjunction) {
    const auto [found, is_new] = places.try_emplace(node.get(), Place{events, in_conjunction});
    if (is_new) return;
    Place& place = found->second;
    std::erase_if(place.known, [&](Index event) { return !events.contains(event); });
    place.in_conjunction = place.in_conjunction && in_conjunction;
  };
  std::set<Index> at_first;
  for (const Index guard : needed)
    if (known.contains(guard)) at_first.insert(guard);
  std::unordered_map<const Node*, std::set<Index>> unreadable;  // with the events known to hold there
  read(expression, at_first, false);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const Node& node = **part;
    const Place place = std::move(places.extract(&node).mapped());
    if (!is_readable(node, place.known)) unreadable.emplace(&node, place.known);
    if (node.op == Op::logical_and) {
      // Each part is read only if the others hold. The conjunction implies no more than its parts
      // do: only names of events and states imply anything, and these may be read anywhere.
      const std::set<Index> all = place.in_conjunction ? place.known : and_of(place.known, *part);
      for (const NodePtr& child : node.children) read(child, all, true);
    } else if (node.op == Op::if_then_else) {
      read(node.children[0], place.known, false);
      read(node.children[1], and_of(place.known, node.children[0]), false);
      read(node.children[2], place.known, false);
    } else {
      for (const NodePtr& child : node.children) read(child, place.known, false);
    }
  }
  // Reports the first unreadable node in reading order.
  if (unreadable.empty()) return;
  detail::for_each_node(*expression, [&](const Node& node) {
    const auto found = unreadable.find(&node);
    if (found == unreadable.end()) return;
    if (node.op == Op::quantity) check_exists(subject, node, found->second);
    if (node.op == Op::table) check_rows(subject, node, found->second);
  });
}

CASUS_INLINE bool Scope::is_readable(const Node& node, const std::set<Index>& known) const {
  const std::vector<Index> needed = guards_needed(node);
  if (needed.empty()) return node.op != Op::table || !leaves_out_rows(node);
  return std::all_of(needed.begin(), needed.end(), [&](Index guard) { return known.contains(guard); });
}

CASUS_INLINE void Scope::check_exists(const std::string& subject, const Node& quantity,
                                      const std::set<Index>& known) const {
  const Declaration& read = variable(quantity.index);
  if (!read.guard || known.contains(*read.guard)) return;
  const std::string& guard = variable(*read.guard).name();
  throw Error(subject, "quantities that exist",
              detail::quoted(quantity.name) + ", which is absent if " + guard + " does not hold",
              "add given(" + guard + "), guard it with .when = " + guard + ", or use if_then_else(" + guard +
                  ", " + quantity.name + ", ...)");
}

CASUS_INLINE bool Scope::leaves_out_rows(const Node& table) {
  return std::any_of(table.children.begin() + static_cast<std::ptrdiff_t>(table.parents),
                     table.children.end(),
                     [](const NodePtr& row) { return row->op == Op::constant && std::isnan(row->value); });
}

CASUS_INLINE void Scope::check_rows(const std::string& subject, const Node& table,
                                    const std::set<Index>& known) const {
  if (!leaves_out_rows(table)) return;
  bool guarded = false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(table.parents); ++i) {
    const Declaration& parent = variable(table.children[i]->index);
    if (parent.kind != Kind::category || !parent.guard) continue;
    guarded = true;
    if (!known.contains(*parent.guard))
      throw Error(subject, "a row for state 'none' of " + parent.name(), "no such row",
                  "it is read whenever " + variable(*parent.guard).name() + " does not hold");
  }
  if (!guarded) throw Error(subject, "a row for every combination of states", "none for state 'none'");
}

}  // namespace casus
