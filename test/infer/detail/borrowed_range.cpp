// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/detail/borrowed_range.hpp>

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include <boost/math/distributions/beta.hpp>

#include <casus/infer/estimate.hpp>

namespace {

using namespace casus;

bool is_borrowed(const Answer& answer) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [](const Warning& one) { return one.code == WarningCode::range_borrowed; });
}

// Each of 2,000 worlds has about five trajectories that meet the condition, so one or two hits.
Options thin(Method method) {
  return {.method = method, .trajectories = 2000 * group_size, .worlds = 2000, .seed = 5};
}

// A beta distribution of the share is found again, by forward and by weighted sampling.
TEST(BorrowedRange, IsThatOfTheShares) {
  Model m;
  const Parameter p = m.parameter("p", Beta(2, 5));
  const Event seen = m.add("seen", Bernoulli(0.01)), falls = m.add("falls", Bernoulli(p));
  const boost::math::beta_distribution<double> law(2, 5);
  const Answer one = estimate(m, {P(falls).given(seen)}, thin(Method::forward))[0];
  ASSERT_TRUE(one.range);
  EXPECT_TRUE(is_borrowed(one));
  EXPECT_NEAR(one.range->low, quantile(law, 0.05), 0.02);
  EXPECT_NEAR(one.range->high, quantile(law, 0.95), 0.04);
}

// The condition is more probable where the share is greater, so the distribution given it is another.
TEST(BorrowedRange, WeighsWorldsByTheCondition) {
  Model m;
  const Parameter p = m.parameter("p", Beta(2, 5));
  const Event seen = m.add("seen", Bernoulli(p * 0.03)), falls = m.add("falls", Bernoulli(p));
  const boost::math::beta_distribution<double> law(3, 5);
  const Answer one = estimate(m, {P(falls).given(seen)}, thin(Method::forward))[0];
  ASSERT_TRUE(one.range);
  EXPECT_TRUE(is_borrowed(one));
  EXPECT_NEAR(one.range->low, quantile(law, 0.05), 0.03);
  EXPECT_NEAR(one.range->high, quantile(law, 0.95), 0.04);
}

// Means of positive quantities have a log-normal range, others a normal one.
TEST(BorrowedRange, IsThatOfTheMeans) {
  Model m;
  const Parameter level = m.parameter("level", LogNormal(1, 0.7)),
                  centre = m.parameter("centre", Normal(0, 2));
  const Event seen = m.add("seen", Bernoulli(0.004));
  const Quantity losses = m.add("losses", Uniform(0.0, 2 * level)),
                 change = m.add("change", Normal(centre, 3));
  const Answers both = estimate(m, {E(losses).given(seen), E(change).given(seen)}, thin(Method::forward));
  for (const Answer& one : both) {
    ASSERT_TRUE(one.range) << one.question;
    EXPECT_TRUE(is_borrowed(one)) << one.question;
  }
  EXPECT_NEAR(both[0].range->low, std::exp(1 - 1.645 * 0.7), 0.2);
  EXPECT_NEAR(both[0].range->high, std::exp(1 + 1.645 * 0.7), 1.5);
  EXPECT_NEAR(both[1].range->low, -1.645 * 2, 0.35);
  EXPECT_NEAR(both[1].range->high, 1.645 * 2, 0.35);
}

// Where the share is the same in all worlds, noise may be all there is: no range. The other parameter
// makes the worlds differ.
TEST(BorrowedRange, IsNotMadeOfNoise) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Model m;
    const Parameter p = m.parameter("p", Beta(2, 5)), rare = m.parameter("rare", Beta(2, 198));
    const Event seen = m.add("seen", Bernoulli(rare)), falls = m.add("falls", Bernoulli(0.3 + 0.001 * p));
    Options options = thin(Method::forward);
    options.seed = seed;
    const Answer one = estimate(m, {P(falls).given(seen)}, options)[0];
    EXPECT_FALSE(one.range) << one.range->low << " to " << one.range->high;
    EXPECT_NE(one.range_note, "");
  }
}

// With enough trajectories in each world nothing is borrowed.
TEST(BorrowedRange, IsNotNeededWithMoreTrajectories) {
  Model m;
  const Parameter p = m.parameter("p", Beta(2, 5));
  const Event seen = m.add("seen", Bernoulli(0.1)), falls = m.add("falls", Bernoulli(p));
  const Answer one = estimate(m, {P(falls).given(seen)}, thin(Method::forward))[0];
  ASSERT_TRUE(one.range);
  EXPECT_FALSE(is_borrowed(one));
}

// A hand-made case: shares 0 and 1 of two trajectories each say nothing of their own, but a true
// variance above that of a coin's.
TEST(BorrowedRange, NeedsVarianceThatNoiseCannotExplain) {
  const auto worlds = [](double a, double b) {
    return WorldEstimate{std::log((a + 0.5) / (b + 0.5)), 1 / (a + 0.5) + 1 / (b + 0.5), a + b};
  };
  detail::WorldFindings coins, certain;
  coins.is_log_odds = certain.is_log_odds = true;
  for (int i = 0; i < 100; ++i) {
    coins.worlds.insert(coins.worlds.end(), {worlds(2, 0), worlds(1, 1), worlds(1, 1), worlds(0, 2)});
    certain.worlds.insert(certain.worlds.end(), {worlds(2, 0), worlds(0, 2), worlds(2, 0), worlds(1, 1)});
  }
  EXPECT_FALSE(detail::borrowed_range(coins, 0.9));
  EXPECT_TRUE(detail::borrowed_range(certain, 0.9));
}

}  // namespace
