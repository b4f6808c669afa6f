// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <clocale>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <locale>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/elicit/fit.hpp>
#include <casus/elicit/pool.hpp>
#include <casus/elicit/said.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/io/model_file.hpp>
#include <casus/study/belarus.hpp>

#include "support/message.hpp"
#include "support/models.hpp"
#include "support/same_model.hpp"
#include "support/timelines.hpp"

namespace casus {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Model again(const Model& model) {
  const std::string text = write_model(model);
  const ModelFile read = read_model(text, "again.toml");
  EXPECT_FALSE(read.timeline);
  EXPECT_EQ(write_model(read), text);
  return read.model;
}
Timeline again(const Timeline& timeline, Index steps) {
  const std::string text = write_model(timeline, steps);
  const ModelFile read = read_model(text, "again.toml");
  EXPECT_EQ(read.steps, steps);
  EXPECT_EQ(write_model(read), text);
  return read.timeline.value();
}

Options few() {
  Options options;
  options.trajectories = 4096;
  options.worlds = 8;
  return options;
}

/// All that can be told apart in answers.
void expect_same_answers(const Answers& a, const Answers& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].question, b[i].question);
    EXPECT_TRUE(test::same_bits(a[i].value, b[i].value)) << a[i].question;
    EXPECT_TRUE(test::same_bits(a[i].standard_error, b[i].standard_error)) << a[i].question;
    ASSERT_EQ(a[i].parts.size(), b[i].parts.size());
    for (std::size_t k = 0; k < a[i].parts.size(); ++k)
      EXPECT_TRUE(test::same_bits(a[i].parts[k].value, b[i].parts[k].value)) << a[i].question;
  }
}

/// Something is asked of every variable.
std::vector<Query> questions_about(const Model& model) {
  std::vector<Query> questions;
  for (const Variable& variable : model.variables()) {
    if (variable.name.find_first_of("[") != std::string::npos) continue;
    const std::string name = '"' + variable.name + '"';
    const std::string given =
        variable.guard ? " | \"" + model.variables()[static_cast<std::size_t>(*variable.guard)].name + '"'
                       : "";
    const std::string asked = variable.kind() == Kind::event      ? "P(" + name
                              : variable.kind() == Kind::category ? "distribution(" + name
                                                                  : "E(" + name;
    questions.push_back(parse_query(model, asked + (variable.is_discrete() ? "" : given) + ")"));
  }
  return questions;
}

TEST(ModelFile, WritesAndReadsTheSameModel) {
  for (const Model& model :
       {test::everything(), test::seldom(), test::random_discrete(3), test::random_discrete(8, 12),
        test::Sprinkler().model, study::belarus().model, Model()})
    test::expect_same(model, again(model));
}

TEST(ModelFile, WritesAndReadsTheSameTimeline) {
  test::expect_same(test::Feedback().timeline, again(test::Feedback().timeline, 5));
  for (const bool with_policy : {false, true}) {
    const Timeline timeline = test::Everything(with_policy).timeline;
    const Timeline read = again(timeline, 4);
    test::expect_same(timeline, read);
    test::expect_same(timeline.unrolled(4).model(), read.unrolled(4).model());
    test::expect_same(timeline.unrolled(3).model(), again(timeline.unrolled(3).model()));
  }
}

TEST(ModelFile, AnswersTheSame) {
  for (const Model& model :
       {test::everything(), test::seldom(), test::random_discrete(5), study::belarus().model}) {
    const Model read = again(model);
    expect_same_answers(estimate(model, questions_about(model), few()),
                        estimate(read, questions_about(read), few()));
  }
  const Timeline timeline = test::Everything(true).timeline;
  Horizon before(timeline, 4), after(again(timeline, 4), 4);
  std::vector<Query> asked_before, asked_after;
  for (const char* question :
       {"P(by(fall))", "E(at(strain, 3))", "distribution(at(front, 2))", "P(at(war, 3) | by(fall, 2))"}) {
    asked_before.push_back(parse_query(before, question));
    asked_after.push_back(parse_query(after, question));
  }
  expect_same_answers(estimate(before, asked_before, few()), estimate(after, asked_after, few()));
}

}  // namespace
}  // namespace casus
