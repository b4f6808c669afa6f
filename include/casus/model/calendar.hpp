// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/error.hpp>
#include <casus/fwd.hpp>

/// Calendar labels for the steps of a timeline. Each function throws Error if the date does not
/// exist or the count is negative.
namespace casus {

namespace detail {

/// Returns the date. Throws Error if it does not exist or the count is negative.
std::chrono::sys_days checked_date(std::chrono::year_month_day date, Index count);

std::string digits(unsigned number, std::size_t width);

std::string date_text(std::chrono::sys_days day);

}  // namespace detail

/// Returns the names of consecutive months: "Dec 2022", "Jan 2023", ...
std::vector<std::string> month_labels(std::chrono::year_month first, Index count);

/// Returns the names of the quarter that contains the month and those after it:
/// "2022 Q4", "2023 Q1", ...
std::vector<std::string> quarter_labels(std::chrono::year_month first, Index count);

/// Returns the first days of consecutive weeks: "2022-12-05", "2022-12-12", ...
std::vector<std::string> week_labels(std::chrono::year_month_day first, Index count);

/// Returns consecutive days: "2022-12-05", "2022-12-06", ...
std::vector<std::string> day_labels(std::chrono::year_month_day first, Index count);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/calendar.inl>
#endif
