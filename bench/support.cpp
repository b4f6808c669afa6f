// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "support.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <iostream>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <casus/sample/layout.hpp>

namespace bench {

// ---- options

namespace {

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

Settings settings(int argc, char** argv, const std::string& purpose) {
  Settings settings;
  settings.oracles = environment("CASUS_ORACLES_DIR");
  if (const std::string networks = environment("CASUS_NETWORKS_DIR"); !networks.empty())
    if (const auto file = std::filesystem::path(networks) / "bif" / "alarm.bif";
        std::filesystem::exists(file))
      settings.network = file.string();

  CLI::App app(purpose);
  bool quick = false;
  app.add_flag("--json", settings.json, "Write JSON, and nothing else");
  app.add_flag("--quick", quick, "A third of the repetitions, a quarter of the time each");
  app.add_flag("--smoke", settings.smoke, "Draw a little and verify the results; the times are meaningless");
  app.add_option("--repetitions", settings.repetitions, "Number of turns of each contestant")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--network", settings.network, "ALARM's file, in BIF [$CASUS_NETWORKS_DIR/bif/alarm.bif]");
  app.add_option("--oracles", settings.oracles, "The folder of known answers [$CASUS_ORACLES_DIR]");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    constexpr int bad_options = 2;
    std::exit(app.exit(error) == 0 ? 0 : bad_options);
  }
  if (quick) {
    if (app.count("--repetitions") == 0) settings.repetitions = (settings.repetitions + 2) / 3;
    settings.slice /= 4;
  }
  if (settings.smoke) settings.repetitions = 1;
#ifndef NDEBUG
  if (!settings.smoke) {
    std::cerr << argv[0] << ": assertions are on; configure with -DCMAKE_BUILD_TYPE=Release\n";
    std::exit(1);
  }
#endif
  return settings;
}

// ---- verification

Check check(std::string what, double value, double exact, double standard_error) {
  return {std::move(what), value, exact, 5 * standard_error};
}

Check check_share(std::string what, double hits, double cases, double exact) {
  // Includes the rounding of the exact answer.
  const double tolerance = 5 * std::sqrt((std::max)(0.0, exact * (1 - exact)) / cases) + 3 / cases + 1e-9;
  return {std::move(what), hits / cases, exact, tolerance};
}

std::optional<std::string> wrong(const std::vector<Check>& checks) {
  for (const Check& check : checks)
    if (!(std::abs(check.value - check.exact) <= check.tolerance))
      return fmt::format("{}: expected {:.9g} within {:.2g}, got {:.9g}", check.what, check.exact,
                         check.tolerance, check.value);
  return std::nullopt;
}

void Mean::add(const casus::Answer& answer) {
  const auto weight = static_cast<double>(answer.samples);
  weight_ += weight;
  // If the event never occurred, the answer is an upper bound.
  if (answer.is_bound) return;
  value_ += weight * answer.value;
  variance_ += weight * weight * answer.standard_error * answer.standard_error;
}

double Mean::standard_error() const { return std::sqrt(variance_) / weight_; }

Check Mean::check(std::string what, double exact) const {
  return bench::check(std::move(what), value(), exact, standard_error());
}

Check Mean::check_share(std::string what, double exact) const {
  return bench::check_share(std::move(what), value_, weight_, exact);
}

// ---- contestants

std::vector<Variant> variants() {
  const casus::Generator standard = casus::Options{}.generator;
  std::vector<Variant> all = {
      {one_thread, standard}, {two_threads, standard, 2}, {with_pcg32, casus::Generator::pcg32}};
  const std::vector<std::string> sets = casus::instruction_sets();
  if (std::find(sets.begin(), sets.end(), "AVX2") != sets.end()) {
    all.push_back({with_avx2, standard, 1, "AVX2"});
    all.push_back({with_avx2_pcg32, casus::Generator::pcg32, 1, "AVX2"});
  }
  return all;
}

namespace {

struct Library {
  std::shared_ptr<const casus::Model> model;
  std::vector<casus::Query> queries;
  casus::Options options;
  std::vector<Mean> means;

