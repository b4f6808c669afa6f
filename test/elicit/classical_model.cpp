// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/classical_model.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;
using namespace casus::elicit;

// "Intelligence and other life aspects", an example of the course of TU Delft (3.7.3 and 3.8.2 of
// ocw.tudelft.nl/courses/decision-making-uncertainty-introduction-structured-expert-judgment), with
// the scores, weights and quantiles given there.
ExpertPanel schools() {
  return {{{{{2, 5, 7}, {20, 23, 34}, {20, 25, 28}}, 24},
           {{{12, 13, 15}, {8, 10, 11}, {10, 13, 15}}, 11},
           {{{87, 89, 92}, {60, 70, 90}, {65, 67, 70}}, 68},
           {{{2, 5, 8}, {20, 35, 45}, {42, 44, 46}}, 47},
           {{{48, 50, 52}, {30, 35, 40}, {32, 33, 35}}, 31}}};
}

void expect_quantiles(const std::vector<double>& found, const std::vector<double>& published) {
  ASSERT_EQ(found.size(), published.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], published[i], .0051) << i;
}

TEST(ClassicalModel, HasThePublishedScoresOfACourse) {
  const ClassicalModel found = classical_model(schools(), {.cutoff = 0});
  EXPECT_NEAR(found.experts[0].calibration, 3.621e-5, 5e-9);
  EXPECT_NEAR(found.experts[1].calibration, .608, 5e-4);
  EXPECT_NEAR(found.experts[2].calibration, .327, 5e-4);
  EXPECT_NEAR(found.experts[0].information, 1.418, 5e-4);
  EXPECT_NEAR(found.experts[1].information, .558, 5e-4);
  EXPECT_NEAR(found.experts[2].information, 1.354, 5e-4);
  // There, weights are computed from the scores as printed.
  EXPECT_NEAR(found.weights[0][0], 6.565341e-5, 1e-7);
  EXPECT_NEAR(found.weights[0][1], .4338007, 1e-4);
  EXPECT_NEAR(found.weights[0][2], .5661336, 1e-4);
  expect_quantiles(found.quantiles[0], {19.97, 24.48, 33.11});
  expect_quantiles(found.quantiles[1], {8.19, 10.91, 14.86});
  expect_quantiles(found.quantiles[2], {60.75, 67.56, 87.94});
  expect_quantiles(found.quantiles[3], {21.02, 42.8, 45.97});
  const ClassicalModel equal = classical_model(schools(), {.weights = PanelWeights::equal});
  expect_quantiles(equal.quantiles[0], {2.55, 21.77, 32.39});
  expect_quantiles(equal.quantiles[1], {8.31, 12.23, 14.91});
  expect_quantiles(equal.quantiles[2], {61.43, 71.08, 91.61});
  EXPECT_NEAR(equal.quantiles[3][0], 2.55, .0051);
  EXPECT_NEAR(equal.quantiles[3][1], 34.28, .0051);

  ExpertPanel two = schools();
  for (PanelQuestion& question : two.questions) question.quantiles.erase(question.quantiles.begin());
  const ClassicalModel fewer = classical_model(two, {.cutoff = 0});
  EXPECT_NEAR(fewer.experts[0].information, .220, 1e-3);  // cut off after three digits
  EXPECT_NEAR(fewer.experts[1].information, .971, 1e-3);
  expect_quantiles(fewer.quantiles[0], {20, 24.68, 32.31});
  expect_quantiles(fewer.quantiles[4], {30.61, 33.29, 39.1});
  expect_quantiles(classical_model(two, {.weights = PanelWeights::equal}).quantiles[4],
                   {30.31, 33.57, 39.58});
}

