// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/sensitivity.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include <casus/analyse/derivative.hpp>
#include <casus/analyse/value_of_information.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>
#include <casus/report/explanation.hpp>

#include "../support/long_expressions.hpp"

#include "../support/estimated.hpp"

namespace casus {
namespace {

using test::expect_near;

TEST(Sensitivity, OfASumIsThatOfItsParts) {
  Model m;
  const auto a = m.parameter("a", Uniform(0.1, 0.3)), b = m.parameter("b", Uniform(0.1, 0.5));
  m.parameter("elsewhere", Uniform(0, 1));
  const auto sum = m.parameter("sum", Deterministic(a + b));
  const auto x = m.add("x", Bernoulli(sum));
  const Sensitivity result = sensitivity(m, P(x));
  EXPECT_NEAR(result.answer.value, 0.5, 5 * result.answer.standard_error);
  expect_near(result.variance, (0.04 + 0.16) / 12, 1e-3, "variance");
  ASSERT_EQ(result.drivers.size(), 2u);  // neither what follows from others nor what does not matter
  const Driver &first = result.drivers[0], &second = result.drivers[1];
  EXPECT_EQ(first.parameter, "b");
  EXPECT_EQ(second.parameter, "a");
  EXPECT_NEAR(first.points.low, 0.12, 1e-12);
  EXPECT_NEAR(first.points.high, 0.48, 1e-12);
  expect_near(first.at_low, 0.32, 0.005, "b low");
  expect_near(first.at_high, 0.68, 0.005, "b high");
  expect_near(first.swing, 0.36, 0.003, "b swing");
  expect_near(second.swing, 0.18, 0.003, "a swing");
  expect_near(first.first_order, 0.8, 0.05, "b");
  expect_near(second.first_order, 0.2, 0.05, "a");
  ASSERT_TRUE(first.total && second.total);
  expect_near(*first.total, 0.8, 0.05, "b in total");
  expect_near(*second.total, 0.2, 0.03, "a in total");
  EXPECT_GT(first.rank_correlation.value, 0.8);
  EXPECT_GT(second.rank_correlation.value, 0.3);
}

TEST(Sensitivity, TotalsCountWhatParametersDoTogether) {
  Model m;
  const auto a = m.parameter("a", Uniform(0, 1)), b = m.parameter("b", Uniform(0, 1));
  const auto x = m.add("x", Bernoulli(a)), y = m.add("y", Bernoulli(b));
  const Sensitivity result = sensitivity(m, P(x && y));
  for (const Driver& driver : result.drivers) {
    expect_near(driver.first_order, 3.0 / 7, 0.05, "first order");
    ASSERT_TRUE(driver.total);
    expect_near(*driver.total, 4.0 / 7, 0.05, "total");
    expect_near(driver.swing, 0.45, 0.02, "swing");
  }
}

// The mean is p + q, of standard normals with correlation r: Var E(p + q | p) = (1 + r)^2, and
// E Var(p + q | q) = 1 - r^2, of the variance 2 + 2 r.
TEST(Sensitivity, OfCorrelatedParametersHasTheSharesOfDependentInputs) {
  for (const double rank : {0.6, -0.6}) {
    Model m;
    const auto p = m.parameter("p", Normal(0, 1)), q = m.parameter("q", Normal(0, 1)),
               alone = m.parameter("alone", Normal(0, 1));
    correlate(m, {p, q}, rank);
    const double r = normal_correlation(rank), variance = 2 + 2 * r + 1;
    const auto x = m.add("x", Normal(p + q + alone, 0.3));
    const Sensitivity result = sensitivity(m, E(x), {.run = {.worlds = 4000}});
    expect_near(result.variance, variance, 0.3, "variance");
    ASSERT_EQ(result.drivers.size(), 3u);
    for (const Driver& driver : result.drivers) {
      const bool is_alone = driver.parameter == "alone";
      expect_near(driver.first_order, is_alone ? 1 / variance : (1 + r) * (1 + r) / variance, 0.1,
                  driver.parameter.c_str());
      ASSERT_TRUE(driver.total);
      expect_near(*driver.total, is_alone ? 1 / variance : (1 - r * r) / variance, 0.1,
                  driver.parameter.c_str());
      // Held at its points, it moves the answer by itself alone.
      expect_near(driver.swing, 2 * 1.6448536269514722, 0.02, driver.parameter.c_str());
    }
    ASSERT_EQ(result.warnings.size(), 1u);
    EXPECT_EQ(
        result.warnings[0],
        "p, q are correlated with other parameters: a low or high point leaves the others as they are; a "
        "first-order share includes what the others have in common with it, a total only what they leave "
        "open, so that shares do not add up");
  }
}

// What q tells about p counts, although the utility does not read q itself except for a trifle.
TEST(Sensitivity, KnowingAParameterIsKnowingAboutThoseCorrelatedWithIt) {
  Model m;
  const auto p = m.parameter("p", Normal(0, 1)), q = m.parameter("q", Normal(0, 1));
  correlate(m, {p, q}, 0.8);
  const double r = normal_correlation(0.8);
  const auto go = m.decision("go");
  const auto gain = m.add("gain", Normal(if_then_else(go, p + 1e-6 * q, 0), 0.1));
  const DecisionValue value = value_of_information(
      m, {{"go", {set(go, yes)}, gain}, {"stay", {set(go, no)}, gain}}, {}, {.worlds = 20'000});
  ASSERT_EQ(value.parameters.size(), 2u);
  EXPECT_EQ(value.parameters[0].name, "p");
  expect_near(value.parameters[0].value, 0.3989423, 0.02, "p");
  expect_near(value.parameters[1].value, 0.3989423 * r, 0.02, "q");
}

TEST(Sensitivity, WhatWasSeenWeighsWorlds) {
  Model m;
  const auto t = m.parameter("t", Uniform(0, 1));
  const auto b = m.add("b", Bernoulli(t)), a = m.add("a", Bernoulli(t));
  const Sensitivity result = sensitivity(m, P(a).given(b));
  EXPECT_NEAR(result.answer.value, 2.0 / 3, 5 * result.answer.standard_error);
  expect_near(result.variance, 1.0 / 18, 0.005, "variance");
  ASSERT_EQ(result.drivers.size(), 1u);
  EXPECT_NEAR(result.drivers[0].first_order.value, 1, 0.01);
  EXPECT_FALSE(result.drivers[0].total);
  EXPECT_NE(result.total_note, "");
}

TEST(Sensitivity, OfAnExpectationUnderAnIntervention) {
  Model m;
  const auto mu = m.parameter("mu", Normal(0, 2), {.unit = "m", .stated = {{0.05, -3}, {0.95, 3}}});
  const auto p = m.parameter("p", Uniform(0, 1));
  const auto on = m.add("on", Bernoulli(p));
  const auto length = m.add("length", Normal(if_then_else(on, mu, 0.0), 1));
  const Sensitivity done = sensitivity(m, E(length).under(set(on, true)));
  ASSERT_EQ(done.drivers.size(), 1u);  // p says nothing where `on` is set
  EXPECT_EQ(done.drivers[0].unit, "m");
  EXPECT_EQ(done.drivers[0].points.low, -3);  // as stated, not as fitted
  expect_near(done.drivers[0].swing, 6, 0.02, "swing");
  expect_near(done.variance, 4, 0.3, "variance");
  EXPECT_EQ(sensitivity(m, E(length)).drivers.size(), 2u);
}

TEST(Sensitivity, AHierarchicalParameterIsHeldAtPointsOfItsDraws) {
  Model m;
  const auto spread = m.parameter("spread", Uniform(0.5, 1.5));
  const auto mu = m.parameter("mu", Normal(0, spread));
  const auto y = m.add("y", Normal(mu, 1));
  const Sensitivity result = sensitivity(m, E(y));
  ASSERT_EQ(result.drivers.size(), 2u);
  EXPECT_EQ(result.drivers[0].parameter, "mu");
  EXPECT_NEAR(result.drivers[0].points.high, 1.7, 0.25);
  EXPECT_NEAR(result.drivers[0].first_order.value, 1, 0.02);
}

TEST(Sensitivity, AConstantHasNoDrivers) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 6));
  const auto x = m.add("x", Bernoulli(p)), sure = m.add("sure", Bernoulli(if_then_else(x, 1.0, 1.0)));
  const auto cost = m.add("cost", Deterministic(3.7 + 0.0 * Real(x)));
  for (const Query& query : {P(sure), E(cost), P(x && !x)}) {
    const Sensitivity result = sensitivity(m, query);
    EXPECT_TRUE(result.drivers.empty()) << to_text(query);
    ASSERT_EQ(result.warnings.size(), 1u) << to_text(query);
  }
}

// Runs for totals and for dependent parameters are exact within each world, too.
TEST(Sensitivity, ExactAnswersHaveExactRuns) {
  Model m;
  const auto a = m.parameter("a", Uniform(0, 1)), b = m.parameter("b", Uniform(0, 1));
  const auto x = m.add("x", Bernoulli(a)), y = m.add("y", Bernoulli(b));
  const Options few{.trajectories = 1000, .worlds = 1000};  // the error of sampled runs is above 1
  const Sensitivity result = sensitivity(m, P(x && y), {.run = few});
  for (const Driver& driver : result.drivers) {
    ASSERT_TRUE(driver.total);
    expect_near(*driver.total, 4.0 / 7, 0.05, "total");
  }
  const Sensitivity held = sensitivity(m, P(x), {.run = few, .held_in_runs = true});
  expect_near(held.drivers.at(0).swing, 0.9, 1e-9, "swing");
}

TEST(Sensitivity, ProbabilitiesOfATornadoArePossible) {
  Model m;
  const auto k = m.parameter("k", Normal(0, 1)), noise = m.parameter("noise", Normal(0, 1));
  const auto x = m.add("x", Normal(k + 2 * noise, 0.1));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Sensitivity result = sensitivity(m, P(x > 4), {.run = {.worlds = 50, .seed = seed}});
    for (const Driver& driver : result.drivers) {
      EXPECT_GE(driver.at_low.value, 0);
      EXPECT_LE(driver.at_high.value, 1);
      EXPECT_EQ(driver.swing.value, driver.at_high.value - driver.at_low.value);
    }
  }
}

