// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include <casus/distribution/bernoulli.hpp>

namespace {

using casus::distribution::Bernoulli;

TEST(Bernoulli, DrawsToSixtyFourDigits) {
  const Bernoulli rare{0x3p-64};
  EXPECT_EQ(rare.draw(2), 1);
  EXPECT_EQ(rare.draw(3), 0);
  const Bernoulli never{0}, always{1};
  EXPECT_EQ(never.draw(0), 0);
  EXPECT_EQ(always.draw(~std::uint64_t{0}), 1);
}

TEST(Bernoulli, DrawFallsAndQuantileRises) {
  const Bernoulli law{0.3};
  EXPECT_EQ(law.draw(0), 1);
  EXPECT_EQ(law.draw(~std::uint64_t{0}), 0);
  EXPECT_EQ(law.quantile(0x1p-53), 0);
  EXPECT_EQ(law.quantile(1 - 0x1p-53), 1);
}

TEST(Bernoulli, QuantileStepsWhereTheCdfIsReached) {
  const Bernoulli half{0.5}, rare{0x1p-53};
  EXPECT_EQ(half.quantile(0.5), 0);
  EXPECT_EQ(half.quantile(std::nextafter(0.5, 1.0)), 1);
  EXPECT_EQ(rare.quantile(1 - 0x1p-53), 0);
  EXPECT_EQ((Bernoulli{0x3p-54}.quantile(1 - 0x1p-53)), 1);
  EXPECT_EQ(Bernoulli{0}.quantile(1 - 0x1p-53), 0);
  EXPECT_EQ(Bernoulli{1}.quantile(0x1p-53), 1);
}

}  // namespace
