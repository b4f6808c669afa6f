// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <casus/io/network.hpp>

/// Makes networks from tables as files state them, in any format.
namespace casus::io {

/// A node before it becomes a variable of a model.
struct StatedNode {
  std::string name;
  std::vector<std::string> states;
  std::vector<std::size_t> parents;  ///< numbers of nodes
  std::vector<double>
      probabilities;  ///< [combination of the parents' states, the last parent's fastest][state]
};

/// Makes rows sum to 1, and counts the repairs.
class RowSums {
public:
  /// Returns true after making the row sum to 1; false if the sum is off by more than the rounding
  /// of its numbers explains (three thirds may be written as 0.333). A sum within 1e-10 of 1 is
  /// left as it is.
  bool normalise(std::span<double> row) noexcept;
  /// The same for counts and other weights: false only if their sum is 0 or not finite.
  bool normalise_counts(std::span<double> row) noexcept;
  /// Returns one warning for each kind of repair. `rows`: name of the rows in the text.
  std::vector<std::string> warnings(const std::string& rows = "rows") const;

private:
  std::int64_t divided_ = 0, counts_ = 0;
  double largest_ = 0;
};

/// Returns one combination of the states of a node's parents, by their names.
std::vector<std::string> combination(const std::vector<StatedNode>& nodes, const StatedNode& node,
                                     std::size_t number);
/// Returns one combination of the states of a node's parents as "a = yes, b = low".
std::string combination_text(const std::vector<StatedNode>& nodes, const StatedNode& node,
                             std::size_t number);

/// Returns the numbers of the nodes, parents before their children and otherwise as declared.
/// Throws Error if there is a cycle; `position(node)` is the position of a node's table in the
/// file.
std::vector<std::size_t> in_order(const std::vector<StatedNode>& nodes,
                                  const std::function<std::string(std::size_t node)>& position);

/// Returns the probabilities of a node's states given its parents' variables, as `Categorical`
/// takes them.
std::vector<Real> table_columns(const StatedNode& node, const std::vector<Discrete>& parents);

/// Returns the network of nodes that all have tables, given their order.
Network network_of(const std::vector<StatedNode>& nodes, const std::vector<std::size_t>& order);

}  // namespace casus::io
