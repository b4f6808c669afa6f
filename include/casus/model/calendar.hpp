// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <casus/error.hpp>
#include <casus/fwd.hpp>

/// What the steps of a timeline are called, by the calendar. Each throws Error where the date does not exist or the count is negative.
namespace casus {

namespace detail {

/// "2022-12-01": a date, or where it does not exist an Error.
inline std::chrono::sys_days checked_date(std::chrono::year_month_day date, Index count) {
  if (!date.ok()) throw Error("calendar", "a date that exists", "one that does not");
  if (count < 0) throw Error("calendar", "0 labels or more", std::to_string(count));
  return date;
}

inline std::string digits(unsigned number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

inline std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  return std::to_string(static_cast<int>(date.year())) + '-' +
         digits(static_cast<unsigned>(date.month()), 2) + '-' + digits(static_cast<unsigned>(date.day()), 2);
}

}  // namespace detail

/// "Dec 2022", "Jan 2023", ...
inline std::vector<std::string> month_labels(std::chrono::year_month first, Index count) {
  static constexpr const char* names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  detail::checked_date(first / 1, count);
  std::vector<std::string> labels;
  for (Index i = 0; i < count; ++i, first += std::chrono::months(1))
    labels.push_back(std::string(names[static_cast<unsigned>(first.month()) - 1]) + ' ' +
                     std::to_string(static_cast<int>(first.year())));
  return labels;
}

/// "2022 Q4", "2023 Q1", ...: of the quarter that the month lies in, and those behind it.
inline std::vector<std::string> quarter_labels(std::chrono::year_month first, Index count) {
  detail::checked_date(first / 1, count);
  std::vector<std::string> labels;
  for (Index i = 0; i < count; ++i, first += std::chrono::months(3))
    labels.push_back(std::to_string(static_cast<int>(first.year())) + " Q" +
                     std::to_string((static_cast<unsigned>(first.month()) + 2) / 3));
  return labels;
}

/// "2022-12-05", "2022-12-12", ...: the first days of weeks.
inline std::vector<std::string> week_labels(std::chrono::year_month_day first, Index count) {
  std::vector<std::string> labels;
  const std::chrono::sys_days start = detail::checked_date(first, count);
  for (Index i = 0; i < count; ++i) labels.push_back(detail::date_text(start + std::chrono::days(7 * i)));
  return labels;
}

/// "2022-12-05", "2022-12-06", ...
inline std::vector<std::string> day_labels(std::chrono::year_month_day first, Index count) {
  std::vector<std::string> labels;
  const std::chrono::sys_days start = detail::checked_date(first, count);
  for (Index i = 0; i < count; ++i) labels.push_back(detail::date_text(start + std::chrono::days(i)));
  return labels;
}

}  // namespace casus
