// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/beta.hpp>

#include <casus/infer/estimate.hpp>

namespace casus {
namespace {

bool has_code(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

// Beta(1, 1) and k of n: Beta(1 + k, 1 + n - k), whatever the weights' scale.
TEST(WeighedWorlds, HaveARangeHoweverSmallTheirWeights) {
  for (const Index trials : {40, 100, 400, 10'000}) {
    Model model;
    const auto p = model.parameter("p", Beta(1, 1));
    const auto k = model.add("k", Binomial(static_cast<double>(trials), p));
    const double seen = static_cast<double>(trials) / 4;
    const Answer answer =
        estimate(model, {E(p).given(observed(k, seen))}, {.trajectories = 2'560'000, .worlds = 5000})[0];
    ASSERT_TRUE(answer.range) << trials << ' ' << answer.range_note;
    const boost::math::beta_distribution<double> posterior(1 + seen, 1 + static_cast<double>(trials) - seen);
    const double spread = boost::math::standard_deviation(posterior);
    EXPECT_NEAR(answer.range->low, boost::math::quantile(posterior, 0.05), 0.75 * spread);
    EXPECT_NEAR(answer.range->high, boost::math::quantile(posterior, 0.95), 0.75 * spread);
  }
}

// More worlds are no reason to lose a range.
TEST(WeighedWorlds, KeepTheirRangeWhenWorldsAreAdded) {
  Model model;
  const auto theta = model.parameter("theta", Beta(1, 1));
  const auto lambda = model.parameter("lambda", Gamma(2, 1));
  const auto k = model.add("k", Binomial(40, theta)), n = model.add("n", Poisson(25 * lambda));
  for (const Index worlds : {1000, 10'000, 30'000}) {
    const Answer answer =
        estimate(model, {E(theta).given(observed(k, 29)).given(observed(n, 80))}, {.worlds = worlds})[0];
    ASSERT_TRUE(answer.range) << worlds << ' ' << answer.range_note;
    EXPECT_NEAR(answer.range->low, 0.594, 0.03);
    EXPECT_NEAR(answer.range->high, 0.820, 0.03);
  }
}

// Logistic regression with six coefficients leaves two or so of a thousand worlds: said, and no range rests on them.
TEST(WeighedWorlds, SayWhereFewOfThemAreLeft) {
  Model model;
  std::vector<Real> coefficients;
  std::vector<Query> queries;
  for (int i = 0; i < 6; ++i)
    coefficients.push_back(model.parameter("b" + std::to_string(i), Normal(0, 1.5)));
  std::optional<Boolean> seen;
  for (int i = 0; i < 200; ++i) {
    Real score = coefficients[0];
    double truth = -0.5;
    for (int j = 1; j < 6; ++j) {
      const double x = std::sin(1.7 * i * j + j);
      score = score + coefficients[static_cast<std::size_t>(j)] * x;
      truth += (j % 2 == 1 ? 1.2 : -0.6) * x;
    }
    const Event y = model.add("y" + std::to_string(i), Bernoulli(logistic(score)));
    const Boolean one = truth > std::sin(7.3 * i) ? Boolean(y) : !y;
    seen = seen ? *seen && one : one;
  }
  for (const Real& one : coefficients) queries.push_back(E(one).given(*seen));
  for (const Answer& answer : estimate(model, queries, {.method = Method::exact})) {
    EXPECT_LT(answer.effective_samples, 20);
    EXPECT_TRUE(has_code(answer, WarningCode::degenerate_weights));
    EXPECT_TRUE(has_code(answer, WarningCode::few_clusters));
    EXPECT_FALSE(answer.range);
    EXPECT_NE(answer.range_note.find("more worlds"), std::string::npos) << answer.range_note;
    EXPECT_EQ(answer.range_note.find("trajectories"), std::string::npos);
  }
  // Trajectories that have parameters of their own, drawn where the evidence puts them, answer it.
  const Answers drawn = estimate(model, queries, {.trajectories = 100'000});
  const Answers again = estimate(model, queries, {.trajectories = 100'000, .seed = 2});
  for (std::size_t i = 0; i < queries.size(); ++i) {
    EXPECT_EQ(drawn[i].method_id, Method::weighted) << drawn[i].method;
    EXPECT_GT(drawn[i].effective_samples, 10'000);
    EXPECT_TRUE(drawn[i].warnings.empty()) << drawn[i].warnings[0].text;
    EXPECT_NEAR(drawn[i].value, again[i].value,
                5 * std::hypot(drawn[i].standard_error, again[i].standard_error));
  }
}

}  // namespace
}  // namespace casus
