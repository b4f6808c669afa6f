// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include <casus/elicit/counted.hpp>
#include <casus/io/csv.hpp>

/// Times until an event from tables, for `elicit::steps_at_risk` and `elicit::time_at_risk`. Part
/// of the compiled core.
namespace casus {

/// Reads one spell per row: its length, and whether the event ended it (yes or no, 1 or 0, true or
/// false). Throws Error, with file, line and column, if there is no such column, a length is not
/// positive, or a value is missing.
std::vector<elicit::Spell> read_spells(CsvReader& table, std::string_view length, std::string_view ended);

/// Reads one spell per row from the dates of its begin and of the event; without the latter
/// (missing), it had not ended by `until`. Events after `until` have not happened yet. Lengths are
/// in units of this number of days (30.4375: months). Throws Error as above, and if a spell does
/// not end after it began, or begins at `until` or later.
std::vector<elicit::Spell> read_dated_spells(CsvReader& table, std::string_view begin, std::string_view end,
                                             std::chrono::year_month_day until, double days = 30.4375);

}  // namespace casus
