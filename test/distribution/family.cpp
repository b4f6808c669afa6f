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

#include <casus/detail/laws.hpp>
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

const std::array<Family, 2> normal_pair = {Family::normal, Family::normal},
                            count_pair = {Family::poisson, Family::geometric},
                            both_kinds = {Family::poisson, Family::gamma},
                            nested = {Family::normal, Family::mixture};

const Empirical no_values({}), negative_weight({1, 2}, {1, -1}), one_or_two({1, 2});

TEST(Violation, NamesTheFirstParameterOutsideOfItsDomain) {
  const std::vector<Bad> table = {
      {Family::bernoulli, {1.5}, 0, "a probability in [0, 1]"},
      {Family::bernoulli, {-1e-300}, 0, "a probability in [0, 1]"},
      {Family::categorical, {0.5, -0.5, 1}, 1, "a probability in [0, 1]"},
      {Family::categorical, {0.5, 0.25}, 1, "probabilities that sum to 1", "0.75"},
      {Family::categorical, {0.5, 0.5 + 0x1p-20}, 1, "probabilities that sum to 1", "1.0000009536743164"},
      {Family::categorical, {}, 0, "probabilities that sum to 1", "0"},
      {Family::uniform, {1, 1}, 1, "a value above low (1)"},
      {Family::uniform, {2.5, 1}, 1, "a value above low (2.5)"},
      {Family::uniform, {-infinity, 1}, 0, "a finite number"},
      {Family::uniform,
       {-largest, largest},
       1,
       "a value above low (-1.7976931348623157e+308) by a finite amount"},
      {Family::normal, {infinity, 1}, 0, "a finite number"},
      {Family::normal, {0, 0}, 1, "a positive finite number"},
      {Family::log_normal, {0, -1}, 1, "a positive finite number"},
      {Family::logit_normal, {0, infinity}, 1, "a positive finite number"},
      {Family::triangular, {0, 3, 2}, 1, "a mode between low (0) and high (2)"},
      {Family::triangular, {0, -1, 2}, 1, "a mode between low (0) and high (2)"},
      {Family::triangular, {2, 2, 2}, 2, "a value above low (2)"},
      {Family::triangular, {0, 1, infinity}, 2, "a finite number"},
      {Family::beta, {0, 1}, 0, "a positive finite number"},
      {Family::beta, {1, 2e9}, 1, "a number of at most 1e+09"},
      {Family::gamma, {-2, 1}, 0, "a positive finite number"},
      {Family::gamma, {1, 0}, 1, "a positive finite number"},
      {Family::exponential, {0}, 0, "a positive finite number"},
      {Family::poisson, {-0.1}, 0, "a finite number of at least 0"},
      {Family::poisson, {1e10}, 0, "a number of at most 1e+09"},
      {Family::binomial, {2.5, 0.5}, 0, "a whole number of at least 0"},
      {Family::binomial, {-1, 0.5}, 0, "a whole number of at least 0"},
      {Family::binomial, {3, 1.01}, 1, "a probability in [0, 1]"},
      {Family::deterministic, {infinity}, 0, "a finite number"},
      {Family::triangular, {0, 1}, 0, "Triangular's parameters: low, mode, high", "2 numbers"},
      {Family::truncated_normal, {infinity, 1, 0, 1}, 0, "a finite number", "infinity", "location"},
      {Family::truncated_normal, {0, 0, 0, 1}, 1, "a positive finite number", "0", "scale"},
      {Family::truncated_normal, {0, 1, 2, 2}, 3, "a value above low (2)", "2", "high"},
      {Family::truncated_normal,
       {0, 1, infinity, infinity},
       2,
       "a finite number or -infinity",
       "infinity",
       "low"},
      {Family::truncated_normal, {0, 1, 0, -infinity}, 3, "a finite number or infinity", "-infinity", "high"},
      {Family::truncated_normal,
       {0, 1, -largest, largest},
       3,
       "a value above low (-1.7976931348623157e+308) by a finite amount"},
      {Family::truncated_normal,
       {0, 1, 2e9, infinity},
       2,
       "a value within 1e+09 scales of location (0)",
       "2e+09",
       "low"},
      {Family::truncated_normal,
       {5, 1e-300, -1, 1},
       3,
       "a value within 1e+09 scales of location (5)",
       "1",
       "high"},
      {Family::student_t, {0, 0, 1}, 0, "a positive finite number", "0", "degrees_of_freedom"},
      {Family::student_t, {1e10, 0, 1}, 0, "a number of at most 1e+09"},
      {Family::student_t, {3, 0, -1}, 2, "a positive finite number", "-1", "scale"},
      {Family::weibull, {0, 1}, 0, "a positive finite number", "0", "shape"},
      {Family::weibull, {1, -2}, 1, "a positive finite number", "-2", "scale"},
      {Family::pert, {0, 3, 2}, 1, "a mode between low (0) and high (2)", "3", "mode"},
      {Family::pert, {2, 2, 2}, 2, "a value above low (2)"},
      {Family::negative_binomial, {0, 0.5}, 0, "a positive finite number", "0", "successes"},
      {Family::negative_binomial, {1, 0}, 1, "a probability in (0, 1]", "0", "probability"},
      {Family::negative_binomial,
       {1e6, 1e-6},
       1,
       "a probability that lets at most 1e+09 failures be expected"},
      {Family::geometric, {1.5}, 0, "a probability in (0, 1]", "1.5", "probability"},
      {Family::geometric, {1e-10}, 0, "a probability that lets at most 1e+09 failures be expected"},
      {{Family::mixture, {}}, {}, 0, "at least one component", "none"},
      {{Family::mixture, nested},
       {0.5, 0.5, 0, 1},
       1,
       "a distribution of a quantity or count by its parameters",
       "Mixture",
       "component 2"},
      {{Family::mixture, normal_pair}, {0.5, 0.25, 0, 1, 0, 1}, 1, "probabilities that sum to 1", "0.75"},
      {{Family::mixture, normal_pair},
       {0.5, -0.5, 0, 1, 0, 1},
       1,
       "a probability in [0, 1]",
       "-0.5",
       "weight 2"},
      {{Family::mixture, normal_pair},
       {0.5, 0.5, 0, 1, 0, -3},
       5,
       "a positive finite number",
       "-3",
       "scale of component 2 (Normal)"},
      {{Family::mixture, normal_pair},
       {0.5, 0.5, 0, 1, 0},
       0,
       "Mixture's parameters: weights; of component 1: location scale; of component 2: location scale",
       "5 numbers"},
      {Family::empirical, {}, 0, "values and weights", "none"},
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
    {Family::bernoulli, {0}},
    {Family::bernoulli, {1}},
    {Family::categorical, {1}},
    {Family::categorical, {0.1, 0.9}},
    {Family::uniform, {-1, 1}},
    {Family::normal, {0, 5e-324}},
    {Family::log_normal, {-3, 1}},
    {Family::logit_normal, {0, 1}},
    {Family::triangular, {0, 0, 1}},
    {Family::triangular, {0, 1, 1}},
    {Family::beta, {0.1, 1e9}},
    {Family::gamma, {1e9, 1e300}},
    {Family::exponential, {1e-300}},
    {Family::poisson, {0}},
    {Family::binomial, {0, 1}},
    {Family::binomial, {1e9, 0}},
    {Family::deterministic, {-4}},
    {Family::truncated_normal, {0, 1, -infinity, infinity}},
    {Family::truncated_normal, {0, 1, 3, 4}},
    {Family::student_t, {1e9, -1, 3}},
    {Family::weibull, {0.1, 1e300}},
    {Family::pert, {0, 0, 1}},
    {Family::negative_binomial, {0.5, 1}},
    {Family::geometric, {1e-6}},
    {one_or_two, {}},
    {{Family::mixture, normal_pair}, {0, 1, 0, 1, 3, 4}},
    {{Family::mixture, count_pair}, {0.5, 0.5, 3, 0.5}}};

TEST(Violation, IsAbsentInsideOfTheDomain) {
  std::set<Family> families;
  for (const auto& [shape, parameters] : good) {
    EXPECT_FALSE(violation(shape, parameters)) << family_info(shape.family).name;
    EXPECT_TRUE(valid(shape, parameters)) << family_info(shape.family).name;
    families.insert(shape.family);
  }
  EXPECT_EQ(families.size(), all_families.size());
}

TEST(Violation, IsFoundForNaNAndInfinitiesInEveryPlace) {
  for (const auto& [shape, parameters] : good)
    for (std::size_t i = 0; i < parameters.size(); ++i)
      for (const double wrong : {nan, infinity, -infinity}) {
        const std::string_view name = family_info(shape.family).name;
        // A truncation may be one-sided.
        if (shape.family == Family::truncated_normal && wrong == (i == 2 ? -infinity : infinity) && i >= 2)
          continue;
        std::vector<double> changed = parameters;
        changed[i] = wrong;
        EXPECT_FALSE(valid(shape, changed)) << name << ' ' << i << ' ' << wrong;
        const auto found = violation(shape, changed);
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->parameter, i) << name << ' ' << wrong;
      }
}

