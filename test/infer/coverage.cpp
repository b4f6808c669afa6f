// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Contract 2: over a thousand seeded runs, an interval of level 95 % holds the truth as often as it says.
#include <cmath>
#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>

#include "../support/timelines.hpp"
#include "infer/sequential/sequential.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {
namespace {

constexpr int runs = 1000;
constexpr double flake = 1e-6;

// How a row is judged. Intervals that never cover too little by design, and counts so small that no interval can be exact, are
// held to the lower side alone.
enum class Sides { both, lower };

struct Row {
  Query query;
  double truth;
  Sides sides = Sides::both;
};

double lower_tail(int hits, double level) {
  return boost::math::cdf(boost::math::binomial(runs, level), hits);
}
double upper_tail(int hits, double level) {
  return hits == 0 ? 1 : boost::math::cdf(complement(boost::math::binomial(runs, level), hits - 1));
}

// How a row's questions are answered.
using Answering = std::function<Answers(const std::vector<Query>&, const Options&)>;

void expect_coverage(const std::vector<Row>& rows, Options options, const Answering& method) {
  std::vector<Query> queries;
  for (const Row& row : rows) queries.push_back(row.query);
  std::vector<int> covered(rows.size(), 0);
  for (int run = 1; run <= runs; ++run) {
    options.seed = static_cast<std::uint64_t>(run);
    const Answers answers = method(queries, options);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      // A condition never met gives no interval, which excludes nothing; nothing else may go without.
      if (std::isnan(answers[i].interval.low)) {
        EXPECT_EQ(answers[i].met, 0) << answers[i].question;
      }
      const bool held = std::isnan(answers[i].interval.low) || (answers[i].interval.low <= rows[i].truth &&
                                                                rows[i].truth <= answers[i].interval.high);
      covered[i] += held ? 1 : 0;
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string name = to_text(rows[i].query) + " covers " + std::to_string(covered[i]) + " of 1000";
    EXPECT_GT(lower_tail(covered[i], options.level), flake) << name;
    if (rows[i].sides == Sides::both) {
      EXPECT_GT(upper_tail(covered[i], options.level), flake) << name;
    }
    testing::Test::RecordProperty("row" + std::to_string(i), name);
  }
}

// By forward sampling of a model or a horizon.
template <class Subject>
void expect_coverage(const Subject& subject, const std::vector<Row>& rows, Options options) {
  options.method = Method::forward;
  expect_coverage(rows, options, [&](const std::vector<Query>& queries, const Options& own) {
    return estimate(subject, queries, own);
  });
}

using ModelMethod = std::function<Answers(const Model&, const std::vector<Query>&, const Options&)>;

void expect_coverage(const Model& model, const std::vector<Row>& rows, const Options& options,
                     const ModelMethod& method) {
  expect_coverage(rows, options, [&](const std::vector<Query>& queries, const Options& own) {
    return method(model, queries, own);
  });
}

TEST(Coverage, DiscreteModelWithoutParameters) {
  Model model;
  const Event rain = model.add("rain", Bernoulli(0.2));
  const Event sprinkler = model.add("sprinkler", Bernoulli(table(rain, {{no, 0.4}, {yes, 0.01}})));
  const Event wet = model.add(
      "wet", Bernoulli(table({rain, sprinkler},
                             {{{no, no}, 0.0}, {{no, yes}, 0.8}, {{yes, no}, 0.9}, {{yes, yes}, 0.99}})));
  const Enumeration exact(model);
  std::vector<Row> rows;
  for (const Query& query : {P(rain), P(sprinkler), P(wet), P(rain).given(wet), P(sprinkler).given(wet),
                             P(wet).under(set(sprinkler, yes)), P(wet && !rain), E(2 * wet - rain),
                             E(wet + sprinkler).given(rain || sprinkler)})
    rows.push_back({query, exact(query)});
  rows.push_back({P(rain && sprinkler), exact(P(rain && sprinkler)), Sides::lower});
  rows.push_back({P(sprinkler).given(rain), exact(P(sprinkler).given(rain)), Sides::lower});
  expect_coverage(model, rows, {.trajectories = 4096});
}

TEST(Coverage, QuantitiesWithoutParameters) {
  Model model;
  const Event entry = model.add("entry", Bernoulli(0.3));
  const Quantity x = model.add("x", Normal(10, 2));
  const Quantity troops = model.add("troops", LogNormal(1, 0.5), {.when = entry});
  const Quantity count = model.add("count", Poisson(4));
  const boost::math::normal standard;
  const double z90 = boost::math::quantile(standard, 0.9);
  expect_coverage(
      model,
      {{E(x), 10},
       {E(x * x), 104},
       {E(troops).given(entry), std::exp(1.125)},
       {E(if_then_else(entry, troops, 0)), 0.3 * std::exp(1.125)},
       {E(count), 4},
       {quantile(x, 0.5), 10},
       {quantile(x, 0.9), 10 + 2 * z90},
       {quantile(troops, 0.5).given(entry), std::exp(1.0)},
       {quantile(troops, 0.9).given(entry), std::exp(1 + 0.5 * z90)},
       // A count's quantile is hit exactly or missed by one: its interval holds it more often than it must.
       {quantile(count, 0.9), 7, Sides::lower}},
      {.trajectories = 4096});
}

// The parameters are independent, so the truth has a closed form: expectations of products of Beta means.
TEST(Coverage, ModelsWithUncertainParameters) {
  Model model;
  const auto p = model.parameter("p", Beta(2, 8));
  const auto q = model.parameter("q", Beta(3, 3));
  const auto r = model.parameter("r", Beta(4, 16));
  const auto mean = model.parameter("mean", Normal(5, 1));
  const Event entry = model.add("entry", Bernoulli(p));
  const Event fall = model.add("fall", Bernoulli(table(entry, {{no, r}, {yes, q}})));
  const Quantity x = model.add("x", Normal(mean, 2));
  const Quantity y = model.add("y", Normal(mean + 10 * entry, 1));
  const double pm = 0.2, qm = 0.5, rm = 0.2, p2 = 2.0 * 3 / (10 * 11);
  expect_coverage(
      model,
      {{P(entry), pm},
       {P(fall), pm * qm + (1 - pm) * rm},
       {P(fall).given(entry), qm},
       {P(fall).given(!entry), rm},
       {P(entry).given(fall), pm * qm / (pm * qm + (1 - pm) * rm)},
       {P(fall).under(set(entry, yes)), qm},
       {P(entry && fall), pm * qm},
       {E(x), 5},
       {E(x).given(entry), 5},
       {E(y), 5 + 10 * pm},
       {E(x * entry), 5 * pm},
       // Seeing an entry speaks about p: E(p | entry) = E(p^2) / E(p).
       {E(p).given(entry), p2 / pm},
       {quantile(x, 0.5), 5},
       {quantile(x, 0.9), 5 + std::sqrt(5.0) * boost::math::quantile(boost::math::normal(), 0.9)}},
      {.trajectories = 100 * 512, .worlds = 100});
}

// Rare events, where few worlds see any: intervals made never to cover too little.
TEST(Coverage, RareEventsWithUncertainParameters) {
  Model model;
  const auto p = model.parameter("p", Beta(0.5, 500));
  const auto q = model.parameter("q", Beta(1, 9));
  const Event rare = model.add("rare", Bernoulli(p));
  const Event after = model.add("after", Bernoulli(table(rare, {{no, 0.01}, {yes, q}})));
  const double pm = 0.5 / 500.5;
  expect_coverage(model,
                  {{P(rare), pm, Sides::lower},
                   {P(after).given(rare), 0.1, Sides::lower},
                   {P(rare && after), pm * 0.1, Sides::lower},
                   {P(!rare), 1 - pm, Sides::lower}},
                  {.trajectories = 60 * 512, .worlds = 60});
}

Answers by_weights(const Model& model, const std::vector<Query>& queries, const Options& options) {
  return weighted(model, queries, options);
}

// Rows against enumeration, judged on both sides but where an event is rare given what was seen.
std::vector<Row> enumerated(const Model& model, const std::vector<Query>& queries) {
  const Enumeration exact(model);
  std::vector<Row> rows;
  for (const Query& query : queries) {
    const double truth = exact(query);
    const bool is_rare = query.asks() == Query::Asks::probability && (std::min)(truth, 1 - truth) < 0.05;
    rows.push_back({query, truth, is_rare ? Sides::lower : Sides::both});
  }
  return rows;
}

TEST(WeightedCoverage, DiscreteModelWithoutParameters) {
  Model model;
  const Event rain = model.add("rain", Bernoulli(0.2));
  const Event sprinkler = model.add("sprinkler", Bernoulli(table(rain, {{no, 0.4}, {yes, 0.01}})));
  const Event wet = model.add(
      "wet", Bernoulli(table({rain, sprinkler},
                             {{{no, no}, 0.0}, {{no, yes}, 0.8}, {{yes, no}, 0.9}, {{yes, yes}, 0.99}})));
  const Event slippery = model.add("slippery", Bernoulli(table(wet, {{no, 0.001}, {yes, 0.05}})));
  expect_coverage(
      model,
      enumerated(model, {P(rain), P(rain).given(wet), P(sprinkler).given(wet), P(rain).given(slippery),
                         P(sprinkler).given(slippery), P(wet).given(slippery),
                         P(wet).given(!slippery && rain), E(2 * wet - rain).given(slippery),
                         P(rain).given(wet || sprinkler), P(rain && sprinkler).given(wet)}),
      {.trajectories = 2048, .threads = 1}, by_weights);
}

// A chain of guards and categories below evidence of probability 1e-4: weights of many sizes.
TEST(WeightedCoverage, RareEvidence) {
  Model model;
  const Event entry = model.add("entry", Bernoulli(0.02));
  const Category force =
      model.add("force", Categorical({"few", "some", "many"}, {0.7, 0.25, 0.05}), {.when = entry});
  const Event clash = model.add(
      "clash", Bernoulli(table(force, {{"few", 0.02}, {"some", 0.2}, {"many", 0.7}})), {.when = entry});
  const Event storm = model.add("storm", Bernoulli(0.1));
  const Event noise = model.add(
      "noise", Bernoulli(table({clash, storm},
                               {{{no, no}, 0.001}, {{no, yes}, 0.05}, {{yes, no}, 0.6}, {{yes, yes}, 0.7}})));
  const Event report = model.add("report", Bernoulli(table(noise, {{no, 0.0005}, {yes, 0.05}})));
  expect_coverage(model,
                  enumerated(model, {P(entry).given(report), P(clash).given(report), P(storm).given(report),
                                     P(noise).given(report), P(force == "many").given(report),
                                     P(force == "none").given(report), P(entry).given(report && !storm),
                                     P(clash).given(report && noise), E(clash + storm).given(report && noise),
                                     P(force == "few").given(entry && !clash)}),
                  {.trajectories = 2048, .threads = 1}, by_weights);
}

TEST(WeightedCoverage, EvidenceOnQuantities) {
  Model model;
  const Quantity x = model.add("x", Normal(0, 1));
  const Quantity y = model.add("y", Normal(x, 1));
  const Event seen = model.add("seen", Bernoulli(if_then_else(x > 1, 0.9, 0.1)));
  const Quantity p = model.add("p", Beta(2, 3));
  const Quantity heads = model.add("heads", Binomial(10, p));
  const boost::math::normal standard;
  const double above_1 = boost::math::cdf(complement(standard, 1.0)),
               density_1 = boost::math::pdf(standard, 1.0);
  const double with = 0.9 * above_1 + 0.1 * (1 - above_1);
  const double root_half = std::sqrt(0.5);
  expect_coverage(model,
                  {{E(x).given(observed(y, 2)), 1},
                   {E(x * x).given(observed(y, 2)), 1.5},
                   {P(x > 1).given(observed(y, 2)), 0.5},
                   {P(x > 2).given(observed(y, 2)), boost::math::cdf(complement(standard, 1 / root_half))},
                   {E(x).given(seen), 0.8 * density_1 / with},
                   {P(x > 1).given(seen), 0.9 * above_1 / with},
                   {E(x).given(x > 1), density_1 / above_1},
                   {P(seen).given(x > 0), 0.1 + 0.8 * 2 * above_1},
                   {E(p).given(observed(heads, 7)), 0.6},
                   {P(seen).given(likelihood(seen, 1, 4)), 4 * with / (4 * with + 1 - with)}},
                  {.trajectories = 4096, .threads = 1}, by_weights);
}

TEST(WeightedCoverage, ModelsWithUncertainParameters) {
  Model model;
  const auto p = model.parameter("p", Beta(2, 8));
  const auto q = model.parameter("q", Beta(3, 3));
  const auto r = model.parameter("r", Beta(4, 16));
  const auto mean = model.parameter("mean", Normal(5, 1));
  const Event entry = model.add("entry", Bernoulli(p));
  const Event fall = model.add("fall", Bernoulli(table(entry, {{no, r}, {yes, q}})));
  const Quantity x = model.add("x", Normal(mean, 2));
  const double pm = 0.2, qm = 0.5, rm = 0.2, p2 = 2.0 * 3 / (10 * 11), q2 = 3.0 * 4 / (6 * 7);
  expect_coverage(model,
                  {{P(entry), pm},
                   {P(fall).given(entry), qm},
                   {P(fall).given(!entry), rm},
                   {P(entry).given(fall), pm * qm / (pm * qm + (1 - pm) * rm)},
                   {P(entry).given(!fall), pm * (1 - qm) / (1 - pm * qm - (1 - pm) * rm)},
                   {E(p).given(entry), p2 / pm},
                   {E(q).given(entry && fall), q2 / qm},
                   {E(x).given(fall), 5},
                   // Normal(5, 1) seen through Normal(0, 2): 5 + (9 - 5) / 5.
                   {E(mean).given(observed(x, 9)), 5.8},
                   {P(entry).given(likelihood(entry, 1, 3)), 3 * pm / (3 * pm + 1 - pm)}},
                  {.trajectories = 200 * 512, .worlds = 200, .threads = 1}, by_weights);
}

// Worlds that differ much in how likely they make what was seen: few of them make most of the error.
TEST(WeightedCoverage, WorldsOfUnequalWeight) {
  Model model;
  const auto p = model.parameter("p", Beta(2, 8));
  const Event first = model.add("first", Bernoulli(p)), second = model.add("second", Bernoulli(p));
  const Event next = model.add("next", Bernoulli(p));
  const Quantity x = model.add("x", Normal(p, 0.1));
  const double after = 4.0 / 12;
  expect_coverage(model,
                  {{P(next).given(first && second), after, Sides::lower},
                   {E(x).given(first && second), after, Sides::lower},
                   {E(p).given(first && second), after, Sides::lower}},
                  {.trajectories = 100 * 512, .worlds = 100, .threads = 1}, by_weights);
}

// Of a horizon, whose questions are asked of each run anew.
void expect_sequential_coverage(const Horizon& horizon, const std::vector<Row>& rows,
                                const Options& options) {
  expect_coverage(horizon.constants(), rows, options,
                  [&](const Model&, const std::vector<Query>& queries, const Options& own) {
                    return sequential(horizon, queries, own);
                  });
}

std::vector<Row> eliminated(const Horizon& horizon, const std::vector<Query>& queries) {
  const Answers exact = estimate(horizon, queries, {.method = Method::exact});
  std::vector<Row> rows;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const double truth = exact[i].value;
    const bool is_rare = queries[i].asks() == Query::Asks::probability && (std::min)(truth, 1 - truth) < 0.05;
    rows.push_back({queries[i], truth, is_rare ? Sides::lower : Sides::both});
  }
  return rows;
}

