// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/reference_estimate.hpp>
#include <casus/model/dot.hpp>
#include <casus/sample/reference.hpp>

#include "../support/message.hpp"

namespace {

using namespace casus;

TEST(Model, KeepsVariablesInTheOrderInWhichTheyWereStated) {
  Model m;
  const auto front = m.add("front", Categorical({"holding", "failing"}, {0.9, 0.1}));
  const auto entry = m.add("entry", Bernoulli(table(front, {{"holding", 0.1}, {"failing", 0.3}})));
  const auto troops = m.add("troops", LogNormal::median(2700, 0.9),
                            {.when = entry,
                             .unit = "soldiers",
                             .description = "sent abroad",
                             .criterion = "two sources agree",
                             .source = "FACTS"});
  const auto dead = m.add("dead", Poisson(troops / 100), {.when = entry});
  ASSERT_EQ(m.variables().size(), 4u);
  EXPECT_EQ(front.index(), 0);
  EXPECT_EQ(dead.index(), 3);
  EXPECT_EQ(front.states(), (std::vector<std::string>{"holding", "failing"}));
  const Variable& stated = m.variables()[2];
  EXPECT_EQ(stated.name, "troops");
  EXPECT_EQ(stated.kind(), Kind::quantity);
  EXPECT_FALSE(stated.is_discrete());
  EXPECT_EQ(stated.guard, entry.index());
  EXPECT_EQ(stated.details.unit, "soldiers");
  EXPECT_EQ(stated.details.criterion, "two sources agree");
  EXPECT_EQ(m.variables()[1].states, (std::vector<std::string>{"no", "yes"}));
  EXPECT_EQ(m.variables()[3].kind(), Kind::count);
}

TEST(Model, FindsVariablesAndParametersByName) {
  Model m;
  const auto p = m.parameter("p", Beta(1, 1));
  const auto entry = m.add("entry", Bernoulli(p));
  const auto front = m.add("front", Categorical({"holding", "failing"}, {0.9, 0.1}));
  const auto dead = m.add("dead", Poisson(3));
  EXPECT_EQ(m.event("entry").node(), entry.node());
  EXPECT_EQ(m.category("front").node(), front.node());
  EXPECT_EQ(m.quantity("dead").node(), dead.node());
  EXPECT_EQ(m.parameter("p").node(), p.node());
  EXPECT_EQ(m.find("front"), front.node());
  EXPECT_EQ(m.find("peace"), nullptr);
  EXPECT_EQ(m.find("p"), nullptr);
  EXPECT_EQ(m.find_parameter("p"), p.node());
  EXPECT_EQ(m.find_parameter("entry"), nullptr);
}

TEST(Model, WalksFromVariablesToTheirParents) {
  Model m;
  const auto p = m.parameter("p", Beta(1, 1));
  const auto a = m.add("a", Bernoulli(p));
  const auto b = m.add("b", Categorical({"u", "v"}, {0.5, 0.5}));
  const auto c = m.add("c", Normal(if_then_else(b == "u", 1, 2), 1), {.when = a});
  const auto d = m.add("d", Deterministic(c > 0 && b == "v"), {.when = a});
  EXPECT_TRUE(m.parents(a.index()).empty());
  EXPECT_TRUE(m.parents(b.index()).empty());
  EXPECT_EQ(m.parents(c.index()), (std::vector<Index>{a.index(), b.index()}));
  EXPECT_EQ(m.parents(d.index()), (std::vector<Index>{a.index(), b.index(), c.index()}));
  for (std::size_t child = 0; child < m.variables().size(); ++child)
    for (const Index parent : m.parents(static_cast<Index>(child)))
      EXPECT_LT(parent, static_cast<Index>(child));
}

TEST(Model, KeepsWhatIsSaidOfParameters) {
  Model m;
  m.parameter("p", LogitNormal(-3, 0.9),
              {.unit = "1/a",
               .source = "survey of 2024",
               .mark = Verification::computed,
               .description = "entry in a year",
               .stated = {{0.05, 0.01}, {0.5, 0.04}, {0.95, 0.12}}});
  const UncertainParameter& p = m.parameters().at(0);
  EXPECT_EQ(p.details.source, "survey of 2024");
  EXPECT_EQ(to_text(p.details.mark), "computed");
  EXPECT_EQ(p.details.stated.size(), 3u);
  EXPECT_EQ(to_text(p.distribution), "LogitNormal(-3, 0.9)");
  EXPECT_EQ(to_text(Verification::verified), "verified");
  EXPECT_EQ(to_text(Verification::remembered), "remembered");
  EXPECT_EQ(to_text(Verification::judgement), "judgement");
}

TEST(Model, GivesAGuardedCategoryAStateWhereItIsAbsent) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(0.5));
  const auto phase = m.add("phase", Categorical({"advance", "siege"}, {0.5, 0.5}), {.when = entry});
  const auto harsh =
      m.add("harsh", Categorical({"low", "high"}, {0.5, 0.5}), {.when = entry, .absent_state = "low"});
  const auto own = m.add("own", Categorical({"none", "some"}, {0.5, 0.5}), {.when = entry});
  EXPECT_EQ(phase.states(), (std::vector<std::string>{"advance", "siege", "none"}));
  EXPECT_EQ(harsh.states(), (std::vector<std::string>{"low", "high"}));
  EXPECT_EQ(own.states(), (std::vector<std::string>{"none", "some"}));
  EXPECT_EQ(m.variables()[1].absent, 2);
  EXPECT_EQ(m.variables()[2].absent, 0);
  EXPECT_EQ(m.variables()[3].absent, 0);
  const ReferenceSampler sampler(m);
  for (Index number = 0; number < 200; ++number) {
    const auto drawn = sampler.trajectory(0, {}, number);
    if (drawn[0] == 1) {
      EXPECT_LT(drawn[1], 2);
    } else {
      EXPECT_EQ(drawn, (std::vector<double>{0, 2, 0, 0}));
    }
  }
}

