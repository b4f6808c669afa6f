// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include <casus/model/law_text.hpp>
#include <casus/model/model.hpp>

namespace casus {

CASUS_INLINE std::string_view to_text(Verification mark) {
  switch (mark) {
    case Verification::verified: return "verified";
    case Verification::computed: return "computed";
    case Verification::remembered: return "remembered";
    case Verification::judgement: return "judgement";
  }
  return "";
}

namespace detail {

CASUS_INLINE void check_setting(const Intervention& intervention) {
  const Node& variable = *intervention.variable;
  const double value = intervention.value;
  if (variable.op == Op::quantity) {
    if (!std::isfinite(value)) throw Error(variable.name, "a finite value to be set to", number(value));
    return;
  }
  if (variable.op != Op::event && variable.op != Op::category)
    throw Error("set", "a variable", "the expression " + text_at(variable, 0));
  const std::size_t states = variable.op == Op::event ? 2 : variable.labels.size();
  for (std::size_t state = 0; state < states; ++state)
    if (value == static_cast<double>(state)) return;
  throw Error(variable.name, "the number of one of its " + std::to_string(states) + " states", number(value));
}

}  // namespace detail

CASUS_INLINE Intervention set(const Category& category, std::string_view state) {
  return {category.node(), static_cast<double>(detail::state_index(*category.node(), state))};
}

CASUS_INLINE Intervention set(const Quantity& quantity, double value) {
  const Intervention intervention{quantity.node(), value};
  detail::check_setting(intervention);
  return intervention;
}

CASUS_INLINE NodePtr Model::add_twin(std::string name, Index of, const detail::Substitution& replaced) {
  check_new_name(name);
  Variable twin = variables_[static_cast<std::size_t>(of)];
  twin.twin_of = twin.stream();
  twin.name = std::move(name);
  detail::Substituted substituted(replaced);
  twin.parameters.clear();
  for (NodePtr& parameter : twin.distribution.parameters)
    twin.parameters.emplace_back(parameter = substituted(parameter));
  if (twin.guard) {
    const NodePtr guard = substituted(nodes_[static_cast<std::size_t>(*twin.guard)]);
    twin.guard = guard->index;
    twin.details.when = Event(guard);
  }
  return append(std::move(twin));
}

CASUS_INLINE void Model::redistribute(Index number, ConditionalDistribution law) {
  variables_[static_cast<std::size_t>(number)] = redistributed(number, std::move(law), tabulates_);
}

CASUS_INLINE void Model::hold(Index parameter, double value) {
  UncertainParameter& held = parameters_[static_cast<std::size_t>(parameter)];
  if (!std::isfinite(value)) throw Error(held.name, "a finite value to be held at", detail::number(value));
  held.distribution = Deterministic(Real(value));
  held.parameters = {Formula(held.distribution.parameters[0])};
}

CASUS_INLINE void Model::redraw(Index parameter, std::string stream) {
  parameters_[static_cast<std::size_t>(parameter)].drawn_as = std::move(stream);
}

CASUS_INLINE Parameter Model::parameter(std::string name, const Distribution<Quantity>& distribution,
                                        ParameterDetails details) {
  UncertainParameter parameter = checked_parameter(std::move(name), distribution, std::move(details));
  NodePtr node =
      detail::make_reference(Op::parameter, static_cast<Index>(parameters_.size()), parameter.name);
  parameter_numbers_.emplace(parameter.name, parameters_.size());
  parameters_.push_back(std::move(parameter));
  parameter_nodes_.push_back(node);
  return Parameter(std::move(node));
}

CASUS_INLINE std::vector<Parameter> Model::parameter(const std::string& name, const Dirichlet& law,
                                                     const ParameterDetails& details) {
  check_new_name(name);
  if (law.concentrations.size() < 2)
    throw Error(name, "at least two concentrations",
                detail::number(static_cast<double>(law.concentrations.size())));
  for (const double concentration : law.concentrations)
    if (!(concentration > 0) || !std::isfinite(concentration))
      throw Error(name, "positive finite concentrations", detail::number(concentration));
    else if (concentration > distribution::largest_shape)
      throw Error(name, "concentrations of at most " + detail::number(distribution::largest_shape),
                  detail::number(concentration));
  const auto part = [&](const char* kind, std::size_t i) {
    return name + kind + '[' + std::to_string(i) + ']';
  };
  for (std::size_t i = 0; i < law.concentrations.size(); ++i) {
    check_new_name(part("", i));
    check_new_name(part(".weight", i));
  }
  std::vector<Real> weights;
  for (std::size_t i = 0; i < law.concentrations.size(); ++i)
    weights.push_back(parameter(part(".weight", i), Gamma(law.concentrations[i], 1), details));
  Real sum = weights[0];
  for (std::size_t i = 1; i < weights.size(); ++i) sum = sum + weights[i];
  std::vector<Parameter> shares;
  for (std::size_t i = 0; i < weights.size(); ++i)
    shares.push_back(parameter(part("", i), Deterministic(weights[i] / sum), details));
  return shares;
}

CASUS_INLINE Model Model::first_variables(Index count) const {
  Model model = *this;
  for (std::size_t i = variables_.size(); i-- > static_cast<std::size_t>(count);) {
    model.numbers_.erase(variables_[i].name);
    model.variables_.pop_back();
    model.nodes_.pop_back();
  }
  return model;
}

CASUS_INLINE Model Model::with_drawn_parameters(detail::Substitution& variables,
                                                detail::Substitution& parameters) const {
  Model model;
  model.tabulates_ = tabulates_;
  detail::Substituted substituted(variables, &parameters);
  const auto rewrite = [&](Variable& variable) {
    variable.parameters.clear();
    for (NodePtr& parameter : variable.distribution.parameters)
      variable.parameters.emplace_back(parameter = substituted(parameter));
  };
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    Variable drawn;
    drawn.name = parameters_[i].name;
    drawn.distribution = parameters_[i].distribution;
    drawn.twin_of = parameters_[i].drawn_as;
    rewrite(drawn);
    if (tabulates_) tabulate(drawn);
    parameters.emplace(static_cast<Index>(i), model.append(std::move(drawn)));
  }
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    Variable variable = variables_[i];
    rewrite(variable);
    if (variable.guard) {
      const NodePtr guard = variables.at(*variable.guard);
      variable.guard = guard->index;
      variable.details.when = Event(guard);
    }
    variables.emplace(static_cast<Index>(i), model.append(std::move(variable)));
  }
  return model;
}

