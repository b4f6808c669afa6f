// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/detail/distributions.hpp>
#include <casus/distribution/truncated_normal.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace {

using casus::distribution::TruncatedNormal;

using casus::detail::infinity;

// Quantiles to 80 digits, by bisection of the ratio of complementary error functions (mpmath 1.3:
// erfc at mp.dps = 80).
TEST(TruncatedNormal, KnowsItsQuantilesFarInATail) {
  struct Known {
    TruncatedNormal law;
    double u, quantile;
  };
  const double least = 0x1p-53, most = 1 - 0x1p-53;
  const std::vector<Known> table = {
      {{0, 1, 8, 9}, 0x1p-10, 8.0001202820960447455},
      {{0, 1, 8, 9}, 0.25, 8.0353396219050171815},
      {{0, 1, 8, 9}, 0.96875, 8.415567709918246813},
      {{0, 1, 10, infinity}, 0.25, 10.028449055369229552},
      {{0, 1, 10, infinity}, 0.96875, 10.337615318942307296},
      {{0, 1, 10, infinity}, most, 13.150436569182440367},
      {{0, 1, 40, infinity}, 0.5, 40.017314126764651106},  // where the parent's tail underflows
      {{0, 1, 40, infinity}, most, 40.907563906503472706},
      {{0, 1, 38, 38.5}, 0.25, 38.007564596984664585},
      {{0, 1, 38, 38.5}, most, 38.499999999409515702},
      {{-1000, 1, 0, infinity}, least, 1.1102219144054626293e-19},
      {{-1000, 1, 0, infinity}, 0x1p-10, 9.770386703125947366e-7},
      {{-1000, 1, 0, infinity}, 0.5, 0.0006931462471894646334},
      {{-1000, 1, 0, infinity}, most, 0.03673608906421639152},
      {{-30, 1, 0, 1e-6}, least, 1.1102063714461342845e-22},
      {{-30, 1, 0, 1e-6}, 0.5, 4.9999624999993761823e-7},
      {{-30, 1, 0, 1e-6}, 0.96875, 9.687495458941702925e-7},
      {{5, 2, -20, -18}, least, -19.999999999996880753},  // below the parent's mean
      {{5, 2, -20, -18}, 0x1p-10, -19.166409385891692496},
      {{5, 2, -20, -18}, 0.5, -18.119349630197325617},
      {{5, 2, -20, -18}, 0.96875, -18.005480000404224907},
  };
  for (const auto& [law, u, quantile] : table) {
    EXPECT_NEAR(law.quantile(u), quantile, 4e-15 * std::fabs(quantile))
        << law.low << ' ' << law.high << ' ' << u;
    const double rounding = law.density(quantile) * std::fabs(quantile) * 1e-15;
    EXPECT_NEAR(law.cdf(law.quantile(u)), u, 1e-12 * (std::min)(u, 1 - u) + 1e-16 + rounding)
        << law.low << ' ' << u;
  }
}

TEST(TruncatedNormal, IsItsParentWhereNothingIsCutOff) {
  const TruncatedNormal law{3, 2, -infinity, infinity};
  EXPECT_NEAR(law.cdf(1), 0.15865525393145705, 1e-16);
  EXPECT_NEAR(law.quantile(0.975), 3 + 2 * 1.959963984540054, 1e-14);
  EXPECT_NEAR(law.mean(), 3, 1e-14);
  EXPECT_NEAR(law.variance(), 4, 1e-10);
}

TEST(TruncatedNormal, HasTheMomentsOfAHalfNormal) {
  const TruncatedNormal law{0, 1, 0, infinity};
  EXPECT_NEAR(law.mean(), 0.79788456080286535588, 1e-13);
  EXPECT_NEAR(law.variance(), 0.36338022763241865692, 1e-13);
}

// Beyond 1e8 standard deviations nothing but an exponential distribution is left; and nothing
// overflows.
TEST(TruncatedNormal, EndsWhereverItLies) {
  const TruncatedNormal far{0, 1, 1e8, infinity};
  EXPECT_NEAR((far.quantile(0.5) - 1e8) * 1e8, std::log(2.0), 1.5);  // a spacing of 1e8 is 1.5e-8
  const TruncatedNormal beside{-1e8, 1, 0, infinity};
  EXPECT_NEAR(beside.quantile(0.5) * 1e8, std::log(2.0), 1e-15);
  EXPECT_NEAR(beside.mean() * 1e8, 1, 1e-9);
  for (const TruncatedNormal& law :
       {TruncatedNormal{-1e300, 1e-300, 0, 1}, TruncatedNormal{1e300, 1e-300, 0, 1},
        TruncatedNormal{0, 1e300, 0, 1}, TruncatedNormal{0, 1e-300, -1, 1},
        TruncatedNormal{0, 1, 1, std::nextafter(1.0, 2.0)}})
    for (const double u : {0x1p-53, 0.3, 0.5, 0.7, 1 - 0x1p-53}) {
      EXPECT_GE(law.quantile(u), law.low);
      EXPECT_LE(law.quantile(u), law.high);
    }
}

TEST(TruncatedNormal, IsUniformOverANarrowInterval) {
  const TruncatedNormal narrow{2, 1e250, 3e-120, 7e-120};  // of no probability that a double holds
  EXPECT_NEAR(narrow.quantile(0.25), 4e-120, 1e-135);
  EXPECT_NEAR(narrow.cdf(5e-120), 0.5, 1e-15);
  EXPECT_NEAR(narrow.survival(4e-120), 0.75, 1e-15);
  EXPECT_NEAR(narrow.density(5e-120), 2.5e119, 1e105);
  EXPECT_NEAR(narrow.mean(), 5e-120, 1e-134);
  const TruncatedNormal wide{5, 3e-8, 8, 1e291};
  EXPECT_EQ(wide.survival(1e290), 0);
  EXPECT_EQ(wide.cdf(1e290), 1);
}

TEST(TruncatedNormal, HasAnUpperQuantileThatMirrorsTheLower) {
  for (const double tail : {1e-18, 0x1p-53, 0.01, 0.4, 0.7}) {
    EXPECT_EQ((TruncatedNormal{2, 3, -1, 4}.upper_quantile(tail)),
              -(TruncatedNormal{-2, 3, -4, 1}.quantile(tail)));
    EXPECT_EQ((TruncatedNormal{0, 1, 8, infinity}.upper_quantile(tail)),
              -(TruncatedNormal{0, 1, -infinity, -8}.quantile(tail)));
  }
}

}  // namespace
