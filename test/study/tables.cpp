// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The tables of the study that its page shows: claims, voices, outcomes.

#include <set>
#include <string>

#include <gtest/gtest.h>

#include <casus/infer/parse.hpp>
#include <casus/study/belarus.hpp>
#include <casus/study/belarus_claims.hpp>
#include <casus/study/belarus_outcomes.hpp>

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

TEST(BelarusTables, AllNineteenClaimsAskAndAreAnswered) {
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

TEST(BelarusTables, EveryOutcomeCanBeScored) {
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

TEST(BelarusTables, EveryJudgementOfTheCalibrationCanBeAsked) {
  const Belarus study = belarus();
  Horizon horizon(study.timeline, belarus_months);
  for (const CalibrationRow& row : study.calibration)
    EXPECT_NO_THROW(parse_query(horizon, row.question)) << row.question;
}

}  // namespace
}  // namespace casus::study
