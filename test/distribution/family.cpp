// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/family.hpp>

namespace {

using namespace casus::distribution;

using casus::detail::infinity;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = (std::numeric_limits<double>::max)();

struct Bad {
  Shape shape;
  std::vector<double> parameters;
  std::size_t parameter;
  std::string expected;
  std::string got = {};
  std::string as = {};
};

const std::array<Family, 2> normal_pair = {family_of<Normal>, family_of<Normal>},
                            count_pair = {family_of<Poisson>, family_of<Geometric>},
                            both_kinds = {family_of<Poisson>, family_of<Gamma>},
                            nested = {family_of<Normal>, family_of<Mixture>};

const Empirical no_values({}), negative_weight({1, 2}, {1, -1}), one_or_two({1, 2});

TEST(Violation, NamesTheFirstParameterOutsideOfItsDomain) {
  const std::vector<Bad> table = {
      {family_of<Bernoulli>, {1.5}, 0, "a probability in [0, 1]"},
      {family_of<Bernoulli>, {-1e-300}, 0, "a probability in [0, 1]"},
      {family_of<Categorical>, {0.5, -0.5, 1}, 1, "a probability in [0, 1]"},
      {family_of<Categorical>, {0.5, 0.25}, 1, "probabilities that sum to 1", "0.75"},
      {family_of<Categorical>, {0.5, 0.5 + 0x1p-20}, 1, "probabilities that sum to 1", "1.0000009536743164"},
      {family_of<Categorical>, {}, 0, "probabilities that sum to 1", "0"},
      {family_of<Uniform>, {1, 1}, 1, "a value above low (1)"},
      {family_of<Uniform>, {2.5, 1}, 1, "a value above low (2.5)"},
      {family_of<Uniform>, {-infinity, 1}, 0, "a finite number"},
      {family_of<Uniform>,
       {-largest, largest},
       1,
       "a value above low (-1.7976931348623157e+308) by a finite amount"},
      {family_of<Normal>, {infinity, 1}, 0, "a finite number"},
      {family_of<Normal>, {0, 0}, 1, "a positive finite number"},
      {family_of<LogNormal>, {0, -1}, 1, "a positive finite number"},
      {family_of<LogitNormal>, {0, infinity}, 1, "a positive finite number"},
      {family_of<Triangular>, {0, 3, 2}, 1, "a mode between low (0) and high (2)"},
      {family_of<Triangular>, {0, -1, 2}, 1, "a mode between low (0) and high (2)"},
      {family_of<Triangular>, {2, 2, 2}, 2, "a value above low (2)"},
      {family_of<Triangular>, {0, 1, infinity}, 2, "a finite number"},
      {family_of<Beta>, {0, 1}, 0, "a positive finite number"},
      {family_of<Beta>, {1, 2e9}, 1, "a number of at most 1e+09"},
      {family_of<Gamma>, {-2, 1}, 0, "a positive finite number"},
      {family_of<Gamma>, {1, 0}, 1, "a positive finite number"},
      {family_of<Exponential>, {0}, 0, "a positive finite number"},
      {family_of<Poisson>, {-0.1}, 0, "a finite number of at least 0"},
      {family_of<Poisson>, {1e10}, 0, "a number of at most 1e+09"},
      {family_of<Binomial>, {2.5, 0.5}, 0, "a whole number of at least 0"},
      {family_of<Binomial>, {-1, 0.5}, 0, "a whole number of at least 0"},
      {family_of<Binomial>, {3, 1.01}, 1, "a probability in [0, 1]"},
      {family_of<Point>, {infinity}, 0, "a finite number"},
      {family_of<Triangular>, {0, 1}, 0, "Triangular's parameters: low, mode, high", "2 numbers"},
      {family_of<TruncatedNormal>, {infinity, 1, 0, 1}, 0, "a finite number", "infinity", "location"},
      {family_of<TruncatedNormal>, {0, 0, 0, 1}, 1, "a positive finite number", "0", "scale"},
      {family_of<TruncatedNormal>, {0, 1, 2, 2}, 3, "a value above low (2)", "2", "high"},
      {family_of<TruncatedNormal>,
       {0, 1, infinity, infinity},
       2,
       "a finite number or -infinity",
       "infinity",
       "low"},
      {family_of<TruncatedNormal>,
       {0, 1, 0, -infinity},
       3,
       "a finite number or infinity",
       "-infinity",
       "high"},
      {family_of<TruncatedNormal>,
       {0, 1, -largest, largest},
       3,
       "a value above low (-1.7976931348623157e+308) by a finite amount"},
      {family_of<TruncatedNormal>,
       {0, 1, 2e9, infinity},
       2,
       "a value within 1e+09 scales of location (0)",
       "2e+09",
       "low"},
      {family_of<TruncatedNormal>,
       {5, 1e-300, -1, 1},
       3,
       "a value within 1e+09 scales of location (5)",
       "1",
       "high"},
      {family_of<StudentT>, {0, 0, 1}, 0, "a positive finite number", "0", "degrees_of_freedom"},
      {family_of<StudentT>, {1e10, 0, 1}, 0, "a number of at most 1e+09"},
      {family_of<StudentT>, {3, 0, -1}, 2, "a positive finite number", "-1", "scale"},
      {family_of<Weibull>, {0, 1}, 0, "a positive finite number", "0", "shape"},
      {family_of<Weibull>, {1, -2}, 1, "a positive finite number", "-2", "scale"},
      {family_of<Pert>, {0, 3, 2}, 1, "a mode between low (0) and high (2)", "3", "mode"},
      {family_of<Pert>, {2, 2, 2}, 2, "a value above low (2)"},
      {family_of<NegativeBinomial>, {0, 0.5}, 0, "a positive finite number", "0", "successes"},
      {family_of<NegativeBinomial>, {1, 0}, 1, "a probability in (0, 1]", "0", "probability"},
      {family_of<NegativeBinomial>, {1e6, 1e-6}, 1, "a probability with at most 1e+09 expected failures"},
      {family_of<Geometric>, {1.5}, 0, "a probability in (0, 1]", "1.5", "probability"},
      {family_of<Geometric>, {1e-10}, 0, "a probability with at most 1e+09 expected failures"},
      {{family_of<Mixture>, {}}, {}, 0, "at least one component", "none"},
      {{family_of<Mixture>, nested},
       {0.5, 0.5, 0, 1},
       1,
       "a distribution of a quantity or count that is given by its parameters",
       "Mixture",
       "component 2"},
      {{family_of<Mixture>, normal_pair}, {0.5, 0.25, 0, 1, 0, 1}, 1, "probabilities that sum to 1", "0.75"},
      {{family_of<Mixture>, normal_pair},
       {0.5, -0.5, 0, 1, 0, 1},
       1,
       "a probability in [0, 1]",
       "-0.5",
       "weight 2"},
      {{family_of<Mixture>, normal_pair},
       {0.5, 0.5, 0, 1, 0, -3},
       5,
       "a positive finite number",
       "-3",
       "scale of component 2 (Normal)"},
      {{family_of<Mixture>, normal_pair},
       {0.5, 0.5, 0, 1, 0},
       0,
       "Mixture's parameters: weights; of component 1: location scale; of component 2: location scale",
       "5 numbers"},
      {family_of<Metalog>, {0.5, 2, 5, 11}, 0, "a probability in (0, 0.5)"},
      {family_of<Metalog>,
       {0.1, 2, 10.9, 11},
       2,
       "a median between 3.5 and 9.5, for an increasing quantile function",
       "10.9"},
      {family_of<LogMetalog>, {0.1, 2, 5, 11, 3}, 4, "a value below low (2)", "3"},
      {family_of<LogitMetalog>, {0.1, 2, 5, 11, 5, 4}, 5, "a value above lower (5)", "4"},
      {family_of<DiscreteUniform>, {3, 3}, 1, "a value above low (3)"},
      {family_of<DiscreteUniform>, {0.5, 3}, 0, "a whole number of at least 0"},
      {family_of<Hypergeometric>, {10, 11, 5}, 1, "a number of at most population (10)", "11"},
      {family_of<Truncated<Gamma>>, {2, 1, -1, 3}, 2, "a value of at least 0, the minimum of Gamma", "-1"},
      {family_of<Truncated<Beta>>, {2, 1, 0.5, 3}, 3, "a value of at most 1, the maximum of Beta", "3"},
      {family_of<Truncated<Gamma>>, {2, 1, 1e6, 2e6}, 3, "an interval of positive probability"},
      {family_of<Truncated<Gamma>>, {2, -1, 1, 2}, 1, "a positive finite number", "-1", "rate"},
      {family_of<Empirical>, {}, 0, "values and weights", "none"},
      {no_values, {}, 0, "at least one value", "none"},
      {negative_weight, {}, 0, "a finite number of at least 0 as weight 2", "-1"},
      {one_or_two, {1}, 0, "Empirical's parameters: none", "1 numbers"},
  };
  for (const Bad& bad : table) {
    const auto found = violation(bad.shape, bad.parameters);
    ASSERT_TRUE(found) << bad.expected;
    EXPECT_EQ(found->parameter, bad.parameter) << bad.expected;
    EXPECT_EQ(found->expected, bad.expected);
    if (!bad.got.empty()) {
      EXPECT_EQ(found->got, bad.got) << bad.expected;
    }
    if (!bad.as.empty()) {
      EXPECT_EQ(found->as, bad.as) << bad.expected;
    }
    EXPECT_FALSE(valid(bad.shape, bad.parameters)) << bad.expected;
  }
}

const std::vector<std::pair<Shape, std::vector<double>>> good = {
    {family_of<Bernoulli>, {0}},
    {family_of<Bernoulli>, {1}},
    {family_of<Categorical>, {1}},
    {family_of<Categorical>, {0.1, 0.9}},
    {family_of<Uniform>, {-1, 1}},
    {family_of<Normal>, {0, 5e-324}},
    {family_of<LogNormal>, {-3, 1}},
    {family_of<LogitNormal>, {0, 1}},
    {family_of<Triangular>, {0, 0, 1}},
    {family_of<Triangular>, {0, 1, 1}},
    {family_of<Beta>, {0.1, 1e9}},
    {family_of<Gamma>, {1e9, 1e300}},
    {family_of<Exponential>, {1e-300}},
    {family_of<Poisson>, {0}},
    {family_of<Binomial>, {0, 1}},
    {family_of<Binomial>, {1e9, 0}},
    {family_of<Point>, {-4}},
    {family_of<TruncatedNormal>, {0, 1, -infinity, infinity}},
    {family_of<TruncatedNormal>, {0, 1, 3, 4}},
    {family_of<StudentT>, {1e9, -1, 3}},
    {family_of<Weibull>, {0.1, 1e300}},
    {family_of<Pert>, {0, 0, 1}},
    {family_of<NegativeBinomial>, {0.5, 1}},
    {family_of<Pareto>, {1, 2}},
    {family_of<Gumbel>, {0, 1}},
    {family_of<Cauchy>, {0, 1}},
    {family_of<Laplace>, {0, 1}},
    {family_of<Logistic>, {0, 1}},
    {family_of<ScaledBeta>, {1, 2, -3, 3}},
    {family_of<DiscreteUniform>, {0, 6}},
    {family_of<Hypergeometric>, {50, 10, 5}},
    {family_of<Metalog>, {0.1, 2, 5, 11}},
    {family_of<LogMetalog>, {0.1, 2, 5, 11, 0}},
    {family_of<LogitMetalog>, {0.1, 2, 5, 11, 0, 20}},
    {family_of<Geometric>, {1e-6}},
    {one_or_two, {}},
    {{family_of<Mixture>, normal_pair}, {0, 1, 0, 1, 3, 4}},
    {{family_of<Mixture>, count_pair}, {0.5, 0.5, 3, 0.5}}};

TEST(Violation, IsAbsentInsideOfTheDomain) {
  std::set<std::string_view> families;
  for (const auto& [shape, parameters] : good) {
    EXPECT_FALSE(violation(shape, parameters)) << shape.family->name;
    EXPECT_TRUE(valid(shape, parameters)) << shape.family->name;
    families.insert(shape.family->name);
  }
  EXPECT_EQ(families.size(), all_families.size());
}

TEST(Violation, IsFoundForNaNAndInfinitiesInEveryPlace) {
  for (const auto& [shape, parameters] : good)
    for (std::size_t i = 0; i < parameters.size(); ++i)
      for (const double wrong : {nan, infinity, -infinity}) {
        const std::string_view name = shape.family->name;
        // A truncation may be one-sided.
        if (shape.family.is<TruncatedNormal>() && wrong == (i == 2 ? -infinity : infinity) && i >= 2)
          continue;
        std::vector<double> changed = parameters;
        changed[i] = wrong;
        EXPECT_FALSE(valid(shape, changed)) << name << ' ' << i << ' ' << wrong;
        const auto found = violation(shape, changed);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->parameter, i) << name << ' ' << wrong;
      }
}

