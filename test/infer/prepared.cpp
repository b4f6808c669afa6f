// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/prepared.hpp>

#include <cmath>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/model/changes.hpp>

#include "../support/message.hpp"
#include "../support/random_model.hpp"
#include "../support/same_bits.hpp"

namespace casus {
namespace {

using test::expect_same_bits;
using test::message;

struct ValleyDam {
  Model model;
  Parameter rate = model.parameter("rate", Beta(2, 8)), depth = model.parameter("depth", Normal(2, 0.5));
  Event rain = model.add("rain", Bernoulli(rate));
  Category sky =
      model.add("sky", Categorical({"clear", "grey", "black"},
                                   cpt({rain}, {{{no}, {0.6, 0.3, 0.1}}, {{yes}, {0.1, 0.4, 0.5}}})));
  Quantity level = model.add("level", Normal(if_then_else(rain, depth + 1, depth), 0.4));
  Event flood = model.add("flood", Bernoulli(1 / (1 + exp(6 - 2 * level))));
  Event alarm = model.add("alarm", Bernoulli(table(flood, {{no, 0.1}, {yes, 0.9}})));

  std::vector<Query> questions() const {
    return {P(flood),
            E(level),
            P(rain).given(sky == "black"),
            distribution_of(sky),
            quantile(level, 0.9),
            sd(level),
            P(flood).under(set(rain, yes)),
            P(alarm).given(rain),
            P(flood).given(observed(level, 3.0)),
            P(flood).given(alarm).counterfactually(set(rain, no))};
  }
};

const Options few_draws{.trajectories = 64 * 512, .worlds = 64};

TEST(Prepared, AnswersAsAFreshCall) {
  const ValleyDam dam;
  const Prepared prepared(dam.model, dam.questions(), few_draws);
  const Answers fresh = estimate(dam.model, dam.questions(), few_draws);
  expect_same_bits(prepared.estimate(), fresh);
  expect_same_bits(prepared.estimate(), fresh);  // from what was kept
  EXPECT_EQ(prepared.estimate()[P(dam.flood)].value, fresh[0].value);
  EXPECT_EQ(prepared.estimate()[0].reason, fresh[0].reason);
  EXPECT_EQ(prepared.questions().size(), fresh.size());
}

TEST(Prepared, AnswersAsAFreshCallByEachMethod) {
  const ValleyDam dam;
  for (const Method method : {Method::forward, Method::weighted}) {
    Options options = few_draws;
    options.method = method;
    const std::vector<Query> questions{P(dam.flood), P(dam.rain).given(dam.alarm), E(dam.level)};
    const Prepared prepared(dam.model, questions, options);
    prepared.estimate();
    expect_same_bits(prepared.estimate(), estimate(dam.model, questions, options));
  }
  Model two;
  const auto a = two.add("a", Normal(0, 1)), b = two.add("b", Normal(0, 1));
  const Prepared rare(two, {P(a + b > 9)}, few_draws);
  rare.estimate();
  expect_same_bits(rare.estimate(), estimate(two, {P(a + b > 9)}, few_draws));
}

TEST(Prepared, HoldsParameters) {
  const ValleyDam dam;
  const std::vector<Query> questions{P(dam.flood), P(dam.rain).given(dam.alarm), P(dam.rain),
                                     quantile(dam.level, 0.9)};
  const Prepared prepared(dam.model, questions, few_draws);
  for (const double value : {0.1, 0.5, 0.9}) {
    const Model model = hold(hold(dam.model, dam.rate, value), dam.depth, 2.5);
    expect_same_bits(prepared.estimate({{dam.rate, value}, {dam.depth, 2.5}}),
                     estimate(model, questions, few_draws));
  }
  // What the last call held is forgotten.
  expect_same_bits(prepared.estimate(), estimate(dam.model, questions, few_draws));
}

TEST(Prepared, HoldsParametersOfExactSums) {
  Model m;
  const auto p = m.parameter("p", Beta(2, 2)), q = m.parameter("q", Beta(2, 6));
  const auto a = m.add("a", Bernoulli(p)), b = m.add("b", Bernoulli(table(a, {{no, q}, {yes, 1 - q}})));
  const std::vector<Query> questions{P(b), P(a).given(b)};
  const Prepared prepared(m, questions);
  EXPECT_EQ(prepared.estimate()[0].method_id, Method::exact);
  expect_same_bits(prepared.estimate({{q, 0.1}}), estimate(hold(m, q, 0.1), questions));
  const Answer held = prepared.estimate({{p, 0.3}, {q, 0.1}})[1];
  EXPECT_NEAR(held.value, 0.3 * 0.9 / (0.3 * 0.9 + 0.7 * 0.1), 1e-12);
}

TEST(Prepared, TakesFindings) {
  const ValleyDam dam;
  const std::vector<Query> questions{P(dam.flood), P(dam.rain)};
  const Prepared prepared(dam.model, questions, few_draws);
  const std::vector<std::vector<Observation>> all{{dam.alarm},
                                                  {dam.sky == "grey", !dam.alarm},
                                                  {observed(dam.level, 3.1)},
                                                  {likelihood(dam.alarm, 1, 4)}};
  for (int round = 0; round < 2; ++round)
    for (const std::vector<Observation>& findings : all) {
      std::vector<Query> asked;
      for (const Query& question : questions) asked.push_back(question.given(findings));
      expect_same_bits(prepared.given(findings), estimate(dam.model, asked, few_draws));
      expect_same_bits(prepared.estimate({{dam.rate, 0.4}}, findings),
                       estimate(hold(dam.model, dam.rate, 0.4), asked, few_draws));
    }
}

TEST(Prepared, WorksOverTime) {
  Timeline timeline("month");
  const auto rate = timeline.parameter("rate", Beta(2, 10));
  const auto strike = timeline.event("strike");
  const auto level = timeline.quantity("level");
  timeline.first(strike, Bernoulli(rate));
  timeline.step(strike, Bernoulli(if_then_else(strike.last(), 0.6, rate)));
  timeline.first(level, Normal(0, 1));
  timeline.step(level, Normal(0.8 * level.last() + if_then_else(strike.now(), 1.0, 0.0), 1));
  Horizon h(timeline, 6);
  const Event third = h.at(strike, 2);
  const std::vector<Query> questions{P(h.by(strike, 5)), E(h.at(level, 5)),
                                     curve(h, [&](Index month) { return P(h.by(strike, month)); }),
                                     P(h.by(strike, 4)).given(observed(h.at(level, 1), 0.5))};
  const Prepared prepared(h, questions, few_draws);
  prepared.estimate();
  expect_same_bits(prepared.estimate(), estimate(h, questions, few_draws));
  expect_same_bits(prepared.estimate({{rate, 0.3}}), estimate(hold(h, rate, 0.3), questions, few_draws));
  std::vector<Query> asked;
  for (const Query& question : questions) asked.push_back(question.given(third));
  expect_same_bits(prepared.given({third}), estimate(h, asked, few_draws));
}

// The answers of sums over all variables, whose findings are inputs, are those of sums planned for
// the findings.
TEST(Prepared, EntersFindingsIntoAJunctionTree) {
  std::size_t compared = 0, impossible = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    test::Chance chance(seed);
    test::RandomModel random(chance, false);
    std::vector<Query> questions{P(random.literal()), P(random.literal() && random.literal()),
                                 E(2 * Real(random.events[0]) + 1)};
    if (!random.categories.empty()) questions.push_back(distribution_of(random.categories[0]));
    if (chance.one_in(3)) questions.push_back(P(random.literal()).given(random.literal()));
    if (chance.one_in(3)) questions.push_back(P(random.literal()).under(random.intervention()));
    const Prepared prepared(random.model, questions);
    for (int i = 0; i < 6; ++i) {
      std::vector<Observation> findings;
      for (int k = chance.below(4); k-- > 0;) findings.emplace_back(random.literal());
      if (chance.one_in(3)) findings.emplace_back(likelihood(random.events[0], 0.3, 0.6));
      if (chance.one_in(4)) findings.emplace_back(random.literal() && random.literal());
      if (chance.one_in(6)) findings.emplace_back(random.literal() || random.literal());
      std::vector<Query> asked;
      for (const Query& question : questions) asked.push_back(question.given(findings));
      std::optional<Answers> fresh, found;
      const std::string refused = message([&] { fresh = estimate(random.model, asked); });
      EXPECT_EQ(message([&] { found = prepared.given(findings); }), refused);
      if (!fresh || !found) {
        ++impossible;
        continue;
      }
      ASSERT_EQ(found->size(), fresh->size());
      for (std::size_t question = 0; question < fresh->size(); ++question) {
        const Answer &a = (*found)[question], &b = (*fresh)[question];
        ++compared;
        EXPECT_EQ(a.question, b.question);
        EXPECT_EQ(a.method_id, b.method_id);
        EXPECT_EQ(a.set, b.set);
        ASSERT_EQ(a.parts.size(), b.parts.size());
        if (b.parts.empty()) {
          EXPECT_NEAR(a.value, b.value, 1e-12) << a.question;
        }
        for (std::size_t part = 0; part < b.parts.size(); ++part)
          EXPECT_NEAR(a.parts[part].value, b.parts[part].value, 1e-12) << a.question;
        ASSERT_EQ(a.condition_probability.has_value(), b.condition_probability.has_value()) << a.question;
        EXPECT_NEAR(a.condition_probability.value_or(-1), b.condition_probability.value_or(-1), 1e-12)
            << a.question;
      }
    }
  }
  EXPECT_GT(compared, 3000u);
  EXPECT_GT(impossible, 10u);
}

Model chain_of_alarms(std::vector<Event>& events) {
  Model m;
  events.push_back(m.add("e0", Bernoulli(0.3)));
  for (int i = 1; i < 20; ++i)
    events.push_back(
        m.add("e" + std::to_string(i), Bernoulli(table(events.back(), {{no, 0.2}, {yes, 0.7}}))));
  return m;
}

// Messages that earlier calls have left change no bit.
TEST(Prepared, DoesNotDependOnEarlierFindings) {
  std::vector<Event> e;
  const Model m = chain_of_alarms(e);
  const std::vector<Query> questions{P(e[10]), P(e[0] && e[19])};
  const Prepared prepared(m, questions);
  const std::vector<std::vector<Observation>> all{
      {e[3]}, {!e[3]}, {e[5], !e[17]}, {}, {e[3], e[5], e[17]}, {likelihood(e[3], 1, 3)}, {e[19], !e[10]}};
  std::vector<Answers> first;
  for (const auto& findings : all) first.push_back(Prepared(m, questions).given(findings));
  for (std::size_t i = 0; i < 100; ++i)
    expect_same_bits(prepared.given(all[i * i % all.size()]), first[i * i % all.size()]);
}

// Findings whose product is too small for a double.
TEST(Prepared, TakesFindingsTooUnlikelyForADouble) {
  Model m;
  const auto cause = m.add("cause", Bernoulli(0.5));
  std::vector<Observation> findings;
  for (int i = 0; i < 300; ++i)
    findings.emplace_back(
        m.add("sign" + std::to_string(i), Bernoulli(table(cause, {{no, 1e-2}, {yes, 1.01e-2}}))));
  const Prepared prepared(m, {P(cause)});
  const Answer answer = prepared.given(findings)[0];
  EXPECT_NEAR(answer.value, 1 / (1 + std::pow(1 / 1.01, 300)), 1e-12);
  EXPECT_NEAR(*answer.log_condition_probability,
              std::log(0.5) + 300 * std::log(1e-2) + std::log1p(std::pow(1.01, 300)), 1e-9);
  EXPECT_NEAR(prepared.given({findings[0]})[0].value, 1.01 / 2.01, 1e-12);
}

TEST(Prepared, AnswersManyThreads) {
  std::vector<Event> e;
  const Model m = chain_of_alarms(e);
  const Prepared exact(m, {P(e[10])});
  const ValleyDam dam;
  Options single = few_draws;
  single.threads = 1;
  const Prepared drawn(dam.model, {P(dam.flood), P(dam.rain).given(dam.alarm)}, single);
  std::vector<std::thread> threads;
  std::vector<std::vector<Answers>> found(4);
  const auto ask = [&](std::size_t i) {
    const std::vector<Observation> one{i % 2 == 0 ? Boolean(e[i % 9]) : !e[i % 9]};
    return std::vector<Answers>{exact.given(one),
                                drawn.estimate({{dam.rate, 0.1 + 0.05 * static_cast<double>(i % 7)}})};
  };
  constexpr std::size_t calls = 40;
  for (std::size_t thread = 0; thread < found.size(); ++thread)
    threads.emplace_back([&, thread] {
      for (std::size_t i = 0; i < calls; ++i)
        for (Answers& one : ask((i * 7 + thread * 11) % calls)) found[thread].push_back(std::move(one));
    });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t thread = 0; thread < found.size(); ++thread)
    for (std::size_t i = 0; i < calls; ++i) {
      const std::vector<Answers> again = ask((i * 7 + thread * 11) % calls);
      expect_same_bits(found[thread][2 * i], again[0]);
      expect_same_bits(found[thread][2 * i + 1], again[1]);
    }
}