TEST(Model, AcceptsAGuardedQuantityWhereverItIsKnownToExist) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(0.5));
  const auto troops = m.add("troops", LogNormal(8, 1), {.when = entry});
  const auto phase = m.add("phase", Categorical({"advance", "siege"}, {0.5, 0.5}), {.when = entry});
  const auto defeat = m.add("defeat", Bernoulli(logistic(2 - log(troops / 1000))), {.when = entry});
  m.add("dead", Poisson(troops / 100), {.when = defeat});
  m.add("cost", Deterministic(if_then_else(entry, 2 * troops, 0)));
  m.add("large", Deterministic(entry && troops > 5000));
  m.add("large by defeat", Deterministic(troops > 5000 && defeat));
  m.add("large siege", Deterministic(phase == "siege" && troops > 5000));
  const auto both = m.add("both", Deterministic(entry && defeat));
  m.add("lost", Deterministic(if_then_else(both, troops, 0)));
  EXPECT_EQ(m.variables().size(), 11u);
  EXPECT_THROW(m.add("x", Deterministic(if_then_else(phase == "none", troops, 0))), Error);
}

// A part of a conjunction is read where the others hold, wherever they stand; and conditions may have many parts, and be made of
// themselves.
TEST(Model, ChecksEachPartOfAConjunctionWhereTheOthersHold) {
  Model m;
  const Event entry = m.add("entry", Bernoulli(0.2));
  const Quantity troops = m.add("troops", LogNormal(8, 1), {.when = entry});
  const Category front = m.add("front", Categorical({"holds", "breaks"}, {0.5, 0.5}), {.when = entry});
  const Event both = m.add("both", Deterministic(entry && front == "breaks"));
  const Boolean many = troops > 1000, always = !(troops < 0);
  for (const Boolean& good :
       {many && entry, entry && many, (many && always) && (always && entry), (many || entry) && entry,
        many && (front == "holds" && always), many && both && always})
    EXPECT_NO_THROW(m.check("good", good.node())) << to_text(good);
  for (const Boolean& bad : {many && always, many && !entry, many && (entry || always)})
    EXPECT_THROW(m.check("bad", bad.node()), Error) << to_text(bad);
  // Gone through once each: neither once for each other part nor once for each way to them.
  Boolean all = entry, doubled = many && entry;
  for (int i = 0; i < 4000; ++i) all = all && troops > i;
  for (int i = 0; i < 100; ++i) doubled = doubled && doubled;
  EXPECT_NO_THROW(m.check("long", all.node()));
  EXPECT_NO_THROW(m.check("deep", doubled.node()));
}