CASUS_INLINE NodePtr Model::find(std::string_view name) const {
  const auto found = numbers_.find(std::string(name));
  return found == numbers_.end() ? nullptr : nodes_[found->second];
}

CASUS_INLINE NodePtr Model::find_parameter(std::string_view name) const {
  const auto found = parameter_numbers_.find(std::string(name));
  return found == parameter_numbers_.end() ? nullptr : parameter_nodes_[found->second];
}

CASUS_INLINE std::vector<Index> Model::parents(Index variable) const {
  const Variable& child = variables_[static_cast<std::size_t>(variable)];
  std::set<Index> found;
  for (const Formula& formula : child.parameters)
    for (const Index parent : formula.variables()) found.insert(parent);
  if (child.guard) found.insert(*child.guard);
  return {found.begin(), found.end()};
}

CASUS_INLINE void Model::check_owned(const std::string& subject, const Node& expression) const {
  detail::for_each_node(expression, [&](const Node& node) {
    if (!detail::is_reference(node)) return;
    const auto& nodes = node.op == Op::parameter ? parameter_nodes_ : nodes_;
    const auto index = static_cast<std::size_t>(node.index);
    if (index >= nodes.size() || nodes[index].get() != &node)
      throw Error(subject, "variables and parameters of this model",
                  detail::quoted(node.name) + " of another");
  });
}