TEST(FamilyInfo, NamesEveryFamilyOnceAndItsParameters) {
  std::set<std::string_view> names;
  for (const Family family : all_families) names.insert(family_info(family).name);
  EXPECT_EQ(names.size(), all_families.size());
  EXPECT_EQ(family_info(Family::log_normal).name, "LogNormal");
  for (const auto& [shape, parameters] : good) {
    if (shape.family == Family::categorical || shape.family == Family::mixture) continue;
    EXPECT_EQ(family_info(shape.family).parameters.size(), parameters.size())
        << family_info(shape.family).name;
  }
}

TEST(ParameterName, TellsWhichPlaceOfTheRowItIs) {
  EXPECT_EQ(parameter_name(Family::gamma, 1), "rate");
  EXPECT_EQ(parameter_name(Family::categorical, 1), "probability 2");
  const Shape mixture(Family::mixture, both_kinds);
  EXPECT_EQ(parameter_name(mixture, 1), "weight 2");
  EXPECT_EQ(parameter_name(mixture, 2), "mean_count of component 1 (Poisson)");
  EXPECT_EQ(parameter_name(mixture, 4), "rate of component 2 (Gamma)");
}

TEST(IsCount, HoldsForMixturesOfCountsAlone) {
  EXPECT_TRUE(is_count(Family::geometric));
  EXPECT_FALSE(is_count(Family::normal));
  EXPECT_FALSE(is_count(one_or_two));
  EXPECT_TRUE(is_count(Shape(Family::mixture, count_pair)));
  EXPECT_FALSE(is_count(Shape(Family::mixture, both_kinds)));
  EXPECT_FALSE(is_count(Shape(Family::mixture, {})));
}