TEST(Model, IsAsItWasAfterARefusal) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(0.5));
  m.parameter("p", Beta(1, 1));
  const std::string before = to_dot(m);
  EXPECT_THROW(m.add("x", Bernoulli(2)), Error);
  EXPECT_THROW(m.add("entry", Bernoulli(0.5)), Error);
  EXPECT_THROW(m.parameter("q", Beta(-1, 1)), Error);
  EXPECT_THROW(m.parameter("share", Dirichlet{{1, 1, 1e300}}), Error);
  EXPECT_EQ(to_dot(m), before);
  EXPECT_EQ(m.parameters().size(), 1u);
  // The refused names are free.
  EXPECT_NO_THROW(m.add("x", Bernoulli(0.2), {.when = entry}));
  EXPECT_NO_THROW(m.parameter("q", Beta(1, 1)));
  EXPECT_NO_THROW(m.parameter("share", Dirichlet{{1, 1, 1}}));
}

TEST(Model, IsAValue) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(0.5));
  Model other = m;
  other.add("defeat", Bernoulli(table(entry, {{no, 0.1}, {yes, 0.5}})));
  EXPECT_EQ(m.variables().size(), 1u);
  EXPECT_EQ(other.variables().size(), 2u);
  EXPECT_EQ(other.parents(1), std::vector<Index>{0});
}

TEST(Dirichlet, GivesSharesThatSumToOneAndHaveItsMoments) {
  Model m;
  const std::vector<double> concentrations = {0.5, 2, 4.5};
  const auto shares = m.parameter("share", Dirichlet{concentrations});
  ASSERT_EQ(shares.size(), 3u);
  EXPECT_EQ(shares[1].name(), "share[1]");
  EXPECT_NE(m.find_parameter("share.weight[2]"), nullptr);
  const ReferenceSampler sampler(m);
  constexpr int worlds = 20'000;
  double sums[3] = {}, products[3][3] = {};
  for (Index world = 0; world < worlds; ++world) {
    const auto drawn = sampler.parameters(world);
    double share[3], total = 0;
    for (std::size_t i = 0; i < 3; ++i)
      total += share[i] = drawn[static_cast<std::size_t>(shares[i].index())];
    EXPECT_NEAR(total, 1, 4e-16);
    for (std::size_t i = 0; i < 3; ++i) {
      EXPECT_GE(share[i], 0);
      sums[i] += share[i];
      for (std::size_t j = 0; j < 3; ++j) products[i][j] += share[i] * share[j];
    }
  }
  const double total = 7;
  for (std::size_t i = 0; i < 3; ++i) {
    const double mean = concentrations[i] / total;
    const double variance = mean * (1 - mean) / (total + 1);
    EXPECT_NEAR(sums[i] / worlds, mean, 5 * std::sqrt(variance / worlds));
    for (std::size_t j = 0; j < 3; ++j) {
      const double mean_j = concentrations[j] / total;
      const double product = mean * mean_j * total / (total + 1) + (i == j ? mean / (total + 1) : 0);
      // Products of shares lie in [0, 1], so their variance is at most that of an event of the same mean.
      EXPECT_NEAR(products[i][j] / worlds, product, 5 * std::sqrt(product * (1 - product) / worlds));
    }
  }
}

