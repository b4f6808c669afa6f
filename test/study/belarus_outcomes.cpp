// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/study/belarus_outcomes.hpp>

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <casus/infer/parse.hpp>
#include <casus/study/belarus.hpp>

namespace casus::study {
namespace {

TEST(BelarusOutcomes, AllCanBeScored) {
  Horizon horizon(belarus().timeline, belarus_months);
  std::set<std::string_view> questions;
  int happened = 0;
  for (const Resolution& one : belarus_outcomes()) {
    SCOPED_TRACE(std::string(one.event));
    EXPECT_EQ(parse_query(horizon, one.question).asks(), QuestionKind::probability);
    EXPECT_TRUE(questions.insert(one.question).second);
    EXPECT_FALSE(one.date.empty());
    EXPECT_FALSE(one.source.empty());
    if (one.base_rate) {
      EXPECT_TRUE(*one.base_rate > 0 && *one.base_rate < 1);
    }
    happened += one.happened ? 1 : 0;
  }
  EXPECT_EQ(happened, 5);
  for (const MeasuredQuantity& one : belarus_quantities())
    EXPECT_NO_THROW(
        parse_query(horizon, "E(at(" + std::string(one.series) + ", " + std::to_string(one.step) + "))"));
}

}  // namespace
}  // namespace casus::study
