// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/enumerate.hpp>
#include <casus/model/judged_table.hpp>
#include <casus/model/model.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;

using namespace casus;

struct Parents {
  Model m;
  Event rain = m.add("rain", Bernoulli(.5));
  Category wind = m.add("wind", Categorical({"calm", "breeze", "storm"}, {.5, .3, .2}));
};

TEST(ImpliedTable, ShowsANoisyOr) {
  Parents p;
  const auto table =
      implied_table({p.wind, p.rain}, noisy_or(leak(.1), {{p.rain, .5}, {p.wind == "storm", .8}}));
  ASSERT_EQ(table.rows.size(), 6u);
  EXPECT_EQ(table.states, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(table.rows[1].states[0].label, "calm");
  EXPECT_EQ(table.rows[1].states[1].label, "yes");
  const double expected[] = {.1, .55, .1, .55, .82, .91};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(table.rows[i].value[1], expected[i], 1e-15);
    EXPECT_NEAR(table.rows[i].value[0], 1 - expected[i], 1e-15);
  }
  EXPECT_EQ(to_text(table),
            "wind    rain  no    yes\n"
            "calm    no    0.9   0.1\n"
            "calm    yes   0.45  0.55\n"
            "breeze  no    0.9   0.1\n"
            "breeze  yes   0.45  0.55\n"
            "storm   no    0.18  0.82\n"
            "storm   yes   0.09  0.91\n");
}

TEST(ImpliedTable, RefusesWhatIsNoTable) {
  Parents p;
  const auto q = p.m.parameter("q", Beta(1, 1));
  EXPECT_EQ(message([&] {
              implied_table({p.rain}, noisy_or(leak(q), {{p.rain, .5}}));
            }),
            "implied table: expected an expression of the parents alone, got 'q'");
  EXPECT_EQ(message([&] {
              implied_table({p.rain}, noisy_or(leak(.1), {{p.wind == "calm", .5}}));
            }),
            "implied table: expected an expression of the parents alone, got 'wind'");
  EXPECT_EQ(message([&] { implied_table({p.rain}, 2 * Real(p.rain)); }),
            "implied table: expected a probability in [0, 1], got 2");
  EXPECT_EQ(message([&] {
              implied_table({p.rain, p.rain}, .5);
            }),
            "implied table: expected each parent once, got 'rain' twice");
  EXPECT_EQ(message([&] { implied_table({}, .5); }), "implied table: expected at least one parent, got none");
}

// Against the definition: the highest of independent effects, one a cause, summed over all of their values.
TEST(NoisyMax, IsTheHighestOfIndependentEffects) {
  Parents p;
  const std::vector<double> leak = {.9, .08, .02};
  const std::vector<std::vector<double>> by_rain = {{1, 0, 0}, {.6, .3, .1}};
  const std::vector<std::vector<double>> by_wind = {{1, 0, 0}, {.7, .2, .1}, {.2, .3, .5}};
  const auto table = noisy_max({"none", "some", "heavy"}, leak, {{p.rain, by_rain}, {p.wind, by_wind}});
  ASSERT_EQ(table.rows.size(), 6u);
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t w = 0; w < 3; ++w) {
      std::vector<double> expected(3, 0);
      for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b)
          for (std::size_t c = 0; c < 3; ++c)
            expected[(std::max)({a, b, c})] += leak[a] * by_rain[r][b] * by_wind[w][c];
      for (std::size_t k = 0; k < 3; ++k)
        EXPECT_NEAR(table.rows[r * 3 + w].value[k], expected[k], 1e-15) << r << w << k;
    }
  // As a variable of a model.
  const auto damage = p.m.add("damage", Categorical(table.states, table.probabilities()));
  double heavy = 0;
  const double rain[] = {.5, .5}, wind[] = {.5, .3, .2};
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t w = 0; w < 3; ++w) heavy += rain[r] * wind[w] * table.rows[r * 3 + w].value[2];
  EXPECT_NEAR(Enumeration(p.m)(P(damage == "heavy")), heavy, 1e-15);
}

TEST(NoisyMax, OfTwoStatesIsANoisyOr) {
  Parents p;
  const auto two = noisy_max({"no", "yes"}, {.9, .1},
                             {{p.rain, {{1, 0}, {.5, .5}}}, {p.wind, {{1, 0}, {1, 0}, {.2, .8}}}});
  const auto one =
      implied_table({p.rain, p.wind}, noisy_or(leak(.1), {{p.rain, .5}, {p.wind == "storm", .8}}));
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(two.rows[i].value[1], one.rows[i].value[1], 1e-15);
}

TEST(NoisyMax, RefusesWhatIsNoDistribution) {
  Parents p;
  EXPECT_EQ(message([&] {
              noisy_max({"a", "b"}, {.9, .2}, {{p.rain, {{1, 0}, {0, 1}}}});
            }),
            "leak of noisy-max: expected probabilities that sum to 1, got 1.1");
  EXPECT_EQ(message([&] {
              noisy_max({"a", "b"}, {1, 0}, {{p.rain, {{1, 0}}}});
            }),
            "noisy-max, rain: expected 2 rows, one per state, got 1");
  EXPECT_EQ(message([&] {
              noisy_max({"a", "b"}, {1, 0}, {{p.rain, {{1, 0}, {0, 1, 0}}}});
            }),
            "noisy-max, rain: expected 2 probabilities, got 3");
}

