// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/distribution/quantile_table.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

namespace casus::distribution {
namespace {

// Uniform numbers of every size, from both tails.
double uniform(std::uint64_t i) {
  const std::uint64_t digits = random::mix(i) >> (random::mix(i + 1'000'000) % 52);
  return random::unit(i % 2 == 0 ? digits : ~digits);
}

std::vector<std::optional<double>> literal(const std::vector<double>& row) {
  return {row.begin(), row.end()};
}

const std::array<Family, 2> two_normals{Family::normal, Family::normal},
    gamma_and_log_normal{Family::gamma, Family::log_normal}, kinked{Family::gamma, Family::pert},
    counted{Family::normal, Family::poisson}, two_log_normals{Family::log_normal, Family::log_normal},
    two_exponentials{Family::exponential, Family::exponential};

TEST(QuantileTable, MeetsItsStatedError) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<Shape, std::vector<double>>> laws{
      {Family::beta, {2, 8}},
      {Family::beta, {1, 1}},
      {Family::beta, {0.2, 3}},
      {Family::beta, {40, 60}},
      {Family::beta, {1.9, 35}},
      {Family::gamma, {2, 1}},
      {Family::gamma, {0.5, 2}},
      {Family::gamma, {100, 0.1}},
      {Family::gamma, {9, 4}},
      {Family::beta, {300, 4}},
      {Family::gamma, {1, 1}},
      {Family::truncated_normal, {0, 1, -1, 2}},
      {Family::truncated_normal, {0, 1, 0, infinity}},
      {Family::truncated_normal, {-30, 2, 0, 1}},
      {Family::truncated_normal, {1, 1, -infinity, -8}},
      {Family::student_t, {4, 0, 1}},
      {Family::student_t, {1, -3, 2}},
      {Family::student_t, {80, 1e3, 1}},
      {Family::pert, {0, 2, 10}},
      {Family::pert, {-5, -5, 1}},
      {{Family::mixture, two_normals}, {0.3, 0.7, 0, 1, 2, 1.5}},
      {{Family::mixture, gamma_and_log_normal}, {0.5, 0.5, 2, 1, 1, 0.5}},
      {{Family::mixture, two_log_normals}, {0.99, 0.01, 7, 1, 11, 1}},
      {{Family::mixture, two_exponentials}, {0.9, 0.1, 1, 0.1}}};
  for (const auto& [shape, parameters] : laws) {
    const Family family = shape.family;
    const auto table = QuantileTable::make(shape, literal(parameters));
    ASSERT_TRUE(table) << family_info(family).name << ' ' << parameters[0];
    const bool clamped = family == Family::truncated_normal || family == Family::pert;
    const bool is_apart = shape.components.size() == 2 && shape.components[0] == Family::log_normal;
    const bool logarithmic = shape.components.size() == 2 && shape.components[1] == Family::exponential;
    const double greatest =
        is_apart ? QuantileTable::greatest_error_of_mixture : QuantileTable::greatest_error;
    using Finish = QuantileTable::Finish;
    EXPECT_EQ(table->finish(), clamped ? Finish::clamp : logarithmic ? Finish::exponentiate : Finish::none);
    const Law law = make_law(shape, parameters);
    for (std::uint64_t i = 0; i < 20000; ++i) {
      const double u = uniform(i);
      const double tail = u < 0.5 ? u : 1 - u;
      std::visit(
          [&, &parameters = parameters](const auto& exact) {  // clang below 16 captures no binding by itself
            const double value = table->finished((*table)(u), parameters);
            const double digits = logarithmic ? 1 + std::abs(std::log(value)) : 1;
            const double rounding = exact.density(value) * std::abs(value) * digits * 0x1p-51 + 0x1p-52;
            // Between the checked places the error may be a little greater than at them.
            EXPECT_NEAR(exact.cdf(value), u, 2 * greatest * tail + rounding)
                << family_info(family).name << ' ' << parameters[0];
          },
          law);
    }
  }
}

TEST(QuantileTable, GrowsWithU) {
  const auto table = QuantileTable::make(Family::beta, literal({2, 8}));
  ASSERT_TRUE(table);
  double before = 0;
  for (int i = 1; i < 200000; ++i) {
    const double now = (*table)(i / 200000.0);
    EXPECT_GT(now, before) << i;
    before = now;
  }
  for (int k = 53; k > 1; --k)
    EXPECT_GT((*table)(std::ldexp(1.0, 1 - k) * 0.9999), (*table)(std::ldexp(1.0, -k)));
}

TEST(QuantileTable, OfAStandardLawIsFinishedByTheOthersParameters) {
  const auto gamma =
      QuantileTable::make(Family::gamma, std::array<std::optional<double>, 2>{2.5, std::nullopt});
  const auto t = QuantileTable::make(Family::student_t,
                                     std::array<std::optional<double>, 3>{4.0, std::nullopt, std::nullopt});
  const auto scaled_t =
      QuantileTable::make(Family::student_t, std::array<std::optional<double>, 3>{4.0, 1.0, std::nullopt});
  ASSERT_TRUE(gamma && t && scaled_t);
  EXPECT_EQ(gamma->finish(), QuantileTable::Finish::divide_by_rate);
  EXPECT_EQ(t->finish(), QuantileTable::Finish::location_scale);
  EXPECT_EQ(scaled_t->finish(), QuantileTable::Finish::location_scale);
  for (std::uint64_t i = 0; i < 2000; ++i) {
    const double u = uniform(i);
    const std::vector<double> rate{2.5, 0.3};
    const std::vector<double> place{4, -7, 0.25};
    const double x = gamma->finished((*gamma)(u), rate), y = t->finished((*t)(u), place);
    EXPECT_EQ(x, (*gamma)(u) / 0.3);
    EXPECT_EQ(y, std::fma(0.25, (*t)(u), -7.0));
    const double tail = (std::min)(u, 1 - u);
    EXPECT_NEAR((Gamma{2.5, 0.3}.cdf(x)), u, 2e-9 * tail + 4e-16);
    EXPECT_NEAR((StudentT{4, -7, 0.25}.cdf(y)), u, 2e-9 * tail + 1e-14);
  }
}

TEST(QuantileTable, IsNoneWhereItWouldMissItsErrorOrIsNotNeeded) {
  EXPECT_FALSE(QuantileTable::make(Family::beta, literal({1e-3, 1.0})));
  EXPECT_FALSE(QuantileTable::make(Family::normal, literal({0, 1})));
  EXPECT_FALSE(QuantileTable::make(Family::weibull, literal({2, 1})));
  EXPECT_FALSE(QuantileTable::make(Family::student_t, literal({0.01, 0, 1})));
  EXPECT_FALSE(QuantileTable::make({Family::mixture, two_normals}, literal({0.5, 0.5, -100, 1, 100, 1})));
  EXPECT_FALSE(QuantileTable::make({Family::mixture, counted}, literal({0.5, 0.5, 0, 1, 3})));
  EXPECT_FALSE(QuantileTable::make({Family::mixture, kinked}, literal({0.5, 0.5, 2, 1, 1, 2, 6})));
  const std::optional<double> varies;
  EXPECT_FALSE(QuantileTable::make(Family::gamma, std::array<std::optional<double>, 2>{varies, 1.0}));
  EXPECT_FALSE(QuantileTable::make(Family::beta, std::array<std::optional<double>, 2>{2.0, varies}));
  EXPECT_FALSE(QuantileTable::make(Family::pert, std::array<std::optional<double>, 3>{0.0, varies, 2.0}));
}

}  // namespace
}  // namespace casus::distribution
