// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/answer.hpp>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/curve.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/io/manifest.hpp>
#include <casus/model/timeline.hpp>

#include "../support/message.hpp"

namespace casus {
namespace {

class FoundAnswers : public testing::Test {
protected:
  Model m;
  Event rain = m.add("rain", Bernoulli(0.2));
  Event wet = m.add("wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.9}})));
  Category sky = m.add("sky", Categorical({"clear", "grey"}, {0.6, 0.4}));
  Quantity depth = m.add("depth", Normal(3, 1));
  Options options{.trajectories = 2048};

  Answers asked(const std::vector<Query>& queries) const { return estimate(m, queries, options); }
};

TEST_F(FoundAnswers, AreThoseToTheQuestion) {
  const std::vector<Query> questions = {P(rain),
                                        P(rain).given(wet),
                                        P(rain).given(wet).given(sky == "grey"),
                                        P(rain).given(observed(depth, 2)),
                                        P(rain).given(observed(depth, 3)),
                                        P(wet).under(set(rain, yes)),
                                        P(wet).under(set(rain, no)),
                                        P(wet).given(wet).counterfactually(set(rain, no)),
                                        E(depth),
                                        variance(depth),
                                        quantile(depth, 0.5),
                                        quantile(depth, 0.9),
                                        distribution_of(sky),
                                        histogram(depth, {0, 3, 6}),
                                        histogram(depth, {0, 2, 6})};
  for (const bool by_reference : {false, true}) {
    const std::vector<Query> few(questions.begin(), questions.begin() + 3);
    const Answers answers = by_reference ? reference_estimate(m, few, options) : asked(questions);
    for (std::size_t i = 0; i < answers.size(); ++i) {
      EXPECT_EQ(&answers[questions[i]], &answers[i]) << to_text(questions[i]);
      EXPECT_EQ(&answers[to_text(questions[i])], &answers[i]) << to_text(questions[i]);
    }
  }
}

TEST_F(FoundAnswers, AreFoundByNumbersOfAnyType) {
  const Answers answers = asked({P(rain), P(wet)});
  const int first = 0;
  const Index second = 1;
  EXPECT_EQ(&answers[0], &*answers.begin());
  EXPECT_EQ(&answers[first], &answers[0]);
  EXPECT_EQ(&answers[second], &answers[1]);
  EXPECT_EQ(&answers[std::size_t{1}], &answers[1u]);
}

TEST_F(FoundAnswers, AreNamedWhereNoneIsFound) {
  const Answers answers = asked({P(rain), E(depth)});
  EXPECT_EQ(test::message([&] { answers[P(wet)]; }),
            "answers: expected a question that was asked, got P(wet); asked: P(rain), E(depth)");
  EXPECT_EQ(
      test::message([&] { answers["P(wet)"]; }),
      "answers: expected the text of a question that was asked, got 'P(wet)'; asked: P(rain), E(depth)");
  EXPECT_EQ(test::message([&] { Answers()["P(wet)"]; }),
            "answers: expected the text of a question that was asked, got 'P(wet)'; no question was asked");
  const std::string many = test::message([&] { asked(std::vector<Query>(9, P(rain)))[P(wet)]; });
  EXPECT_TRUE(many.ends_with("P(rain), P(rain), ...")) << many;
}

// Two functions may have one name, so that their questions read alike.
TEST_F(FoundAnswers, AreToldApartByStructure) {
  const auto made = [&](double offset) {
    return function("f", {depth},
                    [offset](std::span<const std::span<const double>> in, std::span<double> out) {
                      for (std::size_t i = 0; i < out.size(); ++i) out[i] = in[0][i] + offset;
                    });
  };
  const Real one = made(0), other = made(100);
  const Answers answers = asked({E(one), E(other)});
  EXPECT_EQ(&answers[E(one)], &answers[0]);
  EXPECT_EQ(&answers[E(other)], &answers[1]);
  EXPECT_NEAR(answers[E(other)].value, 103, 1);
  EXPECT_NE(test::message([&] { answers[answers[0].question]; }).find("which several have"),
            std::string::npos);
  EXPECT_NE(test::message([&] { answers[E(made(0))]; }).find("functions of the same names"),
            std::string::npos);
}

TEST_F(FoundAnswers, AreTheFirstOfEqualQuestions) {
  const Answers answers = asked({P(depth > 8).score(depth), P(depth > 8)});
  EXPECT_EQ(&answers[P(depth > 8)], &answers[0]);
  EXPECT_EQ(&answers["P(depth > 8)"], &answers[0]);
}

TEST_F(FoundAnswers, KnowTheirQuestionsOnlyAfterARun) {
  const Answers listed(asked({P(rain)}).take());
  EXPECT_EQ(&listed["P(rain)"], &listed[0]);
  EXPECT_NE(test::message([&] { listed[P(rain)]; }).find("got a list of answers"), std::string::npos);
  const Answers known(asked({P(rain)}).take(), {P(rain)});
  EXPECT_EQ(&known[P(rain)], &known[0]);
  EXPECT_NE(
      test::message([&] { Answers(asked({P(rain)}).take(), {}); }).find("one question per answer, 1, got 0"),
      std::string::npos);
}

TEST_F(FoundAnswers, AreFoundInARunThatIsRepeated) {
  const std::vector<Query> questions = {P(rain), E(depth)};
  const Manifest manifest = manifest_of(m, questions, asked(questions), options);
  const Answers again = replay(m, questions, manifest);
  EXPECT_EQ(&again[E(depth)], &again[1]);
}

TEST(FoundCurves, AreFoundAmongOtherQuestions) {
  Timeline timeline;
  const auto war = timeline.event("war");
  timeline.first(war, Bernoulli(0.9));
  timeline.step(war, Bernoulli(table(war.last(), {{no, 0.1}, {yes, 0.9}})));
  Horizon h(timeline, 3);
  const Query ever = curve(h, [&](Index step) { return P(h.by(war, step)); });
  const Query now = curve(h, [&](Index step) { return P(h.at(war, step)); });
  const Answers answers = estimate(h, {P(h.at(war, 2)), ever, first_time(h, war), now});
  EXPECT_EQ(&answers[P(h.at(war, 2))], &answers[0]);
  EXPECT_EQ(&answers[ever], &answers[1]);
  EXPECT_EQ(&answers[first_time(h, war)], &answers[2]);
  EXPECT_EQ(&answers[now], &answers[3]);
}

}  // namespace
}  // namespace casus
