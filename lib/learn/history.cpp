// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/learn/history.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>

namespace casus {

namespace {

// A column of the table that is a series.
struct SeriesColumn {
  Index column, series;
  Kind kind;
  std::vector<std::string> states;  // of an event or category
};

double value_of(const CsvReader& table, const SeriesColumn& of) {
  if (of.kind == Kind::quantity || of.kind == Kind::count) return table.number(of.column);
  const std::string text(table.text(of.column));
  if (of.kind == Kind::event) {
    if (text == "0" || text == "false") return 0;
    if (text == "1" || text == "true") return 1;
  }
  const auto found = std::find(of.states.begin(), of.states.end(), text);
  if (found == of.states.end())
    table.fail(of.column, "one of " + detail::joined(of.states), detail::quoted(text),
               detail::nearest_hint(text, of.states));
  return static_cast<double>(found - of.states.begin());
}

}  // namespace

std::vector<HistoryColumn> read_history(const Horizon& horizon, CsvReader& table) {
  std::vector<HistoryColumn> history;
  std::vector<SeriesColumn> columns;
  const Timeline& timeline = horizon.timeline();
  for (Index i = 0; i < detail::size(table.columns()); ++i) {
    const auto found = horizon.find(table.columns()[detail::at(i)]);
    if (!found) continue;
    SeriesColumn column{i, *found, horizon.kind(*found), {}};
    if (column.kind == Kind::event) column.states = {"no", "yes"};
    if (column.kind == Kind::category)
      column.states = timeline.scope().variable(timeline.series()[detail::at(*found)].now).states();
    columns.push_back(std::move(column));
    history.push_back({table.columns()[detail::at(i)], {}});
  }
  if (columns.empty())
    throw Error(table.position(0), "a column with the name of a series", "none",
                "the series are " + detail::joined(horizon.names()));
  while (table.next()) {
    if (table.rows() > horizon.steps())
      table.fail(0, "at most " + std::to_string(horizon.steps()) + " rows, one for each step", "one more");
    for (std::size_t i = 0; i < columns.size(); ++i)
      history[i].values.push_back(table.is_missing(columns[i].column)
                                      ? std::nullopt
                                      : std::optional<double>(value_of(table, columns[i])));
  }
  return history;
}

}  // namespace casus
