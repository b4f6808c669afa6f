// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <casus/io/draws.hpp>
#include <casus/model/horizon.hpp>
#include <casus/sample/sampler.hpp>

namespace casus::io {

using Holds = DrawsColumn::Holds;

/// Returns the name, followed by one or more underscores if the model has it already.
std::string free_name(const Model& model, std::string name);

/// The columns of a model, and the variables that they show.
struct DrawsTable {
  std::vector<DrawsColumn> columns;
  std::vector<NodePtr> shown;  ///< by column; null for world, trajectory and parameters

  /// Adds a column. A name that is taken is extended.
  void add(std::string name, Holds holds, const std::string& unit, const NodePtr& node = {});
  void add(std::string name, const Variable& variable, const NodePtr& node);
  /// Adds the columns of world, trajectory and parameters. They come first, but names of the model
  /// are not changed for them.
  void add_coordinates(const Model& model);

private:
  std::set<std::string> names_;
};

DrawsTable table_of(const Model& model);
DrawsTable table_of(const Horizon& horizon, const UnrolledQuestions& unrolled);

/// The columns of a block, in the table's order.
struct DrawsCells {
  DrawsCells(const DrawsTable& table, const Block& block);
  bool event(std::size_t column, Index row) const { return (bits[column][row / 64] >> (row % 64) & 1) != 0; }

  Index world, first_trajectory;
  std::span<const double> parameters;
  // By column; null for columns of another kind.
  std::vector<const std::uint64_t*> bits;
  std::vector<const std::uint8_t*> bytes;
  std::vector<const double*> reals;
};

}  // namespace casus::io
