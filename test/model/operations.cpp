// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/formula.hpp>
#include <casus/model/model.hpp>
#include <casus/model/operations.hpp>

namespace {

using namespace casus;
using detail::Notation;
using detail::Operation;

TEST(Operations, HaveOneRowEach) {
  std::set<Op> seen;
  for (const Operation& row : detail::operation_rows) {
    EXPECT_TRUE(seen.insert(row.op).second) << static_cast<int>(row.op);
    EXPECT_EQ(detail::operation(row.op).op, row.op);
  }
  EXPECT_EQ(seen.size(), detail::operation_count);
}

TEST(Operations, AreWrittenInOneWayOnly) {
  std::set<std::string_view> names, operators;
  for (const Operation& row : detail::operation_rows) {
    const bool has_form = row.notation == Notation::own;
    EXPECT_EQ(row.spelling.empty(), has_form) << row.spelling;
    EXPECT_EQ(row.element == nullptr, has_form) << row.spelling;
    EXPECT_EQ(row.arity() == 0, has_form) << row.spelling;
    EXPECT_LE(row.arity(), 3u) << row.spelling;
    EXPECT_EQ(row.operands.find_first_not_of("nt"), std::string_view::npos) << row.spelling;
    if (row.notation == Notation::call) {
      EXPECT_TRUE(names.insert(row.spelling).second) << row.spelling;
    }
    if (row.element) {
      EXPECT_EQ(row.is_boolean(), row.notation != Notation::call && row.op != Op::negate &&
                                      row.precedence <= detail::binding::comparison)
          << row.spelling;
    }
    if (row.notation != Notation::infix) continue;
    EXPECT_EQ(row.arity(), 2u) << row.spelling;
    for (const std::string_view text : {row.spelling, row.alternative, row.turned}) {
      if (!text.empty()) {
        EXPECT_TRUE(operators.insert(text).second) << text;
      }
    }
  }
}

struct NoValues {
  static double variable(Index) { return 0; }
  static double parameter(Index) { return 0; }
};

// Constants in the place of operands.
NodePtr applied(const Operation& row, const std::vector<double>& values) {
  std::vector<NodePtr> operands;
  for (std::size_t i = 0; i < row.arity(); ++i)
    operands.push_back(detail::make_constant(values[i], row.operands[i] == 't'));
  return detail::make_node(row.op, false, operands);
}

TEST(Operations, AreEvaluatedByTheirElements) {
  std::vector<double> scratch;
  for (const Operation& row : detail::operation_rows) {
    if (!row.element) continue;
    for (const std::vector<double>& values :
         {std::vector<double>{1, 0.25, 3}, std::vector<double>{0, 2, -1}, std::vector<double>{0.5, 0.5, 0}}) {
      const double value = Formula(applied(row, values)).evaluate(NoValues(), scratch);
      EXPECT_EQ(value,
                row.element(values[0], row.arity() > 1 ? values[1] : 0, row.arity() > 2 ? values[2] : 0))
          << row.spelling;
    }
  }
}

TEST(Operations, ComputeWhatTheirNamesSay) {
  const auto value = [](Op op, double a, double b = 0, double c = 0) {
    return detail::operation(op).element(a, b, c);
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(value(Op::minimum, 2, 1), 1);
  EXPECT_EQ(value(Op::maximum, 2, 1), 2);
  EXPECT_TRUE(std::isnan(value(Op::minimum, nan, 1)));
  EXPECT_EQ(value(Op::maximum, 1, nan), 1) << "the first where one is NaN";
  EXPECT_TRUE(std::signbit(value(Op::minimum, -0.0, 0.0)));
  EXPECT_EQ(value(Op::if_then_else, 1, 2, 3), 2);
  EXPECT_EQ(value(Op::if_then_else, 0, 2, 3), 3);
  EXPECT_EQ(value(Op::less, nan, 1), 0);
  EXPECT_EQ(value(Op::less_equal, 1, 1), 1);
  EXPECT_EQ(value(Op::equal, 0.0, -0.0), 1);
  EXPECT_EQ(value(Op::logical_not, 1), 0);
  EXPECT_EQ(value(Op::negate, 2), -2);
  EXPECT_EQ(value(Op::scale_odds, 0.5, 3), 0.75);
  EXPECT_EQ(value(Op::sqrt, 2.25), 1.5);
  EXPECT_TRUE(std::isnan(value(Op::sqrt, -1)));
  EXPECT_EQ(value(Op::floor, -0.5), -1);
  EXPECT_EQ(value(Op::abs, -2.5), 2.5);
  EXPECT_FALSE(std::signbit(value(Op::abs, -0.0)));
  EXPECT_EQ(value(Op::pow, 2, 10), 1024);
  EXPECT_TRUE(std::isnan(value(Op::pow, -8, 1.0 / 3)));
}

}  // namespace