// Smoothed, filtered and foretold.
TEST(SequentialCoverage, NewsOfTwoStates) {
  test::Feedback f;
  Horizon h(f.timeline, 10);
  const Boolean seen = h.at(f.weak, 0) && h.at(f.war, 1) && !h.at(f.weak, 2) && h.at(f.weak, 3) &&
                       !h.at(f.war, 4) && h.at(f.war, 5);
  const std::vector<Row> rows = eliminated(
      h, {P(h.at(f.war, 0)).given(seen), P(h.at(f.war, 3)).given(seen), P(h.at(f.weak, 5)).given(seen),
          P(h.at(f.war, 6)).given(seen), P(h.at(f.war, 9)).given(seen), E(h.count(f.weak, 9)).given(seen),
          P(h.at(f.weak, 5)), P(h.at(f.war, 9)).given(h.at(f.war, 2)),
          P(h.at(f.weak, 1)).given(seen).under(set(h.at(f.war, 2), yes))});
  expect_sequential_coverage(h, rows, {.trajectories = 40 * 512, .threads = 1});
}

TEST(SequentialCoverage, NewsOfCategoriesGuardsAndConstants) {
  test::Front f;
  Horizon h(f.timeline, 10);
  const Boolean seen = h.at(f.protest, 0) && h.at(f.report, 1) == "worse" && h.at(f.protest, 2) &&
                       h.at(f.report, 3) == "calm" && h.at(f.protest, 4) && !h.by(f.fall, 4) &&
                       (h.at(f.protest, 1) || h.at(f.protest, 3));
  const std::vector<Row> rows = eliminated(
      h, {P(f.aid).given(seen), P(h.at(f.front, 1) == "strained").given(seen),
          P(h.at(f.front, 4) == "failing").given(seen), P(h.at(f.front, 7) == "holding").given(seen),
          P(h.ever(f.fall)).given(seen), E(h.count(f.protest, 9)).given(seen),
          P(h.at(f.front, 2) == "holding").given(h.at(f.protest, 6))});
  expect_sequential_coverage(h, rows, {.trajectories = 100 * 512, .threads = 1});
}

