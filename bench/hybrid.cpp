// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Joint samples a second of a chain of events and quantities, with the library and with loops written for it alone.

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <casus/infer/estimate.hpp>

#include "hybrid/baselines.hpp"
#include "support.hpp"

namespace {

using namespace bench;

constexpr std::int64_t trajectories_a_call = std::int64_t{1} << 20;

// By numerical integration. The mean and standard deviation of the losses are those where there is an invasion.
constexpr double exact_fall = 0.0510548982, exact_defeat = 0.3105489816, exact_fall_given_defeat = 0.12,
                 exact_mean = 756.120171, exact_deviation = 622.738176;

// E(losses^power), in closed form: for the moments of Triangular(a, c, b) see the divided differences of x^(n + 2).
double moment_of_losses(double power) {
  const std::array<double, 3> corners = {1000, 3000, 10000};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    double product = 1;
    for (std::size_t j = 0; j < 3; ++j)
      if (j != i) product *= corners[i] - corners[j];
    sum += std::pow(corners[i], power + 2) / product;
  }
  return 2 * sum / ((power + 1) * (power + 2)) * std::exp(-2 * power + 0.36 * power * power / 2);
}

Check check_deviation(double deviation, std::int64_t invasions) {
  // The standard error of a standard deviation rests on the fourth central moment.
  const double m = moment_of_losses(1), variance = exact_deviation * exact_deviation;
  const double fourth =
      moment_of_losses(4) - 4 * m * moment_of_losses(3) + 6 * m * m * moment_of_losses(2) - 3 * m * m * m * m;
  const double error =
      std::sqrt((fourth - variance * variance) / static_cast<double>(invasions)) / (2 * exact_deviation);
  return {"standard deviation of losses | invade", deviation, exact_deviation, error};
}

void with_casus(benchmark::State& state, casus::Generator generator, int threads) {
  using namespace casus;
  Model m;
  const auto u = m.add("u", Beta(2, 8));
  const auto invade = m.add("invade", Bernoulli(u));
  const auto troops = m.add("troops", Triangular(1000, 3000, 10000), {.when = invade});
  const auto share = m.add("share", LogNormal(-2, 0.6), {.when = invade});
  const auto losses = m.add("losses", Deterministic(if_then_else(invade, troops * share, 0)));
  const auto defeat = m.add("defeat", Bernoulli(logistic(-1 + losses / 800)));
  const auto fall = m.add("fall", Bernoulli(table(defeat, {{no, 0.02}, {yes, 0.12}})));
  const std::vector<Query> questions = {P(fall), P(defeat), P(fall).given(defeat), E(losses).given(invade)};
  Options options;
  options.trajectories = trajectories_a_call;
  options.randomness.generator = generator;
  options.threads = threads;

  std::int64_t samples = 0, invasions = 0;
  double variance = 0;  // of the losses, summed over the invasions
  std::vector<Mean> means(questions.size());
  for (auto _ : state) {
    const Answers answers = estimate(m, questions, options);
    ++options.randomness.seed;
    samples += answers[0].samples;
    invasions += answers[3].met;
    const auto met = static_cast<double>(answers[3].met);
    variance += met * met * answers[3].standard_error * answers[3].standard_error;
    for (std::size_t i = 0; i < means.size(); ++i) means[i].add(answers[i]);
  }
  std::vector<Check> checks = {means[0].check("P(fall)", exact_fall),
                               means[1].check("P(defeat)", exact_defeat),
                               means[2].check("P(fall | defeat)", exact_fall_given_defeat),
                               means[3].check("E(losses | invade)", exact_mean)};
  checks.push_back(check_deviation(std::sqrt(variance / static_cast<double>(invasions)), invasions));
  verify(state, checks);
  report(state, samples);
}

template <class Baseline> void with_baseline(benchmark::State& state) {
  Baseline baseline(20260101);
  hybrid::Sums sums;
  for (auto _ : state) {
    baseline.run(trajectories_a_call, sums);
    benchmark::DoNotOptimize(sums);
  }
  const auto invasions = static_cast<double>(sums.invade);
  const double mean = sums.losses / invasions;
  const double deviation = std::sqrt(sums.losses_squared / invasions - mean * mean);
  verify(state, {check("P(fall)", sums.fall, sums.trajectories, exact_fall),
                 check("P(defeat)", sums.defeat, sums.trajectories, exact_defeat),
                 check("P(fall | defeat)", sums.fall_defeat, sums.defeat, exact_fall_given_defeat),
                 {"E(losses | invade)", mean, exact_mean, exact_deviation / std::sqrt(invasions)},
                 check_deviation(deviation, sums.invade)});
  report(state, sums.trajectories);
}

}  // namespace

int main(int argc, char** argv) {
  return run(argc, argv, add_casus(with_casus),
             {add("scalar pcg64, standard library", with_baseline<hybrid::ScalarStandard>),
              add("scalar pcg64, Boost", with_baseline<hybrid::ScalarBoost>),
              add("columnar, single precision", with_baseline<hybrid::Columnar>)});
}
