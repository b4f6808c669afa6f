// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/fit.hpp>
#include <casus/elicit/pool.hpp>
#include <casus/elicit/said.hpp>
#include <casus/infer/estimate.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;

using namespace casus::elicit;
using casus::Error;

// Computed independently.
const std::vector<double> four = {.02, .05, .10, .15};

TEST(Pool, GivesTheKnownNumbers) {
  EXPECT_NEAR(linear_pool(four), .08, 1e-15);
  EXPECT_NEAR(logarithmic_pool(four), .0634458101, 5e-11);
  EXPECT_NEAR(median_pool(four), .075, 1e-15);
  // The geometric mean of the odds.
  double product = 1;
  for (const double p : four) product *= p / (1 - p);
  const double odds = std::pow(product, .25);
  EXPECT_NEAR(logarithmic_pool(four), odds / (1 + odds), 1e-15);
  // Extremised around 1/2, as the literature does, and around a base rate of 5 %, as it should be.
  const double pooled = logarithmic_pool(four);
  EXPECT_NEAR(extremised(pooled, {.base_rate = .5, .factor = 1.161}), .0421, 5e-5);
  EXPECT_NEAR(extremised(pooled, {.base_rate = .5, .factor = 2.5}), .0012, 5e-5);
  EXPECT_NEAR(extremised(pooled, {.base_rate = .05, .factor = 2.5}), .0900, 5e-5);
  EXPECT_NEAR(extremised(.05, {.base_rate = .05, .factor = 2.5}), .05, 1e-15);
  EXPECT_NEAR(extremised(pooled, {.base_rate = .05, .factor = 1}), pooled, 1e-15);
}

TEST(Pool, Weighs) {
  EXPECT_NEAR(linear_pool({.1, .5}, {3, 1}), .2, 1e-15);
  EXPECT_NEAR(linear_pool({.1, .5}, {1, 0}), .1, 1e-15);
  EXPECT_NEAR(logarithmic_pool({.1, .1, .5}, {1, 1, 1}), logarithmic_pool({.1, .5}, {2, 1}), 1e-15);
  EXPECT_EQ(logarithmic_pool({.1, 0}, {1, 0}), logarithmic_pool({.1}));
  EXPECT_EQ(median_pool({.9, .1, .2}), .2);
  EXPECT_EQ(median_pool({.9, .1, .2}, {3, 1, 1}), .9);
  EXPECT_NEAR(median_pool({.9, .1, .2}, {2, 1, 1}), .55, 1e-15);
  EXPECT_EQ(median_pool({.4}), .4);
}

// Where all take in the same evidence, the order of pooling and of taking it in does not matter.
TEST(Pool, IsExternallyBayesianWhereLogarithmic) {
  const auto seen = [](double p, double ratio) { return ratio * p / (ratio * p + 1 - p); };
  std::vector<double> after;
  for (const double p : four) after.push_back(seen(p, 7));
  EXPECT_NEAR(logarithmic_pool(after), seen(logarithmic_pool(four), 7), 1e-15);
  EXPECT_GT(std::abs(linear_pool(after) - seen(linear_pool(four), 7)), .01);
}

TEST(Pool, LetsCertaintyDecideWhereLogarithmic) {
  EXPECT_EQ(logarithmic_pool({0, .5, .9}), 0);
  EXPECT_EQ(logarithmic_pool({1, .5}), 1);
  EXPECT_EQ(message([] {
              logarithmic_pool({0, 1});
            }),
            "pool: expected experts without contradictory certainties, got probabilities of 0 and of 1");
  EXPECT_EQ(extremised(0, {.base_rate = .5, .factor = 2}), 0);
}

TEST(Pool, KeepsDisagreement) {
  namespace law = casus::distribution;
  const law::Mixture all =
      pool({{said("unlikely", scale::icd203)}, {law::Beta{90, 10}, 2}, law::Uniform{0, .1}});
  ASSERT_EQ(all.components.size(), 3u);
  EXPECT_DOUBLE_EQ(all.components[1].weight, .5);
  EXPECT_NEAR(all.mean(), .25 * .325 + .5 * .9 + .25 * .05, 1e-15);
  const law::Uniform first{.2, .45}, third{0, .1};
  const law::Beta second{90, 10};
  for (const double x : {.05, .3, .5, .88, .95})
    EXPECT_NEAR(all.cdf(x), .25 * first.cdf(x) + .5 * second.cdf(x) + .25 * third.cdf(x), 1e-15);
  // Between: the spread of the experts' own means is in the variance.
  EXPECT_GT(all.variance(), .13);

  // A mixture in the pool is flattened, and one without weight left out.
  const law::Mixture nested = pool({{all, 1}, {law::Uniform{0, 1}, 0}});
  EXPECT_EQ(nested.components.size(), 3u);
  EXPECT_DOUBLE_EQ(nested.components[1].weight, .5);
}

