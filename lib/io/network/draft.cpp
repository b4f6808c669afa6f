// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/network/draft.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <casus/detail/index.hpp>

#include "io/text/number.hpp"

namespace casus::io {

namespace {

/// Returns the states of a variable, or the first few of them: "yes, no".
std::string states_text(const StatedNode& node) {
  constexpr std::size_t most = 8;
  std::vector<std::string> states(
      node.states.begin(),
      node.states.begin() + static_cast<std::ptrdiff_t>((std::min)(node.states.size(), most)));
  if (node.states.size() > most) states.emplace_back("...");
  return detail::joined(states);
}

double sum(std::span<const double> row) { return std::accumulate(row.begin(), row.end(), 0.0); }

bool are_counts(const std::vector<double>& numbers) {
  const auto is_whole = [](double number) { return number == std::floor(number); };
  return std::all_of(numbers.begin(), numbers.end(), is_whole) ||
         std::any_of(numbers.begin(), numbers.end(),
                     [](double number) { return number > 1 + row_tolerance; });
}

}  // namespace

// ---- variables

void Draft::check_name(std::string_view name, std::size_t at, const std::string& expected) const {
  if (name.empty()) source_.fail(at, expected, "''", "a name has at least one character");
  if (name.size() > longest_name)
    source_.fail(at, "a name of at most " + std::to_string(longest_name) + " bytes", shown(name));
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == '"')
      source_.fail(at, "a name without quotes and control characters", shown(name));
}

std::size_t Draft::declare(std::string_view name, std::size_t at) {
  check_name(name, at, "the name of a variable");
  if (nodes_.size() == most_variables)
    source_.fail(at, "at most " + std::to_string(most_variables) + " variables", "one more");
  const std::size_t number = nodes_.size();
  if (!numbers_.emplace(name, number).second)
    source_.fail(at, "a name that is not taken", shown(name) + " again");
  nodes_.push_back({std::string(name), {}, {}, {}});
  begins_.push_back(at);
  table_begins_.emplace_back();
  return number;
}

void Draft::add_state(std::size_t number, std::string_view state, std::size_t at) {
  StatedNode& node = nodes_[number];
  check_name(state, at, "a state of " + detail::quoted(node.name));
  if (std::find(node.states.begin(), node.states.end(), state) != node.states.end())
    source_.fail(at, "states that differ", shown(state) + " twice");
  if (node.states.size() == most_states)
    source_.fail(at, "at most " + std::to_string(most_states) + " states of " + detail::quoted(node.name),
                 "one more");
  node.states.emplace_back(state);
}

void Draft::check_states(std::size_t number, std::size_t at) const {
  const StatedNode& node = nodes_[number];
  if (node.states.empty()) source_.fail(at, "at least one state of " + detail::quoted(node.name), "none");
}

std::size_t Draft::known(std::string_view name, std::size_t at) const {
  const auto found = numbers_.find(std::string(name));
  if (found != numbers_.end()) return found->second;
  std::vector<std::string> names;
  for (const StatedNode& node : nodes_) names.push_back(node.name);
  source_.fail(at, "a declared variable", shown(name), nearest(name, names));
}

std::size_t Draft::known_state(std::size_t number, std::string_view state, std::size_t at) const {
  const std::vector<std::string>& states = nodes_[number].states;
  const auto found = std::find(states.begin(), states.end(), state);
  if (found == states.end()) source_.fail(at, state_expected(number), shown(state), nearest(state, states));
  return detail::at(found - states.begin());
}

std::string Draft::state_expected(std::size_t number) const {
  const StatedNode& node = nodes_[number];
  return "a state of " + detail::quoted(node.name) + " (" + states_text(node) + ")";
}

// ---- tables

std::size_t Draft::numbers_left() const noexcept {
  return most_unwritten_numbers + source_.text().size() - stated_numbers_;
}

void Draft::open_table(std::size_t number, std::size_t at) {
  const StatedNode& node = nodes_[number];
  if (table_begins_[number])
    source_.fail(at, "one " + block_ + " of " + detail::quoted(node.name), "a second one");
  table_begins_[number] = at;
  row_begins_.clear();
}

