// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Names of the library are used without qualification beside those of namespace std. Only `set` and `function` are
// ambiguous.

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <casus/casus.hpp>

namespace beside_std {

using namespace std;
using namespace casus;

struct Chain {
  Model m;
  Parameter p = m.parameter("p", Beta(2, 5));
  Event rain = m.add("rain", Bernoulli(p));
  Event wet = m.add("wet", Bernoulli(table(rain, {{no, 0.1}, {yes, 0.9}})));
  Category sky = m.add("sky", Categorical({"clear", "grey"}, {0.7, 0.3}));
  Quantity depth = m.add("depth", Normal(3, 2));
  Quantity width = m.add("width", Gamma(3, 2));
};

TEST(BesideStd, DistributionsAreNamedWithoutQualification) {
  Model m;
  m.add("a", Uniform(3, 5));
  m.add("b", Exponential(1));
  m.add("c", Poisson(1));
  m.add("d", Geometric(0.5));
  m.add("e", Binomial(3, 0.5));
  m.add("f", NegativeBinomial(3, 0.5));
  m.add("g", Cauchy(0, 1));
  m.add("h", Weibull(1, 1));
  m.add("i", LogNormal::median(3, 1));
  m.add("j", StudentT(5, 0, 1));
  m.add("k", Triangular(0, 1, 2));
  m.add("l", Empirical({1.0, 2.0, 3.0}));
  m.add("m", Mixture({{0.5, Normal(0, 1)}, {0.5, Normal(1, 1)}}));
  EXPECT_EQ(m.variables().size(), 13u);
}

TEST(BesideStd, OperationsAreChosenByTheirArguments) {
  Chain c;
  EXPECT_EQ(to_text(max(c.depth, c.width)), "max(depth, width)");
  EXPECT_EQ(to_text(min(c.depth, c.p)), "min(depth, p)");
  EXPECT_EQ(to_text(max(c.depth, 1.0)), "max(depth, 1)");
  EXPECT_EQ(to_text(min(c.depth + 1, c.width + 1)), "min(depth + 1, width + 1)");
  EXPECT_EQ(to_text(clamp(c.depth, c.width, c.width)), "min(max(depth, width), width)");
  EXPECT_EQ(to_text(exp(c.depth) + log(c.width)), "exp(depth) + log(width)");
  EXPECT_EQ(max(1, 2), 2);
  EXPECT_EQ(clamp(5, 1, 3), 3);
  EXPECT_EQ(exp(0.0), 1);
}

TEST(BesideStd, InterventionsAndFunctionsHaveNamesOfTheirOwn) {
  Chain c;
  EXPECT_EQ(intervene(c.rain, no).value, casus::set(c.rain, no).value);
  EXPECT_EQ(intervene(c.rain, "yes").value, 1);
  EXPECT_EQ(intervene(c.sky, "grey").value, 1);
  EXPECT_EQ(intervene(c.sky, string("grey")).variable, c.sky.node());
  EXPECT_EQ(intervene(c.depth, 2).value, 2);
  const Real twice = columnwise("twice", {c.depth}, [](span<const span<const double>> in, span<double> out) {
    transform(in[0].begin(), in[0].end(), out.begin(), [](double x) { return 2 * x; });
  });
  const std::set<int> numbers{1};
  const std::function<double(double)> identity = [](double x) { return x; };
  EXPECT_EQ(identity(static_cast<double>(numbers.size())), 1);
  const Answers answers = reference_estimate(
      c.m, {P(c.wet).under(intervene(c.rain, yes)), E(twice), P(c.wet).given(c.rain && c.sky == "grey")},
      {.trajectories = 2048, .worlds = 4});
  EXPECT_NEAR(answers[P(c.wet).under(intervene(c.rain, yes))].value, 0.9, 0.05);
  EXPECT_NEAR(answers[E(twice)].value, 6, 0.5);
}

// Compiled only: these need the compiled core.
using Found =
    decltype(estimate(declval<const Model&>(), {P(declval<const Event&>()), E(declval<const Quantity&>())}));
static_assert(is_same_v<Found, Answers>);
static_assert(is_same_v<decltype(to_json(declval<const Answers&>())), string>);

TEST(BesideStd, QuestionsOfAllKindsAreAsked) {
  Chain c;
  const vector<Query> questions = {P(c.rain),
                                   E(c.depth),
                                   variance(c.depth),
                                   sd(c.depth),
                                   quantile(c.depth, 0.5),
                                   median(c.depth),
                                   least(c.depth),
                                   greatest(c.depth),
                                   distribution_of(c.sky),
                                   histogram(c.depth, {0, 1}),
                                   P(c.rain).given(observed(c.depth, 1)),
                                   P(c.rain).given(likelihood(c.rain, 0.2, 0.3))};
  ostringstream out;
  for (const Query& question : questions) out << to_text(question) << '\n';
  const string text = out.str();
  EXPECT_EQ(count(text.begin(), text.end(), '\n'), 12);
}

}  // namespace beside_std