CASUS_INLINE void Model::check(const std::string& subject, const NodePtr& expression,
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

CASUS_INLINE bool Model::implies(const std::optional<Boolean>& condition, Index event,
                                 const std::set<Index>& set) const {
  Known known{{}, set};
  if (condition) learn(condition->node(), known);
  return known.contains(event);
}

CASUS_INLINE NodePtr Model::spell_last(detail::Spelling spelling) {
  NodeFields fields = *nodes_.back();
  fields.spelling = std::make_shared<const detail::Spelling>(std::move(spelling));
  return nodes_.back() = detail::make_node(std::move(fields));
}

CASUS_INLINE NodePtr Model::append(Variable variable) {
  const Op op = variable.kind() == Kind::event      ? Op::event
                : variable.kind() == Kind::category ? Op::category
                                                    : Op::quantity;
  NodePtr node = detail::make_reference(op, static_cast<Index>(variables_.size()), variable.name,
                                        op == Op::category ? variable.states : std::vector<std::string>());
  numbers_.emplace(variable.name, variables_.size());
  variables_.push_back(std::move(variable));
  nodes_.push_back(node);
  return node;
}

CASUS_INLINE bool Model::is_plain(std::string_view text) {
  for (const char c : text)
    if (c == '"' || static_cast<unsigned char>(c) < 0x20) return false;
  return true;
}

CASUS_INLINE void Model::check_new_name(const std::string& name) const {
  if (name.empty()) throw Error("a name", "at least one character", "none");
  if (!is_plain(name))
    throw Error(detail::quoted(name), "a name without quotes and control characters", "one");
  if (numbers_.contains(name) || parameter_numbers_.contains(name))
    throw Error(name, "a name that is not taken", "one that is");
}

CASUS_INLINE NodePtr Model::handle(std::string_view name, Op op, const std::string& expected) const {
  const NodePtr node = find(name);
  if (!node) {
    std::vector<std::string> names;
    for (const Variable& variable : variables_) names.push_back(variable.name);
    throw Error(detail::quoted(name), "the name of a variable", "an unknown name",
                detail::nearest_hint(name, names));
  }
  if (node->op != op)
    throw Error(node->name, expected, kind_text(variables_[static_cast<std::size_t>(node->index)].kind()));
  return node;
}

CASUS_INLINE std::string Model::kind_text(Kind kind) {
  switch (kind) {
    case Kind::event: return "an event";
    case Kind::category: return "a category";
    case Kind::quantity: return "a quantity";
    case Kind::count: return "a count";
  }
  return "";
}

CASUS_INLINE void Model::check_parameters_only(const std::string& subject, const Node& expression) {
  detail::for_each_node(expression, [&](const Node& node) {
    if (detail::is_reference(node) && node.op != Op::parameter)
      throw Error(subject, "a distribution over parameters alone",
                  "the variable " + detail::quoted(node.name));
  });
}

CASUS_INLINE void Model::learn(Index event, Known& known) const {
  std::vector<NodePtr> holding;
  hold(event, known, holding);
  learn(std::move(holding), known);
}

CASUS_INLINE void Model::learn(std::vector<NodePtr> holding, Known& known) const {
  while (!holding.empty()) {
    const NodePtr next = std::move(holding.back());
    holding.pop_back();
    for (const NodePtr& part : detail::conjuncts(next)) {
      if (part->op == Op::event) hold(part->index, known, holding);
      if (part->op != Op::state) continue;
      const Variable& category = variables_[static_cast<std::size_t>(part->children[0]->index)];
      if (category.guard && part->state != category.absent) hold(*category.guard, known, holding);
    }
  }
}

CASUS_INLINE void Model::hold(Index event, Known& known, std::vector<NodePtr>& holding) const {
  for (std::optional<Index> next = event; next && known.events.insert(*next).second;) {
    const Variable& variable = variables_[static_cast<std::size_t>(*next)];
    if (variable.distribution.family == distribution::Family::deterministic && !known.set.contains(*next))
      holding.push_back(variable.distribution.parameters[0]);
    next = variable.guard;
  }
}

CASUS_INLINE Boolean Model::exists(const NodePtr& variable) const {
  check_owned("exists(" + to_text(Real(variable)) + ')', *variable);
  if (variable->op != Op::quantity && variable->op != Op::event && variable->op != Op::category)
    throw Error("exists(" + to_text(Real(variable)) + ')', "a variable", "another expression");
  const std::optional<Event>& guard = variables_[static_cast<std::size_t>(variable->index)].details.when;
  return guard ? Boolean(*guard) : Boolean(true);
}

CASUS_INLINE std::vector<Index> Model::guards_needed(const Node& node) const {
  std::vector<Index> guards;
  const auto add = [&](Index index) {
    const Variable& variable = variables_[static_cast<std::size_t>(index)];
    if (variable.guard) guards.push_back(*variable.guard);
  };
  if (node.op == Op::quantity) add(node.index);
  if (node.op == Op::table && leaves_out_rows(node))
    for (std::size_t i = 0; i < static_cast<std::size_t>(node.parents); ++i)
      if (node.children[i]->op == Op::category) add(node.children[i]->index);
  return guards;
}

CASUS_INLINE void Model::check_present(const std::string& subject, const NodePtr& expression,
                                       const Known& known) const {
  // Visits each node once, parents first, with the events known to hold in every context that reads it. Only guards that some node
  // needs are tracked.
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
    std::set<Index> known;  // among the needed guards
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
  std::unordered_map<const Node*, std::set<Index>> unreadable;  // with what is known there
  read(expression, at_first, false);
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    const Node& node = **part;
    const Place place = std::move(places.extract(&node).mapped());
    if (!is_readable(node, place.known)) unreadable.emplace(&node, place.known);
    if (node.op == Op::logical_and) {
      // Each part is read where the others hold. The whole says no more than they do: parts that say something are names of
      // events and states, which may be read anywhere.
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
  // The first of them in reading order is reported.
  if (unreadable.empty()) return;
  detail::for_each_node(*expression, [&](const Node& node) {
    const auto found = unreadable.find(&node);
    if (found == unreadable.end()) return;
    if (node.op == Op::quantity) check_exists(subject, node, found->second);
    if (node.op == Op::table) check_rows(subject, node, found->second);
  });
}

CASUS_INLINE bool Model::is_readable(const Node& node, const std::set<Index>& known) const {
  const std::vector<Index> needed = guards_needed(node);
  if (needed.empty()) return node.op != Op::table || !leaves_out_rows(node);
  return std::all_of(needed.begin(), needed.end(), [&](Index guard) { return known.contains(guard); });
}

CASUS_INLINE void Model::check_exists(const std::string& subject, const Node& quantity,
                                      const std::set<Index>& known) const {
  const Variable& variable = variables_[static_cast<std::size_t>(quantity.index)];
  if (!variable.guard || known.contains(*variable.guard)) return;
  const std::string& guard = variables_[static_cast<std::size_t>(*variable.guard)].name;
  throw Error(subject, "quantities that exist",
              detail::quoted(quantity.name) + ", which is absent where " + guard + " does not hold",
              "state it given(" + guard + "), guard it with .when = " + guard + ", or use if_then_else(" +
                  guard + ", " + quantity.name + ", ...)");
}

CASUS_INLINE bool Model::leaves_out_rows(const Node& table) {
  return std::any_of(table.children.begin() + table.parents, table.children.end(),
                     [](const NodePtr& row) { return row->op == Op::constant && std::isnan(row->value); });
}

CASUS_INLINE void Model::check_rows(const std::string& subject, const Node& table,
                                    const std::set<Index>& known) const {
  if (!leaves_out_rows(table)) return;
  bool guarded = false;
  for (std::size_t i = 0; i < static_cast<std::size_t>(table.parents); ++i) {
    const Variable& parent = variables_[static_cast<std::size_t>(table.children[i]->index)];
    if (parent.kind() != Kind::category || !parent.guard) continue;
    guarded = true;
    if (!known.contains(*parent.guard))
      throw Error(subject, "a row for state 'none' of " + parent.name, "no such row",
                  "it is met wherever " + variables_[static_cast<std::size_t>(*parent.guard)].name +
                      " does not hold");
  }
  if (!guarded) throw Error(subject, "a row for every combination of states", "none for state 'none'");
}

CASUS_INLINE double Model::Combination::variable(Index index) const {
  for (std::size_t i = 0; i < variables.size(); ++i)
    if (variables[i] == index) return states[i];
  return std::numeric_limits<double>::quiet_NaN();
}

CASUS_INLINE void Model::check_domain(const std::string& name, const ConditionalDistribution& law,
                                      const std::vector<Formula>& formulas, const Known& known) const {
  if (const auto wrong = distribution::violation(law.shape())) detail::refuse([&] { return name; }, *wrong);
  std::set<Index> found;
  std::size_t combinations = 1;
  for (const Formula& formula : formulas) {
    if (!formula.quantities().empty() || !formula.parameters().empty()) return;
    for (const Index parent : formula.variables()) found.insert(parent);
  }
  const std::vector<Index> parents(found.begin(), found.end());
  for (const Index parent : parents) {
    combinations *= variables_[static_cast<std::size_t>(parent)].states.size();
    if (combinations > 100000) return;
  }
  Combination at{parents, std::vector<double>(parents.size())};
  std::vector<double> scratch, values(formulas.size());
  for (std::size_t number = 0; number < combinations; ++number) {
    std::size_t rest = number;
    bool reachable = true;
    std::string where;
    for (std::size_t i = parents.size(); i-- > 0;) {
      const Variable& parent = variables_[static_cast<std::size_t>(parents[i])];
      const std::size_t state = rest % parent.states.size();
      rest /= parent.states.size();
      at.states[i] = static_cast<double>(state);
      where = parent.name + " = " + parent.states[state] + (where.empty() ? "" : ", ") + where;
      if (known.contains(parents[i]) && state == 0) reachable = false;
      if (parent.kind() == Kind::category && parent.guard && known.contains(*parent.guard) &&
          static_cast<Index>(state) == parent.absent && parent.details.absent_state == "none")
        reachable = false;
    }
    if (!reachable) continue;
    for (std::size_t i = 0; i < formulas.size(); ++i) values[i] = formulas[i].evaluate(at, scratch);
    detail::check_arguments([&] { return where.empty() ? name : name + " (" + where + ")"; }, law.shape(),
                            values);
  }
}

CASUS_INLINE Variable Model::checked_variable(std::string name, const ConditionalDistribution& law,
                                              Details details) const {
  check_new_name(name);
  Variable variable{std::move(name), law, {}, {}, {}, 0, std::move(details)};
  Known known;
  if (variable.details.when) {
    check_owned(variable.name, *variable.details.when->node());
    variable.guard = variable.details.when->index();
    learn(*variable.guard, known);
  }
  if (law.kind == Kind::event) variable.states = {"no", "yes"};
  if (law.kind == Kind::category) check_states(variable, law);
  if (variable.details.absent_state != "none" && !(variable.guard && law.kind == Kind::category))
    throw Error(variable.name, "absent_state of a guarded category alone",
                detail::quoted(variable.details.absent_state));
  if (variable.is_discrete() && !variable.details.unit.empty())
    throw Error(variable.name, "no unit, for it is not a quantity", detail::quoted(variable.details.unit));
  bind_parameters(variable, known, tabulates_);
  return variable;
}

CASUS_INLINE Variable Model::redistributed(Index number, ConditionalDistribution law, bool tabulates) const {
  Variable variable = variables_[static_cast<std::size_t>(number)];
  variable.distribution = std::move(law);
  variable.parameters.clear();
  Known known;
  if (variable.guard) learn(*variable.guard, known);
  bind_parameters(variable, known, tabulates);
  return variable;
}

CASUS_INLINE void Model::bind_parameters(Variable& variable, const Known& known, bool tabulates) const {
  const ConditionalDistribution& law = variable.distribution;
  for (const NodePtr& parameter : law.parameters) {
    check_owned(variable.name, *parameter);
    check_present(variable.name, parameter, known);
    variable.parameters.emplace_back(parameter);
  }
  check_domain(variable.name, law, variable.parameters, known);
  if (tabulates) tabulate(variable);
}

CASUS_INLINE void Model::tabulate(Variable& variable) {
  const ConditionalDistribution& law = variable.distribution;
  variable.quantiles = distribution::QuantileTable::make(law.shape(), literals(law));
  variable.counts = distribution::CountTable::make(law.shape(), literals(law));
  variable.wide_counts = law.kind == Kind::count && !variable.counts
                             ? distribution::WideCounts::make(law.shape(), literals(law))
                             : nullptr;
}

CASUS_INLINE std::vector<std::optional<double>> Model::literals(const ConditionalDistribution& law) {
  std::vector<std::optional<double>> row;
  for (const NodePtr& parameter : law.parameters)
    row.push_back(parameter->op == Op::constant ? std::optional(parameter->value) : std::nullopt);
  return row;
}

CASUS_INLINE void Model::check_states(Variable& variable, const ConditionalDistribution& law) {
  if (law.states.empty()) throw Error(variable.name, "at least one state", "none");
  if (law.states.size() > most_states)
    throw Error(variable.name, "at most " + std::to_string(most_states) + " states",
                std::to_string(law.states.size()));
  if (law.parameters.size() != law.states.size())
    throw Error(variable.name,
                detail::number(static_cast<double>(law.states.size())) + " probabilities, one a state",
                detail::number(static_cast<double>(law.parameters.size())));
  std::set<std::string> seen;
  for (const std::string& state : law.states) {
    if (state.empty() || !is_plain(state))
      throw Error(variable.name, "states with a name, without quotes and control characters",
                  detail::quoted(state));
    if (!seen.insert(state).second)
      throw Error(variable.name, "states that differ", detail::quoted(state) + " twice");
  }
  variable.states = law.states;
  if (!variable.guard) return;
  const std::string& absent = variable.details.absent_state;
  for (std::size_t i = 0; i < law.states.size(); ++i)
    if (law.states[i] == absent) {
      variable.absent = static_cast<Index>(i);
      return;
    }
  if (absent != "none")
    throw Error(variable.name, "one of its states as absent_state", detail::quoted(absent),
                detail::nearest_hint(absent, law.states));
  variable.absent = static_cast<Index>(variable.states.size());
  variable.states.emplace_back("none");
}

CASUS_INLINE UncertainParameter Model::checked_parameter(std::string name, const ConditionalDistribution& law,
                                                         ParameterDetails details) const {
  check_new_name(name);
  UncertainParameter parameter{std::move(name), law, {}, std::move(details)};
  for (const NodePtr& node : law.parameters) {
    check_parameters_only(parameter.name, *node);
    check_owned(parameter.name, *node);
    parameter.parameters.emplace_back(node);
  }
  check_domain(parameter.name, law, parameter.parameters, {});
  for (std::size_t i = 0; i < parameter.details.stated.size(); ++i) {
    const StatedQuantile& stated = parameter.details.stated[i];
    if (!(stated.probability > 0 && stated.probability < 1))
      throw Error(parameter.name, "stated quantiles at probabilities in (0, 1)",
                  detail::number(stated.probability));
    if (!std::isfinite(stated.value))
      throw Error(parameter.name, "finite stated quantiles", detail::number(stated.value));
    if (i > 0 && !(stated.value > parameter.details.stated[i - 1].value &&
                   stated.probability > parameter.details.stated[i - 1].probability))
      throw Error(parameter.name, "stated quantiles that increase", detail::number(stated.value));
  }
  return parameter;
}

namespace detail {

// Distributions for people.
struct LawLanguage {
  static std::string expression(const Node& node) { return text_at(node, 0); }
  static std::string label(std::string_view state) { return name_text(state); }
  static std::string values(const distribution::Empirical& law) {
    constexpr std::size_t most = 8;
    const std::vector<double>& values = law.values();
    if (values.size() > most)
      return std::to_string(values.size()) + " values from " + number(values.front()) + " to " +
             number(values.back());
    std::string text;
    for (std::size_t i = 0; i < values.size(); ++i)
      text += (i > 0 ? ", " : "") + number(values[i]) + ": " + number(law.probabilities()[i]);
    return text;
  }
};

}  // namespace detail

CASUS_INLINE std::string to_text(const ConditionalDistribution& law) {
  return detail::law_text(law, detail::LawLanguage{});
}

}  // namespace casus
