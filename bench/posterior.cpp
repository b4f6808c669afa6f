// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Updates: the time to draw a thousand sets of five parameters given two years of news about eight
// series, three of them hidden, and of two parameters given 65 observations, whose posterior is known.
#include <array>
#include <chrono>
#include <cmath>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

#include <casus/infer/posterior.hpp>
#include <casus/sample/reference.hpp>

#include "floors.hpp"
#include "support.hpp"

namespace {

using namespace casus;

/// Three hidden events, each of which depends on its last value and on the one before it, and five
/// signs of them. The news are those of a trajectory of the model.
struct News {
  static constexpr Index months = 24;
  static constexpr std::size_t count = 8, hidden = 3;

  Timeline timeline;
  Parameter onset = timeline.parameter("onset", Beta(2, 8)), stay = timeline.parameter("stay", Beta(8, 2)),
            spread = timeline.parameter("spread", Beta(2, 4)), hit = timeline.parameter("hit", Beta(6, 3)),
            alarm = timeline.parameter("alarm", Beta(1, 9));
  std::vector<Series<Event>> series;

  News() {
    for (std::size_t i = 0; i < count; ++i) series.push_back(timeline.event("series_" + std::to_string(i)));
    for (std::size_t i = 0; i < count; ++i) {
      if (i >= hidden) {
        timeline.each(series[i], Bernoulli(if_then_else(series[i % hidden].now(), hit, alarm)));
        continue;
      }
      const Real begins = i == 0 ? Real(onset) : if_then_else(series[i - 1].now(), spread, onset);
      timeline.first(series[i], Bernoulli(0.3));
      timeline.step(series[i], Bernoulli(if_then_else(series[i].last(), stay, begins)));
    }
  }

  std::vector<Observation> seen(Horizon& horizon) const {
    for (std::size_t i = hidden; i < count; ++i)
      for (Index month = 0; month < months; ++month) horizon.at(series[i], month);
    const UnrolledQuestions unrolled(horizon, months);
    const ReferenceSampler sampler(unrolled.model(), {77});
    const std::vector<double> trajectory = sampler.trajectory(0, sampler.parameters(0), 0);
    std::vector<Observation> all;
    for (std::size_t i = hidden; i < count; ++i)
      for (Index month = 0; month < months; ++month) {
        const Event event = horizon.at(series[i], month);
        const Index place = unrolled.translated(event.node())->index;
        all.emplace_back(observed(event, trajectory[static_cast<std::size_t>(place)] != 0));
      }
    return all;
  }
};

/// 29 of 40 events about a share, and 25 counts that sum to 80 about a rate.
struct Known {
  Model model;
  Parameter share = model.parameter("share", Beta(2, 2)), rate = model.parameter("rate", Gamma(2, 1));
  std::vector<Observation> seen;

  Known() {
    for (int i = 0; i < 40; ++i)
      seen.emplace_back(observed(model.add("event_" + std::to_string(i), Bernoulli(share)), i < 29));
    for (int i = 0; i < 25; ++i)
      seen.emplace_back(observed(model.add("count_" + std::to_string(i), Poisson(rate)), i < 20 ? 3 : 4));
  }
};

template <class Work> double seconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings =
      bench::settings(argc, argv, "Parameters updated by observations: time and effective draws.");
  const Index draws = settings.smoke ? 128 : 1000;
  News news;
  Horizon horizon(news.timeline, News::months);
  const std::vector<Observation> seen = news.seen(horizon);
  const Options options{.worlds = draws, .threads = 1};
  std::optional<Posterior> after, known;
  const double seconds = seconds_of([&] { after = posterior(horizon, seen, options); });
  const Known conjugate;
  const double seconds_known =
      seconds_of([&] { known = posterior(conjugate.model, conjugate.seen, options); });
  const PosteriorNumber share = known->mean(conjugate.share), rate = known->mean(conjugate.rate);
  if (const auto message =
          bench::wrong({bench::check("mean of the share", share.value, 31.0 / 44, share.standard_error),
                        bench::check("mean of the rate", rate.value, 82.0 / 26, rate.standard_error)})) {
    std::cerr << "posterior: " << *message << '\n';
    return 1;
  }
  if (settings.json) {
    std::cout << nlohmann::ordered_json{{"draws", draws},
                                        {"news_seconds", seconds},
                                        {"news_effective", after->effective()},
                                        {"news_evidence_error", after->log_evidence().standard_error},
                                        {"known_seconds", seconds_known},
                                        {"known_effective", known->effective()}}
                     .dump(2)
              << std::endl;
    return 0;
  }
  std::cout << draws << " draws of five parameters, 24 months of eight series: " << bench::figure(seconds)
            << " s, " << bench::figure(after->effective()) << " effective, log evidence to "
            << bench::figure(after->log_evidence().standard_error)
            << " (floors: " << bench::floors::update_seconds << " s, " << bench::floors::update_effective
            << ", " << bench::floors::update_evidence_error << ")\n"
            << draws << " draws of two parameters, 65 observations: " << bench::figure(seconds_known)
            << " s, " << bench::figure(known->effective()) << " effective\n";
  if (settings.smoke) return 0;
  return seconds <= bench::floors::update_seconds && after->effective() >= bench::floors::update_effective &&
                 after->log_evidence().standard_error <= bench::floors::update_evidence_error
             ? 0
             : 1;
}
