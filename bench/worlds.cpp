// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Quasi-random worlds: the mean squared error of answers over independent worlds, divided by that
// over as many worlds that are scrambled Sobol' points, and both times.
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "support.hpp"

namespace {

using namespace casus;

/// A question with its exact answer.
struct Subject {
  std::string name;
  Model model;
  Query query;
  double exact;
};

/// A product of uncertain probabilities: P(all of them).
Subject product(int count) {
  Model model;
  std::vector<Event> events;
  double exact = 1;
  for (int i = 0; i < count; ++i) {
    const Parameter p = model.parameter("p" + std::to_string(i), Beta(8, 2 + i % 3));
    events.push_back(model.add("e" + std::to_string(i), Bernoulli(p)));
    exact *= 8.0 / (10 + i % 3);
  }
  const Event every = model.add("all", Deterministic(all(events)));
  return {std::to_string(count) + " parameters, smooth", model, P(every), exact};
}

/// Whether the sum of two parameters exceeds a threshold: the answer jumps along a line.
Subject threshold() {
  Model model;
  const Parameter p = model.parameter("p", Uniform(0, 1)), q = model.parameter("q", Uniform(0, 1));
  const Event over = model.add("over", Bernoulli(if_then_else(Real(p) + q > 1.5, 0.9, 0.1)));
  return {"2 parameters, with a jump", model, P(over), 0.1 + 0.8 / 8};
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(
      argc, argv, "Quasi-random worlds: mean squared errors relative to those of independent worlds.");
  bench::Table table({"question", "method", "worlds", "ratio of squared errors", "ratio of times"});
  nlohmann::ordered_json ratios = nlohmann::ordered_json::array();
  const int runs = settings.smoke ? 40 : 400;
  for (const Subject& subject : {product(2), product(5), product(20), threshold()})
    for (const Method method : {Method::exact, Method::forward})
      for (const Index worlds : {Index{128}, Index{1024}}) {
        const auto answered = [&](WorldDraws by, double& squares) {
          std::vector<double> values;
          const bench::Stopwatch watch;
          for (int run = 0; run < runs; ++run) {
            const Answer answer = estimate(subject.model, subject.query,
                                           {.method = method,
                                            .trajectories = worlds * 512,
                                            .worlds = worlds,
                                            .worlds_by = by,
                                            .seed = static_cast<std::uint64_t>(run) + 1,
                                            .threads = 1});
            values.push_back(answer.value);
            squares += (answer.value - subject.exact) * (answer.value - subject.exact) / runs;
          }
          const double seconds = watch.seconds();
          double sum = 0;
          for (const double value : values) sum += value / runs;
          if (const auto message =
                  bench::wrong({bench::check(subject.name, sum, subject.exact, std::sqrt(squares / runs))})) {
            bench::complain("wrong result: " + *message);
            std::exit(1);
          }
          return seconds;
        };
        double independent = 0, quasi = 0;
        const double of_independent = answered(WorldDraws::independent, independent),
                     of_quasi = answered(WorldDraws::quasi, quasi);
        const std::string name(to_text(method));
        table.row({subject.name, name, std::to_string(worlds), bench::figure(independent / quasi),
                   bench::figure(of_quasi / of_independent)});
        ratios.push_back({{"question", subject.name},
                          {"method", name},
                          {"worlds", worlds},
                          {"squared_errors", independent / quasi},
                          {"times", of_quasi / of_independent}});
      }
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"ratios", ratios}}.dump(2) << std::endl;
  else
    std::cout << table.text() << std::flush;
  return 0;
}
