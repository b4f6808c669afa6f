// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include "programs.hpp"

namespace embedding {

using namespace casus;

Answers insurance() {
  Model m;
  const auto loss = m.add("loss", LogNormal::median(10, 1), {.unit = "million"});
  const Real layer = clamp(loss - 20, 0, 30);
  std::vector<Query> questions{E(layer), sd(layer), P(layer > 0), expected_shortfall(loss, 0.99)};
  for (const Query& question : quantiles(loss, {0.5, 0.9, 0.99})) questions.push_back(question);
  return estimate(m, questions, {.trajectories = 500'000, .seed = 7});
}

}  // namespace embedding
