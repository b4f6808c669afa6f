// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/timeline.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/enumerate.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/model/horizon.hpp>

#include "../support/message.hpp"
#include "../support/same_bits.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

using test::Feedback;

Query translated(const UnrolledQuestions& unrolled, const Query& query) {
  return query.translated([&](const NodePtr& node) { return unrolled.translated(node); });
}

// By enumeration of the model unrolled.
double exact(const Horizon& h, const Query& query) {
  const UnrolledQuestions unrolled(h, h.steps());
  return Enumeration(unrolled.model())(translated(unrolled, query));
}

// By the reference sampler of the model unrolled.
Answers sampled(const Horizon& h, const std::vector<Query>& queries, const Options& options) {
  const UnrolledQuestions unrolled(h, h.steps());
  std::vector<Query> all;
  for (const Query& query : queries) all.push_back(translated(unrolled, query));
  return reference_estimate(unrolled.model(), all, options);
}

// The distribution over (war, weak) after each step, by hand.
std::vector<std::vector<double>> recursion(int steps) {
  std::vector<std::vector<double>> all{{0.7 * 0.9, 0.7 * 0.1, 0.3 * 0.8, 0.3 * 0.2}};
  const double war[4] = {0.2, 0.05, 0.9, 0.6}, weak[4] = {0.05, 0.7, 0.3, 0.95};
  for (int t = 1; t < steps; ++t) {
    std::vector<double> next(4);
    for (int from = 0; from < 4; ++from)
      for (int at_war : {0, 1})
        for (int is_weak : {0, 1}) {
          const double p = at_war ? war[from] : 1 - war[from];
          const double q = weak[2 * at_war + from % 2];
          next[static_cast<std::size_t>(2 * at_war + is_weak)] +=
              all.back()[static_cast<std::size_t>(from)] * p * (is_weak ? q : 1 - q);
        }
    all.push_back(next);
  }
  return all;
}

TEST(Timeline, AgreesWithTheRecursionOverItsStates) {
  const Feedback f;
  Horizon u(f.timeline, 5);
  const auto truth = recursion(5);
  for (Index t = 0; t < 5; ++t) {
    const auto& p = truth[static_cast<std::size_t>(t)];
    EXPECT_NEAR(exact(u, P(u.at(f.war, t))), p[2] + p[3], 1e-12) << t;
    EXPECT_NEAR(exact(u, P(u.at(f.war, t) && u.at(f.weak, t))), p[3], 1e-12) << t;
  }
}

