// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <vector>

#include <casus/model/table_slot.hpp>
#include <casus/sample/tables.hpp>

namespace casus {

namespace detail {

inline DrawTables made_tables(const ConditionalDistribution& law) {
  std::vector<std::optional<double>> literals;
  for (const NodePtr& parameter : law.parameters)
    literals.push_back(parameter->op == Op::constant ? std::optional(parameter->value) : std::nullopt);
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
