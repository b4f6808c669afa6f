// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/distribution/beta.hpp>
#include <casus/distribution/exponential.hpp>
#include <casus/distribution/gamma.hpp>
#include <casus/distribution/log_normal.hpp>
#include <casus/distribution/logit_normal.hpp>
#include <casus/distribution/point.hpp>
#include <casus/distribution/poisson.hpp>
#include <casus/distribution/uniform.hpp>
#include <casus/elicit/counted.hpp>
#include <casus/elicit/said.hpp>
#include <casus/model/model.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;
using namespace casus::elicit;
namespace d = casus::distribution;

d::Beta beta_of(const Counted& counted) {
  EXPECT_EQ(counted.law.components.size(), 1u);
  const auto law = counted.law.components.at(0).law.as<d::Beta>();
  EXPECT_TRUE(law) << counted.sentence;
  return law.value_or(d::Beta{});
}
d::Gamma gamma_of(const Counted& counted) {
  EXPECT_EQ(counted.law.components.size(), 1u);
  const auto law = counted.law.components.at(0).law.as<d::Gamma>();
  EXPECT_TRUE(law) << counted.sentence;
  return law.value_or(d::Gamma{});
}

TEST(Counted, SharesHaveJeffreysPrior) {
  const Counted found = counted({.events = 3, .of = 41});
  EXPECT_EQ(beta_of(found).alpha, 3.5);
  EXPECT_EQ(beta_of(found).beta, 38.5);
  EXPECT_EQ(found.sentence, "3 of 41 cases; Jeffreys' prior: Beta(3.5, 38.5)");
  EXPECT_EQ(beta_of(counted({.events = 0, .of = 10})).alpha, .5);
  EXPECT_EQ(beta_of(counted({.events = 4, .of = 10, .weight = .5})).beta, 3.5);
}

TEST(Counted, RatesHaveJeffreysPrior) {
  const Counted found = counted({.events = 3, .exposure = 120.5});
  EXPECT_EQ(gamma_of(found).shape, 3.5);
  EXPECT_EQ(gamma_of(found).rate, 120.5);
  EXPECT_EQ(found.sentence, "3 in 120.5 units of exposure; Jeffreys' prior: Gamma(3.5, 120.5)");
}

TEST(Counted, AJudgementIsWorthCases) {
  const Counted share = counted({.events = 3, .of = 41}, {d::Beta{2, 18}, 12});
  EXPECT_DOUBLE_EQ(beta_of(share).alpha, 3 + .1 * 12);
  EXPECT_DOUBLE_EQ(beta_of(share).beta, 38 + .9 * 12);
  EXPECT_EQ(share.sentence, "3 of 41 cases; a judgement of mean 0.1, worth 12 cases: Beta(4.2, 48.8)");
  const auto phrase = said("unlikely", scale::icd203);
  EXPECT_DOUBLE_EQ(beta_of(counted({.events = 3, .of = 41}, {phrase, 12})).alpha, 3 + .325 * 12);
  const Counted rate = counted({.events = 3, .exposure = 120}, {d::LogNormal{0, 1}, 24});
  EXPECT_DOUBLE_EQ(gamma_of(rate).shape, 3 + std::exp(.5) * 24);
  EXPECT_DOUBLE_EQ(gamma_of(rate).rate, 144);
}

TEST(Counted, ConjugatePriorsAreExact) {
  EXPECT_EQ(beta_of(counted({.events = 3, .of = 41}, d::Beta{2, 5})).alpha, 5);
  EXPECT_EQ(beta_of(counted({.events = 3, .of = 41}, d::Uniform{0, 1})).beta, 39);
  EXPECT_EQ(gamma_of(counted({.events = 3, .exposure = 10}, d::Gamma{2, 5})).rate, 15);
  EXPECT_EQ(gamma_of(counted({.events = 3, .exposure = 10}, d::Exponential{5})).shape, 4);
}

