// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/twin.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/model.hpp>

namespace {

using namespace casus;

std::vector<std::string> variable_names(const Model& model) {
  std::vector<std::string> all;
  for (const Variable& variable : model.variables()) all.push_back(variable.name);
  return all;
}

class TwinsOfAChain : public testing::Test {
protected:
  Model m;
  Event a = m.add("a", Bernoulli(0.3));
  Event b = m.add("b", Bernoulli(table(a, {{no, 0.1}, {yes, 0.7}})));
  Event other = m.add("other", Bernoulli(0.5));
  Quantity x = m.add("x", Normal(0, 1), {.when = b});
  Event c = m.add(
      "c",
      Bernoulli(table({b, other}, {{{no, no}, 0.1}, {{no, yes}, 0.2}, {{yes, no}, 0.3}, {{yes, yes}, 0.9}})));
};

TEST_F(TwinsOfAChain, OnlyWhatAChangeReachesIsThereTwice) {
  Twins twins(m);
  const auto twin = twins.add({set(b, false)});
  EXPECT_EQ(variable_names(twins.model()),
            (std::vector<std::string>{"a", "b", "other", "x", "c", "b'", "x'", "c'"}));
  EXPECT_EQ(twin.at(c.index())->name, "c'");
  EXPECT_FALSE(twin.contains(a.index()));
  ASSERT_EQ(twins.settings().size(), 1u);
  EXPECT_EQ(twins.settings()[0].variable->name, "b'");
  EXPECT_EQ(twins.model().variables()[7].stream(), "c");
  // The twin's guard is the guard's twin, and its table reads the twin of one parent and the other parent itself.
  EXPECT_EQ(twins.model().variables()[6].guard, twin.at(b.index())->index);
  EXPECT_EQ(twins.model().parents(7), (std::vector<Index>{other.index(), twin.at(b.index())->index}));
}

TEST_F(TwinsOfAChain, WhatIsSetHasNoCausesInTheTwinEither) {
  Twins twins(m);
  const auto twin = twins.add({set(a, true)}, {set(b, true)});
  EXPECT_EQ(variable_names(twins.model()), (std::vector<std::string>{"a", "b", "other", "x", "c", "a'"}));
  EXPECT_FALSE(twin.contains(c.index()));
}

TEST_F(TwinsOfAChain, AChangeTakesThePlaceOfAnIntervention) {
  Twins twins(m);
  const auto twin = twins.add({set(b, false)}, {set(b, true)});
  ASSERT_EQ(twins.settings().size(), 1u);
  EXPECT_EQ(twins.settings()[0].value, 0);
}

TEST_F(TwinsOfAChain, SeveralTwinsAndTakenNamesDoNotCollide) {
  m.add("c'", Bernoulli(0.5));
  Twins twins(m);
  twins.add({set(b, false)});
  twins.add({set(b, true)});
  EXPECT_EQ(twins.model().variables().size(), 12u);
}

TEST_F(TwinsOfAChain, ChangesOfAnotherModelAreRefused) {
  Model other_model;
  const auto stranger = other_model.add("stranger", Bernoulli(0.5));
  Twins twins(m);
  EXPECT_THROW(twins.add({set(stranger, true)}), Error);
}

}  // namespace
