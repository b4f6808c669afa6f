// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include <casus/io/draws.hpp>
#include <casus/model/horizon.hpp>
#include <casus/sample/sampler.hpp>

namespace casus::io {

using Holds = DrawsColumn::Holds;

/// The name, with an underscore or more after it if a model has it already.
std::string free_name(const Model& model, std::string name);

/// Columns of a model, and the variables that those of variables show.
struct DrawsTable {
  std::vector<DrawsColumn> columns;
  std::vector<NodePtr> shown;  ///< by column; of parameters, what stands for them; null of numbers

  /// A name that is taken is extended.
  void add(std::string name, Holds holds, const std::string& unit, const NodePtr& node = {});
  void add(std::string name, const Variable& variable, const NodePtr& node);
  /// World, trajectory and parameters. These come first, but give way to the model's names.
  void add_coordinates(const Model& model);

private:
  std::set<std::string> names_;
};

DrawsTable table_of(const Model& model);
DrawsTable table_of(const Horizon& horizon, const UnrolledQuestions& unrolled);

/// A block's columns as the table shows them.
struct DrawsCells {
  DrawsCells(const DrawsTable& table, const Block& block, const std::vector<double>& of_world);
  bool event(std::size_t column, Index row) const { return (bits[column][row / 64] >> (row % 64) & 1) != 0; }

  Index world, first_trajectory;
  const std::vector<double>& parameters;
  // By column, null but where it is of that kind.
  std::vector<const std::uint64_t*> bits;
  std::vector<const std::uint8_t*> bytes;
  std::vector<const double*> reals;
};

}  // namespace casus::io
