// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Quantities that are no number somewhere, and what is said of them.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/timeline.hpp>

#include "../../support/message.hpp"

namespace casus {
namespace {

struct Numbers {
  Model m;
  Event g = m.add("g", Bernoulli(0.5));
  Quantity x = m.add("x", Normal(0, 1));
  Quantity k = m.add("k", Poisson(1));
  Quantity y = m.add("y", Deterministic(2 / k));

  std::string message(const Query& query, Method method = Method::automatic) const {
    return test::message([&] { estimate(m, {query}, {.method = method, .trajectories = 20'000}); });
  }
};

std::string undefined(const std::string& question, const std::string& how) {
  return question + ": expected a quantity that is a number wherever it is asked for, got " + how;
}

TEST(Undefined, SaysWhichOperationAndWhere) {
  const Numbers n;
  EXPECT_TRUE(n.message(E(log(n.x)))
                  .starts_with(undefined("E(log(x))", "log(x), which is not a number where x = -")));
  EXPECT_EQ(n.message(E(1 / n.k)), undefined("E(1 / k)", "1 / k, which is infinite where k = 0"));
  EXPECT_EQ(n.message(E(3 + n.y)), undefined("E(3 + y)", "2 / k, which is infinite where k = 0"));
  EXPECT_TRUE(
      n.message(E(exp(1000 * n.x)))
          .starts_with(undefined("E(exp(1000 * x))", "exp(1000 * x), which is infinite where 1000 * x = ")));
  EXPECT_TRUE(n.message(quantile(log(n.x), 0.5))
                  .starts_with(undefined("quantile(log(x), 0.5)", "log(x), which is not")));
  EXPECT_TRUE(n.message(histogram(log(n.x), {0, 1})).find("log(x), which is not a number") !=
              std::string::npos);
}

// One trajectory in thirty thousand.
TEST(Undefined, IsFoundWhereItIsRare) {
  Model m;
  const Quantity q = m.add("q", Normal(4, 1));
  EXPECT_TRUE(test::message([&] {
                estimate(m, {E(log(q))}, {.trajectories = 1'000'000});
              }).starts_with(undefined("E(log(q))", "log(q), which is not a number where q = -")));
}

TEST(Undefined, IsSaidByEveryMethod) {
  const Numbers n;
  const Query query = E(1 / n.k).given(n.x > 1);
  for (const Method method : {Method::forward, Method::weighted})
    EXPECT_EQ(n.message(query, method),
              undefined("E(1 / k | x > 1)", "1 / k, which is infinite where k = 0"));
  EXPECT_EQ(n.message(E(1 / Real(n.g)), Method::exact),
            undefined("E(1 / indicator(g))", "1 / indicator(g), which is infinite where indicator(g) = 0"));
  // What the branch that is not taken is worth does not count.
  EXPECT_EQ(n.message(E(if_then_else(n.x > 0, log(n.x), 0.0))), "no error");
}

TEST(Undefined, IsSaidOverTime) {
  Timeline timeline;
  const auto x = timeline.quantity("x");
  timeline.first(x, Normal(0, 1));
  timeline.step(x, Normal(x.last(), 1));
  Horizon h(timeline, 3);
  const Query query = E(log(h.at(x, 2)));
  EXPECT_NE(test::message([&] {
              estimate(h, {query}, {.trajectories = 20'000});
            }).find("which is not a number where"),
            std::string::npos);
}

// The condition is the cause, not the quantity.
TEST(Undefined, IsNotSaidOfAConditionThatWasNotReached) {
  Model m;
  const Quantity x = m.add("x", Normal(0, 1));
  Boolean none = yes;
  for (int i = 0; i < 100; ++i) {
    const Event e = m.add(std::to_string(i), Bernoulli(1 / (1 + exp(-x))));
    none = none && x * e < 0.5;
  }
  const Answer answer = estimate(m, E(x).given(none && x > 1), {.trajectories = 20'000});
  EXPECT_TRUE(std::isnan(answer.value));
  EXPECT_EQ(answer.met, 0);
  ASSERT_FALSE(answer.warnings.empty());
  EXPECT_EQ(answer.warnings[0].code, WarningCode::event_not_reached);
}

// A precision that no run reaches is refused with what it would take, unless another limit ends the run.
TEST(Undefined, APrecisionOutOfReachIsRefused) {
  const Numbers n;
  const Index unlimited = Index{1} << 40;
  const std::string message = test::message(
      [&] { estimate(n.m, {E(n.x)}, {.trajectories = unlimited, .absolute_precision = 1e-30}); });
  EXPECT_TRUE(message.starts_with("precision: expected a half-width that can be reached, got 1e-30; about "))
      << message;
  EXPECT_EQ(
      test::message([&] { estimate(n.m, {E(n.x)}, {.trajectories = 20'000, .absolute_precision = 1e-30}); }),
      "no error");
  EXPECT_EQ(test::message(
                [&] { estimate(n.m, {E(n.x)}, {.trajectories = unlimited, .absolute_precision = 0.01}); }),
            "no error");
}

}  // namespace
}  // namespace casus