// Bins of the input would miss what it does within them.
TEST(Sensitivity, TheOnlyParameterHasAllOfTheVariance) {
  const auto share = [](const auto& of, const std::function<Real(const Parameter&)>& chance) {
    Model m;
    const Parameter p = m.parameter("p", of);
    const Sensitivity result = sensitivity(m, P(m.add("y", Bernoulli(chance(p)))), {.run = {.seed = 3}});
    EXPECT_EQ(result.drivers.size(), 1u);
    return result.drivers.at(0).first_order;
  };
  const auto itself = [](const Parameter& p) { return Real(p); };
  const auto small = [](const Parameter& p) { return 1 - exp(-0.001 * p); };
  expect_near(share(LogitNormal(-3.2, 0.76), itself), 1, 1e-3, "log-odds");
  for (const double sigma : {0.5, 1.0, 1.5, 2.0})
    expect_near(share(LogNormal(0, sigma), small), 1, 1e-3, "log-normal");
  for (const double regime : {0.01, 0.02, 0.1})
    expect_near(share(Uniform(0, 1), [&](const Parameter& p) { return if_then_else(p < regime, 0.6, 0.1); }),
                1, 1e-3, "regime");
}

// Most worlds meet the condition in no trajectory or in one, which says nothing about its noise.
TEST(Sensitivity, WorldsWithOneTrajectoryAreNotFreeOfNoise) {
  Model m;
  const auto p = m.parameter("p", LogitNormal(-8, 2)), q = m.parameter("q", Beta(2, 2));
  const auto e = m.add("e", Bernoulli(p)), y = m.add("y", Bernoulli(q));
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Sensitivity result =
        sensitivity(m, P(y).given(e), {.run = {.method = Method::forward, .seed = seed}});
    EXPECT_NEAR(result.variance.value, 0.05, 4 * result.variance.standard_error) << seed;
    ASSERT_EQ(result.drivers.size(), 2u);
    for (const Driver& driver : result.drivers) {
      if (driver.parameter == "p") {
        EXPECT_NEAR(driver.swing.value, 0, 4 * driver.swing.standard_error) << seed;
      }
      if (!std::isnan(driver.first_order.value)) {
        EXPECT_NEAR(driver.first_order.value, driver.parameter == "q" ? 1 : 0,
                    4 * driver.first_order.standard_error)
            << seed;
      }
    }
  }
}

