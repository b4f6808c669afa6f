// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

#include "../support/message.hpp"

namespace {

using namespace casus;
using casus::test::message;

struct Weather {
  Model m;
  Event rain = m.add("rain", Bernoulli(0.3));
  Category sky = m.add("sky", Categorical({"grey", "blue"}, {0.4, 0.6}));
  Quantity depth = m.add("depth", Normal(0, 1));
  Quantity wind = m.add("wind", Normal(0, 1));
};

bool are_the_same(const Query& a, const Query& b) {
  return detail::Circumstances::of(a) == detail::Circumstances::of(b) && to_text(a) == to_text(b);
}

TEST(Observations, IsGivenInOneList) {
  const Weather w;
  const Query asked = P(w.wind > 0);
  EXPECT_TRUE(are_the_same(asked.given({observed(w.rain, no), observed(w.depth, 2), w.depth < 3}),
                           asked.given(!w.rain).given(observed(w.depth, 2)).given(w.depth < 3)));
  EXPECT_TRUE(are_the_same(asked.given({observed(w.depth, 2)}), asked.given(observed(w.depth, 2))));
  EXPECT_TRUE(are_the_same(asked.given({w.rain}), asked.given(w.rain)));
  EXPECT_TRUE(are_the_same(asked.given(w.rain).given({w.depth < 3, likelihood(w.rain, 0.1, 0.8)}),
                           asked.given(w.rain && w.depth < 3).given(likelihood(w.rain, 0.1, 0.8))));
}

TEST(Observations, IsGivenFromAContainer) {
  const Weather w;
  const std::vector<Evidence> exact{observed(w.depth, 1), observed(w.wind, 2)};
  EXPECT_EQ(to_text(P(w.rain).given(exact)), "P(rain | observed(depth, 1), observed(wind, 2))");
  const std::vector<Boolean> conditions{!w.rain, w.sky == "grey"};
  EXPECT_EQ(to_text(E(w.depth).given(conditions)), "E(depth | not rain and sky = grey)");
  const std::vector<Event> events{w.rain};
  EXPECT_EQ(to_text(E(w.depth).given(events)), "E(depth | rain)");
  EXPECT_EQ(to_text(E(w.depth).given(std::vector<Observation>())), "E(depth)");
}

TEST(Observations, TenThousandAtOnceCostNoMoreThanTheirNumber) {
  Model m;
  const Event rain = m.add("rain", Bernoulli(0.3));
  const std::vector<Evidence> many(10'000, likelihood(rain, 0.4, 0.5));
  EXPECT_EQ(P(rain).given(many).evidence().size(), many.size());
}

TEST(Observations, OfAnEventOrCategoryIsACondition) {
  const Weather w;
  EXPECT_EQ(to_text(observed(w.rain, yes)), "rain");
  EXPECT_EQ(to_text(observed(w.rain, no)), "not rain");
  EXPECT_EQ(to_text(observed(w.rain, "no")), "not rain");
  EXPECT_EQ(to_text(observed(w.sky, "grey")), "sky = grey");
  EXPECT_EQ(message([&] { observed(w.rain, "maybe"); }), "rain: expected yes or no, got 'maybe'");
  EXPECT_NE(message([&] { observed(w.sky, "gray"); }).find("'gray'"), std::string::npos);
}

TEST(Observations, RefusesImpossibleEvidenceAsAWhole) {
  const Weather w;
  EXPECT_EQ(message([&] {
              P(w.rain).given({w.depth > 1, Evidence{w.rain.node(), 0, {0.1}}});
            }),
            message([&] {
              P(w.rain).given(Evidence{w.rain.node(), 0, {0.1}});
            }));
}

TEST(Observations, ReadsAsText) {
  const Weather w;
  const auto again = [&](const std::string& text) { return to_text(parse_query(w.m, text)); };
  EXPECT_EQ(again("P(depth > 1 | observed(rain, no), observed(sky, grey), observed(wind, 2))"),
            "P(depth > 1 | not rain and sky = grey, observed(wind, 2))");
  EXPECT_EQ(again("P(depth > 1 | observed(rain, yes))"), "P(depth > 1 | rain)");
}

TEST(Quantiles, AreAskedTogether) {
  const Weather w;
  const std::vector<Query> asked = quantiles(w.depth, {0.05, 0.5, 0.95});
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(to_text(asked[0]), "quantile(depth, 0.05)");
  EXPECT_EQ(to_text(asked[2]), "quantile(depth, 0.95)");
  EXPECT_NE(message([&] { quantiles(w.depth, {0.5, 1}); }), "");
}

}  // namespace