TEST(Prepared, RefusesWhatItCannotAnswer) {
  const ValleyDam dam, other;
  EXPECT_EQ(message([&] { Prepared(dam.model, {P(other.flood)}, few_draws); }),
            message([&] { estimate(dam.model, {P(other.flood)}, few_draws); }));
  EXPECT_NE(message([&] { Prepared(dam.model, {P(dam.flood)}, {.trajectories = 0}); }), "no error");
  EXPECT_NE(message([&] { Prepared(dam.model, {P(dam.flood)}, {.instruction_set = "abacus"}); }), "no error");
  const Prepared prepared(dam.model, {P(dam.flood)}, few_draws);
  const Answer before = prepared.estimate()[0];
  EXPECT_EQ(message([&] {
              prepared.estimate({{other.rate, 0.5}});
            }),
            message([&] { std::ignore = hold(dam.model, other.rate, 0.5); }));
  EXPECT_NE(message([&] { prepared.estimate({{dam.rate, NAN}}); }), "no error");
  EXPECT_NE(message([&] { prepared.estimate({{dam.rate, 1.5}}); }).find("rain"), std::string::npos);
  EXPECT_NE(message([&] { prepared.given({other.alarm}); }), "no error");
  // A failed call leaves the others as they were.
  expect_same_bits(prepared.estimate()[0], before);

  std::vector<Event> e;
  const Model m = chain_of_alarms(e);
  const Prepared exact(m, {P(e[10])});
  EXPECT_EQ(message([&] {
              exact.given({e[3], !e[3]});
            }),
            message([&] { estimate(m, {P(e[10]).given(e[3] && !e[3])}); }));
  EXPECT_NE(message([&] { exact.given({dam.rain}); }), "no error");
}

TEST(Prepared, HeedsAStop) {
  const ValleyDam dam;
  StopSource source;
  Options options = few_draws;
  options.stop = source.get_token();
  const Prepared prepared(dam.model, {P(dam.flood)}, options);
  EXPECT_NO_THROW(prepared.estimate());
  source.request_stop();
  EXPECT_THROW(prepared.estimate(), Cancelled);
}

}  // namespace
}  // namespace casus
