// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <bit>
#include <chrono>
#include <cmath>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>

#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/sample/sampler.hpp>

#include "infer/splitting/event.hpp"
#include "infer/splitting/importance_function.hpp"
#include "infer/splitting/splitting.hpp"

#include "../../support/same_bits.hpp"

namespace casus {
namespace {

double upper_tail(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }

Answer ask(const Model& model, const Query& query, const Options& options = {}) {
  return splitting(model, {query}, options)[0];
}

void expect_near(const Model& model, const Query& query, double exact, const Options& options,
                 double most_error) {
  const Answer answer = ask(model, query, options);
  const std::string text = to_text(query).substr(0, 80) + ": " + answer.method;
  ASSERT_FALSE(answer.is_bound) << text;
  EXPECT_NEAR(answer.value, exact, 5 * answer.standard_error) << text;
  EXPECT_LT(answer.standard_error, most_error * exact) << text;
  EXPECT_LT(answer.interval.low, answer.value) << text;
  EXPECT_GT(answer.interval.high, answer.value) << text;
}

// Populations move in the space of the parameters, too: the event is rare in most worlds and less rare
// in a few, which hardly any draw of the parameters would show.
TEST(Splitting, DrawsUncertainParametersWithEachTrajectory) {
  Model m;
  const Parameter p = m.parameter("p", Beta(2, 50));
  Boolean all = yes;
  for (const char* name : {"a", "b", "c"}) all = all && m.add(name, Bernoulli(0.1 * p));
  const double exact = 1e-3 * (2.0 * 3 * 4) / (52.0 * 53 * 54);
  Timeline t;
  const Parameter q = t.parameter("q", Beta(2, 50));
  const auto x = t.event("x");
  t.each(x, Bernoulli(1e-6 * q));
  Horizon months(t, 10);
  const double ever = 1e-6 * 10 * 2 / 52;  // to first order
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Options options{.method = Method::splitting, .seed = seed};
    const Answer still = estimate(m, {P(all)}, options)[0],
                 moving = estimate(months, {P(months.ever(x))}, options)[0];
    EXPECT_NEAR(still.value, exact, 5 * still.standard_error);
    EXPECT_LT(still.standard_error, 0.2 * exact);
    EXPECT_NEAR(moving.value, ever, 5 * moving.standard_error + 1e-4 * ever);
    EXPECT_LT(moving.standard_error, 0.2 * ever);
    EXPECT_FALSE(still.range);
    EXPECT_NE(still.range_note.find("drawn anew for each trajectory"), std::string::npos) << still.range_note;
  }
}

// Once it has happened it stays so: what questions over time accumulate, month by month, is seen
// through.
TEST(Splitting, ClimbsAlongTheMonths) {
  const auto expect_exact = [](const Horizon& h, const Query& query) {
    const double exact = estimate(h, {query}, {.method = Method::exact})[0].value;
    EXPECT_LT(exact, 2e-5);
    for (const std::uint64_t seed : {1, 2, 3}) {
      const Answer answer = estimate(h, {query}, {.method = Method::splitting, .seed = seed})[0];
      ASSERT_FALSE(answer.is_bound) << answer.question;
      EXPECT_NEAR(answer.value, exact, 5 * answer.standard_error) << answer.question;
      EXPECT_LT(answer.standard_error, 0.2 * exact) << answer.question;
    }
  };
  Timeline independent;
  const auto x = independent.event("x");
  independent.each(x, Bernoulli(1e-8));
  Horizon months(independent, 12);
  expect_exact(months, P(months.ever(x)));
  expect_exact(months, P(months.by(x, 3)));

  // So many months of twelve, in any order; and each month likelier after the last.
  Timeline repeating;
  const auto raid = repeating.event("raid"), strike = repeating.event("strike");
  repeating.each(raid, Bernoulli(3e-3));
  repeating.first(strike, Bernoulli(2e-4));
  repeating.step(strike, Bernoulli(if_then_else(strike.last(), 0.05, 2e-4)));
  Horizon counted(repeating, 12);
  expect_exact(counted, P(counted.count(raid, 11) >= 3));
  expect_exact(counted, P(counted.count(raid, 11) == 3));
  expect_exact(counted, P(counted.count(strike, 11) > 2));
  expect_exact(counted, P(counted.count(raid, 11) + 2 * counted.count(strike, 11) >= 6));
  expect_exact(counted, P(12 - counted.count(raid, 11) < 10));

  Timeline steps;
  const auto level = steps.category("level", {"calm", "tense", "open"});
  const auto war = steps.event("war"), loss = steps.event("loss");
  const Boolean was_calm = level.last() == "calm", was_tense = level.last() == "tense";
  steps.first(level, Categorical({"calm", "tense", "open"}, {1, 0, 0}));
  steps.step(level, Categorical({"calm", "tense", "open"},
                                {if_then_else(was_calm, 0.998, if_then_else(was_tense, 0.3, 0.0)),
                                 if_then_else(was_calm, 0.002, if_then_else(was_tense, 0.698, 0.3)),
                                 if_then_else(was_calm, 0.0, if_then_else(was_tense, 0.002, 0.7))}));
  steps.absorbing(war, if_then_else(level.now() == "open", 0.01, 0.0));
  steps.each(loss, Bernoulli(if_then_else(war.now(), 0.1, 0.0)));
  Horizon year(steps, 12);
  expect_exact(year, P(year.ever(war)));
  expect_exact(year, P(year.ever(loss)));
  expect_exact(year, P(year.first_at(war, 9)));
}

// Functions of two or three standard normal variables, some with several far-off ways to fail;
// exact by quadrature.
TEST(Splitting, KnowsTheReliabilityFunctions) {
  Model m;
  const auto x = m.add("x1", Normal(0, 1)), y = m.add("x2", Normal(0, 1)), w = m.add("x3", Normal(0, 1));
  const Real d = x - y, s = (x + y) / std::numbers::sqrt2, fifth = x / 5;
  const Real sine = function("sine", {x}, [](auto in, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = std::sin(2.5 * (in[0][i] + 1.5));
  });
  const auto branches = [&](double k) {
    const double far = k / std::numbers::sqrt2;
    return (min)((min)(3 + 0.1 * d * d - s, 3 + 0.1 * d * d + s), (min)(d + far, far - d));
  };
  const std::vector<std::pair<Boolean, double>> rows{
      {2.5 - s + 0.1 * d * d < 0, 4.2073055113e-3},
      {branches(7) < 0, 2.2227950662e-3},
      {branches(6) < 0, 4.4573314906e-3},
      {(max)(x * x + 16 - 8 * y, y - 16 * x + 32) < 0, 4.1485662936e-5},
      {2 - y + 256 * x * x * x * x < 0, 3.2266812096e-3},
      {(min)(3 * std::numbers::sqrt3 - x - y - w, 3 - w) < 0, 2.5755977908e-3},
      {(min)(2 - y + exp(-x * x / 10) + fifth * fifth * fifth * fifth, 4.5 - x * y) < 0, 3.4789463209e-3},
      {1 + 20 * (sine + 2) / ((x + 1.5) * (x + 1.5) + 4) - (y + 2.5) < 0, 3.1320485687e-2},
      {3 - x * y < 0, 9.8192987215e-3},
      {(min)(8 - x * x - y, 6 - x / 5 - y) < 0, 5.4712805290e-3},
      {x > 4 || y > 5, 3.1957884326e-5},
      {12.5 - (max)(x * y, -(x * y)) < 0, 8.0350859650e-7}};
  for (const std::uint64_t seed : {1, 2, 3})
    for (const auto& [event, exact] : rows)
      expect_near(m, P(event), exact, {.trajectories = 400'000, .seed = seed}, 0.15);
}

TEST(Splitting, KnowsSumsInTenAndFiftyDimensions) {
  for (const int n : {10, 50}) {
    Model model;
    Real sum = 0;
    for (int i = 0; i < n; ++i) sum = sum + model.add("x" + std::to_string(i), Normal(0, 1));
    expect_near(model, P(sum > 5 * std::sqrt(n)), 2.8665157187e-7, {.trajectories = 200'000}, 0.1);
    expect_near(model, P(sum > 6 * std::sqrt(n)), 9.8658764504e-10, {.trajectories = 200'000}, 0.1);
  }
}

/// A chain of causes to something of probability 1e-6 and less, by several ways.
struct Causes {
  Model model;
  Event a = model.add("a", Bernoulli(0.01)), b = model.add("b", Bernoulli(0.02));
  Event c = model.add("c", Bernoulli(table(a, {{no, 0.001}, {yes, 0.1}})));
  Event d = model.add("d", Bernoulli(noisy_or(leak(1e-5), {{b, 0.05}, {c, 0.2}})));
  Event f = model.add(
      "f",
      Bernoulli(table({c, d}, {{{no, no}, 0.0}, {{no, yes}, 1e-3}, {{yes, no}, 1e-3}, {{yes, yes}, 0.1}})));
  Event g = model.add("g", Bernoulli(table(f, {{no, 1e-9}, {yes, 0.05}})));
  Event h = model.add("h", Bernoulli(0.03), {.when = f});
  Category tone = model.add("tone", Categorical({"low", "high"}, {0.9, 0.1}), {.when = h});
};

TEST(Splitting, KnowsRareEventsOfDiscreteModels) {
  const Causes causes;
  const Enumeration exact(causes.model);
  for (const Query& query :
       {P(causes.f), P(causes.g), P(causes.h), P(causes.g && !causes.f), P(causes.g).under(set(causes.c, no)),
        P(causes.f).under(set(causes.b, yes)), P(causes.tone == "high"), P(!causes.c && causes.tone == "low"),
        P(causes.g).given(causes.a), P(causes.a).given(causes.g), P(causes.c).given(!causes.g)})
    expect_near(causes.model, query, exact(query), {.trajectories = 1'000'000, .seed = 4}, 0.2);
}

// A loss that exists where something rare happens, and a condition inside of the comparison.
TEST(Splitting, SettlesConditionsInsideOfComparisons) {
  Model model;
  const Event entry = model.add("entry", Bernoulli(1e-4));
  const auto loss = model.add("loss", LogNormal(0, 1), {.when = entry});
  const auto total = model.add("total", Deterministic(if_then_else(entry, loss, 0) + 1));
  expect_near(model, P(total > 1 + std::exp(2.5)), 1e-4 * upper_tail(2.5), {.trajectories = 1'000'000}, 0.2);
  expect_near(model, P(loss > std::exp(2.5)).given(entry), upper_tail(2.5), {.trajectories = 1'000'000}, 0.2);
}

TEST(Splitting, KnowsEventsOfComputedProbability) {
  Model model;
  const auto x = model.add("x", Normal(0, 1));
  const auto s = model.add("s", Bernoulli(logistic(3 * x - 15)));
  double exact = 0;
  for (int i = 0; i < 4000; ++i) {
    const double z = -10 + 20 * (i + 0.5) / 4000;
    exact += std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi) * 20 / 4000 / (1 + std::exp(15 - 3 * z));
  }
  expect_near(model, P(s), exact, {.trajectories = 200'000}, 0.1);
}

TEST(Splitting, TakesAScoreOfTheUsersOwn) {
  Model model;
  const auto x = model.add("x", Normal(0, 1)), y = model.add("y", Normal(0, 1));
  const auto hidden = function("hidden", {x, y}, [](auto in, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = in[0][i] + in[1][i] > 7 ? 1 : 0;
  });
  const Query query = P(hidden > 0.5);
  const double exact = upper_tail(7 / std::numbers::sqrt2);
  expect_near(model, query.score(x + y), exact, {.trajectories = 200'000}, 0.1);
  EXPECT_EQ(to_text(query.score(x + y)), to_text(query));
  const Answer blind = ask(model, query, {.trajectories = 200'000});
  EXPECT_TRUE(blind.is_bound);
  EXPECT_GE(blind.interval.high, exact);
}

TEST(Splitting, GivesTheSameBitsForAnyThreadsBatchAndInstructionSet) {
  const Causes causes;
  Model sum;
  const auto x = sum.add("x", Normal(0, 1)), y = sum.add("y", LogNormal(0, 0.3));
  const std::vector<std::pair<const Model*, Query>> questions{
      {&causes.model, P(causes.g)}, {&causes.model, P(causes.g).given(causes.a)}, {&sum, P(x + y > 6.5)}};
  for (const auto& question : questions) {
    const Model* model = question.first;
    const Query& query = question.second;
    Options options{.trajectories = 200'000, .seed = 8, .threads = 1};
    const Answer first = ask(*model, query, options);
    const auto expect_same = [&](const Options& other, const std::string& what) {
      const Answer again = ask(*model, query, other);
      SCOPED_TRACE(what);
      test::expect_same_bits(first, again);
      EXPECT_EQ(first.samples, again.samples) << what;
      EXPECT_EQ(first.method, again.method) << what;
    };
    for (const int threads : {2, 3}) {
      options.threads = threads;
      expect_same(options, std::to_string(threads) + " threads");
    }
    options.batch = 3;
    expect_same(options, "batch 3");
    for (const std::string& set : instruction_sets()) {
      options.instruction_set = set;
      expect_same(options, set);
    }
  }
}

// 200 runs a row: each costs a hundred thousand trajectories or more.
TEST(Splitting, Coverage) {
  constexpr int runs = 200;
  const Causes causes;
  const Enumeration exact(causes.model);
  Model normal;
  const auto x = normal.add("x", Normal(0, 1)), y = normal.add("y", Normal(0, 1));
  struct Row {
    const Model* model;
    Query query;
    double truth;
    double precision;
  };
  const std::vector<Row> rows{{&causes.model, P(causes.f), exact(P(causes.f)), 0},
                              {&causes.model, P(causes.h), exact(P(causes.h)), 0},
                              {&causes.model, P(causes.h), exact(P(causes.h)), 0.3},
                              {&normal, P(x > 4 || y > 5), 3.1957884326e-5, 0},
                              {&normal, P(x > 4 || y > 5), 3.1957884326e-5, 0.2},
                              {&normal, P((max)(x * y, -(x * y)) > 12.5), 8.0350859650e-7, 0},
                              {&normal, P(x + y > 4 * std::numbers::sqrt2), upper_tail(4), 0.05},
                              {&normal, P(x > 1), upper_tail(1), 0}};
  for (const Row& row : rows) {
    int covered = 0;
    for (int run = 1; run <= runs; ++run) {
      Options options{.trajectories = row.precision > 0 ? 4'000'000 : 300'000};
      options.relative_precision = row.precision;
      options.seed = static_cast<std::uint64_t>(run);
      const Answer answer = ask(*row.model, row.query, options);
      covered += answer.interval.low <= row.truth && row.truth <= answer.interval.high ? 1 : 0;
    }
    // Intervals allow for what a proposal may have overlooked, so the lower side alone is judged.
    const std::string name = to_text(row.query) + " covers " + std::to_string(covered) + " of 200";
    EXPECT_GT(boost::math::cdf(boost::math::binomial(runs, 0.95), covered), 1e-6) << name;
    testing::Test::RecordProperty("row" + std::to_string(&row - rows.data()), name);
  }
}

TEST(Splitting, StopsAtAPrecisionAndCountsEverything) {
  const Causes causes;
  Options options{.trajectories = 50'000'000};
  options.relative_precision = 0.2;
  std::vector<double> told;
  options.progress = [&](double share) { told.push_back(share); };
  const Answer answer = ask(causes.model, P(causes.h), options);
  EXPECT_EQ(answer.stopped, "the precision asked for was reached");
  EXPECT_LE(answer.interval.high - answer.interval.low, 2 * 0.2 * answer.value);
  EXPECT_LT(answer.samples, 10'000'000);
  EXPECT_GT(answer.samples, 16 * 5 * 4096);  // populations and levels
  EXPECT_EQ(answer.samples % group_size, 0);
  ASSERT_FALSE(told.empty());
  EXPECT_EQ(told.back(), 1);
  for (std::size_t i = 1; i < told.size(); ++i) EXPECT_GE(told[i], told[i - 1]);
}

TEST(Splitting, EndsWithABoundWhereTheEventCannotBeMet) {
  const Causes causes;
  Model model;
  const auto x = model.add("x", Normal(0, 1));
  for (const auto& [of, query] : {std::pair{&causes.model, P(causes.f && !causes.c && !causes.d)},
                                  std::pair{static_cast<const Model*>(&model), P(x * x < -1)}}) {
    const Answer answer = ask(*of, query, {.trajectories = 100'000});
    EXPECT_TRUE(answer.is_bound) << answer.question;
    EXPECT_EQ(answer.interval.low, 0);
    EXPECT_LT(answer.interval.high, 1e-4);
    EXPECT_NE(answer.warnings.back().text.find("stopped rising"), std::string::npos)
        << answer.warnings.back().text << "; " << answer.method;
  }
}

TEST(Splitting, StopsInTime) {
  const Causes causes;
  Options options{.trajectories = Index{1} << 40};
  options.seconds = 0.5;
  const auto start = std::chrono::steady_clock::now();
  const Answer answer = ask(causes.model, P(causes.g), options);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(answer.stopped, "the time was up");
  EXPECT_LT(taken.count(), 60);
}

TEST(Splitting, RefusesWhatItCannotAnswerAndNamesIt) {
  Model model;
  const auto x = model.add("x", Normal(0, 1));
  const auto broken = model.add("broken", Bernoulli(x / 3));
  const auto refusal = [](const Model& of, const Query& query) {
    try {
      ask(of, query);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(refusal(model, P(broken)).find("broken"), std::string::npos);
  EXPECT_NE(refusal(model, E(x)).find("E(x)"), std::string::npos);
  EXPECT_NE(refusal(model, P(x > 1).given(observed(x, 2))).find("observed"), std::string::npos);
  Model uncertain;
  const auto p = uncertain.parameter("p", Beta(1, 9));
  const auto e = uncertain.add("e", Bernoulli(p));
  EXPECT_NE(refusal(uncertain, P(e)).find("'p'"), std::string::npos) << refusal(uncertain, P(e));
  EXPECT_NE(refusal(model, P(x > 1).score(p)), "");
}

// What every particle is drawn with: z and the digits of Phi(z), to all accuracy that both tails
// have.
TEST(Splitting, TurnsNormalNumbersIntoUniformDigits) {
  alignas(64) double z[group_size];
  alignas(64) std::uint64_t digits[group_size];
  for (Index i = 0; i < group_size; ++i) z[i] = -8 + 16.0 * static_cast<double>(i) / (group_size - 1);
  for (const kernels::Kernels& kernels : kernels::all()) {
    rare::uniform_digits(kernels, z, digits);
    for (Index i = 0; i < group_size; ++i) {
      const std::uint64_t nearest = z[i] < 0 ? digits[i] : ~digits[i];
      const double tail = upper_tail(std::abs(z[i]));
      EXPECT_NEAR(static_cast<double>(nearest) * 0x1p-64, tail,
                  (std::abs(z[i]) <= 3 ? 1e-13 : 1e-8) * tail + 0x1p-64)
          << z[i] << ", " << kernels.name;
    }
  }
}

// The score's sign is the event's truth, whatever way it is made of.
TEST(Splitting, ScoresAreZeroOrMoreWhereTheEventHolds) {
  const Causes causes;
  Model mixed;
  const auto x = mixed.add("x", Normal(0, 1)), y = mixed.add("y", Exponential(1));
  const auto calm = mixed.add("calm", Categorical({"low", "middle", "high"}, {0.2, 0.3, 0.5}));
  const auto on = mixed.add("on", Bernoulli(logistic(x)));
  const auto late = mixed.add("late", Normal(y, 1), {.when = on});
  const auto both = mixed.add("both", Deterministic(on && x > 0));
  const std::vector<std::pair<const Model*, Boolean>> events{
      {&causes.model, causes.c || causes.b},
      {&causes.model, !(causes.d && causes.a) && !causes.b},
      {&causes.model, causes.tone == "none"},
      {&mixed, calm == "middle" || calm != "high"},
      {&mixed, both && !(y < 1)},
      {&mixed, if_then_else(on, late, x) > 0.5},
      {&mixed, on + (calm == "high") + both > 1.5},
      {&mixed, !(x <= y) || on}};
  for (const auto& [model, event] : events) {
    const rare::RareEvent compiled(*model, {}, event.node(), nullptr, {});
    rare::RareEvent::Worker worker(compiled);
    rare::Particles particles(compiled.coordinates());
    Index held = 0;
    for (std::uint64_t group = 0; group < 8; ++group) {
      compiled.fill_normal({0, group}, particles, worker);
      compiled.evaluate(particles, worker);
      for (const double importance : particles.importance) {
        held += std::isinf(importance) ? 1 : 0;
        EXPECT_TRUE(std::isinf(importance) || importance <= 1e-9) << to_text(event) << ": " << importance;
      }
    }
    const Answer plain = estimate(*model, {P(event)})[0];
    EXPECT_NEAR(static_cast<double>(held) / 4096, plain.value,
                5 * std::sqrt(plain.value * (1 - plain.value) / 4096));
  }
}

}  // namespace
}  // namespace casus
