// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/detail/circumstances.hpp>

#include <span>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>

namespace casus {
namespace {

using Groups = std::vector<std::vector<std::size_t>>;

class Grouped : public testing::Test {
protected:
  Model m;
  Event e = m.add("e", Bernoulli(0.5));
  Event f = m.add("f", Bernoulli(0.5));
  Quantity a = m.add("a", Normal(0, 1));
  Quantity b = m.add("b", Normal(0, 1));
  Quantity named = m.add("max(a, b)", Normal(50, 1));
};

TEST_F(Grouped, AreQuestionsUnderEqualCircumstances) {
  const std::vector<Query> queries{
      P(e),
      P(f).given(e && a > 0),
      E(a),
      P(e).given(e && a > 0),
      P(e).given(e).given(a > 0),
      P(e).under(set(f, no)),
      P(f).given(observed(a, 1)),
      P(f).given(observed(a, 1.5)),
      E(b).under(set(f, "no")),
      E(b).counterfactually(set(f, no)),
      P(f).given(likelihood(e, 0.1, 0.2)),
      E(a).given(likelihood(e, 0.1, 0.2)),
  };
  EXPECT_EQ(detail::grouped(queries), (Groups{{0, 2}, {1, 3, 4}, {5, 8}, {6}, {7}, {9}, {10, 11}}));
  EXPECT_EQ(detail::grouped(queries, &detail::Circumstances::done_in),
            (Groups{{0, 1, 2, 3, 4, 6, 7, 10, 11}, {5, 8}, {9}}));
}

TEST_F(Grouped, TellZeroFromItsNegative) {
  EXPECT_EQ(detail::grouped({E(1 / a).under(set(a, 0.0)), E(1 / a).under(set(a, -0.0))}).size(), 2u);
}

// What prints alike is not alike.
TEST_F(Grouped, AreToldApartByWhatTheyAreNotByTheirText) {
  const auto of = [](double result) {
    return [result](auto, std::span<double> out) {
      for (double& one : out) one = result;
    };
  };
  const Real one = function("score", {a}, of(1)), hundred = function("score", {a}, of(100));
  ASSERT_EQ(to_text(E(one)), to_text(E(hundred)));
  for (const Method method : {Method::automatic, Method::forward, Method::weighted}) {
    Options options{.method = method, .trajectories = 5000};
    const Answers answers = estimate(m,
                                     {E(one), E(hundred), E((max)(a, b)), E(named), P(e).given(one > 50 || f),
                                      P(f).given(hundred > 50 || f)},
                                     options);
    EXPECT_EQ(answers[0].value, 1);
    EXPECT_EQ(answers[1].value, 100);
    EXPECT_LT(answers[2].value, 2);
    EXPECT_GT(answers[3].value, 48);
    EXPECT_NE(answers[4].set, answers[5].set);
    EXPECT_NEAR(answers[5].value, 0.5, 0.1);
  }
}

}  // namespace
}  // namespace casus
