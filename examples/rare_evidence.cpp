// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Conditioning on evidence that plain sampling hardly ever meets: two independent alarms of a plant
// went off; a sensor read an exact value. Trajectories are weighted by the likelihood of the
// evidence instead of being rejected.

#include <cmath>
#include <iostream>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  // A leak is rare, and both alarms are rarely wrong.
  Model plant;
  const auto leak = plant.add("leak", Bernoulli(1e-5));
  const auto smell = plant.add("smell", Bernoulli(table(leak, {{no, 0.002}, {yes, 0.9}})));
  const auto gauge = plant.add("gauge", Bernoulli(table(leak, {{no, 0.001}, {yes, 0.95}})));
  const double with_leak = 1e-5 * 0.9 * 0.95, without = (1 - 1e-5) * 0.002 * 0.001;
  const Answer answer = estimate(plant, {P(leak).given(smell && gauge)}, {.method = Method::weighted})[0];
  std::cout << answer.question << " = " << answer.value << " +- " << answer.standard_error << ", by "
            << answer.method << ", " << std::lround(answer.effective_samples) << " effective samples\n";
  if (std::abs(answer.value - with_leak / (with_leak + without)) > 5 * answer.standard_error) return 1;
  if (answer.effective_samples < 10000) return 1;

  // A hidden temperature, read by a sensor with an error: an exact value has probability zero, but
  // a density.
  Model furnace;
  const auto temperature = furnace.add("temperature", Normal(900, 30), {.unit = "K"});
  const auto reading = furnace.add("reading", Normal(temperature, 10), {.unit = "K"});
  const Answer after = estimate(furnace, {E(temperature).given(observed(reading, 960))})[0];
  std::cout << after.question << " = " << after.value << " K +- " << after.standard_error << ", by "
            << after.method << '\n';
  // Two normal distributions combine by their precisions.
  const double posterior = (900 / (30.0 * 30) + 960 / (10.0 * 10)) / (1 / (30.0 * 30) + 1 / (10.0 * 10));
  if (std::abs(after.value - posterior) > 5 * after.standard_error) return 1;

  // A signal that is three times as likely if there is a leak ("virtual" evidence).
  const Answer told = estimate(plant, {P(leak).given(smell).given(likelihood(leak, 1, 3))})[0];
  const double odds = 3 * (1e-5 * 0.9) / ((1 - 1e-5) * 0.002);
  std::cout << told.question << " = " << told.value << ", by " << told.method << '\n';
  if (std::abs(told.value - odds / (1 + odds)) > 5 * told.standard_error + 1e-12) return 1;
}
