// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "chain/workload.hpp"

#include <memory>
#include <string>
#include <vector>

#include "chain/baselines.hpp"
#include "floors.hpp"

namespace bench::chain {

namespace {

// By variable elimination.
constexpr double exact_x10_given_x3 = 0.5590178197, exact_x5_x10 = 0.2417230009;

template <class Baseline> Contestant baseline(std::string name) {
  struct State {
    Baseline sampler{20260101};
    Counts counts;
  };
  auto state = std::make_shared<State>();
  return {std::move(name),
          [state](std::int64_t trajectories) {
            const std::int64_t before = state->counts.trajectories;
            state->sampler.run(trajectories, state->counts);
            return state->counts.trajectories - before;
          },
          [state] {
            const auto share = [](const char* what, std::int64_t hits, std::int64_t cases, double exact) {
              return check_share(what, static_cast<double>(hits), static_cast<double>(cases), exact);
            };
            const Counts& counts = state->counts;
            return std::vector<Check>{
                share("P(X10 | X3)", counts.x3_x10, counts.x3, exact_x10_given_x3),
                share("P(X5 and X10)", counts.x5_x10, counts.trajectories, exact_x5_x10)};
          }};
}

}  // namespace

Workload workload(const Settings&) {
  using namespace casus;
  auto model = std::make_shared<Model>();
  Model& m = *model;
  std::vector<Event> x = {m.add("X1", Bernoulli(p_first))};
  x.push_back(m.add("X2", Bernoulli(table(x[0], {{no, p_second[0]}, {yes, p_second[1]}}))));
  for (const auto& p : p_next) {
    const Event before = x[x.size() - 1], earlier = x[x.size() - 2];
    x.push_back(m.add(
        "X" + std::to_string(x.size() + 1),
        Bernoulli(table({earlier, before},
                        {{{no, no}, p[0]}, {{no, yes}, p[1]}, {{yes, no}, p[2]}, {{yes, yes}, p[3]}}))));
  }
  const std::vector<Query> questions = {P(x[9]).given(x[2]), P(x[4] && x[9])};
  const auto checks = [](const std::vector<Mean>& means) {
    return std::vector<Check>{means[0].check("P(X10 | X3)", exact_x10_given_x3),
                              means[1].check("P(X5 and X10)", exact_x5_x10)};
  };

  const std::string scalar = "scalar pcg32, integer thresholds";
  const std::string columnar = "columnar xoshiro256++, 32-bit thresholds";
  const std::string name = "chain of ten events";
  Workload workload{name, 10, random_bytes_per_draw(m)};
  for (const Variant& variant : variants())
    workload.contestants.push_back(library(variant, model, questions, checks));
  workload.contestants.push_back(baseline<Scalar>(scalar));
  workload.contestants.push_back(baseline<Columnar>(columnar));
  using namespace floors;
  workload.ratios = {
      {name, scalar, chain_scalar, one_thread, {scalar}},
      {name, columnar, chain_columnar, one_thread, {columnar}},
      {name + ", pcg32's own sequence", scalar, chain_pcg32, with_pcg32, {scalar}},
      {name + ", two threads", "one thread", bench::floors::two_threads, bench::two_threads, {one_thread}},
      {name + ", AVX2", scalar, chain_scalar * avx2_share, with_avx2, {scalar}},
      {name + ", AVX2", columnar, chain_columnar * avx2_share, with_avx2, {columnar}},
      {name + ", AVX2, pcg32's own sequence", scalar, chain_pcg32 * avx2_share, with_avx2_pcg32, {scalar}},
  };
  workload.note = "Verified against variable elimination.";
  return workload;
}

}  // namespace bench::chain
