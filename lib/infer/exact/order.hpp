// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/detail/stop_token.hpp>
#include <casus/fwd.hpp>

namespace casus::elimination {

/// Graph of the variables that occur in a table together.
class Graph {
public:
  /// Creates one vertex for each element of `states`, its number of states.
  explicit Graph(std::vector<double> states)
      : states_(std::move(states)), words_((states_.size() + 63) / 64), rows_(states_.size() * words_) {}

  Index size() const noexcept { return detail::size(states_); }
  double states(Index vertex) const { return states_[vertex]; }
  std::size_t words() const noexcept { return words_; }
  std::uint64_t* row(Index vertex) { return rows_.data() + vertex * words_; }
  const std::uint64_t* row(Index vertex) const { return rows_.data() + vertex * words_; }
  /// Joins each pair of these vertices.
  void join(const std::vector<Index>& vertices);

private:
  std::vector<double> states_;
  std::size_t words_;
  std::vector<std::uint64_t> rows_;  ///< one bit for each neighbour
};

struct Order {
  std::vector<Index> vertices;
  double entries = 0;  ///< total number of entries of all tables that arise
};

/// Returns an order in which eliminating the vertices one by one makes small tables: the best of
/// several greedy orders, by smallest table (min-weight), least fill and least fill weighted by
/// states (Kjaerulff, Triangulation of graphs, Aalborg University R 90-09, 1990). The larger the
/// tables are, the more orders with random tie-breaking are tried. The same graph gives the same
/// order.
///
/// Returns nothing if the order takes 1e15 entries or more. The search is limited to some seconds'
/// work, counted in steps so that the result does not depend on the machine's speed: returns the
/// best order found by then, or nothing. Throws Cancelled within a few milliseconds of a stop
/// request.
std::optional<Order> best_order(const Graph& graph, const StopToken& stop);

}  // namespace casus::elimination
