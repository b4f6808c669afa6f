// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Conditioning and intervening differ if there is a common cause: Simpson's reversal. Patients with
// severe cases get the treatment more often, so treated patients fare worse, although the treatment
// helps everybody.

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  Model m;
  const auto severe = m.add("severe", Bernoulli(0.3));
  const auto treated = m.add("treated", Bernoulli(table(severe, {{no, 0.2}, {yes, 0.8}})));
  const auto recovers =
      m.add("recovers",
            Bernoulli(table({severe, treated},
                            {{{no, no}, 0.80}, {{no, yes}, 0.85}, {{yes, no}, 0.30}, {{yes, yes}, 0.40}})));

  const Answers answers = estimate(
      m, {P(recovers).given(treated), P(recovers).given(!treated), P(recovers).under(set(treated, yes)),
          P(recovers).under(set(treated, no)), P(severe).given(recovers).under(set(treated, yes))});
  std::cout << answers;
  const double seen = (0.14 * 0.85 + 0.24 * 0.40) / 0.38, seen_not = (0.56 * 0.80 + 0.06 * 0.30) / 0.62;
  const double done = 0.7 * 0.85 + 0.3 * 0.40, done_not = 0.7 * 0.80 + 0.3 * 0.30;
  const double exact[] = {seen, seen_not, done, done_not, 0.3 * 0.40 / done};
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (std::abs(answers[i].value - exact[i]) > 5 * answers[i].standard_error + 1e-12) return 1;
  if (!(seen < seen_not && done > done_not)) return 1;

  // The contrast is exact if both answers are. Otherwise its error is that of paired samples,
  // because both sides use common random numbers.
  const Contrast effect =
      contrast(m, P(recovers).under(set(treated, yes)), P(recovers).under(set(treated, no)));
  std::cout << effect.difference.question << " = " << effect.difference.value << " +- "
            << effect.difference.standard_error << '\n';
  if (std::abs(effect.difference.value - (done - done_not)) > 5 * effect.difference.standard_error + 1e-12)
    return 1;
  if (effect.difference.standard_error > 0.6 * effect.first.standard_error) return 1;
}
