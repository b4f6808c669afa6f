// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/sample/sampler.hpp>

#include "../support/message.hpp"
#include "../support/same_bits.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

using test::Everything;
using test::Feedback;

// What `estimate` rolls must be what forward sampling draws of the model unrolled, bit for bit.
void expect_as_unrolled(Horizon& h, const std::vector<Query>& queries, Options options) {
  options.method = Method::forward;
  const UnrolledQuestions unrolled(h, h.steps());
  std::vector<Query> translated;
  for (const Query& query : queries)
    translated.push_back(query.translated([&](const NodePtr& node) { return unrolled.translated(node); }));
  const Answers rolled = estimate(h, queries, options),
                plain = estimate(unrolled.model(), translated, options);
  ASSERT_EQ(rolled.size(), plain.size());
  const auto same = [](const Answer& a, const Answer& b) {
    const auto equal = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    EXPECT_PRED2(equal, a.value, b.value) << a.question;
    EXPECT_EQ(a.met, b.met) << a.question;
    EXPECT_PRED2(equal, a.standard_error, b.standard_error) << a.question;
  };
  for (std::size_t i = 0; i < rolled.size(); ++i) {
    same(rolled[i], plain[i]);
    EXPECT_EQ(rolled[i].question, to_text(queries[i]));
    ASSERT_EQ(rolled[i].parts.size(), plain[i].parts.size());
    for (std::size_t k = 0; k < rolled[i].parts.size(); ++k) same(rolled[i].parts[k], plain[i].parts[k]);
  }
}

std::vector<Query> all_kinds(Everything& e, Horizon& h) {
  return {
      P(h.at(e.war, 0)),
      P(h.at(e.war, 5)),
      P(h.by(e.retreat, 5)),
      P(h.ever(e.fall)),
      P(h.always(e.war, 3)),
      P(h.first_at(e.retreat, 4)),
      P(h.before(e.retreat, e.fall)),
      P(h.within(e.fall, 3, e.retreat)),
      P(e.mobilised && h.at(e.war, 2)),
      P(h.at(e.war, 6) && !h.at(e.war, 1) && h.at(e.strain, 3) > 0.5),
      P(h.at(e.front, 2) == "failing" && h.at(e.front, 4) == "holding"),
      E(h.first(e.fall)).given(h.ever(e.fall)),
      E(h.count(e.retreat, 7)),
      E(h.sum(e.losses, 7)),
      E(h.sum(e.raids, 3)),
      E(h.maximum(e.strain, 6)),
      E(h.at(e.losses, 3)).given(h.at(e.war, 3)),
      E(e.reserve),
      P(h.by(e.fall, 7)).given(!h.by(e.fall, 2)),
      P(h.at(e.war, 2)).given(h.at(e.war, 6)),
      E(h.at(e.strain, 1)).given(h.at(e.front, 7) == "failing" && e.mobilised),
      distribution_of(h.at(e.front, 5)),
      distribution_of(h.at(e.front, 5)).given(h.at(e.war, 5)),
      quantile(h.at(e.strain, 4), 0.9),
      histogram(h.at(e.strain, 4), {-1, 0, 1}).given(h.at(e.war, 6)),
  };
}

