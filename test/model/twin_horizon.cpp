// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/twin_horizon.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/message.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

using test::Everything;
using test::Feedback;
using test::Front;

std::vector<std::string> names(const Horizon& h) {
  std::vector<std::string> all;
  for (const StatedSeries& series : h.timeline().series()) all.push_back(series.name);
  return all;
}

// The twins of series, each by its name and that of its original.
std::vector<std::string> twins_of(const Horizon& h) {
  std::vector<std::string> all;
  for (const StatedSeries& series : h.timeline().series())
    if (series.twin_of >= 0)
      all.push_back(series.name + " of " +
                    h.timeline().series()[static_cast<std::size_t>(series.twin_of)].name);
  return all;
}

TEST(TwinHorizon, AddsTwinsOfTheSeriesThatAreReached) {
  const Front f;
  Horizon h(f.timeline, 6);
  const NodePtr fallen = h.by(f.fall, 5).node(), reported = h.at(f.report, 5).node();
  const TwinHorizon later(h, {{{set(h.at(f.fall, 3), yes)}}});
  EXPECT_EQ(twins_of(later.horizon()),
            (std::vector<std::string>{"fall' of fall", "stands' of stands", "protest' of protest",
                                      "by(fall)' of by(fall)"}));
  EXPECT_NE(later.twin(0, fallen), fallen);
  EXPECT_EQ(later.twin(0, reported), reported);
  EXPECT_EQ(later.original(fallen), fallen);
  ASSERT_EQ(later.settings().size(), 1u);
  EXPECT_EQ(later.settings()[0].variable->name, "at(fall, 3)'");
  EXPECT_EQ(later.settings()[0].value, 1);
  // Guards are those of the twin.
  const auto& series = later.horizon().timeline().series();
  const auto protest = later.horizon().timeline().find("protest'"),
             stands = later.horizon().timeline().find("stands'");
  ASSERT_TRUE(protest && stands);
  EXPECT_EQ(series[static_cast<std::size_t>(*protest)].guard, stands);
}

// What the change reaches at a later step only is, until then, the variable itself.
TEST(TwinHorizon, BeforeAChangeReachesItAVariableIsItself) {
  const Feedback f;
  Horizon h(f.timeline, 6);
  const NodePtr before = h.at(f.weak, 2).node(), with = h.at(f.weak, 3).node(), war = h.at(f.war, 2).node();
  const TwinHorizon twins(h, {{{set(h.at(f.war, 3), yes)}}});
  EXPECT_EQ(twins.twin(0, before), before);
  EXPECT_EQ(twins.twin(0, war), war);
  EXPECT_NE(twins.twin(0, with), with);
  // Only last step's strength is read by the war: the weak are first reached by what is set.
  const TwinHorizon of_weak(h, {{{set(h.at(f.weak, 2), no)}}});
  EXPECT_EQ(of_weak.twin(0, war), war);
  EXPECT_NE(of_weak.twin(0, before), before);
}

TEST(TwinHorizon, HasAsManySeriesForAnyNumberOfSteps) {
  for (const Index steps : {5, 500}) {
    Everything e;
    Horizon h(e.timeline, steps);
    h.sum(e.losses, steps - 1);
    const TwinHorizon twins(h, {{{set(h.at(e.war, 2), yes)}}});
    // All but the raids, which depend on nothing, and the sum.
    EXPECT_EQ(twins_of(twins.horizon()).size(), 7u) << testing::PrintToString(twins_of(twins.horizon()));
  }
}

TEST(TwinHorizon, ConstantsHaveTwinsThatComeBeforeAllSeries) {
  Everything e;
  Horizon h(e.timeline, 4);
  const NodePtr losses = h.at(e.losses, 2).node(), raids = h.at(e.raids, 2).node();
  const TwinHorizon twins(h, {{{set(e.mobilised, no)}}, {{set(e.reserve, 2), set(h.at(e.war, 1), yes)}}});
  const Horizon& all = twins.horizon();
  std::vector<std::string> constants;
  for (const Variable& variable : all.constants().variables()) constants.push_back(variable.name);
  EXPECT_EQ(constants, (std::vector<std::string>{"mobilised", "reserve", "mobilised'", "reserve''"}));
  EXPECT_EQ(all.constants().variables()[2].stream(), "mobilised");
  EXPECT_EQ(twins.twin(0, e.mobilised.node())->name, "mobilised'");
  EXPECT_EQ(twins.twin(1, e.mobilised.node()), e.mobilised.node());
  EXPECT_EQ(twins.settings().size(), 3u);
  // All that is asked moves with them.
  for (const NodePtr& node : {losses, raids}) {
    const NodePtr moved = twins.original(node);
    EXPECT_EQ(moved->index, node->index + 2);
    EXPECT_EQ(moved->name, node->name);
    EXPECT_EQ(all.place(moved->index).step, 2);
    EXPECT_EQ(all.timeline().series()[static_cast<std::size_t>(all.place(moved->index).series)].name,
              h.timeline().series()[static_cast<std::size_t>(h.place(node->index).series)].name);
    all.asked().check_owned("moved", *moved);
  }
  // The raids depend on nothing.
  EXPECT_EQ(twins.twin(0, raids), twins.original(raids));
  EXPECT_EQ(all.asked().variable(twins.twin(0, losses)->index).unit, "men");
}

