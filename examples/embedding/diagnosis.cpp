// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include "programs.hpp"

namespace embedding {

using namespace casus;

Answer diagnosis() {
  Model m;
  const auto disease = m.add("disease", Bernoulli(0.01));
  const auto test =
      m.add("test", Categorical({"negative", "weak", "strong"},
                                cpt({disease}, {{{no}, {0.9, 0.08, 0.02}}, {{yes}, {0.2, 0.3, 0.5}}})));
  std::vector<Observation> seen{observed(test, "weak")};
  for (int i = 0; i < 40; ++i) {
    const auto finding = m.add("finding " + std::to_string(i), Bernoulli(if_then_else(disease, 0.35, 0.2)));
    seen.push_back(observed(finding, i % 3 == 0));
  }
  return estimate(m, P(disease).given(seen));
}

}  // namespace embedding
