// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/learn/spells.hpp>

#include "../support/message.hpp"

namespace {

using namespace casus;
using namespace std::chrono_literals;
using casus::test::message;

std::vector<elicit::Spell> spells_of(const std::string& text) {
  std::istringstream in(text);
  CsvReader table(in, "t.csv");
  return read_spells(table, "months", "ended");
}
std::vector<elicit::Spell> dated(const std::string& text, double days = 1) {
  std::istringstream in("begin,end\n" + text);
  CsvReader table(in, "t.csv");
  return read_dated_spells(table, "begin", "end", 2023y / 1 / 31, days);
}

TEST(Spells, AreReadByLength) {
  const elicit::CountedShare counts =
      elicit::steps_at_risk(spells_of("id,months,ended\na,14,yes\nb,3,1\nc,24,no\n"));
  EXPECT_EQ(counts.events, 2);
  EXPECT_EQ(counts.of, 41);
  EXPECT_EQ(message([] { spells_of("months,ended\n1,yes\n0,no\n"); }),
            "t.csv:3:1: expected a positive length, got 0");
  EXPECT_EQ(message([] { spells_of("months,ended\n1,maybe\n"); }),
            "t.csv:2:3: expected yes or no, got 'maybe'");
  EXPECT_EQ(message([] { spells_of("month,ended\n"); }),
            "t.csv:1: expected a column 'months', got none; did you mean 'month'?");
}

TEST(Spells, AreReadByDates) {
  const auto spells =
      dated("2022-12-31,2023-01-10\n2023-01-01,NA\n2023-01-01,2023-02-10\n2023-01-01,2023-01-31\n", 10);
  ASSERT_EQ(spells.size(), 4u);
  EXPECT_EQ(spells[0].length, 1);
  EXPECT_TRUE(spells[0].ended);
  EXPECT_EQ(spells[1].length, 3);
  EXPECT_FALSE(spells[1].ended);
  EXPECT_EQ(spells[2].length, 3);
  EXPECT_FALSE(spells[2].ended);  // not yet
  EXPECT_TRUE(spells[3].ended);
  EXPECT_EQ(message([] { dated("2023-01-05,2023-01-05\n"); }),
            "t.csv:2:12: expected a date after the beginning, got an earlier one");
  EXPECT_EQ(message([] { dated("2023-02-05,\n"); }),
            "t.csv:2:1: expected a date before the last one observed, got a later one");
  EXPECT_EQ(message([] { dated("2023-01-05,\n", 0); }), "days: expected a positive number of days, got 0");
}

}  // namespace
