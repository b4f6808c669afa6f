// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The accuracy stated in detail/elements.inl, measured against long double.

#include <cfloat>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>

namespace {

namespace scalar = casus::detail::scalar;

using casus::detail::infinity;
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

TEST(Floor, IsExact) {
  std::mt19937_64 engine(3);
  std::uniform_real_distribution<double> anywhere(-1, 1), exponent(-10, 70);
  for (int i = 0; i < 100'000; ++i) {
    const double x = anywhere(engine) * std::exp2(exponent(engine));
    ASSERT_EQ(scalar::floor(x), std::floor(x)) << x;
  }
  for (const double x : {0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.5, -2.5, 3.5, 0x1p52 - 0.5, -0x1p52 + 0.5, 0x1p53,
                         5e-324, -5e-324, 1e300, infinity, -infinity}) {
    EXPECT_EQ(scalar::floor(x), std::floor(x)) << x;
    EXPECT_EQ(std::signbit(scalar::floor(x)), std::signbit(std::floor(x))) << x;
  }
  EXPECT_TRUE(std::isnan(scalar::floor(nan)));
}

TEST(Abs, IsExact) {
  for (const double x : {0.0, 0.25, 3.0, 5e-324, 1e308, infinity}) {
    EXPECT_EQ(scalar::abs(x), x);
    EXPECT_EQ(scalar::abs(-x), x);
  }
  EXPECT_FALSE(std::signbit(scalar::abs(-0.0)));
  EXPECT_TRUE(std::isnan(scalar::abs(nan)));
}

double power_error(double x, double y) {
  const long double reference = std::pow(static_cast<long double>(x), static_cast<long double>(y));
  return static_cast<double>(std::fabs(scalar::pow(x, y) / reference - 1));
}

TEST(Pow, IsWithinThreeInTenToTheThirteen) {
  NEEDS_WIDER_REFERENCE();
  std::mt19937_64 engine(11);
  std::uniform_real_distribution<double> size(-6, 6), exponent(-115, 115), whole(-1100, 1100),
      near_one(0.6, 1.8);
  double largest = 0;
  for (int i = 0; i < 100'000; ++i) {
    largest = (std::max)(largest, power_error(std::exp(size(engine)), exponent(engine)));
    largest = (std::max)(largest, power_error(near_one(engine), std::floor(whole(engine))));
    largest = (std::max)(largest, power_error(-near_one(engine), std::floor(whole(engine))));
  }
  EXPECT_LE(largest, 3e-13);
}

TEST(Pow, IsExactWhereEachProductIs) {
  EXPECT_EQ(scalar::pow(2, 10), 1024);
  EXPECT_EQ(scalar::pow(-2, 3), -8);
  EXPECT_EQ(scalar::pow(-2, 4), 16);
  EXPECT_EQ(scalar::pow(2, -1), 0.5);
  EXPECT_EQ(scalar::pow(-2, -3), -0.125);
  EXPECT_EQ(scalar::pow(10, 22), 1e22);
  EXPECT_EQ(scalar::pow(2, 1023), 0x1p1023);
  EXPECT_EQ(scalar::pow(2, -1022), 0x1p-1022);
  EXPECT_EQ(scalar::pow(0.5, 1074), 5e-324);
  EXPECT_EQ(scalar::pow(3.7, 1), 3.7);
  EXPECT_NEAR(scalar::pow(10, 308) / 1e308, 1, 3e-13);
  EXPECT_NEAR(scalar::pow(2, -1060) / 0x1p-1060, 1, 1e-4) << "2^1060 itself is too large";
  EXPECT_NEAR(scalar::pow(9, 0.5), 3, 3e-15);
}

// Those of IEEE 754, but for roots of -infinity.
TEST(Pow, HasTheSpecialValues) {
  const std::vector<double> values{0.0, -0.0, 1,    -1,     2,      -2,       0.5, -0.5,
                                   3,   -3,   1025, 0x1p52, 0x1p53, infinity, nan};
  for (const double x : values)
    for (const double y : values) {
      const double value = scalar::pow(x, y), expected = std::pow(x, y);
      if (std::isfinite(expected) && expected != 0 && std::abs(expected) != 1) continue;
      EXPECT_TRUE(value == expected || (std::isnan(value) && std::isnan(expected))) << x << ' ' << y;
      if (!std::isnan(expected)) {
        EXPECT_EQ(std::signbit(value), std::signbit(expected)) << x << ' ' << y;
      }
    }
  EXPECT_EQ(scalar::pow(0, 0), 1);
  EXPECT_EQ(scalar::pow(nan, 0), 1);
  EXPECT_TRUE(std::isnan(scalar::pow(-8, 1.0 / 3)));
  EXPECT_EQ(scalar::pow(-infinity, 3), -infinity);
  EXPECT_EQ(scalar::pow(2, infinity), infinity);
  EXPECT_EQ(scalar::pow(2, -infinity), 0);
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

/// One Newton step in long double squares a relative error of 1e-15; it starts from the lower tail,
/// where Phi is fine.
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

// The pieces that normal numbers are drawn by.
TEST(StandardNormal, IsWithinTwoInTenToTheFifteen) {
  NEEDS_WIDER_REFERENCE();
  double largest = 0, largest_near_zero = 0;
  std::mt19937_64 engine(101);
  std::uniform_real_distribution<double> exponent(1.0, 53.0);
  for (int i = 0; i < 100'000; ++i) {
    const double everywhere = scalar::unit(engine()), near = 0.5 + (everywhere - 0.5) * 2e-3;
    const double tail = std::ldexp(std::floor(std::exp2(53 - exponent(engine)) + 1), -53);
    for (const double u : {everywhere, tail, 1 - tail, near}) {
      if (!(u > 0 && u < 1)) continue;
      const double value = scalar::standard_normal(u);
      const long double error = std::fabs(value - normal_quantile_reference(u, value));
      if (std::fabs(u - 0.5) > 1e-3)
        largest = (std::max)(largest, static_cast<double>(error / std::fabs(value)));
      else
        largest_near_zero = (std::max)(largest_near_zero, static_cast<double>(error));
    }
  }
  RecordProperty("relative_error", std::to_string(largest * 1e15) + "e-15");
  EXPECT_LE(largest, 2e-15);
  EXPECT_LE(largest_near_zero, 2e-17);
}

TEST(StandardNormal, IsOddAndGrows) {
  EXPECT_EQ(scalar::standard_normal(0.5), 0.0);
  std::mt19937_64 engine(5);
  for (int i = 0; i < 100'000; ++i) {
    const double u = scalar::unit(engine());
    ASSERT_EQ(scalar::standard_normal(u), -scalar::standard_normal(1 - u)) << u;
  }
  // Across the ends of all pieces.
  for (int piece = 1; piece < 16 * 52; ++piece) {
    const double u = std::ldexp(1 + (piece % 16) / 16.0, piece / 16 - 53);
    ASSERT_LT(scalar::standard_normal(u * (1 - 1e-13)), scalar::standard_normal(u)) << u;
    ASSERT_LT(scalar::standard_normal(u), scalar::standard_normal(u * (1 + 1e-13))) << u;
  }
  // Nearer to the ends than the library's uniform numbers.
  EXPECT_NEAR(scalar::standard_normal(1e-30), -11.4640246, 1e-6);
}

TEST(Quotient, IsTheQuotient) {
  std::mt19937_64 engine(17);
  std::uniform_real_distribution<double> mantissa(1.0, 2.0), exponent(-99.0, 99.0), wide(-1070.0, 1020.0);
  for (int i = 0; i < 1000; ++i) {
    // Mantissas near both ends are the hardest.
    const double m = i % 3 == 0   ? 2 - 0x1p-52 * (1 + i)
                     : i % 3 == 1 ? 1 + 0x1p-52 * (1 + i)
                                  : mantissa(engine);
    const double divisor = (i % 2 == 0 ? 1 : -1) * std::ldexp(m, static_cast<int>(exponent(engine)));
    const scalar::Divisor by(divisor);
    for (int k = 0; k < 300; ++k) {
      const double whole = std::floor(mantissa(engine) * 1000);
      const double x = k % 3 == 0   ? divisor * mantissa(engine)
                       : k % 3 == 1 ? std::ldexp(mantissa(engine), static_cast<int>(wide(engine)))
                                    : std::nextafter(divisor * whole, k % 2 == 0 ? infinity : -infinity);
      ASSERT_EQ(scalar::quotient(x, by), x / divisor) << x << " / " << divisor;
      ASSERT_EQ(scalar::quotient(-x, by), -x / divisor);
    }
    EXPECT_EQ(std::signbit(scalar::quotient(0.0, by)), divisor < 0);
    EXPECT_EQ(std::signbit(scalar::quotient(-0.0, by)), divisor > 0);
    EXPECT_EQ(scalar::quotient(infinity, by), infinity / divisor);
    EXPECT_TRUE(std::isnan(scalar::quotient(nan, by)));
  }
}

TEST(Below, IsDecidedAtOnceWhereItIsNotClose) {
  std::mt19937_64 engine(29);
  int close = 0;
  for (int i = 0; i < 300'000; ++i) {
    const std::uint64_t digits = engine() >> (engine() % 60);
    const double u = static_cast<double>(digits >> 12) * 0x1p-52;
    // Probabilities in and about U's cell.
    for (const double p :
         {u, u + 0x1p-53, u + 0x1p-52, u + 0x1p-60, u - 0x1p-53, u * 1.5, 0.0, -0.0, 1.0, nan}) {
      if (scalar::is_close(digits, p))
        ++close;
      else
        ASSERT_EQ(scalar::below_at_once(digits, p), scalar::below(digits, p)) << digits << ' ' << p;
    }
  }
  EXPECT_GT(close, 1000);
}

TEST(OnePlusExpOfMinus, IsWithinTheErrorThatDecisionsLeaveRoomFor) {
  double greatest = 0;
  const auto check = [&](double x) {
    const double exact = 1 + std::exp(-x);
    const double error = scalar::one_plus_exp_of_minus(static_cast<float>(x)) / exact - 1;
    greatest = (std::max)(greatest, std::fabs(error));
  };
  std::mt19937_64 engine(31);
  std::uniform_real_distribution<double> anywhere(-30, 30);
  for (int i = 0; i < 2'000'000; ++i) check(anywhere(engine));
  // About the places where the power of two changes, and the ends.
  for (int n = -43; n <= 43; ++n)
    for (int i = -100; i <= 100; ++i) check((n + 0.5 + 1e-8 * i) * 0.6931471805599453);
  for (const double x : {-30.0, 0.0, 30.0}) check(x);
  EXPECT_LT(greatest, 8.4e-6);
  EXPECT_GT(greatest, 2e-6);
  EXPECT_LT(8.4e-6, scalar::logistic_error);
  EXPECT_TRUE(std::isnan(scalar::one_plus_exp_of_minus(std::numeric_limits<float>::quiet_NaN())));
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
