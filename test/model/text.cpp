// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/model.hpp>

#include "../support/long_expressions.hpp"
#include "../support/small_stack.hpp"

namespace {

using namespace casus;

class Text : public testing::Test {
protected:
  Model m;
  Parameter p = m.parameter("p_entry", Beta(1.8, 35));
  Event a = m.add("a", Bernoulli(0.5));
  Event b = m.add("b", Bernoulli(0.5));
  Event c = m.add("c", Bernoulli(0.5));
  Event need = m.add("große Not", Bernoulli(0.5));
  Event word = m.add("not", Bernoulli(0.5));
  Category front = m.add("front", Categorical({"holding", "3 months", "yes"}, {0.5, 0.25, 0.25}));
  Quantity x = m.add("x", Normal(0, 1));
  Quantity y = m.add("y", Normal(0, 1));
  Quantity z = m.add("z", Normal(0, 1));
};

TEST_F(Text, PutsParenthesesWhereBooleansNeedThemAlone) {
  const std::vector<std::pair<Boolean, std::string>> table = {
      {a && b && c, "a and b and c"},
      {a && (b && c), "a and (b and c)"},
      {a || (b && c), "a or b and c"},
      {(a || b) && c, "(a or b) and c"},
      {!a && b, "not a and b"},
      {!(a && b), "not (a and b)"},
      {!!a, "not not a"},
      {!(front == "holding"), "not front = holding"},
      {!(x < y), "not x < y"},
      {x < y && y <= z, "x < y and y <= z"},
      {x > y, "y < x"},
      {x > 2, "x > 2"},
      {x >= 2, "x >= 2"},
      {2 >= x, "x <= 2"},
      {Real(1) < Real(2), "1 < 2"},
      {x == y + 1, "x = y + 1"},
      {Real(a) == Real(b), "indicator(a) = indicator(b)"},
      {Real(x < y) < z, "indicator(x < y) < z"},
      {a && true, "a and yes"},
      {a || false, "a or no"},
  };
  for (const auto& [expression, text] : table) EXPECT_EQ(to_text(expression), text);
}

TEST_F(Text, PutsParenthesesWhereNumbersNeedThemAlone) {
  const std::vector<std::pair<Real, std::string>> table = {
      {x + y + z, "x + y + z"},
      {x + (y + z), "x + (y + z)"},
      {x - y - z, "x - y - z"},
      {x + -2, "x - 2"},
      {x - -2, "x - -2"},
      {y * (x + -2), "y * (x - 2)"},
      {x - (y - z), "x - (y - z)"},
      {x * y + z, "x * y + z"},
      {x * (y + z), "x * (y + z)"},
      {x / y / z, "x / y / z"},
      {x / (y * z), "x / (y * z)"},
      {(x - y) / z, "(x - y) / z"},
      {-x, "-x"},
      {-(x + y), "-(x + y)"},
      {-x * y, "-x * y"},
      {-(-x), "-(-x)"},
      {x - -y, "x - -y"},
      {x * -2, "x * -2"},
      {x - (-2), "x - -2"},
      {-Real(-2), "-(-2)"},
  };
  for (const auto& [expression, text] : table) EXPECT_EQ(to_text(expression), text);
}

TEST_F(Text, WritesFunctionsAsCalls) {
  const std::vector<std::pair<Real, std::string>> table = {
      {exp(x + 1), "exp(x + 1)"},
      {log(x), "log(x)"},
      {logistic(2 - 0.3 * log(x / 2700)), "logistic(2 - 0.3 * log(x / 2700))"},
      {logit(p), "log(p_entry / (1 - p_entry))"},
      {(min)(x, (max)(y, z)), "min(x, max(y, z))"},
      {clamp(x, 0, 1), "min(max(x, 0), 1)"},
      {scale_odds(p, 2), "scale_odds(p_entry, 2)"},
      {if_then_else(a && b, x, -y), "if_then_else(a and b, x, -y)"},
      {Real(a || b), "indicator(a or b)"},
      {noisy_or(leak(0.03), {{a, 0.1}, {b && c, p}}), "noisy_or(leak 0.03; a: 0.1; b and c: p_entry)"},
      {noisy_and(leak(0.03), {{a, 0.1, 0.2}, {b && c, p}}),
       "noisy_and(leak 0.03; a: 0.1 else 0.2; b and c: p_entry else 0)"},
      {function("yield", {x + 1, a}, [](auto, auto) {}), "yield(x + 1, indicator(a))"},
      {2 * function("the yield", {x}, [](auto, auto) {}), "2 * \"the yield\"(x)"},
      {casus::table({a, b}, {{{no, no}, 1}, {{no, yes}, 2}, {{yes, no}, 3}, {{yes, yes}, p + 4}}),
       "table(a, b: 1, 2, 3, p_entry + 4)"},
  };
  for (const auto& [expression, text] : table) EXPECT_EQ(to_text(expression), text);
}

TEST_F(Text, QuotesNamesThatAreNoIdentifiers) {
  EXPECT_EQ(to_text(need && word), "\"große Not\" and \"not\"");
  EXPECT_EQ(to_text(front == "3 months"), "front = \"3 months\"");
  EXPECT_EQ(to_text(front == "yes"), "front = \"yes\"");
  EXPECT_EQ(to_text(front == "holding"), "front = holding");
}

TEST_F(Text, QuotesNamesThatReadAsExpressions) {
  for (const char* name : {"max(a, b)", "by(entry, 3)", "at(a, 1)", "f(x)", "a and b", "x = y", "share[0]"}) {
    const Quantity named = m.add(name, Normal(0, 1));
    EXPECT_EQ(to_text(Real(named)), '"' + std::string(name) + '"');
  }
  const Category odd = m.add("odd", Categorical({"a = b", "max(a, b)", "c"}, {0.5, 0.25, 0.25}));
  EXPECT_EQ(to_text(odd == "a = b"), "odd = \"a = b\"");
  EXPECT_EQ(to_text(odd != "max(a, b)"), "not odd = \"max(a, b)\"");
  EXPECT_EQ(to_text(Categorical({"a = b", "c"}, {0.5, 0.5})), "Categorical(\"a = b\": 0.5, c: 0.5)");
}

TEST_F(Text, IsWholeUpToTenThousandOperations) {
  const std::string text = to_text(test::long_sum(x, 5000));
  EXPECT_EQ(text.size(), 5000 + 4999 * 3);
  EXPECT_EQ(text.find("..."), std::string::npos);
}

TEST_F(Text, IsCutWhereItWouldBeTooLong) {
  std::unordered_map<const Node*, double> known;
  EXPECT_EQ(detail::written_operations(test::doubled(x, 60).node(), known), 0x1p61 - 1);
  test::with_small_stack([&] {
    std::vector<Real> numbers{test::doubled(x, 60), test::long_sum(x, 100000), -test::long_sum(x, 100000)};
    Real right = x, calls = x, odd = need;
    for (int i = 0; i < 100000; ++i) {
      right = x + right;
      calls = exp(calls);
      odd = odd + need;
    }
    numbers.insert(numbers.end(), {right, calls, odd});
    for (const Real& number : numbers) {
      const std::string text = to_text(number);
      EXPECT_LT(text.size(), 400u);
      EXPECT_GT(text.size(), 200u);
      EXPECT_TRUE(text.ends_with("...")) << text;
    }
    EXPECT_TRUE(to_text(test::long_conjunction(a, 100000)).starts_with("a and a and a"));
    const std::string law = to_text(Normal(test::doubled(x, 60), 1));
    EXPECT_TRUE(law.ends_with("..., 1)")) << law;
  });
}

TEST_F(Text, WritesNumbersThatReadBack) {
  EXPECT_EQ(to_text(Real(0.1)), "0.1");
  EXPECT_EQ(to_text(Real(1e-9)), "1e-09");
  EXPECT_EQ(to_text(Real(2700)), "2700");
  EXPECT_EQ(std::stod(to_text(Real(1.0 / 3))), 1.0 / 3);
}

TEST_F(Text, WritesDistributions) {
  EXPECT_EQ(to_text(LogNormal::median(2700, 0.9)), "LogNormal(log(2700), 0.9)");
  EXPECT_EQ(to_text(Bernoulli(p)), "Bernoulli(p_entry)");
  EXPECT_EQ(to_text(Categorical({"low", "very high"}, {0.25, 0.75})),
            "Categorical(low: 0.25, \"very high\": 0.75)");
  EXPECT_EQ(to_text(Triangular(x, y, z + 1)), "Triangular(x, y, z + 1)");
  EXPECT_EQ(to_text(TruncatedNormal(x, 1, 0, p)), "TruncatedNormal(x, 1, 0, p_entry)");
  EXPECT_EQ(to_text(Mixture({{p, Normal(x, 1)}, {1 - p, LogNormal(1, 0.5)}})),
            "Mixture(p_entry: Normal(x, 1), 1 - p_entry: LogNormal(1, 0.5))");
  EXPECT_EQ(to_text(Empirical({4, 1}, {3, 1})), "Empirical(1: 0.25, 4: 0.75)");
  EXPECT_EQ(to_text(Empirical({9, 1, 2, 3, 4, 5, 6, 7, 8})), "Empirical(9 values from 1 to 9)");
}

}  // namespace
