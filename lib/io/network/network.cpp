// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/network/network.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <functional>
#include <numeric>
#include <queue>
#include <unordered_map>
#include <utility>

#include <casus/detail/index.hpp>

#include "io/text/number.hpp"

namespace casus::io {

namespace {

/// Returns the nodes with parents before children, otherwise as declared. Nodes in a cycle, and
/// their descendants, are left out.
std::vector<std::size_t> sorted(const std::vector<StatedNode>& nodes) {
  std::vector<std::size_t> missing(nodes.size());
  std::vector<std::vector<std::size_t>> children(nodes.size());
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    missing[node] = nodes[node].parents.size();
    for (const std::size_t parent : nodes[node].parents) children[parent].push_back(node);
  }
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  for (std::size_t node = 0; node < nodes.size(); ++node)
    if (missing[node] == 0) ready.push(node);
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    order.push_back(ready.top());
    ready.pop();
    for (const std::size_t child : children[order.back()])
      if (--missing[child] == 0) ready.push(child);
  }
  return order;
}

/// Returns a cycle among the nodes outside `order`: each is a parent of the next, the last of the
/// first.
std::vector<std::size_t> circle(const std::vector<StatedNode>& nodes, const std::vector<std::size_t>& order) {
  std::vector<bool> done(nodes.size());
  for (const std::size_t node : order) done[node] = true;
  // Every remaining node has a remaining parent, so following the parents ends in a cycle.
  std::vector<std::size_t> path;
  std::vector<bool> met(nodes.size());
  std::size_t node = detail::at(std::find(done.begin(), done.end(), false) - done.begin());
  while (!met[node]) {
    met[node] = true;
    path.push_back(node);
    for (const std::size_t parent : nodes[node].parents)
      if (!done[parent]) {
        node = parent;
        break;
      }
  }
  path.erase(path.begin(), std::find(path.begin(), path.end(), node));
  std::reverse(path.begin(), path.end());
  std::rotate(path.begin(), std::min_element(path.begin(), path.end()), path.end());
  return path;
}

std::string circle_text(const std::vector<StatedNode>& nodes, const std::vector<std::size_t>& members) {
  constexpr std::size_t most = 8;
  std::string text;
  for (std::size_t i = 0; i < (std::min)(members.size(), most); ++i)
    text += detail::quoted(nodes[members[i]].name) + " -> ";
  if (members.size() > most) text += "... -> ";
  return text + detail::quoted(nodes[members[0]].name);
}

/// Constants, each made once per table: tables are large, and many of their numbers are equal.
class Constants {
public:
  const Real& operator[](double value) {
    const auto found = known_.find(std::bit_cast<std::uint64_t>(value));
    if (found != known_.end()) return found->second;
    return known_.emplace(std::bit_cast<std::uint64_t>(value), Real(value)).first->second;
  }

private:
  std::unordered_map<std::uint64_t, Real> known_;
};

/// Returns half a unit of a number's last decimal place, counting at least two places; 0 for 0 and
/// 1 and for numbers with many digits.
double rounding_of(double value) {
  if (value == 0 || value == 1) return 0;
  constexpr int most_places = 9;
  double scale = 100;
  for (int places = 2; places <= most_places; ++places, scale *= 10) {
    const double scaled = value * scale;
    if (std::abs(scaled - std::round(scaled)) <= 1e-6) return 0.5 / scale;
  }
  return 0;
}

double tolerance_of(std::span<const double> row) {
  double rounding = 0;
  for (const double value : row) rounding += rounding_of(value);
  constexpr double slack = 1 + 1e-9;  // sums are rounded too
  return slack * std::clamp(rounding, row_tolerance, largest_row_tolerance);
}

}  // namespace

bool RowSums::normalise(std::span<double> row) noexcept {
  const double sum = std::accumulate(row.begin(), row.end(), 0.0);
  const double off = std::abs(sum - 1);
  if (!(off <= row_tolerance) && !(off <= tolerance_of(row))) return false;
  constexpr double exact_enough = 1e-10;  // a model allows 1e-9
  if (off <= exact_enough) return true;
  for (double& value : row) value /= sum;
  ++divided_;
  largest_ = (std::max)(largest_, off);
  return true;
}

bool RowSums::normalise_counts(std::span<double> row) noexcept {
  const double sum = std::accumulate(row.begin(), row.end(), 0.0);
  if (!(sum > 0 && std::isfinite(sum))) return false;
  if (sum == 1) return true;
  for (double& value : row) value /= sum;
  ++counts_;
  return true;
}

std::vector<std::string> RowSums::warnings(const std::string& rows) const {
  std::vector<std::string> warnings;
  if (divided_ > 0)
    warnings.push_back(rows + " that did not sum to 1 were divided by their sum: " +
                       std::to_string(divided_) + ", off by up to " + detail::rounded(largest_, 2));
  if (counts_ > 0) warnings.push_back("rows of counts were divided by their sum: " + std::to_string(counts_));
  return warnings;
}

std::vector<std::string> combination(const std::vector<StatedNode>& nodes, const StatedNode& node,
                                     std::size_t number) {
  std::vector<std::string> states(node.parents.size());
  for (std::size_t i = node.parents.size(); i-- > 0;) {
    const StatedNode& parent = nodes[node.parents[i]];
    states[i] = parent.states[number % parent.states.size()];
    number /= parent.states.size();
  }
  return states;
}

std::string combination_text(const std::vector<StatedNode>& nodes, const StatedNode& node,
                             std::size_t number) {
  std::vector<std::string> parts = combination(nodes, node, number);
  for (std::size_t i = 0; i < parts.size(); ++i) parts[i] = nodes[node.parents[i]].name + " = " + parts[i];
  return detail::joined(parts);
}

std::vector<std::size_t> in_order(const std::vector<StatedNode>& nodes,
                                  const std::function<std::string(std::size_t node)>& position) {
  std::vector<std::size_t> order = sorted(nodes);
  if (order.size() == nodes.size()) return order;
  const std::vector<std::size_t> members = circle(nodes, order);
  throw Error::in_file(position(members[0]), "variables that do not depend on themselves",
                       "the cycle " + circle_text(nodes, members));
}

std::vector<Real> table_columns(const StatedNode& node, const std::vector<Discrete>& parents) {
  const std::size_t states = node.states.size(), rows = node.probabilities.size() / states;
  Constants constants;
  std::vector<Real> probabilities;
  for (std::size_t state = 0; state < states; ++state) {
    std::vector<Real> column;
    column.reserve(rows);
    for (std::size_t row = 0; row < rows; ++row)
      column.push_back(constants[node.probabilities[row * states + state]]);
    probabilities.push_back(parents.empty() ? column[0] : detail::table_node(parents, column));
  }
  return probabilities;
}

Network network_of(const std::vector<StatedNode>& nodes, const std::vector<std::size_t>& order) {
  Network network;
  std::vector<NodePtr> variables(nodes.size());
  for (const std::size_t number : order) {
    const StatedNode& node = nodes[number];
    std::vector<Discrete> parents;
    for (const std::size_t parent : node.parents) parents.emplace_back(Category(variables[parent]));
    variables[number] =
        network.model.add(node.name, Categorical(node.states, table_columns(node, parents))).node();
  }
  for (const NodePtr& variable : variables) network.variables.emplace_back(variable);
  return network;
}

}  // namespace casus::io