// x[t] = x[t-1] + noise, seen through as much: after two looks, by normal conditioning.
TEST(SequentialCoverage, QuantitiesSeenExactly) {
  Timeline timeline;
  const auto x = timeline.quantity("x"), y = timeline.quantity("y");
  timeline.first(x, Normal(0, 1));
  timeline.step(x, Normal(x.last(), 1));
  timeline.each(y, Normal(x.now(), 1));
  Horizon h(timeline, 4);
  const auto seen = [&](const Query& query) {
    return query.given(observed(h.at(y, 0), 2)).given(observed(h.at(y, 1), 1));
  };
  // Precisions 1 + 1, and 1 after a step: x0 | y0 is N(1, 1/2), x1 | y0 is N(1, 3/2), x1 | both N(1, 3/5).
  const boost::math::normal foretold(1, std::sqrt(0.6 + 2));
  expect_sequential_coverage(h,
                             {{seen(E(h.at(x, 1))), 1},
                              {seen(E(h.at(x, 0))), 1},
                              {seen(E(h.at(x, 1) * h.at(x, 1))), 1.6},
                              {seen(E(h.at(x, 3))), 1},
                              {seen(P(h.at(x, 3) > 2)), boost::math::cdf(complement(foretold, 2.0))},
                              {seen(P(h.at(x, 1) > 1)), 0.5}},
                             {.trajectories = 64 * 512, .threads = 1});
}

