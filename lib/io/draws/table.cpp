// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/draws/table.hpp"

#include <utility>

#include <casus/detail/index.hpp>

namespace casus::io {

std::string free_name(const Model& model, std::string name) {
  while (model.find(name) || model.find_parameter(name)) name += '_';
  return name;
}

void DrawsTable::add(std::string name, Holds holds, const std::string& unit, const NodePtr& node) {
  while (!names_.insert(name).second) name += '_';
  columns.push_back({std::move(name), holds, unit});
  if (holds == Holds::category) columns.back().states = node->labels;
  shown.push_back(node);
}

void DrawsTable::add(std::string name, const Variable& variable, const NodePtr& node) {
  const Holds holds = variable.kind() == Kind::event      ? Holds::event
                      : variable.kind() == Kind::category ? Holds::category
                                                          : Holds::quantity;
  add(std::move(name), holds, variable.details.unit, node);
}

void DrawsTable::add_coordinates(const Model& model) {
  add(free_name(model, "world"), Holds::world, "");
  add(free_name(model, "trajectory"), Holds::trajectory, "");
  for (const UncertainParameter& parameter : model.parameters())
    add(parameter.name, Holds::parameter, parameter.details.unit);
}

DrawsTable table_of(const Model& model) {
  DrawsTable table;
  table.add_coordinates(model);
  for (const Variable& variable : model.variables())
    table.add(variable.name, variable, model.find(variable.name));
  return table;
}

DrawsTable table_of(const Horizon& horizon, const UnrolledQuestions& unrolled) {
  const Timeline& timeline = horizon.timeline();
  const Model constants = timeline.constants();
  DrawsTable table;
  table.add_coordinates(constants);
  for (const Variable& variable : constants.variables())
    table.add(variable.name, variable, unrolled.model().find(variable.name));
  for (Index step = 0; step < horizon.steps(); ++step)
    for (std::size_t i = 0; i < timeline.series().size(); ++i) {
      if (!horizon.is_declared(static_cast<Index>(i))) continue;
      const bool has_label = detail::at(step) < timeline.labels().size();
      const NodePtr node = unrolled.node(static_cast<Index>(i), step);
      table.add(
          timeline.series()[i].name + '[' + (has_label ? timeline.label(step) : std::to_string(step)) + ']',
          unrolled.model().variables()[detail::at(node->index)], node);
    }
  return table;
}

DrawsCells::DrawsCells(const DrawsTable& table, const Block& block)
    : world(block.world()), first_trajectory(block.first_trajectory()), parameters(block.parameters()) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Holds holds = table.columns[i].holds;
    const NodePtr& node = table.shown[i];
    bits.push_back(holds == Holds::event ? block.event(Event(node)).data() : nullptr);
    bytes.push_back(holds == Holds::category ? block.category(Category(node)).data() : nullptr);
    reals.push_back(holds == Holds::quantity ? block.quantity(Quantity(node)).data() : nullptr);
  }
}

}  // namespace casus::io