// The seed questions of the study "Tobacco" (TU Delft expert judgment data base,
// doi:10.17632/tp5sp4gcd5.1), and the scores that EXCALIBUR gives its combinations, to two digits
// (as listed with the open program ANDURYL, github.com/grongen/anduryl, for the studies of Colson and
// Cooke 2017).
ExpertPanel tobacco() {
  return {{{{{5, 12, 25, 35, 50},
             {1, 5, 10, 15, 25},
             {2, 4, 6, 8, 10},
             {1, 11, 15, 100, 200},
             {500, 550, 600, 750, 1000},
             {1, 2.3, 2.8, 3.1, 3.4},
             {1, 4, 7, 10, 15}},
            13.11},
           {{{2, 7, 10, 11, 12},
             {5, 10, 15, 20, 25},
             {8, 17, 25, 38, 40},
             {3, 15, 25, 30, 37},
             {0, 25, 50, 75, 100},
             {0, 2, 4, 7, 10},
             {0, 10, 20, 30, 100}},
            77.3},
           {{{5, 8, 10, 15, 20},
             {1, 3, 5, 7, 10},
             {4, 7, 11, 14, 16},
             {3, 5, 7, 10, 15},
             {6, 7, 8, 9, 11},
             {3, 13, 17, 19, 20},
             {4, 5, 7, 9, 10}},
            7},
           {{{10, 25, 40, 50, 60},
             {50, 60, 85, 90, 100},
             {10, 25, 35, 45, 55},
             {30, 50, 75, 82, 90},
             {0, 25, 50, 75, 100},
             {50, 60, 73, 80, 90},
             {1, 85, 90, 95, 100}},
            74.28},
           {{{20, 35, 50, 60, 75},
             {10, 20, 30, 50, 60},
             {15, 27, 30, 40, 45},
             {20, 30, 35, 42, 48},
             {27, 29, 33, 34, 35},
             {15, 23, 32, 41, 45},
             {20, 22, 32, 36, 40}},
            34},
           {{{1, 1.1, 1.25, 1.4, 1.8},
             {1, 1.1, 1.11, 1.14, 1.2},
             {.3, .4, .5, 1.5, 2},
             {.8, 1, 1.3, 1.4, 1.5},
             {.75, .813, .875, .938, 1},
             {.75, .83, .9, 1.3, 2},
             {.5, .75, 1, 1.25, 1.5}},
            1.26},
           {{{1, 1.2, 1.3, 1.4, 1.5},
             {1, 1.1, 1.2, 1.3, 1.5},
             {.75, .8, 1, 1.35, 2},
             {.7, 1, 1.1, 1.3, 1.4},
             {1, 1.1, 1.25, 1.3, 1.5},
             {.87, .97, 1, 1.1, 1.3},
             {1.1, 1.2, 1.3, 1.4, 1.5}},
            1.2},
           {{{.5, .75, 1, 1.1, 1.25},
             {.33, .4, .5, .67, 1},
             {.5, .6, .75, .85, 1},
             {.5, .6, .7, 1, 1.1},
             {.6, .667, .733, .8, .867},
             {.64, .71, .8, .914, 1.067},
             {.5, .7, .8, .9, 1}},
            .777},
           {{{.8, 1, 1.5, 1.6, 1.8},
             {1, 1.5, 2, 2.5, 3},
             {1.03, 1.1, 1.15, 1.35, 1.5},
             {.98, 1.1, 1.2, 1.3, 1.5},
             {1, 1.25, 1.5, 1.75, 2},
             {.67, .85, 1, 1.2, 1.5},
             {1, 1.2, 1.4, 1.6, 1.8}},
            1.83},
           {{{40, 45, 55, 60, 65},
             {25, 30, 50, 60, 75},
             {20, 45, 60, 75, 80},
             {45, 50, 60, 70, 85},
             {40, 45, 50, 55, 60},
             {19, 20, 21, 23, 26},
             {15, 20, 25, 30, 50}},
            21.3}},
          {.05, .25, .5, .75, .95}};
}

TEST(ClassicalModel, HasExcalibursScoresOfAStudy) {
  const auto expect_score = [](const ClassicalModel& found, double calibration, double information) {
    EXPECT_NEAR(found.score.calibration, calibration, .0051);
    EXPECT_NEAR(found.score.information, information, .0051);
  };
  expect_score(classical_model(tobacco(), {.weights = PanelWeights::equal}), .20, .45);
  expect_score(classical_model(tobacco(), {.cutoff = 0}), .66, .53);
  const ClassicalModel global = classical_model(tobacco());
  expect_score(global, .69, 1.06);
  EXPECT_EQ(global.cutoff,
            std::max_element(global.experts.begin(), global.experts.end(), [](auto& a, auto& b) {
              return a.combined() < b.combined();
            })->calibration);  // the best expert alone
  expect_score(classical_model(tobacco(), {.weights = PanelWeights::item}), .69, 1.06);
  EXPECT_EQ(global.seeds, 10);
  EXPECT_GT(global.fragility, .5);  // without one question, it would be another expert
  EXPECT_NE(global.sentence.find("1 of 7 experts have weight, by 10 seed questions; without one of them"),
            std::string::npos)
      << global.sentence;
}

