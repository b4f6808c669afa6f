// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/stated_distributions.hpp"

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/model/judged_table.hpp>

#include "io/text/source.hpp"

namespace casus::io {

ConditionalDistribution StatedDistributions::law(const toml::node& node,
                                                 const std::vector<std::string>* states, bool reads_last) {
  if (const toml::table* table = node.as_table()) return this->table(*table, states, reads_last);
  if (!node.is_string())
    fields_.fail(node, "a law in quotes, such as \"Bernoulli(0.2)\", or a table of parents and rows",
                 described(node));
  return expressions_.parsed(node, reads_last, read_distribution);
}

ConditionalDistribution StatedDistributions::table(const toml::table& table,
                                                   const std::vector<std::string>* series_states,
                                                   bool reads_last) {
  if (!reading_.has_only(table, {"states", "parents", "rows"}, "a table")) throw ReadsUnusable();
  constexpr Index most_rows = 1'000'000;
  std::vector<std::string> states;
  if (const toml::node* node = table.get("states")) {
    states = labels(*node);
  } else if (series_states) {
    states = *series_states;
  }
  const std::size_t columns = states.empty() ? 1 : states.size();
  std::vector<Discrete> parents;
  std::vector<std::string> names;
  Index count = 1;
  const toml::node& stated_parents = fields_.required(table, "parents");
  for (const toml::node& node : fields_.list(stated_parents, "a list of names of events and categories")) {
    parents.push_back(expressions_.parsed(node, reads_last, read_parent));
    names.push_back(parents.back().node()->name);
    const auto size = detail::size(parents.back().states());
    if (count > most_rows / size)
      fields_.fail(stated_parents,
                   "at most " + std::to_string(most_rows) + " combinations of the parents' states", "more");
    count *= size;
  }
  if (parents.empty()) fields_.fail(stated_parents, "at least one parent", "none");
  const toml::node& stated_rows = fields_.required(table, "rows");
  table_numbers_left_ -= count * static_cast<Index>(columns);
  if (table_numbers_left_ < 0)
    fields_.fail(stated_rows,
                 "at most " + std::to_string(most_table_numbers) + " numbers in the tables of a file",
                 "more");

  std::vector<TableRow<std::vector<Real>>> rows;
  for (const toml::node& node : fields_.list(stated_rows, "a list of rows"))
    rows.push_back(row(node, parents, names, columns, reads_last));
  const auto ordered = fields_.located(stated_rows, "table of " + detail::joined(names), [&] {
    return detail::ordered_rows(parents, rows, std::vector<Real>(columns, detail::unreachable_value()));
  });
  std::vector<Real> probabilities;
  for (std::size_t column = 0; column < columns; ++column) {
    std::vector<Real> values;
    for (const auto& one : ordered) values.push_back(one[column]);
    probabilities.push_back(detail::table_node(parents, values));
  }
  if (states.empty()) return Bernoulli(probabilities[0]);
  return Categorical(states, probabilities);
}

TableRow<std::vector<Real>> StatedDistributions::row(const toml::node& node,
                                                     const std::vector<Discrete>& parents,
                                                     const std::vector<std::string>& names,
                                                     std::size_t columns, bool reads_last) {
  const toml::array& cells =
      fields_.list(node, "a row: states of " + detail::joined(names) + ", then values");
  if (cells.size() != parents.size() + columns)
    fields_.fail(node,
                 std::to_string(parents.size()) + (parents.size() == 1 ? " state of " : " states of ") +
                     detail::joined(names) + " and " + std::to_string(columns) +
                     (columns == 1 ? " value" : " values"),
                 std::to_string(cells.size()) + " in all");
  TableRow<std::vector<Real>> read;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i >= parents.size()) {
      read.value.push_back(expressions_.number(cells[i], reads_last));
      continue;
    }
    const std::string state = fields_.text(cells[i]);
    NodeFields parent = *parents[i].node();
    parent.labels = parents[i].states();
    if (state.size() > longest_name) fields_.fail(cells[i], "a state of " + parent.name, shown(state));
    fields_.located(cells[i], parent.name, [&] { return detail::state_index(parent, state); });
    read.states.emplace_back(state);
  }
  if (columns > 1) expressions_.normalise(read.value);
  return read;
}

std::vector<std::string> StatedDistributions::labels(const toml::node& node) const {
  std::vector<std::string> read = fields_.texts(node);
  for (const std::string& label : read)
    if (label.size() > longest_name)
      fields_.fail(node, "states of at most " + std::to_string(longest_name) + " bytes",
                   std::to_string(label.size()));
  return read;
}

}  // namespace casus::io