// A normal judgement that is moved keeps its scale: the derivative of E(a + b^2) by the shift of a is
// its standard deviation, and that by the shift of b is 2 E(b) times its own.
TEST(Sensitivity, DerivativesAreThoseByShiftsOfTheJudgements) {
  Model m;
  const auto a = m.parameter("a", Normal(0, 2)), b = m.parameter("b", Normal(3, 0.5)),
             c = m.parameter("c", Normal(0, 1));
  correlate(m, {a, c}, 0.7);
  const auto y = m.add("y", Normal(a + b * b + 4 * c, 1));
  const auto by_name = [](const Sensitivity& found, const std::string& name) {
    for (const Driver& driver : found.drivers)
      if (driver.parameter == name) return driver.derivative;
    return Estimated{};
  };
  const Sensitivity found = sensitivity(m, E(y), {.run = {.worlds = 4000}});
  expect_near(by_name(found, "a"), 2, 0.15, "a");
  expect_near(by_name(found, "b"), 2 * 3 * 0.5, 0.15, "b");
  expect_near(by_name(found, "c"), 4, 0.25, "c");
  // Given an event, by a difference of two models.
  const auto given = [](double shift, double shift_of_q) {
    Model own;
    const auto p = own.parameter("p", LogitNormal(-1 + 0.5 * shift, 0.5)),
               q = own.parameter("q", LogitNormal(0.5 * shift_of_q, 0.5));
    const auto e = own.add("e", Bernoulli(p)), x = own.add("x", Bernoulli(if_then_else(e, p, q)));
    const auto seen = own.add("seen", Bernoulli(if_then_else(x, 0.7, q)));
    return std::pair(own, P(x).given(seen));
  };
  const auto [model, query] = given(0, 0);
  const Sensitivity conditioned = sensitivity(model, query, {.run = {.worlds = 4000}});
  const auto difference = [&](double p, double q) {
    const auto [up, asked] = given(p, q);
    const auto [down, asked_down] = given(-p, -q);
    const Options exact{.method = Method::exact, .worlds = 20'000};
    return (estimate(up, asked, exact).value - estimate(down, asked_down, exact).value) / (2 * (p + q));
  };
  expect_near(by_name(conditioned, "p"), difference(0.1, 0), 0.01, "p");
  expect_near(by_name(conditioned, "q"), difference(0, 0.1), 0.01, "q");
}

TEST(Sensitivity, RunsWithParametersHeldAgreeWithTheRegression) {
  Model m;
  const auto a = m.parameter("a", LogNormal(0, 0.5)), b = m.parameter("b", Beta(2, 3));
  const auto x = m.add("x", Bernoulli(b)), seen = m.add("seen", Bernoulli(if_then_else(x, 0.8, b)));
  const auto y = m.add("y", Normal(if_then_else(x, a * a, 1 + a), 1));
  for (const Query& query : {E(y), E(y).given(seen), P(x && y > 1)}) {
    const Sensitivity fitted = sensitivity(m, query), held = sensitivity(m, query, {.held_in_runs = true});
    ASSERT_EQ(fitted.drivers.size(), held.drivers.size());
    for (const Driver& one : fitted.drivers)
      for (const Driver& other : held.drivers) {
        if (one.parameter != other.parameter) continue;
        const auto agree = [&](const Estimated& first, const Estimated& second) {
          EXPECT_NEAR(first.value, second.value, 5 * std::hypot(first.standard_error, second.standard_error))
              << one.parameter << ' ' << to_text(query);
        };
        agree(one.at_low, other.at_low);
        agree(one.at_high, other.at_high);
        agree(one.swing, other.swing);
      }
  }
}

TEST(Sensitivity, IsTheSameForAnyNumberOfThreads) {
  Model m;
  const auto a = m.parameter("a", Beta(2, 3)), b = m.parameter("b", Beta(3, 2));
  const auto x = m.add("x", Bernoulli(a)), y = m.add("y", Bernoulli(table(x, {{no, b}, {yes, a}})));
  SensitivityOptions options;
  options.run.worlds = 100;
  options.run.trajectories = 100'000;
  options.run.threads = 1;
  const Sensitivity one = sensitivity(m, P(y), options);
  options.run.threads = 3;
  const Sensitivity three = sensitivity(m, P(y), options);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(one.drivers[i].swing.value, three.drivers[i].swing.value);
    EXPECT_EQ(one.drivers[i].first_order.value, three.drivers[i].first_order.value);
    EXPECT_EQ(one.drivers[i].total->value, three.drivers[i].total->value);
  }
}

