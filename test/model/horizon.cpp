// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/horizon.hpp>

#include <gtest/gtest.h>

#include "../support/message.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

using test::Everything;
using test::Feedback;

TEST(Horizon, CallsWhatIsAskedByItsQuestion) {
  Everything e;
  Horizon h(e.timeline, 8);
  EXPECT_EQ(to_text(h.at(e.war, 3)), "at(war, 3)");
  EXPECT_EQ(to_text(h.by(e.war, 3) && !h.ever(e.fall)), "by(war, 3) and not ever(fall)");
  EXPECT_EQ(to_text(h.always(e.war) || h.always(e.war, 2)), "always(war) or always(war, 2)");
  EXPECT_EQ(to_text(h.first(e.fall)), "first(fall)");
  EXPECT_EQ(to_text(h.within(e.fall, 3, e.retreat) && h.before(e.war, e.fall)),
            "within(fall, 3, retreat) and before(war, fall)");
  EXPECT_EQ(to_text(h.sum(e.losses, 7) + h.maximum(e.strain, 7) + h.count(e.war, 7)),
            "sum(losses, 7) + maximum(strain, 7) + count(war, 7)");
  EXPECT_EQ(h.label(1), "Jan");
  EXPECT_EQ(h.label(7), "month 7");
}

TEST(Horizon, AsksForOneThingOnce) {
  Feedback f;
  Horizon h(f.timeline, 8);
  EXPECT_EQ(h.by(f.war, 3).node(), h.by(f.war, 3).node());
  const std::size_t asked = h.asked().variables().size(), series = h.timeline().series().size();
  h.by(f.war, 3);
  h.ever(f.war);  // of the series that by(war) made
  EXPECT_EQ(h.asked().variables().size(), asked + 1);
  EXPECT_EQ(h.timeline().series().size(), series);
  EXPECT_FALSE(h.is_declared(static_cast<Index>(series) - 1));
  // What the timeline was is not touched.
  EXPECT_EQ(f.timeline.series().size(), 2u);
}

TEST(Horizon, KeepsUnitsAndGuards) {
  Everything e;
  Horizon h(e.timeline, 4);
  const auto of = [&](const Quantity& asked) { return h.asked().variable(asked.index()); };
  EXPECT_EQ(of(h.at(e.losses, 2)).unit, "men");
  EXPECT_EQ(of(h.sum(e.losses, 2)).unit, "men");
  EXPECT_EQ(of(h.first(e.war)).unit, "months");
  ASSERT_TRUE(of(h.at(e.losses, 2)).guard.has_value());
  EXPECT_EQ(h.asked().variable(*of(h.at(e.losses, 2)).guard).name(), "at(war, 2)");
  EXPECT_EQ(h.at(e.front, 1).node()->labels.back(), "none");
  EXPECT_FALSE(of(h.sum(e.losses, 2)).guard.has_value());
}

TEST(Horizon, RefusesWhatIsWrong) {
  Feedback f, other;
  EXPECT_THROW(Horizon(f.timeline, 0), Error);
  Horizon h(f.timeline, 4);
  EXPECT_EQ(test::message([&] { h.at(f.war, 4); }), "at(war, 4): expected a step from 0 to 3, got 4");
  EXPECT_EQ(test::message([&] { h.at(f.war, -1); }), "at(war): expected a step from 0 to 3, got -1");
  EXPECT_EQ(test::message([&] { h.by(f.weak, 4); }), "by(weak, 4): expected a step from 0 to 3, got 4");
  EXPECT_EQ(test::message([&] { h.label(4); }), "label: expected a step from 0 to 3, got 4");
  EXPECT_EQ(test::message([&] { f.timeline.unrolled(4).at(f.weak, 4); }),
            "weak: expected a step from 0 to 3, got 4");
  EXPECT_THROW(h.within(f.war, 0, f.weak), Error);
  EXPECT_THROW(h.within(f.war, 201, f.weak), Error);
  const auto extra = other.timeline.event("extra");
  EXPECT_THROW(h.at(extra, 1), Error);
  EXPECT_THROW(h.before(f.war, extra), Error);
  EXPECT_THROW(h.before(extra, f.war), Error);
  Everything e;
  Horizon all(e.timeline, 4);
  EXPECT_EQ(to_text(all.maximum(e.losses, 2)), "maximum(losses, 2)");
}

TEST(UnrolledQuestions, LeaveOutWhatIsSetBehindTheLastStep) {
  Feedback f;
  Horizon h(f.timeline, 4);
  const std::vector<Intervention> set{casus::set(h.at(f.war, 1), yes), casus::set(h.at(f.war, 3), yes)};
  EXPECT_EQ(UnrolledQuestions(h, 4).translated(set).size(), 2u);
  const UnrolledQuestions few(h, 2);
  ASSERT_EQ(few.translated(set).size(), 1u);
  EXPECT_EQ(few.translated(set)[0].variable->name, "war[1]");
}

TEST(Horizon, TakesNothingStatedForWhatIsAsked) {
  Timeline timeline;
  const auto stated = timeline.add("at(war, 3)", Bernoulli(0.01));
  const auto war = timeline.event("war");
  timeline.each(war, Bernoulli(0.9));
  Horizon h(timeline, 4);
  const Event asked = h.at(war, 3);
  EXPECT_NE(asked.index(), stated.index());
  EXPECT_EQ(to_text(Boolean(asked)), "at(war, 3)");
  EXPECT_EQ(to_text(Boolean(stated)), "\"at(war, 3)\"");
  EXPECT_EQ(h.at(war, 3).node(), asked.node());
}

TEST(Horizon, TakesNoSeriesOfAnotherTimelineThatDeclaresTheSame) {
  Feedback f, other;
  Horizon h(f.timeline, 4);
  EXPECT_THROW(h.at(other.war, 1), Error);
  EXPECT_THROW(h.by(other.war, 1), Error);
  EXPECT_THROW(h.before(f.war, other.weak), Error);
  EXPECT_THROW(h.within(other.war, 1, f.weak), Error);
}

TEST(Horizon, TellsApartWhatReadsTheSameWithoutQuotes) {
  Timeline timeline;
  const auto fixed = timeline.add("by(z, 3)", Bernoulli(1.0));
  const auto comma = timeline.event("x, y"), z = timeline.event("z"), x = timeline.event("x"),
             late = timeline.event("y, z"), numbered = timeline.event("z, 3");
  timeline.each(comma, Bernoulli(0.0));
  timeline.each(z, Bernoulli(0.0));
  timeline.each(x, Bernoulli(1.0));
  timeline.each(late, Bernoulli(0.0));
  timeline.each(numbered, Bernoulli(1.0));
  Horizon h(timeline, 5);
  const Event never = h.before(comma, z), always = h.before(x, late);
  EXPECT_EQ(to_text(never), "before(\"x, y\", z)");
  EXPECT_EQ(to_text(always), "before(x, \"y, z\")");
  EXPECT_NE(never.index(), always.index());
  EXPECT_NE(h.place(never.index()).series, h.place(always.index()).series);
  EXPECT_EQ(to_text(h.always(z, 3)), "always(z, 3)");
  EXPECT_EQ(to_text(h.always(numbered)), "always(\"z, 3\")");
  EXPECT_NE(h.always(z, 3).index(), h.always(numbered).index());
  // A stated variable is never what is asked.
  EXPECT_EQ(to_text(fixed && h.by(z, 3)), "\"by(z, 3)\" and by(z, 3)");
  EXPECT_NE(h.by(z, 3).index(), fixed.index());
}

}  // namespace
}  // namespace casus