TEST(Dirichlet, SharesMakeACategory) {
  Model m;
  const auto share = m.parameter("share", Dirichlet{{2, 3, 5}});
  const auto after =
      m.add("after", Categorical({"reform", "strife", "rule"}, {share[0], share[1], share[2]}));
  Options options;
  options.trajectories = 200'000;
  options.worlds = 400;
  const auto answers = reference_estimate(m, {P(after == "reform"), P(after == "rule")}, options);
  EXPECT_NEAR(answers[0].value, 0.2, 5 * answers[0].standard_error);
  EXPECT_NEAR(answers[1].value, 0.5, 5 * answers[1].standard_error);
}

TEST(Model, TakesTheStatesOfAnEventByTheirLabels) {
  Model m;
  const auto a = m.add("a", Bernoulli(0.5));
  EXPECT_EQ(set(a, "no").value, set(a, no).value);
  EXPECT_EQ(set(a, "yes").value, set(a, yes).value);
  EXPECT_EQ(set(a, std::string("no")).value, 0);
  EXPECT_THROW(set(a, "none"), Error);
  EXPECT_THROW(set(a, ""), Error);
}

TEST(Model, AddsDecisionsAsEventsToBeSet) {
  Model m;
  const auto entry = m.add("entry", Bernoulli(0.5));
  const auto supply = m.decision("dual_sourcing", {.when = entry, .description = "a second supplier"});
  EXPECT_EQ(supply.node(), m.event("dual_sourcing").node());
  EXPECT_EQ(m.variables()[1].distribution.parameters[0]->value, 0.5);
  EXPECT_EQ(m.variables()[1].guard, entry.index());
  EXPECT_EQ(m.variables()[1].details.description, "a second supplier");
}

TEST(Model, GivesHandlesThatAreStoredBeforeTheyAreAssigned) {
  Model m;
  std::map<std::string, Event> events;
  events["a"] = m.add("a", Bernoulli(0.5));
  EXPECT_EQ(events["a"].name(), "a");
  Category front;
  Parameter rate;
  Quantity output;
  const auto refusal = [](const auto& handle) { return test::message([&] { handle.name(); }); };
  const std::string empty = "a variable: expected one that was added to a model, got an empty handle";
  EXPECT_EQ(refusal(events["b"]), empty);
  EXPECT_EQ(refusal(front), empty);
  EXPECT_EQ(refusal(rate), empty);
  EXPECT_EQ(refusal(output), empty);
  EXPECT_EQ(test::message([&] { static_cast<void>(output > 1); }), empty);
  EXPECT_EQ(test::message([&] { set(events["b"], yes); }), empty);
  output = m.add("output", Normal(0, 1));
  EXPECT_EQ(output.index(), 1);
}

// Of the same name, number, kind and law.
TEST(Model, TakesNoVariableOfAnotherModelThatStatesTheSame) {
  const auto stated = [](Model& m) {
    m.parameter("p", Uniform(0, 1));
    m.add("a", Bernoulli(0.5));
    m.add("x", Normal(0, 1));
  };
  Model m, other;
  stated(m);
  stated(other);
  const Event a = other.event("a");
  const Quantity x = other.quantity("x");
  EXPECT_THROW(m.check("question", x.node()), Error);
  EXPECT_THROW(m.check("question", m.quantity("x").node(), Boolean(a)), Error);
  EXPECT_THROW(m.add("b", Bernoulli(logistic(x))), Error);
  EXPECT_THROW(m.add("b", Bernoulli(0.5), {.when = a}), Error);
  EXPECT_THROW(m.add("b", Bernoulli(Real(other.find_parameter("p")))), Error);
  EXPECT_THROW(m.parameter("q", Deterministic(Real(other.find_parameter("p")))), Error);
  EXPECT_THROW(resolved(m, {set(a, no)}), Error);
  Model copy = m;
  EXPECT_NO_THROW(copy.add("b", Bernoulli(logistic(m.quantity("x"))), {.when = m.event("a")}));
}

}  // namespace