TEST(Sensitivity, NoiseAloneIsNotShared) {
  Model m;
  const auto a = m.parameter("a", Uniform(0.4999, 0.5001));
  const auto x = m.add("x", Bernoulli(a));
  SensitivityOptions options;
  options.run.trajectories = 51'200;
  options.run.worlds = 100;
  options.run.method = Method::forward;  // an exact answer has no noise
  const Sensitivity result = sensitivity(m, P(x), options);
  EXPECT_TRUE(std::isnan(result.drivers[0].first_order.value));
  ASSERT_FALSE(result.warnings.empty());
  EXPECT_NE(result.warnings[0].find("noise"), std::string::npos);
}

TEST(Sensitivity, AConditionThatIsNeverMetIsSaid) {
  Model m;
  const auto a = m.parameter("a", Uniform(0, 1e-12));
  const auto b = m.add("b", Bernoulli(a)), x = m.add("x", Bernoulli(0.5));
  SensitivityOptions options;
  options.run.trajectories = 20'000;
  options.run.worlds = 20;
  const Sensitivity result = sensitivity(m, P(x).given(b), options);
  EXPECT_TRUE(result.drivers.empty());
  ASSERT_FALSE(result.warnings.empty());
}

TEST(Sensitivity, ProgressEndsAtOneAndStopsAreHeeded) {
  Model m;
  const auto a = m.parameter("a", Uniform(0, 1));
  const auto x = m.add("x", Bernoulli(a));
  SensitivityOptions options;
  double last = 0;
  options.run.progress = [&](double share) {
    EXPECT_GE(share, last);
    last = share;
  };
  sensitivity(m, P(x), options);
  EXPECT_EQ(last, 1);
  std::stop_source source;
  source.request_stop();
  options.run.stop = source.get_token();
  EXPECT_THROW(sensitivity(m, P(x), options), Cancelled);
}

