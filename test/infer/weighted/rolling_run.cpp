// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Weighted sampling over time, step by step, against exact answers and against the unrolled model.
#include "infer/weighted/rolling_run.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>

#include "../../support/same_bits.hpp"
#include "../../support/timelines.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {
namespace {

using test::Everything;
using test::Feedback;
using test::Front;

Answers unrolled_answers(const Horizon& h, const std::vector<Query>& queries, const Options& options) {
  const UnrolledQuestions unrolled(h, h.steps());
  std::vector<Query> translated;
  for (const Query& query : queries)
    translated.push_back(query.translated([&](const NodePtr& node) { return unrolled.translated(node); }));
  return weighted(unrolled.model(), translated, options);
}

// A rare plot makes a coup likely, which is noticed and costs much.
struct Plot {
  Timeline timeline;
  Series<Event> plot = timeline.event("plot"), coup = timeline.event("coup"), noise = timeline.event("noise");
  Series<Quantity> cost = timeline.quantity("cost");

  Plot() {
    timeline.absorbing(plot, 0.0005);
    timeline.first(coup, Bernoulli(0.0));
    timeline.step(coup, Bernoulli(if_then_else(coup.last(), 1.0, if_then_else(plot.last(), 0.05, 1e-6))));
    timeline.each(noise, Bernoulli(if_then_else(coup.now(), 0.9, 0.001)));
    timeline.each(cost, Normal(if_then_else(coup.now(), 100.0, 1.0), 1));
  }
};

struct Case {
  std::string name;
  const Horizon& horizon;
  std::vector<Query> queries;  // of one condition
};

// Compares with exact answers, and the effective number of draws with that of the unrolled model.
void expect_right_and_as_effective(const Case& of, double least_share = 0.97) {
  const Options options{.trajectories = 400'000, .seed = 3};
  const Answers exact = estimate(of.horizon, of.queries, {.method = Method::exact});
  const Answers rolling = weighted(of.horizon, of.queries, options);
  const Answers plain = unrolled_answers(of.horizon, of.queries, options);
  for (std::size_t i = 0; i < of.queries.size(); ++i) {
    EXPECT_NEAR(rolling[i].value, exact[i].value, 5 * rolling[i].standard_error)
        << of.name << ": " << rolling[i].question;
    EXPECT_GT(rolling[i].effective_samples, least_share * plain[i].effective_samples)
        << of.name << ": " << rolling[i].method << " against " << plain[i].method;
    ASSERT_EQ(rolling[i].condition_probability.has_value(), exact[i].condition_probability.has_value());
    if (exact[i].condition_probability) {
      EXPECT_NEAR(*rolling[i].condition_probability, *exact[i].condition_probability,
                  5 * rolling[i].condition_standard_error + 1e-12)
          << of.name;
    }
  }
}

TEST(RollingRun, IsRightAndAsEffectiveAsTheUnrolledModel) {
  const Feedback feedback;
  Horizon h(feedback.timeline, 10);
  const Boolean seen = h.at(feedback.weak, 0) && h.at(feedback.war, 1) && !h.at(feedback.weak, 2) &&
                       h.at(feedback.weak, 3) && !h.at(feedback.war, 4) && h.at(feedback.war, 5);
  expect_right_and_as_effective({"dated",
                                 h,
                                 {P(h.at(feedback.weak, 5)).given(seen), P(h.at(feedback.war, 3)).given(seen),
                                  P(h.at(feedback.war, 9)).given(seen)}});
  const Front f;
  Horizon g(f.timeline, 10);
  const Boolean told = g.at(f.protest, 0) && g.at(f.report, 1) == "worse" && g.at(f.protest, 2) &&
                       g.at(f.report, 3) == "calm" && g.at(f.protest, 4) && g.at(f.report, 5) == "worse";
  const auto failing = [&](Index step) { return P(g.at(f.front, step) == "failing"); };
  expect_right_and_as_effective(
      {"guards", g, {failing(5).given(told), P(g.ever(f.fall)).given(told), P(f.aid).given(told)}});
  expect_right_and_as_effective({"late", g, {failing(3).given(g.first_at(f.fall, 9))}});
  expect_right_and_as_effective({"two steps", g, {failing(3).given(g.at(f.fall, 2) || g.at(f.protest, 6))}});
  expect_right_and_as_effective({"signals",
                                 g,
                                 {failing(3).given({likelihood(g.at(f.front, 4), {0.1, 0.1, 1.0}),
                                                    likelihood(g.at(f.fall, 7), 0.01, 1.0)})}});
  expect_right_and_as_effective(
      {"interventions",
       g,
       {failing(5).given(told).under({set(g.at(f.front, 3), "strained"), set(f.aid, yes)}),
        P(g.ever(f.fall)).given(told).under({set(g.at(f.front, 3), "strained"), set(f.aid, yes)})}});
}

// Far more findings than likelihood weighting can explain.
TEST(RollingRun, ExplainsManyReports) {
  const Front f;
  Horizon h(f.timeline, 60);
  Query query = P(h.at(f.front, 59) == "failing");
  for (Index t = 0; t < 60; ++t) query = query.given(h.at(f.report, t) == (t % 3 == 0 ? "calm" : "worse"));
  expect_right_and_as_effective({"reports", h, {query}});
}

TEST(RollingRun, OversamplesRareStatesAsTheUnrolledModel) {
  const Plot of;
  Horizon h(of.timeline, 40);
  const std::vector<Query> means{E(h.sum(of.cost, 39)), E(h.at(of.cost, 30))};
  const Options options{.seed = 5};
  const Answers rolling = weighted(h, means, options), plain = unrolled_answers(h, means, options);
  // By recursion over (plot, coup).
  double quiet = 0.9995, plotting = 0.0005, coup = 0, total = 1, at_30 = 0;
  for (Index t = 1; t < 40; ++t) {
    const double fresh = quiet * 1e-6 + plotting * 0.05;
    coup += fresh;
    const double stay_quiet = quiet * (1 - 1e-6), stay_plotting = plotting * 0.95;
    quiet = stay_quiet * 0.9995;
    plotting = stay_plotting + stay_quiet * 0.0005;
    total += 1 + 99 * coup;
    if (t == 30) at_30 = 1 + 99 * coup;
  }
  EXPECT_NEAR(rolling[0].value, total, 5 * rolling[0].standard_error);
  EXPECT_NEAR(rolling[1].value, at_30, 5 * rolling[1].standard_error);
  for (std::size_t i = 0; i < means.size(); ++i) {
    EXPECT_EQ(rolling[i].method, plain[i].method);
    EXPECT_NEAR(rolling[i].effective_samples, plain[i].effective_samples, 1e-6 * plain[i].effective_samples);
    EXPECT_NEAR(rolling[i].value, plain[i].value, 1e-9 * plain[i].value);
  }
  EXPECT_EQ(gains_of_rare_states(h, means, options).size(), 2u);
  EXPECT_GT(gains_of_rare_states(h, means, options)[0], 4);
}

TEST(RollingRun, WeighsEverythingAsTheUnrolledModel) {
  for (const bool with_policy : {false, true}) {
    const Everything e(with_policy);
    Horizon h(e.timeline, 12);
    const Options options{.trajectories = 400'000, .worlds = 400, .seed = 4};
    const auto compare = [&](const std::vector<Query>& queries) {
      const Answers rolling = weighted(h, queries, options);
      Options other = options;
      other.seed = 9;
      const Answers plain = unrolled_answers(h, queries, other);
      for (std::size_t i = 0; i < queries.size(); ++i)
        EXPECT_NEAR(rolling[i].value, plain[i].value,
                    5 * std::hypot(rolling[i].standard_error, plain[i].standard_error))
            << rolling[i].question;
    };
    const Boolean seen = h.at(e.front, 5) == "failing" && h.at(e.retreat, 3) && !h.by(e.fall, 8);
    compare({P(h.at(e.fall, 11)).given(seen), E(h.at(e.strain, 4)).given(seen),
             quantile(h.at(e.strain, 6), 0.9).given(seen), P(e.mobilised).given(seen)});
    compare({P(h.at(e.fall, 11)).given(observed(h.at(e.raids, 5), 3.0))});
    if (!with_policy)  // under the policy, strain has no density
      compare(
          {P(h.at(e.war, 11)).given({observed(h.at(e.strain, 2), 1.0), observed(h.at(e.strain, 3), 1.1)})});
    compare({E(h.count(e.retreat, 11)).given(h.at(e.strain, 7) > 0.5)});
  }
}

// Evidence about quantities that is explained by events of earlier steps.
TEST(RollingRun, FindsCausesOfQuantitiesInEarlierSteps) {
  Timeline timeline;
  const auto leak = timeline.event("leak");
  const auto level = timeline.quantity("level"), gauge = timeline.quantity("gauge");
  timeline.absorbing(leak, 0.001);
  timeline.first(level, Normal(0, 1));
  timeline.step(level, Normal(if_then_else(leak.last(), -8.0, 0.0) + 0.1 * level.last(), 1));
  timeline.each(gauge, Normal(level.now(), 3));
  Horizon h(timeline, 6);
  const Query query = P(h.at(leak, 3)).given(observed(h.at(gauge, 4), -12.0));
  const Options options{.trajectories = 200'000, .seed = 2};
  const Answer rolling = weighted(h, {query}, options)[0], plain = unrolled_answers(h, {query}, options)[0];
  EXPECT_NEAR(rolling.value, plain.value, 5 * std::hypot(rolling.standard_error, plain.standard_error));
  EXPECT_GT(rolling.effective_samples, 10'000);  // by likelihood weighting about 800 trajectories have a leak
  EXPECT_GT(rolling.value, 0.1);
  EXPECT_LT(rolling.value, 0.9);
}

TEST(RollingRun, GivesTheSameBitsHoweverItIsRun) {
  const Everything e;
  Horizon h(e.timeline, 12);
  const Boolean seen = h.at(e.front, 5) == "failing" && h.at(e.retreat, 3) && !h.by(e.fall, 8);
  const std::vector<Query> queries{P(h.at(e.fall, 11)).given(seen), E(h.at(e.strain, 4)).given(seen),
                                   E(h.sum(e.losses, 9)).given(seen)};
  const Plot of;
  Horizon g(of.timeline, 30);
  const std::vector<Query> means{E(g.sum(of.cost, 29)), P(g.ever(of.coup))};
  const Options options{.trajectories = 60'000, .worlds = 12};
  const Answers first = weighted(h, queries, options), rare = weighted(g, means, options);
  const auto expect_same = [&](const Options& own) {
    const Answers again = weighted(h, queries, own), of_means = weighted(g, means, own);
    for (std::size_t i = 0; i < queries.size(); ++i) test::expect_same_bits(first[i], again[i]);
    for (std::size_t i = 0; i < means.size(); ++i) test::expect_same_bits(rare[i], of_means[i]);
  };
  for (const Index threads : {1, 2, 3}) {
    Options own = options;
    own.threads = static_cast<int>(threads);
    expect_same(own);
  }
  for (const Index batch : {1, 5, 64}) {
    Options own = options;
    own.batch = batch;
    expect_same(own);
  }
  Options scalar = options;
  scalar.instruction_set = "SCALAR";
  expect_same(scalar);
}

// What is compiled and carried does not grow with the number of steps; what is adapted to evidence
// hardly does.
TEST(RollingRun, TakesAsMuchMemoryForTenTimesTheSteps) {
  const Front f;
  const auto sizes = [&](Index steps) {
    Horizon h(f.timeline, steps);
    const Query of_protest = P(f.aid).given(h.at(f.protest, 12) && !h.by(f.fall, 12));
    const Query of_late = P(f.aid).given(h.at(f.report, steps - 1) == "worse" && h.at(f.protest, steps - 1));
    std::vector<Index> all;
    for (const Query& query : {of_protest, of_late}) {
      const RollingProposal plain(h, query, {query.target()});
      auto adapted = plain.adapted({1}, {1e-3}).proposals;
      EXPECT_EQ(adapted.size(), 1u);
      adapted.push_back(plain);
      for (const RollingProposal& proposal : adapted) {
        const std::vector<WeightedTarget> targets{{query.target(), WeightedProportion{}}};
        const Options options;
        const RollingRun run(proposal, targets, {1, 8}, options);
        all.push_back(detail::size(run.program().parts()));
        for (const Index columns : run.program().extent().columns) all.push_back(columns);
      }
    }
    return all;
  };
  const std::vector<Index> few = sizes(30), many = sizes(300);
  ASSERT_EQ(few.size(), many.size());
  for (std::size_t i = 0; i < few.size(); ++i)
    EXPECT_LE(static_cast<double>(many[i]), 1.5 * static_cast<double>(few[i])) << i;
}

// Messages change from step to step as the evidence comes nearer, but rounding makes many of them
// equal.
TEST(RollingRun, SharesProgramsAmongNearlyEqualSteps) {
  Timeline timeline;
  const auto war = timeline.event("war");
  timeline.absorbing(war, 0.004);
  Horizon h(timeline, 240);
  const Query query = P(h.at(war, 11)).given(h.at(war, 239));
  const RollingProposal plain(h, query, {query.target()});
  const auto adapted = plain.adapted({1}, {1e-5}).proposals;
  ASSERT_EQ(adapted.size(), 1u);
  EXPECT_LT(adapted[0].steps().all.size(), 120u);
  const Answer answer = weighted(h, {query}, {.trajectories = 100'000})[0];
  const double by_year = 1 - std::pow(0.996, 12), ever = 1 - std::pow(0.996, 240);
  EXPECT_NEAR(answer.value, by_year / ever, 5 * answer.standard_error);
}

}  // namespace
}  // namespace casus
