// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/learn/history.hpp>

#include "../support/message.hpp"

namespace casus {
namespace {

using test::message;

struct Weather {
  Timeline timeline;
  Series<Event> rain = timeline.event("rain");
  Series<Category> sky = timeline.category("sky", {"clear", "grey"});
  Series<Quantity> depth = timeline.quantity("depth");

  Weather() {
    timeline.each(rain, Bernoulli(0.3));
    timeline.each(sky, Categorical({"clear", "grey"}, {0.5, 0.5}));
    timeline.each(depth, Normal(0, 1));
  }
};

std::vector<HistoryColumn> read(const std::string& text) {
  const Horizon horizon(Weather().timeline, 3);
  std::istringstream in(text);
  CsvReader table(in, "news.csv");
  return read_history(horizon, table);
}

TEST(History, IsReadByTheNamesOfSeries) {
  const auto history =
      read("date,rain,depth,sky\n2022-12-01,yes,0.5,grey\n2023-01-01,0,NA,clear\n2023-02-01,,-1,\n");
  ASSERT_EQ(history.size(), 3u);
  using Values = std::vector<std::optional<double>>;
  EXPECT_EQ(history[0].series, "rain");
  EXPECT_EQ(history[0].values, (Values{1, 0, std::nullopt}));
  EXPECT_EQ(history[1].values, (Values{0.5, std::nullopt, -1}));
  EXPECT_EQ(history[2].values, (Values{1, 0, std::nullopt}));
}

TEST(History, ErrorsNameThePlace) {
  EXPECT_EQ(message([] { read("rain\nyes\nmaybe\n"); }),
            "news.csv:3:1: expected one of no, yes, got 'maybe'");
  EXPECT_EQ(message([] { read("rain,sky\nyes,gray\n"); }).substr(0, 53),
            "news.csv:2:5: expected one of clear, grey, got 'gray'");
  EXPECT_EQ(message([] { read("depth\nx\n"); }).substr(0, 13), "news.csv:2:1:");
  EXPECT_EQ(message([] { read("rain\n1\n1\n1\n1\n"); }),
            "news.csv:5:1: expected at most 3 rows, one for each step, got one more");
  EXPECT_NE(message([] { read("date\n1\n"); }).find("the series are rain, sky, depth"), std::string::npos);
}

TEST(History, BecomesObservationsUpToAStep) {
  Weather w;
  Horizon h(w.timeline, 3);
  const auto history = read("rain,depth,sky\nyes,0.5,grey\nno,NA,clear\n");
  EXPECT_EQ(observed(h, history, 0).size(), 3u);
  const std::vector<Observation> all = observed(h, history, 1);
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(to_text(*all[0].condition()), "at(rain, 0)");
  EXPECT_EQ(all[1].evidence()->value, 0.5);
  EXPECT_EQ(to_text(*all[2].condition()), "at(sky, 0) = grey");
  EXPECT_EQ(to_text(*all[3].condition()), "not at(rain, 1)");
}

}  // namespace
}  // namespace casus