TEST(TwinHorizon, TwinsOfTheUnrolledModelShareTheUniformNumbersOfTheirSteps) {
  Everything e(true);
  Horizon h(e.timeline, 3);
  const TwinHorizon twins(h, {{{set(h.at(e.war, 1), yes)}}});
  const UnrolledQuestions unrolled(twins.horizon(), 3);
  const auto stream = [&](const std::string& name) {
    return unrolled.model()
        .variables()[static_cast<std::size_t>(unrolled.model().find(name)->index)]
        .stream();
  };
  EXPECT_EQ(stream("war'[2]"), "war[2]");
  EXPECT_EQ(stream("front'[0]"), "front[0]");
  EXPECT_EQ(stream("front' under policy[1]"), "front' under policy[1]");  // a formula of front'[1]
  EXPECT_EQ(unrolled.model().find("raids'[1]"), nullptr);
}

TEST(TwinHorizon, AnInterventionOnBothIsOnTheTwinToo) {
  const Feedback f;
  Horizon h(f.timeline, 6);
  const TwinHorizon twins(
      h, {{{set(h.at(f.war, 3), no)}, {set(h.at(f.war, 1), yes), set(h.at(f.war, 3), yes)}}});
  ASSERT_EQ(twins.settings().size(), 2u);
  for (const Intervention& one : twins.settings())
    EXPECT_EQ(one.value, one.variable->name == "at(war, 1)'" ? 1 : 0) << one.variable->name;
}

TEST(TwinHorizon, AnObservedQuantityIsMarkedAtItsStep) {
  Everything e;
  Horizon h(e.timeline, 5);
  const TwinHorizon twins(h, {{{set(h.at(e.war, 0), yes)}}},
                          {h.at(e.strain, 2).node(), h.at(e.raids, 1).node(), h.at(e.losses, 3).node()});
  const auto observed = [&](const char* name) {
    const auto number = twins.horizon().timeline().find(name);
    return twins.horizon().timeline().series()[static_cast<std::size_t>(*number)].observed;
  };
  EXPECT_EQ(observed("strain'"), std::set<Index>{2});
  // The guard of the losses has a twin, so the twin's losses may exist without the original's.
  EXPECT_TRUE(observed("losses'").empty());
  EXPECT_FALSE(twins.horizon().timeline().find("raids'"));
}

TEST(TwinHorizon, TakenNamesDoNotCollide) {
  Timeline timeline;
  const Event dry = timeline.add("dry", Bernoulli(0.5));
  const auto war = timeline.event("war"), other = timeline.event("war'"), third = timeline.event("dry'");
  for (const Series<Event>& series : {war, other, third})
    timeline.each(series, Bernoulli(if_then_else(dry, 0.2, 0.5)));
  Horizon h(timeline, 3);
  const TwinHorizon twins(h, {{{set(dry, yes)}}, {{set(h.at(war, 0), yes)}}});
  std::vector<std::string> all = names(twins.horizon());
  for (const Variable& variable : twins.horizon().constants().variables()) all.push_back(variable.name);
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::adjacent_find(all.begin(), all.end()), all.end()) << testing::PrintToString(all);
  EXPECT_EQ(twins.horizon().timeline().unrolled(3).model().variables().size(), 2u + 3 * (3 + 3 + 1));
}

TEST(TwinHorizon, RefusesWhatIsWrong) {
  const Feedback f, other;
  Horizon h(f.timeline, 4), stranger(other.timeline, 4);
  EXPECT_THROW(TwinHorizon(h, {{{set(stranger.at(other.war, 1), yes)}}}), Error);
  EXPECT_THROW(TwinHorizon(h, {{{}, {set(stranger.at(other.war, 1), yes)}}}), Error);
  EXPECT_EQ(test::message([&] { TwinHorizon(h, {{{set(h.by(f.war, 2), yes)}}}); }),
            "set by(war, 2): expected a series at a step, set(h.at(series, step), ...), got a count or a "
            "search over several steps");
}

}  // namespace
}  // namespace casus
