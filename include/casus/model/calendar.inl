// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/calendar.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::chrono::sys_days checked_date(std::chrono::year_month_day date, Index count) {
  if (!date.ok()) throw Error("calendar", "a date that exists", "one that does not");
  if (count < 0) throw Error("calendar", "0 labels or more", std::to_string(count));
  return date;
}

CASUS_INLINE std::string digits(unsigned number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

CASUS_INLINE std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date{day};
  return std::to_string(static_cast<int>(date.year())) + '-' +
         digits(static_cast<unsigned>(date.month()), 2) + '-' + digits(static_cast<unsigned>(date.day()), 2);
}

}  // namespace detail

// Months are added by + because += of libc++ 14 does not carry into the year.

CASUS_INLINE std::vector<std::string> month_labels(std::chrono::year_month first, Index count) {
  static constexpr const char* names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  detail::checked_date(first / 1, count);
  std::vector<std::string> labels;
  for (Index i = 0; i < count; ++i, first = first + std::chrono::months(1))
    labels.push_back(std::string(names[static_cast<unsigned>(first.month()) - 1]) + ' ' +
                     std::to_string(static_cast<int>(first.year())));
  return labels;
}

CASUS_INLINE std::vector<std::string> quarter_labels(std::chrono::year_month first, Index count) {
  detail::checked_date(first / 1, count);
  std::vector<std::string> labels;
  for (Index i = 0; i < count; ++i, first = first + std::chrono::months(3))
    labels.push_back(std::to_string(static_cast<int>(first.year())) + " Q" +
                     std::to_string((static_cast<unsigned>(first.month()) + 2) / 3));
  return labels;
}

CASUS_INLINE std::vector<std::string> week_labels(std::chrono::year_month_day first, Index count) {
  std::vector<std::string> labels;
  const std::chrono::sys_days start = detail::checked_date(first, count);
  for (Index i = 0; i < count; ++i) labels.push_back(detail::date_text(start + std::chrono::days(7 * i)));
  return labels;
}

CASUS_INLINE std::vector<std::string> day_labels(std::chrono::year_month_day first, Index count) {
  std::vector<std::string> labels;
  const std::chrono::sys_days start = detail::checked_date(first, count);
  for (Index i = 0; i < count; ++i) labels.push_back(detail::date_text(start + std::chrono::days(i)));
  return labels;
}

}  // namespace casus
