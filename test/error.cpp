// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/error.hpp>

#include <string>

#include <gtest/gtest.h>

namespace casus {
namespace {

TEST(Errors, AreOneSentence) {
  EXPECT_STREQ(Error("x", "a number", "none").what(), "x: expected a number, got none");
  EXPECT_STREQ(Error("x", "a number", "none", "state one").what(),
               "x: expected a number, got none; state one");
}

TEST(Errors, AreShortWhateverTheyAreAbout) {
  std::string umlauts = "x";
  while (umlauts.size() < 100000) umlauts += "\xc3\xa4";
  const Error error(umlauts, umlauts, umlauts, umlauts);
  const std::string told = error.what();
  EXPECT_LT(told.size(), 2500u);
  // No half of a character.
  for (std::size_t i = 0; i < told.size(); ++i)
    if (told[i] == '\xc3') {
      EXPECT_EQ(told[i + 1], '\xa4');
    }
  EXPECT_NE(told.find("...: expected x"), std::string::npos);
  EXPECT_EQ(error.subject(), umlauts);
  EXPECT_EQ(error.got(), umlauts);
}

// The evidence of a question may be long; what is wrong with it follows all the same.
TEST(Errors, BeginWithAHundredCharactersOfAQuestion) {
  std::string question = "quantile(x, 0.5 | observed(\"reading 0\", 0)";
  for (int i = 1; i < 60; ++i) question += ", observed(\"reading " + std::to_string(i) + "\", 0.5)";
  question += ')';
  const Error error(question, "a question that can be answered exactly", "one that cannot");
  EXPECT_EQ(error.what(), question.substr(0, 100) +
                              "...: expected a question that can be answered exactly, got one that cannot");
  EXPECT_EQ(error.subject(), question);
  const std::string file = std::string(200, 'd') + "/rain (1).toml:3:4";
  EXPECT_EQ(std::string(Error::in_file(file, "a number", "none").what()),
            file + ": expected a number, got none");
}

}  // namespace
}  // namespace casus