// The distribution function of prior times likelihood, by the midpoint rule on a straight scale.
double brute_cdf(const d::Mixture& prior, const std::function<double(double)>& log_likelihood,
                 const std::function<double(double)>& value, const std::function<double(double)>& slope,
                 double low, double high, double x) {
  double below = 0, total = 0;
  const int points = 40'000;
  for (int i = 0; i < points; ++i) {
    const double t = low + (high - low) * (i + .5) / points, v = value(t);
    const double mass = prior.density(v) * std::exp(log_likelihood(v)) * slope(t);
    total += mass;
    if (v <= x) below += mass;
  }
  return below / total;
}

double expect_share_posterior(const d::Mixture& prior, double events, double of) {
  const Counted found = counted({.events = events, .of = of}, prior);
  const auto share = [](double t) { return 1 / (1 + std::exp(-t)); };
  double worst = 0;
  for (double x = .01; x < 1; x += .03) {
    const double truth = brute_cdf(
        prior, [&](double p) { return events * std::log(p) + (of - events) * std::log1p(-p); }, share,
        [&](double t) { return share(t) * share(-t); }, -14, 14, x);
    worst = std::fmax(worst, std::abs(found.law.cdf(x) - truth));
  }
  EXPECT_LE(worst, posterior_tolerance + 1e-3) << found.sentence;
  return worst;
}

TEST(Counted, MixturesOfConjugatePriorsAreExact) {
  const d::Mixture prior{{{.7, d::Beta{2, 18}}, {.3, d::Beta{6, 4}}}};
  const Counted found = counted({.events = 5, .of = 12}, prior);
  ASSERT_EQ(found.law.components.size(), 2u);
  EXPECT_GT(found.law.components[1].weight, .6);  // 42 % is likelier under the second
  EXPECT_LT(expect_share_posterior(prior, 5, 12), 1e-3);
}

TEST(Counted, OtherPriorsAreIntegrated) {
  expect_share_posterior({{{1, d::LogitNormal{-2, 1}}}}, 3, 41);
  expect_share_posterior({{{1, d::LogitNormal{-2, .3}}}}, 9, 20);
  // Counts that contradict the prior: the posterior is in the far tails of both.
  expect_share_posterior({{{1, d::LogitNormal{-2, .1}}}}, 500, 1000);
  const d::LogitNormal prior{-2, 1};
  const Counted none = counted({.events = 0, .of = 1e15}, prior);
  // The mode of the density of the log odds t, at which -(t + 2) = 1e15 exp(t).
  EXPECT_NEAR(std::log(none.law.quantile(.5)), -31.16, .1) << none.sentence;
  // A band: the posterior has sharp ends, which no family has.
  const auto band = said("unlikely", scale::icd203);
  const Counted found = counted({.events = 8, .of = 16}, band);
  EXPECT_GT(found.law.components.size(), 100u);
  EXPECT_NE(found.sentence.find("a table of "), std::string::npos) << found.sentence;
  expect_share_posterior(band, 8, 16);
  expect_share_posterior(said("likely", scale::capphrase), 8, 16);
}

TEST(Counted, RatesWithOtherPriorsAreIntegrated) {
  const d::Mixture prior{{{1, d::LogNormal{-3, .8}}}};
  const Counted found = counted({.events = 6, .exposure = 60}, prior);
  for (const double x : {.03, .05, .07, .1, .15}) {
    const double truth = brute_cdf(
        prior, [&](double rate) { return 6 * std::log(rate) - 60 * rate; },
        [](double t) { return std::exp(t); }, [](double t) { return std::exp(t); }, -10, 3, x);
    EXPECT_NEAR(found.law.cdf(x), truth, posterior_tolerance + 1e-3) << found.sentence;
  }
}

