// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// A chain in time: a war weakens the attacker, who is then less likely to continue it. When does
// the regime fall, and what is the effect of a pause in the third month?

#include <algorithm>
#include <cmath>
#include <iostream>
#include <vector>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  Timeline timeline("month", {"Dec", "Jan", "Feb", "Mar", "Apr", "May"});
  const auto war = timeline.event("war"), weak = timeline.event("weak"), fall = timeline.event("fall");
  timeline.first(war, Bernoulli(0.9));
  timeline.step(
      war, Bernoulli(table({war.last(), weak.last()},
                           {{{no, no}, 0.05}, {{no, yes}, 0.01}, {{yes, no}, 0.95}, {{yes, yes}, 0.70}})));
  timeline.first(weak, Bernoulli(0.1));
  timeline.step(
      weak, Bernoulli(table({war.now(), weak.last()},
                            {{{no, no}, 0.05}, {{no, yes}, 0.60}, {{yes, no}, 0.20}, {{yes, yes}, 0.95}})));
  // Four per cent per year, with three times the hazard if the regime is weak.
  const double monthly = part_probability(0.04, 12);
  timeline.absorbing(fall, if_then_else(weak.now(), 3 * monthly, monthly));

  Horizon h(timeline, 6);
  const Answers answers = estimate(h, {
                                          curve(h, [&](Index month) { return P(h.by(fall, month)); }),
                                          P(h.at(war, 5)).given(h.at(weak, 2)),
                                          P(h.at(fall, 5)),
                                          P(h.at(fall, 5)).under(set(h.at(war, 2), no)),
                                          P(h.within(fall, 3, weak)),
                                          first_time(h, fall),
                                      });
  std::cout << answers;

  // Month by month over the two states; a fall has no effect on them.
  double p[2][2] = {{0.1 * 0.9, 0.1 * 0.1}, {0.9 * 0.9, 0.9 * 0.1}};  // war, weak; not yet fallen
  const double war_next[2][2] = {{0.05, 0.01}, {0.95, 0.70}}, weak_next[2][2] = {{0.05, 0.60}, {0.20, 0.95}};
  for (Index month = 0; month < h.steps(); ++month) {
    if (month > 0) {
      double next[2][2] = {};
      for (const int w : {0, 1})
        for (const int k : {0, 1})
          for (const int w2 : {0, 1})
            for (const int k2 : {0, 1})
              next[w2][k2] += p[w][k] * (w2 ? war_next[w][k] : 1 - war_next[w][k]) *
                              (k2 ? weak_next[w2][k] : 1 - weak_next[w2][k]);
      std::copy(&next[0][0], &next[0][0] + 4, &p[0][0]);
    }
    double left = 0;
    for (const int w : {0, 1})
      for (const int k : {0, 1}) left += p[w][k] *= 1 - (k ? 3 * monthly : monthly);
    const Answer& point = answers[0].parts[static_cast<std::size_t>(month)];
    if (!(std::abs(point.value - (1 - left)) <= 5 * point.standard_error + 1e-12)) return 1;
  }
  // A pause makes the regime slightly safer.
  if (!(answers[3].value < answers[2].value)) return 1;
}