TEST(Timeline, IsTheModelUnrolledByHand) {
  const Feedback f;
  Horizon h(f.timeline, 2);
  const Unrolled u = f.timeline.unrolled(2);
  Model m;
  const auto war = m.add("war[0]", Bernoulli(0.3));
  const auto weak = m.add("weak[0]", Bernoulli(table(war, {{no, 0.1}, {yes, 0.2}})));
  m.add("war[1]",
        Bernoulli(
            table({war, weak}, {{{no, no}, 0.2}, {{no, yes}, 0.05}, {{yes, no}, 0.9}, {{yes, yes}, 0.6}})));
  ASSERT_EQ(u.model().variables().size(), 4u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(u.model().variables()[i].name, m.variables()[i].name);
    EXPECT_EQ(to_text(u.model().variables()[i].distribution), to_text(m.variables()[i].distribution));
  }
  const Options options{.trajectories = 10'000};
  EXPECT_EQ(sampled(h, {P(h.at(f.war, 1))}, options)[0].value,
            reference_estimate(m, {P(m.event("war[1]"))}, options)[0].value);
}

TEST(Timeline, MoreStepsChangeNoEarlierOne) {
  const Feedback f;
  Horizon few(f.timeline, 3), many(f.timeline, 12);
  const Options options{.trajectories = 10'000};
  for (Index t = 0; t < 3; ++t)
    EXPECT_EQ(sampled(few, {P(few.at(f.weak, t))}, options)[0].value,
              sampled(many, {P(many.at(f.weak, t))}, options)[0].value);
}

class Absorbing : public testing::Test {
protected:
  Timeline timeline{"month", {"Dec", "Jan"}};
  Series<Event> fall = timeline.event("fall"), alarm = timeline.event("alarm");
  Horizon u = [this] {
    timeline.absorbing(fall, 0.2);
    timeline.each(alarm, Bernoulli(0.3));
    return Horizon(timeline, 4);
  }();
};

TEST_F(Absorbing, StaysOnceItHasHappened) {
  for (Index t = 0; t < 4; ++t) {
    const double truth = 1 - std::pow(0.8, static_cast<double>(t + 1));
    EXPECT_NEAR(exact(u, P(u.at(fall, t))), truth, 1e-12);
    EXPECT_NEAR(exact(u, P(u.by(fall, t))), truth, 1e-12);
    EXPECT_NEAR(exact(u, P(u.first_at(fall, t))), 0.2 * std::pow(0.8, static_cast<double>(t)), 1e-12);
  }
}

TEST_F(Absorbing, QuestionsOverTime) {
  EXPECT_NEAR(exact(u, P(u.ever(alarm))), 1 - std::pow(0.7, 4), 1e-12);
  EXPECT_NEAR(exact(u, P(u.always(alarm))), std::pow(0.3, 4), 1e-12);
  EXPECT_NEAR(exact(u, P(u.by(alarm, 1))), 1 - 0.49, 1e-12);
  EXPECT_NEAR(exact(u, P(!u.by(alarm, 1))), 0.49, 1e-12);
  // An alarm before the fall: sum over its first step of 0.7^t 0.3, the fall being later.
  double before = 0;
  for (int t = 0; t < 4; ++t) before += std::pow(0.7 * 0.8, t) * 0.3 * 0.8;
  EXPECT_NEAR(exact(u, P(u.before(alarm, fall))), before, 1e-12);
  // The fall within two steps after the first alarm; it stays, so it holds then if it came at any time until then.
  double within = 0;
  for (int t = 0; t < 3; ++t)
    within += std::pow(0.7, t) * 0.3 * (1 - std::pow(0.8, (std::min)(t + 2, 3) + 1));
  EXPECT_NEAR(exact(u, P(u.within(fall, 2, alarm))), within, 1e-12);
  const Options options{.trajectories = 200'000};
  const auto expect = [&](const Answer& answer, double truth) {
    EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error) << answer.question;
  };
  const Answers answers = sampled(u, {E(u.count(alarm, 2)), E(u.first(fall)).given(u.ever(fall))}, options);
  expect(answers[0], 0.9);
  expect(answers[1], (0.2 * 0.8 + 2 * 0.2 * 0.64 + 3 * 0.2 * 0.512) / (1 - 0.4096));
  EXPECT_EQ(u.label(1), "Jan");
  EXPECT_EQ(u.label(3), "month 3");
}

// What is set is set; elsewhere the course is the one without the policy, by the same chance.
TEST(TimelinePolicies, SetWhatTheySayWhereTheyHold) {
  Feedback f;
  Timeline governed = f.timeline;
  governed.policy(f.war, f.weak.last(), no);
  governed.policy(f.war, f.war.last(), yes);  // counts where the first does not hold
  Horizon with(governed, 4), without(f.timeline, 4);
  EXPECT_EQ(exact(with, P(with.at(f.war, 2)).given(with.at(f.weak, 1))), 0);
  EXPECT_EQ(exact(with, P(with.at(f.war, 2)).given(!with.at(f.weak, 1) && with.at(f.war, 1))), 1);
  EXPECT_NEAR(exact(with, P(with.at(f.war, 2)).given(!with.at(f.weak, 1) && !with.at(f.war, 1))), 0.2, 1e-12);
  // Nothing was last step in the first.
  EXPECT_NEAR(exact(with, P(with.at(f.war, 0))), exact(without, P(without.at(f.war, 0))), 1e-15);
  const Options options{.trajectories = 20'000};
  EXPECT_EQ(sampled(with, {P(with.at(f.weak, 0))}, options)[0].value,
            sampled(without, {P(without.at(f.weak, 0))}, options)[0].value);
}

TEST_F(Absorbing, ConditionsAndInterventionsAreDated) {
  EXPECT_NEAR(exact(u, P(u.at(fall, 3)).given(!u.by(fall, 1))), 1 - 0.64, 1e-12);
  EXPECT_NEAR(exact(u, P(u.at(fall, 3)).under(set(u.at(fall, 1), false))), 1 - 0.64, 1e-12);
  EXPECT_NEAR(exact(u, P(u.at(fall, 3)).under(set(u.at(fall, 1), true))), 1, 1e-12);
}

TEST(TimelineLaws, QuantitiesAccumulateAndNumbersVary) {
  Timeline timeline;
  const auto start = timeline.add("start", Normal(10, 1));
  const auto slope = timeline.parameter("slope", Uniform(1, 2));
  const Real season = timeline.varying({0, 3});
  const auto level = timeline.quantity("level", {.unit = "m"});
  timeline.first(level, Normal(start + season, 1));
  timeline.step(level, Normal(level.last() + slope + season, 1));
  Horizon u(timeline, 4);
  const Options options{.trajectories = 200'000, .worlds = 400};
  const auto answers =
      sampled(u, {E(u.at(level, 0)), E(u.at(level, 3)), E(u.sum(level, 1)), E(u.maximum(level, 3))}, options);
  EXPECT_NEAR(answers[0].value, 10, 5 * answers[0].standard_error);
  EXPECT_NEAR(answers[1].value, 10 + 4.5 + 6, 5 * answers[1].standard_error);
  EXPECT_NEAR(answers[2].value, 10 + 14.5, 5 * answers[2].standard_error);
  EXPECT_GT(answers[3].value, answers[1].value);
  EXPECT_EQ(timeline.unrolled(4).model().variables().size(), 5u);  // no placeholder is left
}

TEST(TimelineLaws, GuardsHoldStepByStep) {
  Timeline timeline;
  const auto war = timeline.event("war");
  const auto front = timeline.category("front", {"holding", "failing"}, {.when = war.now()});
  const auto losses = timeline.count("losses", {.when = war.now()});
  timeline.each(war, Bernoulli(0.5));
  timeline.first(front, Categorical({"holding", "failing"}, {0.7, 0.3}));
  timeline.step(front,
                Categorical({"holding", "failing"}, {if_then_else(front.last() == "failing", 0.1, 0.7),
                                                     if_then_else(front.last() == "failing", 0.9, 0.3)}));
  timeline.each(losses, Poisson(if_then_else(front.now() == "failing", 20, 5)));
  Horizon u(timeline, 2);
  const Options options{.trajectories = 100'000};
  const auto answers =
      sampled(u, {P(u.at(front, 1) == "failing").given(u.at(war, 1)), E(u.at(losses, 1)).given(u.at(war, 1))},
              options);
  const double failing = 0.5 * 0.3 * 0.9 + (1 - 0.15) * 0.3;
  EXPECT_NEAR(answers[0].value, failing, 5 * answers[0].standard_error);
  EXPECT_NEAR(answers[1].value, 5 + 15 * failing, 5 * answers[1].standard_error);
}

TEST(TimelineLaws, WhatIsWrongIsRefusedWhenItIsStated) {
  Timeline timeline;
  timeline.add("fixed", Bernoulli(0.5));
  const auto a = timeline.event("a"), b = timeline.event("b");
  const auto c = timeline.category("c", {"x", "y"});
  const auto q = timeline.quantity("q");
  EXPECT_THROW(timeline.event("a"), Error);
  EXPECT_THROW(timeline.event("fixed"), Error);
  EXPECT_THROW(timeline.add("late", Bernoulli(0.5)), Error);
  EXPECT_THROW(timeline.event("d", {.when = a.last()}), Error);
  EXPECT_THROW(timeline.first(a, Bernoulli(if_then_else(a.last(), 1.0, 0.0))), Error);
  EXPECT_THROW(timeline.step(a, Bernoulli(if_then_else(a.now(), 1.0, 0.0))), Error);
  EXPECT_THROW(timeline.step(a, Bernoulli(if_then_else(b.now(), 1.0, 0.0))), Error);
  EXPECT_NO_THROW(timeline.step(a, Bernoulli(if_then_else(b.last(), 1.0, 0.0))));
  EXPECT_THROW(timeline.first(a, Bernoulli(1.5)), Error);
  EXPECT_THROW(timeline.first(c, Categorical({"x", "z"}, {0.5, 0.5})), Error);
  EXPECT_THROW(timeline.first(q, Poisson(1)), Error);
  EXPECT_THROW(timeline.varying({}), Error);
  // What variables of a model unrolled are called is theirs.
  for (const char* name : {"a[3]", "a under policy"}) {
    EXPECT_THROW(timeline.event(name), Error) << name;
    EXPECT_THROW(timeline.parameter(name, distribution::Normal{0, 1}), Error) << name;
    EXPECT_THROW(Timeline().add(name, Bernoulli(0.5)), Error) << name;
  }
  for (const char* name : {"a[x]", "[3", "under policy", "a[]"})
    EXPECT_NO_THROW(Timeline().event(name)) << name;
  EXPECT_THROW(timeline.unrolled(3), Error);  // laws are missing
  timeline.each(b, Bernoulli(0.5));
  timeline.first(a, Bernoulli(0.5));
  timeline.each(c, Categorical({"x", "y"}, {0.5, 0.5}));
  timeline.first(q, Normal(0, 1));
  EXPECT_THROW(timeline.unrolled(3), Error);
  EXPECT_NO_THROW(timeline.unrolled(1));
  timeline.step(q, Normal(q.last(), 1));
  EXPECT_THROW(timeline.unrolled(0), Error);
  Horizon u(timeline, 3);
  EXPECT_THROW(u.at(a, 3), Error);
  EXPECT_THROW(u.at(a, -1), Error);
  EXPECT_THROW(u.within(a, 0, b), Error);
  // A policy reads what the law may, and sets the series to what it can take.
  EXPECT_THROW(timeline.policy(a, b.now(), yes), Error);
  EXPECT_NO_THROW(timeline.policy(a, b.last(), yes));
  EXPECT_THROW(timeline.policy(c, a.now(), "z"), Error);
  EXPECT_THROW(timeline.policy(q, a.now(), std::numeric_limits<double>::infinity()), Error);
  // A series itself belongs to no step.
  EXPECT_THROW(sampled(u, {P(a.now())}, {}), Error);
}

TEST(TimelineLaws, LabelsDiffer) {
  const auto refused = [](const std::vector<std::string>& labels) {
    Timeline timeline("month", labels);
    const auto war = timeline.event("war");
    timeline.first(war, Bernoulli(0.1));
    timeline.step(war, Bernoulli(0.2));
    return test::message([&] { Horizon(timeline, 4); });
  };
  EXPECT_EQ(refused({"Dec", "Jan"}), "no error");
  EXPECT_EQ(refused({"Dec", "Jan", "Dec"}), "labels: expected labels that differ, got 'Dec' twice");
  EXPECT_EQ(refused({"month 3"}), "labels: expected labels that differ, got 'month 3' twice");
}

TEST(TimelineNumbers, PartsAndWholesAreConverted) {
  EXPECT_NEAR(part_probability(0.04, 12), 1 - std::pow(0.96, 1.0 / 12), 1e-15);
  EXPECT_NEAR(whole_probability(part_probability(0.3, 12), 12), 0.3, 1e-15);
  EXPECT_EQ(part_probability(1.0, 12), 1);
  EXPECT_EQ(whole_probability(0.0, 12), 0);
  EXPECT_THROW(part_probability(1.5, 12), Error);
  EXPECT_THROW(whole_probability(0.5, 0), Error);
  Timeline timeline;
  const auto yearly = timeline.parameter("yearly", Uniform(0.1, 0.3));
  const auto fall = timeline.event("fall");
  timeline.absorbing(fall, part_probability(yearly, 12));
  Horizon u(timeline, 12);
  const Answer answer = sampled(u, {P(u.at(fall, 11))}, {.trajectories = 100'000, .worlds = 500})[0];
  EXPECT_NEAR(answer.value, 0.2, 5 * answer.standard_error);
}

}  // namespace
TEST(Timeline, TakesAnEventsStateByItsLabel) {
  Timeline timeline;
  const auto a = timeline.event("a");
  timeline.policy(a, a.last(), "no");
  timeline.policy(a, a.last(), no);
  EXPECT_EQ(timeline.series()[0].policies[0].value, 0);
  EXPECT_EQ(timeline.series()[0].policies[1].value, 0);
  EXPECT_THROW(timeline.policy(a, a.last(), "none"), Error);
}

TEST(Timeline, TakesNoSeriesOfAnotherTimelineThatDeclaresTheSame) {
  Timeline timeline, other;
  const auto own = timeline.event("a"), foreign = other.event("a");
  EXPECT_THROW(timeline.first(foreign, Bernoulli(0.5)), Error);
  EXPECT_THROW(timeline.step(foreign, Bernoulli(0.5)), Error);
  EXPECT_THROW(timeline.each(foreign, Bernoulli(0.5)), Error);
  EXPECT_THROW(timeline.absorbing(foreign, 0.5), Error);
  EXPECT_THROW(timeline.policy(foreign, own.last(), no), Error);
  EXPECT_THROW(timeline.policy(own, foreign.last(), no), Error);
  EXPECT_THROW(timeline.event("b", {.when = foreign.now()}), Error);
  timeline.each(own, Bernoulli(0.5));
  EXPECT_THROW(timeline.unrolled(2).at(foreign, 0), Error);
  EXPECT_NO_THROW(timeline.unrolled(2).at(own, 0));
}

TEST(Timeline, QuotesTheNamesOfLastValues) {
  Timeline timeline;
  const auto war = timeline.event("the war"), peace = timeline.event("peace");
  EXPECT_EQ(to_text(war.last() && !peace.last()), "last(\"the war\") and not last(peace)");
}

TEST(Timeline, HandlesOfSeriesAreStoredBeforeTheyAreAssigned) {
  Timeline timeline;
  Series<Event> war;
  const std::string empty = "a variable: expected one that was added to a model, got an empty handle";
  EXPECT_EQ(test::message([&] { war.name(); }), empty);
  EXPECT_EQ(test::message([&] { static_cast<void>(!war.now()); }), empty);
  EXPECT_EQ(test::message([&] { timeline.each(war, Bernoulli(0.5)); }), empty);
  war = timeline.event("war");
  EXPECT_NO_THROW(timeline.each(war, Bernoulli(0.5)));
}

TEST(Timeline, AsksForAStepOfASeries) {
  Feedback f, other;
  const Horizon h(f.timeline, 4);
  const auto refusal = [](const Scope& scope, const Boolean& asked) {
    return test::message([&] { scope.check_owned("P(war)", *asked.node()); });
  };
  const std::string foreign = "P(war): expected variables and parameters of this model, got 'war' of another";
  EXPECT_EQ(refusal(h.asked(), f.war.now()), foreign + "; ask h.at(war, step)");
  EXPECT_EQ(refusal(f.timeline.unrolled(3).model(), f.war.now()), foreign + "; ask h.at(war, step)");
  EXPECT_EQ(refusal(other.timeline.scope(), f.war.now()), foreign);
}

// A trend that is uncertain. `stated`: the distribution of the parameter.
struct Trend {
  Timeline timeline;
  Parameter rate;
  Series<Event> war;
  Series<Quantity> losses;

  explicit Trend(const Distribution<Quantity>& stated) {
    rate = timeline.parameter("rate", stated);
    timeline.parameter("scale", Gamma(2, 2));
    war = timeline.event("war");
    losses = timeline.quantity("losses");
    timeline.each(war, Bernoulli(rate));
    timeline.each(losses, Normal(2 * rate + Real(war.now()), timeline.scope().parameter("scale")));
  }
  Answers answers(const Timeline& of) const {
    Horizon h(of, 4);
    return sampled(h, {P(h.at(war, 3)), E(h.at(losses, 2)), P(h.by(war, 1)).given(h.at(losses, 2) > 1)},
                   {.trajectories = 4096, .worlds = 8, .seed = 3});
  }
};

TEST(Timeline, HeldAnswersAsOneThatStatesTheValue) {
  const Trend free(Uniform(0, 1)), fixed(Deterministic(Real(0.25)));
  const Answers stated = fixed.answers(fixed.timeline);
  test::expect_same_bits(free.answers(hold(free.timeline, free.rate, 0.25)), stated);
  test::expect_same_bits(free.answers(hold(free.timeline, "rate", 0.25)), stated);
  EXPECT_NE(free.answers(free.timeline)[0].value, stated[0].value);
  EXPECT_THROW(static_cast<void>(hold(free.timeline, fixed.rate, 0.25)), Error);
  EXPECT_THROW(static_cast<void>(hold(free.timeline, "ratte", 0.25)), Error);
  EXPECT_THROW(static_cast<void>(hold(free.timeline, "rate", std::nan(""))), Error);
}

TEST(Timeline, DecisionsAreEventsToBeSetInEachStep) {
  Timeline timeline;
  const auto strike = timeline.decision("strike", {.description = "a warning strike"});
  const auto loss = timeline.event("loss");
  timeline.each(loss, Bernoulli(table(strike.now(), {{no, 0.1}, {yes, 0.7}})));
  EXPECT_EQ(timeline.series()[0].details.description, "a warning strike");
  Horizon h(timeline, 3);
  const Query query = P(h.at(loss, 2));
  EXPECT_NEAR(exact(h, query), 0.4, 1e-12);
  EXPECT_NEAR(exact(h, query.under(set(h.at(strike, 2), yes))), 0.7, 1e-12);
}

}  // namespace casus