TEST(SequentialCoverage, ModelsWithUncertainParameters) {
  Timeline timeline;
  const auto p = timeline.parameter("p", Beta(2, 6));
  const auto mean = timeline.parameter("mean", Normal(5, 1));
  const auto hit = timeline.event("hit");
  const auto x = timeline.quantity("x");
  timeline.each(hit, Bernoulli(p));
  timeline.each(x, Normal(mean, 2));
  Horizon h(timeline, 6);
  const Boolean seen = h.at(hit, 0) && !h.at(hit, 1) && h.at(hit, 2);
  // Beta(4, 7) after 2 of 3; Normal(5, 1) after 9 and 8, each seen through Normal(0, 2), so that both weigh half as much as it.
  const double after = 4.0 / 11, shifted = 5 + 3.5 * 0.5 / 1.5;
  const auto looked = [&](const Query& query) {
    return query.given(observed(h.at(x, 0), 9)).given(observed(h.at(x, 2), 8));
  };
  expect_sequential_coverage(h,
                             {{E(p).given(seen), after},
                              {P(h.at(hit, 5)).given(seen), after},
                              {E(h.count(hit, 5)).given(seen), 2 + 3 * after},
                              {E(h.at(x, 4)).given(seen), 5},
                              {P(h.at(hit, 4)), 0.25},
                              {looked(E(mean)), shifted},
                              {looked(E(h.at(x, 5))), shifted},
                              {looked(P(h.at(hit, 1))), 0.25}},
                             {.trajectories = 200 * 512, .worlds = 200, .threads = 1});
}

