// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <casus/analyse/score.hpp>
#include <casus/distribution/normal.hpp>
#include <casus/infer/estimate.hpp>

#include "../support/message.hpp"

namespace casus {
namespace {

using casus::test::message;

using score::Forecast;

// Of the pools of .02, .05, .10, .15: linear and logarithmic; computed independently.
// A text as an outcome would be true, whatever it says.
template <class Outcome>
concept IsOutcome = requires(const Outcome& outcome) {
  score::brier(0.5, outcome);
};
static_assert(IsOutcome<bool> && !IsOutcome<const char*> && !IsOutcome<std::string>);

TEST(Score, GivesTheKnownNumbers) {
  const double linear = .08, logarithmic = .0634458101;
  EXPECT_NEAR(score::brier(linear, false), .0064, 1e-15);
  EXPECT_NEAR(score::brier(logarithmic, false), .0040253708, 5e-11);
  EXPECT_NEAR(score::logarithmic(linear, false), .0833816089, 5e-11);
  EXPECT_NEAR(score::logarithmic(logarithmic, false), .0655478945, 5e-11);
  EXPECT_NEAR(score::brier(linear, true), .8464, 1e-15);
  EXPECT_NEAR(score::brier(logarithmic, true), .8771337507, 2e-10);
  EXPECT_NEAR(score::logarithmic(linear, true), 2.5257286443, 5e-11);
  EXPECT_NEAR(score::logarithmic(logarithmic, true), 2.7575691220,
              1e-9);  // of a probability with ten decimals
  EXPECT_EQ(score::brier(.5, true), .25);
  EXPECT_EQ(score::brier_two_category(.5, false), .5);
  EXPECT_NEAR(score::spherical(.6, true), .6 / std::sqrt(.52), 1e-15);
  EXPECT_NEAR(score::spherical(.6, false), .4 / std::sqrt(.52), 1e-15);
  // The study's mean probability of entry, which did not come.
  EXPECT_NEAR(score::brier(.045, false), .0020, 5e-5);
  EXPECT_NEAR(score::logarithmic(.045, false), .046, 5e-4);
  EXPECT_EQ(score::logarithmic(0, true), std::numeric_limits<double>::infinity());
  EXPECT_FALSE(std::signbit(score::logarithmic(0, false)));
}

TEST(Score, IsTheSameOfTwoCategories) {
  for (const double p : {0.0, .1, .5, .97}) {
    EXPECT_NEAR(score::brier(std::vector<double>{1 - p, p}, 1), score::brier_two_category(p, true), 1e-15);
    EXPECT_NEAR(score::logarithmic(std::vector<double>{p, 1 - p}, 1), score::logarithmic(p, false), 1e-15);
    EXPECT_NEAR(score::spherical(std::vector<double>{p, 1 - p}, 1), score::spherical(p, false), 1e-15);
  }
  EXPECT_NEAR(score::brier({.2, .3, .5}, 0), .64 + .09 + .25, 1e-15);
}

// Nobody who believes q betters the expected score by saying anything else.
TEST(Score, IsProper) {
  for (const double q : {.03, .4, .8}) {
    const auto expected = [&](auto rule, double p) { return q * rule(p, true) + (1 - q) * rule(p, false); };
    for (double p = .01; p < 1; p += .01) {
      if (std::abs(p - q) < 1e-9) continue;
      const auto brier = [](double said, bool came) { return score::brier(said, came); };
      const auto logarithmic = [](double said, bool came) { return score::logarithmic(said, came); };
      const auto spherical = [](double said, bool came) { return -score::spherical(said, came); };
      EXPECT_GT(expected(brier, p), expected(brier, q));
      EXPECT_GT(expected(logarithmic, p), expected(logarithmic, q));
      EXPECT_GT(expected(spherical, p), expected(spherical, q));
    }
  }
}

TEST(Score, IntegratesTheSquaredDistanceOfDistributionFunctions) {
  const distribution::Normal law{3, 2};
  using Rule = boost::math::quadrature::gauss_kronrod<double, 61>;
  for (const double outcome : {-4.0, 3.0, 5.5}) {
    const double below =
        Rule::integrate([&](double x) { return std::pow(law.cdf(x), 2); }, -40.0, outcome, 15, 1e-12);
    const double above =
        Rule::integrate([&](double x) { return std::pow(law.survival(x), 2); }, outcome, 50.0, 15, 1e-12);
    EXPECT_NEAR(score::crps_normal(3, 2, outcome), below + above, 1e-9) << outcome;
  }
  // An ensemble of three, by hand: F is 1/3, 2/3 and 1 from 1, 2 and 4 on.
  const std::vector<double> members = {4, 1, 2};
  EXPECT_NEAR(score::crps_ensemble(members, 3), 1.0 / 9 + 4.0 / 9 + 1.0 / 9, 1e-15);
  EXPECT_NEAR(score::crps_fair(members, 3), 4.0 / 3 - 12.0 / 12, 1e-15);
  EXPECT_EQ(score::crps_ensemble({5}, 7), 2);
}

// Many small ensembles: the fair score's mean is the law's own, the other one is too high by E |x - x'| / (2 m).
TEST(Score, IsFairToSmallEnsembles) {
  const distribution::Normal law{0, 1};
  constexpr int members = 4, repetitions = 20'000;
  double fair = 0, unfair = 0, squares = 0;
  for (int r = 0; r < repetitions; ++r) {
    std::vector<double> drawn;
    for (int i = 0; i < members; ++i) {
      // Weyl's sequence: equidistributed, and independent enough for a mean.
      const double u =
          std::fmod((r * members + i + 1) * 0.6180339887498949 + r * 0.7548776662466927 * (i + 1), 1.0);
      drawn.push_back(law.quantile((std::max)(u, 1e-12)));
    }
    const double one = score::crps_fair(drawn, .7);
    fair += one / repetitions;
    squares += one * one / repetitions;
    unfair += score::crps_ensemble(drawn, .7) / repetitions;
  }
  const double error = std::sqrt((squares - fair * fair) / repetitions);
  EXPECT_NEAR(fair, score::crps_normal(0, 1, .7), 5 * error);
  EXPECT_NEAR(unfair - score::crps_normal(0, 1, .7), 2 / std::sqrt(M_PI) / (2 * members), 5 * error);
}

std::vector<Forecast> tenths() {
  // 10 times .1 with one that came, 20 times .4 with 7, 10 times .9 with 9.
  std::vector<Forecast> all;
  const auto add = [&](double p, int times, int came) {
    for (int i = 0; i < times; ++i) all.push_back({p, i < came});
  };
  add(.1, 10, 1);
  add(.4, 20, 7);
  add(.9, 10, 9);
  return all;
}

TEST(Score, TakesTheBrierScoreApart) {
  const auto all = tenths();
  const auto parts = score::decomposition(all);
  const double frequency = 17.0 / 40;
  EXPECT_NEAR(parts.reliability, .5 * .05 * .05, 1e-15);
  EXPECT_NEAR(parts.resolution,
              .25 * std::pow(.1 - frequency, 2) + .5 * std::pow(.35 - frequency, 2) +
                  .25 * std::pow(.9 - frequency, 2),
              1e-15);
  EXPECT_NEAR(parts.uncertainty, frequency * (1 - frequency), 1e-15);
  EXPECT_EQ(parts.within, 0);
  EXPECT_NEAR(parts.reliability - parts.resolution + parts.uncertainty, score::scores(all).brier, 1e-15);
}

// With what lies together the identity needs the terms within.
TEST(Score, TakesTheBrierScoreOfBinsApart) {
  std::vector<Forecast> all;
  for (int i = 0; i < 200; ++i) all.push_back({std::fmod(i * .618034, 1.0), (i * 7) % 11 < 4});
  const auto parts = score::decomposition(all, {0, .2, .5, 1});
  EXPECT_NE(parts.within, 0);
  EXPECT_NEAR(parts.reliability - parts.resolution + parts.uncertainty + parts.within,
              score::scores(all).brier, 1e-14);
  EXPECT_GT(std::abs(parts.reliability - parts.resolution + parts.uncertainty - score::scores(all).brier),
            1e-4);
}

TEST(Score, BandsReliability) {
  const auto rows = score::reliability(tenths());
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[1].low, .4);
  EXPECT_EQ(rows[1].high, .5);
  EXPECT_EQ(rows[1].forecasts, 20);
  EXPECT_EQ(rows[1].happened, 7);
  EXPECT_NEAR(rows[1].said, .4, 1e-15);
  EXPECT_NEAR(rows[1].frequency, .35, 1e-15);
  EXPECT_LT(rows[1].interval.low, .35);
  EXPECT_GT(rows[1].interval.high, .35);
  // Equal probabilities: the binomial's own central counts.
  const boost::math::binomial_distribution<> law(20, .4);
  const double low = 20 * rows[1].consistent.low, high = 20 * rows[1].consistent.high;
  EXPECT_GT(boost::math::cdf(law, low), .025);
  EXPECT_LE(boost::math::cdf(law, low - 1), .025);
  EXPECT_GT(boost::math::cdf(boost::math::complement(law, high - 1)), .025);
  EXPECT_LE(boost::math::cdf(boost::math::complement(law, high)), .025);
  EXPECT_TRUE(rows[1].is_consistent);