void Draft::check_is_new_parent(const StatedNode& node, std::size_t parent, std::size_t at) const {
  if (std::find(node.parents.begin(), node.parents.end(), parent) != node.parents.end())
    source_.fail(at, "each parent once", shown(nodes_[parent].name) + " twice");
}

void Draft::add_parent(std::size_t number, std::size_t parent, std::size_t at) {
  StatedNode& node = nodes_[number];
  check_is_new_parent(node, parent, at);
  if (combinations(number) * node.states.size() > numbers_left() / nodes_[parent].states.size())
    source_.fail(at,
                 "tables of at most " + std::to_string(most_unwritten_numbers) +
                     " numbers, and one more for each byte of the file",
                 "more with this parent of " + detail::quoted(node.name));
  node.parents.push_back(parent);
}

void Draft::add_argument(std::size_t number, std::size_t parent, std::size_t at) {
  check_is_new_parent(nodes_[number], parent, at);
  nodes_[number].parents.push_back(parent);
}

std::size_t Draft::combinations(std::size_t number) const noexcept {
  std::size_t product = 1;
  for (const std::size_t parent : nodes_[number].parents) product *= nodes_[parent].states.size();
  return product;
}

void Draft::make_rows(std::size_t number) {
  StatedNode& node = nodes_[number];
  node.probabilities.resize(combinations(number) * node.states.size());
  stated_numbers_ += node.probabilities.size();
}

std::span<double> Draft::row(std::size_t number, std::size_t combination) {
  StatedNode& node = nodes_[number];
  return {node.probabilities.data() + combination * node.states.size(), node.states.size()};
}

void Draft::normalise(std::span<double> row, std::size_t at, const std::function<std::string()>& where) {
  if (!sums_.normalise(row))
    source_.fail(at, "probabilities that sum to 1" + (where ? where() : std::string()),
                 detail::number(sum(row)));
}

std::string Draft::where_text(std::size_t number, std::size_t combination) const {
  const StatedNode& node = nodes_[number];
  return node.parents.empty() ? std::string() : " where " + combination_text(nodes_, node, combination);
}

void Draft::take_number(std::size_t number, double value, std::size_t at) {
  StatedNode& node = nodes_[number];
  const std::size_t before = node.probabilities.size(), states = node.states.size();
  if (before == 0) numbers_wanted_ = combinations(number) * states;
  if (before == numbers_wanted_)
    source_.fail(at, plural(before, "number", "numbers") + " in the table of " + detail::quoted(node.name),
                 "one more");
  if (before % states == 0) row_begins_.push_back(at);
  node.probabilities.push_back(value);
}

void Draft::close_rows(std::size_t number, std::size_t at, bool counts_allowed) {
  StatedNode& node = nodes_[number];
  const std::size_t rows = combinations(number), all = rows * node.states.size();
  if (node.probabilities.size() != all)
    source_.fail(at, plural(all, "number", "numbers") + " in the table of " + detail::quoted(node.name),
                 std::to_string(node.probabilities.size()));
  stated_numbers_ += all;
  const bool counts = counts_allowed && are_counts(node.probabilities);
  for (std::size_t i = 0; i < rows; ++i) {
    if (!counts)
      normalise(row(number, i), row_begins_[i], [&] { return where_text(number, i); });
    else if (!sums_.normalise_counts(row(number, i)))
      source_.fail(row_begins_[i], "counts with a finite sum above 0" + where_text(number, i),
                   detail::number(sum(row(number, i))));
  }
}

// ---- the whole

void Draft::warn(std::size_t at, const std::string& text) {
  warnings_.push_back(source_.position(at) + ": " + text);
}

Network Draft::finish(std::string name) const {
  for (std::size_t node = 0; node < nodes_.size(); ++node)
    if (!table_begins_[node])
      source_.fail(begins_[node], "a " + block_ + " of " + detail::quoted(nodes_[node].name), "none");
  Network network = network_of(
      nodes_, in_order(nodes_, [&](std::size_t node) { return source_.position(*table_begins_[node]); }));
  describe(network, std::move(name));
  return network;
}

void Draft::describe(Network& network, std::string name) const {
  network.name = std::move(name);
  for (const std::string& warning : sums_.warnings())
    network.warnings.push_back(source_.file_name() + ": " + warning);
  network.warnings.insert(network.warnings.end(), warnings_.begin(), warnings_.end());
}

}  // namespace casus::io
