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

/// Common parts of the benchmarks: options, interleaved timing of contestants, verification of
/// results before a figure is reported, tables and JSON.
namespace bench {

using casus::Index;

// ---- options

struct Settings {
  int repetitions = 31;
  double slice = 0.04;  ///< seconds that each contestant draws for in a repetition
  bool smoke = false;   ///< draw a little, once: for tests, which only check the results
  bool json = false;
  std::string network;  ///< path of ALARM's file; empty if there is none
  std::string oracles;  ///< folder of known answers; empty if there is none
};

/// Parses the options that the programs have in common. Exits on wrong options or a request for
/// help. Also exits if assertions are on, unless --smoke is given: timings would be meaningless.
/// `purpose` is the first line of the help.
Settings settings(int argc, char** argv, const std::string& purpose);

// ---- verification

/// A number of a result, its exact value, and the tolerance.
struct Check {
  std::string what;
  double value;
  double exact;
  double tolerance;
};

/// Returns a check with a tolerance of five standard errors.
Check check(std::string what, double value, double exact, double standard_error);
/// Returns a check of a proportion, with the standard error of the exact value. Allows for three
/// more cases, in case the expected number is small.
Check check_share(std::string what, double hits, double cases, double exact);

/// Returns a message about the first failed check, or nothing if all pass.
std::optional<std::string> wrong(const std::vector<Check>& checks);

/// The mean of the answers of several calls, weighted by their numbers of trajectories.
class Mean {
public:
  void add(const casus::Answer& answer);
  double value() const { return value_ / weight_; }
  double cases() const { return weight_; }
  double standard_error() const;
  Check check(std::string what, double exact) const;
  /// Checks an unconditional probability.
  Check check_share(std::string what, double exact) const;

private:
  double weight_ = 0, value_ = 0, variance_ = 0;
};

// ---- contestants

/// A program that draws joint samples and keeps counts.
struct Contestant {
  std::string name;
  /// Draws at least the given number of further joint samples; returns the number drawn.
  std::function<std::int64_t(std::int64_t)> draw;
  /// Checks the results of all draws so far.
  std::function<std::vector<Check>()> checks;
};

/// A reported figure: speed of one contestant relative to another, or relative to the fastest of
/// several in each repetition. Omitted if one of them is missing.
struct Ratio {
  std::string work, against;
  double floor;
  std::string fast;
  std::vector<std::string> slow;
};

struct Workload {
  std::string name;
  Index variables = 0;        ///< number of variables drawn in each joint sample
  double bytes_per_draw = 0;  ///< random bytes per variable draw of the library's default generator
  std::vector<Contestant> contestants = {};
  std::vector<Ratio> ratios = {};
  std::string note = {};    ///< about the verification
  std::string absent = {};  ///< reason for leaving out the workload, if any
};

/// A configuration of the library.
struct Variant {
  std::string name;
  casus::Generator generator;
  int threads = 1;
  std::string instruction_set = {};
};
inline const std::string one_thread = "casus, one thread", two_threads = "casus, two threads",
                         with_pcg32 = "casus, pcg32's sequence", with_avx2 = "casus, AVX2",
                         with_avx2_pcg32 = "casus, AVX2, pcg32's sequence";
/// Returns the five configurations above, without AVX2 if the machine does not have it.
std::vector<Variant> variants();

/// Returns the library as a contestant for a model: each draw is one call of `estimate`, with a
/// seed of its own. `checks` is given the mean of each answer, and of each part of an answer with
/// parts.
Contestant library(const Variant& variant, std::shared_ptr<const casus::Model> model,
                   std::vector<casus::Query> queries,
                   std::function<std::vector<Check>(const std::vector<Mean>&)> checks);

/// Returns one question about each variable, conditional on its existence.
std::vector<casus::Query> questions(const casus::Model& model);

/// Returns the mean number of random bytes that a variable draw takes from the default generator,
/// by the documented layout of streams.
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

/// Times `work`, one piece per call, for about a slice in each repetition; returns seconds per
/// piece.
Spread time_pieces(const Settings& settings, const std::function<void()>& work);

// ---- programs

/// Runs the workloads one after another, interleaves the contestants of each within every
/// repetition, verifies the results, and writes the tables of ratios and rates, or JSON. Returns
/// the exit status of the program: nonzero if a result was wrong.
int run(const Settings& settings, const std::vector<std::function<Workload(const Settings&)>>& workloads);

/// A plain-text table: column widths fitted to the content, numbers right-aligned.
class Table {
public:
  explicit Table(std::vector<std::string> head) : rows_{std::move(head)} {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  std::string text() const;

private:
  std::vector<std::vector<std::string>> rows_;
};

/// Formats a value with three significant digits, without an exponent if that is readable.
std::string figure(double value);

/// Returns the peak memory, in KiB, of a process that does only this work; 0 if it fails.
double peak_kibibytes(const std::function<void()>& work);

/// Writes an error message to standard error; returns the exit status for it.
int complain(const std::string& message);

}  // namespace bench