TEST(Sensitivity, WrongCallsAreRefused) {
  Model without;
  const auto x = without.add("x", Bernoulli(0.5));
  EXPECT_THROW(sensitivity(without, P(x)), Error);
  Model m;
  const auto a = m.parameter("a", Uniform(0, 1));
  const auto y = m.add("y", Bernoulli(a));
  const auto z = m.add("z", Normal(a, 1));
  EXPECT_THROW(sensitivity(m, P(x)), Error);
  EXPECT_THROW(sensitivity(m, quantile(z, 0.5)), Error);
  EXPECT_THROW(sensitivity(m, P(y).given(observed(z, 1))), Error);
  EXPECT_THROW(sensitivity(m, P(y).counterfactually(set(z, 1))), Error);
  for (const auto& wrong : {SensitivityOptions{.low = 0}, SensitivityOptions{.high = 1},
                            SensitivityOptions{.low = 0.9, .high = 0.1}, SensitivityOptions{.total_of = -1},
                            SensitivityOptions{.thinned = 0}})
    EXPECT_THROW(sensitivity(m, P(y), wrong), Error);
  SensitivityOptions few;
  few.run.worlds = 10;
  EXPECT_THROW(sensitivity(m, P(y), few), Error);
  for (const Options& wrong : {Options{.method = Method::exact}, Options{.absolute_precision = 0.1},
                               Options{.relative_precision = 0.1}, Options{.seconds = 1}}) {
    EXPECT_THROW(sensitivity(m, P(y), {wrong}), Error);
    EXPECT_THROW(table_derivatives(m, P(y), wrong), Error);
    EXPECT_THROW(indicators(m, P(y), {}, wrong), Error);
    EXPECT_THROW(value_of_information(m, {{"a", {}, 0.0}, {"b", {}, 1.0}}, {}, wrong), Error);
  }
}

