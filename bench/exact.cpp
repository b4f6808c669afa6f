// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Exact inference: time for one question about ALARM in one call, and time from reading a network's
// file to all of its marginals.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <casus/io/bif.hpp>

#include "floors.hpp"
#include "infer/exact/eliminate.hpp"
#include "infer/exact/exact.hpp"
#include "support.hpp"

namespace {

using namespace casus;

/// Formats seconds as milliseconds.
std::string quartiles(const bench::Spread& seconds) {
  return bench::figure(1e3 * seconds.low) + " to " + bench::figure(1e3 * seconds.high);
}

struct Job {
  std::string network, what;
  double operations;
  std::function<void()> work;
};

/// Returns P(HYPOVOLEMIA = TRUE given BP = LOW, HRBP = HIGH, CVP = HIGH).
Query low_volume(const Model& model) {
  return P(model.category("HYPOVOLEMIA") == "TRUE")
      .given(model.category("BP") == "LOW" && model.category("HRBP") == "HIGH" &&
             model.category("CVP") == "HIGH");
}

std::vector<Query> marginals(const Network& network) {
  std::vector<Query> queries;
  for (const Category& variable : network.variables) queries.push_back(distribution_of(variable));
  return queries;
}

std::vector<bench::Check> checks(const Model& alarm, const Options& options) {
  const Query asked = low_volume(alarm);
  const Answers answers = exact(alarm, {asked, P(*asked.condition())}, options);
  return {{to_text(asked), answers[0].value, 0.837691, 1e-6},
          {"P(" + to_text(*asked.condition()) + ")", answers[1].value, 0.0581, 1e-4}};
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "Exact inference on networks in BIF.");
  if (settings.network.empty()) {
    std::cout << "no network: pass ALARM's file with --network; others are read from its folder\n";
    return 0;
  }
  Options options;
  options.threads = 1;
  options.exact_budget = 1e7;  // networks above this cost are left out
  const Network alarm = read_bif(std::filesystem::path(settings.network));
  const std::vector<Query> asked{low_volume(alarm.model)};
  std::vector<Job> jobs{{"alarm", "one question, after reading", exact_cost(alarm.model, asked).operations,
                         [&] { exact(alarm.model, asked, options); }}};

  std::vector<std::filesystem::path> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(settings.network).parent_path()))
    if (entry.path().extension() == ".bif") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::string left_out;
  for (const auto& file : files) {
    const std::string name = file.stem().string();
    Network network;
    try {
      network = read_bif(file);
    } catch (const Error&) {
      continue;
    }
    const double operations = exact_cost(network.model, marginals(network)).operations;
    if (operations > options.exact_budget) {
      left_out += name + ": all marginals would take " + bench::figure(operations) + " operations\n";
      continue;
    }
    jobs.push_back({name, "from its file to all marginals", operations, [file, options] {
                      const Network read = read_bif(file);
                      exact(read.model, marginals(read), options);
                    }});
  }

  bench::Table table({"network", "", "operations", "milliseconds", "quartiles"});
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Job& job : jobs) {
    const bench::Spread seconds = time_pieces(settings, job.work);
    table.row({job.network, job.what, bench::figure(job.operations), bench::figure(1e3 * seconds.median),
               quartiles(seconds)});
    all.push_back({{"network", job.network},
                   {"job", job.what},
                   {"operations", job.operations},
                   {"milliseconds", 1e3 * seconds.median},
                   {"spread", {1e3 * seconds.low, 1e3 * seconds.high}}});
  }
  if (const auto message = bench::wrong(checks(alarm.model, options)))
    return bench::complain("wrong result: " + *message);
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"jobs", all}}.dump(2) << std::endl;
  else
    std::cout << table.text() << left_out << "floor: ALARM's question in at most "
              << bench::figure(bench::floors::alarm_exact_milliseconds) << " ms on one core\n"
              << std::flush;
  return 0;
}
