// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/study/belarus_claims.hpp>

#include <set>
#include <string>

#include <gtest/gtest.h>

#include <casus/infer/parse.hpp>
#include <casus/study/belarus.hpp>

namespace casus::study {
namespace {

void expect_valid(const Voice& voice) {
  SCOPED_TRACE(std::string(voice.who) + ": " + std::string(voice.words));
  EXPECT_FALSE(voice.who.empty());
  EXPECT_FALSE(voice.words.empty());
  EXPECT_FALSE(voice.where.empty());
  if (!voice.link.empty()) {
    EXPECT_TRUE(voice.link.starts_with("https://"));
  }
  // Nothing after the cut-off.
  for (const char* later : {"2023", "2024", "2025"}) EXPECT_EQ(voice.date.find(later), voice.date.npos);
}

TEST(BelarusClaims, AllNineteenAskAndAreAnswered) {
  Horizon horizon(belarus().timeline, belarus_months);
  ASSERT_EQ(all_claims().size(), 19u);
  int number = 0;
  for (const ArticleClaim& claim : all_claims()) {
    SCOPED_TRACE(std::string(claim.words));
    EXPECT_EQ(claim.number, ++number);
    EXPECT_FALSE(claim.words.empty());
    EXPECT_FALSE(claim.speaker.empty());
    EXPECT_FALSE(claim.variable.empty());
    EXPECT_TRUE(find_judgement(researched_judgements(), claim.judgement)) << claim.judgement;
    ASSERT_FALSE(claim.questions.empty());
    std::set<std::string> labels;
    for (const ClaimQuestion& one : claim.questions) {
      EXPECT_NO_THROW(parse_query(horizon, one.question)) << one.question;
      EXPECT_TRUE(labels.insert(one.label).second) << one.label;
    }
    ASSERT_FALSE(claim.voices.empty());
    for (const Voice& voice : claim.voices) expect_valid(voice);
  }
}

}  // namespace
}  // namespace casus::study
