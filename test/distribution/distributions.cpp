// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// One checker for the laws of one number: a new distribution is a row, or a few, in the table
// below.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <casus/detail/distributions.hpp>
#include <casus/distribution/family.hpp>
#include <casus/random/lane.hpp>

namespace {

using namespace casus::distribution;
namespace random = casus::random;

using casus::detail::infinity;

double density(const AnyDistribution& law, double x) {
  return std::visit([x](const auto& l) { return l.density(x); }, law);
}
double cdf(const AnyDistribution& law, double x) {
  return std::visit([x](const auto& l) { return l.cdf(x); }, law);
}
double survival(const AnyDistribution& law, double x) {
  return std::visit([x](const auto& l) { return l.survival(x); }, law);
}
double quantile(const AnyDistribution& law, double u) {
  return std::visit([u](const auto& l) { return l.quantile(u); }, law);
}
double draw(const AnyDistribution& law, std::uint64_t digits) {
  return std::visit([digits](const auto& l) { return l.draw(digits); }, law);
}
double mean(const AnyDistribution& law) {
  return std::visit([](const auto& l) { return l.mean(); }, law);
}
double variance(const AnyDistribution& law) {
  return std::visit([](const auto& l) { return l.variance(); }, law);
}
std::pair<double, double> support(const AnyDistribution& law) {
  return std::visit([](const auto& l) { return l.support(); }, law);
}

/// What a row leaves unchecked, because the check's own arithmetic fails there, and why.
enum Skipped : unsigned {
  nothing = 0,
  moments = 1,     ///< they are unknown, or the density's poles are too steep for quadrature in double
  roundtrip = 2,   ///< quantiles underflow, or 1 - x is lost where x is near 1
  derivative = 4,  ///< as above, or the density is 0 between two humps
};

struct Row {
  Shape shape;
  std::vector<double> parameters;
  unsigned skipped = nothing;
  double accuracy = 1e-12;  ///< of the CDF, relative to F and 1 - F, beyond what rounding of x explains

