// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include <casus/model/formula.hpp>
#include <casus/model/table_slot.hpp>
#include <casus/sample/tables.hpp>

namespace casus {

namespace detail {

/// Returns the value of an expression of constants, such as Real(2) * 3: the number that a sampler
/// computes for it. Nothing if the expression reads a variable or a parameter, or calls a function
/// of the user, which may not always return the same.
inline std::optional<double> constant_value(const NodePtr& node) {
  if (node->op == Op::constant) return node->value;
  struct Nothing {
    double variable(Index) const { return std::numeric_limits<double>::quiet_NaN(); }
    double parameter(Index) const { return std::numeric_limits<double>::quiet_NaN(); }
  };
  const Formula formula(node);
  for (const Instruction& step : formula.instructions())
    if (step.op == Op::parameter || step.op == Op::quantity || step.op == Op::event ||
        step.op == Op::category || step.op == Op::function)
      return std::nullopt;
  std::vector<double> scratch;
  return formula.evaluate(Nothing{}, scratch);
}

inline DrawTables made_tables(const ConditionalDistribution& law) {
  std::vector<std::optional<double>> literals;
  for (const NodePtr& parameter : law.parameters) literals.push_back(constant_value(parameter));
  const distribution::Shape shape = law.shape();
  DrawTables tables;
  tables.quantiles = distribution::QuantileTable::make(shape, literals);
  tables.counts = distribution::CountTable::make(shape, literals);
  if (law.kind == Kind::count && !tables.counts)
    tables.wide_counts = distribution::WideCounts::make(shape, literals);
  return tables;
}

}  // namespace detail

CASUS_INLINE const DrawTables& tables_of(const Variable& variable) {
  static const DrawTables none;
  if (!variable.tables) return none;
  detail::TableSlot& slot = *variable.tables;
  std::call_once(slot.once, [&] {
    slot.tables = std::make_shared<const DrawTables>(detail::made_tables(variable.distribution));
  });
  return *slot.tables;
}

}  // namespace casus
