// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "hybrid/workload.hpp"

#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "floors.hpp"
#include "hybrid/baselines.hpp"

namespace bench::hybrid {

namespace {

// By numerical integration. The mean and standard deviation of the losses are conditional on an
// invasion.
constexpr double exact_fall = 0.0510548982, exact_defeat = 0.3105489816, exact_fall_given_defeat = 0.12,
                 exact_mean = 756.120171, exact_deviation = 622.738176;

// Returns E(losses^power) in closed form; for the moments of Triangular(a, c, b) see the divided
// differences of x^(n + 2).
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

Check check_deviation(double deviation, double invasions) {
  // The standard error of a standard deviation depends on the fourth central moment.
  const double m = moment_of_losses(1), variance = exact_deviation * exact_deviation;
  const double fourth =
      moment_of_losses(4) - 4 * m * moment_of_losses(3) + 6 * m * m * moment_of_losses(2) - 3 * m * m * m * m;
  const double error = std::sqrt((fourth - variance * variance) / invasions) / (2 * exact_deviation);
  return check("standard deviation of losses | invade", deviation, exact_deviation, error);
}

template <class Baseline> Contestant baseline(std::string name) {
  struct State {
    Baseline sampler{20260101};
    Sums sums;
  };
  auto state = std::make_shared<State>();
  return {std::move(name),
          [state](std::int64_t trajectories) {
            const std::int64_t before = state->sums.trajectories;
            state->sampler.run(trajectories, state->sums);
            return state->sums.trajectories - before;
          },
          [state] {
            const Sums& sums = state->sums;
            const auto share = [](const char* what, std::int64_t hits, std::int64_t cases, double exact) {
              return check_share(what, static_cast<double>(hits), static_cast<double>(cases), exact);
            };
            const auto invasions = static_cast<double>(sums.invade);
            const double mean = sums.losses / invasions;
            const double deviation = std::sqrt(sums.losses_squared / invasions - mean * mean);
            return std::vector<Check>{
                share("P(fall)", sums.fall, sums.trajectories, exact_fall),
                share("P(defeat)", sums.defeat, sums.trajectories, exact_defeat),
                share("P(fall | defeat)", sums.fall_defeat, sums.defeat, exact_fall_given_defeat),
                check("E(losses | invade)", mean, exact_mean, exact_deviation / std::sqrt(invasions)),
                check_deviation(deviation, invasions)};
          }};
}

}  // namespace

Workload workload(const Settings&) {
  using namespace casus;
  auto model = std::make_shared<Model>();
  Model& m = *model;
  const auto u = m.add("u", Beta(2, 8));
  const auto invade = m.add("invade", Bernoulli(u));
  const auto troops = m.add("troops", Triangular(1000, 3000, 10000), {.when = invade});
  const auto share = m.add("share", LogNormal(-2, 0.6), {.when = invade});
  const auto losses = m.add("losses", Deterministic(if_then_else(invade, troops * share, 0)));
  const auto defeat = m.add("defeat", Bernoulli(logistic(-1 + losses / 800)));
  const auto fall = m.add("fall", Bernoulli(table(defeat, {{no, 0.02}, {yes, 0.12}})));
  const std::vector<Query> questions = {P(fall), P(defeat), P(fall).given(defeat), E(losses).given(invade)};
  const auto checks = [](const std::vector<Mean>& means) {
    // The standard error of the mean gives the standard deviation of the losses; P(invade) is 0.2.
    const double invasions = 0.2 * means[3].cases();
    return std::vector<Check>{means[0].check("P(fall)", exact_fall),
                              means[1].check("P(defeat)", exact_defeat),
                              means[2].check("P(fall | defeat)", exact_fall_given_defeat),
                              means[3].check("E(losses | invade)", exact_mean),
                              check_deviation(means[3].standard_error() * std::sqrt(invasions), invasions)};
  };

  const std::string standard = "scalar pcg64, standard library", boost = "scalar pcg64, Boost";
  const std::string columnar = "columnar xoshiro256++, single precision";
  const std::string faster = "scalar pcg64, standard library or Boost, the faster";
  const std::string name = "hybrid chain";
  // Seven variables are stated, but one is not drawn: the product of two.
  Workload workload{name, 6, random_bytes_per_draw(m)};
  for (const Variant& variant : variants())
    workload.contestants.push_back(library(variant, model, questions, checks));
  workload.contestants.push_back(baseline<ScalarStandard>(standard));
  workload.contestants.push_back(baseline<ScalarBoost>(boost));
  workload.contestants.push_back(baseline<Columnar>(columnar));
  using namespace floors;
  workload.ratios = {
      {name, faster, hybrid_scalar, one_thread, {standard, boost}},
      {name + ", AVX2", faster, hybrid_scalar * avx2_share, with_avx2, {standard, boost}},
  };
  workload.note = "Verified against numerical integration.";
  return workload;
}

}  // namespace bench::hybrid
