// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <casus/infer/estimate.hpp>
#include <casus/sample/sampler.hpp>

/// What the benchmarks have in common: options, contestants that are timed in turn, results that are verified before a
/// figure is told, tables and JSON.
namespace bench {

using casus::Index;

// ---- options

struct Settings {
  int repetitions = 31;
  double slice = 0.04;  ///< seconds that each contestant draws for in a repetition
  bool smoke = false;   ///< draw a little, once: for tests, which look at results alone
  bool json = false;
  std::string network;  ///< the file of ALARM; empty where there is none
  std::string oracles;  ///< the folder of known answers; empty where there is none
};

/// The programs' common options. Ends the program where they are wrong or only ask for help, and where assertions are on,
/// for figures would then mean nothing (but for --smoke). `purpose` is the first line of the help.
Settings settings(int argc, char** argv, const std::string& purpose);

// ---- verification

/// One number of a result, the exact one, and how far they may differ.
struct Check {
  std::string what;
  double value;
  double exact;
  double tolerance;
};

/// Five standard errors.
Check check(std::string what, double value, double exact, double standard_error);
/// The same for a share, whose standard error is that of the exact one. Three cases more where few are expected.
Check check_share(std::string what, double hits, double cases, double exact);

/// The first number that is off, as a message; nothing where all are good.
std::optional<std::string> wrong(const std::vector<Check>& checks);

/// The mean of the answers of several calls, each as heavy as the trajectories it rests on.
class Mean {
public:
  void add(const casus::Answer& answer);
  double value() const { return value_ / weight_; }
  double cases() const { return weight_; }
  double standard_error() const;
  Check check(std::string what, double exact) const;
  /// Of a probability that nothing was given for.
  Check check_share(std::string what, double exact) const;

private:
  double weight_ = 0, value_ = 0, variance_ = 0;
};

// ---- contestants

/// Something that draws joint samples and keeps tallies.
struct Contestant {
  std::string name;
  /// Draws at least so many joint samples more; how many they were.
  std::function<std::int64_t(std::int64_t)> draw;
  /// Of everything that was drawn.
  std::function<std::vector<Check>()> checks;
};

/// A figure to be told: how many times as fast one contestant is as another; where several are named, as the fastest of
/// them in each repetition. Left out where one of them does not take part.
struct Ratio {
  std::string work, against;
  double floor;
  std::string fast;
  std::vector<std::string> slow;
};

struct Workload {
  std::string name;
  Index variables = 0;        ///< drawn in each joint sample
  double bytes_per_draw = 0;  ///< random bytes of the library's default generator a variable draw
  std::vector<Contestant> contestants = {};
  std::vector<Ratio> ratios = {};
  std::string note = {};    ///< on what was verified
  std::string absent = {};  ///< why there is nothing to time
};

/// How the library takes part.
struct Variant {
  std::string name;
  casus::Generator generator;
  int threads = 1;
  std::string instruction_set = {};
};
inline const std::string one_thread = "casus, one thread", two_threads = "casus, two threads",
                         with_pcg32 = "casus, pcg32's sequence", with_avx2 = "casus, AVX2",
                         with_avx2_pcg32 = "casus, AVX2, pcg32's sequence";
/// The five above; without AVX2's where the machine has none.
std::vector<Variant> variants();

/// The library on a model: one call of `estimate` a draw, each with a seed of its own. `checks` gets the mean of each answer,
/// and of each part of an answer that has parts.
Contestant library(const Variant& variant, std::shared_ptr<const casus::Model> model,
                   std::vector<casus::Query> queries,
                   std::function<std::vector<Check>(const std::vector<Mean>&)> checks);

/// One question about each variable, where it exists.
std::vector<casus::Query> questions(const casus::Model& model);

/// Random bytes that the default generator spends on a variable draw, on average, by the documented layout of streams.
double random_bytes_per_draw(const casus::Model& model);

// ---- timing

class Stopwatch {
public:
  double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point begin_ = Clock::now();
};

/// Median and quartiles.
struct Spread {
  double median, low, high;
};
Spread spread(std::vector<double> values);

/// Times `work`, which does one piece of work a call, in every repetition for about a slice; seconds a piece.
Spread time_pieces(const Settings& settings, const std::function<void()>& work);

// ---- programs

/// Runs the workloads one after the other, each one's contestants in turn within each repetition, verifies, and writes
/// the table of ratios and of rates, or JSON. Returns the program's exit status: not zero where a result was wrong.
int run(const Settings& settings, const std::vector<std::function<Workload(const Settings&)>>& workloads);

/// A table for people: columns as wide as they need, numbers to the right.
class Table {
public:
  explicit Table(std::vector<std::string> head) : rows_{std::move(head)} {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const;

private:
  std::vector<std::vector<std::string>> rows_;
};

/// To three significant digits, without an exponent where that is readable.
std::string figure(double value);

/// Says on standard error what went wrong; returns the exit status for that.
int complain(const std::string& message);

}  // namespace bench