TEST(Counted, SpellsAreTimesAtRisk) {
  const std::vector<Spell> spells{{14, true}, {3, true}, {24, false}};
  const CountedShare steps = steps_at_risk(spells);
  EXPECT_EQ(steps.events, 2);
  EXPECT_EQ(steps.of, 41);
  const CountedRate time = time_at_risk({{1.5, true}, {2.25, false}});
  EXPECT_EQ(time.events, 1);
  EXPECT_EQ(time.exposure, 3.75);
  EXPECT_EQ(beta_of(counted(steps)).beta, 39.5);
  EXPECT_EQ(message([] {
              steps_at_risk({{1.5, true}});
            }),
            "spells: expected a whole number of steps, at least 1, got 1.5");
  EXPECT_EQ(message([] { time_at_risk({{0, true}}); }), "spells: expected a positive time, got 0");
  EXPECT_EQ(message([] { time_at_risk({}); }), "spells: expected at least one spell, got none");
}

TEST(Counted, StatesAreDirichlet) {
  EXPECT_EQ(counted_shares({12, 3, 0}).concentrations, (std::vector{12.5, 3.5, .5}));
  const CountedShares found = counted_shares({12, 3, 0}, {{.5, .25, .25}, 8});
  EXPECT_EQ(found.concentrations, (std::vector{16.0, 5.0, 2.0}));
  EXPECT_EQ(found.sentence, "12, 3, 0 of 15 cases; the judged distribution as prior, worth 8 cases");
  EXPECT_EQ(counted_shares({1, 2}, {{3, 4}}).concentrations, (std::vector{4.0, 6.0}));
  EXPECT_EQ(message([] { counted_shares({1}); }), "counted: expected counts of at least two states, got 1");
  EXPECT_EQ(message([] {
              counted_shares({1, -1});
            }),
            "counted: expected a number of events, at least 0, got -1");
  EXPECT_EQ(message([] {
              counted_shares({1, 1}, {{1, 1, 1}});
            }),
            "counted: expected a prior of 2 states, got one of 3");
  EXPECT_EQ(message([] {
              counted_shares({1, 1}, {{1, 0}});
            }),
            "counted: expected positive concentrations, got 0");
}

TEST(Counted, RefusesWhatIsNoCount) {
  EXPECT_EQ(message([] { counted({.events = 5, .of = 4}, {}, "p"); }),
            "p: expected at most as many events as cases (4), got 5");
  EXPECT_EQ(message([] { counted({.events = -1, .of = 4}); }),
            "counted: expected a number of events, at least 0, got -1");
  EXPECT_EQ(message([] { counted({.events = 0, .of = 0}); }),
            "counted: expected a positive number of cases, got 0");
  EXPECT_EQ(message([] { counted({.events = 1, .exposure = -2.0}); }),
            "counted: expected a positive exposure, got -2");
  EXPECT_EQ(message([] { counted({.events = 1, .of = 1e300}); }),
            "counted: expected a positive number of cases, got 1e+300");
  EXPECT_EQ(message([] { counted({.events = 1, .exposure = 1e-300}); }),
            "counted: expected an exposure of at least 1e-100, got 1e-300");
  EXPECT_EQ(message([] { counted({.events = 1, .of = 2, .weight = 2}); }),
            "counted: expected a weight in [0, 1], got 2");
  EXPECT_EQ(message([] {
              counted({.events = 1, .of = 2}, {d::LogNormal{0, 1}});
            }),
            "counted: expected a prior within [0, 1], got one from 0 to infinity");
  EXPECT_EQ(message([] { counted({.events = 1, .of = 2}, {d::Point{.5}}); }),
            "counted: expected a prior with a density, got a single value");
  EXPECT_EQ(message([] { counted({.events = 1, .exposure = 2}, {d::Poisson{.5}}); }),
            "counted: expected a prior with a density, got a distribution of counts");
  EXPECT_EQ(message([] {
              counted({.events = 1, .of = 2}, {d::Beta{1, 1}, 0});
            }),
            "counted: expected a positive worth in cases, got 0");
}

TEST(Counted, IsAParameterOfAModel) {
  casus::Model model;
  const Counted found = counted({.events = 3, .of = 41});
  model.parameter("p", found.law, {.source = found.sentence, .basis = casus::Basis::counted});
  EXPECT_EQ(to_text(model.parameters()[0].distribution), "Beta(3.5, 38.5)");
}

}  // namespace
