// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Counterfactuals and contrasts over time are drawn step by step, from a horizon that contains the twins. The unrolled model, with
// twins of its variables, is the reference: forward sampling draws the same bits, and exact sums agree.
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/twin_horizon.hpp>

#include "../support/message.hpp"
#include "../support/random_timeline.hpp"
#include "../support/same_bits.hpp"
#include "../support/timelines.hpp"
#include "infer/subject.hpp"
#include "sample/rolling.hpp"

namespace casus {
namespace {

using test::Chance;
using test::Everything;
using test::Feedback;
using test::Front;
using test::RandomTimeline;

const Options drawn_forward{.method = Method::forward, .trajectories = 20'000, .worlds = 7};

// All but the wording of the question, which names the variables of another model.
void expect_same_but_names(Answer a, const Answer& b) {
  a.question = b.question;
  ASSERT_EQ(a.parts.size(), b.parts.size());
  for (std::size_t i = 0; i < a.parts.size(); ++i) a.parts[i].question = b.parts[i].question;
  EXPECT_EQ(a.samples, b.samples);
  test::expect_same_bits(a, b);
}

// Returns whether the questions have answers: a condition may contradict an intervention.
bool expect_twins_as_unrolled(const Horizon& h, const std::vector<Query>& queries,
                              const Options& options = drawn_forward) {
  const UnrolledQuestions unrolled(h, h.steps());
  const auto plainly = [&] { return estimate(unrolled.model(), translated(unrolled, queries), options); };
  if (test::message(plainly) != "no error") {
    EXPECT_NE(test::message([&] { estimate(h, queries, options); }), "no error");
    return false;
  }
  const Answers rolled = estimate(h, queries, options), plain = plainly();
  for (std::size_t i = 0; i < queries.size(); ++i) {
    SCOPED_TRACE(to_text(queries[i]));
    EXPECT_EQ(rolled[i].question, to_text(queries[i]));
    EXPECT_EQ(rolled[i].set, plain[i].set);
    expect_same_but_names(rolled[i], plain[i]);
  }
  return true;
}

bool expect_pairs_as_unrolled(const Horizon& h, const Query& first, const Query& second,
                              const Options& options = drawn_forward) {
  SCOPED_TRACE(to_text(first) + " - " + to_text(second));
  const UnrolledQuestions unrolled(h, h.steps());
  const auto plainly = [&] {
    return contrast(unrolled.model(), translated(unrolled, first), translated(unrolled, second), options);
  };
  if (test::message(plainly) != "no error") {
    EXPECT_NE(test::message([&] { contrast(h, first, second, options); }), "no error");
    return false;
  }
  const Contrast rolled = contrast(h, first, second, options), plain = plainly();
  EXPECT_EQ(rolled.first.question, to_text(first));
  EXPECT_EQ(rolled.difference.question, to_text(first) + " - " + to_text(second));
  expect_same_but_names(rolled.first, plain.first);
  expect_same_but_names(rolled.second, plain.second);
  expect_same_but_names(rolled.difference, plain.difference);
  const Answers each = estimate(h, {first, second}, options);
  EXPECT_TRUE(test::same_bits(rolled.first.value, each[0].value));
  EXPECT_TRUE(test::same_bits(rolled.second.value, each[1].value));
  return true;
}

// Questions of all kinds about series that the war reaches.
std::vector<Query> questions_about_war(Everything& e, Horizon& h) {
  return {P(h.at(e.war, 5)),
          P(h.by(e.retreat, 5)).given(h.at(e.war, 1)),
          P(h.ever(e.fall)).given(h.at(e.front, 3) == "failing"),
          P(h.before(e.retreat, e.fall)).given(h.at(e.war, 6)),
          P(h.within(e.fall, 3, e.retreat)),
          P(h.first_at(e.retreat, 4)),
          P(h.always(e.war, 3)),
          P(h.first(e.fall) > 4.0).given(h.ever(e.fall)),
          E(h.count(e.retreat, 7)),
          E(h.sum(e.losses, 7)).given(h.at(e.war, 2)),
          E(h.sum(e.raids, 3)),
          E(h.maximum(e.strain, 6)),
          E(h.at(e.strain, 1)).given(h.at(e.front, 7) == "failing" && e.mobilised),
          E(e.reserve).given(h.at(e.war, 2)),
          P(e.mobilised).given(h.at(e.war, 2)),
          distribution_of(h.at(e.front, 5)),
          distribution_of(h.at(e.front, 5)).given(h.at(e.war, 5)),
          quantile(h.at(e.strain, 4), 0.9),
          histogram(h.at(e.strain, 4), {-1, 0, 1}).given(h.at(e.war, 6)),
          sd(h.at(e.strain, 5)).given(h.at(e.war, 0))};
}

// Interventions on series of each kind, at early and late steps, on a guard, and on constants.
std::vector<std::vector<Intervention>> changes_of_all_kinds(Everything& e, Horizon& h) {
  std::vector<Intervention> peace;
  for (Index step = 2; step < h.steps(); ++step) peace.push_back(set(h.at(e.war, step), no));
  return {{set(h.at(e.war, 0), yes)},
          {set(h.at(e.retreat, 4), yes)},
          {set(h.at(e.front, 1), "holding"), set(h.at(e.strain, 4), 2.0)},
          {set(e.mobilised, no)},
          {set(e.reserve, 3), set(h.at(e.raids, 2), 5)},
          {set(h.at(e.strain, h.steps() - 1), 0)},
          peace};
}

TEST(TwinsOverTime, CounterfactualsAreThoseOfTheUnrolledModel) {
  for (const bool has_policies : {false, true}) {
    Everything e(has_policies);
    Horizon h(e.timeline, 8);
    std::vector<Query> asked;
    for (const auto& changes : changes_of_all_kinds(e, h))
      for (const Query& query : questions_about_war(e, h)) asked.push_back(query.counterfactually(changes));
    EXPECT_TRUE(
        expect_twins_as_unrolled(h, asked, {.method = Method::forward, .trajectories = 4'000, .worlds = 7}));
  }
}

TEST(TwinsOverTime, AnInterventionHoldsInBothWorldsUnlessTheTwinChangesIt) {
  Everything e(true);
  Horizon h(e.timeline, 8);
  const std::vector<Intervention> under{set(h.at(e.war, 1), yes), set(h.at(e.war, 4), yes),
                                        set(e.reserve, 2)};
  std::vector<Query> asked;
  for (const Query& query : questions_about_war(e, h)) {
    asked.push_back(query.under(under).counterfactually(set(h.at(e.war, 4), no)));
    asked.push_back(query.under(under).counterfactually(set(h.at(e.front, 2), "failing")));
    asked.push_back(query.under(under).counterfactually(set(e.reserve, 1)));
  }
  EXPECT_TRUE(
      expect_twins_as_unrolled(h, asked, {.method = Method::forward, .trajectories = 4'000, .worlds = 7}));
}

TEST(TwinsOverTime, ContrastsAreThoseOfTheUnrolledModel) {
  for (const bool has_policies : {false, true}) {
    Everything e(has_policies);
    Horizon h(e.timeline, 8);
    const Options small{.method = Method::forward, .trajectories = 4'000, .worlds = 7};
    const auto changes = changes_of_all_kinds(e, h);
    for (const Query& query : questions_about_war(e, h)) {
      if (query.asks() != QuestionKind::probability && query.asks() != QuestionKind::expectation) continue;
      expect_pairs_as_unrolled(h, query.under(changes[0]), query.under(changes[6]), small);
      expect_pairs_as_unrolled(h, query.under(changes[1]), query, small);
      expect_pairs_as_unrolled(h, query.under(changes[3]), query.under(changes[4]), small);
      expect_pairs_as_unrolled(h, query.under(changes[1]).counterfactually(changes[2]),
                               query.counterfactually(changes[0]), small);
    }
  }
}

TEST(TwinsOverTime, ContrastsInOneWorldAreThoseOfTheUnrolledModel) {
  const Front f;
  Horizon h(f.timeline, 9);
  const std::vector<Intervention> worse{set(h.at(f.front, 2), "failing")}, better{set(f.aid, yes)};
  for (const Query& query :
       {P(h.by(f.fall, 8)), P(h.at(f.fall, 4)).given(!h.by(f.fall, 1)), E(h.count(f.protest, 8)),
        E(h.count(f.protest, 5)).given(h.at(f.report, 4) == "worse"), P(h.at(f.stands, 1))})
    EXPECT_TRUE(expect_pairs_as_unrolled(h, query.under(worse), query.under(better)));
}

TEST(TwinsOverTime, RandomTimelinesAreThoseOfTheUnrolledModel) {
  int compared = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chance chance(seed);
    RandomTimeline random(chance);
    Horizon h(random.timeline, 5);
    std::vector<Query> asked;
    for (int i = 0; i < 4; ++i) {
      Query query = random.question(h).counterfactually(random.interventions(h));
      if (chance.one_in(2)) query = query.given(random.fact(h));
      if (chance.one_in(2)) query = query.under(random.interventions(h));
      asked.push_back(query);
    }
    const Options small{.method = Method::forward, .trajectories = 2'000, .worlds = 3};
    for (const Query& query : asked) compared += expect_twins_as_unrolled(h, {query}, small) ? 1 : 0;
    const Query about = random.question(h);
    const Query first = about.under(random.interventions(h)), second = about.under(random.interventions(h));
    const Query given = first.given(random.fact(h)),
                imagined = second.counterfactually(random.interventions(h));
    compared += expect_pairs_as_unrolled(h, first, second, small) ? 1 : 0;
    compared += expect_pairs_as_unrolled(h, given, imagined, small) ? 1 : 0;
  }
  EXPECT_GT(compared, 300);
}

// What goes wrong in a twin alone is reported with its step.
TEST(TwinsOverTime, AFailedDrawOfATwinIsReported) {
  Timeline timeline;
  const auto spread = timeline.quantity("spread"), loss = timeline.quantity("loss");
  timeline.each(spread, Deterministic(1));
  timeline.each(loss, Normal(0, spread.now()));
  Horizon h(timeline, 5);
  const Query query = E(h.at(loss, 3)).counterfactually(set(h.at(spread, 3), -1));
  for (const Method method : {Method::forward, Method::sequential}) {
    const std::string message =
        test::message([&] { estimate(h, {query}, {.method = method, .trajectories = 1024}); });
    EXPECT_EQ(message.substr(0, message.find(' ')), "loss'[3]") << message;
  }
}

// A twin and its original share a uniform number, so they are dependent given their parents: the recursion follows the range in
// which it lies.
TEST(TwinsOverTime, RecursionAgreesWithEliminationOfTheUnrolledModel) {
  std::size_t compared = 0;
  for (unsigned seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chance chance(seed);
    RandomTimeline random(chance, true);
    Horizon h(random.timeline, 4);
    for (int i = 0; i < 4; ++i) {
      Query query = random.question(h).counterfactually(random.interventions(h));
      if (chance.one_in(2)) query = query.given(random.fact(h));
      if (chance.one_in(2)) query = query.under(random.interventions(h));
      const UnrolledQuestions asked(h, h.steps());
      SCOPED_TRACE(to_text(query));
      const Options exact{.method = Method::exact, .worlds = 2, .exact_budget = 1e7};
      Answer truth;
      try {
        truth = estimate(asked.model(), {translated(asked, query)}, exact)[0];
      } catch (const Error&) {
        continue;  // the condition is impossible, or it needs the depth
      }
      const Answer rolled = estimate(h, {query}, exact)[0];
      EXPECT_NEAR(rolled.value, truth.value, 1e-12);
      compared += rolled.method.find("recursion") != std::string::npos ? 1 : 0;
    }
  }
  EXPECT_GT(compared, 60u);
}

TEST(TwinsOverTime, ExactContrastsAreDifferencesOfExactAnswers) {
  const Front f;
  Horizon h(f.timeline, 60);
  const Query first = P(h.by(f.fall, 59)).given(!h.by(f.fall, 3)).under(set(h.at(f.front, 5), "failing")),
              second = P(h.by(f.fall, 59)).given(!h.by(f.fall, 3)).under(set(f.aid, yes));
  const Answers each = estimate(h, {first, second}, {.method = Method::exact});
  for (const Method method : {Method::automatic, Method::exact}) {
    const Contrast found = contrast(h, first, second, {.method = method});
    EXPECT_EQ(found.difference.value, each[0].value - each[1].value);
    EXPECT_EQ(found.difference.standard_error, 0);
    EXPECT_NE(found.difference.method.find("recursion"), std::string::npos) << found.difference.method;
  }
  const Contrast drawn = contrast(h, first, second, {.method = Method::forward, .trajectories = 200'000});
  EXPECT_NEAR(drawn.difference.value, each[0].value - each[1].value, 5 * drawn.difference.standard_error);
}

// The recursion within each world, between worlds as elimination does it.
TEST(TwinsOverTime, ExactContrastsBetweenWorldsAreThoseOfTheUnrolledModel) {
  Timeline timeline;
  const auto risk = timeline.parameter("risk", Beta(2, 20));
  const auto guard = timeline.event("guard"), fall = timeline.event("fall");
  timeline.each(guard, Bernoulli(0.5));
  timeline.absorbing(fall, if_then_else(guard.now(), 0.5 * risk, Real(risk)));
  Horizon h(timeline, 6);
  const Query first = P(h.by(fall, 5)).under(set(h.at(guard, 1), yes)),
              second = P(h.by(fall, 5)).under(set(h.at(guard, 1), no));
  const Options options{.method = Method::exact, .worlds = 200};
  const UnrolledQuestions unrolled(h, h.steps());
  const Answer found = contrast(h, first, second, options).difference,
               truth = contrast(unrolled.model(), translated(unrolled, first), translated(unrolled, second),
                                options)
                           .difference;
  EXPECT_NEAR(found.value, truth.value, 1e-14);
  EXPECT_NEAR(found.standard_error, truth.standard_error, 1e-12);
  ASSERT_TRUE(found.range && truth.range);
  EXPECT_NEAR(found.range->low, truth.range->low, 1e-12);
}

// Both sides imagine: the sums are those of the twins, not of the observed world.
TEST(TwinsOverTime, ExactContrastsOfCounterfactualsImagineThem) {
  const Feedback f;
  Horizon h(f.timeline, 4);
  const Query asked = P(h.at(f.weak, 3)).given(h.at(f.weak, 3));
  const Query first = asked.counterfactually(set(h.at(f.war, 0), yes)),
              second = asked.counterfactually(set(h.at(f.war, 0), no));
  const Answers each = estimate(h, {first, second}, {.method = Method::exact});
  ASSERT_GT(each[0].value, each[1].value + 0.001);
  EXPECT_EQ(contrast(h, first, second, {.method = Method::exact}).difference.value,
            each[0].value - each[1].value);
  const UnrolledQuestions unrolled(h, h.steps());
  EXPECT_NEAR(contrast(unrolled.model(), translated(unrolled, first), translated(unrolled, second),
                       {.method = Method::exact})
                  .difference.value,
              each[0].value - each[1].value, 1e-13);
}

TEST(TwinsOverTime, EveryMethodAnswersCounterfactuals) {
  const Front f;
  Horizon h(f.timeline, 6);
  const std::vector<Query> asked{
      P(h.by(f.fall, 5))
          .given(h.at(f.report, 2) == "worse")
          .counterfactually(set(h.at(f.front, 3), "failing")),
      P(h.by(f.fall, 5)).given(h.by(f.fall, 4)).counterfactually(set(h.at(f.front, 2), "holding")),
      E(h.count(f.protest, 5))
          .given(h.at(f.protest, 1) && h.at(f.protest, 2))
          .counterfactually(set(f.aid, no)),
      P(h.at(f.front, 5) == "failing")
          .given(likelihood(h.at(f.front, 2), {0.1, 0.2, 0.9}))
          .counterfactually(set(h.at(f.front, 3), "strained"))};
  const UnrolledQuestions unrolled(h, h.steps());
  const Answers truth = estimate(unrolled.model(), translated(unrolled, asked), {.method = Method::exact});
  for (const Method method : {Method::automatic, Method::exact, Method::sequential, Method::weighted}) {
    const Answers answers = estimate(h, asked, {.method = method, .trajectories = 400'000});
    for (std::size_t i = 0; i < asked.size(); ++i) {
      EXPECT_NEAR(answers[i].value, truth[i].value, 5 * answers[i].standard_error + 1e-12)
          << to_text(method) << ' ' << answers[i].question;
      EXPECT_LT(answers[i].standard_error, 0.01) << to_text(method) << ' ' << answers[i].question;
    }
  }
}

// Of an observed quantity the twin is a formula: the same quantile. Truth: the twin's value is the observed one less the shift.
TEST(TwinsOverTime, GivenAnExactValueTheTwinHasTheSameQuantile) {
  Timeline timeline;
  const auto aid = timeline.event("aid");
  const auto loss = timeline.quantity("loss");
  timeline.each(aid, Bernoulli(0.5));
  timeline.first(loss, Normal(if_then_else(aid.now(), 7.0, 10.0), 2));
  timeline.step(loss, Normal(if_then_else(aid.now(), 7.0, 10.0) + 0.5 * loss.last(), 2));
  Horizon h(timeline, 5);
  const std::vector<Observation> seen{!h.at(aid, 1), observed(h.at(loss, 1), 12.0),
                                      observed(h.at(loss, 3), 14.0), !h.at(aid, 3)};
  const auto imagined = [&](const Query& query) {
    return query.given(seen).counterfactually(set(h.at(aid, 1), yes));
  };
  const std::vector<Query> asked{imagined(E(h.at(loss, 1))), imagined(E(h.at(loss, 2))),
                                 imagined(E(h.at(loss, 3)))};
  const Query other = E(h.at(loss, 2)).given(seen);
  for (const Method method : {Method::automatic, Method::sequential, Method::weighted}) {
    const Options options{.method = method, .trajectories = 200'000};
    const Answers answers = estimate(h, asked, options);
    EXPECT_NEAR(answers[0].value, 9, 1e-9) << to_text(method);
    EXPECT_NEAR(answers[2].value, 14 - 3 * 0.25, 1e-9) << to_text(method);
    const Answer as_it_was = estimate(h, {other}, options)[0];
    EXPECT_NEAR(answers[1].value, as_it_was.value - 1.5,
                5 * std::hypot(answers[1].standard_error, as_it_was.standard_error))
        << to_text(method);
    EXPECT_LT(answers[1].standard_error, 0.05) << to_text(method);
  }
}

// Steps that are alike share a program, but not with a step in which a twin is a formula of the observed value.
TEST(TwinsOverTime, AStepInWhichAnOriginalIsObservedHasAProgramOfItsOwn) {
  Timeline timeline;
  const auto aid = timeline.event("aid");
  const auto loss = timeline.quantity("loss");
  timeline.each(aid, Bernoulli(0.5));
  timeline.each(loss, Normal(if_then_else(aid.now(), 7.0, 10.0), 2));
  Horizon h(timeline, 8);
  const NodePtr last = h.at(loss, 7).node();
  std::vector<Intervention> helped;
  for (Index step = 0; step < 8; ++step) helped.push_back(set(h.at(aid, step), yes));
  const auto parts = [&](const std::vector<NodePtr>& seen) {
    const TwinHorizon twins(h, {{helped}}, seen);
    return RollingProgram(twins.horizon(), twins.settings(), {twins.twin(0, last)}, {{0}}).parts().size();
  };
  const std::size_t none = parts({});
  EXPECT_EQ(parts({h.at(loss, 3).node()}), none + 1);
  EXPECT_EQ(parts({h.at(loss, 3).node(), h.at(loss, 5).node()}), none + 1);
}

TEST(TwinsOverTime, QuestionsAsTextAreReadAndAnswered) {
  const Feedback f;
  Horizon h(f.timeline, 6);
  const Query query =
      parse_query(h, "P(at(weak, 5) | at(weak, 5); do at(war, 1) = yes; had at(war, 3) = no)");
  EXPECT_TRUE(expect_twins_as_unrolled(h, {query}));
  EXPECT_EQ(estimate(h, {query}, drawn_forward)[0].question,
            "P(at(weak, 5) | at(weak, 5); do at(war, 1) = yes; had at(war, 3) = no)");
}

TEST(TwinsOverTime, ACurveOfACounterfactualIsAnsweredPointByPoint) {
  const Feedback f;
  Horizon h(f.timeline, 6);
  const Query points = curve(h, [&](Index step) {
    return P(h.by(f.weak, step)).given(h.at(f.war, 0)).counterfactually(set(h.at(f.war, 0), no));
  });
  const Answer found = estimate(h, {points}, drawn_forward)[0];
  ASSERT_EQ(found.parts.size(), 6u);
  for (Index step = 0; step < 6; ++step) {
    const Query one = P(h.by(f.weak, step)).given(h.at(f.war, 0)).counterfactually(set(h.at(f.war, 0), no));
    EXPECT_EQ(found.parts[static_cast<std::size_t>(step)].value, estimate(h, {one}, drawn_forward)[0].value);
  }
}

TEST(TwinsOverTime, GivesTheSameBitsForThreadsBatchesAndInstructionSets) {
  Everything e(true);
  Horizon h(e.timeline, 6);
  const Query query =
      E(h.sum(e.losses, 5)).given(h.at(e.war, 2)).counterfactually(set(h.at(e.front, 1), "failing"));
  const Query first = query.under(set(h.at(e.war, 3), no));
  const Answer answer = estimate(h, {query}, drawn_forward)[0];
  const Contrast difference = contrast(h, first, query, drawn_forward);
  for (Options options : {Options{.threads = 1}, Options{.batch = 1}, Options{.instruction_set = "SCALAR"}}) {
    options.method = Method::forward;
    options.trajectories = drawn_forward.trajectories;
    options.worlds = drawn_forward.worlds;
    test::expect_same_bits(estimate(h, {query}, options)[0], answer);
    test::expect_same_bits(contrast(h, first, query, options).difference, difference.difference);
  }
}

// The columns of a compiled contrast, its programs and its series.
struct ContrastSize {
  std::array<Index, 3> columns;
  std::size_t parts, series;
  bool operator==(const ContrastSize&) const = default;
};

ContrastSize size_at(Index steps) {
  Everything e(true);
  Horizon h(e.timeline, steps);
  const Query query = P(h.by(e.fall, steps - 1));
  const TwinHorizon twins(h, {{{set(h.at(e.war, 3), yes)}}, {{set(h.at(e.war, steps - 3), no)}}});
  const NodePtr first = twins.twin(0, query.target()), second = twins.twin(1, query.target());
  const RollingProgram program(twins.horizon(), twins.settings(), {first, second}, {{0}, {1}});
  return {program.extent().columns, program.parts().size(), twins.horizon().timeline().series().size()};
}

TEST(TwinsOverTime, AContrastOf240MonthsTakesTheMemoryOfOneOf24) { EXPECT_EQ(size_at(240), size_at(24)); }

// More than a model may have variables, unrolled.
TEST(TwinsOverTime, ALongTimelineIsNotUnrolled) {
  const Feedback f;
  Horizon h(f.timeline, 60'000);
  const Query query = P(h.at(f.weak, 59'999)).given(h.at(f.war, 59'990));
  const Options options{.method = Method::forward, .trajectories = 2048};
  const std::vector<Intervention> change{set(h.at(f.war, 59'995), no)};
  EXPECT_GT(estimate(h, {query.counterfactually(change)}, options)[0].value, 0);
  EXPECT_LT(contrast(h, query.under(change), query, options).difference.value, 0);
}

}  // namespace
}  // namespace casus