// What the errors would be if trajectories of one world were independent: the test above must be able to tell.
TEST(Coverage, TakingTrajectoriesOfAWorldForIndependentWouldFail) {
  Model model;
  const auto p = model.parameter("p", Beta(2, 8));
  const Event entry = model.add("entry", Bernoulli(p));
  Options options{.method = Method::forward, .trajectories = 100 * 512, .worlds = 100};
  int covered = 0;
  for (int run = 1; run <= runs; ++run) {
    options.seed = static_cast<std::uint64_t>(run);
    const Answer answer = estimate(model, {P(entry)}, options)[0];
    const double naive =
        1.96 * std::sqrt(answer.value * (1 - answer.value) / static_cast<double>(answer.samples));
    covered += std::abs(answer.value - 0.2) <= naive ? 1 : 0;
  }
  EXPECT_LT(covered, 500);
  EXPECT_LT(lower_tail(covered, options.level), flake);
}

// The judgement range: over runs, its ends lie where the quantiles of P(fall | entry, world), weighted by
// P(entry | world), are. The parameters are independent, so these are the Beta law's own.
TEST(Coverage, RangesLieWhereTheParametersSay) {
  Model model;
  const auto p = model.parameter("p", Beta(2, 8));
  const auto q = model.parameter("q", LogitNormal(-1.5, 0.7));
  const Event entry = model.add("entry", Bernoulli(p));
  const Event fall = model.add("fall", Bernoulli(table(entry, {{no, 0.1}, {yes, q}})));
  const double half = 1.6448536269514722 * 0.7;
  const auto logistic_of = [](double x) { return 1 / (1 + std::exp(-x)); };
  // About a hundred trajectories a world meet the condition: noise is a good part of the spread between worlds.
  const Answers answers = estimate(model, {P(fall).given(entry), P(fall).given(!entry), P(entry)},
                                   {.method = Method::forward, .trajectories = 2000 * 512, .worlds = 2000});
  ASSERT_TRUE(answers[0].range) << answers[0].range_note;
  EXPECT_NEAR(answers[0].range->low, logistic_of(-1.5 - half), 0.012);
  EXPECT_NEAR(answers[0].range->high, logistic_of(-1.5 + half), 0.03);
  EXPECT_FALSE(answers[1].range);  // the same in every world
  EXPECT_NE(answers[1].range_note.find("noise"), std::string::npos);
  ASSERT_TRUE(answers[2].range);
  EXPECT_NEAR(answers[2].range->low, 0.0410, 0.01);   // Beta(2, 8) at 5 %
  EXPECT_NEAR(answers[2].range->high, 0.4291, 0.03);  // and at 95 %
}

