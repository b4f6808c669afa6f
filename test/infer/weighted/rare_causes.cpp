// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Evidence about quantities that rare discrete states explain, or that lies far from where the quantities are by themselves; truths by
// closed forms and quadrature.
#include <cmath>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <boost/math/quadrature/gauss_kronrod.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

#include "infer/weighted/weighted.hpp"

namespace casus {
namespace {

double below(double z) { return std::erfc(-z / std::sqrt(2.0)) / 2; }
double density(double mean, double deviation, double x) {
  const double z = (x - mean) / deviation;
  return std::exp(-0.5 * z * z) / (deviation * std::sqrt(2 * 3.14159265358979324));
}
double posterior(double prior, double likelihood, double otherwise) {
  return prior * likelihood / (prior * likelihood + (1 - prior) * otherwise);
}

// Within five standard errors, and those within a hundredth of the truth or of one.
void expect_honest(const Answer& answer, double truth, double most_error = 0.01) {
  EXPECT_FALSE(answer.is_bound) << answer.question;
  EXPECT_NEAR(answer.value, truth, 5 * answer.standard_error + 1e-12) << answer.question;
  EXPECT_LT(answer.standard_error, most_error) << answer.question;
}

const Options drawn{.trajectories = 200'000};

TEST(RareCauses, OfAQuantityAreFoundHoweverRareTheyAre) {
  for (const double rarity : {1e-4, 1e-7, 1e-9, 1e-12}) {
    Model m;
    const auto broken = m.add("broken", Bernoulli(rarity));
    const auto flow = m.add("flow", Normal(if_then_else(broken, 0, 10), 1));
    const Answers answers = estimate(m,
                                     {P(broken).given(flow < 3), P(broken).given(observed(flow, 3)),
                                      E(flow).given(flow < 3), P(broken).given(flow < 4)},
                                     drawn);
    expect_honest(answers[0], posterior(rarity, below(3), below(-7)));
    expect_honest(answers[1], posterior(rarity, density(0, 1, 3), density(10, 1, 3)));
    const double mean_broken = -density(0, 1, 3) / below(3);
    const double mean_sound = 10 - density(0, 1, -7) / below(-7);
    const double share = posterior(rarity, below(3), below(-7));
    expect_honest(answers[2], share * mean_broken + (1 - share) * mean_sound);
    expect_honest(answers[3], posterior(rarity, below(4), below(-6)));
  }
}

struct Storm {
  static constexpr double rarity = 1e-9, cause = 0.9, otherwise = 1e-12;
  Model model;
  Event storm = model.add("storm", Bernoulli(rarity));
  Event broken = model.add("broken", Bernoulli(if_then_else(storm, cause, otherwise)));
  Quantity level = model.add("level", Normal(if_then_else(broken, 0, 10), 1));
  Quantity flow = model.add("flow", Normal(2 * level, 1));
  Quantity rate = model.add("rate", LogNormal(if_then_else(broken, 0, 10), 1));

  static double of_storm(double broken, double sound) {
    return posterior(rarity, cause * broken + (1 - cause) * sound,
                     otherwise * broken + (1 - otherwise) * sound);
  }
};

TEST(RareCauses, AreFoundSeveralStepsUpstream) {
  const Storm s;
  const Answers answers =
      estimate(s.model,
               {P(s.storm).given(observed(s.flow, 2)), E(s.level).given(observed(s.flow, 2)),
                P(s.storm).given(s.rate < 3), P(s.storm).given(s.flow < 2)},
               drawn);
  const double deviation = std::sqrt(5.0);
  expect_honest(answers[0], Storm::of_storm(density(0, deviation, 2), density(20, deviation, 2)));
  const double chance = Storm::rarity * Storm::cause + (1 - Storm::rarity) * Storm::otherwise;
  const double share = posterior(chance, density(0, deviation, 2), density(20, deviation, 2));
  expect_honest(answers[1], share * 0.8 + (1 - share) * (10 - 0.4 * 18));
  expect_honest(answers[2], Storm::of_storm(below(std::log(3)), below(std::log(3) - 10)));
  expect_honest(answers[3], Storm::of_storm(below(2 / deviation), below(-18 / deviation)));
}

// The other states may meet the evidence too, on trajectories that are hardly ever drawn but would weigh much more.
TEST(RareCauses, LeaveTheCommonStateItsOwnTail) {
  Model m;
  const auto bad = m.add("bad", Bernoulli(1e-5));
  const auto x = m.add("x", Exponential(if_then_else(bad, 0.02, 1.0)));
  const auto alarm = m.add("alarm", Bernoulli(if_then_else(bad, 0.9, 0.2)));
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    Options options;
    options.seed = seed;
    const Answers answers =
        estimate(m, {P(bad).given(x > 12.72), P(alarm).given(x > 12.72), E(x).given(x > 12.72)}, options);
    const double by_bad = 1e-5 * std::exp(-0.02 * 12.72), otherwise = (1 - 1e-5) * std::exp(-12.72);
    const double share = by_bad / (by_bad + otherwise);
    const double truths[] = {share, 0.2 + 0.7 * share, 12.72 + 50 * share + (1 - share)};
    for (std::size_t i = 0; i < 3; ++i) {
      const bool is_coded = !answers[i].warnings.empty();
      EXPECT_TRUE(is_coded || std::abs(answers[i].value - truths[i]) < 5 * answers[i].standard_error)
          << answers[i].question << ' ' << answers[i].value << " for " << truths[i];
      if (std::isnan(answers[i].interval.low)) continue;
      EXPECT_LE(answers[i].interval.low, truths[i] + 5 * answers[i].standard_error);
      EXPECT_GE(answers[i].interval.high, truths[i] - 5 * answers[i].standard_error);
    }
  }
}

// Beside exact values, which have densities.
TEST(RareCauses, LeaveTheCommonStateItsOwnTailBesideExactValues) {
  Model m;
  const auto bad = m.add("bad", Bernoulli(1e-5));
  const auto x = m.add("x", Exponential(if_then_else(bad, 0.02, 1.0)));
  const auto y = m.add("y", Normal(if_then_else(bad, 1.0, 0.0), 1));
  const double by_bad = 1e-5 * std::exp(-0.02 * 12.72) * std::exp(-0.5 * 0.25);
  const double otherwise = (1 - 1e-5) * std::exp(-12.72) * std::exp(-0.5 * 0.25);
  const double share = by_bad / (by_bad + otherwise);
  for (const std::uint64_t seed : {1, 2, 3, 4}) {
    Options options;
    options.seed = seed;
    const Answer answer = estimate(m, {P(bad).given(x > 12.72).given(observed(y, 0.5))}, options)[0];
    EXPECT_LE(answer.interval.low, share + 5 * answer.standard_error);
    EXPECT_GE(answer.interval.high, share - 5 * answer.standard_error);
    EXPECT_TRUE(!answer.warnings.empty() || std::abs(answer.value - share) < 5 * answer.standard_error);
  }
}

TEST(RareCauses, OfSeveralOneIsToBlame) {
  Model m;
  const auto leak = m.add("leak", Bernoulli(3e-8));
  const auto blocked = m.add("blocked", Bernoulli(1e-8));
  const auto flow = m.add("flow", Normal(if_then_else(leak || blocked, 0, 10), 1));
  const Answers answers =
      estimate(m, {P(leak).given(observed(flow, 0)), P(blocked).given(observed(flow, 0))}, drawn);
  const double any = 1 - (1 - 3e-8) * (1 - 1e-8);
  const double share = posterior(any, density(0, 1, 0), density(10, 1, 0));
  expect_honest(answers[0], share * 3e-8 / any);
  expect_honest(answers[1], share * 1e-8 / any);
}

// No particle is in the trap, and all agree on the rest: the model unrolled is weighed instead.
TEST(RareCauses, AreProvedByReadingsOverTime) {
  Timeline timeline;
  const auto trap = timeline.add("trap", Bernoulli(1e-8));
  const auto reading = timeline.quantity("reading");
  timeline.each(reading, Normal(if_then_else(trap, 5, 0), 1));
  Horizon h(timeline, 6);
  double in = 1, out = 1;
  Query query = P(Boolean(trap));
  for (const auto& [step, seen] : {std::pair<Index, double>{0, 5}, {1, 3}, {2, 4}}) {
    query = query.given(observed(h.at(reading, step), seen));
    in *= density(5, 1, seen);
    out *= density(0, 1, seen);
  }
  expect_honest(estimate(h, {query}, drawn)[0], posterior(1e-8, in, out));
}

TEST(FarEvidence, MovesAChainOfNormals) {
  Model m;
  const auto level = m.add("level", Normal(10, 2));
  const auto gauge = m.add("gauge", Normal(level, 1));
  expect_honest(estimate(m, {E(level).given(observed(gauge, 40))}, drawn)[0], 34);

  // Two links, and two readings of the second: precisions add.
  Model chain;
  const auto first = chain.add("first", Normal(0, 1));
  const auto second = chain.add("second", Normal(2 * first, 1));
  const auto a = chain.add("a", Normal(second, 1));
  const auto b = chain.add("b", Normal(second, 0.5));
  const Answers answers = estimate(chain,
                                   {E(second).given(observed(a, 60)).given(observed(b, 50)),
                                    E(first).given(observed(a, 60)).given(observed(b, 50))},
                                   drawn);
  const double mean = (60 + 4 * 50) / (1 + 4 + 0.2);
  expect_honest(answers[0], mean);
  expect_honest(answers[1], 2 * mean / 5);
}

TEST(FarEvidence, MovesLogNormalQuantitiesAndCurvedMeans) {
  using Quadrature = boost::math::quadrature::gauss_kronrod<double, 61>;
  const auto mean = [](double low, double high, const auto& weight) {
    return Quadrature::integrate([&](double x) { return x * weight(x); }, low, high, 12, 1e-10) /
           Quadrature::integrate(weight, low, high, 12, 1e-10);
  };
  Model m;
  const auto level = m.add("level", LogNormal(0, 0.5));
  const auto gauge = m.add("gauge", Normal(level, 0.5));
  expect_honest(estimate(m, {E(level).given(observed(gauge, 12))}, drawn)[0],
                mean(5, 16, [](double x) { return density(0, 0.5, std::log(x)) / x * density(x, 0.5, 12); }));
  Model curved;
  const auto x = curved.add("x", Normal(0, 1));
  const auto y = curved.add("y", Normal(exp(x), 1));
  expect_honest(estimate(curved, {E(x).given(observed(y, 200))}, drawn)[0],
                mean(4.5, 6, [](double z) { return density(0, 1, z) * density(std::exp(z), 1, 200); }));
}

TEST(LogEvidence, IsThatOfDensitiesAndProbabilities) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto y = m.add("y", Normal(x, 1));
  const Answers answers = weighted(m, {E(x).given(observed(y, 2)), E(x).given(x > 1)}, drawn);
  const double of_density = std::log(density(0, std::sqrt(2.0), 2));
  ASSERT_TRUE(answers[0].log_condition_probability);
  EXPECT_NEAR(*answers[0].log_condition_probability, of_density, 5 * answers[0].log_condition_standard_error);
  EXPECT_LT(answers[0].log_condition_standard_error, 0.01);
  EXPECT_FALSE(answers[0].condition_probability);
  EXPECT_NEAR(answers[1].log_condition_probability.value(), std::log(below(-1)), 1e-9);
  EXPECT_FALSE(weighted(m, {E(x)}, drawn)[0].log_condition_probability);
}

TEST(LogEvidence, OverTimeIsThatOfTheKalmanFilter) {
  Timeline timeline;
  const auto level = timeline.quantity("level");
  const auto gauge = timeline.quantity("gauge");
  timeline.first(level, Normal(0, 1));
  timeline.step(level, Normal(0.8 * level.last(), 0.5));
  timeline.each(gauge, Normal(level.now(), 0.7));
  Horizon h(timeline, 6);
  Query query = E(h.at(level, 5));
  double mean = 0, variance = 1, log = 0;
  for (Index t = 0; t < 6; ++t) {
    const double seen = 0.5 * static_cast<double>(t % 3) - 0.3;
    query = query.given(observed(h.at(gauge, t), seen));
    const double spread = variance + 0.49;
    log += std::log(density(mean, std::sqrt(spread), seen));
    const double gain = variance / spread;
    mean = 0.8 * (mean + gain * (seen - mean));
    variance = 0.64 * variance * (1 - gain) + 0.25;
  }
  for (const Method method : {Method::sequential, Method::weighted}) {
    const Answer answer = estimate(h, {query}, {.method = method, .trajectories = 200'000})[0];
    ASSERT_TRUE(answer.log_condition_probability);
    EXPECT_NEAR(*answer.log_condition_probability, log, 5 * answer.log_condition_standard_error + 1e-6);
    EXPECT_LT(answer.log_condition_standard_error, 0.02);
  }
}

}  // namespace
}  // namespace casus
