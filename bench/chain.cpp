// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Joint samples a second of a chain of ten events, with the library and with loops written for this chain alone.

#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <casus/infer/estimate.hpp>

#include "chain/baselines.hpp"
#include "support.hpp"

namespace {

using namespace bench;

constexpr std::int64_t trajectories_a_call = std::int64_t{1} << 23;

// By variable elimination.
constexpr double exact_x10_given_x3 = 0.5590178197, exact_x5_x10 = 0.2417230009;

void with_casus(benchmark::State& state, casus::Generator generator, int threads) {
  using namespace casus;
  Model m;
  std::vector<Event> x = {m.add("X1", Bernoulli(chain::p_first))};
  x.push_back(m.add("X2", Bernoulli(table(x[0], {{no, chain::p_second[0]}, {yes, chain::p_second[1]}}))));
  for (const auto& p : chain::p_next) {
    const Event before = x[x.size() - 1], earlier = x[x.size() - 2];
    x.push_back(m.add(
        "X" + std::to_string(x.size() + 1),
        Bernoulli(table({earlier, before},
                        {{{no, no}, p[0]}, {{no, yes}, p[1]}, {{yes, no}, p[2]}, {{yes, yes}, p[3]}}))));
  }
  const std::vector<Query> questions = {P(x[9]).given(x[2]), P(x[4] && x[9])};
  Options options;
  options.trajectories = trajectories_a_call;
  options.randomness.generator = generator;
  options.threads = threads;

  std::int64_t samples = 0;
  std::vector<Mean> means(questions.size());
  for (auto _ : state) {
    const Answers answers = estimate(m, questions, options);
    ++options.randomness.seed;
    samples += answers[0].samples;
    for (std::size_t i = 0; i < means.size(); ++i) means[i].add(answers[i]);
  }
  verify(state,
         {means[0].check("P(X10 | X3)", exact_x10_given_x3), means[1].check("P(X5 and X10)", exact_x5_x10)});
  report(state, samples);
}

template <class Baseline> void with_baseline(benchmark::State& state) {
  Baseline baseline(20260101);
  chain::Counts counts;
  for (auto _ : state) {
    baseline.run(trajectories_a_call, counts);
    benchmark::DoNotOptimize(counts);
  }
  verify(state, {check("P(X10 | X3)", counts.x3_x10, counts.x3, exact_x10_given_x3),
                 check("P(X5 and X10)", counts.x5_x10, counts.trajectories, exact_x5_x10)});
  report(state, counts.trajectories);
}

}  // namespace

int main(int argc, char** argv) {
  return run(argc, argv, add_casus(with_casus),
             {add("scalar pcg32", with_baseline<chain::Scalar>),
              add("columnar xoshiro256++", with_baseline<chain::Columnar>)});
}
