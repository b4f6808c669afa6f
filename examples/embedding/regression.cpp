// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include "programs.hpp"

namespace embedding {

using namespace casus;

Regression regression() {
  Regression result;
  Model m;
  const auto intercept = m.add("intercept", Normal(0, 2)), slope = m.add("slope", Normal(0, 2));
  std::vector<Boolean> seen;
  for (int i = 0; i < 40; ++i) {
    result.inputs.push_back(0.1 * (i - 20));
    result.outcomes.push_back((7 * i) % 40 < i);
    const auto outcome =
        m.add("outcome " + std::to_string(i), Bernoulli(logistic(intercept + slope * result.inputs.back())));
    seen.push_back(observed(outcome, bool(result.outcomes.back())));
  }
  std::vector<Query> questions{E(slope).given(seen)};
  for (const Query& question : quantiles(slope, {0.05, 0.5, 0.95})) questions.push_back(question.given(seen));
  result.answers = estimate(m, questions, {.trajectories = 50'000, .seed = 7});
  return result;
}

}  // namespace embedding
