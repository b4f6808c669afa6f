// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/analyse/contrast.hpp>
#include <casus/analyse/sensitivity.hpp>
#include <casus/analyse/world_table.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/posterior.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/io/manifest.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>
#include <casus/model/horizon.hpp>
#include <casus/report/json.hpp>
#include <casus/sample/sampler.hpp>

#include "../support/message.hpp"

namespace casus {
namespace {

using test::message;

struct Dam {
  Model model;
  Parameter p = model.parameter("p", Beta(2, 6)), q = model.parameter("q", Uniform(0.1, 0.7)),
            r = model.parameter("r", Beta(3, 3));
  Event flood = model.add("flood", Bernoulli(p));
  Event jammed = model.add("jammed", Bernoulli(table(flood, {{no, q}, {yes, r}})));
  Event breach = model.add("breach", Bernoulli(if_then_else(flood&& jammed, r, 0.5 * p * q)));
  Quantity damage = model.add("damage", Normal(10 * p + 5 * Real(breach), 1));
};

Options quasi(Method method, std::uint64_t seed = 1) {
  return {.method = method,
          .trajectories = 512'000,
          .worlds = 1000,
          .worlds_by = WorldDraws::quasi,
          .seed = seed};
}

TEST(QuasiWorldAnswers, AreTheSameOnAnyThreadsAndBatches) {
  const Dam dam;
  const std::vector<Query> asked{P(dam.breach), P(dam.flood).given(dam.breach),
                                 P(dam.breach).under(set(dam.jammed, yes))};
  const std::vector<Query> sampled{E(dam.damage), P(dam.breach), P(dam.flood).given(dam.breach),
                                   E(dam.damage).given(dam.flood)};
  for (const auto& [method, queries] :
       {std::pair{Method::exact, asked}, std::pair{Method::forward, sampled}}) {
    Options options = quasi(method);
    options.threads = 1;
    const Answers one = estimate(dam.model, queries, options);
    options.threads = 3;
    options.batch = 2;
    options.instruction_set = instruction_sets().back();
    const Answers other = estimate(dam.model, queries, options);
    for (std::size_t i = 0; i < queries.size(); ++i) {
      EXPECT_EQ(one[i].value, other[i].value);
      EXPECT_EQ(one[i].interval.low, other[i].interval.low);
      EXPECT_EQ(one[i].standard_error, other[i].standard_error);
      EXPECT_EQ(one[i].worlds, 992);
      EXPECT_EQ(one[i].samples, method == Method::exact ? 0 : 992 * 512);
      EXPECT_NE(one[i].reason.find("worlds are 31 scrambled Sobol' sequences of 32 points"),
                std::string::npos)
          << one[i].reason;
      ASSERT_TRUE(one[i].range);
      EXPECT_EQ(one[i].range->low, other[i].range->low);
    }
  }
}

// The worlds of exact and of sampled answers are those of `draw_parameters`, correlated ones too.
TEST(QuasiWorldAnswers, HaveTheWorldsThatAreDrawnAlone) {
  Dam dam;
  correlate(dam.model, {{dam.p, dam.r, 0.5}});
  Randomness randomness;
  randomness.points = quasi_worlds(dam.model, randomness, 992);
  Options options = quasi(Method::exact);
  options.keep_worlds = true;
  const Answer exact = estimate(dam.model, P(dam.flood), options);
  options.method = Method::forward;
  const Answer sampled = estimate(dam.model, E(Real(dam.p) + 0 * Real(dam.flood)), options);
  ASSERT_TRUE(exact.by_world && sampled.by_world);
  ASSERT_EQ(exact.by_world->size(), 992u);
  ASSERT_EQ(sampled.by_world->size(), 992u);
  for (Index world = 0; world < 992; ++world) {
    const double p = draw_parameters(dam.model, randomness, world)[0];
    EXPECT_NEAR((*exact.by_world)[static_cast<std::size_t>(world)].value, p, 1e-14);
    EXPECT_NEAR((*sampled.by_world)[static_cast<std::size_t>(world)].value, p, 1e-12);
  }
}

// Errors are those between the means of replicates, with Student's t.
TEST(QuasiWorldAnswers, HaveErrorsBetweenReplicates) {
  const Dam dam;
  Options options = quasi(Method::exact, 5);
  options.keep_worlds = true;
  const auto error_of = [](const Answer& answer) {
    double squares = 0;
    for (std::size_t replicate = 0; replicate < 31; ++replicate) {
      double mean = 0;
      for (std::size_t i = 0; i < 32; ++i) mean += (*answer.by_world)[32 * replicate + i].value / 32;
      squares += (mean - answer.value) * (mean - answer.value);
    }
    return std::sqrt(squares / (31 * 30));
  };
  const Answer exact = estimate(dam.model, P(dam.breach), options);
  ASSERT_TRUE(exact.by_world);
  EXPECT_NEAR(exact.standard_error, error_of(exact), 1e-9 * exact.standard_error);
  // Satterthwaite's degrees of freedom: the square of each residual is its variance.
  const auto half_of = [&](const Answer& answer) {
    double squares = 0, fourths = 0;
    for (std::size_t replicate = 0; replicate < 31; ++replicate) {
      double off = 0;
      for (std::size_t i = 0; i < 32; ++i) off += (*answer.by_world)[32 * replicate + i].value - answer.value;
      squares += off * off;
      fourths += off * off * off * off;
    }
    const double degrees = squares * squares / fourths;
    EXPECT_GT(degrees, 5);
    EXPECT_LT(degrees, 25);
    return detail::student_point(0.95, degrees) * answer.standard_error;
  };
  const double spread = exact.value * (1 - exact.value);
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  EXPECT_NEAR((logit(exact.interval.high) - logit(exact.value)) * spread / half_of(exact), 1, 1e-6);
  options.method = Method::forward;
  const Answer sampled = estimate(dam.model, E(dam.damage), options);
  ASSERT_TRUE(sampled.by_world);
  EXPECT_NEAR(sampled.standard_error, error_of(sampled), 1e-9 * sampled.standard_error);
  EXPECT_GE(sampled.interval.high - sampled.value, half_of(sampled) * (1 - 1e-6));
  EXPECT_LE(sampled.interval.high - sampled.value, half_of(sampled) * 1.5);
}

// The truth of a polynomial of independent parameters, over many seeds; and far smaller errors than
// those of as many independent worlds, and no smaller ones than the answers have.
TEST(QuasiWorldAnswers, HoldTheTruth) {
  const Dam dam;
  const double p = 0.25, q = 0.4, r = 0.5, p2 = 2 * 3 / (8.0 * 9), r2 = 3 * 4 / (6.0 * 7);
  // In a world: p r r + (1 - p r) p q / 2.
  const double truth = p * r2 + 0.5 * (p * q - p2 * r * q);
  constexpr int repeats = 1000;
  for (const Method method : {Method::exact, Method::forward}) {
    int held = 0;
    double errors = 0, squares = 0, of_independent = 0;
    for (int run = 0; run < repeats; ++run) {
      Options options{.method = method,
                      .trajectories = 100 * 512,
                      .worlds = 128,
                      .worlds_by = WorldDraws::quasi,
                      .seed = static_cast<std::uint64_t>(run)};
      const Answer answer = estimate(dam.model, P(dam.breach), options);
      held += answer.interval.low <= truth && truth <= answer.interval.high ? 1 : 0;
      errors += answer.standard_error * answer.standard_error / repeats;
      squares += (answer.value - truth) * (answer.value - truth) / repeats;
      options.worlds_by = WorldDraws::independent;
      const double off = estimate(dam.model, P(dam.breach), options).value - truth;
      of_independent += off * off / repeats;
    }
    // 913 of 1000 at 95 %: p = 1e-6. Intervals are conservative, but errors are not too large.
    EXPECT_GT(held, 913) << to_text(method);
    EXPECT_NEAR(errors / squares, 1, 0.3) << to_text(method);
    EXPECT_LT(squares, of_independent / (method == Method::exact ? 5 : 3)) << to_text(method);
  }
}

// Evidence whose probability varies between worlds, so that the means of replicates are skewed; with
// Student's t on one degree less than replicates, 88 to 90 % of the intervals for `third` would hold
// with eight replicates. The truth is that of the beta distributions: E[p^3] / E[p^2] and E[q].
TEST(QuasiWorldAnswers, HoldTheTruthGivenSkewedEvidence) {
  Model model;
  const Parameter p = model.parameter("p", Beta(2, 6)), q = model.parameter("q", Beta(2, 2));
  const Event first = model.add("first", Bernoulli(p)), second = model.add("second", Bernoulli(p)),
              third = model.add("third", Bernoulli(p)), other = model.add("other", Bernoulli(q));
  const std::vector<Query> queries{P(third).given(first && second), P(other).given(first && second)};
  const std::array<double, 2> truths{0.4, 0.5};
  for (const Index worlds : {128, 1024}) {
    constexpr int repeats = 600;
    std::array<int, 2> held{};
    for (int run = 0; run < repeats; ++run) {
      Options options = quasi(Method::exact, static_cast<std::uint64_t>(run));
      options.worlds = worlds;
      const Answers answers = estimate(model, queries, options);
      for (std::size_t i = 0; i < 2; ++i) {
        const Interval interval = answers[i].interval;
        held[i] += interval.low <= truths[i] && truths[i] <= interval.high ? 1 : 0;
      }
    }
    for (std::size_t i = 0; i < 2; ++i) EXPECT_GT(held[i], 541) << worlds << ' ' << i;  // p = 1e-6
  }
}

TEST(QuasiWorldAnswers, OverTimeToo) {
  Timeline timeline("month");
  const auto rate = timeline.parameter("rate", Beta(2, 10)), end = timeline.parameter("end", Beta(4, 4));
  const auto war = timeline.event("war");
  timeline.first(war, Bernoulli(rate));
  timeline.step(war, Bernoulli(if_then_else(war.last(), 1 - end, rate)));
  Horizon h(timeline, 5);
  const Query query = P(h.at(war, 4));
  const Answer recursion = estimate(h, query, quasi(Method::exact));
  const Answer forward = estimate(h, query, quasi(Method::forward));
  const Answer plain = estimate(h, query, {.method = Method::exact, .worlds = 100'000});
  EXPECT_EQ(recursion.worlds, 992);
  EXPECT_NEAR(recursion.value, plain.value, 5 * plain.standard_error);
  EXPECT_NEAR(forward.value, recursion.value, 5 * forward.standard_error);
  EXPECT_LT(recursion.standard_error, plain.standard_error);
}

// Methods that draw independent worlds do as they do without the option, and say so.
TEST(QuasiWorldAnswers, OtherMethodsDrawIndependentWorlds) {
  const Dam dam;
  const std::vector<Query> queries{P(dam.flood).given({observed(dam.damage, 8.0)})};
  Options options = quasi(Method::weighted);
  const Answer with = estimate(dam.model, queries, options)[0];
  options.worlds_by = WorldDraws::independent;
  options.worlds = 992;
  options.trajectories = 992 * 512;
  const Answer without = estimate(dam.model, queries, options)[0];
  EXPECT_EQ(with.value, without.value);
  EXPECT_EQ(with.interval.high, without.interval.high);
  EXPECT_NE(with.reason.find("parameters were drawn independently"), std::string::npos) << with.reason;
  // Quantiles, whose intervals a few replicates would leave open.
  const Answer middle = estimate(dam.model, quantile(dam.damage, 0.9), quasi(Method::forward));
  EXPECT_NE(middle.reason.find("parameters were drawn independently"), std::string::npos) << middle.reason;
  EXPECT_TRUE(std::isfinite(middle.interval.low) && std::isfinite(middle.interval.high));
  // Automatically, with parameters updated by the evidence.
  const Answer automatic = estimate(dam.model, queries, quasi(Method::automatic))[0];
  EXPECT_NE(automatic.reason.find("parameters were drawn independently"), std::string::npos)
      << automatic.reason;
  // A model without parameters has no worlds.
  Model certain;
  const Event rain = certain.add("rain", Bernoulli(0.25));
  EXPECT_EQ(estimate(certain, P(rain), quasi(Method::automatic)).reason,
            estimate(certain, P(rain), Options{}).reason);
}

// A table of worlds has the deviates of the worlds of its answers: re-weighting by a judgement gives
// the mean that the judgement implies.
TEST(QuasiWorldAnswers, GoIntoTablesOfWorlds) {
  const Dam dam;
  const WorldTable table = world_table(dam.model, {P(dam.flood)}, {.run = quasi(Method::exact)});
  ASSERT_FALSE(table.judgements.empty());
  ASSERT_EQ(table.answers.size(), 1u);
  const auto& worlds = *table.answers[0].by_world;
  bool any = false;
  for (const MovableJudgement& judgement : table.judgements) {
    if (judgement.parameter != "p") continue;
    any = true;
    ASSERT_EQ(judgement.deviates.size(), 992u);
    // The answer is the parameter, which increases with its deviate.
    for (std::size_t i = 1; i < 992; ++i)
      EXPECT_EQ(judgement.deviates[i] > judgement.deviates[0], worlds[i].value > worlds[0].value) << i;
  }
  EXPECT_TRUE(any);
  EXPECT_TRUE(world_table(dam.model, {P(dam.flood).given({observed(dam.damage, 8.0)})},
                          {.run = quasi(Method::weighted)})
                  .answers.empty());
}

TEST(QuasiWorldAnswers, AreRefusedWhereErrorsWouldBeWrong) {
  const Dam dam;
  const Query query = P(dam.breach);
  const auto refused = [&](Options options) { return message([&] { estimate(dam.model, query, options); }); };
  const std::string independent = "option worlds_by: expected independent worlds, ";
  Options options = quasi(Method::automatic);
  options.relative_precision = 0.1;
  EXPECT_EQ(refused(options),
            independent + "because a precision determines their number, got quasi with a precision");
  options = quasi(Method::automatic);
  options.seconds = 1;
  EXPECT_EQ(refused(options),
            independent + "because a time limit determines their number, got quasi with a time limit");
  options = quasi(Method::automatic);
  options.worlds = 31;
  EXPECT_EQ(refused(options), "option worlds: expected at least 32 quasi-random worlds, got 31");
  options = quasi(Method::automatic);
  EXPECT_EQ(message([&] { posterior(dam.model, {dam.flood}, options); }),
            independent + "for a posterior, got quasi");
  EXPECT_EQ(message([&] { contrast(dam.model, query, query.under(set(dam.jammed, no)), options); }),
            independent + "for a contrast, got quasi");
  EXPECT_EQ(message([&] { sensitivity(dam.model, query, {.run = options}); }),
            independent + "for an analysis, got quasi");
  EXPECT_EQ(message([&] { reference_estimate(dam.model, {query}, options); }),
            independent + "for the reference sampler, got quasi");
  const Model given =
      with_worlds(dam.model, {.values = std::vector<std::vector<double>>(20, {0.1, 0.2, 0.3})});
  EXPECT_EQ(message([&] { estimate(given, P(given.event("breach")), options); }),
            independent + "because the model has worlds of its own, got quasi");
}

TEST(QuasiWorldAnswers, AreRepeatedFromAManifest) {
  const Dam dam;
  const std::vector<Query> queries{P(dam.breach), E(dam.damage)};
  const Options options = quasi(Method::automatic);
  const Answers first = estimate(dam.model, queries, options);
  const Manifest manifest = manifest_of(dam.model, queries, first, options);
  const Manifest read = read_record(to_json(Record{manifest, to_json(first)}), "m.json").manifest;
  EXPECT_EQ(read.options.worlds_by, WorldDraws::quasi);
  const Answers again = replay(dam.model, queries, read);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(again[i].value, first[i].value);
  EXPECT_EQ(to_json(Record{manifest_of(dam.model, queries, first, {}), to_json(first)}).find("worlds_by"),
            std::string::npos);
}

}  // namespace
}  // namespace casus
