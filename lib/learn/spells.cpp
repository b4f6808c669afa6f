// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/learn/spells.hpp>

#include <cmath>
#include <string>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

namespace casus {

std::vector<elicit::Spell> read_spells(CsvReader& table, std::string_view length, std::string_view ended) {
  const Index length_column = table.column(length), ended_column = table.column(ended);
  std::vector<elicit::Spell> spells;
  while (table.next()) {
    const double time = table.number(length_column);
    if (!(time > 0)) table.fail(length_column, "a positive length", detail::number(time));
    const std::string_view label = table.text(ended_column);
    const bool is_ended = label == "yes" || label == "1" || label == "true";
    if (!is_ended && label != "no" && label != "0" && label != "false")
      table.fail(ended_column, "yes or no", detail::quoted(detail::shortened(label, 60)));
    spells.push_back({time, is_ended});
  }
  return spells;
}

std::vector<elicit::Spell> read_dated_spells(CsvReader& table, std::string_view begin, std::string_view end,
                                             std::chrono::year_month_day until, double days) {
  if (!until.ok()) throw Error("until", "a date that exists", "another");
  if (!(days > 0 && std::isfinite(days)))
    throw Error("days", "a positive number of days", detail::number(days));
  const Index begin_column = table.column(begin), end_column = table.column(end);
  const std::chrono::sys_days last = until;
  std::vector<elicit::Spell> spells;
  while (table.next()) {
    const std::chrono::sys_days first = table.date(begin_column);
    if (first >= last) table.fail(begin_column, "a date before the last one observed", "a later one");
    std::chrono::sys_days stop = last;
    bool is_ended = false;
    if (!table.is_missing(end_column)) {
      const std::chrono::sys_days event = table.date(end_column);
      if (event <= first) table.fail(end_column, "a date after the beginning", "an earlier one");
      is_ended = event <= last;
      if (is_ended) stop = event;
    }
    spells.push_back({static_cast<double>((stop - first).count()) / days, is_ended});
  }
  return spells;
}

}  // namespace casus
