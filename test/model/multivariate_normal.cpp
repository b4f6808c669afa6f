// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/multivariate_normal.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/error.hpp>
#include <casus/infer/estimate.hpp>

namespace {

using namespace casus;

const std::vector<std::string> of_three{"a", "b", "c"};
const std::vector<double> spread_of_three{4, 1, -0.5, 1, 2, 0.3, -0.5, 0.3, 1};

TEST(MultivariateNormal, HasItsMeansAndCovariances) {
  Model model;
  const std::vector<Real> means{1.0, 2.0, 3.0};
  const auto x = add_multivariate_normal(model, of_three, means, spread_of_three, {.unit = "m"});
  ASSERT_EQ(x.size(), 3u);
  EXPECT_EQ(model.variables()[2].details.unit, "m");
  std::vector<Query> asked;
  for (std::size_t i = 0; i < 3; ++i) asked.push_back(E(x[i]));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j <= i; ++j) asked.push_back(E((x[i] - means[i]) * (x[j] - means[j])));
  const Answers answers = estimate(model, asked);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(answers[i].value, static_cast<double>(i + 1), 5 * answers[i].standard_error);
  std::size_t next = 3;
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j <= i; ++j, ++next)
      EXPECT_NEAR(answers[next].value, spread_of_three[3 * i + j], 5 * answers[next].standard_error)
          << i << j;
}

// Given b = 3, a is normal with mean 1 + 1/2 and variance 4 - 1/2.
TEST(MultivariateNormal, IsConditionedOnExactValues) {
  Model model;
  const std::vector<Real> means{1.0, 2.0, 3.0};
  const auto x = add_multivariate_normal(model, of_three, means, spread_of_three);
  const Answers answers =
      estimate(model, {E(x[0]).given(observed(x[1], 3)), P(x[0] > 1.5).given(observed(x[1], 3))});
  EXPECT_NEAR(answers[0].value, 1.5, 1e-9 + 5 * answers[0].standard_error);
  EXPECT_NEAR(answers[1].value, 0.5, 1e-9 + 5 * answers[1].standard_error);
}

TEST(MultivariateNormal, IsOfParametersToo) {
  Model model;
  const Parameter centre = model.parameter("centre", Uniform(0, 1));
  const std::vector<std::string> two{"p", "q"};
  const std::vector<Real> means{centre, 2.0};
  const std::array<double, 4> spread{1, 0.5, 0.5, 1};
  const auto p = add_multivariate_normal_parameters(model, two, means, spread);
  const Quantity sum = model.add("sum", Normal(p[0] + p[1], 1));
  const Answer answer = estimate(model, {E(sum)})[0];
  EXPECT_NEAR(answer.value, 2.5, 5 * answer.standard_error);
}

TEST(MultivariateNormal, RefusesWhatIsNoCovarianceAndLeavesTheModelAsItWas) {
  Model model;
  model.add("c", Normal(0, 1));
  const std::vector<Real> means{0.0, 0.0, 0.0};
  const auto expected = [&](const std::vector<double>& matrix, const std::vector<Real>& centre) {
    try {
      add_multivariate_normal(model, of_three, centre, matrix);
    } catch (const Error& error) {
      return error.subject() + ": " + error.expected() + ", " + error.got();
    }
    return std::string();
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::string matrix = "a: a symmetric, positive definite matrix of covariances, ";
  EXPECT_EQ(expected({1, 2, 0, 2, 1, 0, 0, 0, 1}, means), matrix + "one that is not positive definite");
  EXPECT_EQ(expected({1, 1, 0, 1, 1, 0, 0, 0, 1}, means), matrix + "one that is not positive definite");
  EXPECT_EQ(expected({1, 0.5, 0, 0, 1, 0, 0, 0, 1}, means),
            matrix + "one that is not symmetric, or not finite");
  EXPECT_EQ(expected({1, 0, 0, 0, nan, 0, 0, 0, 1}, means),
            matrix + "one that is not symmetric, or not finite");
  EXPECT_EQ(expected({1, 0, 0, 1}, means), "a: 9 covariances, 3 per name, 4");
  EXPECT_EQ(expected(spread_of_three, {0.0, 0.0}), "a: 3 means, one per name, 2");
  EXPECT_NE(expected(spread_of_three, means), "");  // c is taken
  EXPECT_EQ(model.variables().size(), 1u);
}

}  // namespace
