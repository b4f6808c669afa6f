// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Every method takes expressions that loops have made, or declines, on a small stack.
#include "../support/long_expressions.hpp"

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/analyse/contrast.hpp>
#include <casus/analyse/derivative.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/model/dot.hpp>

#include "infer/exact/eliminate.hpp"

#include "../support/message.hpp"
#include "../support/small_stack.hpp"

namespace casus {
namespace {

using test::doubled;
using test::long_conjunction;
using test::long_sum;
using test::message;
using test::nested;
using test::with_small_stack;

// A walk by recursion overflows the stack at some thousands. Of what is drawn, fewer: each part is a column.
constexpr int many = 30000, deep = 5000;

class Long : public testing::Test {
protected:
  Model m;
  Event e = m.add("e", Bernoulli(0.25));
  Event f = m.add("f", Bernoulli(0.5));
  Quantity x = m.add("x", Normal(0, 1));
  Quantity y = m.add("y", Normal(x, 1));

  static Options few(Method method) {
    return {.method = method, .trajectories = 512, .worlds = 1, .batch = 1};
  }
};

// A condition whose conjunctions share their parts is 2^60 terms written out.
TEST_F(Long, SharedConjunctionsAreWalkedOnce) {
  Boolean all = x > -9;
  for (int i = 0; i < 60; ++i) all = (all && f) && (f && all);
  with_small_stack([&] {
    const Answer answer = estimate(m, P(e).given(all && x == 3), few(Method::forward));
    EXPECT_TRUE(std::isnan(answer.value));
    EXPECT_NE(answer.warnings.at(0).text.find("x = 3 has probability 0"), std::string::npos);
  });
}

// Where a part is read, by many ways of which each knows something else, it is looked at once.
TEST_F(Long, GuardsAreLookedForInEachPartOnce) {
  const Event entry = m.add("entry", Bernoulli(0.5));
  const Quantity troops = m.add("troops", Poisson(100), {.when = entry});
  std::vector<Event> events;
  for (int i = 0; i < 60; ++i) events.push_back(m.add("event " + std::to_string(i), Bernoulli(0.5)));
  const auto chosen = [&](const Boolean& counts) {
    Real value = if_then_else(entry, Real(troops), Real(0));
    Boolean any = counts && value > 50;
    for (const Event& event : events) {
      value = if_then_else(event, value + 1, value);
      any = (event && any) || (!event && any);
    }
    return if_then_else(any, value, Real(1));
  };
  with_small_stack([&] {
    EXPECT_NEAR(estimate(m, {P(chosen(entry) > 0)}, few(Method::forward))[0].value, 1, 1e-12);
    EXPECT_NEAR(
        estimate(m, {P(Real(troops) > 0).given(chosen(entry) > 0 && entry)}, few(Method::forward))[0].value,
        1, 1e-12);
  });
  // Of several that may be absent, the first in reading order is named.
  const Quantity losses = m.add("losses", Poisson(10), {.when = entry});
  EXPECT_NE(message([&] { estimate(m, {E(troops + losses)}); }).find("'troops', which is absent"),
            std::string::npos);
  EXPECT_NE(message([&] { estimate(m, {E(losses + troops)}); }).find("'losses', which is absent"),
            std::string::npos);
  // One way to it on which the guard is not known.
  const Real somewhere = if_then_else(e, Real(troops), Real(0));
  Real value = if_then_else(entry, somewhere, Real(0)) + if_then_else(f, somewhere, Real(0));
  EXPECT_NE(
      message([&] { estimate(m, {E(value)}); }).find("'troops', which is absent if entry does not hold"),
      std::string::npos);
}

TEST_F(Long, SumsAndConjunctionsAreAskedForAndGiven) {
  with_small_stack([&] {
    const Real sum = long_sum(x, deep), shared = doubled(x, 60);
    const Boolean all = long_conjunction(e, deep), both = nested(e, f, deep / 4);
    const std::vector<Query> queries{P(sum > 0),       E(sum),          P(all),
                                     P(both),          P(e).given(all), P(e).given(sum > 0),
                                     P(f).given(both), P(shared > 0),   P(e).given(shared > 0)};
    for (const Method method : {Method::forward, Method::weighted})
      for (const Query& query : queries)
        EXPECT_LT(estimate(m, {query}, few(method))[0].question.size(),
                  10u * deep);  // not the tree that is shared
    EXPECT_NEAR(estimate(m, {P(long_sum(x, many) > 0)}, few(Method::forward))[0].value, 0.5, 0.1);
    EXPECT_NEAR(estimate(m, {P(shared > 0)})[0].value, 0.5, 0.01);
    EXPECT_EQ(estimate(m, {P(e).given(all)})[0].value, 1);
    EXPECT_TRUE(to_text(P(shared > 0)).starts_with("P(x + x + (x + x)")) << to_text(P(shared > 0));
  });
}

TEST_F(Long, AreSummedExactlyWhereTheyAreDiscrete) {
  Model d;
  const auto a = d.add("a", Bernoulli(0.25)), b = d.add("b", Bernoulli(0.5));
  with_small_stack([&] {
    EXPECT_NEAR(estimate(d, {E(long_sum(a, many))})[0].value, many / 4, 1e-6 * many);
    EXPECT_NEAR(estimate(d, {P(long_conjunction(a, many))})[0].value, 0.25, 1e-12);
    EXPECT_NEAR(estimate(d, {P(nested(a, b, many / 4))})[0].value, 0.25, 1e-12);
    EXPECT_NEAR(estimate(d, {P(doubled(a, 60) > 1).given(nested(b, a, 1000))})[0].value, 0.25, 1e-12);
    EXPECT_NEAR(estimate(d, {E(doubled(a, 60))})[0].value, 0x1p58, 1e-9 * 0x1p58);
  });
}

TEST_F(Long, AreDeclinedWhereNoTableWouldHoldThem) {
  Model d;
  Real total = 0;
  Boolean all = true;
  for (int i = 0; i < 15000; ++i) {
    const auto one = d.add("e" + std::to_string(i), Bernoulli(0.001));
    total = total + one;
    all = all && !one;
  }
  with_small_stack([&] {
    const std::string told = message([&] { estimate(d, {P(total > 20)}, few(Method::exact)); });
    EXPECT_NE(told.find("expressions that combine too many variables"), std::string::npos) << told;
    EXPECT_TRUE(std::isinf(exact_cost(d, P(total > 20)).operations));
    EXPECT_NO_THROW(estimate(d, {P(total > 20), P(all)}, few(Method::forward)));
  });
}

TEST_F(Long, AreSplit) {
  with_small_stack([&] {
    const std::vector<Query> queries{P(long_sum(x, deep) > 2 * deep), P(long_conjunction(x > 2 && e, deep)),
                                     P(nested(x > 3, f, deep / 4)),   P(doubled(x, 60) > 0x1p61),
                                     P(doubled(e, 60) > 1 && x > 2),  P(x > 3).given(nested(e, f, 1000))};
    for (const Query& query : queries) {
      const Answer answer = estimate(m, {query}, few(Method::splitting))[0];
      EXPECT_TRUE(answer.value < 0.2) << answer.value;
    }
  });
}

TEST_F(Long, AreImaginedAndContrasted) {
  with_small_stack([&] {
    const Query query = P(long_sum(y, deep) > 0).given(long_conjunction(e, deep));
    estimate(m, {query.counterfactually(set(x, 1.0))}, few(Method::forward));
    contrast(m, query.under(set(f, no)), query.under(set(f, yes)), few(Method::forward));
  });
}

TEST_F(Long, AreAskedOverTime) {
  Timeline timeline;
  const auto war = timeline.event("war");
  const auto strain = timeline.quantity("strain");
  timeline.each(war, Bernoulli(0.25));
  timeline.each(strain, Normal(long_sum(Real(war.now()), deep), 1));
  Horizon h(timeline, 3);
  with_small_stack([&] {
    const Boolean all = long_conjunction(h.at(war, 1), deep);
    for (const Method method : {Method::forward, Method::sequential, Method::weighted}) {
      estimate(h, {P(h.at(war, 2)).given(all)}, few(method));
      estimate(h, {P(h.at(strain, 2) > 1).given(nested(h.at(war, 0), h.at(war, 1), 2000))}, few(method));
      estimate(h, {P(long_sum(h.at(strain, 2), deep) > 1)}, few(method));
    }
    EXPECT_FALSE(to_dot(timeline).empty());
  });
}

TEST_F(Long, SixHundredFindingsReadBack) {
  Model d;
  std::string text;
  Query query = P(d.add("wanted", Bernoulli(0.5)));
  for (int i = 0; i < 600; ++i) {
    const auto one = d.add("finding " + std::to_string(i), Categorical({"a = b", "c"}, {0.5, 0.5}));
    query = query.given(one == "a = b");
  }
  EXPECT_EQ(to_text(parse_query(d, to_text(query))), to_text(query));
  EXPECT_EQ(detail::complete_text(query), to_text(query));
  EXPECT_TRUE(
      detail::same_expression(parse_query(d, to_text(query)).condition()->node(), query.condition()->node()));
}

TEST_F(Long, AreNotWrittenOutInMessages) {
  const std::string told =
      message([&] { estimate(m, {P(doubled(y, 60) > 0).given(long_conjunction(e, many) && no)}); });
  EXPECT_NE(told, "no error");
  EXPECT_LT(told.size(), 2500u);
}

}  // namespace
}  // namespace casus
