// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include <casus/infer/answer.hpp>
#include <casus/sample/sampler.hpp>

/// What the benchmarks have in common: they refuse to run where their figures would mean nothing, verify what they
/// time, and end with ratios to their baselines.
namespace bench {

/// One number of a result, the exact one, and the standard error of the former.
struct Check {
  const char* what;
  double value;
  double exact;
  double standard_error;
};

/// The mean of the answers of several calls.
class Mean {
public:
  void add(const casus::Answer& answer) {
    ++calls_;
    value_ += answer.value;
    variance_ += answer.standard_error * answer.standard_error;
  }
  Check check(const char* what, double exact) const {
    return {what, value_ / calls_, exact, std::sqrt(variance_) / calls_};
  }

private:
  double calls_ = 0, value_ = 0, variance_ = 0;
};

/// For a share counted by a baseline.
inline Check check(const char* what, std::int64_t hits, std::int64_t cases, double exact) {
  const auto n = static_cast<double>(cases);
  return {what, static_cast<double>(hits) / n, exact, std::sqrt(exact * (1 - exact) / n)};
}

/// Marks the benchmark as failed unless every number lies within five standard errors of the exact one.
inline void verify(benchmark::State& state, const std::vector<Check>& checks) {
  for (const Check& check : checks) {
    if (std::abs(check.value - check.exact) <= 5 * check.standard_error) continue;
    char text[200];
    std::snprintf(text, sizeof text, "%s: expected %.9g, got %.9g +- %.2g", check.what, check.exact,
                  check.value, check.standard_error);
    state.SkipWithError(text);
    return;
  }
}

inline void report(benchmark::State& state, std::int64_t joint_samples) {
  state.SetItemsProcessed(joint_samples);
}

/// Shows the usual table, keeps every repetition's rate, and tells the ratios at the end.
class Reporter : public benchmark::ConsoleReporter {
public:
  Reporter(std::vector<std::string> casus, std::vector<std::string> baselines)
      : ConsoleReporter(OO_Tabular), casus_(std::move(casus)), baselines_(std::move(baselines)) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    std::vector<Run> shown;
    for (const Run& run : runs) {
      failed_ = failed_ || run.error_occurred;
      if (run.error_occurred || run.repetitions < 2 || run.aggregate_name == "median" ||
          run.aggregate_name == "cv")
        shown.push_back(run);
      const auto rate = run.counters.find("items_per_second");
      if (run.run_type == Run::RT_Iteration && !run.error_occurred && rate != run.counters.end())
        rates_[run.run_name.function_name].push_back(rate->second / 1e6);
    }
    ConsoleReporter::ReportRuns(shown);
  }

  void Finalize() override {
    std::ostream& out = GetOutputStream();
    char text[160];
    out << "\nmillions of joint samples a second: median (least to greatest repetition)\n";
    for (const auto& group : {casus_, baselines_})
      for (const std::string& name : group) {
        if (!rates_.contains(name)) continue;
        std::snprintf(text, sizeof text, "%-34s %9.2f (%.2f to %.2f)\n", name.c_str(), median(rates_[name]),
                      least(rates_[name]), greatest(rates_[name]));
        out << text;
      }
    for (const std::string& baseline : baselines_) {
      if (!rates_.contains(baseline)) continue;
      out << "\ntimes as fast as " << baseline << "\n";
      for (const std::string& name : casus_) {
        if (!rates_.contains(name)) continue;
        const auto& fast = rates_[name];
        const auto& slow = rates_[baseline];
        std::vector<double> ratios;
        for (std::size_t i = 0; i < (std::min)(fast.size(), slow.size()); ++i)
          ratios.push_back(fast[i] / slow[i]);
        std::snprintf(text, sizeof text, "%-34s %9.2f (%.2f to %.2f)\n", name.c_str(),
                      median(fast) / median(slow), least(ratios), greatest(ratios));
        out << text;
      }
    }
    out.flush();
  }

  bool failed() const noexcept { return failed_; }

private:
  static double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  }
  static double least(const std::vector<double>& values) {
    return *std::min_element(values.begin(), values.end());
  }
  static double greatest(const std::vector<double>& values) {
    return *std::max_element(values.begin(), values.end());
  }

  std::vector<std::string> casus_, baselines_;
  std::map<std::string, std::vector<double>> rates_;  // by benchmark, one a repetition
  bool failed_ = false;
};

/// Registers one benchmark; its name, for the ratios.
template <class Function, class... Arguments>
std::string add(const std::string& name, Function function, Arguments... arguments) {
  benchmark::RegisterBenchmark(name.c_str(), function, arguments...)
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
  return name;
}

/// Registers the library's runs: `function(state, generator, threads)`.
template <class Function> std::vector<std::string> add_casus(Function function) {
  return {add("casus, 1 thread", function, casus::Generator::ars5, 1),
          add("casus, 2 threads", function, casus::Generator::ars5, 2),
          add("casus, 1 thread, pcg32", function, casus::Generator::pcg32, 1)};
}

/// Runs what is registered: nine repetitions of each, interleaved, unless the command line says otherwise. Returns the
/// exit status: not zero where a result was wrong.
inline int run(int argc, char** argv, std::vector<std::string> casus, std::vector<std::string> baselines) {
  // The library is built with the same configuration as this program.
#ifndef NDEBUG
  std::fprintf(stderr, "%s: assertions are on; configure with -DCMAKE_BUILD_TYPE=Release\n", argv[0]);
  return 1;
#endif
  std::vector<std::string> defaults = {
      "--benchmark_repetitions=9", "--benchmark_enable_random_interleaving=true", "--benchmark_min_time=0.1"};
  std::vector<char*> arguments = {argv[0]};
  for (std::string& argument : defaults) arguments.push_back(argument.data());
  arguments.insert(arguments.end(), argv + 1, argv + argc);
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  benchmark::AddCustomContext("casus instruction set", casus::instruction_sets().front());
  Reporter reporter(std::move(casus), std::move(baselines));
  const bool any = benchmark::RunSpecifiedBenchmarks(&reporter) > 0;
  benchmark::Shutdown();
  return any && !reporter.failed() ? 0 : 1;
}

}  // namespace bench
