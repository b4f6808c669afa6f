// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The least and the greatest value that can be: exact, or bounds that say so.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/model/correlation.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>

#include "../support/long_expressions.hpp"
#include "../support/message.hpp"
#include "../support/small_stack.hpp"

namespace casus {
namespace {

using test::long_sum;
using test::message;
using test::with_small_stack;

constexpr double no_end = std::numeric_limits<double>::infinity();

bool warns_of(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

Options small_run(Method method = Method::automatic) {
  return {.method = method, .trajectories = 20'480, .worlds = 20};
}

void expect_end(const Answer& answer, double value) {
  EXPECT_EQ(answer.value, value) << answer.question;
  EXPECT_EQ(answer.standard_error, 0) << answer.question;
  EXPECT_EQ(answer.interval.low, value) << answer.question;
  EXPECT_EQ(answer.interval.high, value) << answer.question;
  EXPECT_TRUE(std::isinf(answer.effective_samples)) << answer.question;
  EXPECT_FALSE(answer.is_bound) << answer.question;
  EXPECT_TRUE(answer.warnings.empty()) << answer.question << ": " << answer.warnings[0].text;
}

// The truth lies between the value and `limit`, beyond which nothing can be.
void expect_bound(const Answer& answer, double truth, double limit) {
  const bool is_least = answer.kind == QuestionKind::least;
  EXPECT_TRUE(answer.is_bound) << answer.question;
  EXPECT_EQ(answer.is_lower_bound, !is_least) << answer.question;
  EXPECT_TRUE(std::isnan(answer.standard_error)) << answer.question;
  EXPECT_TRUE(warns_of(answer, WarningCode::beyond_sample)) << answer.question;
  EXPECT_EQ(is_least ? answer.interval.low : answer.interval.high, limit) << answer.question;
  EXPECT_EQ(is_least ? answer.interval.high : answer.interval.low, answer.value) << answer.question;
  EXPECT_LE(answer.interval.low, truth) << answer.question;
  EXPECT_GE(answer.interval.high, truth) << answer.question;
}

class Extremes : public testing::Test {
protected:
  Model m;
  Event rain = m.add("rain", Bernoulli(0.25));
  Quantity u = m.add("u", Uniform(0, 1));
  Quantity v = m.add("v", Uniform(2, 3));
  Quantity x = m.add("x", Normal(0, 1));
  Quantity depth = m.add("depth", Uniform(1, 2), {.when = rain, .unit = "m"});

  Answer ask(const Query& query, const Options& options = small_run()) {
    return estimate(m, {query}, options)[0];
  }
};

TEST_F(Extremes, AreExactWhereNothingIsReadTwice) {
  expect_end(ask(least(u + v)), 2);
  expect_end(ask(greatest(u + v)), 4);
  expect_end(ask(greatest(x)), no_end);
  expect_end(ask(least(x * u)), -no_end);
  expect_end(ask(least(exp(x))), 0);
  expect_end(ask(greatest(if_then_else(rain, depth, 0))), 2);
  expect_end(ask(least(depth).given(rain)), 1);
  expect_end(ask(greatest(u + v).given(u < 0.25)), 3.25);
  expect_end(ask(least(u + v).under(set(v, 2.5))), 2.5);
  const Answer answer = ask(greatest(depth).given(rain));
  EXPECT_EQ(answer.unit, "m");
  EXPECT_EQ(answer.method_id, Method::exact);
  EXPECT_EQ(answer.samples, 0);
  EXPECT_EQ(answer.stopped_id, StopReason::all_summed);
}

// A sample says nothing of an end that is known; what it met is counted.
TEST_F(Extremes, AreExactByEachMethodThatAnswers) {
  for (const Method method : {Method::exact, Method::forward, Method::weighted}) {
    expect_end(ask(least(u + v).given(rain), small_run(method)), 2);
    expect_end(ask(greatest(x).given(rain), small_run(method)), no_end);
  }
  EXPECT_GT(ask(least(u).given(rain), small_run(Method::forward)).met, 4000);
  EXPECT_NE(message([&] { ask(least(u), small_run(Method::splitting)); }).find("the probability of an event"),
            std::string::npos);
}

TEST_F(Extremes, AreBoundsWhereAVariableIsReadTwice) {
  expect_bound(ask(greatest(u * (1 - u))), 0.25, 1);
  expect_bound(ask(least(u - u)), 0, -1);
  expect_bound(ask(least(x * x - x)), -0.25, -no_end);
  for (const Method method : {Method::forward, Method::weighted}) {
    const Answer answer = ask(greatest(u * (1 - u)).given(rain), small_run(method));
    expect_bound(answer, 0.25, 1);
    EXPECT_GT(answer.value, 0.2499);
    EXPECT_EQ(answer.method_id, method);
  }
  EXPECT_NE(message([&] { ask(greatest(u * (1 - u)), small_run(Method::exact)); }).find("not a short list"),
            std::string::npos);
}

// A condition that the target's variables share narrows what is drawn; the end stays a bound.
TEST_F(Extremes, UnderConditionsOfSeveralVariables) {
  expect_bound(ask(greatest(u).given(u + v < 2.5)), 0.5, 1);
  expect_bound(ask(least(x).given(x * u > 2)), 2, -no_end);
  expect_end(ask(least(x).given(x > 4 && rain)), 4);
  expect_end(ask(least(x + u).given(observed(u, 0.5))), -no_end);
  expect_bound(ask(greatest(u - u * u).given(observed(v, 2.5))), 0.25, 1);
}

TEST_F(Extremes, OfWhatIsNeverMetHaveNoValue) {
  const Answer answer = ask(least(u * (1 - u)).given(x > 50), small_run(Method::forward));
  EXPECT_TRUE(std::isnan(answer.value));
  EXPECT_TRUE(warns_of(answer, WarningCode::condition_never_met));
  EXPECT_FALSE(warns_of(answer, WarningCode::beyond_sample));
  // Not 0: that nothing is met is all that is known.
  EXPECT_TRUE(std::isnan(ask(least(u).given(x > 1 && x < 0.5), small_run(Method::forward)).value));
  EXPECT_THROW(ask(least(log(x))), Error);
}

TEST_F(Extremes, AreOverAllThatParametersCanBe) {
  const Parameter p = m.parameter("p", Uniform(3, 5));
  const Quantity y = m.add("y", Uniform(0, p));
  for (const Method method : {Method::automatic, Method::forward}) {
    const Answer answer = ask(greatest(y), small_run(method));
    expect_end(answer, 5);
    EXPECT_FALSE(answer.range);
    EXPECT_NE(answer.range_note.find("all possible values of the parameters"), std::string::npos);
  }
  expect_bound(ask(greatest(y - p)), 0, 2);
}

// ---- what is discrete

class DiscreteExtremes : public testing::Test {
protected:
  Model m;
  Event flood = m.add("flood", Bernoulli(0.1));
  Category state =
      m.add("state", Categorical({"low", "mid", "high"},
                                 cpt({flood}, {{{"no"}, {0.5, 0.5, 0}}, {{"yes"}, {0, 0.25, 0.75}}})));
  Real loss = table(state, {{"low", 1}, {"mid", 3}, {"high", 10}}) + if_then_else(flood, 0, 2);
};

// loss is 3 or 5 without the flood, 3 or 10 with it: 12 cannot be, though each part's values would allow it, and 1 cannot.
TEST_F(DiscreteExtremes, AreFoundByExactProbabilities) {
  for (const Method method : {Method::automatic, Method::exact}) {
    const Answers answers =
        estimate(m,
                 {least(loss), greatest(loss), greatest(loss).given(!flood), least(loss).given(loss > 3),
                  greatest(loss).under(set(flood, "no")), P(flood)},
                 small_run(method));
    expect_end(answers[0], 3);
    expect_end(answers[1], 10);
    expect_end(answers[2], 5);
    expect_end(answers[3], 5);
    expect_end(answers[4], 5);
    EXPECT_EQ(answers[0].method_id, Method::exact);
    EXPECT_EQ(answers[5].value, 0.1);
  }
  expect_bound(estimate(m, {greatest(loss)}, small_run(Method::forward))[0], 10, 12);
  EXPECT_NE(message([&] {
              estimate(m, {least(loss).given(loss == 12)}, small_run(Method::exact));
            }).find("expected a condition that can be met"),
            std::string::npos);
}

// All fifty hold with a probability of 1e-400, which no double holds.
TEST(ExtremesOfRareStates, AreFoundWhereNoDoubleHoldsTheirProbability) {
  Model m;
  std::vector<Event> events;
  Real count = 0, again = 0;
  for (int i = 0; i < 50; ++i) {
    events.push_back(m.add("e" + std::to_string(i), Bernoulli(1e-8)));
    count = count + Real(events.back());
  }
  again = count + if_then_else(events[0], 1, 0);  // reads one twice
  expect_end(estimate(m, {greatest(again)}, small_run())[0], 51);
  const Event all = m.add("all", Bernoulli(if_then_else(events[0] && events[1], 0.5, 0)));
  expect_end(estimate(m, {greatest(count + 2 * Real(all))}, small_run())[0], 52);
}

TEST(ExtremesOverTime, AreThoseOfTheModelUnrolled) {
  Timeline t;
  const auto wet = t.event("wet");
  const auto level = t.quantity("level");
  t.first(wet, Bernoulli(0.5));
  t.step(wet, Bernoulli(if_then_else(wet.last(), 0.5, 0.25)));
  t.first(level, Uniform(0, 1));
  t.step(level, Uniform(level.last(), level.last() + 1));
  const auto walk = t.quantity("walk");
  t.first(walk, Deterministic(Real(0)));
  t.step(walk, Deterministic(walk.last() + if_then_else(wet.now(), 2, -1)));
  Horizon h(t, 5);
  const Answers answers =
      estimate(h,
               {greatest(h.at(walk, 4)), least(h.at(walk, 4)), greatest(h.at(walk, 3)).given(!h.at(wet, 2)),
                least(h.at(level, 0)), greatest(h.at(level, 1)), greatest(h.at(walk, 4) - h.at(walk, 3))},
               small_run());
  expect_end(answers[0], 8);
  expect_end(answers[1], -4);
  expect_end(answers[2], 3);
  expect_end(answers[3], 0);
  expect_bound(answers[4], 2, 2);
  expect_end(answers[5], 2);
  const Answer curved = estimate(h, {parse_query(h, "greatest(at(walk))")}, small_run())[0];
  ASSERT_EQ(curved.parts.size(), 5u);
  for (std::size_t i = 0; i < 5; ++i) expect_end(curved.parts[i], 2.0 * static_cast<double>(i));
  const Answers by_particles =
      estimate(h, {greatest(h.at(level, 2)).given(h.at(wet, 4))}, small_run(Method::sequential));
  EXPECT_TRUE(by_particles[0].is_lower_bound);
  EXPECT_LE(by_particles[0].value, 3);
  EXPECT_GE(by_particles[0].interval.high, 3);
}

TEST(ExtremesOfTwins, AreOfWhatWouldHaveBeen) {
  Model m;
  const Event gate = m.add("gate", Bernoulli(0.5));
  const Quantity flow = m.add("flow", Uniform(0, 1));
  const Quantity out = m.add("out", Deterministic(if_then_else(gate, flow, flow + 5)));
  const Answer answer = estimate(
      m, {greatest(out).given(gate && flow < 0.5).counterfactually(set(gate, "no"))}, small_run())[0];
  EXPECT_LE(answer.value, 5.5);
  EXPECT_GE(answer.interval.high, 5.5);
  expect_end(estimate(m, {parse_query(m, "least(flow | gate; had gate = no)")}, small_run())[0], 0);
}

// ---- beside other questions

TEST_F(Extremes, ChangeNoOtherAnswer) {
  const std::vector<Query> alone{E(u * x), P(u > x), quantile(u * x, 0.9)};
  std::vector<Query> together = alone;
  together.push_back(greatest(u * x));
  together.push_back(least(u * (1 - u)));
  for (const Options& options : {small_run(), Options{.trajectories = 1 << 20, .absolute_precision = 0.01}}) {
    const Answers a = estimate(m, alone, options), b = estimate(m, together, options);
    for (std::size_t i = 0; i < alone.size(); ++i) {
      EXPECT_EQ(a[i].value, b[i].value);
      EXPECT_EQ(a[i].samples, b[i].samples);
      EXPECT_EQ(a[i].set, b[i].set);
    }
    EXPECT_EQ(b[4].stopped_id, StopReason::all_drawn);
    expect_bound(b[4], 0, 0);
  }
}

// The header-only reference knows no supports: an end is open there.
TEST_F(Extremes, OfTheReferenceAreWhatItDraws) {
  const std::vector<Query> asked{greatest(u * (1 - u)), least(u + v)};
  const Answers reference = reference_estimate(m, asked, small_run());
  const Answers compiled = estimate(m, asked, small_run(Method::forward));
  EXPECT_EQ(reference[0].value, compiled[0].value);
  expect_bound(reference[0], 0.25, no_end);
  expect_bound(reference[1], 2, -no_end);
}

TEST_F(Extremes, TakeLongExpressionsOnASmallStack) {
  const Real sum = long_sum(u, 20'000);
  with_small_stack([&] {
    expect_bound(ask(greatest(sum), {.trajectories = 512, .batch = 1}), 20'000, 20'000);
    Real other = 0;
    for (int i = 0; i < 2000; ++i) other = other + m.add("y" + std::to_string(i), Uniform(0, 1));
    expect_end(ask(greatest(other)), 2000);
  });
}

TEST_F(Extremes, AreWritten) {
  EXPECT_EQ(to_text(least(u).given(rain)), "least(u | rain)");
  EXPECT_EQ(to_text(parse_query(m, "greatest(u+v|rain;do u=1)")), "greatest(u + v | rain; do u = 1)");
  EXPECT_EQ(to_text(QuestionKind::least), "least");
  EXPECT_NE(message([&] { parse_query(m, "greatst(u)"); }).find("did you mean 'greatest'?"),
            std::string::npos);
  const Answers answers = estimate(m, {greatest(x), greatest(u * (1 - u)), least(v)}, small_run());
  const auto json = nlohmann::json::parse(to_json(answers)).at("answers");
  EXPECT_EQ(json[0].at("kind"), "greatest");
  EXPECT_TRUE(json[0].at("value").is_null());
  EXPECT_EQ(json[0].at("standard_error"), 0);
  EXPECT_EQ(json[1].at("is_lower_bound"), true);
  EXPECT_EQ(json[1].at("warning_codes")[0].at("code"), "beyond_sample");
  EXPECT_EQ(json[2].at("value"), 2);
  const std::string text = to_text(answers);
  EXPECT_NE(text.find("≥ 0.2"), std::string::npos) << text;
  EXPECT_NE(text.find("infinity"), std::string::npos) << text;
  EXPECT_NE(text.find("it is the greatest of 20480 values drawn"), std::string::npos) << text;
}

// A variable may have the name of a question.
TEST(ExtremesByName, AreToldFromVariables) {
  Model m;
  m.add("least", Uniform(0, 1));
  m.add("greatest", Bernoulli(0.5));
  EXPECT_EQ(to_text(parse_query(m, "least(least | greatest)")), "least(least | greatest)");
  EXPECT_EQ(to_text(parse_query(m, "P(least > 0.5 | greatest)")), "P(least > 0.5 | greatest)");
}

// Correlated parameters vary freely unless one determines another.
TEST(ExtremesOfCorrelatedParameters, AreExactIfNoneDeterminesAnother) {
  const auto greatest_sum = [](double rank) {
    Model model;
    const auto p = model.parameter("p", Uniform(0, 1)), q = model.parameter("q", Uniform(0, 2));
    correlate(model, {p, q}, rank);
    const auto sum = model.add("sum", Deterministic(p + q));
    return estimate(model, greatest(sum), small_run());
  };
  expect_end(greatest_sum(0.5), 3);
  expect_end(greatest_sum(-0.99), 3);
  expect_bound(greatest_sum(-1), 2, 3);  // 2 - p
}

}  // namespace
}  // namespace casus
