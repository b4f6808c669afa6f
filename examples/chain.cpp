// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// A causal chain of three events: an ultimatum makes entry into the war more likely, and entry
// makes a change of regime more likely. How likely is a change if there is an entry, and if entry
// is ruled out?

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  Model m;
  const auto ultimatum = m.add("ultimatum", Bernoulli(0.15));
  const auto entry = m.add("entry", Bernoulli(table(ultimatum, {{no, 0.005}, {yes, 0.20}})));
  const auto change = m.add("regime_change", Bernoulli(noisy_or(leak(0.03), {{entry, 0.10}})));

  const Answers answers = estimate(
      m, {P(change), P(change).given(entry), P(change).under(set(entry, false)), P(ultimatum).given(entry)});
  std::cout << answers;

  // The chain is short enough for a calculation by hand.
  const double p_entry = 0.85 * 0.005 + 0.15 * 0.20;
  const double with_entry = 1 - 0.97 * 0.90, without = 0.03;
  const double exact[] = {p_entry * with_entry + (1 - p_entry) * without, with_entry, without,
                          0.15 * 0.20 / p_entry};
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (std::abs(answers[i].value - exact[i]) > 5 * answers[i].standard_error + 1e-12) {
      std::cerr << answers[i].question << ": expected " << exact[i] << ", got " << answers[i].value << '\n';
      return 1;
    }
}