TEST(Sensitivity, AHeldOrRedrawnParameterChangesNoOtherDraw) {
  Model m;
  m.parameter("a", Uniform(0, 1));
  m.parameter("b", Beta(2, 3));
  const Model held = hold(m, 0, 0.25), redrawn = redraw(m, 0, "another");
  const auto as_is = draw_parameters(m, {}, 3), of_held = draw_parameters(held, {}, 3),
             of_redrawn = draw_parameters(redrawn, {}, 3);
  EXPECT_EQ(of_held[0], 0.25);
  EXPECT_EQ(of_held[1], as_is[1]);
  EXPECT_NE(of_redrawn[0], as_is[0]);
  EXPECT_EQ(of_redrawn[1], as_is[1]);
  EXPECT_THROW(static_cast<void>(hold(m, 0, std::nan(""))), Error);
}

TEST(SensitivityOverTime, HoldsWhatNobodyKnowsInAllSteps) {
  Timeline timeline;
  const auto p = timeline.parameter("p", Uniform(0.1, 0.3));
  timeline.parameter("elsewhere", Uniform(0, 1));
  const auto hit = timeline.event("hit");
  timeline.each(hit, Bernoulli(p));
  Horizon h(timeline, 3);
  const Sensitivity result = sensitivity(h, P(h.by(hit, 1)));
  EXPECT_EQ(result.answer.question, "P(by(hit, 1))");
  ASSERT_EQ(result.drivers.size(), 1u);
  EXPECT_EQ(result.drivers[0].parameter, "p");
  expect_near(result.drivers[0].at_low, 1 - 0.89 * 0.89, 0.005, "low");
  expect_near(result.drivers[0].swing, 0.89 * 0.89 - 0.71 * 0.71, 0.005, "swing");
  EXPECT_THROW(sensitivity(h, E(h.first(hit)).given(observed(h.count(hit, 2), 1))), Error);
}

// Correlated parameters are held and redrawn step by step, too.
TEST(SensitivityOverTime, IsThatOfTheUnrolledModel) {
  Timeline timeline;
  const auto p = timeline.parameter("p", LogitNormal(-2, 0.5)),
             q = timeline.parameter("q", LogitNormal(-1, 0.5)), r = timeline.parameter("r", Beta(2, 2));
  correlate(timeline, {p, q}, 0.5);
  const auto weak = timeline.event("weak"), falls = timeline.event("falls");
  timeline.first(weak, Bernoulli(q));
  timeline.step(weak, Bernoulli(if_then_else(weak.last(), r, q)));
  timeline.absorbing(falls, if_then_else(weak.now(), p, 0.2 * p));
  Horizon h(timeline, 5);
  const Query query = P(h.by(falls, 3)).given(!h.by(falls, 0));
  const UnrolledQuestions unrolled(h, 5);
  SensitivityOptions options;
  options.run.method = Method::forward;
  for (const bool has_condition : {true, false}) {
    const Query asked = has_condition ? query : P(h.by(falls, 3));
    const Sensitivity over_time = sensitivity(h, asked, options);
    const Sensitivity by_model = sensitivity(
        unrolled.model(), asked.translated([&](const NodePtr& node) { return unrolled.translated(node); }),
        options);
    ASSERT_EQ(over_time.drivers.size(), 3u);
    for (std::size_t i = 0; i < 3; ++i) {
      const Driver &one = over_time.drivers[i], &other = by_model.drivers[i];
      EXPECT_EQ(one.parameter, other.parameter);
      EXPECT_EQ(one.swing.value, other.swing.value);
      EXPECT_EQ(one.first_order.value, other.first_order.value);
      EXPECT_EQ(one.total.has_value(), !has_condition);
      if (one.total && other.total) {
        EXPECT_EQ(one.total->value, other.total->value);
      }
    }
  }
}

TEST(Sensitivity, TakesExpressionsThatShareTheirParts) {
  Model m;
  const auto p = m.parameter("p", Uniform(0, 1));
  const auto a = m.add("a", Bernoulli(p));
  const Query query = P(test::doubled(a, 60) > 1);
  const Sensitivity found = sensitivity(m, query, {.run = {.trajectories = 20'000, .worlds = 50}});
  ASSERT_EQ(found.drivers.size(), 1u);
  EXPECT_LT(found.answer.question.size(), 400u);
  EXPECT_LT(to_text(Explanation{found, indicators(m, query, {Watched(a)})}).size(), 5000u);
}

}  // namespace
}  // namespace casus
