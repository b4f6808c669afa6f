// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/column.hpp>

#include <gtest/gtest.h>

#include "../support/group.hpp"

namespace casus {
namespace {

TEST(Column, CombiningReductionsEqualsReducingAll) {
  Proportion left, right;
  Moments left_moments, right_moments;
  test::Plain plain;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const test::Group group = test::random_group(seed);
    (seed <= 4 ? left : right).update(group.event, group.condition);
    (seed <= 4 ? left_moments : right_moments) += group_moments(group.values, group.condition);
    plain.update(group);
  }
  left += right;
  EXPECT_EQ(left.hits, plain.hits);
  EXPECT_EQ(left.cases, plain.cases);
  left_moments += right_moments;
  long double sum = 0, squares = 0;
  for (const double value : plain.values) sum += value;
  const long double mean = sum / static_cast<long double>(plain.values.size());
  for (const double value : plain.values) squares += (value - mean) * (value - mean);
  EXPECT_EQ(left_moments.count, plain.cases);
  EXPECT_NEAR(left_moments.mean, static_cast<double>(mean), 1e-9);
  // The mean is ten thousand standard deviations from zero: a formula with sums of squares would lose eight digits.
  EXPECT_NEAR(left_moments.squares / static_cast<double>(squares), 1, 1e-12);
}

TEST(Column, TheEmptyReductionIsNeutral) {
  const test::Group group = test::random_group(3);
  Moments moments = group_moments(group.values, group.condition);
  const Moments before = moments;
  moments += Moments{};
  EXPECT_EQ(moments.mean, before.mean);
  Moments empty;
  empty += before;
  EXPECT_EQ(empty.squares, before.squares);
  const std::array<std::uint64_t, group_words> nowhere{};
  EXPECT_EQ(group_moments(group.values, nowhere).count, 0);
}

}  // namespace
}  // namespace casus