// The pool as a parameter: each world believes one expert, and the answer's range reaches from one
// to the other.
TEST(Pool, ReachesTheAnswersRange) {
  namespace law = casus::distribution;
  casus::Model m;
  const auto p = m.parameter("p", pool({law::Beta{20, 980}, law::Beta{300, 700}}));
  const auto event = m.add("event", casus::Bernoulli(p));
  const auto answers = casus::estimate(m, {casus::P(event)}, {.worlds = 4000});
  EXPECT_NEAR(answers[0].value, .16, .01);
  ASSERT_TRUE(answers[0].range);
  EXPECT_NEAR(answers[0].range->low, .0145, .004);
  EXPECT_NEAR(answers[0].range->high, .3188, .01);
}

// The density is the weighted geometric mean: in closed form where it is of the family, else by
// quadrature.
TEST(Pool, OfLawsIsLogarithmicInClosedForm) {
  using namespace casus::distribution;
  const auto only = [](const std::vector<Expert>& experts) {
    const Mixture law = logarithmic_pool_of_distributions(experts);
    EXPECT_EQ(law.components.size(), 1u);
    return law.components[0].law;
  };
  const auto normal = *only({{Normal{0, 1}, 1}, {Normal{3, 2}, 3}}).as<Normal>();
  // Precisions 1/4 and 3/16.
  EXPECT_NEAR(normal.location, (3.0 * 3 / 16) / (0.25 + 3.0 / 16), 1e-15);
  EXPECT_NEAR(normal.scale, 1 / std::sqrt(0.25 + 3.0 / 16), 1e-15);
  const auto beta = *only({{Beta{2, 8}}, {Beta{4, 4}}}).as<Beta>();
  EXPECT_EQ(beta.alpha, 3);
  EXPECT_EQ(beta.beta, 6);
  EXPECT_NEAR(only({{Poisson{2}}, {Poisson{8}}}).as<Poisson>()->mean_count, 4, 1e-14);
  EXPECT_EQ(only({{Exponential{1}}, {Exponential{3}}}).as<Exponential>()->rate, 2);
  EXPECT_EQ(only({{Normal{1, 2}}, {Uniform{5, 6}, 0}}).as<Normal>()->location, 1);
}

TEST(Pool, OfLawsIsLogarithmicByQuadrature) {
  using namespace casus::distribution;
  const std::vector<Expert> experts{{Normal{0, 1}}, {StudentT{4, 8, 1}}};
  const auto density = [](double x) {
    return std::sqrt(Normal{0, 1}.density(x) * StudentT{4, 8, 1}.density(x));
  };
  double total = 0;
  constexpr double step = 1e-3;
  for (double x = -40; x < 40; x += step) total += step * density(x);
  const Mixture pooled = logarithmic_pool_of_distributions(experts);
  double below = 0, x = -40;
  for (const double at : {1.0, 2.0, 3.0, 4.0, 6.0}) {
    for (; x < at; x += step) below += step * density(x);
    EXPECT_NEAR(pooled.cdf(at), below / total, 1.5e-3) << at;
  }
  // A pole at an end of the support, and a support that only one expert has.
  const Mixture pole = logarithmic_pool_of_distributions({{Beta{0.5, 1}}, {Uniform{0, 0.5}}});
  EXPECT_NEAR(pole.cdf(0.1), std::pow(0.1 / 0.5, 0.75), 1.5e-3);
  EXPECT_EQ(pole.cdf(0.5), 1);
}

TEST(Pool, OfLawsIsLogarithmicWhereTheseHaveDensitiesThatOverlap) {
  using namespace casus::distribution;
  EXPECT_EQ(
      message([] {
        logarithmic_pool_of_distributions({{Uniform{0, 1}}, {Uniform{2, 3}}});
      }),
      "pool: expected experts whose distributions overlap, for a logarithmic pool, got distributions that do "
      "not overlap");
  EXPECT_EQ(message([] {
              logarithmic_pool_of_distributions({{Uniform{0, 1}}, {Point{0.5}}});
            }),
            "pool: expected distributions with a density, or only Poisson distributions, for a logarithmic "
            "pool, got a single value; a linear pool accepts all");
}

TEST(Pool, RefusesWhatIsNoPool) {
  EXPECT_EQ(message([] { linear_pool({}); }), "pool: expected at least one expert, got none");
  EXPECT_EQ(message([] { linear_pool({.1, 1.2}); }), "pool: expected probabilities in [0, 1], got 1.2");
  EXPECT_EQ(message([] { median_pool({std::nan("")}); }),
            "pool: expected probabilities in [0, 1], got not a number");
  EXPECT_EQ(message([] {
              linear_pool({.1, .2}, {1});
            }),
            "pool: expected one weight for each of 2 experts, got 1");
  EXPECT_EQ(message([] {
              linear_pool({.1, .2}, {1, -1});
            }),
            "pool: expected finite weights of at least 0, got -1");
  EXPECT_EQ(message([] {
              linear_pool({.1, .2}, {0, 0});
            }),
            "pool: expected weights with a positive sum, got 0");
  EXPECT_EQ(message([] { pool({{casus::distribution::Mixture{}}}); }),
            "pool: expected distributions whose weights sum to 1, got 0");
  EXPECT_EQ(message([] { extremised(.1, {.base_rate = 0, .factor = 2}); }),
            "extremising: expected a base rate in (0, 1), got 0");
  EXPECT_EQ(message([] { extremised(.1, {.base_rate = .1, .factor = .5}); }),
            "extremising: expected a factor of at least 1, got 0.5");
}

}  // namespace
