// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/error.hpp>
#include <casus/fwd.hpp>

/// What the steps of a timeline are called, by the calendar. Each throws Error where the date does not exist or the count is negative.
namespace casus {

namespace detail {

/// "2022-12-01": a date, or where it does not exist an Error.
std::chrono::sys_days checked_date(std::chrono::year_month_day date, Index count);

std::string digits(unsigned number, std::size_t width);

std::string date_text(std::chrono::sys_days day);

}  // namespace detail

/// "Dec 2022", "Jan 2023", ...
std::vector<std::string> month_labels(std::chrono::year_month first, Index count);

/// "2022 Q4", "2023 Q1", ...: of the quarter that the month lies in, and those behind it.
std::vector<std::string> quarter_labels(std::chrono::year_month first, Index count);

/// "2022-12-05", "2022-12-12", ...: the first days of weeks.
std::vector<std::string> week_labels(std::chrono::year_month_day first, Index count);

/// "2022-12-05", "2022-12-06", ...
std::vector<std::string> day_labels(std::chrono::year_month_day first, Index count);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/calendar.inl>
#endif
