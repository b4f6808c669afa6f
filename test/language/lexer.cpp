// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "language/lexer.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/operations.hpp>

namespace casus {
namespace {

std::vector<std::string> pieces(std::string_view text) {
  const QuestionText source(text);
  std::vector<std::string> all;
  for (const Token& token : tokens_of(source)) all.emplace_back(token.text);
  return all;
}

TEST(Tokens, AreEveryOperatorOfTheTable) {
  for (const detail::Operation& row : detail::operation_rows)
    for (const std::string_view spelling : {row.spelling, row.alternative, row.turned})
      if (!spelling.empty()) {
        const std::string text = "1 " + std::string(spelling) + " 2";
        EXPECT_EQ(pieces(text), (std::vector<std::string>{"1", std::string(spelling), "2", ""})) << text;
      }
}

TEST(Tokens, AreTheLongestThatFit) {
  EXPECT_EQ(pieces("a<=b"), (std::vector<std::string>{"a", "<=", "b", ""}));
  EXPECT_EQ(pieces("a<-b"), (std::vector<std::string>{"a", "<", "-", "b", ""}));
  EXPECT_EQ(pieces("a|b||c"), (std::vector<std::string>{"a", "|", "b", "||", "c", ""}));
  EXPECT_EQ(pieces("!a!=b"), (std::vector<std::string>{"!", "a", "!=", "b", ""}));
  EXPECT_EQ(pieces("a==b=c"), (std::vector<std::string>{"a", "==", "b", "=", "c", ""}));
}

TEST(Tokens, KnowColonsInModelsAlone) {
  const QuestionText source("a: 1");
  EXPECT_EQ(tokens_of_model(source).size(), 4u);
  EXPECT_THROW(tokens_of(source), Error);
}

}  // namespace
}  // namespace casus
