// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Events and quantities in one chain: an invasion or not, the number of troops, the losses, and
// their consequences. The probability of an event may be a quantity drawn earlier; troops and
// losses exist only if there is an invasion.

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  Model m;
  const auto u = m.add("u", Beta(2, 8), {.description = "the leader's appetite for risk"});
  const auto invade = m.add("invade", Bernoulli(u));
  const auto troops = m.add("troops", Triangular(1000, 3000, 10000), {.when = invade, .unit = "soldiers"});
  const auto share = m.add("share_lost", LogNormal(-2, 0.6), {.when = invade});
  const auto losses =
      m.add("losses", Deterministic(if_then_else(invade, troops * share, 0)), {.unit = "soldiers"});
  const auto defeat = m.add("defeat", Bernoulli(logistic(-1 + losses / 800)));
  const auto fall = m.add("fall", Bernoulli(0.02 + 0.1 * defeat));

  const Answers answers =
      estimate(m, {P(fall), P(defeat), P(fall).given(defeat), E(losses).given(invade),
                   E(losses * losses).given(invade), quantile(losses, 0.9).given(invade)});
  std::cout << answers;

  // By numerical integration; the mean square is the variance, 622.738176^2, plus the square of the
  // mean, 756.120171.
  const double exact[] = {0.0510548982, 0.3105489816, 0.12, 756.120171,
                          622.738176 * 622.738176 + 756.120171 * 756.120171};
  for (std::size_t i = 0; i < std::size(exact); ++i)
    if (std::abs(answers[i].value - exact[i]) > 5 * answers[i].standard_error + 1e-12) {
      std::cerr << answers[i].question << ": expected " << exact[i] << ", got " << answers[i].value << '\n';
      return 1;
    }
}
