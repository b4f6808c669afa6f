// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/detail/builder.hpp>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/reference_estimate.hpp>

namespace casus {
namespace {

// A category with a state whose label looks like a test of a state, and a quantity.
struct Labels {
  Model model;
  Category front = model.add("front", Categorical({"x = y", "holding", "lost"}, {0.2, 0.3, 0.5}));
  Event rain = model.add("rain", Bernoulli(0.25));
  Quantity size = model.add("size", Uniform(0, 10));
};

bool has(const Answer& answer, WarningCode code) {
  return std::any_of(answer.warnings.begin(), answer.warnings.end(),
                     [&](const Warning& warning) { return warning.code == code; });
}

TEST(AnswerBuilder, EveryMethodTellsTheSameOfAQuestionAndItsParts) {
  const Labels m;
  for (const Method method : {Method::exact, Method::forward, Method::weighted}) {
    const Answers answers =
        estimate(m.model, {distribution_of(m.front), P(m.rain)}, {.method = method, .trajectories = 5120});
    const Answer& whole = answers[0];
    EXPECT_EQ(whole.kind, QuestionKind::distribution);
    EXPECT_EQ(whole.method_id, method);
    EXPECT_EQ(whole.stopped_id, method == Method::exact ? StopReason::all_summed : StopReason::all_drawn);
    ASSERT_EQ(whole.parts.size(), 3u);
    const std::vector<std::string> labels{"x = y", "holding", "lost"};
    for (std::size_t i = 0; i < 3; ++i) {
      const Answer& part = whole.parts[i];
      EXPECT_EQ(part.kind, QuestionKind::probability);
      EXPECT_EQ(part.state, static_cast<Index>(i));
      EXPECT_EQ(part.label, labels[i]);
      EXPECT_EQ(part.method_id, method);
      EXPECT_FALSE(part.bin);
    }
    EXPECT_EQ(whole.parts[0].question, "front = \"x = y\"");
    EXPECT_EQ(answers[1].kind, QuestionKind::probability);
    EXPECT_EQ(answers[1].state, -1);
  }
}

TEST(AnswerBuilder, BinsAreDataInEveryMethodThatHasThem) {
  const Labels m;
  for (const Method method : {Method::forward, Method::weighted}) {
    const Answer whole =
        estimate(m.model, {histogram(m.size, {0, 2.5, 10})}, {.method = method, .trajectories = 5120})[0];
    EXPECT_EQ(whole.kind, QuestionKind::histogram);
    ASSERT_EQ(whole.parts.size(), 2u);
    ASSERT_TRUE(whole.parts[1].bin);
    EXPECT_EQ(whole.parts[1].bin->low, 2.5);
    EXPECT_EQ(whole.parts[1].bin->high, 10);
    EXPECT_EQ(whole.parts[1].label, "[2.5, 10)");
    EXPECT_EQ(whole.parts[1].state, -1);
  }
}

TEST(AnswerBuilder, KindsOfQuestionsOverTimeAreTold) {
  Timeline t;
  const auto falls = t.event("falls");
  t.first(falls, Bernoulli(0.1));
  t.step(falls, Bernoulli(0.1));
  Horizon h(t, 3);
  const Answers answers =
      estimate(h, {first_time(h, falls), curve(h, [&](Index step) { return P(h.by(falls, step)); })});
  EXPECT_EQ(answers[0].kind, QuestionKind::first_time);
  EXPECT_EQ(answers[1].kind, QuestionKind::curve);
  EXPECT_EQ(answers[0].parts.back().label, "never");
  EXPECT_EQ(answers[1].parts[2].kind, QuestionKind::probability);
  EXPECT_EQ(answers[1].parts[2].label, "month 2");
}

TEST(AnswerBuilder, WarningsHaveCodes) {
  Model m;
  const Event never = m.add("never", Bernoulli(0)), rain = m.add("rain", Bernoulli(0.25));
  const Answers answers =
      estimate(m, {P(never), P(rain).given(never)}, {.method = Method::forward, .trajectories = 5120});
  EXPECT_TRUE(answers[0].is_bound);
  EXPECT_TRUE(has(answers[0], WarningCode::never_seen));
  EXPECT_TRUE(std::isnan(answers[1].value));
  EXPECT_TRUE(has(answers[1], WarningCode::condition_never_met));
  const Answer weighted =
      estimate(m, {P(rain).given(never)}, {.method = Method::weighted, .trajectories = 5120})[0];
  EXPECT_TRUE(has(weighted, WarningCode::condition_never_met));
  const Answer split = estimate(m, {P(never)}, {.method = Method::splitting, .trajectories = 51200})[0];
  EXPECT_TRUE(has(split, WarningCode::event_not_reached));

  const Parameter p = m.parameter("p", Beta(2, 2));
  const Event falls = m.add("falls", Bernoulli(p));
  for (const Method method : {Method::exact, Method::forward, Method::weighted}) {
    const Answer one = estimate(m, {P(falls)}, {.method = method, .trajectories = 5120, .worlds = 1})[0];
    EXPECT_TRUE(has(one, WarningCode::one_world)) << to_text(method);
    const Answer some = estimate(m, {P(falls)}, {.method = method, .trajectories = 512'000, .worlds = 50})[0];
    EXPECT_FALSE(has(some, WarningCode::one_world)) << to_text(method);
    EXPECT_TRUE(has(some, WarningCode::few_worlds_for_range)) << to_text(method);
    ASSERT_TRUE(some.range) << to_text(method);
  }
}

TEST(AnswerBuilder, TheEndOfARunIsACode) {
  const Labels m;
  const Answer precise =
      estimate(m.model, {P(m.rain)}, {.method = Method::forward, .absolute_precision = 0.05})[0];
  EXPECT_EQ(precise.stopped_id, StopReason::precision_reached);
  EXPECT_EQ(precise.stopped, "the precision asked for was reached");
}

TEST(AnswerBuilder, CodesHaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(WarningCode::event_not_reached); ++i) {
    const std::string_view name = to_text(static_cast<WarningCode>(i));
    EXPECT_FALSE(name.empty()) << i;
    EXPECT_TRUE(names.insert(name).second) << name;
  }
  for (int i = 0; i <= static_cast<int>(QuestionKind::first_time); ++i)
    EXPECT_TRUE(names.insert(to_text(static_cast<QuestionKind>(i))).second);
  for (int i = 0; i <= static_cast<int>(StopReason::time_up); ++i)
    EXPECT_TRUE(names.insert(to_text(static_cast<StopReason>(i))).second);
}

TEST(AnswerBuilder, ABoundIsTheIntervalsUpperEnd) {
  const Labels m;
  detail::AnswerBuilder answer(m.model, P(m.rain), {}, {});
  answer.set({.value = 0,
              .standard_error = 0.1,
              .interval = {0, 0.03},
              .effective_samples = 100,
              .is_seen = false,
              .cases = 100});
  EXPECT_EQ(answer.answer().value, 0.03);
  EXPECT_TRUE(answer.answer().is_bound);
  EXPECT_TRUE(std::isnan(answer.answer().standard_error));
  EXPECT_TRUE(has(answer.answer(), WarningCode::never_seen));
}

}  // namespace
}  // namespace casus