TEST(MakeLaw, MakesTheLawOfTheSameName) {
  EXPECT_EQ(std::get<Triangular>(make_law(Family::triangular, std::vector<double>{1, 2, 4})).high, 4);
  EXPECT_EQ(std::get<Binomial>(make_law(Family::binomial, std::vector<double>{7, 0.5})).trials, 7);
  EXPECT_EQ(std::get<Gamma>(make_law(Family::gamma, std::vector<double>{7, 0.5})).rate, 0.5);
  EXPECT_EQ(std::get<LogitNormal>(make_law(Family::logit_normal, std::vector<double>{7, 0.5})).logit_scale,
            0.5);
  EXPECT_EQ(
      std::get<TruncatedNormal>(make_law(Family::truncated_normal, std::vector<double>{1, 2, 3, 4})).high, 4);
  EXPECT_EQ(std::get<StudentT>(make_law(Family::student_t, std::vector<double>{7, 1, 2})).scale, 2);
  EXPECT_EQ(std::get<Weibull>(make_law(Family::weibull, std::vector<double>{7, 0.5})).scale, 0.5);
  EXPECT_EQ(std::get<Pert>(make_law(Family::pert, std::vector<double>{1, 2, 4})).mode, 2);
  EXPECT_EQ(
      std::get<NegativeBinomial>(make_law(Family::negative_binomial, std::vector<double>{7, 0.5})).successes,
      7);
  EXPECT_EQ(std::get<Geometric>(make_law(Family::geometric, std::vector<double>{0.5})).probability, 0.5);
  EXPECT_EQ(std::get<Empirical>(make_law(one_or_two, {})).values(), one_or_two.values());
  const auto mixture =
      std::get<Mixture>(make_law({Family::mixture, both_kinds}, std::vector<double>{0.25, 0.75, 3, 4, 5}));
  EXPECT_EQ(mixture.components[0].weight, 0.25);
  EXPECT_EQ(std::get<Poisson>(mixture.components[0].law).mean_count, 3);
  EXPECT_EQ(std::get<Gamma>(mixture.components[1].law).rate, 5);
  EXPECT_THROW(make_law(Family::categorical, std::vector<double>{1}), casus::Error);
  EXPECT_THROW(make_law(Family::deterministic, std::vector<double>{1}), casus::Error);
}

TEST(Quantile, IsTheLaws) {
  for (const double u : {0x1p-53, 0.2, 0.5, 0.99}) {
    EXPECT_EQ(quantile(Family::beta, std::vector<double>{2, 3}, u), (Beta{2, 3}.quantile(u)));
    EXPECT_EQ(quantile(Family::deterministic, std::vector<double>{-4}, u), -4);
    const std::vector<double> mixture = {0.25, 0.75, 3, 4, 5};
    const Shape shape(Family::mixture, both_kinds);
    EXPECT_EQ(quantile(shape, mixture, u), std::get<Mixture>(make_law(shape, mixture)).quantile(u));
    EXPECT_EQ(quantile(one_or_two, {}, u), one_or_two.quantile(u));
  }
  const std::vector<double> row = {0.25, 0, 0.25, 0.5};
  EXPECT_EQ(quantile(Family::categorical, row, 0.25), 0);
  EXPECT_EQ(quantile(Family::categorical, row, 0.26), 2);
  EXPECT_EQ(quantile(Family::categorical, row, 0.51), 3);
  EXPECT_EQ(quantile(Family::categorical, row, 1 - 0x1p-53), 3);
  const std::vector<double> short_of_one = {0, 0.5, 0.5 - 1e-10, 0};
  EXPECT_EQ(quantile(Family::categorical, short_of_one, 0x1p-53), 1);
  EXPECT_EQ(quantile(Family::categorical, short_of_one, 1 - 0x1p-53), 2);
}

}  // namespace
