// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>

namespace {

using casus::detail::infinity;
using casus::detail::least_count;

TEST(LeastCount, IsFoundFromEveryGuess) {
  for (const double answer : {0.0, 1.0, 2.0, 7.0, 100.0, 1e6})
    for (const double guess :
         {-5.0, 0.0, 1.0, 6.5, 99.0, 101.0, 12'345.0, 1e9, infinity, -infinity, std::nan("")})
      for (const double last : {1e6, 1e9}) {
        int calls = 0;
        const auto reached = [&](double k) {
          ++calls;
          EXPECT_LT(k, last);  // last is taken to reach without being asked
          return k >= answer;
        };
        EXPECT_EQ(least_count(guess, last, reached), answer) << guess;
        EXPECT_LE(calls, 80) << guess;
      }
  EXPECT_EQ(least_count(3.0, infinity, [](double k) { return k >= 77; }), 77);
}

TEST(LeastCount, AsksTwiceWhereTheGuessIsRight) {
  int calls = 0;
  const auto reached = [&](double k) {
    ++calls;
    return k >= 40;
  };
  EXPECT_EQ(least_count(40.0, 1e9, reached), 40);
  EXPECT_EQ(calls, 2);
}

TEST(LeastCount, TakesTheLastWhereNothingReaches) {
  const auto never = [](double) { return false; };
  EXPECT_EQ(least_count(3.0, 10.0, never), 10);
  EXPECT_EQ(least_count(3.0, 0.0, never), 0);
  EXPECT_EQ(least_count(3.0, infinity, never), infinity);
}

TEST(StandardNormal, HasFineTails) {
  EXPECT_NEAR(casus::detail::standard_normal_cdf(-8.0) / 6.2209605742717841e-16, 1, 1e-14);
  EXPECT_NEAR(casus::detail::standard_normal_cdf(-38.0) / 2.8854283600687e-316, 1, 1e-6);
  EXPECT_EQ(casus::detail::standard_normal_cdf(40.0), 1);
  EXPECT_NEAR(casus::detail::standard_normal_density(1.0), 0.24197072451914337, 1e-16);
}

TEST(LeastDouble, GallopsFromAnyGuess) {
  for (const double root : {0.0, 1.0, -3.5, 1e300, -1e-300, 5e-324})
    for (const double guess : {0.0, 1.0, -1.0, root, 1e308, -infinity, infinity, std::nan("")}) {
      int calls = 0;
      EXPECT_EQ(casus::detail::least_double(guess,
                                            [&](double x) {
                                              ++calls;
                                              return x >= root;
                                            }),
                root);
      EXPECT_LE(calls, 140);
    }
  EXPECT_EQ(casus::detail::least_double(1, [](double) { return false; }), infinity);
}

}  // namespace
