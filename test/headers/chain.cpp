// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Stating a model, asking of it and sampling it must link without the compiled core.

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/range.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/model/dot.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/reference.hpp>

namespace {

using namespace casus;

struct Chain {
  Model m;
  Event ultimatum = m.add("ultimatum", Bernoulli(0.15));
  Event entry = m.add("entry", Bernoulli(table(ultimatum, {{no, 0.05}, {yes, 0.4}})));
  Category front = m.add("front", Categorical({"holding", "failing"}, {0.7, 0.3}), {.when = entry});
  Event defeat =
      m.add("defeat", Bernoulli(table(front, {{"holding", 0.2}, {"failing", 0.9}})), {.when = entry});
  Event change = m.add("change", Bernoulli(noisy_or(leak(0.03), {{defeat, 0.3}, {ultimatum, 0.02}})));
};

TEST(HeadersAlone, AnswerAsEnumerationDoes) {
  const Chain c;
  const std::vector<Query> asked = {P(c.entry),
                                    P(c.change),
                                    P(c.change).given(c.entry),
                                    P(c.change && !c.defeat),
                                    P(c.ultimatum).given(c.change),
                                    P(c.change).under(set(c.entry, true)),
                                    P(c.change).given(c.ultimatum).under(set(c.front, "failing")),
                                    E(2 * c.change + c.entry)};
  Options options;
  options.trajectories = 300'000;
  const Answers answers = reference_estimate(c.m, asked, options);
  const Enumeration exact(c.m);
  ASSERT_EQ(answers.size(), asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    SCOPED_TRACE(to_text(asked[i]));
    EXPECT_EQ(answers[i].question, to_text(asked[i]));
    EXPECT_EQ(&answers[asked[i]], &answers[i]);
    EXPECT_GT(answers[i].standard_error, 0);
    EXPECT_NEAR(answers[i].value, exact(asked[i]), 5 * answers[i].standard_error);
  }
}

TEST(HeadersAlone, AnswerQuestionsOfEveryKind) {
  Model m;
  const auto law = elicit::fit_logit_normal({0.05, 0.2, 0.5}, "p_entry");
  const auto p = m.parameter("p_entry", LogitNormal(law.logit_location, law.logit_scale));
  const auto entry = m.add("entry", Bernoulli(p));
  const auto troops = m.add("troops", LogNormal::median(2700, 0.9), {.when = entry, .unit = "soldiers"});
  const auto front = m.add("front", Categorical({"holding", "failing"}, {0.7, 0.3}));
  Options options;
  options.trajectories = 200'000;
  options.worlds = 100;
  const auto answers =
      reference_estimate(m,
                         {quantile(troops, 0.5).given(entry), distribution_of(front),
                          histogram(troops, {0, 2700, 1e9}).given(entry), E(log(troops)).given(entry)},
                         options);
  EXPECT_NEAR(answers[0].value, 2700, 5 * answers[0].standard_error);
  EXPECT_EQ(answers[0].unit, "soldiers");
  ASSERT_EQ(answers[1].parts.size(), 2u);
  EXPECT_NEAR(answers[1].parts[1].value, 0.3, 5 * answers[1].parts[1].standard_error);
  ASSERT_EQ(answers[2].parts.size(), 2u);
  EXPECT_NEAR(answers[2].parts[0].value, 0.5, 5 * answers[2].parts[0].standard_error);
  EXPECT_NEAR(answers[3].value, std::log(2700), 5 * answers[3].standard_error);
  EXPECT_FALSE(to_dot(m).empty());
}

// 32 bits are too few to hold a number, so a hash in place of the number would confuse these.
TEST(HeadersAlone, QuestionsThatDifferInANumberHaveTheirOwnAnswers) {
  const Chain c;
  const std::vector<Query> asked = {E(2 * c.entry), E(4 * c.entry), P(c.change).under(set(c.defeat, no)),
                                    P(c.change).under(set(c.defeat, yes))};
  Options options;
  options.trajectories = 20'000;
  const Answers answers = reference_estimate(c.m, asked, options);
  EXPECT_GT(answers[0].value, 0);
  EXPECT_EQ(answers[1].value, 2 * answers[0].value);
  EXPECT_GT(answers[3].value, answers[2].value + 0.01);
  for (std::size_t i = 0; i < asked.size(); ++i) EXPECT_EQ(&answers[asked[i]], &answers[i]);
}

}  // namespace
