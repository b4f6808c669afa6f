// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

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

#include <casus/distribution/family.hpp>

namespace {

using namespace casus::distribution;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double largest = (std::numeric_limits<double>::max)();

struct Bad {
  Family family;
  std::vector<double> parameters;
  std::size_t parameter;
  std::string expected;
};

TEST(Violation, NamesTheFirstParameterOutsideOfItsDomain) {
  const std::vector<Bad> table = {
      {Family::bernoulli, {1.5}, 0, "a probability in [0, 1]"},
      {Family::bernoulli, {-1e-300}, 0, "a probability in [0, 1]"},
      {Family::categorical, {0.5, -0.5, 1}, 1, "a probability in [0, 1]"},
      {Family::categorical, {0.5, 0.25}, 1, "probabilities that sum to 1 (not 0.75)"},
      {Family::categorical, {0.5, 0.5 + 0x1p-20}, 1, "probabilities that sum to 1 (not 1.0000009536743164)"},
      {Family::categorical, {}, 0, "probabilities that sum to 1 (not 0)"},
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
      {Family::triangular, {0, 1}, 0, "Triangular's parameters: low, mode, high"},
  };
  for (const Bad& bad : table) {
    const auto found = violation(bad.family, bad.parameters);
    ASSERT_TRUE(found) << bad.expected;
    EXPECT_EQ(found->parameter, bad.parameter) << bad.expected;
    EXPECT_EQ(found->expected, bad.expected);
    EXPECT_FALSE(valid(bad.family, bad.parameters)) << bad.expected;
  }
}

const std::vector<std::pair<Family, std::vector<double>>> good = {
    {Family::bernoulli, {0}},          {Family::bernoulli, {1}},       {Family::categorical, {1}},
    {Family::categorical, {0.1, 0.9}}, {Family::uniform, {-1, 1}},     {Family::normal, {0, 5e-324}},
    {Family::log_normal, {-3, 1}},     {Family::logit_normal, {0, 1}}, {Family::triangular, {0, 0, 1}},
    {Family::triangular, {0, 1, 1}},   {Family::beta, {0.1, 1e9}},     {Family::gamma, {1e9, 1e300}},
    {Family::exponential, {1e-300}},   {Family::poisson, {0}},         {Family::binomial, {0, 1}},
    {Family::binomial, {1e9, 0}},      {Family::deterministic, {-4}}};

TEST(Violation, IsAbsentInsideOfTheDomain) {
  std::set<Family> families;
  for (const auto& [family, parameters] : good) {
    EXPECT_FALSE(violation(family, parameters)) << family_info(family).name;
    EXPECT_TRUE(valid(family, parameters)) << family_info(family).name;
    families.insert(family);
  }
  EXPECT_EQ(families.size(), all_families.size());
}

TEST(Violation, IsFoundForNaNAndInfinitiesInEveryPlace) {
  for (const auto& [family, parameters] : good)
    for (std::size_t i = 0; i < parameters.size(); ++i)
      for (const double wrong : {nan, infinity, -infinity}) {
        std::vector<double> changed = parameters;
        changed[i] = wrong;
        EXPECT_FALSE(valid(family, changed)) << family_info(family).name << ' ' << i << ' ' << wrong;
        const auto found = violation(family, changed);
        ASSERT_TRUE(found) << family_info(family).name;
        EXPECT_EQ(found->parameter, i) << family_info(family).name << ' ' << wrong;
      }
}

TEST(FamilyInfo, NamesEveryFamilyOnceAndItsParameters) {
  std::set<std::string_view> names;
  for (const Family family : all_families) names.insert(family_info(family).name);
  EXPECT_EQ(names.size(), all_families.size());
  EXPECT_EQ(family_info(Family::log_normal).name, "LogNormal");
  for (const auto& [family, parameters] : good) {
    if (family != Family::categorical) {
      EXPECT_EQ(family_info(family).parameters.size(), parameters.size()) << family_info(family).name;
    }
  }
}

TEST(MakeLaw, MakesTheLawOfTheSameName) {
  EXPECT_EQ(std::get<Triangular>(make_law(Family::triangular, std::vector<double>{1, 2, 4})).high, 4);
  EXPECT_EQ(std::get<Binomial>(make_law(Family::binomial, std::vector<double>{7, 0.5})).trials, 7);
  EXPECT_EQ(std::get<Gamma>(make_law(Family::gamma, std::vector<double>{7, 0.5})).rate, 0.5);
  EXPECT_EQ(std::get<LogitNormal>(make_law(Family::logit_normal, std::vector<double>{7, 0.5})).logit_scale,
            0.5);
  EXPECT_THROW(make_law(Family::categorical, std::vector<double>{1}), casus::Error);
  EXPECT_THROW(make_law(Family::deterministic, std::vector<double>{1}), casus::Error);
}

TEST(Quantile, IsTheLaws) {
  for (const double u : {0x1p-53, 0.2, 0.5, 0.99}) {
    EXPECT_EQ(quantile(Family::beta, std::vector<double>{2, 3}, u), (Beta{2, 3}.quantile(u)));
    EXPECT_EQ(quantile(Family::deterministic, std::vector<double>{-4}, u), -4);
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