TEST(Families, NamesEveryFamilyOnceAndItsParameters) {
  std::set<std::string_view> names;
  for (const Family family : all_families) names.insert(family->name);
  EXPECT_EQ(names.size(), all_families.size());
  EXPECT_EQ(family_of<LogNormal>->name, "LogNormal");
  for (const auto& [shape, parameters] : good) {
    if (shape.family->role == Role::category || shape.family->role == Role::mixture) continue;
    EXPECT_EQ(shape.family->parameters.size(), parameters.size()) << shape.family->name;
  }
}

TEST(ParameterName, TellsWhichPlaceOfTheRowItIs) {
  EXPECT_EQ(parameter_name(family_of<Gamma>, 1), "rate");
  EXPECT_EQ(parameter_name(family_of<Categorical>, 1), "probability 2");
  const Shape mixture(family_of<Mixture>, both_kinds);
  EXPECT_EQ(parameter_name(mixture, 1), "weight 2");
  EXPECT_EQ(parameter_name(mixture, 2), "mean_count of component 1 (Poisson)");
  EXPECT_EQ(parameter_name(mixture, 4), "rate of component 2 (Gamma)");
}

TEST(IsCount, HoldsForMixturesOfCountsAlone) {
  EXPECT_TRUE(is_count(family_of<Geometric>));
  EXPECT_FALSE(is_count(family_of<Normal>));
  EXPECT_FALSE(is_count(one_or_two));
  EXPECT_TRUE(is_count(Shape(family_of<Mixture>, count_pair)));
  EXPECT_FALSE(is_count(Shape(family_of<Mixture>, both_kinds)));
  EXPECT_FALSE(is_count(Shape(family_of<Mixture>, {})));
}