// Closed form: all realisations in one interval, and information on a logarithmic scale.
TEST(ClassicalModel, AgreesWithClosedForms) {
  ExpertPanel panel{{{{{1, 2, 4}, {1, 3, 4}}, 1.5, true}, {{{1, 2, 4}, {1, 3, 4}}, 1.5, true}}};
  panel.questions.push_back({{{10, 20, 40}, {10, 30, 40}}, {}, true});
  const ClassicalModel found = classical_model(panel, {.cutoff = 0});
  const double statistic = 4 * std::log(1 / .45);
  EXPECT_NEAR(found.experts[0].calibration,
              std::erfc(std::sqrt(statistic / 2)) +
                  std::sqrt(2 * statistic / std::acos(-1.0)) * std::exp(-statistic / 2),
              1e-12);
  const double width = 1.2 * std::log(4), tail = .1 * std::log(4), half = std::log(2);
  EXPECT_NEAR(found.experts[0].information,
              .9 * std::log(.45 * width / half) + .1 * std::log(.05 * width / tail), 1e-12);
  // A question of interest: the weighted mean of the distribution functions.
  for (std::size_t i = 0; i < 3; ++i) {
    const double x = found.quantiles[2][i], log_x = std::log(x / 10);
    const double first = x < 20 ? .05 + .45 * log_x / half : .5 + .45 * (log_x - half) / half;
    const double second =
        x < 30 ? .05 + .45 * log_x / std::log(3) : .5 + .45 * (log_x - std::log(3)) / std::log(4. / 3);
    if (i == 1)
      EXPECT_NEAR(found.weights[2][0] * first + found.weights[2][1] * second, .5, 1e-12);
    else
      EXPECT_NEAR(x, i == 0 ? 10 : 40, 1e-12);
    EXPECT_NEAR(found.combined[2].cdf(x), panel.probabilities[i], 1. / 256);
  }
  EXPECT_TRUE(std::isnan(found.fragility));  // without one of two seed questions, nothing is known
  EXPECT_EQ(found.sentence,
            "2 of 2 experts have weight, by 2 seed questions, fewer than the 10 that are advised");
  double total = 0;
  for (const auto& piece : found.combined[2].components) total += piece.weight;
  EXPECT_NEAR(total, 1, 1e-12);
}

TEST(ClassicalModel, KeepsToTheSupport) {
  ExpertPanel panel = schools();
  panel.questions.push_back({{{.1, .2, .9}, {.05, .1, .4}, {.2, .5, .95}}, {}, false, share});
  const ClassicalModel found = classical_model(panel, {.cutoff = 0});
  EXPECT_EQ(found.combined[5].support(), (std::pair{0.0, 1.0}));
  panel.questions[5].support = {};
  EXPECT_LT(classical_model(panel, {.cutoff = 0}).combined[5].support().first, -.03);
  panel.questions[5].logarithmic = true;
  panel.questions[5].support = {0, 1};
  const auto [low, high] = classical_model(panel, {.cutoff = 0}).combined[5].support();
  EXPECT_GT(low, .03);
  EXPECT_EQ(high, 1);
  panel.questions[5].quantiles[1][2] = 1;
  EXPECT_EQ(message([&] { classical_model(panel); }),
            "question 6, expert 2: expected a number between 0 and 1, got 1");
}

TEST(ClassicalModel, RefusesWhatIsNoPanel) {
  ExpertPanel panel = schools();
  panel.questions[1].quantiles[2] = {10, 15, 13};
  EXPECT_EQ(message([&] { classical_model(panel); }),
            "question 2, expert 3: expected increasing quantiles, got 13");
  panel = schools();
  panel.questions[1].quantiles.pop_back();
  EXPECT_EQ(message([&] { classical_model(panel); }), "question 2: expected answers of 3 experts, got of 2");
  panel = schools();
  panel.questions[0].quantiles[0].pop_back();
  EXPECT_EQ(message([&] { classical_model(panel); }), "question 1, expert 1: expected 3 quantiles, got 2");
  panel = schools();
  panel.questions[0].quantiles[0][0] = 0;
  panel.questions[0].logarithmic = true;
  EXPECT_EQ(message([&] { classical_model(panel); }),
            "question 1, expert 1: expected a positive number, got 0");
  panel = schools();
  panel.questions.resize(1);
  EXPECT_EQ(message([&] { classical_model(panel); }), "panel: expected at least two seed questions, got 1");
  EXPECT_EQ(message([&] { classical_model(schools(), {.cutoff = .9}); }).substr(0, 60),
            "panel: expected a cut-off from 0 to the greatest calibration");
  panel = schools();
  panel.questions[0].quantiles[0] = {-1e308, 0, 1e308};
  EXPECT_EQ(message([&] { classical_model(panel); }),
            "question 1: expected answers within a finite range, got others");
  panel = schools();
  panel.overshoot = 0;
  EXPECT_EQ(message([&] { classical_model(panel); }), "panel: expected a positive overshoot, got 0");
  panel = schools();
  panel.probabilities = {.5, .05, .95};
  EXPECT_EQ(message([&] { classical_model(panel); }),
            "panel: expected increasing probabilities in (0, 1), got 0.05");
}

}  // namespace
