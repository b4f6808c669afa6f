// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/io/csv.hpp>

#include "../support/message.hpp"

namespace {

using casus::CsvReader;
using casus::Index;
using casus::test::message;
using namespace std::chrono_literals;

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& text, const casus::CsvOptions& options = {}) {
  std::istringstream in(text);
  CsvReader table(in, "t.csv", options);
  Rows rows{table.columns()};
  while (table.next()) {
    rows.emplace_back();
    for (Index i = 0; i < static_cast<Index>(table.columns().size()); ++i)
      rows.back().emplace_back(table.text(i));
  }
  EXPECT_EQ(table.rows(), static_cast<Index>(rows.size()) - 1);
  return rows;
}

std::string refused(const std::string& text) {
  return message([&] { rows_of(text); });
}

TEST(Csv, ReadsFieldsAndQuotes) {
  EXPECT_EQ(rows_of("a,b\n1,2\n3,4\n"), (Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(rows_of("a,b\r\n1,\r\n,4"), (Rows{{"a", "b"}, {"1", ""}, {"", "4"}}));
  EXPECT_EQ(rows_of("\"a, b\",\"c\"\"d\"\n\"line\r\nbreak\",\"\"\n"),
            (Rows{{"a, b", "c\"d"}, {"line\r\nbreak", ""}}));
  EXPECT_EQ(rows_of("\"\"\"\",\"x\"\"\"\"y\"\n\"\"\"a\",\"b\"\"\"\n"),
            (Rows{{"\"", "x\"\"y"}, {"\"a", "b\""}}));
  EXPECT_EQ(rows_of("\xef\xbb\xbf\"a\";b\n 1 ;2\n", {.separator = ';'}), (Rows{{"a", "b"}, {" 1 ", "2"}}));
  EXPECT_EQ(rows_of("a,b\n\n1,2\n\r\n3,4\n\n"), (Rows{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(rows_of("a\n\n1\n"), (Rows{{"a"}, {""}, {"1"}}));  // the only field may be empty
  EXPECT_EQ(rows_of("a,b\n1,\"2\""), (Rows{{"a", "b"}, {"1", "2"}}));
}

// The same rows whatever the size of the buffer: fields, quotes and line ends fall on its borders.
TEST(Csv, DoesNotDependOnTheBuffer) {
  std::string text = "number,text\r\n";
  Rows expected{{"number", "text"}};
  for (int i = 0; i < 60'000; ++i) {
    const std::string number = std::to_string(i), long_text(static_cast<std::size_t>(i % 23), 'x');
    text += number + ",\"" + long_text + "\"\"\r\n,\"\r\n";
    expected.push_back({number, long_text + "\"\r\n,"});
  }
  text += "last,\"" + std::string(300'000, 'y') + "\"";
  expected.push_back({"last", std::string(300'000, 'y')});
  EXPECT_TRUE(rows_of(text) == expected);
}

TEST(Csv, ReadsNumbersDatesAndMissingValues) {
  std::istringstream in("when,x,y\n2022-12-05,1.5e3,NA\n2024-02-29,-inf,x\n2023-02-29,,3\n");
  CsvReader table(in, "t.csv");
  EXPECT_EQ(table.column("x"), 1);
  EXPECT_EQ(table.find("z"), std::nullopt);
  EXPECT_EQ(message([&] { table.column("wen"); }),
            "t.csv:1: expected a column 'wen', got none; did you mean 'when'?");
  ASSERT_TRUE(table.next());
  EXPECT_EQ(table.date(0), 2022y / 12 / 5);
  EXPECT_EQ(table.number(1), 1500);
  EXPECT_TRUE(table.is_missing(2));
  ASSERT_TRUE(table.next());
  EXPECT_EQ(table.date(0), 2024y / 2 / 29);
  EXPECT_FALSE(table.is_missing(2));
  EXPECT_EQ(message([&] { table.number(1); }), "t.csv:3:12: expected a number, got '-inf'");
  EXPECT_EQ(message([&] { table.number(2); }), "t.csv:3:17: expected a number, got 'x'");
  ASSERT_TRUE(table.next());
  EXPECT_EQ(message([&] { table.date(0); }),
            "t.csv:4:1: expected a date that exists, such as 2022-12-05, got '2023-02-29'");
  EXPECT_EQ(message([&] { table.date(1); }),
            "t.csv:4:12: expected a date that exists, such as 2022-12-05, got ''");
  EXPECT_TRUE(table.is_missing(1));
  EXPECT_FALSE(table.next());
  EXPECT_FALSE(table.next());
}

TEST(Csv, SaysWhereWhatIsWrong) {
  EXPECT_EQ(refused(""), "t.csv: expected a header with the names of the columns, got an empty file");
  EXPECT_EQ(refused("a,b,a\n"), "t.csv:1:5: expected each column once, got 'a' again");
  EXPECT_EQ(refused("a,\n"), "t.csv:1:3: expected the name of a column, got an empty text");
  EXPECT_EQ(refused("a,b\n1,2,3\n"), "t.csv:2:5: expected 2 fields, as in the header, got 3");
  EXPECT_EQ(refused("a,b\n\n1\n"), "t.csv:3:2: expected 2 fields, as in the header, got 1");
  EXPECT_EQ(refused("a,b\n\"x\ny\",\"\xc3\xa4\" 2\n"),
            "t.csv:3:7: expected a separator or the end of the line after a closing quote, got ' '");
  EXPECT_EQ(refused("a,b\n1,\xc3\xa4\"\n"),
            "t.csv:2:4: expected quotes around the whole field, got a quote within it");
  EXPECT_EQ(refused("a,b\n1,\"2\n3\n"), "t.csv:2:3: expected a closing quote, got the end of the file");
  EXPECT_EQ(refused("a,b\r1,2\r"), "t.csv:1:4: expected a line that ends in LF or CRLF, got CR without LF");
  EXPECT_EQ(refused(std::string("a,b\nab,c\0d\n", 11)), "t.csv:2:5: expected text, got a zero byte");
  EXPECT_EQ(refused(std::string("a\0,\0b\0\n\0", 8)),
            "t.csv: expected text in UTF-8, got text in UTF-16; save it as UTF-8");
  EXPECT_EQ(
      refused("a\n\"" + std::string(CsvReader::longest_row + 200'000, 'x')),
      "t.csv:2:1: expected rows of at most 16777216 bytes, got a longer one; a closing quote may be missing");
}

}  // namespace
