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

const std::array<Family, 2> two_normals{family_of<Normal>, family_of<Normal>},
    gamma_and_log_normal{family_of<Gamma>, family_of<LogNormal>}, kinked{family_of<Gamma>, family_of<Pert>},
    counted{family_of<Normal>, family_of<Poisson>},
    two_log_normals{family_of<LogNormal>, family_of<LogNormal>},
    two_exponentials{family_of<Exponential>, family_of<Exponential>};

TEST(QuantileTable, MeetsItsStatedError) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<std::pair<Shape, std::vector<double>>> laws{
      {family_of<Beta>, {2, 8}},
      {family_of<Beta>, {1, 1}},
      {family_of<Beta>, {0.2, 3}},
      {family_of<Beta>, {40, 60}},
      {family_of<Beta>, {1.9, 35}},
      {family_of<Gamma>, {2, 1}},
      {family_of<Gamma>, {0.5, 2}},
      {family_of<Gamma>, {100, 0.1}},
      {family_of<Gamma>, {9, 4}},
      {family_of<Beta>, {300, 4}},
      {family_of<Gamma>, {1, 1}},
      {family_of<TruncatedNormal>, {0, 1, -1, 2}},
      {family_of<TruncatedNormal>, {0, 1, 0, infinity}},
      {family_of<TruncatedNormal>, {-30, 2, 0, 1}},
      {family_of<TruncatedNormal>, {1, 1, -infinity, -8}},
      {family_of<StudentT>, {4, 0, 1}},
      {family_of<StudentT>, {1, -3, 2}},
      {family_of<StudentT>, {80, 1e3, 1}},
      {family_of<Pert>, {0, 2, 10}},
      {family_of<Pert>, {-5, -5, 1}},
      {{family_of<Mixture>, two_normals}, {0.3, 0.7, 0, 1, 2, 1.5}},
      {{family_of<Mixture>, gamma_and_log_normal}, {0.5, 0.5, 2, 1, 1, 0.5}},
      {{family_of<Mixture>, two_log_normals}, {0.99, 0.01, 7, 1, 11, 1}},
      {{family_of<Mixture>, two_exponentials}, {0.9, 0.1, 1, 0.1}}};
  for (const auto& [shape, parameters] : laws) {
    const Family family = shape.family;
    const auto table = QuantileTable::make(shape, literal(parameters));
    ASSERT_TRUE(table) << family->name << ' ' << parameters[0];
    const bool clamped = family.is<TruncatedNormal>() || family.is<Pert>();
    const bool is_apart = shape.components.size() == 2 && shape.components[0] == family_of<LogNormal>;
    const bool logarithmic = shape.components.size() == 2 && shape.components[1] == family_of<Exponential>;
    const double greatest =
        is_apart ? QuantileTable::greatest_error_of_mixture : QuantileTable::greatest_error;
    using Finish = QuantileTable::Finish;
    EXPECT_EQ(table->finish(), clamped ? Finish::clamp : logarithmic ? Finish::exponentiate : Finish::none);
    const AnyDistribution law = make_distribution(shape, parameters);
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
                << family->name << ' ' << parameters[0];
          },
          law);
    }
  }
}

TEST(QuantileTable, GrowsWithU) {
  const auto table = QuantileTable::make(family_of<Beta>, literal({2, 8}));
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
      QuantileTable::make(family_of<Gamma>, std::array<std::optional<double>, 2>{2.5, std::nullopt});
  const auto t = QuantileTable::make(family_of<StudentT>,
                                     std::array<std::optional<double>, 3>{4.0, std::nullopt, std::nullopt});
  const auto scaled_t =
      QuantileTable::make(family_of<StudentT>, std::array<std::optional<double>, 3>{4.0, 1.0, std::nullopt});
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
  EXPECT_FALSE(QuantileTable::make(family_of<Beta>, literal({1e-3, 1.0})));
  EXPECT_FALSE(QuantileTable::make(family_of<Normal>, literal({0, 1})));
  EXPECT_FALSE(QuantileTable::make(family_of<Weibull>, literal({2, 1})));
  EXPECT_FALSE(QuantileTable::make(family_of<StudentT>, literal({0.01, 0, 1})));
  EXPECT_FALSE(QuantileTable::make({family_of<Mixture>, two_normals}, literal({0.5, 0.5, -100, 1, 100, 1})));
  EXPECT_FALSE(QuantileTable::make({family_of<Mixture>, counted}, literal({0.5, 0.5, 0, 1, 3})));
  EXPECT_FALSE(QuantileTable::make({family_of<Mixture>, kinked}, literal({0.5, 0.5, 2, 1, 1, 2, 6})));
  const std::optional<double> varies;
  EXPECT_FALSE(QuantileTable::make(family_of<Gamma>, std::array<std::optional<double>, 2>{varies, 1.0}));
  EXPECT_FALSE(QuantileTable::make(family_of<Beta>, std::array<std::optional<double>, 2>{2.0, varies}));
  EXPECT_FALSE(QuantileTable::make(family_of<Pert>, std::array<std::optional<double>, 3>{0.0, varies, 2.0}));
}

}  // namespace
}  // namespace casus::distribution
