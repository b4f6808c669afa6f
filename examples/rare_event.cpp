// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// An event with a probability below one in a million, which a million trajectories hardly ever
// show: plain sampling can only bound it, and says so. Splitting, which drives populations of
// particles towards the event level by level, measures it.

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  // Ten loads on a structure that fails if their sum is five standard deviations too high.
  Model m;
  Real sum = 0;
  for (int i = 1; i <= 10; ++i) sum = sum + m.add("load_" + std::to_string(i), Normal(0, 1));
  const auto total = m.add("total", Deterministic(sum));
  const Query collapse = P(total > 5 * std::sqrt(10.0));
  const double exact = std::erfc(5 / std::sqrt(2.0)) / 2;  // 2.9e-7

  const Answer plain = estimate(m, {collapse}, {.method = Method::forward})[0];
  std::cout << "forward:   " << (plain.is_bound ? "at most " : "") << plain.value << " from " << plain.samples
            << " trajectories\n";
  if (plain.is_bound && plain.value < exact) return 1;

  const Answer driven = estimate(m, {collapse}, {.method = Method::splitting})[0];
  std::cout << driven.method << ": " << driven.value << " +- " << driven.standard_error << " from "
            << driven.samples << " trajectories in all\n";
  if (std::abs(driven.value - exact) > 5 * driven.standard_error) return 1;
  if (!(driven.standard_error < 0.2 * exact)) return 1;
}
