// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/calendar.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace casus {
namespace {

using namespace std::chrono_literals;
using Labels = std::vector<std::string>;

TEST(Calendar, NamesSteps) {
  EXPECT_EQ(month_labels(2022y / 12, 3), (Labels{"Dec 2022", "Jan 2023", "Feb 2023"}));
  EXPECT_EQ(quarter_labels(2022y / 11, 3), (Labels{"2022 Q4", "2023 Q1", "2023 Q2"}));
  EXPECT_EQ(week_labels(2022y / 12 / 26, 2), (Labels{"2022-12-26", "2023-01-02"}));
  EXPECT_EQ(day_labels(2024y / 2 / 28, 3), (Labels{"2024-02-28", "2024-02-29", "2024-03-01"}));
  EXPECT_EQ(month_labels(2022y / 12, 0), Labels{});
}

TEST(Calendar, RefusesDatesThatDoNotExist) {
  EXPECT_THROW(month_labels(2022y / 13, 3), Error);
  EXPECT_THROW(day_labels(2023y / 2 / 29, 3), Error);
  EXPECT_THROW(week_labels(2023y / 2 / 1, -1), Error);
}

}  // namespace
}  // namespace casus
