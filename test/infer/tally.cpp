// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/tally.hpp>

#include <gtest/gtest.h>

#include "../support/group.hpp"

namespace casus {
namespace {

TEST(BinCounts, CombiningEqualsFillingAllIntoOne) {
  const std::vector<double> edges{1e6 + 10, 1e6 + 50, 1e6 + 100};
  BinCounts left, right, all;
  test::Plain plain;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const test::Group group = test::random_group(seed);
    (seed <= 4 ? left : right).update(group.values, group.condition, edges);
    all.update(group.values, group.condition, edges);
    plain.update(group);
  }
  left += right;
  EXPECT_EQ(left.counts, all.counts);
  EXPECT_EQ(left.total(), plain.cases);
  EXPECT_EQ(left.least, *std::min_element(plain.values.begin(), plain.values.end()));
  EXPECT_EQ(left.greatest, *std::max_element(plain.values.begin(), plain.values.end()));
  left += BinCounts{};
  EXPECT_EQ(left.counts, all.counts);
}

TEST(BinCounts, BinsHoldTheirLowerEdge) {
  test::Group group{};
  group.values[0] = 1;
  group.values[1] = 2;
  group.values[2] = -5;
  group.condition[0] = 7;
  BinCounts bins;
  const std::vector<double> edges{1, 2};
  bins.update(group.values, group.condition, edges);
  EXPECT_EQ(bins.counts, (std::vector<std::int64_t>{1, 1, 1}));
}

}  // namespace
}  // namespace casus
