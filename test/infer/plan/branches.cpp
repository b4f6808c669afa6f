// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Means that rest on what happens at a rare value of a quantity, beside an ordinary part that hides it.
#include "infer/plan/branches.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/model.hpp>

namespace casus {
namespace {

bool is_coded(const Answer& answer) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [](const Warning& warning) { return warning.code == WarningCode::few_contributions; });
}

struct Losses {
  Model model;
  Quantity m = model.add("m", Exponential(1)), attritional = model.add("attritional", Gamma(2, 1));
  Quantity n = model.add("n", Poisson(0.001));

  Answer mean(const Real& loss) const { return estimate(model, {E(loss)})[0]; }
};

TEST(Branches, ThatWereNotMetAreSaid) {
  const Losses l;
  // Adds 1, once in nine million trajectories.
  const Answer by_size = l.mean(l.attritional + if_then_else(l.m > 16.0, 8886110.5, 0.0));
  EXPECT_TRUE(is_coded(by_size));
  EXPECT_TRUE(std::isnan(by_size.interval.low));
  const Answer by_growth = l.mean(l.attritional + if_then_else(l.m > 14.0, exp(l.m), 0.0));
  EXPECT_TRUE(is_coded(by_growth));
  const Answer by_count = l.mean(l.attritional + if_then_else(l.n >= 2.0, 2e6, 0.0));
  EXPECT_FALSE(by_count.warnings.empty());  // met or not
}

TEST(Branches, AreFoundBehindDeterministicVariables) {
  Losses l;
  const auto is_large = l.model.add("is_large", Deterministic(l.m > 16.0));
  const auto loss = l.model.add("loss", Deterministic(l.attritional + if_then_else(is_large, 1e7, 0.0)));
  EXPECT_TRUE(is_coded(l.mean(loss)));
}

TEST(Branches, ThatMatterLittleOrAreMetOftenAreNot) {
  const Losses l;
  const Answer clamped = l.mean(if_then_else(l.m > 30.0, 30.0, l.m));
  EXPECT_FALSE(is_coded(clamped));
  EXPECT_NEAR(clamped.value, 1, 5 * clamped.standard_error);
  const Answer common = l.mean(l.attritional + if_then_else(l.m > 5.0, 100.0, 0.0));
  EXPECT_TRUE(common.warnings.empty());
  EXPECT_NEAR(common.value, 2 + 100 * std::exp(-5.0), 5 * common.standard_error);
}

}  // namespace
}  // namespace casus
