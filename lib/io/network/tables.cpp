// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/network/tables.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <casus/detail/index.hpp>

#include "model/state_table.hpp"

namespace casus::io {

namespace {

// Larger than the tables of files in use, and small enough for memory.
constexpr Index largest_table = Index{1} << 24;

void check(const Model& model, Index number) {
  const Variable& variable = model.variables()[detail::at(number)];
  if (!variable.is_discrete())
    throw Error(variable.name, "an event or category, because network files cannot state others",
                variable.kind() == Kind::count ? "a count" : "a quantity");
  if (!variable.twin_of.empty())
    throw Error(variable.name,
                "a variable with a chance of its own, because network files cannot state others",
                "the twin of " + detail::quoted(variable.twin_of));
  for (const Formula& formula : variable.parameters)
    if (const std::vector<Index> read = formula.parameters(); !read.empty())
      throw Error(variable.name, "known probabilities, because network files cannot state others",
                  "the uncertain parameter " + detail::quoted(model.parameters()[detail::at(read[0])].name));
  std::vector<Index> all = model.parents(number);
  all.push_back(number);
  if (combinations(model, all, largest_table) > largest_table)
    throw Error(variable.name, "a table of at most " + std::to_string(largest_table) + " numbers",
                "a larger one");
}

/// Returns a variable's parents: those of its table first, in the table's order.
std::vector<Index> ordered_parents(const Model& model, Index number) {
  const Variable& variable = model.variables()[detail::at(number)];
  std::vector<Index> ordered;
  const auto add = [&](Index parent) {
    if (std::find(ordered.begin(), ordered.end(), parent) == ordered.end()) ordered.push_back(parent);
  };
  const Node& first = *variable.distribution.parameters[0];
  if (first.op == Op::table)
    for (std::size_t i = 0; i < detail::at(first.parents); ++i) add(first.children[i]->index);
  for (const Index parent : model.parents(number)) add(parent);
  return ordered;
}

/// Returns the table of a variable given its parents in this order.
StateTable table_of(const Model& model, Index number, std::vector<Index> order, const FixedStates& none) {
  const StateTable given = conditional_table(model, number, none, {});
  order.push_back(number);
  if (order == given.variables) return given;
  StateTable table(model, order);
  std::vector<Index> strides;
  for (const Index variable : order) strides.push_back(given.stride(variable));
  for_each_combination(table, [&](std::size_t entry, const std::vector<Index>& states) {
    Index at = 0;
    for (std::size_t i = 0; i < states.size(); ++i) at += states[i] * strides[i];
    table.values[entry] = given.values[detail::at(at)];
  });
  return table;
}

/// Returns whether a row is impossible because it has the absent state of a guarded parent. A model
/// may leave such a row out, but a file has to state one.
bool is_out_of_reach(const Model& model, const StatedNode& node, const StateTable& table, std::size_t row) {
  for (std::size_t i = node.parents.size(); i-- > 0;) {
    const auto states = detail::at(table.radices[i]);
    const Variable& parent = model.variables()[detail::at(table.variables[i])];
    if (parent.kind() == Kind::category && parent.guard && static_cast<Index>(row % states) == parent.absent)
      return true;
    row /= states;
  }
  return false;
}

std::vector<StatedNode> tables(const Model& model, const std::vector<Index>& order) {
  std::vector<std::size_t> places(model.variables().size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    check(model, order[i]);
    places[detail::at(order[i])] = i;
  }
  const FixedStates none(model.variables().size());
  std::vector<StatedNode> nodes;
  for (const Index number : order) {
    const Variable& variable = model.variables()[detail::at(number)];
    nodes.push_back({variable.name, variable.states, {}, {}});
    for (const Index parent : ordered_parents(model, number))
      nodes.back().parents.push_back(places[detail::at(parent)]);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    StatedNode& node = nodes[i];
    StateTable table = table_of(model, order[i], ordered_parents(model, order[i]), none);
    node.probabilities = std::move(table.values);
    const std::size_t states = node.states.size();
    for (std::size_t row = 0; row < node.probabilities.size() / states; ++row) {
      double* const first = node.probabilities.data() + row * states;
      if (!std::isnan(*first)) continue;
      if (!is_out_of_reach(model, node, table, row))
        throw Error(node.name,
                    "probabilities" + (node.parents.empty() ? std::string()
                                                            : " where " + combination_text(nodes, node, row)),
                    "undefined numbers");
      std::fill(first, first + states, 0.0);
      *first = 1;
    }
  }
  return nodes;
}

/// Returns the name of a network without the characters that would end a line or a quoted text in a
/// file: they become spaces, because the name is only for people.
std::string title(std::string name) {
  for (char& c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == '"') c = ' ';
  name.erase(name.find_last_not_of(' ') + 1);
  name.erase(0, name.find_first_not_of(' '));
  return name;
}

}  // namespace

WrittenNetwork written(const Network& network) {
  if (network.timeline)
    throw Error(network.name.empty() ? "network" : network.name,
                "a network without time, because network files cannot state others", "a timeline");
  std::vector<Index> order;
  std::vector<bool> declared(network.model.variables().size());
  for (const Category& variable : network.variables) {
    order.push_back(variable.index());
    declared[detail::at(variable.index())] = true;
  }
  // Variables that were added to the model after it was read come last.
  for (std::size_t number = 0; number < declared.size(); ++number)
    if (!declared[number]) order.push_back(static_cast<Index>(number));
  return {title(network.name), tables(network.model, order)};
}

WrittenNetwork written(const Model& model, const std::string& name) {
  std::vector<Index> order(model.variables().size());
  std::iota(order.begin(), order.end(), Index{0});
  return {title(name), tables(model, order)};
}

}  // namespace casus::io
