// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Small jobs: time to build a model of twenty variables, to compile it, and to answer from ten
// thousand trajectories.
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "support.hpp"

namespace {

using namespace casus;

constexpr Index trajectories = 10'000;

/// A typical forecaster's model: twelve events in a chain of tables, four categories, four
/// quantities.
struct Small {
  Model model;
  std::vector<Query> questions;
  std::vector<double> exact;  ///< for the first questions
};

Small small() {
  Small s;
  Model& m = s.model;
  std::vector<Event> events = {m.add("event 1", Bernoulli(0.3))};
  double p = 0.3;
  for (int i = 2; i <= 12; ++i) {
    events.push_back(m.add("event " + std::to_string(i),
                           Bernoulli(table(events.back(), {{no, 0.1 + 0.02 * i}, {yes, 0.9 - 0.03 * i}}))));
    p = (1 - p) * (0.1 + 0.02 * i) + p * (0.9 - 0.03 * i);
  }
  s.questions.push_back(P(events.back()));
  s.exact.push_back(p);
  std::vector<Category> categories;
  double high = 0;
  for (int i = 0; i < 4; ++i) {
    const Event& cause = events[static_cast<std::size_t>(3 * i)];
    categories.push_back(
        m.add("category " + std::to_string(i + 1),
              Categorical({"low", "middle", "high"},
                          cpt({cause}, {{{no}, {0.6, 0.3, 0.1}}, {{yes}, {0.2, 0.3, 0.5}}}))));
  }
  high = 0.1 * 0.7 + 0.5 * 0.3;
  s.questions.push_back(P(categories[0] == "high"));
  s.exact.push_back(high);
  std::vector<Quantity> quantities;
  for (int i = 0; i < 4; ++i)
    quantities.push_back(
        m.add("quantity " + std::to_string(i + 1),
              Normal(table(categories[static_cast<std::size_t>(i)], {{"low", 1}, {"middle", 2}, {"high", 4}}),
                     0.5)));
  s.questions.push_back(E(quantities[0]));
  s.exact.push_back((0.6 * 0.7 + 0.2 * 0.3) * 1 + 0.3 * 2 + high * 4);
  s.questions.push_back(P(events[11]).given(categories[1] == "high"));
  s.questions.push_back(distribution_of(categories[3]));
  s.questions.push_back(E(quantities[3]).given(events[5]));
  return s;
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings =
      bench::settings(argc, argv, "Small jobs: building a model, compiling it, ten thousand trajectories.");
  const Small s = small();
  std::vector<bench::Mean> means(s.exact.size());
  Options options{.method = Method::forward};

  bench::Table table({"a model of twenty variables, six questions", "microseconds", "quartiles"});
  nlohmann::ordered_json jobs = nlohmann::ordered_json::array();
  const auto add = [&](const std::string& job, const std::function<void()>& work) {
    const bench::Spread seconds = time_pieces(settings, work);
    table.row({job, bench::figure(1e6 * seconds.median),
               bench::figure(1e6 * seconds.low) + " to " + bench::figure(1e6 * seconds.high)});
    jobs.push_back({{"job", job},
                    {"microseconds", 1e6 * seconds.median},
                    {"spread", {1e6 * seconds.low, 1e6 * seconds.high}}});
  };
  const auto answer = [&] {
    const Answers answers = estimate(s.model, s.questions, options);
    ++options.seed;
    for (std::size_t i = 0; i < means.size(); ++i) means[i].add(answers[i]);
  };
  add("build the model", [] { small(); });
  options.threads = 1;
  options.trajectories = 1;
  add("compile it and answer from one group, one thread", answer);
  options.trajectories = trajectories;
  add("compile it and answer from 10,000 trajectories, one thread", answer);
  options.threads = 0;
  add("compile it and answer from 10,000 trajectories, all threads", answer);

  std::vector<bench::Check> checks;
  for (std::size_t i = 0; i < means.size(); ++i)
    checks.push_back(means[i].check(to_text(s.questions[i]), s.exact[i]));
  if (const auto message = bench::wrong(checks)) return bench::complain("wrong result: " + *message);
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"jobs", jobs}}.dump(2) << std::endl;
  else
    std::cout << table.text() << std::flush;
  return 0;
}
