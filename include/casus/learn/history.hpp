// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/analyse/backtest.hpp>
#include <casus/io/csv.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Reads the history of series from a table: a row for each step from the first, and a column for
/// each series, with the labels of states, for events also 0 and 1, false and true. Other columns,
/// such as dates, are not used. Throws Error, with file, line and column, for an unknown state
/// (with the nearest one), a number that is none, more rows than the horizon has steps, and if no
/// column is a series. Part of the compiled core.
std::vector<HistoryColumn> read_history(const Horizon& horizon, CsvReader& table);

}  // namespace casus
