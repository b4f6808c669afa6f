// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <casus/analyse/calibration.hpp>
#include <casus/infer/posterior.hpp>

#include "../support/message.hpp"

namespace casus {
namespace {

using test::message;

TEST(Ranks, ThatAreEqualPassAndOthersFail) {
  std::vector<double> equal, central, high;
  for (int i = 0; i < 100; ++i) {
    const double u = (i + 0.5) / 100;
    equal.push_back(u);
    central.push_back(0.5 + (u - 0.5) / 2);  // posteriors that are too wide
    high.push_back(std::sqrt(u));
  }
  const CalibratedParameter passes = ranked("p", equal);
  EXPECT_TRUE(passes.is_calibrated());
  EXPECT_NEAR(passes.p_value, 1, 1e-9);
  EXPECT_NEAR(passes.deviation, 0.005, 1e-9);
  EXPECT_NEAR(passes.band, std::sqrt(std::log(200.0) / 200), 1e-12);
  EXPECT_EQ(passes.counts, std::vector<Index>(10, 10));
  EXPECT_FALSE(ranked("p", central).is_calibrated());
  EXPECT_LT(ranked("p", central).p_value, 1e-6);
  EXPECT_GT(ranked("p", high).deviation, passes.band);
}

TEST(Calibrate, AModelAgreesWithItself) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 3));
  const auto mean = m.parameter("mean", Normal(0, 2));
  const auto cause = m.add("cause", Bernoulli(p)),
             sign = m.add("sign", Bernoulli(table(cause, {{no, 0.2}, {yes, 0.7}})));
  const auto x = m.add("x", Normal(mean, 1));
  const auto guarded = m.add("guarded", Normal(mean, 0.5), {.when = cause});
  const Calibration found = calibrate(
      m, {observed(sign, yes), observed(x, 1.5), observed(guarded, 0.4), Boolean(cause)}, {.runs = 100});
  EXPECT_EQ(found.runs, 100);
  EXPECT_EQ(found.lost, 0);
  ASSERT_EQ(found.parameters.size(), 2u);
  for (const CalibratedParameter& one : found.parameters) {
    EXPECT_EQ(one.ranks.size(), 100u);
    EXPECT_GT(one.p_value, 1e-6) << one.name;
    EXPECT_LT(one.deviation, one.band * 1.65) << one.name;  // exceeded with probability 1e-6
  }
  ASSERT_EQ(found.predictions.size(), 4u);
  const PredictedObservation& of_sign = found.predictions[0];
  EXPECT_EQ(of_sign.what, "sign");
  EXPECT_NEAR(of_sign.predicted, 0.4 * 0.7 + 0.6 * 0.2, 0.02);
  const PredictedObservation& of_x = found.predictions[1];
  EXPECT_TRUE(of_x.is_quantity);
  EXPECT_EQ(of_x.observed, 1.5);
  EXPECT_NEAR(of_x.predicted, 0, 0.3);
  EXPECT_NEAR(of_x.range.high, 1.645 * std::sqrt(5.0), 0.6);
  EXPECT_NEAR(of_x.below, 0.5 * std::erfc(-1.5 / std::sqrt(10.0)), 0.06);
}

TEST(Calibrate, OverTime) {
  Timeline t;
  const auto p = t.parameter("p", Beta(1, 4));
  const auto event = t.event("event");
  const auto mood = t.category("mood", {"calm", "tense", "angry"});
  t.each(event, Bernoulli(p));
  t.each(mood, Categorical({"calm", "tense", "angry"}, {1 - p, p / 2, p / 2}));
  Horizon h(t, 6);
  std::vector<Observation> seen = observed(h, event, {true, false, std::nullopt, true});
  for (const Observation& one : observed(h, mood, {"calm", "angry"})) seen.push_back(one);
  const Calibration found = calibrate(h, seen, {.run = {.worlds = 64}, .runs = 60});
  ASSERT_EQ(found.parameters.size(), 1u);
  EXPECT_GT(found.parameters[0].p_value, 1e-6);
  ASSERT_EQ(found.predictions.size(), 5u);
  EXPECT_EQ(found.predictions[1].what, "not at(event, 1)");
  EXPECT_NEAR(found.predictions[1].predicted, 0.8, 0.02);
  EXPECT_NEAR(found.predictions[4].predicted, 0.1, 0.02);
}

TEST(Calibrate, RefusesWhatItCannotSimulate) {
  Model m;
  const auto p = m.parameter("p", Beta(1, 1));
  const auto e = m.add("e", Bernoulli(p));
  EXPECT_EQ(message([&] { calibrate(m, {likelihood(e, 0.2, 0.8)}); }),
            "calibration: expected observations that can be simulated, got a likelihood of 'e'");
  EXPECT_EQ(message([&] { calibrate(m, {e}, {.runs = 5}); }),
            "calibration: expected at least 20 runs, got 5");
}

}  // namespace
}  // namespace casus
