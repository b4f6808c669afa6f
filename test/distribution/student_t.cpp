// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/detail/distributions.hpp>
#include <casus/distribution/student_t.hpp>

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace {

using casus::distribution::StudentT;

using casus::detail::infinity;

TEST(StudentT, OfOneDegreeOfFreedomIsCauchys) {
  const StudentT law{1, 0, 1};
  for (const double u : {0x1p-53, 1e-9, 0.01, 0.2, 0.4}) {
    const double x = -1 / std::tan(std::numbers::pi * u);
    EXPECT_NEAR(law.quantile(u) / x, 1, 1e-14);
    EXPECT_NEAR(law.density(x), 1 / (std::numbers::pi * (1 + x * x)), 1e-14 * law.density(x));
  }
}

TEST(StudentT, OfTwoDegreesOfFreedomHasAClosedForm) {
  const StudentT law{2, 3, 0.5};
  for (const double u : {0x1p-53, 1e-9, 0.01, 0.2, 0.4}) {
    const double x = 3 + 0.5 * (2 * u - 1) / std::sqrt(2 * u * (1 - u));
    EXPECT_NEAR(law.quantile(u), x, 2e-14 * std::fabs(x));
    EXPECT_NEAR(law.upper_quantile(u) - 3, 3 - law.quantile(u), 1e-15 * std::fabs(x));
  }
}

TEST(StudentT, HasTheMomentsThatExist) {
  EXPECT_TRUE(std::isnan(StudentT({1, 0, 1}).mean()));
  EXPECT_TRUE(std::isnan(StudentT({1, 0, 1}).variance()));
  EXPECT_EQ(StudentT({1.5, 7, 1}).mean(), 7);
  EXPECT_EQ(StudentT({2, 7, 1}).variance(), infinity);
  EXPECT_EQ(StudentT({4, 7, 3}).variance(), 18);
}

TEST(StudentT, OfFewDegreesOfFreedomReachesTheEndOfTheDoubles) {
  const StudentT law{0.02, 0, 1};
  EXPECT_EQ(law.quantile(0x1p-53), -infinity);
  EXPECT_EQ(law.quantile(1 - 0x1p-53), infinity);
  EXPECT_EQ(law.cdf(-infinity), 0);
  EXPECT_EQ(law.density(infinity), 0);
}

}  // namespace