  // 95 % of what never comes is found out.
  std::vector<Forecast> sure(40, Forecast{.95, false});
  for (int i = 0; i < 20; ++i) sure[static_cast<std::size_t>(i)].happened = true;
  EXPECT_FALSE(score::reliability(sure)[0].is_consistent);
  // 1 belongs to the last part, an edge to what lies above it.
  const auto ends = score::reliability({{1, true}, {0, false}, {.5, true}}, {0, .5, 1});
  EXPECT_EQ(ends[0].forecasts, 1);
  EXPECT_EQ(ends[1].forecasts, 2);
}

TEST(Score, AgreesWithItsNormalApproximation) {
  std::vector<Forecast> all;
  for (int i = 0; i < 4096; ++i) all.push_back({.2 + .1 * std::fmod(i * .618034, 1.0), i % 4 == 0});
  const auto exact = score::reliability(all, {0, 1})[0];
  all.push_back({.25, false});
  const auto normal = score::reliability(all, {0, 1})[0];
  EXPECT_NEAR(exact.consistent.low, normal.consistent.low, 2.0 / 4096);
  EXPECT_NEAR(exact.consistent.high, normal.consistent.high, 2.0 / 4096);
}

TEST(Score, ScoresAResolvedStudy) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(.045));
  const auto change = m.add("change", Bernoulli(table(entry, {{no, .03}, {yes, .2}})));
  const Answers answers = estimate(m, {P(entry), P(change)});
  const auto scores = score::scores(answers, {{"P(entry)", false}, {"P(change)", false}});
  EXPECT_EQ(scores.forecasts, 2);
  const double changes = .955 * .03 + .045 * .2;
  EXPECT_NEAR(scores.brier, (.045 * .045 + changes * changes) / 2, 1e-12);
  EXPECT_TRUE(std::isnan(scores.brier_skill));
  ASSERT_EQ(scores.warnings.size(), 2u);
  EXPECT_EQ(scores.warnings[0], "2 forecasts: too few to show calibration");
  EXPECT_NE(scores.warnings[1].find("one chain"), std::string::npos);
  EXPECT_EQ(message([&] {
              score::resolved(answers, {{"P(entri)", false}});
            }),
            "outcome: expected a question that was answered, got 'P(entri)'; did you mean 'P(entry)'?");
}