TEST(Rolling, DrawsWhatTheUnrolledModelDraws) {
  Everything e;
  Horizon h(e.timeline, 8);
  expect_as_unrolled(h, all_kinds(e, h), {.trajectories = 20'000, .worlds = 7});
}

TEST(Rolling, DrawsWhatTheUnrolledModelDrawsUnderPolicies) {
  Everything e(true);
  Horizon h(e.timeline, 8);
  expect_as_unrolled(h, all_kinds(e, h), {.trajectories = 20'000, .worlds = 7});
}

TEST(Rolling, DrawsWhatTheUnrolledModelDrawsUnderInterventions) {
  Everything e;
  Horizon h(e.timeline, 8);
  std::vector<Query> queries;
  for (const Query& query : all_kinds(e, h)) {
    queries.push_back(query.under(set(h.at(e.retreat, 2), yes)));
    queries.push_back(query.under({set(h.at(e.front, 1), "holding"), set(h.at(e.strain, 4), 2.0)}));
    queries.push_back(query.under(set(e.reserve, 3)));
  }
  std::vector<Intervention> peace;
  for (Index step = 0; step < 8; ++step) peace.push_back(set(h.at(e.war, step), no));
  queries.push_back(P(h.ever(e.fall)).under(peace));
  expect_as_unrolled(h, queries, {.trajectories = 10'000, .worlds = 3});
}

TEST(Rolling, GivesTheSameBitsForThreadsBatchesAndInstructionSets) {
  Everything e;
  Horizon h(e.timeline, 6);
  const std::vector<Query> queries{P(h.by(e.fall, 5)).given(h.at(e.war, 3)), E(h.at(e.strain, 5)),
                                   P(h.at(e.war, 1)).given(h.at(e.front, 5) == "failing"),
                                   distribution_of(h.at(e.front, 2))};
  Options options{.method = Method::forward, .trajectories = 50'000, .worlds = 5, .threads = 1};
  const Answers truth = estimate(h, queries, options);
  const auto expect_same = [&](const Options& other, const std::string& what) {
    SCOPED_TRACE(what);
    test::expect_same_bits(truth, estimate(h, queries, other));
  };
  for (const int threads : {2, 4}) {
    options.threads = threads;
    expect_same(options, std::to_string(threads) + " threads");
  }
  for (const Index batch : {1, 3, 64}) {
    options.batch = batch;
    expect_same(options, "batches of " + std::to_string(batch));
  }
  for (const std::string& set : instruction_sets()) {
    options.instruction_set = set;
    expect_same(options, set);
  }
}

TEST(Rolling, MoreStepsAndUnrelatedSeriesChangeNoEarlierDraw) {
  Everything few, more;
  const auto unrelated = more.timeline.quantity("unrelated");
  more.timeline.each(unrelated, Normal(0, 1));
  Horizon h(few.timeline, 3), longer(more.timeline, 30);
  const Options options{.method = Method::forward, .trajectories = 20'000, .worlds = 5};
  const Answers a = estimate(h, {E(h.at(few.strain, 2)), P(h.by(few.fall, 2))}, options);
  const Answers b = estimate(
      longer, {E(longer.at(more.strain, 2)), P(longer.by(more.fall, 2)), E(longer.at(unrelated, 29))},
      options);
  EXPECT_EQ(a[0].value, b[0].value);
  EXPECT_EQ(a[1].value, b[1].value);
}

TEST(Rolling, TellsWhatWentWrongAndWhen) {
  Timeline timeline;
  const auto walk = timeline.quantity("walk");
  const auto q = timeline.quantity("q");
  timeline.first(walk, Normal(0, 1));
  timeline.step(walk, Normal(walk.last(), 1));
  timeline.each(q, Normal(0, 6 - walk.now()));
  Horizon h(timeline, 12);
  try {
    estimate(h, {E(h.at(q, 11))}, {.method = Method::forward, .trajectories = 100'000});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.subject().substr(0, 2), "q[") << error.what();
    EXPECT_NE(std::string(error.what()).find("(world 0)"), std::string::npos) << error.what();
  }
}

TEST(Rolling, RefusesWhatIsWrong) {
  Feedback f, other;
  Horizon h(f.timeline, 4);
  EXPECT_THROW(h.at(f.war, 4), Error);
  EXPECT_THROW(h.at(f.war, -1), Error);
  EXPECT_THROW(Horizon(f.timeline, 0), Error);
  EXPECT_THROW(h.within(f.war, 0, f.weak), Error);
  const auto extra = other.timeline.event("extra");
  EXPECT_THROW(h.at(extra, 1), Error);
  EXPECT_THROW(estimate(h, {P(f.war.now())}), Error);
  EXPECT_THROW(estimate(h, {P(h.at(f.war, 3)).under(set(h.by(f.war, 2), yes))}), Error);
  EXPECT_THROW(estimate(h, {P(h.at(f.war, 3)).given(h.at(f.war, 2)).under(set(h.at(f.war, 2), no))}), Error);
  Everything e;
  Horizon all(e.timeline, 4);
  EXPECT_THROW(estimate(all, {E(all.at(e.losses, 2))}), Error);       // absent where there is no war
  EXPECT_THROW(estimate(all, {E(all.maximum(e.losses, 2))}), Error);  // absent where there was none
}

// Over the steps in which the series exists: two chains of coins, by enumeration.
TEST(OverTime, TheMaximumOfAGuardedSeriesIsThatOfTheStepsInWhichItExists) {
  Timeline timeline;
  const auto war = timeline.event("war");
  timeline.each(war, Bernoulli(0.5));
  const auto losses = timeline.quantity("losses", {.when = war.now()});
  timeline.each(losses, Empirical({1, 2, 4}));
  Horizon h(timeline, 3);
  const Quantity most = h.maximum(losses, 2);
  const Event existed = h.by(war, 2);
  // P(maximum <= 2 | it existed) = ((1/2 + 1/2 2/3)^3 - 1/8) / (7/8), and <= 1 likewise.
  const double at_most_2 = (std::pow(5.0 / 6, 3) - 0.125) / 0.875,
               at_most_1 = (std::pow(4.0 / 6, 3) - 0.125) / 0.875;
  const double mean = at_most_1 + 2 * (at_most_2 - at_most_1) + 4 * (1 - at_most_2);
  for (const Method method : {Method::forward, Method::weighted, Method::sequential}) {
    const Answer answer =
        estimate(h, {E(most).given(existed)}, {.method = method, .trajectories = 100'000})[0];
    EXPECT_NEAR(answer.value, mean, 5 * answer.standard_error) << to_text(method);
    EXPECT_EQ(answer.question, "E(maximum(losses, 2) | by(war, 2))");
  }
  EXPECT_NE(test::message([&] { estimate(h, {E(most)}); }).find("absent"), std::string::npos);
}

// Methods that know no time answer of the model unrolled, under the names that were asked by.
TEST(OverTime, EveryMethodAnswers) {
  Feedback f;
  Horizon h(f.timeline, 6);
  const std::vector<Query> asked{P(h.at(f.war, 5)), P(h.by(f.weak, 4)),
                                 P(h.at(f.war, 2)).given(h.at(f.weak, 5)),
                                 P(h.ever(f.weak)).under(set(h.at(f.war, 1), yes))};
  const Answers truth = estimate(h, asked, {.method = Method::exact});
  for (const Method method : {Method::forward, Method::weighted, Method::splitting, Method::automatic}) {
    const Answers answers = estimate(h, asked, {.method = method, .trajectories = 100'000});
    for (std::size_t i = 0; i < asked.size(); ++i) {
      EXPECT_NEAR(answers[i].value, truth[i].value, 5 * answers[i].standard_error + 1e-12)
          << to_text(method) << ' ' << answers[i].question;
      EXPECT_EQ(answers[i].question, to_text(asked[i]));
    }
  }
}

TEST(OverTime, CounterfactualsReplayTheSameChance) {
  Feedback f;
  Horizon h(f.timeline, 4);
  const Query asked =
      P(h.at(f.weak, 3)).given(h.at(f.war, 0) && h.at(f.weak, 3)).counterfactually(set(h.at(f.war, 0), no));
  const Answer answer = estimate(h, {asked, P(h.at(f.war, 0))}, {.method = Method::exact})[0];
  EXPECT_EQ(answer.question, "P(at(weak, 3) | at(war, 0) and at(weak, 3); had at(war, 0) = no)");
  // Less war makes no more weakness, and not all of it is the war's.
  EXPECT_GT(answer.value, 0.1);
  EXPECT_LT(answer.value, 1);
  const Answer sampled = estimate(h, {asked}, {.method = Method::forward, .trajectories = 200'000})[0];
  EXPECT_NEAR(sampled.value, answer.value, 5 * sampled.standard_error);
}

TEST(OverTime, RareCoursesAreSplit) {
  Timeline timeline;
  const auto strain = timeline.event("strain"), crisis = timeline.event("crisis"),
             fall = timeline.event("fall");
  timeline.first(strain, Bernoulli(0.01));
  timeline.step(strain, Bernoulli(if_then_else(strain.last(), 0.5, 0.01)));
  timeline.first(crisis, Bernoulli(0.001));
  timeline.step(crisis, Bernoulli(if_then_else(strain.last(), 0.02, 0.0001)));
  timeline.absorbing(fall, if_then_else(crisis.now(), 0.001, 0.0));
  Horizon h(timeline, 12);
  const Answer truth = estimate(h, {P(h.ever(fall))}, {.method = Method::exact})[0];
  EXPECT_LT(truth.value, 1e-5);
  const Answer answer =
      estimate(h, {P(h.ever(fall))}, {.method = Method::splitting, .trajectories = 300'000})[0];
  EXPECT_NEAR(answer.value, truth.value, 5 * answer.standard_error);
  EXPECT_LT(answer.standard_error, 0.5 * truth.value) << answer.method;
}

TEST(Rolling, CallsPartsByTheirStatesWhateverTheseAreCalled) {
  Timeline timeline;
  const auto front = timeline.category("front", {"a = b", "c = b"});
  timeline.each(front, Categorical({"a = b", "c = b"}, {0.25, 0.75}));
  Horizon h(timeline, 2);
  for (const Method method : {Method::exact, Method::forward, Method::weighted}) {
    const Answer answer =
        estimate(h, {distribution_of(h.at(front, 1))}, {.method = method, .trajectories = 10'000})[0];
    ASSERT_EQ(answer.parts.size(), 2u);
    EXPECT_EQ(answer.parts[0].question, "at(front, 1) = \"a = b\"");
    EXPECT_EQ(answer.parts[1].question, "at(front, 1) = \"c = b\"");
  }
}

}  // namespace
}  // namespace casus
