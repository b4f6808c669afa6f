// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The accuracy stated in detail/elements.inl, measured against long double.

#include <cfloat>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <casus/detail/elementary.hpp>

namespace {

namespace scalar = casus::detail::scalar;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

#define NEEDS_WIDER_REFERENCE() \
  if (LDBL_MANT_DIG < 64) GTEST_SKIP() << "long double is no wider than double here"

/// The distance of two doubles' spacing at the reference that lies between value and reference.
double ulp_error(double value, long double reference) {
  int exponent = 0;
  std::frexp(reference, &exponent);
  const int least = std::numeric_limits<double>::min_exponent - std::numeric_limits<double>::digits;
  const long double ulp = std::ldexp(1.0L, (std::max)(exponent - 53, least));
  return static_cast<double>(std::fabs(value - reference) / ulp);
}

template <class Function, class Reference>
double largest_ulp_error(double low, double high, int points, const Function& f, const Reference& reference) {
  std::mt19937_64 engine(20221201);
  std::uniform_real_distribution<double> anywhere(low, high);
  double largest = 0;
  for (int i = 0; i < points; ++i) {
    const double x = anywhere(engine);
    largest = (std::max)(largest, ulp_error(f(x), reference(static_cast<long double>(x))));
  }
  return largest;
}

const auto exp_reference = [](long double x) { return std::exp(x); };
const auto log_reference = [](long double x) { return std::log(x); };

TEST(Exp, IsWithinOneUlp) {
  NEEDS_WIDER_REFERENCE();
  for (const double reach : {1e-9, 1e-3, 0.4, 1.0, 10.0, 100.0, 708.0})
    EXPECT_LE(largest_ulp_error(-reach, reach, 100'000, scalar::exp, exp_reference), 1.0) << reach;
  EXPECT_LE(largest_ulp_error(708.0, 709.78, 20'000, scalar::exp, exp_reference), 1.0);
  RecordProperty("ulp",
                 std::to_string(largest_ulp_error(-708.0, 709.78, 100'000, scalar::exp, exp_reference)));
}

TEST(Exp, IsWithinTwoUlpWhereSubnormal) {
  NEEDS_WIDER_REFERENCE();
  EXPECT_LE(largest_ulp_error(-745.2, -708.0, 100'000, scalar::exp, exp_reference), 2.0);
}

TEST(Exp, HasTheSpecialValues) {
  EXPECT_EQ(scalar::exp(0.0), 1.0);
  EXPECT_EQ(scalar::exp(-0.0), 1.0);
  EXPECT_EQ(scalar::exp(infinity), infinity);
  EXPECT_EQ(scalar::exp(-infinity), 0.0);
  EXPECT_EQ(scalar::exp(709.79), infinity);
  EXPECT_EQ(scalar::exp(1e300), infinity);
  EXPECT_EQ(scalar::exp(-746.0), 0.0);
  EXPECT_EQ(scalar::exp(-1e300), 0.0);
  EXPECT_LT(scalar::exp(709.78), infinity);
  EXPECT_GT(scalar::exp(-745.0), 0.0);
  EXPECT_TRUE(std::isnan(scalar::exp(nan)));
}

TEST(Log, IsWithinOneUlp) {
  NEEDS_WIDER_REFERENCE();
  for (const auto& [low, high] : std::vector<std::pair<double, double>>{
           {0.999, 1.001}, {0.7, 0.71}, {1.41, 1.42}, {0.5, 2.0}, {1e-3, 1.0}, {1.0, 1e6}, {1e-12, 1e-9}})
    EXPECT_LE(largest_ulp_error(low, high, 100'000, scalar::log, log_reference), 1.0) << low;
  double largest = 0;
  std::mt19937_64 engine(7);
  std::uniform_real_distribution<double> exponent(-1074.0, 1023.99);
  for (int i = 0; i < 100'000; ++i) {  // subnormal numbers included
    const double x = std::exp2(exponent(engine));
    largest = (std::max)(largest, ulp_error(scalar::log(x), std::log(static_cast<long double>(x))));
  }
  for (int k = 1; k <= 2000; ++k)  // the neighbours of 1
    for (const double x : {1 + k * 0x1p-52, 1 - k * 0x1p-53})
      largest = (std::max)(largest, ulp_error(scalar::log(x), std::log(static_cast<long double>(x))));
  EXPECT_LE(largest, 1.0);
}

TEST(Log, HasTheSpecialValues) {
  EXPECT_EQ(scalar::log(1.0), 0.0);
  EXPECT_EQ(scalar::log(0.0), -infinity);
  EXPECT_EQ(scalar::log(-0.0), -infinity);
  EXPECT_EQ(scalar::log(infinity), infinity);
  EXPECT_TRUE(std::isnan(scalar::log(-1.0)));
  EXPECT_TRUE(std::isnan(scalar::log(-5e-324)));
  EXPECT_TRUE(std::isnan(scalar::log(-infinity)));
  EXPECT_TRUE(std::isnan(scalar::log(nan)));
  EXPECT_DOUBLE_EQ(scalar::log(5e-324), -744.44007192138122);
}

TEST(Logistic, IsWithinThreeUlp) {
  NEEDS_WIDER_REFERENCE();
  const auto reference = [](long double x) { return 1 / (1 + std::exp(-x)); };
  for (const double reach : {1e-6, 1.0, 5.0, 40.0, 700.0})
    EXPECT_LE(largest_ulp_error(-reach, reach, 100'000, scalar::logistic, reference), 3.0) << reach;
}

TEST(Logistic, HasTheSpecialValues) {
  EXPECT_EQ(scalar::logistic(0.0), 0.5);
  EXPECT_EQ(scalar::logistic(infinity), 1.0);
  EXPECT_EQ(scalar::logistic(-infinity), 0.0);
  EXPECT_TRUE(std::isnan(scalar::logistic(nan)));
}

/// One Newton step in long double squares a relative error of 1e-15; it starts from the lower tail, where Phi
/// is fine.
long double normal_quantile_reference(double u, double start) {
  const bool upper = u > 0.5;
  const long double tail = upper ? 1.0L - u : static_cast<long double>(u);
  long double x = upper ? -start : start;
  for (int i = 0; i < 2; ++i) {
    const long double phi = std::exp(-x * x / 2) * 0.39894228040143267793994605993438187L;
    x -= (std::erfc(-x * 0.70710678118654752440084436210484904L) / 2 - tail) / phi;
  }
  return upper ? -x : x;
}

double normal_quantile_error(double u) {
  const double value = scalar::normal_quantile(u, 1 - u);
  const long double reference = normal_quantile_reference(u, value);
  return static_cast<double>(std::fabs((value - reference) / reference));
}

TEST(NormalQuantile, IsWithinTwoInTenToTheFifteen) {
  NEEDS_WIDER_REFERENCE();
  double largest = 0;
  std::mt19937_64 engine(99);
  std::uniform_real_distribution<double> exponent(1.0, 53.0), centre(0.0, 1.0);
  for (int i = 0; i < 100'000; ++i) {
    const double everywhere = scalar::unit(engine());
    const double tail =
        std::ldexp(std::floor(std::exp2(53 - exponent(engine)) + 1), -53);  // 1 - tail is exact
    for (const double u : {everywhere, tail, 1 - tail})
      if (u > 0 && u < 1 && std::fabs(u - 0.5) > 1e-3)
        largest = (std::max)(largest, normal_quantile_error(u));
  }
  for (const double u : {0x1p-53, 1 - 0x1p-53, 0.075, 0.925, 0.07500000000000001, 0.0749999999999999})
    largest = (std::max)(largest, normal_quantile_error(u));
  RecordProperty("relative_error", std::to_string(largest * 1e15) + "e-15");
  EXPECT_LE(largest, 2e-15);
}

TEST(NormalQuantile, HasTheKnownValues) {
  EXPECT_EQ(scalar::normal_quantile(0.5, 0.5), 0.0);
  EXPECT_NEAR(scalar::normal_quantile(0.975, 0.025), 1.9599639845400545, 4e-15);
  EXPECT_NEAR(scalar::normal_quantile(0.05, 0.95), -1.6448536269514722, 4e-15);
  EXPECT_NEAR(scalar::normal_quantile(0x1p-53, 1 - 0x1p-53), -8.2095361516013856, 2e-14);
}

TEST(NormalQuantile, IsOddInItsTwoArguments) {
  std::mt19937_64 engine(3);
  for (int i = 0; i < 100'000; ++i) {
    const double u = scalar::unit(engine());
    ASSERT_EQ(scalar::normal_quantile(u, 1 - u), -scalar::normal_quantile(1 - u, u)) << u;
  }
}

TEST(Unit, IsTheCentreOfItsCellAndHasAnExactComplement) {
  EXPECT_EQ(scalar::unit(0), 0x1p-53);
  EXPECT_EQ(scalar::unit(~std::uint64_t{0}), 1 - 0x1p-53);
  EXPECT_EQ(scalar::unit(std::uint64_t{1} << 63), 0.5 + 0x1p-53);
  std::mt19937_64 engine(11);
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t digits = engine();
    const double u = scalar::unit(digits);
    ASSERT_EQ(u, static_cast<double>(digits >> 12) * 0x1p-52 + 0x1p-53);
    ASSERT_EQ(scalar::unit(~digits), 1 - u);
  }
}

TEST(ScaleOdds, MultipliesTheOdds) {
  std::mt19937_64 engine(13);
  std::uniform_real_distribution<double> probability(1e-6, 1 - 1e-6), log_ratio(-5.0, 5.0);
  for (int i = 0; i < 10'000; ++i) {
    const double p = probability(engine), ratio = std::exp(log_ratio(engine));
    const double scaled = scalar::scale_odds(p, ratio);
    ASSERT_NEAR(scaled / (1 - scaled) / (p / (1 - p)), ratio, 1e-9 * ratio);
  }
  EXPECT_EQ(scalar::scale_odds(0.0, 7.0), 0.0);
  EXPECT_EQ(scalar::scale_odds(1.0, 7.0), 1.0);
}

}  // namespace