TEST(MakeLaw, MakesTheLawOfTheSameName) {
  EXPECT_EQ(
      std::get<ComponentDistribution>(make_distribution(family_of<Triangular>, std::vector<double>{1, 2, 4}))
          .as<Triangular>()
          ->high,
      4);
  EXPECT_EQ(
      std::get<ComponentDistribution>(make_distribution(family_of<Binomial>, std::vector<double>{7, 0.5}))
          .as<Binomial>()
          ->trials,
      7);
  EXPECT_EQ(std::get<ComponentDistribution>(make_distribution(family_of<Gamma>, std::vector<double>{7, 0.5}))
                .as<Gamma>()
                ->rate,
            0.5);
  EXPECT_EQ(
      std::get<ComponentDistribution>(make_distribution(family_of<LogitNormal>, std::vector<double>{7, 0.5}))
          .as<LogitNormal>()
          ->logit_scale,
      0.5);
  EXPECT_EQ(std::get<ComponentDistribution>(
                make_distribution(family_of<TruncatedNormal>, std::vector<double>{1, 2, 3, 4}))
                .as<TruncatedNormal>()
                ->high,
            4);
  EXPECT_EQ(
      std::get<ComponentDistribution>(make_distribution(family_of<StudentT>, std::vector<double>{7, 1, 2}))
          .as<StudentT>()
          ->scale,
      2);
  EXPECT_EQ(
      std::get<ComponentDistribution>(make_distribution(family_of<Weibull>, std::vector<double>{7, 0.5}))
          .as<Weibull>()
          ->scale,
      0.5);
  EXPECT_EQ(std::get<ComponentDistribution>(make_distribution(family_of<Pert>, std::vector<double>{1, 2, 4}))
                .as<Pert>()
                ->mode,
            2);
  EXPECT_EQ(std::get<ComponentDistribution>(
                make_distribution(family_of<NegativeBinomial>, std::vector<double>{7, 0.5}))
                .as<NegativeBinomial>()
                ->successes,
            7);
  EXPECT_EQ(std::get<ComponentDistribution>(make_distribution(family_of<Geometric>, std::vector<double>{0.5}))
                .as<Geometric>()
                ->probability,
            0.5);
  EXPECT_EQ(std::get<Empirical>(make_distribution(one_or_two, {})).values(), one_or_two.values());
  const auto mixture = std::get<Mixture>(
      make_distribution({family_of<Mixture>, both_kinds}, std::vector<double>{0.25, 0.75, 3, 4, 5}));
  EXPECT_EQ(mixture.components[0].weight, 0.25);
  EXPECT_EQ(mixture.components[0].law.as<Poisson>()->mean_count, 3);
  EXPECT_EQ(mixture.components[1].law.as<Gamma>()->rate, 5);
  EXPECT_THROW(make_distribution(family_of<Categorical>, std::vector<double>{1}), casus::Error);
  EXPECT_THROW(make_distribution(family_of<Point>, std::vector<double>{1}), casus::Error);
}

