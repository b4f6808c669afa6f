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

/// Limits that keep memory and time proportional to the size of a file. A model has a further
/// limit: 255 states of a variable.
inline constexpr std::size_t most_variables = std::size_t{1} << 16;
/// Numbers that the tables of a network may have in addition to one for each byte of its file: rows
/// that are not written out (defaults, noisy-max) turn few bytes into many numbers.
inline constexpr std::size_t most_unwritten_numbers = std::size_t{1} << 22;

/// A network while it is read, in any format: variables first, then one table each. Errors are
/// reported with their position in the file.
class Draft {
public:
  /// `block`: name in the format of the part that states a variable's table.
  Draft(const Source& source, std::string block) : source_(source), block_(std::move(block)) {}

  const std::vector<StatedNode>& nodes() const noexcept { return nodes_; }
  const StatedNode& node(std::size_t number) const { return nodes_[number]; }

  // ---- variables

  /// Adds a variable and returns its number. Throws Error if the name is invalid for a model, or
  /// taken.
  std::size_t declare(std::string_view name, std::size_t at);
  void add_state(std::size_t node, std::string_view state, std::size_t at);
  /// Throws Error if a variable has no states after all have been added.
  void check_states(std::size_t node, std::size_t at) const;
  /// Returns the variable of this name. Throws Error, suggesting the nearest name, if there is
  /// none.
  std::size_t known(std::string_view name, std::size_t at) const;
  /// Returns the number of a variable's state. Throws Error, suggesting the nearest name, if there
  /// is none.
  std::size_t known_state(std::size_t node, std::string_view state, std::size_t at) const;
  /// Returns "a state of 'a' (yes, no)".
  std::string state_expected(std::size_t node) const;

  // ---- tables

  /// Begins the table of a variable. Throws Error if it has one already.
  void open_table(std::size_t node, std::size_t at);
  /// Throws Error if the variable has this parent already, or if its table would exceed the limits.
  void add_parent(std::size_t node, std::size_t parent, std::size_t at);
  /// The same for a variable with a formula, whose size does not grow with its parents' states.
  void add_argument(std::size_t node, std::size_t parent, std::size_t at);
  /// Returns the number of combinations of the parents' states.
  std::size_t combinations(std::size_t node) const noexcept;

  /// Allocates a table with one row per combination. Rows are written through `row`, then
  /// normalised.
  void make_rows(std::size_t node);
  std::span<double> row(std::size_t node, std::size_t combination);
  /// Makes a row sum to 1. Throws Error if it is off by more than rounding. `where`: text that
  /// identifies the row in the message, if needed.
  void normalise(std::span<double> row, std::size_t at, const std::function<std::string()>& where = {});
  /// Returns " where a = yes, b = low"; empty for a variable without parents.
  std::string where_text(std::size_t node, std::size_t combination) const;

  /// Adds one number of a table that is stated number by number instead of in rows: the child's
  /// state changes fastest, then the last parent's. Throws Error if there are too many numbers.
  void take_number(std::size_t node, double value, std::size_t at);
  /// Ends such a table. Throws Error if there are too few numbers, or if a row is invalid. If
  /// `counts_allowed`, a table of whole numbers, or one with numbers above 1, is read as counts.
  void close_rows(std::size_t node, std::size_t at, bool counts_allowed = false);

  // ---- the whole

  /// Warns about text that is unusual but was accepted; `text` follows the position.
  void warn(std::size_t at, const std::string& text);

  /// Returns the network, which has tables only. Throws Error if a variable has no table, or
  /// depends on itself.
  Network finish(std::string name) const;
  /// Sets the name of the network and its warnings about repairs: for networks with more than
  /// tables.
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
  std::size_t numbers_wanted_ = 0;                        // of the same table
  std::size_t stated_numbers_ = 0;
  RowSums sums_;
  std::vector<std::string> warnings_;
};

}  // namespace casus::io
