// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cmath>

#include <casus/casus.hpp>

// What the headers promise without the compiled core: stating, asking, sampling by the reference, enumerating.
int main() {
  casus::Model model;
  const auto rain = model.add("rain", casus::Bernoulli(0.2));
  const auto wet =
      model.add("wet", casus::Bernoulli(casus::table(rain, {{casus::no, 0.1}, {casus::yes, 0.9}})));
  const auto query = casus::P(rain).given(wet);
  const auto answers = casus::reference_estimate(model, {query}, {.trajectories = 20000});
  const double exact = casus::Enumeration(model)(query);
  return std::abs(answers[0].value - exact) < 5 * answers[0].standard_error ? 0 : 1;
}