  std::int64_t draw(std::int64_t trajectories) {
    options.method = casus::Method::forward;
    options.trajectories = trajectories;
    const casus::Answers answers = estimate(*model, queries, options);
    ++options.seed;
    std::size_t next = 0;
    const auto add = [&](const casus::Answer& answer) {
      if (next == means.size()) means.emplace_back();
      means[next++].add(answer);
    };
    for (const casus::Answer& answer : answers) {
      if (answer.parts.empty()) add(answer);
      for (const casus::Answer& part : answer.parts) add(part);
    }
    return answers[0].samples;
  }
};

}  // namespace

Contestant library(const Variant& variant, std::shared_ptr<const casus::Model> model,
                   std::vector<casus::Query> queries,
                   std::function<std::vector<Check>(const std::vector<Mean>&)> checks) {
  auto state = std::make_shared<Library>(Library{std::move(model), std::move(queries), {}, {}});
  state->options.generator = variant.generator;
  state->options.threads = variant.threads;
  state->options.instruction_set = variant.instruction_set;
  return {variant.name, [state](std::int64_t trajectories) { return state->draw(trajectories); },
          [state, checks = std::move(checks)] { return checks(state->means); }};
}

std::vector<casus::Query> questions(const casus::Model& model) {
  using namespace casus;
  std::vector<Query> all;
  for (const Variable& variable : model.variables()) {
    const Kind kind = variable.kind();
    Query query = kind == Kind::event      ? P(model.event(variable.name))
                  : kind == Kind::category ? distribution_of(model.category(variable.name))
                                           : E(model.quantity(variable.name));
    if (variable.guard)
      query = query.given(model.event(model.variables()[static_cast<std::size_t>(*variable.guard)].name));
    all.push_back(query);
  }
  return all;
}

double random_bytes_per_draw(const casus::Model& model) {
  // The leading digits, plus an own word of 64 bits for each trajectory that they leave undecided:
  // one in 2^10 for the bit layout, one in 2^8 per threshold for the byte layout.
  const auto bytes = [&](const casus::Variable& variable) {
    switch (casus::layout(model, variable)) {
      case casus::Layout::bits: return casus::random::sliced_digits / 8.0 + 8 * 0x1p-10;
      case casus::Layout::bytes: {
        const double states = static_cast<double>(variable.distribution.states.size());
        return 1.0 + 8 * 0x1p-8 * (std::max)(states - 1, 1.0);
      }
      case casus::Layout::words: break;
    }
    return 8.0;
  };
  double total = 0, drawn = 0;
  for (const casus::Variable& variable : model.variables()) {
    if (variable.distribution.is_formula()) continue;
    ++drawn;
    total += bytes(variable);
  }
  return total / drawn;
}

// ---- timing

Spread spread(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = (std::min)(below + 1, values.size() - 1);
    return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
  };
  return {at(0.5), at(0.25), at(0.75)};
}

Spread time_pieces(const Settings& settings, const std::function<void()>& work) {
  work();
  Stopwatch once;
  work();
  const double guess = (std::max)(once.seconds(), 1e-9);
  const auto pieces = settings.smoke ? 1 : static_cast<int>((std::clamp)(settings.slice / guess, 1.0, 1e6));
  std::vector<double> seconds;
  for (int repetition = 0; repetition < settings.repetitions; ++repetition) {
    const Stopwatch watch;
    for (int piece = 0; piece < pieces; ++piece) work();
    seconds.push_back(watch.seconds() / pieces);
  }
  return spread(seconds);
}

namespace {

/// Seconds per joint sample, by contestant and repetition.
using Times = std::vector<std::vector<double>>;

/// Returns the number of joint samples that a contestant draws in about a slice. The first call is
/// slower and is not timed.
std::int64_t samples_in_slice(const Contestant& contestant, double slice) {
  std::int64_t samples = 1 << 14;
  contestant.draw(samples);
  for (;;) {
    const Stopwatch watch;
    const std::int64_t drawn = contestant.draw(samples);
    const double seconds = watch.seconds();
    const double rate = static_cast<double>(drawn) / seconds;
    if (seconds >= slice / 4) return (std::max)(std::int64_t{512}, static_cast<std::int64_t>(rate * slice));
    samples = (std::max)(2 * samples, (std::min)(16 * samples, static_cast<std::int64_t>(rate * slice / 2)));
  }
}

/// Interleaves the contestants within each repetition, so that a longer slowdown of the machine
/// affects all of them. The first contestant rotates.
Times race(const Settings& settings, const std::vector<Contestant>& contestants) {
  constexpr std::int64_t smoke_samples = 200'000;
  std::vector<std::int64_t> samples;
  for (const Contestant& contestant : contestants)
    samples.push_back(settings.smoke ? smoke_samples : samples_in_slice(contestant, settings.slice));
  Times times(contestants.size());
  for (int repetition = 0; repetition < settings.repetitions; ++repetition)
    for (std::size_t turn = 0; turn < contestants.size(); ++turn) {
      const std::size_t who = (turn + static_cast<std::size_t>(repetition)) % contestants.size();
      const Stopwatch watch;
      const std::int64_t drawn = contestants[who].draw(samples[who]);
      times[who].push_back(watch.seconds() / static_cast<double>(drawn));
    }
  return times;
}

/// Returns the relative speed in each repetition; the fastest of `slow` counts.
Spread ratio_of(const std::vector<double>& fast, const std::vector<const std::vector<double>*>& slow) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < fast.size(); ++i) {
    double best = (*slow[0])[i];
    for (const auto* times : slow) best = (std::min)(best, (*times)[i]);
    ratios.push_back(best / fast[i]);
  }
  return spread(ratios);
}

Spread inverse(const Spread& seconds) { return {1 / seconds.median, 1 / seconds.high, 1 / seconds.low}; }

