// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Stops when an answer is precise enough or when time is up, whichever comes first.

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  Model m;
  const auto demand = m.add("demand", LogNormal(3, 0.5));
  const auto supply = m.add("supply", Triangular(10, 30, 60));
  const auto shortage = m.add("shortage", Deterministic(demand > supply));
  const auto gap = m.add("gap", Deterministic((max)(demand - supply, 0.0)));

  Options options;
  options.trajectories = 1'000'000'000;  // upper limit
  options.relative_precision = 0.005;    // half-widths of 0.5 %
  options.seconds = 20;
  const Answers answers = estimate(m, {P(shortage), E(gap).given(shortage)}, options);
  std::cout << answers;
  for (const Answer& answer : answers) {
    const double half = (answer.interval.high - answer.interval.low) / 2;
    if (answer.stopped_id != StopReason::precision_reached) return 1;
    if (half > 0.005 * answer.value) return 1;
    if (answer.samples > 100'000'000) return 1;
  }

  // A precision that cannot be reached in time: returns the answer so far, and the reason for
  // stopping.
  options.relative_precision = 1e-9;
  options.seconds = 0.2;
  options.trajectories = Index{1} << 50;
  const Answer hurried = estimate(m, {P(shortage)}, options)[0];
  std::cout << hurried.question << " = " << hurried.value << " +- " << hurried.standard_error << ": "
            << hurried.stopped << '\n';
  if (hurried.stopped_id != StopReason::time_up) return 1;
  if (std::abs(hurried.value - answers[0].value) > 5 * (hurried.standard_error + answers[0].standard_error))
    return 1;
}