TEST(RankedMean, IsATruncatedNormalAboutTheWeightedMean) {
  Parents p;
  const auto phi = [](double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; };
  // One point a state: the middles of the parents' states.
  const auto table = ranked_mean({"low", "mid", "high"}, {{p.rain, 1}, {p.wind, 3}}, .2, 1);
  const double rain[] = {.25, .75}, wind[] = {1.0 / 6, .5, 5.0 / 6};
  for (std::size_t r = 0; r < 2; ++r)
    for (std::size_t w = 0; w < 3; ++w) {
      const double mean = .25 * rain[r] + .75 * wind[w];
      const auto part = [&](double a, double b) { return phi((b - mean) / .2) - phi((a - mean) / .2); };
      for (std::size_t k = 0; k < 3; ++k)
        EXPECT_NEAR(table.rows[r * 3 + w].value[k],
                    part(static_cast<double>(k) / 3, static_cast<double>(k + 1) / 3) / part(0, 1), 1e-14);
    }
  // More points: means over the parents' states, here of one parent by a fine sum.
  const auto fine = ranked_mean({"low", "high"}, {{p.rain}}, .3, 5);
  double high = 0;
  for (int i = 0; i < 5; ++i) {
    const double mean = .5 + (i + .5) / 10;
    high += (phi((1 - mean) / .3) - phi((.5 - mean) / .3)) / (phi((1 - mean) / .3) - phi(-mean / .3)) / 5;
  }
  EXPECT_NEAR(fine.rows[1].value[1], high, 1e-14);
}

TEST(RankedMean, HasTheLimitsItShould) {
  Parents p;
  for (const auto& row : ranked_mean({"a", "b", "c", "d"}, {{p.wind}, {p.rain}}, 1e6).rows)
    for (const double probability : row.value) EXPECT_NEAR(probability, .25, 1e-9);  // knows nothing
  const auto copy = ranked_mean({"a", "b", "c"}, {{p.wind}}, 1e-3);
  for (std::size_t w = 0; w < 3; ++w) EXPECT_GT(copy.rows[w].value[w], .999);
  const auto mirrored = ranked_mean({"a", "b", "c"}, {{p.wind, 1, true}}, 1e-3);
  for (std::size_t w = 0; w < 3; ++w) EXPECT_GT(mirrored.rows[w].value[2 - w], .999);
  // Rows sum to one as a model wants them.
  const auto table = ranked_mean({"a", "b", "c"}, {{p.wind, 2}, {p.rain, 1}}, .15);
  p.m.add("effect", Categorical(table.states, table.probabilities()));
  EXPECT_EQ(message([&] {
              ranked_mean({"a", "b"}, {{p.rain, 0}}, .1);
            }),
            "ranked mean, rain: expected a positive finite weight, got 0");
  EXPECT_EQ(message([&] {
              ranked_mean({"a", "b"}, {{p.rain}}, 0);
            }),
            "ranked mean: expected a positive finite standard deviation, got 0");
}

TEST(LogitAdditive, AddsLogOdds) {
  Parents p;
  const Real probability =
      logit_additive(.05, {{p.rain, {{yes, .2}}}, {p.wind, {{"breeze", .1}, {"storm", .2}}}});
  const auto table = implied_table({p.rain, p.wind}, probability);
  const auto odds = [](double x) { return x / (1 - x); };
  const double base = odds(.05);
  const double expected[] = {
      base, odds(.1), odds(.2), odds(.2), odds(.2) * odds(.1) / base, odds(.2) * odds(.2) / base};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(odds(table.rows[i].value[1]), expected[i], 1e-12) << i;
  EXPECT_NEAR(table.rows[5].value[1], .543, 5e-4);  // what the documentation says
  EXPECT_NEAR(1 - (1 - .05) * std::pow((1 - .2) / (1 - .05), 2), .326, 5e-4);
  // Parameters may stand for the judgements.
  const auto q = p.m.parameter("q", Uniform(.1, .3));
  p.m.add("flood", Bernoulli(logit_additive(.05, {{p.rain, {{yes, q}}}})));

  EXPECT_EQ(message([&] { logit_additive(0, {}); }),
            "reference of logit-additive: expected a probability in (0, 1), got 0");
  EXPECT_EQ(message([&] {
              logit_additive(.1, {{p.wind, {{"storm", 1}}}});
            }),
            "logit-additive, wind = storm: expected a probability in (0, 1), got 1");
  EXPECT_NE(message([&] {
              logit_additive(.1, {{p.wind, {{"strom", .2}}}});
            }).find("did you mean 'storm'?"),
            std::string::npos);
}

}  // namespace