TEST(Score, RefusesWhatIsNoForecast) {
  EXPECT_EQ(message([] { score::brier(1.1, true); }), "score: expected a probability in [0, 1], got 1.1");
  EXPECT_EQ(message([] { score::logarithmic(std::nan(""), true); }),
            "score: expected a probability in [0, 1], got not a number");
  EXPECT_EQ(message([] { score::scores({}); }), "scores: expected at least one forecast, got none");
  EXPECT_EQ(message([] {
              score::scores({{-1, true, "rain"}});
            }),
            "rain: expected a probability in [0, 1], got -1");
  EXPECT_EQ(message([] {
              score::brier({.2, .3}, 0);
            }),
            "score: expected probabilities that sum to 1, got 0.5");
  EXPECT_EQ(message([] { score::brier({.5, .5}, 2); }), "score: expected a state from 0 to 1, got 2");
  EXPECT_EQ(message([] { score::crps_fair({1}, 0); }), "crps: expected at least 2 members, got 1");
  EXPECT_EQ(message([] { score::crps_normal(0, 0, 0); }),
            "crps: expected a positive finite standard deviation, got 0");
  EXPECT_EQ(message([] {
              score::reliability({{.5, true}}, {0, .5});
            }),
            "reliability: expected edges from 0 to 1, got 2 other ones");
  EXPECT_EQ(message([] {
              score::reliability({{.5, true}}, {0, .5, .5, 1});
            }),
            "reliability: expected edges that ascend, got 0.5 after 0.5");
  EXPECT_EQ(score::scores({{0, true, "rain"}}).warnings[0], "rain: the outcome had been given probability 0");
}

