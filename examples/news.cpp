// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// News month by month: evidence updates the forecast. Each month a newspaper reports fighting or
// not, and is sometimes wrong. After each report: how likely is it that the war is on in this
// month, how likely at the end of the year, and how likely was the sequence of reports?

#include <cmath>
#include <cstdio>
#include <optional>
#include <vector>

#include <casus/casus.hpp>

int main() {
  using namespace casus;

  Timeline timeline("month", month_labels(std::chrono::year{2023} / 1, 12));
  const auto war = timeline.event("war"), weak = timeline.event("weak"), report = timeline.event("report");
  timeline.first(war, Bernoulli(0.8));
  timeline.step(
      war, Bernoulli(table({war.last(), weak.last()},
                           {{{no, no}, 0.05}, {{no, yes}, 0.01}, {{yes, no}, 0.95}, {{yes, yes}, 0.70}})));
  timeline.first(weak, Bernoulli(0.1));
  timeline.step(
      weak, Bernoulli(table({war.now(), weak.last()},
                            {{{no, no}, 0.05}, {{no, yes}, 0.60}, {{yes, no}, 0.20}, {{yes, yes}, 0.95}})));
  timeline.each(report, Bernoulli(if_then_else(war.now(), 0.9, 0.05)));

  Horizon h(timeline, 12);
  const bool news[] = {yes, yes, no, yes, no, no};
  std::optional<Boolean> read;  // evidence so far
  std::printf("%-10s %-8s %22s %22s %14s %10s\n", "", "report", "war now, %", "war in Dec 2023, %",
              "P(all news)", "effective");
  for (Index month = 0; month < 6; ++month) {
    const Event seen = h.at(report, month);
    const bool is_fighting = news[month];
    const Boolean holds = is_fighting ? Boolean(seen) : !seen;
    read = read ? *read && holds : holds;
    const std::vector<Query> asked{P(h.at(war, month)).given(*read), P(h.at(war, 11)).given(*read)};
    const Answers answers = estimate(h, asked, {.method = Method::sequential, .trajectories = 500'000});
    const Answers exact = estimate(h, asked, {.method = Method::exact});
    const Answer &now = answers[0], &later = answers[1];
    std::printf("%-10s %-8s %13.2f +- %5.2f %13.2f +- %5.2f %14.3g %10.0f\n", h.label(month).c_str(),
                is_fighting ? "fighting" : "quiet", 100 * now.value, 100 * now.standard_error,
                100 * later.value, 100 * later.standard_error, now.condition_probability.value_or(1),
                now.effective_samples);
    // The forward recursion gives the exact answers.
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (!(std::abs(answers[i].value - exact[i].value) <= 5 * answers[i].standard_error)) return 1;
  }
}
