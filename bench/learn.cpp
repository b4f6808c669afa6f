// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Learning: the time to read a table of ten columns and to learn ten tables from it, complete and
// with missing values, and the memory for ten times the number of rows.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <casus/learn/learn.hpp>

#include "floors.hpp"
#include "support.hpp"

namespace {

using namespace casus;

constexpr std::size_t count = 10;

double probability(std::size_t i, bool first, bool second) {
  return .1 + .05 * static_cast<double>(i) + .25 * first + .15 * second;
}

/// Ten events, each of which depends on the two before it.
Model network() {
  Model model;
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "event_" + std::to_string(i);
    if (i < 2) {
      events.push_back(model.add(name, Bernoulli(probability(i, false, false))));
      continue;
    }
    std::vector<TableRow<Real>> rows;
    for (const bool first : {false, true})
      for (const bool second : {false, true})
        rows.push_back({{first, second}, probability(i, first, second)});
    events.push_back(model.add(name, Bernoulli(table({events[i - 2], events[i - 1]}, rows))));
  }
  return model;
}

/// A file that is removed with this object.
class TableFile {
public:
  /// `missing`: the share of missing values.
  TableFile(Index rows, double missing)
      : path_(std::filesystem::temp_directory_path() / ("casus_learn_" + std::to_string(getpid()) + ".csv")) {
    std::ofstream out(path_, std::ios::binary);
    for (std::size_t i = 0; i < count; ++i) out << (i == 0 ? "" : ",") << "event_" << i;
    out << '\n';
    std::uint64_t state = 1;
    const auto uniform = [&] {
      state = state * 6364136223846793005u + 1442695040888963407u;
      return static_cast<double>(state >> 11) * 0x1p-53;
    };
    for (Index row = 0; row < rows; ++row) {
      std::array<bool, count> values{};
      for (std::size_t i = 0; i < count; ++i) {
        values[i] = uniform() < probability(i, i >= 2 && values[i - 2], i >= 2 && values[i - 1]);
        out << (i == 0 ? "" : ",") << (uniform() < missing ? "NA" : (values[i] ? "yes" : "no"));
      }
      out << '\n';
    }
  }
  ~TableFile() { std::filesystem::remove(path_); }
  TableFile(const TableFile&) = delete;
  TableFile& operator=(const TableFile&) = delete;

  LearnedModel learned(const Model& model) const {
    std::ifstream in(path_, std::ios::binary);
    CsvReader table(in, "table.csv");
    return learn(model, read_cases(model, table), {.tolerance = 1e-5});
  }

private:
  std::filesystem::path path_;
};

/// Checks the greatest distance of a learned mean from the truth.
bool is_right(const LearnedModel& learned, double tolerance) {
  double worst = 0;
  for (const UncertainParameter& parameter : learned.model.parameters()) {
    const std::size_t digit = parameter.name.find('_') + 1, row = parameter.name.find('[');
    const auto number = static_cast<std::size_t>(std::stoi(parameter.name.substr(digit)));
    const int states = row == std::string::npos ? 0 : parameter.name[row + 1] - '0';
    const double a = parameter.distribution.parameters[0]->value,
                 b = parameter.distribution.parameters[1]->value;
    worst = std::max(worst, std::abs(a / (a + b) - probability(number, states >= 2, states % 2 == 1)));
  }
  return worst < tolerance;
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "Learning from tables: time and memory.");
  const Index rows = settings.smoke ? 10'000 : 1'000'000;
  const Model model = network();
  nlohmann::ordered_json json;
  json["rows"] = rows;
  // First, before anything else allocates memory.
  double short_memory = 0, long_memory = 0;
  for (const bool is_long : {false, true}) {
    const TableFile file(is_long ? rows : rows / 10, 0);
    (is_long ? long_memory : short_memory) = bench::peak_kibibytes([&] { file.learned(model); });
  }
  double seconds_complete = 0;
  for (const double missing : {0.0, 0.02}) {
    const TableFile file(rows, missing);
    const auto start = std::chrono::steady_clock::now();
    const LearnedModel learned = file.learned(model);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!is_right(learned, settings.smoke ? .08 : .01)) {
      std::cerr << "learn: the learned tables differ from the true ones\n";
      return 1;
    }
    const std::string name = missing > 0 ? "two_percent_missing" : "complete";
    if (missing == 0) seconds_complete = seconds;
    json[name] = {
        {"seconds", seconds}, {"incomplete", learned.incomplete}, {"iterations", learned.iterations}};
    if (!settings.json)
      std::cout << rows << " rows of " << count << " columns, " << 100 * missing
                << " % missing: " << bench::figure(seconds) << " s, " << learned.iterations
                << " iterations of EM\n";
  }
  json["memory_kib"] = {short_memory, long_memory};
  if (settings.json) {
    std::cout << json.dump(2) << std::endl;
    return 0;
  }
  std::cout << "memory: " << bench::figure(long_memory / 1024) << " MiB for " << rows << " rows, "
            << bench::figure(short_memory / 1024) << " for a tenth (floors: at most "
            << bench::floors::learn_seconds << " s, and " << bench::floors::memory_growth << " times)\n";
  if (settings.smoke) return 0;
  return seconds_complete <= bench::floors::learn_seconds &&
                 long_memory <= bench::floors::memory_growth * short_memory
             ? 0
             : 1;
}
