// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/io/manifest.hpp>

#include "common/files.hpp"
#include "forecast/input.hpp"

/// Forecasts from model files.
namespace forecast {

/// Options and arguments of the program.
struct Request {
  casus::Options options;
  std::string file;
  std::vector<std::string> questions;
  std::vector<std::string> queries;  // of --query; they follow the other questions
  std::vector<std::string> given;
  std::vector<std::string> done;
  std::vector<std::string> against;  // the other side of a contrast
  std::vector<std::string> policies;
  std::string until;    // the last step
  std::string convert;  // the output file
  std::string draws;    // the output file
  std::string manifest;
  std::string replay;    // the input file
  std::string learn;     // the table of data
  std::string out;       // the output file of --learn and --update
  std::string history;   // the table of values observed
  std::string backtest;  // the table of values to be forecast
  bool update = false;
  bool calibrate = false;
  std::optional<double> worth;
  bool list = false;
  bool dot = false;
  bool explain = false;
  bool check = false;
  bool benchmark = false;
  bool watch = false;  // answer again after each change of the file
  bool json = false;
  bool csv = false;
  program::Pictures pictures;
};

/// Returns a summary of the file in a few lines.
std::string summary(const Input& input);
/// Returns the summary as JSON; returns the errors of a file as JSON.
std::string summary_json(const Input& input);
std::string errors_json(const std::string& file, const std::vector<std::string>& messages);

/// Parses the questions, if any, without answering them. Throws BadOption if the model cannot
/// answer them.
void check_questions(const Input& input, const Request& request);

/// Returns the file extensions that can be read or written: ".toml, .bif, .uai".
enum class Files { read, written };
std::string file_extensions(Files files);

/// Writes the input in the format given by the extension of `request.convert`. Throws BadOption if
/// the format cannot represent it.
void convert(const Input& input, const Request& request);

/// Writes the input, as `option` asks, in the format given by the file's extension. Throws BadOption
/// as above.
void write(const Input& input, const std::string& option, const std::string& file, const Request& request);

/// Learns the model's tables from the file of --learn, and writes the model to that of --out.
/// Returns a summary of some lines. Throws BadOption if the data cannot be learned from.
std::string learn(Input input, const Request& request);

/// Updates the parameters by the evidence of --given and --history. Returns a table of them, and the
/// answers to the questions; writes the updated model to the file of --out.
std::string update(const Input& input, const Request& request);

/// Returns the result of simulation-based calibration for the evidence, with the default number of
/// worlds for it unless the options state one (`sets_worlds`).
std::string calibrate(const Input& input, const Request& request, bool sets_worlds);

/// Returns the scores of forecasts of the history of --backtest, with the usual number of
/// trajectories for it unless the options state one.
std::string backtest(const Input& input, const Request& request, bool sets_trajectories);

/// Throws BadOption if the output would overwrite the input file.
void check_target(const std::string& option, const std::string& target, const Request& request);

/// Writes draws to `request.draws`; returns a message about them, or an empty text.
std::string write_draws(Input input, const Request& request);

/// Measures the number of trajectories per second for the questions.
std::string benchmark(Input input, const Request& request);

/// Returns the number of steps that a timeline's questions may use.
casus::Index steps_of(const Input& input, const Request& request);

/// The questions under one set of interventions, and under the other.
struct Sides {
  std::vector<casus::Query> done, against;
};
Sides questions(const casus::Model& model, const Input& input, const Request& request);
Sides questions(casus::Horizon& horizon, const Input& input, const Request& request);

/// Returns the contrast of each question between the two sides, each with its own options.
std::vector<casus::Contrast> contrasts(const casus::Model& model, const Sides& sides,
                                       const std::vector<casus::Options>& options);
std::vector<casus::Contrast> contrasts(const casus::Horizon& horizon, const Sides& sides,
                                       const std::vector<casus::Options>& options);
/// Returns three answers per contrast: the first side, the second side, and the difference.
casus::Answers answers_of(const std::vector<casus::Contrast>& contrasts);

/// Writes the requested report and charts. In addition to the answers, they contain the questions
/// and the inputs of the run.
void draw(casus::Report report, const casus::Manifest& manifest, const Input& input, const Request& request);

/// Returns the text for standard output: the answers, with their manifest if they are JSON.
std::string shown(const casus::Answers& answers, const casus::Manifest& manifest, const Request& request);

/// Result of a repeated run.
struct Replayed {
  std::string text;                  // for standard output; empty if no question could be answered
  bool is_same;                      // bit for bit
  std::vector<std::string> remarks;  // differences from the record
};
Replayed replay(const casus::Record& record, Input input, const Request& request);

/// Returns the text for standard output: the answers, or the model.
std::string output(Input input, const Request& request);

/// Returns the answers as comma-separated values (RFC 4180): a line for each answer, each point of
/// a curve and each part of a distribution.
std::string to_csv(const casus::Answers& answers);

}  // namespace forecast