// Calibrated forecasts have all bars in their ranges with at least the stated probability, and with
// little more: Bonferroni's inequality is nearly an equation for ten bars.
TEST(Score, BandsOfTheTransformHoldCalibratedForecasts) {
  std::mt19937_64 random(8);
  std::uniform_real_distribution<double> uniform(0, 1);
  constexpr int runs = 4000;
  int held = 0, held_counts = 0, held_overconfident = 0;
  for (int run = 0; run < runs; ++run) {
    std::vector<Interval> values, counts, overconfident;
    for (int i = 0; i < 100; ++i) {
      const double u = uniform(random);
      values.push_back({u, u});
      // A count from 0 to 2: its outcome is known only up to its step of the distribution.
      counts.push_back(u < .3 ? Interval{0, .3} : u < .8 ? Interval{.3, .8} : Interval{.8, 1});
      overconfident.push_back(u < .5 ? Interval{2 * u * u, 2 * u * u}
                                     : Interval{1 - 2 * (1 - u) * (1 - u), 1 - 2 * (1 - u) * (1 - u)});
    }
    const auto all_in = [](const std::vector<Interval>& of) {
      const auto bars = score::transform_histogram(of);
      EXPECT_EQ(bars.size(), 10u);
      return std::all_of(bars.begin(), bars.end(), [](const auto& bar) { return bar.is_consistent; }) ? 1 : 0;
    };
    held += all_in(values);
    held_counts += all_in(counts);
    held_overconfident += all_in(overconfident);
  }
  // 3734 of 4000 at 95 %: p = 1e-6.
  EXPECT_GT(held, 3734);
  EXPECT_LT(held, 3990);
  EXPECT_GT(held_counts, held);
  EXPECT_LT(held_overconfident, runs / 2);
  EXPECT_EQ(score::transform_histogram({{.5, .5}}).size(), 5u);
  EXPECT_EQ(score::transform_histogram({{1, 1}}, 4)[3].forecasts, 1);
  const std::string subject = "transform_histogram: expected ";
  EXPECT_EQ(message([] { score::transform_histogram({}); }), subject + "at least one outcome, got none");
  EXPECT_EQ(message([] {
              score::transform_histogram({{.5, .4}});
            }),
            subject + "probabilities that ascend within [0, 1], got 0.5 and 0.4");
  EXPECT_EQ(message([] { score::transform_histogram({{.5, .6}}, -1); }), subject + "1 to 1000 bars, got -1");
  EXPECT_EQ(message([] {
              score::transform_histogram({{.5, .6}}, 2, 1);
            }),
            subject + "a level in (0, 1), got 1");
}

}  // namespace
}  // namespace casus