  Family family() const { return shape.family; }
  AnyDistribution law() const { return make_distribution(shape, parameters); }
  bool discrete() const {  // in whole numbers
    return is_count(shape) || family().is<Bernoulli>() || family().is<Empirical>();
  }
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  out << row.family()->name;
  for (const double parameter : row.parameters) out << ' ' << parameter;
  return out;
}

const Empirical observed({3, 0, 7, 1}, {0.25, 0.125, 0.125, 0.5}), certain({2});
const std::array<Family, 2> two_normals = {family_of<Normal>, family_of<Normal>},
                            heavy_tailed = {family_of<Normal>, family_of<StudentT>},
                            mixed_quantities = {family_of<Gamma>, family_of<LogNormal>},
                            mixed_counts = {family_of<Poisson>, family_of<Geometric>},
                            one = {family_of<NegativeBinomial>, family_of<Poisson>};

const std::vector<Row> laws = {
    {family_of<Bernoulli>, {0.0}},
    {family_of<Bernoulli>, {1.0}},
    {family_of<Bernoulli>, {0.3}},
    {family_of<Bernoulli>, {0.999}},
    {family_of<Uniform>, {0, 1}},
    {family_of<Uniform>, {-3, 1000}},
    {family_of<Uniform>, {1e6, 1e6 + 1}},
    {family_of<Normal>, {0, 1}},
    {family_of<Normal>, {-40, 1e-3}},
    {family_of<Normal>, {1e5, 1e6}},
    {family_of<LogNormal>, {0, 1}},
    {family_of<LogNormal>, {7.9, 0.9}},
    {family_of<LogNormal>, {-3, 1e-3}},
    {family_of<LogNormal>, {2, 2}, moments},  // the variance stands too far out in the tail
    {family_of<LogitNormal>, {0, 1}},
    {family_of<LogitNormal>, {-5.595, 1.127}},
    {family_of<LogitNormal>, {2.168, 0.995}},
    {family_of<LogitNormal>, {0.5, 4}},
    {family_of<LogitNormal>, {-1, 1e-2}},
    {family_of<Triangular>, {0, 0.5, 1}},
    {family_of<Triangular>, {-2, -2, 5}},
    {family_of<Triangular>, {1, 4, 4}},
    {family_of<Triangular>, {0, 1e-3, 100}, nothing, 2e-11},
    {family_of<Beta>, {1, 1}},
    {family_of<Beta>, {2.613, 13.095}},
    {family_of<Beta>, {1.134, 163.5}},
    {family_of<Beta>, {0.5, 0.5}, moments},
    {family_of<Beta>, {0.02, 3}, moments | derivative},
    {family_of<Beta>, {9.059, 1.512}},
    {family_of<Beta>, {3e4, 2e5}, nothing, 1e-10},
    {family_of<Gamma>, {1, 1}},
    {family_of<Gamma>, {2.5, 0.01}},
    {family_of<Gamma>, {0.3, 4}},
    {family_of<Gamma>, {0.01, 1}, moments | roundtrip | derivative},
    {family_of<Gamma>, {1e5, 10}, nothing, 1e-10},
    {family_of<Exponential>, {1}},
    {family_of<Exponential>, {1e-6}},
    {family_of<Exponential>, {250}},
    {family_of<Poisson>, {0}},
    {family_of<Poisson>, {1e-9}},
    {family_of<Poisson>, {0.2}},
    {family_of<Poisson>, {3.7}},
    {family_of<Poisson>, {44}},
    {family_of<Poisson>, {12'345.6}, nothing, 1e-11},
    {family_of<Binomial>, {0, 0.4}},
    {family_of<Binomial>, {1, 0.25}},
    {family_of<Binomial>, {12, 0.0}},
    {family_of<Binomial>, {12, 1.0}},
    {family_of<Binomial>, {20, 0.5}},
    {family_of<Binomial>, {1000, 0.002}},
    {family_of<Binomial>, {1000, 0.9995}},
    {family_of<Binomial>, {50'000, 0.31}, nothing, 1e-11},
    {family_of<TruncatedNormal>, {0, 1, -1, 2}},
    {family_of<TruncatedNormal>, {0, 1, 0, infinity}},
    {family_of<TruncatedNormal>, {3, 2, -infinity, infinity}},
    {family_of<TruncatedNormal>, {0, 1, -infinity, -1}},
    {family_of<TruncatedNormal>, {10, 2, 9.5, 9.6}},
    {family_of<TruncatedNormal>, {0, 1, 8, 9}},
    {family_of<TruncatedNormal>, {-1000, 1, 0, infinity}},
    {family_of<TruncatedNormal>, {100, 3, -20, 0}},
    {family_of<TruncatedNormal>, {-30, 1, 0, 1e-3}, nothing, 1e-11},
    {family_of<TruncatedNormal>, {0, 1, 4.9, 5.4}},
    {family_of<TruncatedNormal>, {0, 1, -30, 40}},
    {family_of<StudentT>, {1, 0, 1}, moments},
    {family_of<StudentT>, {0.7, 0, 2}, moments},
    {family_of<StudentT>, {2.5, -4, 0.01}, moments},  // the variance stands too far out in the tail
    {family_of<StudentT>, {6, 10, 3}},
    {family_of<StudentT>, {1e6, 0, 1}, nothing, 1e-9},
    {family_of<Weibull>, {1, 1}},
    {family_of<Weibull>, {0.5, 3}},
    {family_of<Weibull>, {2.5, 1e4}},
    {family_of<Weibull>, {60, 2}},
    {family_of<Pert>, {0, 0.3, 1}},
    {family_of<Pert>, {-5, -5, 20}},
    {family_of<Pert>, {2, 9, 9}},
    {family_of<Pert>, {1e6, 1e6 + 1, 1e6 + 3}},
    {family_of<NegativeBinomial>, {1, 0.5}},
    {family_of<NegativeBinomial>, {3.7, 1}},
    {family_of<NegativeBinomial>, {0.1, 0.02}},
    {family_of<NegativeBinomial>, {12.5, 0.3}},
    {family_of<NegativeBinomial>, {4'000, 0.2}, nothing, 1e-10},
    {family_of<Geometric>, {1}},
    {family_of<Geometric>, {0.9}},
    {family_of<Geometric>, {0.25}},
    {family_of<Geometric>, {0.003}},
    {family_of<Pareto>, {5, 2}, nothing, 1e-11},
    {family_of<Pareto>, {1.1, 1e-3}, moments},
    {family_of<Pareto>, {40, 100}},
    {family_of<Gumbel>, {0, 1}},
    {family_of<Gumbel>, {-30, 250}},
    {family_of<Cauchy>, {0, 1}, moments},
    {family_of<Cauchy>, {-7, 1e-3}, moments},
    {family_of<Laplace>, {0, 1}},
    {family_of<Laplace>, {12, 0.01}},
    {family_of<Logistic>, {0, 1}},
    {family_of<Logistic>, {-3, 40}},
    {family_of<ScaledBeta>, {2.6, 13, -3, 5}},
    {family_of<ScaledBeta>, {1, 1, 1e6, 1e6 + 3}},
    {family_of<DiscreteUniform>, {0, 1}},
    {family_of<DiscreteUniform>, {3, 60}},
    {family_of<Hypergeometric>, {50, 10, 20}},
    {family_of<Hypergeometric>, {50, 40, 45}},
    {family_of<Hypergeometric>, {7, 7, 3}},
    {family_of<Hypergeometric>, {0, 0, 0}},
    {family_of<Hypergeometric>, {100'000, 30'000, 2'000}, nothing, 1e-10},
    {family_of<Metalog>, {0.1, 2, 5, 11}},
    {family_of<Metalog>, {0.05, -1, 0, 1}},
    {family_of<Metalog>, {0.25, 10, 10.4, 11}},
    {family_of<LogMetalog>, {0.1, 2, 5, 11, 0}, moments},
    {family_of<LogMetalog>, {0.05, 7, 8, 20, 6}, moments},
    {family_of<LogitMetalog>, {0.05, 0.1, 0.2, 0.6, 0, 1}, moments, 1e-10},
    {family_of<LogitMetalog>, {0.25, -2, 0, 1, -4, 5}, moments | roundtrip},
    {family_of<Truncated<Gamma>>, {2, 1, 0.5, 3}, moments},
    {family_of<Truncated<LogNormal>>, {0, 1, 4, infinity}, moments},
    {family_of<Truncated<Cauchy>>, {0, 1, -infinity, 2}, moments},
    {family_of<Truncated<Exponential>>, {2, 0, 1}, moments},
    {family_of<Truncated<Poisson>>, {0.7, 1, infinity}, moments},
    {family_of<Truncated<Binomial>>, {20, 0.5, 3, 12}, moments},
    {observed, {}},
    {certain, {}},
    {{family_of<Mixture>, two_normals}, {0.25, 0.75, 0, 1, 2, 0.5}},
    {{family_of<Mixture>, two_normals}, {0.5, 0.5, -100, 1, 100, 1}, derivative},  // flat between
    {{family_of<Mixture>, heavy_tailed}, {0.9, 0.1, 0, 1, 8, 1, 3}},
    {{family_of<Mixture>, mixed_quantities}, {0.4, 0.6, 2, 0.5, 1, 0.5}},
    {{family_of<Mixture>, mixed_counts}, {0.3, 0.7, 6, 0.4}},
    {{family_of<Mixture>, one}, {1, 0, 2, 0.4, 1000}},
};

/// u in (0, 1) with 1 - u exact: both tails down to 2^-53, and between.
std::vector<double> levels() {
  std::vector<double> all;
  for (int i = 1; i < 200; ++i) all.push_back(std::floor(i / 200.0 * 0x1p52) * 0x1p-52 + 0x1p-53);
  for (int bits = 2; bits <= 53; ++bits) {
    all.push_back(std::ldexp(1.0, -bits));
    all.push_back(1 - std::ldexp(1.0, -bits));
  }
  std::sort(all.begin(), all.end());
  return all;
}

double spacing(double x) { return std::nextafter(std::fabs(x), infinity) - std::fabs(x); }

class Laws : public testing::TestWithParam<Row> {};

TEST_P(Laws, HaveValidParameters) { EXPECT_TRUE(valid(GetParam().shape, GetParam().parameters)); }

TEST_P(Laws, AreZeroAndOneOutsideOfTheirSupport) {
  const AnyDistribution law = GetParam().law();
  const auto [low, high] = support(law);
  for (const double x : {std::nextafter(low, -infinity), low - 1, -infinity}) {
    if (!(x < low)) continue;
    EXPECT_EQ(density(law, x), 0) << x;
    EXPECT_EQ(cdf(law, x), 0) << x;
  }
  for (const double x : {std::nextafter(high, infinity), high + 1, infinity}) {
    if (high < infinity && x > high) {
      EXPECT_EQ(density(law, x), 0) << x;
    }
    EXPECT_EQ(cdf(law, x), 1) << x;
  }
  EXPECT_EQ(cdf(law, -infinity), 0);
  for (const double u : levels()) {
    EXPECT_GE(quantile(law, u), low) << u;
    EXPECT_LE(quantile(law, u), high) << u;
    EXPECT_GE(density(law, quantile(law, u)), 0) << u;
  }
}

TEST_P(Laws, HaveAMonotoneQuantile) {
  const AnyDistribution law = GetParam().law();
  const Family family = GetParam().family();
  const bool searched = family.is<Beta>() || family.is<Gamma>() || family.is<StudentT>() ||
                        family.is<Pert>() || family.is<TruncatedNormal>() || family.is<ScaledBeta>() ||
                        family->name.starts_with("Truncated") || family->name.ends_with("etalog") ||
                        family->role == Role::mixture;
  double last = -infinity;
  for (const double u : levels()) {
    const double x = quantile(law, u);
    EXPECT_GE(x, last) << u;
    last = x;
    if (u >= 0.5 && u < 1 - 0x1p-51) {  // the next numbers on the lattice
      EXPECT_GE(quantile(law, u + 0x1p-52), x - (searched ? 32 * spacing(x) : 0)) << u;
    }
  }
}

TEST_P(Laws, HaveASurvivalThatCompletesTheirCdf) {
  const Row& row = GetParam();
  const AnyDistribution law = row.law();
  EXPECT_EQ(survival(law, -infinity), 1);
  EXPECT_EQ(survival(law, infinity), 0);
  for (const double u : levels()) {
    const double x = quantile(law, u), below = cdf(law, x), above = survival(law, x);
    EXPECT_NEAR(below + above, 1, (std::max)(row.accuracy, 1e-12)) << u;
    if (row.skipped & roundtrip || row.discrete() || row.family().is<Empirical>()) continue;
    EXPECT_NEAR(above, 1 - u, 4 * spacing(x) * density(law, x) + (0x1p-52 + row.accuracy) * (1 - u))
        << u << ' ' << x;
  }
}

TEST_P(Laws, HaveTheDensityThatTheirCdfRises) {
  const Row& row = GetParam();
  if (row.skipped & derivative) return;
  const AnyDistribution law = row.law();
  if (row.discrete()) {
    const double from = quantile(law, 1e-9), to = quantile(law, 1 - 0x1p-30);
    const double step = (std::max)(1.0, std::floor((to - from) / 500));
    for (double k = from; k <= to; k += step) {
      EXPECT_NEAR(density(law, k), cdf(law, k) - cdf(law, k - 1), 2 * row.accuracy * cdf(law, k) + 0x1p-52)
          << k;
      EXPECT_EQ(density(law, k + 0.5), 0);
      EXPECT_EQ(cdf(law, k + 0.5), cdf(law, k));
    }
    return;
  }
  for (const double u : levels()) {
    if (u < 1e-4 || u > 1 - 1e-4) continue;
    const double x = quantile(law, u);
    const double h = 2e-3 * (std::min)(quantile(law, u + (1 - u) / 4) - x, x - quantile(law, u - u / 4));
    const bool has_kink = row.family().is<Triangular>() || row.family().is<Laplace>();
    if (has_kink && std::fabs(x - row.parameters[row.family().is<Triangular>() ? 1 : 0]) < 3 * h) continue;
    const double slope =
        (8 * (cdf(law, x + h) - cdf(law, x - h)) - (cdf(law, x + 2 * h) - cdf(law, x - 2 * h))) / (12 * h);
    EXPECT_NEAR(slope / density(law, x), 1, 1e-7 + 20 * spacing(x) / h) << u << ' ' << x;
  }
}

TEST_P(Laws, HaveTheLogarithmOfTheirDensity) {
  const Row& row = GetParam();
  const AnyDistribution law = row.law();
  for (const double u : levels()) {
    const double x = quantile(law, u), expected = density(law, x);
    if (!(expected > 1e-300 && expected < infinity)) continue;
    EXPECT_NEAR(log_density(row.shape, row.parameters, x), std::log(expected),
                1e-9 * (std::max)(1.0, std::fabs(std::log(expected))))
        << u << ' ' << x;
  }
  const auto [low, high] = support(law);
  if (std::isfinite(low)) {
    EXPECT_EQ(log_density(row.shape, row.parameters, low - 1), -infinity);
  }
  if (std::isfinite(high)) {
    EXPECT_EQ(log_density(row.shape, row.parameters, high + 1), -infinity);
  }
}

// Where the density itself underflows.
TEST(LogDensity, IsFineFarOut) {
  const double half_log_two_pi = 0.5 * std::log(2 * std::acos(-1.0));
  EXPECT_NEAR(log_density(family_of<Normal>, std::vector{1.0, 2.0}, 201),
              -5000 - std::log(2) - half_log_two_pi, 1e-9);
  EXPECT_NEAR(log_density(family_of<LogNormal>, std::vector{0.0, 0.01}, std::exp(2)),
              -20000 - std::log(0.01) - 2 - half_log_two_pi, 1e-8);
  EXPECT_NEAR(log_density(family_of<Exponential>, std::vector{2.0}, 1e4), std::log(2) - 2e4, 1e-9);
  EXPECT_NEAR(
      log_density({family_of<Mixture>, two_normals}, std::vector{0.25, 0.75, 0.0, 1.0, 2.0, 1.0}, 102),
      std::log(0.75) - 5000 - half_log_two_pi, 1e-9);
}

TEST(ProbabilityBetween, IsFineInBothTails) {
  const std::vector<double> standard = {0, 1};
  EXPECT_NEAR(probability_between(family_of<Normal>, standard, -1, 1), 0.6826894921370859, 1e-15);
  const double upper = probability_between(family_of<Normal>, standard, 8, 9);
  EXPECT_NEAR(upper / 6.219831985e-16, 1, 1e-9);
  EXPECT_NEAR(probability_between(family_of<Normal>, standard, -9, -8) / upper, 1, 1e-14);
  EXPECT_EQ(probability_between(family_of<Normal>, standard, -infinity, infinity), 1);
}

TEST_P(Laws, HaveAQuantileThatInvertsTheirCdf) {
  const Row& row = GetParam();
  if (row.skipped & roundtrip || row.discrete()) return;
  const AnyDistribution law = row.law();
  for (const double u : levels()) {
    const double x = quantile(law, u);
    // What four roundings of x move the CDF by, and one of the CDF itself.
    const double rounding = 4 * spacing(x) * density(law, x) + 0x1p-52 * u;
    EXPECT_NEAR(cdf(law, x), u, rounding + row.accuracy * (std::min)(u, 1 - u)) << u << ' ' << x;
  }
}

// The least k with F(k) >= u, F being summed from the masses; in the upper tail 1 - F <= 1 - u,
// summed from above.
TEST_P(Laws, HaveTheLeastCountThatReachesU) {
  const Row& row = GetParam();
  if (!row.discrete()) return;
  const AnyDistribution law = row.law();
  const double last = (std::min)(support(law).second, 300 + 2 * quantile(law, 1 - 0x1p-53));
  std::vector<double> at_most, above;
  for (double k = 0; k <= last; ++k) at_most.push_back((k > 0 ? at_most.back() : 0.0) + density(law, k));
  above.push_back(0);
  for (double k = last; k > 0; --k) above.push_back(above.back() + density(law, k));
  std::reverse(above.begin(), above.end());
  std::vector<double> all = levels();
  for (std::size_t k = 0; k < at_most.size(); k += 1 + at_most.size() / 100)  // beside the steps
    for (const double u : {at_most[k] * (1 - 1e-8), at_most[k] * (1 + 1e-8), 1 - above[k] * (1 - 1e-8),
                           1 - above[k] * (1 + 1e-8)})
      if (u > 1e-300 && u < 1) all.push_back(u);
  for (const double u : all) {
    const double x = quantile(law, u);
    const auto k = static_cast<std::size_t>(x);
    ASSERT_EQ(x, static_cast<double>(k));
    ASSERT_LT(k, at_most.size());
    if (u <= 0.5) {
      EXPECT_GE(at_most[k], u * (1 - row.accuracy)) << u << ' ' << x;
      EXPECT_TRUE(k == 0 || at_most[k - 1] < u * (1 + row.accuracy)) << u << ' ' << x;
    } else {
      EXPECT_LE(above[k], (1 - u) * (1 + row.accuracy)) << u << ' ' << x;
      EXPECT_TRUE(k == 0 || above[k - 1] > (1 - u) * (1 - row.accuracy)) << u << ' ' << x;
    }
  }
}

/// The integral or sum of f times the density, between quantiles that leave out 2^-52 of the
/// probability.
double expectation(const Row& row, const std::function<double(double)>& f) {
  const AnyDistribution law = row.law();
  double sum = 0;
  if (row.discrete()) {
    const double to = quantile(law, 1 - 0x1p-53);
    for (double k = quantile(law, 0x1p-53); k <= to; ++k) sum += f(k) * density(law, k);
    return sum;
  }
  const auto [low, high] = support(law);
  std::vector<double> knots = {low > -infinity ? low : quantile(law, 0x1p-53)};
  for (const double u : {1e-12, 1e-11, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 0.3, 0.5})
    for (const double level : {u, 1 - u}) knots.push_back(quantile(law, level));
  if (row.family().is<Triangular>()) knots.push_back(row.parameters[1]);
  knots.push_back(high < infinity ? high : quantile(law, 1 - 0x1p-53));
  std::sort(knots.begin(), knots.end());
  for (std::size_t i = 1; i < knots.size(); ++i)
    if (knots[i - 1] < knots[i])
      sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(
          [&](double x) { return f(x) * density(law, x); }, knots[i - 1], knots[i], 8, 1e-11);
  return sum;
}

TEST_P(Laws, HaveTheMomentsOfTheirDensity) {
  const Row& row = GetParam();
  if (row.skipped & moments) return;
  const AnyDistribution law = row.law();
  const double centre = mean(law), deviation = std::sqrt(variance(law));
  EXPECT_NEAR(expectation(row, [](double) { return 1.0; }), 1, 1e-9);
  EXPECT_NEAR(expectation(row, [&](double x) { return x - centre; }), 0, 1e-8 * deviation + 1e-15);
  EXPECT_NEAR(expectation(row, [&](double x) { return (x - centre) * (x - centre); }), deviation * deviation,
              1e-8 * deviation * deviation);
}

TEST_P(Laws, DrawTheQuantileOfTheirDigits) {
  const Row& row = GetParam();
  const AnyDistribution law = row.law();
  std::uint64_t digits = 0;
  for (int i = 0; i < 200; ++i) {
    if (row.family().is<Bernoulli>())
      ASSERT_EQ(draw(law, digits), random::below(digits, row.parameters[0]) ? 1 : 0);
    else
      ASSERT_EQ(draw(law, digits), quantile(law, random::unit(digits)));
    digits = random::mix(digits + static_cast<std::uint64_t>(i));
  }
}

TEST_P(Laws, DrawAsTheirCdfSays) {
  const Row& row = GetParam();
  const AnyDistribution law = row.law();
  constexpr int draws = 20'480, cells = 64;
  // The upper ends of about equally probable cells, and what is expected in each, by the CDF.
  std::vector<double> ends, expected;
  double before = 0;
  for (int i = 1; i <= cells; ++i) {
    const double end = i < cells ? quantile(law, static_cast<double>(i) / cells) : infinity;
    const double mass = cdf(law, end) - before;
    if (mass * draws < 20 && i < cells) continue;
    if (mass * draws < 20 && !ends.empty()) {  // the rest joins the last cell
      ends.back() = infinity;
      expected.back() += mass * draws;
      break;
    }
    ends.push_back(end);
    expected.push_back(mass * draws);
    before += mass;
  }
  std::vector<double> found(ends.size());
  std::int64_t stray = 0;
  for (std::uint64_t group = 0; group < draws / casus::group_size; ++group)
    for (std::int64_t lane = 0; lane < casus::group_size; ++lane) {
      const random::LaneAddress at{
          casus::Generator::ars5, {random::stream_key(20221204, "law"), 0, group}, lane};
      const double x = draw(law, random::uniform_word(at));
      const auto cell = std::lower_bound(ends.begin(), ends.end(), x);
      if (cell == ends.end() || density(law, x) == 0)
        ++stray;
      else
        ++found[static_cast<std::size_t>(cell - ends.begin())];
    }
  EXPECT_EQ(stray, 0);
  double sum = 0;
  for (std::size_t i = 0; i < ends.size(); ++i)
    sum += (found[i] - expected[i]) * (found[i] - expected[i]) / expected[i];
  if (ends.size() == 1) {
    EXPECT_EQ(sum, 0);
    return;
  }
  const boost::math::chi_squared reference(static_cast<double>(ends.size() - 1));
  EXPECT_GT(boost::math::cdf(boost::math::complement(reference, sum)), 1e-6)
      << sum << " over " << ends.size() << " cells";
}

/// How far a law's verbs stand from those of Boost.Math's distribution, relative errors.
template <class Boost> void compare(const Row& row, const Boost& reference, double quantile_accuracy) {
  const AnyDistribution law = row.law();
  EXPECT_NEAR(mean(law), boost::math::mean(reference), 1e-14 * std::fabs(mean(law)));
  EXPECT_NEAR(variance(law), boost::math::variance(reference), 1e-13 * variance(law));
  for (const double u : levels()) {
    const double x = u <= 0.5 ? boost::math::quantile(reference, u)
                              : boost::math::quantile(boost::math::complement(reference, 1 - u));
    const double scale = row.family().is<Normal>() ? row.parameters[1] : 0;
    EXPECT_NEAR(quantile(law, u), x, quantile_accuracy * (std::max)(std::fabs(x), scale)) << u;
    EXPECT_NEAR(density(law, x), boost::math::pdf(reference, x), row.accuracy * density(law, x)) << u;
    const double rounding = 4 * spacing(x) * density(law, x) + 0x1p-52 * u;
    EXPECT_NEAR(cdf(law, x), boost::math::cdf(reference, x), rounding + row.accuracy * u) << u;
  }
}

TEST_P(Laws, AgreeWithBoostMath) {
  const Row& row = GetParam();
  const std::vector<double>& p = row.parameters;
  const Family family = row.family();
  if (family.is<Normal>()) compare(row, boost::math::normal(p[0], p[1]), 4e-15);
  if (family.is<LogNormal>()) compare(row, boost::math::lognormal(p[0], p[1]), 4e-14);
  if (family.is<Exponential>()) compare(row, boost::math::exponential(p[0]), 1e-15);
  if (family.is<Weibull>()) compare(row, boost::math::weibull(p[0], p[1]), 2e-15 + 2e-15 / p[0]);
  if (family.is<Triangular>()) compare(row, boost::math::triangular(p[0], p[1], p[2]), 1e-12);
  if (row.skipped != nothing) return;
  if (family.is<Beta>()) compare(row, boost::math::beta_distribution<>(p[0], p[1]), 1e-12);
  if (family.is<Gamma>()) compare(row, boost::math::gamma_distribution<>(p[0], 1 / p[1]), 1e-12);
}

INSTANTIATE_TEST_SUITE_P(Table, Laws, testing::ValuesIn(laws));

TEST(LawTable, HasEveryLawOfOneNumber) {
  for (const Family family : all_families) {
    if (family->role == Role::category || family->role == Role::formula) continue;
    const bool has_row =
        std::any_of(laws.begin(), laws.end(), [&](const Row& row) { return row.family() == family; });
    EXPECT_TRUE(has_row) << family->name;
  }
}

// Where 1 - tail is no double any more.
TEST(CountLaws, AreAsFineInTheUpperTailAsInTheLower) {
  const std::vector<std::pair<Family, std::vector<double>>> rows{
      {family_of<Poisson>, {1e-6}},        {family_of<Poisson>, {3}},
      {family_of<Poisson>, {1e4}},         {family_of<Binomial>, {50, 0.01}},
      {family_of<Binomial>, {10000, 0.5}}, {family_of<NegativeBinomial>, {2.5, 0.2}},
      {family_of<Geometric>, {0.9}},       {family_of<Geometric>, {0.001}}};
  for (const auto& [family, parameters] : rows)
    for (const double tail : {0.3, 1e-5, 1e-17, 1e-30, 1e-60}) {
      const AnyDistribution law = make_distribution(family, parameters);
      const double k = upper_quantile(family, parameters, tail);
      EXPECT_LT(k, 1e6) << family->name << ' ' << tail;
      EXPECT_LE(survival(law, k), tail) << family->name << ' ' << tail;
      if (k > 0) {
        EXPECT_GT(survival(law, k - 1), tail) << family->name << ' ' << tail;
      }
    }
  const std::array<Family, 2> counts{family_of<Poisson>, family_of<Geometric>};
  const std::vector<double> mixed{0.5, 0.5, 3, 0.5};
  const AnyDistribution law = make_distribution({family_of<Mixture>, counts}, mixed);
  const double k = upper_quantile({family_of<Mixture>, counts}, mixed, 1e-30);
  EXPECT_LE(survival(law, k), 1e-30);
  EXPECT_GT(survival(law, k - 1), 1e-30);
}

// Each row's law and its mirror image: in both tails, near an end at 0 where there is an end.
TEST(ContinuousLaws, AreRightFarInBothTails) {
  const std::vector<std::pair<Family, std::vector<double>>> rows{{family_of<Normal>, {1, 2}},
                                                                 {family_of<LogNormal>, {0, 3}},
                                                                 {family_of<Uniform>, {-2, 0}},
                                                                 {family_of<Uniform>, {0, 2}},
                                                                 {family_of<Triangular>, {-2, -1, 0}},
                                                                 {family_of<Triangular>, {0, 0.5, 2}},
                                                                 {family_of<Triangular>, {-2, 0, 0}},
                                                                 {family_of<Triangular>, {0, 0, 2}},
                                                                 {family_of<Triangular>, {-2, -2, 0}},
                                                                 {family_of<Triangular>, {0, 2, 2}},
                                                                 {family_of<Weibull>, {0.7, 2}},
                                                                 {family_of<Gamma>, {2.5, 0.3}},
                                                                 {family_of<StudentT>, {3, 0, 1}},
                                                                 {family_of<Gumbel>, {0, 1}},
                                                                 {family_of<Logistic>, {0, 1}},
                                                                 {family_of<Exponential>, {2}},
                                                                 {family_of<ScaledBeta>, {2, 3, -1, 0}},
                                                                 {family_of<Beta>, {0.5, 2}}};
  const auto expect = [](const AnyDistribution& law, const Shape& shape, const std::vector<double>& row) {
    const auto [least, greatest] = support(law);
    for (const double tail : {0.3, 1e-5, 1e-10, 1e-15, 1e-17, 1e-30, 1e-60}) {
      if (greatest == 0 || !std::isfinite(greatest)) {
        EXPECT_NEAR(survival(law, upper_quantile(shape, row, tail)) / tail, 1, 2e-6)
            << shape.family->name << ' ' << tail;
      }
      if (least == 0 || !std::isfinite(least)) {
        EXPECT_NEAR(cdf(law, lower_quantile(shape, row, tail)) / tail, 1, 2e-6)
            << shape.family->name << ' ' << tail;
      }
    }
  };
  for (const auto& [family, row] : rows) expect(make_distribution(family, row), {family}, row);
  const std::array<Family, 2> normals{family_of<Normal>, family_of<Normal>};
  const std::vector<double> mixed{0.5, 0.5, 0, 1, 0, 1.5};
  const Shape mixture{family_of<Mixture>, normals};
  expect(make_distribution(mixture, mixed), mixture, mixed);
}

}  // namespace
