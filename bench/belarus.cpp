// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The study of include/casus/study, unchanged: uncertain parameters, guards, variables of several
// kinds.
#include <algorithm>
#include <cmath>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <casus/infer/reference_estimate.hpp>
#include <casus/study/belarus.hpp>

#include "belarus/page.hpp"
#include "support.hpp"

namespace {

using namespace casus;

/// The scalar reference sampler returns the same bits, so it is the exact answer here.
std::vector<bench::Check> compared(const Answers& answers, const Answers& exact) {
  std::vector<bench::Check> checks;
  const auto add = [&](const Answer& answer, const Answer& reference) {
    if (!std::isnan(answer.value) || !std::isnan(reference.value))
      checks.push_back({answer.question, answer.value, reference.value, 0});
  };
  for (std::size_t i = 0; i < answers.size(); ++i) {
    add(answers[i], exact[i]);
    for (std::size_t part = 0; part < answers[i].parts.size(); ++part)
      add(answers[i].parts[part], exact[i].parts[part]);
  }
  return checks;
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "The Belarus study: its questions, and its page.");
  const auto study = study::belarus();
  const std::vector<Query> asked = bench::questions(study.model);
  Options few;
  few.method = Method::forward;
  few.trajectories = 10'000;
  few.worlds = 10;
  if (const auto message = bench::wrong(
          compared(estimate(study.model, asked, few), reference_estimate(study.model, asked, few))))
    return bench::complain("wrong result: " + *message);

  const auto variables = static_cast<double>(study.model.variables().size());
  const Options usual{.method = Method::forward};
  bench::Table table({"the study", "trajectories", "worlds", "milliseconds", "quartiles",
                      "million trajectories/s", "ns per draw"});
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  const auto text = [](double value) { return bench::figure(value); };
  const auto add = [&](const std::string& name, const Options& options, const std::function<double()>& work) {
    double trajectories = 0;
    const bench::Spread seconds = time_pieces(settings, [&] { trajectories = work(); });
    const double rate = trajectories / seconds.median;
    // No rate for a page: not all of its trajectories draw all variables.
    table.row({name, std::to_string(options.trajectories), std::to_string(options.worlds),
               text(1e3 * seconds.median), text(1e3 * seconds.low) + " to " + text(1e3 * seconds.high),
               trajectories > 0 ? text(rate / 1e6) : "",
               trajectories > 0 ? text(1e9 / rate / variables) : ""});
    json.push_back({{"name", name},
                    {"trajectories", options.trajectories},
                    {"worlds", options.worlds},
                    {"seconds", seconds.median},
                    {"spread", {seconds.low, seconds.high}}});
    if (trajectories > 0) json.back()["trajectories_per_second"] = rate;
  };
  for (const int threads : {1, 2})
    for (const Index trajectories : {Index{1'000'000}, Index{10'000'000}}) {
      Options options = usual;
      options.threads = threads;
      options.trajectories = settings.smoke ? 10'000 : trajectories;
      options.worlds = settings.smoke ? 10 : usual.worlds;
      add("a question about each variable, threads: " + std::to_string(threads), options,
          [&, options] { return static_cast<double>(estimate(study.model, asked, options)[0].samples); });
    }
  const auto add_page = [&](int threads, Index trajectories, Index worlds) {
    Options options = usual;
    options.threads = threads;
    options.trajectories = settings.smoke ? 10'000 : trajectories;
    options.worlds = settings.smoke ? (std::min)(worlds, Index{10}) : worlds;
    add("the page, several runs, threads: " + std::to_string(threads), options, [options] {
      std::ostringstream page;
      belarus::print_page(page, options);
      return page.str().empty() ? 1.0 : 0.0;
    });
  };
  add_page(1, 1'000'000, usual.worlds);
  // With uncertain parameters, and for comparison with parameters treated as known.
  for (const Index trajectories : {Index{1'000'000}, Index{4'000'000}})
    for (const Index worlds : {usual.worlds, Index{1}}) add_page(2, trajectories, worlds);
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"study", json}}.dump(2) << std::endl;
  else
    std::cout << table.text() << std::flush;
  return 0;
}
