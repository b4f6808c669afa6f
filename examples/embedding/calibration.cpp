// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include "programs.hpp"

namespace embedding {

using namespace casus;

double calibration(double target) {
  Model m;
  const auto rate = m.parameter("rate", Beta(1, 9));
  std::vector<Event> parts;
  for (int i = 0; i < 3; ++i) parts.push_back(m.add("part " + std::to_string(i), Bernoulli(rate)));

  double low = 0, high = 1;
  while (high - low > 1e-12) {
    const double middle = (low + high) / 2;
    const Answer failure = estimate(hold(m, m.parameter("rate"), middle), P(any(parts)));
    (failure.value < target ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace embedding
