// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include "programs.hpp"

namespace embedding {

using namespace casus;

Series series() {
  Timeline t("month");
  const auto persistence = t.parameter("persistence", Uniform(0.5, 1));
  const auto level = t.quantity("level"), reading = t.quantity("reading");
  t.first(level, Normal(0, 1));
  t.step(level, Normal(persistence * level.last(), 0.5));
  t.each(reading, Normal(level.now(), 0.4));

  Series result;
  result.persistences = {0.6, 0.8, 0.95};
  for (int month = 0; month < 24; ++month) result.readings.push_back(1 + 0.1 * (month % 5) - 0.05 * month);
  for (const double held : result.persistences) {
    Horizon h(hold(t, persistence, held), 24);
    std::vector<Observation> news;
    for (Index month = 0; month < 24; ++month)
      news.push_back(observed(h.at(reading, month), result.readings[static_cast<std::size_t>(month)]));
    const auto last = h.at(level, 23);
    result.level = estimate(h, {E(last).given(news), sd(last).given(news)},
                            {.trajectories = 51'200, .worlds = 100, .seed = 7});
    result.likelihoods.push_back(result.level[0]);
  }
  return result;
}

}  // namespace embedding