TEST(Quantile, IsTheLaws) {
  for (const double u : {0x1p-53, 0.2, 0.5, 0.99}) {
    EXPECT_EQ(quantile(family_of<Beta>, std::vector<double>{2, 3}, u), (Beta{2, 3}.quantile(u)));
    EXPECT_EQ(quantile(family_of<Point>, std::vector<double>{-4}, u), -4);
    const std::vector<double> mixture = {0.25, 0.75, 3, 4, 5};
    const Shape shape(family_of<Mixture>, both_kinds);
    EXPECT_EQ(quantile(shape, mixture, u), std::get<Mixture>(make_distribution(shape, mixture)).quantile(u));
    EXPECT_EQ(quantile(one_or_two, {}, u), one_or_two.quantile(u));
  }
  const std::vector<double> row = {0.25, 0, 0.25, 0.5};
  EXPECT_EQ(quantile(family_of<Categorical>, row, 0.25), 0);
  EXPECT_EQ(quantile(family_of<Categorical>, row, 0.26), 2);
  EXPECT_EQ(quantile(family_of<Categorical>, row, 0.51), 3);
  EXPECT_EQ(quantile(family_of<Categorical>, row, 1 - 0x1p-53), 3);
  const std::vector<double> short_of_one = {0, 0.5, 0.5 - 1e-10, 0};
  EXPECT_EQ(quantile(family_of<Categorical>, short_of_one, 0x1p-53), 1);
  EXPECT_EQ(quantile(family_of<Categorical>, short_of_one, 1 - 0x1p-53), 2);
}

}  // namespace
