// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <array>
#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include <casus/elicit/said.hpp>
#include <casus/model/model.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;

using casus::Error;
using casus::elicit::Phrase;
using casus::elicit::Quantile;
using casus::elicit::said;
using casus::elicit::Scale;
namespace scale = casus::elicit::scale;

TEST(Said, IsUniformOverABand) {
  const auto law = said("Unlikely", scale::icd203);
  EXPECT_DOUBLE_EQ(law.quantile(.05), .2125);
  EXPECT_DOUBLE_EQ(law.quantile(.5), .325);
  EXPECT_DOUBLE_EQ(law.mean(), .325);
  EXPECT_EQ(law.support(), (std::pair{.20, .45}));
  EXPECT_DOUBLE_EQ(said("almost certain", scale::phia).quantile(.5), .975);  // a band that reaches to 1
}

// The quantiles that were measured, exactly; to half a percent where several agree.
TEST(Said, HasTheMeasuredQuantiles) {
  for (const Phrase& phrase : scale::capphrase->phrases()) {
    const auto law = said(phrase.text, scale::capphrase);
    double total = 0;
    for (const auto& component : law.components) total += component.weight;
    EXPECT_NEAR(total, 1, 1e-12);
    for (std::size_t i = 0; i < phrase.readings.size(); ++i) {
      const auto [level, value] = phrase.readings[i];
      const bool tied = (i > 0 && phrase.readings[i - 1].value == value) ||
                        (i + 1 < phrase.readings.size() && phrase.readings[i + 1].value == value) ||
                        value == 1;
      EXPECT_NEAR(law.quantile(level), value, tied ? .005 + 1e-12 : 1e-12) << phrase.text << ' ' << level;
      if (tied) continue;
      EXPECT_NEAR(law.cdf(value), level, 1e-12) << phrase.text << ' ' << level;
    }
    EXPECT_GE(law.support().first, 0) << phrase.text;
    EXPECT_LE(law.support().second, 1) << phrase.text;
  }
}

// Means that the survey's authors' data give and the laws were not made from.
TEST(Said, HasTheMeasuredMeansWithinTwoPoints) {
  const std::map<std::string, double> means = {{"will happen", 97.6},      {"almost certain", 94.0},
                                               {"highly likely", 85.3},    {"very good chance", 79.2},
                                               {"likely", 72.6},           {"probable", 71.4},
                                               {"better than even", 58.1}, {"realistic possibility", 57.0},
                                               {"may happen", 41.9},       {"might happen", 40.0},
                                               {"could happen", 39.7},     {"unlikely", 19.0},
                                               {"improbable", 13.4},       {"chances are slight", 13.0},
                                               {"little chance", 11.7},    {"highly unlikely", 9.2},
                                               {"remote chance", 8.7},     {"almost no chance", 3.9}};
  for (const auto& [words, mean] : means)
    EXPECT_NEAR(100 * said(words, scale::capphrase).mean(), mean, 2.0) << words;
}

TEST(Said, StatesAParameter) {
  casus::Model model;
  model.parameter("p_protest", said("unlikely", scale::icd203), {.source = "the article"});
  model.parameter("p_repression", said("probable", scale::capphrase));
  const auto& parameters = model.parameters();
  EXPECT_EQ(casus::to_text(parameters[0].distribution), "Uniform(0.2, 0.45)");
  EXPECT_EQ(casus::to_text(parameters[1].distribution).substr(0, 24), "Mixture(0.05: Uniform(0.");
}

TEST(Said, RefusesOtherWords) {
  EXPECT_EQ(
      message([] { said("realistic possibility", scale::icd203); }),
      "scale icd203: expected one of its phrases, got 'realistic possibility'; which is a phrase of phia, "
      "capphrase");
  EXPECT_EQ(message([] { said("Unlikly", scale::icd203); }),
            "scale icd203: expected one of its phrases, got 'Unlikly'; did you mean 'unlikely'?");
  EXPECT_EQ(message([] { said("xyzzy and so on and on", scale::nato); }),
            "scale nato: expected one of its phrases, got 'xyzzy and so on and on'");
  EXPECT_EQ(
      message([] { said("certain", scale::kent); }),
      "scale kent: expected words that leave room for chance, got 'certain'; state the probability as the "
      "constant 1");
}

TEST(Said, TakesAScaleOfOnesOwn) {
  const Scale mine("mine", "", {{"rarely", {}, 0, .2}, {"often", {}, .5, .9}});
  EXPECT_DOUBLE_EQ(said("often", mine).mean(), .7);
  EXPECT_EQ(message([&] { said("remote", mine); }),
            "scale mine: expected one of its phrases, got 'remote'; which is a phrase of icd203");
}

}  // namespace
