// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// A counterfactual: the firing squad (Pearl, Causality, 2nd ed. 2009, section 7.1). The court may
// order an execution; two riflemen obey, and the first, if nervous, shoots without an order. The
// prisoner is dead: would he be alive if the first rifleman had not shot?

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  const double p = 0.3, q = 0.2;
  Model m;
  const auto order = m.add("order", Bernoulli(p));
  const auto nervous = m.add("nervous", Bernoulli(q));
  const auto first = m.add("first_shoots", Deterministic(order || nervous));
  const auto second = m.add("second_shoots", Deterministic(order));
  const auto dead = m.add("dead", Deterministic(first || second));

  const Answers answers =
      estimate(m, {P(!dead).given(dead).counterfactually(set(first, no)),
                   P(!dead).given(dead).under(set(first, no)), P(!dead).under(set(first, no))});
  std::cout << answers;
  // He would live only if there was no order, and the first man was nervous. It is a different
  // question to keep the first man from shooting and then to observe that the prisoner is dead, or
  // to observe nothing.
  const double exact[] = {q * (1 - p) / (1 - (1 - p) * (1 - q)), 0, 1 - p};
  for (std::size_t i = 0; i < 3; ++i) {
    const double error = answers[i].is_bound ? answers[i].value : 5 * answers[i].standard_error + 1e-12;
    if (std::abs(answers[i].value - exact[i]) > error) return 1;
  }
}
