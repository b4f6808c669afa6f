// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/rolling_proposal.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/horizon.hpp>

#include "../../support/timelines.hpp"

namespace casus {
namespace {

using test::Front;

struct Storms {
  Timeline timeline;
  Event exposed = timeline.add("exposed", Bernoulli(1e-4));
  Series<Event> storm = timeline.event("storm"), warm = timeline.event("warm");
  Series<Category> flood = timeline.category("flood", {"none", "low", "high"});
  Series<Quantity> level = timeline.quantity("level"), damage = timeline.quantity("damage"),
                   total = timeline.quantity("total"), mixed = timeline.quantity("mixed"),
                   months = timeline.quantity("months");

  Storms() {
    timeline.each(storm, Bernoulli(1e-6));
    timeline.each(warm, Bernoulli(0.5));
    timeline.each(flood, Categorical({"none", "low", "high"}, {0.5, 0.5 - 1e-7, 1e-7}));
    timeline.each(level, Normal(0, 1));
    timeline.each(damage, Deterministic(if_then_else(storm.now(), 10 + level.now(), 0.0)));
    timeline.first(total, Deterministic(damage.now()));
    timeline.step(total, Deterministic(total.last() + damage.now() +
                                       if_then_else(flood.last() == "high" && exposed, level.now(), 0.0)));
    timeline.each(mixed, Deterministic(Real(warm.now()) + damage.now()));
    timeline.first(months, Deterministic(Real(1)));
    timeline.step(months, Deterministic(months.last() + 1.0));
  }
};

// A number is constant without the rare states of all steps if it is in the unrolled model.
TEST(RollingProposal, KnowsWhatIsConstantWithoutRareStates) {
  const Storms of;
  Horizon h(of.timeline, 5);
  const auto totals = h.sum(of.damage, 4);
  const std::vector<Real> numbers{
      Real(h.at(of.damage, 3)),
      Real(h.at(of.total, 0)),
      Real(h.at(of.total, 4)),
      Real(totals),
      Real(h.at(of.mixed, 2)),
      Real(h.at(of.level, 2)),
      Real(h.at(of.months, 4)),
      Real(h.count(of.storm, 4)),
      Real(h.count(of.warm, 4)),
      Real(h.at(of.months, 4)) * Real(h.at(of.damage, 1)) + Real(h.at(of.total, 2)),
      if_then_else(of.exposed, h.at(of.level, 1), 2.0),
      if_then_else(h.at(of.flood, 1) == "high", 1.0, 0.0),
      if_then_else(h.at(of.flood, 1) == "low", 1.0, 0.0)};
  const UnrolledQuestions unrolled(h, h.steps());
  std::size_t constant = 0;
  for (const Real& number : numbers) {
    const Query query = E(number);
    const std::vector<NodePtr> targets{number.node()}, then{unrolled.translated(number.node())};
    const RollingProposal rolling(h, query, targets);
    const Proposal plain(unrolled.model(), E(Real(then[0])));
    const auto rare = rolling.with_rare_states({1}, targets);
    const auto of_plain = plain.with_rare_states({1}, then);
    ASSERT_EQ(rare.has_value(), of_plain.has_value()) << to_text(query);
    if (!rare) continue;
    std::size_t states = 0;
    for (const auto& [step, here] : rare->states) states += here.size();
    EXPECT_EQ(states, of_plain->states.size()) << to_text(query);
    const bool is = rolling.is_constant_without(number.node(), rare->states);
    EXPECT_EQ(is, plain.is_constant_without(then[0], of_plain->states)) << to_text(query);
    constant += is ? 1 : 0;
  }
  EXPECT_EQ(constant, 8u);
}

TEST(RollingProposal, NamesWhatIsObservedAndWhen) {
  const Front f;
  Horizon h(f.timeline, 5);
  const Query query = P(f.aid).given(h.at(f.protest, 2) && h.at(f.report, 1) == "worse" && !f.aid);
  EXPECT_EQ(RollingProposal(h, query, {}).names(), "aid, report[1], fall[2], protest[2]");
}

// Equal evidence in equal steps is prepared once.
TEST(RollingProposal, SharesStepsThatAreAlike) {
  const Front f;
  Horizon h(f.timeline, 100);
  const Query query = P(f.aid).given(h.always(f.stands, 79));
  const RollingProposal proposal(h, query, {query.target()});
  const RollingProposal::Steps steps = proposal.steps();
  EXPECT_EQ(steps.all.size(), 2u);  // the first step, and every other one
  EXPECT_EQ(steps.at(5), steps.at(79));
  EXPECT_TRUE(steps.at(0) && steps.at(0) != steps.at(1));
  EXPECT_FALSE(steps.at(-1));
}

// A walk that is observed late: its earlier steps could be moved, which only the unrolled model does.
TEST(RollingProposal, SaysThatQuantitiesOfSeveralStepsCouldBeMoved) {
  Timeline timeline;
  const auto walk = timeline.quantity("walk"), reading = timeline.quantity("reading");
  timeline.first(walk, Normal(0, 1));
  timeline.step(walk, Normal(walk.last(), 1));
  timeline.each(reading, Normal(walk.now(), 1));
  Horizon h(timeline, 6);
  const auto may_move = [&](const Query& query) { return RollingProposal(h, query, {}).may_move_linked(); };
  EXPECT_TRUE(may_move(E(h.at(walk, 5)).given(observed(h.at(reading, 3), 2))));
  EXPECT_FALSE(may_move(E(h.at(walk, 5)).given(observed(h.at(reading, 0), 2))));
  // The walk before its observed value does not matter to the reading.
  EXPECT_FALSE(may_move(E(h.at(walk, 5)).given({observed(h.at(walk, 0), 1), observed(h.at(walk, 1), 2)})));
}

}  // namespace
}  // namespace casus
