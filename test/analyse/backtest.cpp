// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <casus/analyse/backtest.hpp>

#include "../support/message.hpp"

namespace casus {
namespace {

using test::message;

TEST(Backtest, ForecastsFromEachOriginByWhatWasKnown) {
  // A share with a flat prior: after k of n, the forecast is (k + 1) / (n + 2).
  Timeline t;
  const auto p = t.parameter("p", Beta(1, 1));
  t.each(t.event("e"), Bernoulli(p));
  Horizon h(t, 8);
  const std::vector<HistoryColumn> history{{"e", {1, 1, 0, 1, 1, 1}}};
  const Backtest found = backtest(h, history, {.run = {.trajectories = 100'000, .worlds = 512}});
  ASSERT_EQ(found.forecasts.size(), 5u);
  double known = 0, score = 0;
  for (std::size_t i = 0; i < found.forecasts.size(); ++i) {
    const BacktestForecast& one = found.forecasts[i];
    known += *history[0].values[i];
    const double forecast = (known + 1) / (static_cast<double>(i) + 3);
    const bool happened = *history[0].values[i + 1] != 0;
    EXPECT_EQ(one.origin, static_cast<Index>(i));
    EXPECT_EQ(one.step, static_cast<Index>(i + 1));
    EXPECT_NEAR(one.forecast, happened ? forecast : 1 - forecast, 0.03);
    EXPECT_NEAR(one.score_without_news, 0.25, 0.02);
    EXPECT_NEAR(found.events[i].probability, forecast, 0.03);
    score += (forecast - (happened ? 1 : 0)) * (forecast - (happened ? 1 : 0)) / 5;
  }
  ASSERT_EQ(found.scores.size(), 1u);
  EXPECT_EQ(found.scores[0].name, "events and categories");
  EXPECT_NEAR(found.scores[0].score, score, 0.02);
  EXPECT_NEAR(found.scores[0].gain.value, score - 0.25, 0.03);
  EXPECT_GT(found.scores[0].gain.standard_error, 0);
}

TEST(Backtest, QuantitiesAndCategoriesHaveTheirOwnScores) {
  Timeline t;
  const auto level = t.quantity("level");
  const auto mood = t.category("mood", {"calm", "tense"});
  t.first(level, Normal(0, 1));
  t.step(level, Normal(level.last(), 0.1));
  t.first(mood, Categorical({"calm", "tense"}, {0.5, 0.5}));
  t.step(mood, Categorical({"calm", "tense"},
                           cpt({mood.last()}, {{{"calm"}, {0.9, 0.1}}, {{"tense"}, {0.2, 0.8}}})));
  Horizon h(t, 4);
  const Backtest found = backtest(h, {{"level", {1.0, 1.1, 1.0}}, {"mood", {0, 0, std::nullopt}}},
                                  {.run = {.trajectories = 50'000}});
  ASSERT_EQ(found.forecasts.size(), 3u);
  const BacktestForecast& first = found.forecasts[0];
  EXPECT_NEAR(first.forecast, 1.0, 0.01);
  EXPECT_NEAR(first.score, score::crps_normal(1.0, 0.1, 1.1), 0.005);
  EXPECT_NEAR(first.score_without_news, score::crps_normal(0, std::sqrt(1.01), 1.1), 0.05);
  EXPECT_EQ(first.tie, 0);
  EXPECT_NEAR(first.below, 0.5 * std::erfc(-1 / std::sqrt(2.0)), 0.02);
  const BacktestForecast& of_mood = found.forecasts[1];
  EXPECT_EQ(of_mood.series, "mood");
  EXPECT_NEAR(of_mood.forecast, 0.9, 0.01);
  EXPECT_NEAR(of_mood.score, 0.02, 0.005);
  EXPECT_NEAR(found.scores[0].gain.value, found.scores[0].score - found.scores[0].score_without_news, 1e-12);
}

TEST(Backtest, CountsHaveTies) {
  Timeline t;
  t.each(t.count("calls"), Poisson(2));
  Horizon h(t, 3);
  const Backtest found = backtest(h, {{"calls", {1, 2, 0}}}, {.run = {.trajectories = 200'000}});
  ASSERT_EQ(found.forecasts.size(), 2u);
  const double none = std::exp(-2.0);
  EXPECT_NEAR(found.forecasts[0].tie, 2 * none, .01);
  EXPECT_NEAR(found.forecasts[0].below, 3 * none + none, .01);
  EXPECT_NEAR(found.forecasts[1].tie, none, .01);
  EXPECT_NEAR(found.forecasts[1].below, none / 2, .01);
}

TEST(Backtest, RefusesHistoriesThatDoNotFit) {
  Timeline t;
  t.each(t.event("e"), Bernoulli(0.5));
  t.each(t.category("c", {"a", "b"}), Categorical({"a", "b"}, {0.5, 0.5}));
  Horizon h(t, 3);
  EXPECT_EQ(message([&] {
              backtest(h, {{"x", {1, 0}}});
            }).substr(0, 51),
            "history: expected a series of the timeline, got 'x'");
  EXPECT_EQ(message([&] {
              backtest(h, {{"e", {1}}});
            }),
            "history: expected more than 1 steps, for a forecast and what came of it, got 1");
  EXPECT_EQ(message([&] {
              backtest(h, {{"e", {1, 0, 1, 1}}});
            }),
            "history: expected at most the 3 steps of the horizon, got 4");
  EXPECT_EQ(message([&] {
              backtest(h, {{"c", {1, 2}}});
            }),
            "c[1]: expected the number of a state, 0 to 1, got 2");
  EXPECT_EQ(message([&] {
              backtest(h, {{"e", {1, 0.5}}});
            }),
            "e[1]: expected the number of a state, 0 to 1, got 0.5");
}

}  // namespace
}  // namespace casus
