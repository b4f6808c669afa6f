// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Rare events with several ways to them, and far tails; truths by closed forms.
#include <cmath>
#include <numbers>
#include <string>

#include <gtest/gtest.h>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/model/model.hpp>

#include "infer/splitting/splitting.hpp"
#include "infer/splitting/strata.hpp"

namespace casus {
namespace {

double normal_above(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }

void expect_way(const Model& model, const Query& query, double exact, double most_error = 0.1,
                Index trajectories = 500'000) {
  for (const std::uint64_t seed : {1, 2, 3}) {
    Options options{.trajectories = trajectories};
    options.seed = seed;
    const Answer answer = splitting(model, {query}, options)[0];
    ASSERT_FALSE(answer.is_bound) << answer.question << answer.method;
    EXPECT_NEAR(answer.value, exact, 5 * answer.standard_error) << answer.question << answer.method;
    EXPECT_LT(answer.standard_error, most_error * exact) << answer.question << answer.method;
  }
}

struct Gate {
  Model model;
  Event gate = model.add("gate", Bernoulli(1e-6));
  Quantity size = model.add("size", LogNormal(0, 1));
  Quantity loss = model.add("loss", Deterministic(if_then_else(gate, size, 0.0) + 0.1 * size));

  static double exceeds(double loss) {
    return 1e-6 * normal_above(std::log(loss / 1.1)) + (1 - 1e-6) * normal_above(std::log(loss / 0.1));
  }
};

TEST(Strata, AddUpTheWaysThroughARareGateAndBesideIt) {
  const Gate g;
  for (const double loss : {20, 50, 100, 200}) expect_way(g.model, P(g.loss > loss), Gate::exceeds(loss));
}

TEST(Strata, AreSeveralGatesAndTwoAtOnce) {
  Model m;
  const auto a = m.add("a", Bernoulli(1e-4));
  const auto b = m.add("b", Bernoulli(if_then_else(a, 0.01, 1e-7)));
  const auto c = m.add("c", Categorical({"none", "one", "two"}, {1 - 3e-5, 2e-5, 1e-5}));
  const auto x = m.add("x", Normal(0, 1));
  const Real sum =
      x + if_then_else(a, 3.0, 0.0) + if_then_else(b, 4.0, 0.0) + if_then_else(c == "two", 5.0, 0.0);
  double exact = 0;
  for (const bool has_a : {false, true})
    for (const bool has_b : {false, true})
      for (const bool has_c : {false, true}) {
        const double p_b = has_a ? 0.01 : 1e-7;
        exact += (has_a ? 1e-4 : 1 - 1e-4) * (has_b ? p_b : 1 - p_b) * (has_c ? 1e-5 : 1 - 1e-5) *
                 normal_above(6.5 - 3 * has_a - 4 * has_b - 5 * has_c);
      }
  expect_way(m, P(sum > 6.5), exact);
}

TEST(Strata, AreTheSidesOfADisjunction) {
  Model m;
  const auto x = m.add("x", Normal(0, 1)), y = m.add("y", Normal(0, 1));
  const auto size = m.add("size", LogNormal(0, 1));
  expect_way(m, P(x > 5 || x < -5.5), normal_above(5) + normal_above(5.5));
  // The sides are told on scales of their own, and the second is the likelier one.
  const double joint = normal_above(std::log(160.0) / std::sqrt(1.0));
  const double apart = normal_above(5.2);
  expect_way(m, P(x > 5.2 || size + 0 * y > 160), apart + joint - apart * joint);
  const auto either = m.add("either", Deterministic(x > 5 || x < -5.5));
  expect_way(m, P(either), normal_above(5) + normal_above(5.5));
}

TEST(Strata, OfAConditionAreAddedToo) {
  const Gate g;
  const double both = 1e-6 * normal_above(std::log(50 / 1.1)) + (1 - 1e-6) * normal_above(std::log(500.0));
  const double gated = 1e-6 * normal_above(std::log(50 / 1.1));
  expect_way(g.model, P(g.gate).given(g.loss > 50), gated / both, 0.2);
}

// A state that is drawn from nothing is set, so that its own rarity costs nothing; the event itself may be such a state.
TEST(Strata, SetWhatNothingComesBefore) {
  const Gate g;
  const auto strata = rare::strata_of(g.model, {}, P(g.loss > 50).target());
  ASSERT_EQ(strata.size(), 2u);
  EXPECT_EQ(strata[0].probability, 1 - 1e-6);
  EXPECT_EQ(strata[1].probability, 1e-6);
  EXPECT_EQ(strata[1].done.size(), 1u);
  Model m;
  const auto rare = m.add("rare", Bernoulli(1e-25));
  const Answer answer = splitting(m, {P(rare)}, {.trajectories = 100'000})[0];
  EXPECT_DOUBLE_EQ(answer.value, 1e-25);
  EXPECT_FALSE(answer.is_bound);
}

// Of an event that is common, strata would make the sum of their errors exceed what is known.
TEST(Strata, AreOfRareEventsAlone) {
  Model m;
  const auto a = m.add("a", Bernoulli(0.9)), b = m.add("b", Bernoulli(0.9999));
  for (const std::uint64_t seed : {1, 2, 3, 4, 5}) {
    const Answer answer = splitting(m, {P(a || b)}, {.trajectories = 100'000, .seed = seed})[0];
    EXPECT_LE(answer.value, 1);
    EXPECT_LE(answer.interval.low, 1 - 1e-5);
    EXPECT_GE(answer.interval.high, 1 - 1e-5);
    EXPECT_LE(answer.interval.low, answer.value);
    EXPECT_GE(answer.interval.high, answer.value);
  }
}

// What a score does not lead to is no zero: the answer is a lower bound, and says so.
TEST(Strata, ThatAreNotReachedMakeALowerBound) {
  Model m;
  const auto gate = m.add("gate", Bernoulli(1e-6));
  const auto x = m.add("x", Uniform(0, 1));
  const auto y = m.add("y", Uniform(0, 1));
  // Without the gate the event is a needle that no distance tells of.
  const Real needle = function("needle", {x, y}, [](auto in, auto out) {
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] = std::abs(in[0][i] - 0.3) < 2e-5 && std::abs(in[1][i] - 0.7) < 2e-5 ? 1 : 0;
  });
  const Answer answer =
      splitting(m, {P((gate && x > 0.5) || (!gate && needle > 0.5))}, {.trajectories = 300'000})[0];
  EXPECT_TRUE(answer.is_bound);
  EXPECT_TRUE(answer.is_lower_bound) << answer.method;
  EXPECT_LE(answer.value, 0.5e-6 + 1.6e-9);
  EXPECT_GE(answer.interval.high, 0.5e-6 + 1.6e-9);
  ASSERT_FALSE(answer.warnings.empty());
  EXPECT_EQ(answer.warnings.back().code, WarningCode::way_missed);
}

// Both tails alike, to where a probability's digits end.
TEST(Tails, OfQuantitiesAreDrawnFromTheirOwnEnd) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto e = m.add("e", Exponential(1));
  const auto w = m.add("w", Weibull(0.5, 1));
  const auto g = m.add("g", Gamma(2, 1));
  const auto t = m.add("t", StudentT(3, 0, 1));
  const auto l = m.add("l", LogitNormal(0, 1));
  for (const double far : {8.2, 9.5, 11.4}) {
    expect_way(m, P(x > far), normal_above(far), 0.3);
    expect_way(m, P(x < -far), normal_above(far), 0.3);
  }
  expect_way(m, P(e > 45), std::exp(-45.0), 0.6);
  expect_way(m, P(w > 1600), std::exp(-40.0), 0.3);
  expect_way(m, P(g > 45), 46 * std::exp(-45.0), 0.6);
  expect_way(m, P(l > 1 / (1 + std::exp(-8.5))), normal_above(8.5), 0.3);
  // 2 / pi sqrt(3) / t^3 (1 - 18 / (5 t^2) ...) for large t: 3 degrees of freedom.
  const double far = 2e5;
  expect_way(m, P(t > far), 2 * std::sqrt(3.0) / (std::numbers::pi * far * far * far), 0.3);
  expect_way(m, P(x + e > 60), std::exp(-59.5), 0.8);
}

// By way of a quantile that is computed with 1 - u, which has no more digits there.
TEST(Tails, EndWhereTheDistributionDoes) {
  Model m;
  const auto e = m.add("e", Exponential(2));
  const auto w = m.add("w", Weibull(0.7, 1));
  const auto first = m.add("first", Triangular(0, 0, 1)), last = m.add("last", Triangular(-1, -0.5, 0));
  const auto u = m.add("u", Uniform(-1, 0));
  const auto mixed = m.add("mixed", Mixture({{0.5, Normal(0, 1)}, {0.5, Normal(0, 1.1)}}));
  const std::vector<std::pair<Query, double>> all{
      {P(e < 1e-18), 2e-18},     {P(w < 1e-25), std::pow(1e-25, 0.7)},
      {P(first < 1e-17), 2e-17}, {P(last > -1e-9), 2e-18},
      {P(u > -1e-18), 1e-18},    {P(mixed > 10), 0.5 * (normal_above(10) + normal_above(10 / 1.1))}};
  for (const auto& [query, exact] : all) {
    const Answer answer = estimate(m, query, {.trajectories = 200'000});
    ASSERT_FALSE(answer.is_bound) << answer.question << answer.method;
    EXPECT_NEAR(answer.value, exact, 5 * answer.standard_error) << answer.question << answer.method;
    EXPECT_LT(answer.standard_error, 0.5 * exact) << answer.question << answer.method;
  }
}

// Some of a group's trajectories alone draw a guarded quantity; with more coordinates before it its column lies elsewhere in memory.
TEST(Tails, OfGuardedQuantitiesAreDrawnWhereTheyExist) {
  for (int before = 0; before < 6; ++before) {
    Model m;
    for (int i = 0; i < before; ++i) m.add("before" + std::to_string(i), Normal(0, 1));
    const auto there = m.add("there", Bernoulli(0.3));
    const auto x = m.add("x", Normal(0, 1), {.when = there});
    const auto y = m.add("y", Exponential(1), {.when = there});
    expect_way(m, P(there && x > 5), 0.3 * normal_above(5));
    expect_way(m, P(there && y > 20), 0.3 * std::exp(-20.0), 0.2);
  }
}

// A state of probability 0.001 or 0.1 is soon lost by populations that climb another way for long.
TEST(Strata, KeepAWayThatOnlyPaysFarOut) {
  for (const double p : {0.001, 0.1}) {
    Model m;
    const auto big = m.add("big", Bernoulli(p));
    const auto small = m.add("small", LogNormal(7, 1));
    const auto excess = m.add("excess", Exponential(2.5));
    const Real loss = if_then_else(big, 1e6 * exp(excess), small);
    expect_way(m, P(loss > 1e8), p * std::pow(100.0, -2.5));
  }
}

TEST(Strata, AreOfTheRarestStatesIfThereAreMany) {
  Model m;
  Real sum = m.add("x", Normal(0, 1));
  double exact_without = 1, exact_one = 0;
  for (int i = 0; i < 20; ++i) {
    const double p = i == 0 ? 1e-7 : 1e-4;
    const auto gate = m.add("gate" + std::to_string(i), Bernoulli(p));
    sum = sum + if_then_else(gate, i == 0 ? 8.0 : 1.0, 0.0);
    exact_without *= 1 - p;
    exact_one += i == 0 ? p * normal_above(-1) : p * normal_above(6);
  }
  // Two at once hardly count.
  expect_way(m, P(sum > 7.0), exact_without * normal_above(7) + exact_one, 0.1, 2'000'000);
}

// Where 1 - P is no double any more.
TEST(Tails, OfCountsEndWhereTheLawDoes) {
  Model m;
  const auto n = m.add("n", Poisson(1)), k = m.add("k", Binomial(200, 0.01));
  const auto g = m.add("g", Geometric(0.9));
  expect_way(m, P(n > 20.0), boost::math::gamma_p(21.0, 1.0), 1);
  expect_way(m, P(k > 25.0), boost::math::ibeta(26.0, 175.0, 0.01), 1);
  expect_way(m, P(g > 17.0), std::pow(0.1, 18), 1);
}

// Losses of claims: one that is very large, or several that are large.
TEST(Strata, AreOfCountsThatAreSeldomMoreThanZero) {
  for (const double rate : {1e-6, 0.02}) {
    Model m;
    const auto n = m.add("n", Poisson(rate));
    const auto some = m.add("some", Deterministic(n > 0.0));
    const auto claims = m.add("claims", Gamma(0.5 * n, 1.0), {.when = some});
    const Real loss = if_then_else(some, claims, 0.0);
    double exact = 0, exact_several = 0, mass = std::exp(-rate);
    for (int k = 1; k < 40; ++k) {
      mass *= rate / k;
      exact += mass * boost::math::gamma_q(0.5 * k, 12.0);
      if (k > 1) exact_several += mass * boost::math::gamma_q(0.5 * k, 12.0);
    }
    expect_way(m, P(loss > 12.0), exact);
    expect_way(m, P(n > 1.5).given(loss > 12.0), exact_several / exact, 0.2);
  }
}

// The state between the others in the order of the labels.
TEST(Strata, AreOfEachUncommonStateOfACategory) {
  Model m;
  const auto mode = m.add("mode", Categorical({"calm", "windy", "storm"}, {0.9, 0.0999, 0.0001}));
  const auto x =
      m.add("x", Normal(if_then_else(mode == "storm", 7.0, if_then_else(mode == "windy", 3.0, 0.0)), 1));
  const auto above = [](double mean) { return normal_above(10 - mean); };
  expect_way(m, P(x > 10.0), 0.9 * above(0) + 0.0999 * above(3) + 1e-4 * above(7));
  expect_way(m, P(x > 10.0).given(mode == "windy"), above(3));
  expect_way(m, P(x > 10.0 && mode == "windy"), 0.0999 * above(3));
}

}  // namespace
}  // namespace casus
