// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/sample/sampler.hpp>

#include "../../support/message.hpp"
#include "../../support/same_bits.hpp"
#include "../../support/timelines.hpp"
#include "infer/plan/choose.hpp"
#include "infer/sequential/sequential.hpp"

namespace casus {
namespace {

using test::Everything;
using test::Feedback;
using test::Front;
using test::message;

Answers ask(const Horizon& h, const std::vector<Query>& queries, Options options = {}) {
  options.method = Method::sequential;
  return estimate(h, queries, options);
}

// Within five of its own standard errors.
void expect_near(const Answer& answer, double truth) {
  if (answer.is_bound) {
    EXPECT_LE(truth, answer.value) << answer.question;
    EXPECT_LT(answer.value, 1e-3) << answer.question;
    return;
  }
  EXPECT_TRUE(answer.standard_error >= 0) << answer.question;
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error + 1e-12) << answer.question;
  EXPECT_LE(answer.interval.low, answer.interval.high) << answer.question;
}

void expect_probability(const Answer& answer, double truth) {
  ASSERT_TRUE(answer.condition_probability) << answer.question;
  EXPECT_NEAR(*answer.condition_probability, truth, 5 * answer.condition_standard_error + 1e-12 * truth)
      << answer.question;
}

// All of one condition and intervention.
// For each of so many seeds.
void expect_as_exact(const Horizon& h, const std::vector<Query>& queries, Options options,
                     std::uint64_t seeds = 1) {
  const Answers exact = estimate(h, queries, {.method = Method::exact});
  std::optional<double> condition;
  if (queries[0].condition() && queries[0].evidence().empty())
    condition = estimate(h, {P(*queries[0].condition()).under(queries[0].interventions())},
                         {.method = Method::exact})[0]
                    .value;
  for (std::uint64_t more = 0; more < seeds; ++more, ++options.seed) {
    const Answers answers = ask(h, queries, options);
    for (std::size_t i = 0; i < queries.size(); ++i) {
      ASSERT_EQ(answers[i].parts.size(), exact[i].parts.size());
      if (answers[i].parts.empty()) expect_near(answers[i], exact[i].value);
      for (std::size_t k = 0; k < answers[i].parts.size(); ++k)
        expect_near(answers[i].parts[k], exact[i].parts[k].value);
      if (condition) expect_probability(answers[i], *condition);
    }
  }
}

// Six months of news that are no more likely than 1e-4 together; what is filtered, smoothed and forecast, for every seed.
TEST(Sequential, AgreesWithTheExactRecursionForEverySeed) {
  Feedback f;
  Horizon h(f.timeline, 10);
  const Boolean seen = h.at(f.weak, 0) && h.at(f.war, 1) && !h.at(f.weak, 2) && h.at(f.weak, 3) &&
                       !h.at(f.war, 4) && h.at(f.war, 5);
  Front of;
  Horizon g(of.timeline, 10);
  const Boolean told = g.at(of.protest, 0) && g.at(of.report, 1) == "worse" && g.at(of.protest, 2) &&
                       g.at(of.report, 3) == "calm" && g.at(of.protest, 3) && g.at(of.protest, 4) &&
                       g.at(of.report, 5) == "worse" && g.at(of.protest, 5);
  EXPECT_LT(estimate(h, {P(seen)}, {.method = Method::exact})[0].value, 1e-4);
  EXPECT_LT(estimate(g, {P(told)}, {.method = Method::exact})[0].value, 1.2e-4);
  const std::vector<Query> of_war{P(h.at(f.weak, 5)).given(seen), P(h.at(f.war, 3)).given(seen),
                                  P(h.at(f.war, 9)).given(seen), E(h.count(f.weak, 9)).given(seen)};
  const std::vector<Query> of_front{
      P(g.at(of.front, 5) == "failing").given(told), P(g.at(of.front, 1) == "strained").given(told),
      P(g.ever(of.fall)).given(told), P(of.aid).given(told), distribution_of(g.at(of.front, 3)).given(told)};
  expect_as_exact(h, of_war, {.trajectories = 100'000}, 200);
  expect_as_exact(g, of_front, {.trajectories = 100'000}, 200);
}

TEST(Sequential, TakesConditionsOfAllForms) {
  Front f;
  Horizon h(f.timeline, 8);
  const auto front = [&](Index step) { return h.at(f.front, step); };
  const std::vector<Boolean> conditions{
      !h.by(f.fall, 5),
      h.by(f.fall, 5),
      h.first_at(f.fall, 4),
      h.always(f.stands, 6) && f.aid,
      !h.always(f.stands, 6),
      h.at(f.protest, 2) || h.at(f.protest, 5),
      !(h.at(f.protest, 2) || h.at(f.protest, 5)),
      front(3) == "failing" && front(6) != "holding" && !f.aid,
      front(0) == "strained" || front(0) == "failing",
      h.count(f.protest, 7) == 4,
      h.count(f.protest, 3) >= 3 && !h.at(f.fall, 7),
      h.before(f.protest, f.fall),
      h.within(f.fall, 2, f.protest),
      h.at(f.protest, 1) && (front(4) == "failing" || h.at(f.fall, 6)),
  };
  for (const Boolean& seen : conditions)
    expect_as_exact(
        h,
        {P(f.aid).given(seen), P(front(1) == "holding").given(seen), distribution_of(front(5)).given(seen),
         P(h.at(f.fall, 7)).given(seen), E(h.count(f.protest, 7)).given(seen),
         P(h.at(f.protest, 3) && h.at(f.fall, 5)).given(seen)},
        {.trajectories = 400'000});
}

TEST(Sequential, ReadsWhatIsGivenInTheChangedModel) {
  Front f;
  Horizon h(f.timeline, 8);
  const Boolean seen = h.at(f.protest, 2) && h.at(f.report, 4) == "worse" && !h.by(f.fall, 3);
  for (const std::vector<Intervention>& done :
       {std::vector<Intervention>{set(h.at(f.front, 3), "failing")},
        {set(f.aid, yes), set(h.at(f.fall, 5), yes)},
        {set(h.at(f.protest, 1), yes), set(h.at(f.front, 4), "holding")}})
    expect_as_exact(h,
                    {P(h.at(f.front, 2) == "strained").given(seen).under(done),
                     P(h.ever(f.fall)).given(seen).under(done), P(f.aid).given(seen).under(done)},
                    {.trajectories = 400'000});
}

TEST(Sequential, TakesSignalsAndPoliciesAndPlainQuestions) {
  Front f;
  f.timeline.policy(f.front, f.protest.last(), "strained");
  f.timeline.policy(f.protest, f.report.last() == "worse", no);
  Horizon h(f.timeline, 8);
  expect_as_exact(h, {P(h.ever(f.fall)), distribution_of(h.at(f.front, 4)), P(f.aid)},
                  {.trajectories = 400'000});
  const Boolean seen = h.at(f.protest, 3) && h.at(f.front, 4) == "strained" && !h.at(f.protest, 6);
  expect_as_exact(h, {P(h.at(f.fall, 2)).given(seen), P(h.at(f.front, 7) == "failing").given(seen)},
                  {.trajectories = 400'000});
  // A signal is as good as a report with these probabilities.
  Front with;
  const auto signal = with.timeline.event("signal");
  with.timeline.each(
      signal, Bernoulli(table(with.front.now(), {{"holding", 0.1}, {"strained", 0.3}, {"failing", 0.6}})));
  Horizon g(with.timeline, 8);
  const Boolean heard = g.at(signal, 2) && g.at(signal, 5) && g.at(with.protest, 1);
  const Query plain = P(g.at(with.front, 4) == "failing").given(g.at(with.protest, 1));
  const Answer answer = ask(g, {plain.given(likelihood(g.at(with.front, 2), {1, 3, 6}))
                                    .given(likelihood(g.at(with.front, 5), {1, 3, 6}))})[0];
  expect_near(
      answer,
      estimate(g, {P(g.at(with.front, 4) == "failing").given(heard)}, {.method = Method::exact})[0].value);
  EXPECT_FALSE(answer.condition_probability);
}

// x[t] = 0.9 x[t-1] + noise, seen through more noise: the recursions of Kalman and of Rauch, Tung and Striebel.
TEST(Sequential, AgreesWithTheKalmanFilter) {
  constexpr double a = 0.9, q = 0.25, r = 0.49;
  const std::vector<double> seen{0.3, 1.1, 0.9, 2.4, 2.9, 3.1};
  Timeline timeline;
  const auto x = timeline.quantity("x"), y = timeline.quantity("y");
  timeline.first(x, Normal(0, 1));
  timeline.step(x, Normal(a * x.last(), std::sqrt(q)));
  timeline.each(y, Normal(x.now(), std::sqrt(r)));
  Horizon h(timeline, 9);
  Query given = P(yes);
  for (std::size_t t = 0; t < seen.size(); ++t)
    given = given.given(observed(h.at(y, static_cast<Index>(t)), seen[t]));
  const auto same = [&](Query query) {
    for (const Evidence& evidence : given.evidence()) query = query.given(evidence);
    return query;
  };
  std::vector<double> mean(9), variance(9), foretold_mean(9), foretold_variance(9);
  for (std::size_t t = 0; t < 9; ++t) {
    foretold_mean[t] = t == 0 ? 0 : a * mean[t - 1];
    foretold_variance[t] = t == 0 ? 1 : a * a * variance[t - 1] + q;
    const double gain = t < seen.size() ? foretold_variance[t] / (foretold_variance[t] + r) : 0;
    mean[t] = foretold_mean[t] + (t < seen.size() ? gain * (seen[t] - foretold_mean[t]) : 0);
    variance[t] = (1 - gain) * foretold_variance[t];
  }
  const double filtered = mean[5], foretold = mean[8], spread = variance[8];
  for (std::size_t t = 5; t-- > 2;) {
    const double back = variance[t] * a / foretold_variance[t + 1];
    mean[t] += back * (mean[t + 1] - foretold_mean[t + 1]);
    variance[t] += back * back * (variance[t + 1] - foretold_variance[t + 1]);
  }
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Quantity first = h.at(x, 2), last = h.at(x, 8);
    const Answers answers = ask(h,
                                {same(E(h.at(x, 5))), same(E(first)), same(E(first * first)), same(E(last)),
                                 same(E(last * last)), same(P(last > foretold))},
                                {.trajectories = 200'000, .seed = seed});
    expect_near(answers[0], filtered);
    expect_near(answers[1], mean[2]);
    expect_near(answers[2], mean[2] * mean[2] + variance[2]);
    expect_near(answers[3], foretold);
    expect_near(answers[4], foretold * foretold + spread);
    expect_near(answers[5], 0.5);
    EXPECT_FALSE(answers[0].condition_probability);
    EXPECT_LT(answers[0].standard_error, 0.01);
  }
  // Densities far beyond a double's range.
  const Answer far =
      ask(h, {E(h.at(x, 5)).given(observed(h.at(y, 0), 0)).given(observed(h.at(y, 5), 90))})[0];
  EXPECT_FALSE(far.warnings.empty());
  EXPECT_GT(far.value, 3);
}

// Bernoulli draws with a Beta chance: after k of n it is another Beta.
TEST(Sequential, LearnsParameters) {
  Timeline timeline;
  const auto p = timeline.parameter("p", Beta(2, 6));
  const auto hit = timeline.event("hit");
  timeline.each(hit, Bernoulli(p));
  Horizon h(timeline, 9);
  const Boolean seen = h.at(hit, 0) && h.at(hit, 1) && !h.at(hit, 2) && h.at(hit, 3) && h.at(hit, 4);
  const Answers answers = ask(h,
                              {E(p).given(seen), P(h.at(hit, 8)).given(seen), P(h.at(hit, 3)).given(seen),
                               E(h.count(hit, 8)).given(seen)},
                              {.trajectories = 1000 * 512, .worlds = 1000});
  expect_near(answers[0], 6.0 / 13);
  expect_near(answers[1], 6.0 / 13);
  EXPECT_EQ(answers[2].value, 1);
  expect_near(answers[3], 4 + 4 * 6.0 / 13);
  // B(6, 7) / B(2, 6)
  expect_probability(answers[0], std::exp(std::lgamma(6) + std::lgamma(7) - std::lgamma(13) - std::lgamma(2) -
                                          std::lgamma(6) + std::lgamma(8)));
  EXPECT_EQ(answers[0].worlds, 1000);
  EXPECT_GT(answers[0].standard_error, 0.001);
}

struct EverythingSeen {
  Everything e;
  Horizon h{e.timeline, 7};

  std::vector<Query> queries() {
    const auto seen = [&](const Query& query) {
      return query
          .given(h.at(e.war, 1) && h.at(e.front, 2) == "failing" && h.at(e.raids, 3) == 2 &&
                 !h.by(e.fall, 3) && h.at(e.strain, 4) > -0.5 && (h.at(e.war, 0) || h.at(e.war, 2)))
          .given(observed(h.at(e.losses, 2), 1.5))
          .given(observed(h.at(e.strain, 3), 0.4))
          .given(likelihood(h.at(e.war, 4), 1, 3));
    };
    return {seen(P(h.ever(e.fall))),
            seen(E(h.at(e.strain, 1))),
            seen(distribution_of(h.at(e.front, 4))),
            seen(histogram(h.at(e.strain, 6), {-1, 0, 1, 2})),
            seen(E(h.at(e.losses, 2))),
            seen(P(e.mobilised)),
            seen(E(e.reserve)),
            seen(P(h.at(e.war, 6))),
            seen(P(h.at(e.war, 5))).under(set(h.at(e.retreat, 1), yes)),
            P(h.ever(e.fall)).given(h.at(e.war, 1))};
  }
};

TEST(Sequential, GivesTheSameBitsHoweverItIsRun) {
  EverythingSeen seen;
  const std::vector<Query> queries = seen.queries();
  for (const Index worlds : {1, 9}) {
    Options options{.trajectories = 60'000, .worlds = worlds, .threads = 1};
    const Answers expected = ask(seen.h, queries, options);
    const auto compare = [&] { test::expect_same_bits(expected, ask(seen.h, queries, options)); };
    for (const int threads : {2, 4}) {
      options.threads = threads;
      compare();
    }
    options.batch = 1;
    compare();
    for (const std::string& name : instruction_sets()) {
      options.instruction_set = name;
      compare();
    }
  }
}

// What is resampled here goes another way than importance weights of whole trajectories do.
TEST(Sequential, AgreesWithWeightsOfTheUnrolledModel) {
  EverythingSeen seen;
  const std::vector<Query> queries = seen.queries();
  const Options options{.trajectories = 2'000'000, .worlds = 2000};
  const Answers answers = ask(seen.h, queries, options);
  Options by_weights = options;
  by_weights.method = Method::weighted;
  by_weights.seed = 2;
  const Answers expected = estimate(seen.h, queries, by_weights);
  const auto near = [](const Answer& a, const Answer& b) {
    EXPECT_NEAR(a.value, b.value, 5 * std::hypot(a.standard_error, b.standard_error) + 1e-9) << a.question;
  };
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (answers[i].parts.empty()) near(answers[i], expected[i]);
    for (std::size_t k = 0; k < answers[i].parts.size(); ++k) near(answers[i].parts[k], expected[i].parts[k]);
  }
}

TEST(Sequential, MoreStepsAndUnrelatedSeriesChangeNothing) {
  Front few, more;
  const auto unrelated = more.timeline.quantity("unrelated");
  more.timeline.each(unrelated, Normal(0, 1));
  Horizon h(few.timeline, 6), longer(more.timeline, 40);
  const Options options{.trajectories = 50'000};
  const Answer a =
      ask(h, {P(h.by(few.fall, 5)).given(h.at(few.protest, 2) && h.at(few.protest, 3))}, options)[0];
  const Answers b =
      ask(longer,
          {P(longer.by(more.fall, 5)).given(longer.at(more.protest, 2) && longer.at(more.protest, 3)),
           E(longer.at(unrelated, 39)).given(longer.at(more.protest, 2) && longer.at(more.protest, 3))},
          options);
  test::expect_same_bits(a, b[0]);
}

TEST(Sequential, SaysWhereItCannotBeTrusted) {
  // A walk that is seen ever and again: of its first step little is left in the end.
  Timeline timeline;
  const auto x = timeline.quantity("x"), y = timeline.quantity("y");
  timeline.first(x, Normal(0, 1));
  timeline.step(x, Normal(x.last(), 1));
  timeline.each(y, Normal(x.now(), 0.05));
  Horizon h(timeline, 60);
  Query first = E(h.at(x, 0)), last = E(h.at(x, 59));
  for (Index t = 0; t < 60; ++t) {
    const Evidence seen = observed(h.at(y, t), std::sin(0.3 * static_cast<double>(t)));
    first = first.given(seen);
    last = last.given(seen);
  }
  const Answers answers = ask(h, {first, last}, {.trajectories = 65536});
  std::string all;
  for (const Warning& warning : answers[0].warnings) all += warning.text;
  EXPECT_NE(all.find("the surviving values of month 0 come from"), std::string::npos) << all;
  EXPECT_LT(answers[0].effective_samples, 100);
  EXPECT_GT(answers[1].effective_samples, 1000);
  EXPECT_TRUE(answers[1].warnings.empty());
  expect_near(answers[1], std::sin(0.3 * 59));
}

TEST(Sequential, BoundsWhatWasNeverSeen) {
  Timeline timeline;
  const auto alarm = timeline.event("alarm"), rare = timeline.event("rare");
  timeline.each(alarm, Bernoulli(0.3));
  timeline.each(rare, Bernoulli(if_then_else(alarm.now(), 1e-9, 0)));
  Horizon h(timeline, 6);
  const Answer never = ask(h, {P(h.at(rare, 5)).given(h.at(alarm, 2))}, {.trajectories = 100'000})[0];
  EXPECT_TRUE(never.is_bound);
  EXPECT_GT(never.value, 1e-9);
  EXPECT_LT(never.value, 1e-3);
  // A condition that cannot be set, only met.
  const Answer unmet =
      ask(h, {P(h.at(alarm, 5)).given(h.at(rare, 1) || h.at(rare, 3))}, {.trajectories = 100'000})[0];
  EXPECT_TRUE(std::isnan(unmet.value));
  EXPECT_EQ(unmet.met, 0);
  ASSERT_FALSE(unmet.warnings.empty());
  EXPECT_NE(unmet.warnings[0].text.find("is below 3.68e-05"), std::string::npos) << unmet.warnings[0].text;
  // One that can be set is no problem.
  const Answer rarely = ask(h, {P(h.at(alarm, 3)).given(h.at(rare, 1) && h.at(rare, 3))})[0];
  EXPECT_EQ(rarely.value, 1);
  expect_probability(rarely, 0.09e-18);
}

// That it had happened by the sixth month is most likely because it happened before, which no particle saw: all agree on the rest.
TEST(Sequential, SaysThatItMayMissRareStates) {
  Timeline timeline;
  const auto a = timeline.event("a"), x = timeline.event("x");
  timeline.first(a, Bernoulli(0.3));
  timeline.step(a, Bernoulli(if_then_else(a.last(), 0.8, 0.1)));
  timeline.absorbing(x, if_then_else(a.now(), 3e-7, 1e-7));
  Horizon h(timeline, 12);
  const Query query = P(h.at(a, 2)).given(h.at(x, 5));
  const Answer missed = ask(h, {query})[0];
  ASSERT_FALSE(missed.warnings.empty());
  EXPECT_NE(missed.warnings[0].text.find("the evidence at month 5 is unlikely in all states that were drawn"),
            std::string::npos)
      << missed.warnings[0].text;
  const double exact = estimate(h, {query}, {.method = Method::exact})[0].value;
  const Answer automatic = estimate(h, {query}, {.exact_budget = 1})[0];
  EXPECT_NE(automatic.reason.find("sequential Monte Carlo missed part of the evidence"), std::string::npos)
      << automatic.reason;
  expect_near(automatic, exact);
}

TEST(Sequential, ComesToAPrecisionAndHeedsTheTime) {
  Front f;
  Horizon h(f.timeline, 8);
  const Query query = P(h.ever(f.fall)).given(h.at(f.protest, 2) && h.at(f.protest, 4) && h.at(f.protest, 5));
  const double truth = estimate(h, {query}, {.method = Method::exact})[0].value;
  Options options{.trajectories = 100'000'000};
  options.absolute_precision = 0.004;
  const Answer precise = ask(h, {query}, options)[0];
  EXPECT_EQ(precise.stopped, "the precision asked for was reached");
  EXPECT_LE(precise.interval.high - precise.interval.low, 0.008);
  EXPECT_LT(precise.samples, 10'000'000);
  expect_near(precise, truth);
  options.absolute_precision = 0;
  options.trajectories = Index{1} << 40;
  options.seconds = 0.2;
  const Answer timely = ask(h, {query}, options)[0];
  EXPECT_EQ(timely.stopped, "the time was up");
  expect_near(timely, truth);
}

TEST(Sequential, ReportsProgressAndCanBeCancelled) {
  Front f;
  Horizon h(f.timeline, 8);
  const std::vector<Query> queries{P(h.ever(f.fall)).given(h.at(f.protest, 2)), P(h.ever(f.fall))};
  double last = 0;
  Options options{.trajectories = 100'000};
  options.progress = [&](double share) {
    EXPECT_GE(share, last);
    last = share;
  };
  ask(h, queries, options);
  EXPECT_EQ(last, 1);
  std::stop_source source;
  source.request_stop();
  options.stop = source.get_token();
  EXPECT_THROW(ask(h, queries, options), Cancelled);
}

TEST(Sequential, RefusesWhatItCannotAnswer) {
  Everything e;
  Horizon h(e.timeline, 5);
  const Boolean seen = h.at(e.war, 1);
  EXPECT_NE(message([&] {
              sequential(h, {P(seen).counterfactually(set(h.at(e.war, 0), no))}, {});
            }).find("expected evidence and interventions, for sequential Monte Carlo, got a counterfactual"),
            std::string::npos);
  EXPECT_EQ(message([&] { ask(h, {P(seen).given(observed(h.sum(e.losses, 3), 2))}); }).substr(0, 14),
            "sum(losses)[3]");
  EXPECT_NE(message([&] {
              ask(h, {P(seen).given(h.at(e.front, 2) == "failing" && h.at(e.front, 2) == "holding")});
            }).find("'front' in two states, which cannot"),
            std::string::npos);
  EXPECT_EQ(ask(h, {P(seen).given(observed(h.count(e.war, 1), 2))})[0].value, 1);
  Model m;
  const auto a = m.add("a", Bernoulli(0.5));
  EXPECT_EQ(
      message([&] { estimate(m, {P(a)}, {.method = Method::sequential}); }),
      "P(a): expected a question over time, asked of a horizon, for sequential Monte Carlo, got one of a "
      "model without time; the weighted method answers it");
}

TEST(Sequential, TellsWhatWentWrongAndWhen) {
  Timeline timeline;
  const auto walk = timeline.quantity("walk"), q = timeline.quantity("q");
  const auto seen = timeline.event("seen");
  timeline.first(walk, Normal(0, 1));
  timeline.step(walk, Normal(walk.last(), 1));
  timeline.each(q, Normal(0, 4 - walk.now()));
  timeline.each(seen, Bernoulli(walk.now() / 8 + 0.5));
  Horizon h(timeline, 12);
  const std::string drawn = message([&] { ask(h, {E(h.at(q, 11))}); });
  EXPECT_EQ(drawn.substr(0, 2), "q[") << drawn;
  EXPECT_NE(drawn.find("(world 0)"), std::string::npos) << drawn;
  const std::string weighed = message([&] { ask(h, {E(h.at(walk, 11)).given(h.at(seen, 9))}); });
  EXPECT_EQ(weighed.substr(0, 7), "seen[9]") << weighed;
}

TEST(Sequential, IsChosenForNewsThatIsSeldom) {
  Front f;
  Horizon h(f.timeline, 8);
  // Where the recursion over so few states is not allowed to be cheap.
  const Options options{.exact_budget = 1};
  const auto choice = [&](const Query& query) { return choose(h, {query}, options)[0]; };
  const Boolean seldom = h.at(f.protest, 1) && h.at(f.protest, 2) && h.at(f.protest, 3) && h.at(f.protest, 4);
  EXPECT_EQ(choice(P(h.ever(f.fall)).given(seldom)).method, Method::sequential);
  EXPECT_EQ(choice(P(h.ever(f.fall)).given(likelihood(h.at(f.front, 2), {1, 2, 3}))).method,
            Method::sequential);
  EXPECT_EQ(choice(P(h.ever(f.fall)).given(!h.at(f.protest, 1))).method, Method::forward);
  const Answer answer = estimate(h, {P(h.ever(f.fall)).given(seldom)}, options)[0];
  EXPECT_NE(answer.method.find("sequential Monte Carlo: 123 populations of 8192 particles"),
            std::string::npos)
      << answer.method;
}

// A share that rounds to one was seen all the same; and what no double holds is not told to be zero.
TEST(Sequential, TellsWhatIsNearlyCertainFromWhatWasNeverSeen) {
  Timeline timeline;
  const auto x = timeline.event("x");
  timeline.each(x, Bernoulli(0.5));
  Horizon h(timeline, 2);
  const Answer sure =
      sequential(h, {P(h.at(x, 0)).given(likelihood(h.at(x, 0), 2.5e-16, 1))}, {.trajectories = 200'000})[0];
  EXPECT_FALSE(sure.is_bound);
  EXPECT_NEAR(sure.value, 1, 1e-9);
  EXPECT_LE(sure.interval.low, 1);
  EXPECT_GT(sure.interval.low, 0.99);
  Horizon far(timeline, 1200);
  const Answer answer =
      sequential(far, {P(far.at(x, 1199)).given(far.always(x, 1198))}, {.trajectories = 20'000})[0];
  EXPECT_NEAR(answer.value, 0.5, 5 * answer.standard_error);
  EXPECT_FALSE(answer.condition_probability && *answer.condition_probability == 0);
}

}  // namespace
}  // namespace casus