/// Results of the workloads of one run.
class Report {
public:
  void add(const Settings& settings, const Workload& workload) {
    if (!workload.absent.empty()) {
      std::cerr << workload.name << ": left out: " << workload.absent << '\n';
      return;
    }
    if (!settings.json) std::cerr << workload.name << " ...\n";
    const Times times = race(settings, workload.contestants);
    Verified verified;
    for (std::size_t i = 0; i < workload.contestants.size(); ++i) {
      const Contestant& contestant = workload.contestants[i];
      if (const auto message = wrong(contestant.checks()))
        fail("wrong result: " + workload.name + ", " + contestant.name + ": " + *message);
      else
        verified.emplace(contestant.name, &times[i]);
    }
    add_rates(workload, verified);
    for (const Ratio& ratio : workload.ratios) add_ratio(ratio, verified);
  }

  void fail(const std::string& message) { status_ = complain(message); }
  int status() const { return status_; }

  void write(const Settings& settings) const {
    if (settings.json) {
      std::cout << nlohmann::ordered_json{{"ratios", ratios_}}.dump(2) << std::endl;
      return;
    }
    std::cout << "The library's best instruction set here: " << casus::instruction_sets().front() << ". "
              << settings.repetitions << " interleaved repetitions; medians and quartiles.\n\n"
              << ratio_table_.text() << rates_ << std::flush;
  }

private:
  /// Times of the contestants with correct results, by name.
  using Verified = std::map<std::string, const std::vector<double>*>;

  void add_rates(const Workload& workload, const Verified& verified) {
    Table table({workload.name, "million joint samples/s", "quartiles", "million draws/s", "ns per draw"});
    for (const Contestant& contestant : workload.contestants) {
      if (!verified.contains(contestant.name)) continue;
      const Spread rate = inverse(spread(*verified.at(contestant.name)));
      const double draws = rate.median * static_cast<double>(workload.variables);
      table.row({contestant.name, figure(rate.median / 1e6),
                 figure(rate.low / 1e6) + " to " + figure(rate.high / 1e6), figure(draws / 1e6),
                 figure(1e9 / draws)});
    }
    rates_ += '\n' + table.text() +
              fmt::format("{} variables; {:.3g} random bytes per draw of the library. {}\n",
                          workload.variables, workload.bytes_per_draw, workload.note);
  }

  void add_ratio(const Ratio& ratio, const Verified& verified) {
    std::vector<const std::vector<double>*> slow;
    for (const std::string& name : ratio.slow)
      if (verified.contains(name)) slow.push_back(verified.at(name));
    if (!verified.contains(ratio.fast) || slow.size() < ratio.slow.size()) return;
    const std::vector<double>& fast = *verified.at(ratio.fast);
    const Spread found = ratio_of(fast, slow);
    const double rate = 1 / spread(fast).median;
    ratios_.push_back({{"work", ratio.work},
                       {"against", ratio.against},
                       {"ratio", found.median},
                       {"spread", {found.low, found.high}},
                       {"floor", ratio.floor},
                       {"samples_per_second", rate}});
    ratio_table_.row({ratio.work, ratio.against, figure(found.median),
                      figure(found.low) + " to " + figure(found.high), figure(ratio.floor),
                      found.median >= ratio.floor ? "met" : "not met", fmt::format("{:.2e}", rate)});
  }

  int status_ = 0;
  nlohmann::ordered_json ratios_ = nlohmann::ordered_json::array();
  Table ratio_table_{{"work", "against", "ratio", "quartiles", "floor", "", "samples/s"}};
  std::string rates_;
};

}  // namespace

// ---- programs

int run(const Settings& settings, const std::vector<std::function<Workload(const Settings&)>>& workloads) {
  Report report;
  for (const auto& make : workloads) {
    try {
      report.add(settings, make(settings));
    } catch (const std::exception& error) {
      report.fail(error.what());
    }
  }
  report.write(settings);
  return report.status();
}

std::string Table::text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i == widths.size()) widths.push_back(0);
      widths[i] = (std::max)(widths[i], row[i].size());
    }
  // Text is left-aligned, numbers are right-aligned; the first nonempty cell below the head
  // determines the type of a column.
  const auto is_number = [&](std::size_t column) {
    for (std::size_t row = 1; row < rows_.size(); ++row)
      if (const std::string& cell = rows_[row][column]; !cell.empty())
        return cell[0] >= '0' && cell[0] <= '9';
    return false;
  };
  std::string text;
  for (const auto& row : rows_) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      line += is_number(i) ? fmt::format("{:>{}}  ", row[i], widths[i])
                           : fmt::format("{:<{}}  ", row[i], widths[i]);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  }
  return text;
}

std::string figure(double value) {
  const double size = std::abs(value);
  if (size >= 99.95 && size < 1e7) return fmt::format("{:.0f}", value);
  if (size >= 9.995 && size < 99.95) return fmt::format("{:.1f}", value);
  if (size >= 0.9995 && size < 9.995) return fmt::format("{:.2f}", value);
  return fmt::format("{:.3g}", value);
}

int complain(const std::string& message) {
  std::cerr << message << std::endl;
  return 1;
}

double peak_kibibytes(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0) return 0;
  return static_cast<double>(used.ru_maxrss);
}

}  // namespace bench