TEST(Coverage, CurvesAndFirstTimes) {
  test::Feedback f;
  Horizon h(f.timeline, 8);
  std::vector<Query> queries{E(h.first(f.weak)).given(h.ever(f.weak)),
                             E(h.count(f.war, 7)),
                             P(h.always(f.war, 2)),
                             P(h.before(f.war, f.weak)),
                             P(h.at(f.war, 2)).given(h.at(f.weak, 6)),
                             P(h.by(f.weak, 7)).given(!h.by(f.war, 1))};
  for (Index step = 0; step < 8; ++step) {
    queries.push_back(P(h.by(f.weak, step)));
    queries.push_back(P(h.first_at(f.war, step)));
  }
  const Answers truth = estimate(h, queries, {.method = Method::exact});
  std::vector<Row> rows;
  for (std::size_t i = 0; i < queries.size(); ++i) rows.push_back({queries[i], truth[i].value});
  expect_coverage(h, rows, {.trajectories = 8192});
}

// A constant hazard p of a Beta distribution: moments of p and 1 - p are known.
TEST(Coverage, CurvesAndFirstTimesWithParameters) {
  constexpr double a = 3, b = 17;
  constexpr int steps = 10;
  Timeline timeline;
  const auto p = timeline.parameter("p", Beta(a, b));
  const auto fall = timeline.event("fall"), alarm = timeline.event("alarm");
  timeline.absorbing(fall, p);
  timeline.each(alarm, Bernoulli(if_then_else(fall.now(), 0.8, 0.1)));
  Horizon h(timeline, steps);
  // E((1 - p)^n) and E(p (1 - p)^n).
  const auto left = [](int n) {
    double moment = 1;
    for (int i = 0; i < n; ++i) moment *= (b + i) / (a + b + i);
    return moment;
  };
  const auto falls = [&](int n) { return left(n) - left(n + 1); };
  std::vector<Row> rows;
  double late = 0;
  for (int step = 0; step < steps; ++step) {
    rows.push_back({P(h.by(fall, step)), 1 - left(step + 1)});
    rows.push_back({P(h.first_at(fall, step)), falls(step)});
    late += step * falls(step);
  }
  rows.push_back({E(h.first(fall)).given(h.ever(fall)), late / (1 - left(steps))});
  rows.push_back({P(h.by(fall, 9)).given(!h.by(fall, 4)), 1 - left(10) / left(5)});
  // What is seen later speaks about the parameter, and about earlier steps.
  const double alarmed = 0.1 * left(10) + 0.8 * (1 - left(10));
  rows.push_back({P(h.by(fall, 2)).given(h.at(alarm, 9)), 0.8 * (1 - left(3)) / alarmed});
  double counted = 0;
  for (int step = 0; step < steps; ++step) counted += 1 - left(step + 1);
  rows.push_back({E(h.count(fall, 9)), counted});
  expect_coverage(h, rows, {.trajectories = 100 * 512, .worlds = 100});
}

}  // namespace
}  // namespace casus
