// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/reference.hpp>

#include <cmath>

#include <gtest/gtest.h>

#include "../support/models.hpp"

namespace casus {
namespace {

std::vector<double> column(const Model& model, const std::string& name,
                           const std::vector<Intervention>& under = {}, Randomness randomness = {},
                           Index count = 2000) {
  const ReferenceSampler sampler(model, randomness, under);
  const auto parameters = sampler.parameters(0);
  std::vector<double> values;
  for (Index i = 0; i < count; ++i)
    values.push_back(sampler.trajectory(0, parameters, i)[static_cast<std::size_t>(model.find(name)->index)]);
  return values;
}

bool same(const std::vector<double>& a, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i])))) return false;
  return a.size() == b.size();
}

TEST(ReferenceSampler, DrawsStayWhenAnUnrelatedVariableOrParameterIsAdded) {
  Model small, large;
  large.parameter("other", Beta(1, 1));
  large.add("unrelated", Normal(0, 1));
  for (Model* model : {&small, &large}) {
    const auto p = model->parameter("p", LogitNormal(0, 1));
    const auto rain = model->add("rain", Bernoulli(p));
    model->add("wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.9}})));
    model->add("depth", LogNormal(0, 1), {.when = rain});
  }
  for (const char* name : {"rain", "wet", "depth"})
    EXPECT_TRUE(same(column(small, name), column(large, name))) << name;
}

TEST(ReferenceSampler, DrawsStayWhenAnInterventionChangesAnother) {
  const Model model = test::everything();
  const std::vector<Intervention> under{set(model.event("change"), yes)};
  for (const char* name : {"rain", "front", "entry", "troops", "losses", "defeat", "u", "t"})
    EXPECT_TRUE(same(column(model, name), column(model, name, under))) << name;
  EXPECT_FALSE(same(column(model, "n"), column(model, "n", under)));
}

// Common random numbers: raising a probability turns no "yes" into "no", moving a location moves every draw.
TEST(ReferenceSampler, DrawsAreMonotoneInTheirDistribution) {
  for (const bool by_words : {false, true}) {
    std::vector<std::vector<double>> events, quantities;
    for (const double p : {0.1, 0.4, 0.8}) {
      Model model;
      const auto x = model.add("x", Uniform(0, 1));
      model.add("e", Bernoulli(by_words ? p + 0 * x : Real(p)));
      model.add("q", Normal(p, 1));
      events.push_back(column(model, "e"));
      quantities.push_back(column(model, "q"));
    }
    for (std::size_t i = 0; i < events[0].size(); ++i) {
      EXPECT_LE(events[0][i], events[1][i]);
      EXPECT_LE(events[1][i], events[2][i]);
      EXPECT_LT(quantities[0][i], quantities[1][i]);
    }
  }
}

// Every draw is its law's quantile at the variable's own number, to the error that a table states.
TEST(ReferenceSampler, DrawsTheQuantileOfEachDistribution) {
  const Model model = test::more_distributions();
  const ReferenceSampler sampler(model, {5});
  for (const Index world : {0, 1, 2}) {
    const auto parameters = sampler.parameters(world);
    for (Index number = 0; number < 300; ++number) {
      const auto values = sampler.trajectory(world, parameters, number);
      for (std::size_t i = 0; i < values.size(); ++i) {
        const Variable& variable = model.variables()[i];
        if (variable.kind() == Kind::event || std::isnan(values[i])) continue;
        if (variable.distribution.is_formula()) continue;
        std::vector<double> row;
        for (const Formula& formula : variable.parameters)
          row.push_back(sampler.value(formula, values, parameters));
        const double u = random::unit(
            random::uniform_word({Generator::ars5,
                                  {random::stream_key(5, variable.name), static_cast<std::uint32_t>(world),
                                   static_cast<std::uint64_t>(number / group_size)},
                                  number % group_size}));
        const double exact = distribution::quantile(variable.distribution.shape(), row, u);
        if (variable.kind() == Kind::count) {
          EXPECT_EQ(values[i], exact) << variable.name;
          EXPECT_EQ(values[i], std::floor(values[i])) << variable.name;
        } else {
          EXPECT_NEAR(values[i], exact, 1e-7 * (1 + std::fabs(exact))) << variable.name << ' ' << u;
        }
      }
    }
  }
}

TEST(ReferenceSampler, DrawsParametersFromEachDistribution) {
  const Model model = test::more_distributions();
  const ReferenceSampler sampler(model, {5});
  double opinions = 0, experts = 0;
  constexpr int worlds = 4000;
  for (Index world = 0; world < worlds; ++world) {
    const auto drawn = sampler.parameters(world);
    EXPECT_GE(drawn[0], -2);
    EXPECT_LE(drawn[0], 3);
    EXPECT_GT(drawn[1], 0);
    EXPECT_GT(drawn[2], 0.1);
    EXPECT_LT(drawn[2], 0.6);
    EXPECT_TRUE(drawn[5] == 0.2 || drawn[5] == 0.3 || drawn[5] == 0.5);
    opinions += drawn[5] / worlds;
    experts += drawn[4] / worlds;
  }
  EXPECT_NEAR(opinions, 0.375, 5 * 0.13 / std::sqrt(worlds));
  // E(share) E(centre), a spread of 0.93.
  EXPECT_NEAR(experts, 1.9 / 6 * 0.0508, 5 * 0.93 / std::sqrt(worlds));
}

TEST(ReferenceSampler, SeedsWorldsAndNamesGiveOtherDraws) {
  Model model;
  model.add("a", Normal(0, 1));
  model.add("b", Normal(0, 1));
  const auto a = column(model, "a");
  EXPECT_FALSE(same(a, column(model, "b")));
  EXPECT_FALSE(same(a, column(model, "a", {}, {2})));
  EXPECT_FALSE(same(a, column(model, "a", {}, {1, Generator::pcg32})));
  const ReferenceSampler sampler(model);
  EXPECT_NE(sampler.trajectory(0, {}, 0)[0], sampler.trajectory(1, {}, 0)[0]);
}

TEST(ReferenceSampler, GuardsDecideWhatExists) {
  const Model model = test::everything();
  const auto entry = column(model, "entry"), troops = column(model, "troops"), tone = column(model, "tone"),
             mood = column(model, "mood"), defeat = column(model, "defeat");
  int absent = 0;
  for (std::size_t i = 0; i < entry.size(); ++i) {
    if (entry[i] != 0) {
      EXPECT_GT(troops[i], 0);
      EXPECT_LT(tone[i], 2);
      continue;
    }
    ++absent;
    EXPECT_TRUE(std::isnan(troops[i]));
    EXPECT_EQ(tone[i], 2);  // "none"
    EXPECT_EQ(mood[i], 0);  // "calm", as stated
    EXPECT_EQ(defeat[i], 0);
  }
  EXPECT_GT(absent, 100);
}

// The conditional oracle: with its parents frozen, a variable's draws are those of its row alone.
TEST(ReferenceSampler, AFrozenParentLeavesItsRow) {
  Model chain, row;
  const auto rain = chain.add("rain", Bernoulli(0.5));
  chain.add("wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.9}})));
  const auto other = row.add("rain", Bernoulli(0.5));
  row.add("wet", Bernoulli(table(other, {{no, 0.9}, {yes, 0.9}})));
  EXPECT_TRUE(same(column(chain, "wet", {set(rain, yes)}), column(row, "wet")));
}

TEST(ReferenceSampler, RefusesTwoInterventionsOnOneVariable) {
  Model model;
  const auto rain = model.add("rain", Bernoulli(0.5));
  EXPECT_THROW(ReferenceSampler(model, {}, {set(rain, yes), set(rain, no)}), Error);
}

}  // namespace
}  // namespace casus
