// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <array>

#include "programs.hpp"

namespace embedding {

using namespace casus;

Answers imports() {
  Model m;
  const auto prices = add_multivariate_normal_parameters(
      m, std::array<std::string, 2>{"fx", "commodity"}, std::array<Real, 2>{1.1, 80},
      std::array{0.01, 0.6 * 0.1 * 10, 0.6 * 0.1 * 10, 100.0});
  const auto other = m.add("other", Normal(50, 20));
  const Real cost = 1000 * prices[0] + 10 * prices[1] + other;
  return estimate(
      m, {E(cost), sd(cost), variance(other), correlation(prices[0], prices[1]), correlation(cost, other)},
      {.trajectories = 512'000, .worlds = 1000, .seed = 7});
}

}  // namespace embedding
