// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// What would have been: the firing squad (Pearl, Causality, 2nd ed. 2009, section 7.1). The court orders an execution or not; two
// riflemen obey, and the first, when nervous, shoots without an order. The prisoner is dead: would he be, had the first not shot?

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
  // He lives only where the shot was nervous and not ordered. To hold the first man back beforehand, and then to see the prisoner
  // dead, is another question; so is to hold him back and to see nothing.
  const double exact[] = {q * (1 - p) / (1 - (1 - p) * (1 - q)), 0, 1 - p};
  for (std::size_t i = 0; i < 3; ++i) {
    const double error = answers[i].is_bound ? answers[i].value : 5 * answers[i].standard_error + 1e-12;
    if (std::abs(answers[i].value - exact[i]) > error) return 1;
  }
}
