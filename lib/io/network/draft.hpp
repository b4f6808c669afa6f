// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "io/limits.hpp"
#include "io/network/network.hpp"
#include "io/text/source.hpp"

namespace casus::io {

/// The limits that keep memory and time in proportion to a file. Those of a model come on top: 255 states of a variable.
inline constexpr std::size_t most_variables = std::size_t{1} << 16;
/// Numbers that the tables of a network may hold beyond one for each byte of its file: rows that are not written out (defaults,
/// noisy-max) make few bytes many numbers.
inline constexpr std::size_t most_unwritten_numbers = std::size_t{1} << 22;

/// A network while it is read, whatever the format: variables first, then one table each. Everything that is wrong is told where it stands.
class Draft {
public:
  /// `block`: what the format calls the piece that states a variable's table.
  Draft(const Source& source, std::string block) : source_(source), block_(std::move(block)) {}

  const std::vector<StatedNode>& nodes() const noexcept { return nodes_; }
  const StatedNode& node(std::size_t number) const { return nodes_[number]; }

  // ---- variables

  /// The number of a new variable. Throws Error where the name is none for a model, or is taken.
  std::size_t declare(std::string_view name, std::size_t at);
  void add_state(std::size_t node, std::string_view state, std::size_t at);
  /// Throws Error if a variable has no states after all have been added.
  void check_states(std::size_t node, std::size_t at) const;
  /// The variable of this name. Throws Error, with the nearest name, where none is declared.
  std::size_t known(std::string_view name, std::size_t at) const;
  /// The number of a variable's state. Throws Error, with the nearest name, where it has none of that name.
  std::size_t known_state(std::size_t node, std::string_view state, std::size_t at) const;
  /// "a state of 'a' (yes, no)".
  std::string state_expected(std::size_t node) const;

  // ---- tables

  /// Throws Error where the variable has a table already.
  void open_table(std::size_t node, std::size_t at);
  /// Throws Error where it is one already, and where the table would be larger than the limits allow.
  void add_parent(std::size_t node, std::size_t parent, std::size_t at);
  /// The same for a variable with a formula, which has no table that grows.
  void add_argument(std::size_t node, std::size_t parent, std::size_t at);
  /// Of the states of its parents.
  std::size_t combinations(std::size_t node) const noexcept;

  /// Makes place for a table, one row a combination; rows are written through `row` and then normalised.
  void make_rows(std::size_t node);
  std::span<double> row(std::size_t node, std::size_t combination);
  /// Makes a row sum to 1. Throws Error where it is off by more than rounding; `where` is to say which row it is, if need be.
  void normalise(std::span<double> row, std::size_t at, const std::function<std::string()>& where = {});
  /// " where a = yes, b = low"; nothing for a variable without parents.
  std::string where_text(std::size_t node, std::size_t combination) const;

  /// The other way to state a table: number by number, the child's state fastest, then the last parent's. Throws Error where
  /// there are too many.
  void take_number(std::size_t node, double value, std::size_t at);
  /// Ends it. Throws Error where there are too few, and where a row is wrong. What are no probabilities is taken for counts
  /// where that is allowed: a table of whole numbers, or one with numbers above 1.
  void close_rows(std::size_t node, std::size_t at, bool counts_allowed = false);

  // ---- the whole

  /// Warns about text that is unusual but was accepted; `text` follows the place.
  void warn(std::size_t at, const std::string& text);

  /// Returns the network, which has tables only. Throws Error if a variable has no table, or depends on
  /// itself.
  Network finish(std::string name) const;
  /// Adds the name of the network, and warnings about repairs: for readers of networks with more than tables.
  void describe(Network& network, std::string name) const;

private:
  void check_name(std::string_view name, std::size_t at, const std::string& expected) const;
  void check_is_new_parent(const StatedNode& node, std::size_t parent, std::size_t at) const;
  std::size_t numbers_left() const noexcept;

  const Source& source_;
  std::string block_;
  std::vector<StatedNode> nodes_;
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<std::size_t> begins_;                       // of variables
  std::vector<std::optional<std::size_t>> table_begins_;  // by variable
  std::vector<std::size_t> row_begins_;                   // of the table that is stated number by number
  std::size_t numbers_wanted_ = 0;                        // by it
  std::size_t stated_numbers_ = 0;
  RowSums sums_;
  std::vector<std::string> warnings_;
};

}  // namespace casus::io
