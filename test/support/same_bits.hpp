// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include <casus/infer/answer.hpp>

namespace casus::test {

/// Returns whether two numbers have the same bits, or are both NaN.
inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (a != a && b != b);
}

/// Expects the same numbers and warnings in two answers and in their parts.
inline void expect_same_bits(const Answer& a, const Answer& b) {
  const auto same = [&](double x, double y, const char* what) {
    EXPECT_TRUE(same_bits(x, y)) << a.question << ", " << what << ": " << x << " and " << y;
  };
  EXPECT_EQ(a.question, b.question);
  same(a.value, b.value, "value");
  same(a.standard_error, b.standard_error, "standard error");
  same(a.interval.low, b.interval.low, "interval");
  same(a.interval.high, b.interval.high, "interval");
  same(a.range.value_or(Interval{-1, -1}).low, b.range.value_or(Interval{-1, -1}).low, "range");
  same(a.range.value_or(Interval{-1, -1}).high, b.range.value_or(Interval{-1, -1}).high, "range");
  same(a.effective_samples, b.effective_samples, "effective samples");
  same(a.condition_probability.value_or(-1), b.condition_probability.value_or(-1), "condition");
  same(a.log_condition_probability.value_or(-1), b.log_condition_probability.value_or(-1),
       "log of the condition");
  same(a.pareto_k.value_or(-1), b.pareto_k.value_or(-1), "Pareto k");
  EXPECT_EQ(a.met, b.met) << a.question;
  EXPECT_EQ(a.warnings, b.warnings) << a.question;
  ASSERT_EQ(a.parts.size(), b.parts.size()) << a.question;
  for (std::size_t i = 0; i < a.parts.size(); ++i) expect_same_bits(a.parts[i], b.parts[i]);
}

inline void expect_same_bits(const Answers& a, const Answers& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) expect_same_bits(a[i], b[i]);
}

}  // namespace casus::test
