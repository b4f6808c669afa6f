// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Ten small programs with the library inside, of an insurer, an operator, a buyer, a physician and
// others: each is a function in examples/embedding/. Prints their results, which
// test/program/embedding.cpp compares with closed forms.

#include <cstdio>
#include <string>
#include <vector>

#include "embedding/programs.hpp"

namespace {

// Prints a line for each answer: what it is, its value and its standard error.
void show(const std::string& task, const std::vector<std::string>& names, const casus::Answers& answers) {
  std::printf("%s\n", task.c_str());
  for (std::size_t i = 0; i < names.size(); ++i)
    std::printf("  %-28s %10.5g +- %.2g\n", names[i].c_str(), answers[i].value, answers[i].standard_error);
}

}  // namespace

int main() {
  using namespace embedding;

  show("insurance, in millions",
       {"mean of the layer", "its deviation", "it is hit", "shortfall of the loss", "median loss",
        "loss in 10 years", "loss in 100 years"},
       insurance());
  show("service", {"outage", "cost of failures", "all replicas, if outage"}, service());
  const Supplier choice = supplier();
  show("second supplier", {"cost without", "cost with", "saving"},
       casus::Answers({choice.saving.first, choice.saving.second, choice.saving.difference}));
  show("diagnosis", {"disease"}, casus::Answers({diagnosis()}));
  show("regression", {"mean slope", "5 %", "50 %", "95 %"}, regression().answers);
  const Series news = series();
  show("series", {"level after 24 months", "its deviation"}, news.level);
  for (std::size_t i = 0; i < news.persistences.size(); ++i)
    std::printf("  persistence %.2f: log likelihood %.3f\n", news.persistences[i],
                news.likelihoods[i].log_condition_probability.value());
  std::printf("calibration\n  failure rate %.6f\n", calibration(0.1));
  const Raw drawn = raw();
  std::printf("raw draws\n  %.4f + %.4f rain, of %ld rows; mean rate %.4f\n", drawn.intercept, drawn.slope,
              drawn.rows, drawn.mean_rate);
  show("imports",
       {"mean cost", "deviation", "variance of the rest", "prices, correlation", "rest, correlation"},
       imports());
  show("wind",
       {"mean power", "limited", "from 3 m/s on", "root of speed", "steps of 4 m/s", "distance from 8 m/s"},
       wind());
}
