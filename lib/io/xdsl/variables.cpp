// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/xdsl/variables.hpp"

#include <utility>

#include <casus/detail/text.hpp>

#include "io/xdsl/equation.hpp"
#include "io/xdsl/tables.hpp"

namespace casus::io {

void check_length(const std::string& name) {
  if (name.size() > longest_name)
    throw Error(name, "a name of at most " + std::to_string(longest_name) + " bytes", shown(name));
}

void XdslChecks::charge(const Scope& scope, const ConditionalDistribution& law, const pugi::xml_node& at) {
  left_ -= operations_of_checks(scope, law);
  if (left_ < 0)
    file_.fail(at, "fewer operations and combinations of parents' states in a file",
               "more than can be checked");
}

XdslVariables::XdslVariables(const XmlFile& file, const Draft& draft, const std::vector<XdslNode>& nodes,
                             XdslChecks& checks)
    : file_(file), draft_(draft), nodes_(nodes), checks_(checks), variables_(nodes.size()),
      intervals_(nodes.size()) {
  for (std::size_t node = 0; node < nodes.size(); ++node)
    for (const std::size_t parent : draft.node(node).parents)
      if (!nodes[node].is_equation && nodes[parent].is_equation) read_as_states_.insert(parent);
}

XdslVariables::XdslVariables(const XmlFile& file, const Draft& draft, const std::vector<XdslNode>& nodes,
                             XdslChecks& checks, Model& model)
    : XdslVariables(file, draft, nodes, checks) {
  model_ = &model;
}

XdslVariables::XdslVariables(const XmlFile& file, const Draft& draft, const std::vector<XdslNode>& nodes,
                             XdslChecks& checks, Timeline& timeline)
    : XdslVariables(file, draft, nodes, checks) {
  timeline_ = &timeline;
}

void XdslVariables::add(std::size_t node) {
  if (nodes_[node].is_equation) return add_equation(node);
  std::vector<Discrete> parents;
  for (const std::size_t parent : draft_.node(node).parents) parents.push_back(discrete(parent));
  variables_[node] = at_element(file_, nodes_[node].element, [&] {
    const StatedNode& stated = draft_.node(node);
    return added(stated.name, Categorical(stated.states, table_columns(stated, parents)));
  });
}

Discrete XdslVariables::discrete(std::size_t node) const {
  return Category(nodes_[node].is_equation ? intervals_[node] : variables_[node]);
}

NodePtr XdslVariables::parent(std::size_t node, std::string_view name) const {
  for (const std::size_t parent : draft_.node(node).parents)
    if (draft_.node(parent).name == name) return variables_[parent];
  return nullptr;
}

void XdslVariables::add_equation(std::size_t node) {
  const std::string& name = draft_.node(node).name;
  const pugi::xml_node& element = nodes_[node].element;
  std::size_t draws = 0;
  EquationScope scope{file_.source(),
                      [&](std::string_view parent_name) { return parent(node, parent_name); },
                      {},
                      [&](const Distribution<Quantity>& law) {
                        if (model().variables().size() >= most_variables)
                          throw Error(name, "at most " + std::to_string(most_variables) + " variables",
                                      "more, with those that are drawn in equations");
                        checks_.charge(model(), law, element);
                        return Quantity(added(name + ".draw" + std::to_string(++draws), law));
                      }};
  for (const std::size_t parent : draft_.node(node).parents) scope.names.push_back(draft_.node(parent).name);
  const Distribution<Quantity> law =
      read_equation(scope, name, file_.text(part(file_, element, "definition")));
  checks_.charge(model(), law, element);
  variables_[node] = at_element(file_, element, [&] { return added(name, law); });
  if (read_as_states_.contains(node)) add_interval(node);
}

void XdslVariables::add_interval(std::size_t node) {
  const Real x(variables_[node]);
  const std::vector<double>& ends = nodes_[node].ends;
  std::vector<Real> probabilities;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const Real is_below_end = i + 1 < ends.size() ? if_then_else(x < ends[i], 1, 0) : Real(1);
    probabilities.push_back(i == 0 ? is_below_end : if_then_else(x < ends[i - 1], 0, is_below_end));
  }
  intervals_[node] = at_element(file_, nodes_[node].element, [&] {
    const StatedNode& stated = draft_.node(node);
    return added(stated.name + ".interval", Categorical(stated.states, probabilities));
  });
}

}  // namespace casus::io
