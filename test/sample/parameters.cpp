// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/parameters.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/changes.hpp>
#include <casus/model/correlation.hpp>
#include <casus/sample/quasi.hpp>
#include <casus/sample/sampler.hpp>
#include <casus/study/belarus.hpp>

#include "../support/message.hpp"
#include "../support/models.hpp"

namespace casus {
namespace {

using test::message;

void expect_the_same_bits(const Model& model, const Randomness& randomness, Index first) {
  for (const std::string& set : instruction_sets()) {
    const ParameterSampler sampler(model, randomness, kernels::by_name(set), 1000);
    ParameterSampler::Block block;
    for (Index world = first; world < first + 700; ++world)
      ASSERT_EQ(sampler(world, block), draw_parameters(model, randomness, world))
          << set << ", world " << world;
  }
}

TEST(ParameterSampler, DrawsTheBitsOfWorldsDrawnOneByOne) {
  for (const Generator generator : {Generator::ars5, Generator::pcg32}) {
    expect_the_same_bits(test::everything(), {.seed = 7, .generator = generator}, 0);
    expect_the_same_bits(study::belarus().timeline.constants(), {.seed = 8, .generator = generator},
                         Index{1} << 31);
  }
}

TEST(ParameterSampler, DrawsQuasiRandomWorldsAsTheyAre) {
  for (const Generator generator : {Generator::ars5, Generator::pcg32}) {
    Model model = test::everything();
    Randomness randomness{.seed = 7, .generator = generator};
    randomness.points = quasi_worlds(model, randomness, 1000);
    expect_the_same_bits(model, randomness, 300);  // the last eight are independent
    correlate(model, {{model.parameter("p"), model.parameter("scale"), 0.6},
                      {model.parameter("scale"), model.parameter("share"), -0.4}});
    randomness.points = quasi_worlds(model, randomness, 1000);
    expect_the_same_bits(model, randomness, 0);
    expect_the_same_bits(redraw(model, model.parameter("scale").index(), "another"), randomness, 0);
  }
}

TEST(ParameterSampler, DrawsHeldAndRedrawnParametersAsTheyAre) {
  Model model = test::everything();
  model = redraw(hold(std::move(model), 0, 0.25), 1, "another");
  expect_the_same_bits(model, {}, 0);
}

TEST(ParameterSampler, DrawsCorrelatedParametersAsTheyAre) {
  for (const Generator generator : {Generator::ars5, Generator::pcg32}) {
    Model model = test::everything();
    correlate(model, {{model.parameter("p"), model.parameter("scale"), 0.6},
                      {model.parameter("scale"), model.parameter("share"), -0.4}});
    expect_the_same_bits(model, {.seed = 7, .generator = generator}, 1024);
    expect_the_same_bits(redraw(model, model.parameter("scale").index(), "another"), {.generator = generator},
                         0);
    expect_the_same_bits(hold(model, "p", 0.25), {.generator = generator}, 0);
  }
  Model perfect;
  const auto a = perfect.parameter("a", Normal(0, 1)), b = perfect.parameter("b", Beta(2, 3)),
             c = perfect.parameter("c", Gamma(2, 1));
  correlate(perfect, {{a, b, -1}, {b, c, 0.3}, {a, c, -0.3}});
  expect_the_same_bits(perfect, {}, 0);
}

TEST(ParameterSampler, AWorldThatCannotBeDrawnIsNamed) {
  Model model;
  const auto a = model.parameter("a", Uniform(0, 1));
  // Negative in about one world of a hundred.
  const auto b = model.parameter("b", LogNormal(0, a - 0.01));
  model.parameter("c", Deterministic(a + b));
  const ParameterSampler sampler(model, {}, kernels::by_name(""), 1000);
  ParameterSampler::Block block;
  int refused = 0;
  for (Index world = 0; world < 600; ++world) {
    const std::string alone = message([&] { draw_parameters(model, {}, world); });
    EXPECT_EQ(message([&] { sampler(world, block); }), alone);
    refused += alone == "no error" ? 0 : 1;
  }
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 30);
}

TEST(ParameterSampler, WorksWithoutParametersAndForFewWorlds) {
  const Model empty;
  const ParameterSampler none(empty, {}, kernels::by_name(""), 1000);
  ParameterSampler::Block block;
  EXPECT_TRUE(none(3, block).empty());
  const Model model = test::everything();
  const ParameterSampler few(model, {}, kernels::by_name(""), 10);
  EXPECT_EQ(few(3, block), draw_parameters(model, {}, 3));
}

}  // namespace
}  // namespace casus
