// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/io/manifest.hpp>

#include "common/files.hpp"
#include "forecast/input.hpp"

/// A forecast from a file.
namespace forecast {

/// What is asked of the program.
struct Request {
  casus::Options options;
  std::string file;
  std::vector<std::string> questions;
  std::vector<std::string> queries;  // those of --query, which come behind the others
  std::vector<std::string> given;
  std::vector<std::string> done;
  std::vector<std::string> against;  // the other side of a contrast
  std::vector<std::string> policies;
  std::string until;    // the last step
  std::string convert;  // the file to write
  std::string draws;    // likewise
  std::string manifest;
  std::string replay;  // the file to read
  bool list = false;
  bool dot = false;
  bool explain = false;
  bool check = false;
  bool benchmark = false;
  bool json = false;
  bool csv = false;
  program::Pictures pictures;
};

/// What the file holds, in a few lines.
std::string summary(const Input& input);
/// The same as JSON; and all that is wrong with a file, likewise.
std::string summary_json(const Input& input);
std::string errors_json(const std::string& file, const std::vector<std::string>& messages);

/// Reads what is asked, if anything is, without an answer. BadOption if it cannot be asked of the model.
void check_questions(const Input& input, const Request& request);

/// ".toml, .bif, .uai": the extensions of the files that are read, or of those that can be written.
enum class Files { read, written };
std::string file_extensions(Files files);

/// Writes what was read in the format that the extension of `request.convert` names. BadOption where the format cannot say it.
void convert(const Input& input, const Request& request);

/// BadOption where what is to be written would overwrite the model that is read.
void check_target(const std::string& option, const std::string& target, const Request& request);

/// Writes draws to `request.draws`; what is to be said about them.
std::string write_draws(Input input, const Request& request);

/// How many trajectories a second the questions take.
std::string benchmark(Input input, const Request& request);

/// How far a timeline's questions look.
casus::Index steps_of(const Input& input, const Request& request);

/// What is asked: where something is done, and where something else is done instead.
struct Sides {
  std::vector<casus::Query> done, against;
};
Sides questions(const casus::Model& model, const Input& input, const Request& request);
Sides questions(casus::Horizon& horizon, const Input& input, const Request& request);

/// What the one side makes of each question, against the other: with options of its own for each.
std::vector<casus::Contrast> contrasts(const casus::Model& model, const Sides& sides,
                                       const std::vector<casus::Options>& options);
std::vector<casus::Contrast> contrasts(const casus::Horizon& horizon, const Sides& sides,
                                       const std::vector<casus::Options>& options);
/// Three answers a contrast: where the one is done, where the other is, and the difference.
casus::Answers answers_of(const std::vector<casus::Contrast>& contrasts);

/// Writes the report and charts that were asked for. Beside the answers they say what was asked, and what answers come from.
void draw(casus::Report report, const casus::Manifest& manifest, const Input& input, const Request& request);

/// What goes to standard output of answers and where they come from.
std::string shown(const casus::Answers& answers, const casus::Manifest& manifest, const Request& request);

/// Answers again what a file recorded.
struct Replayed {
  std::string text;                  // for standard output; empty where nothing could be answered
  bool is_same;                      // bit for bit
  std::vector<std::string> remarks;  // what differs
};
Replayed replay(const casus::Record& record, Input input, const Request& request);

/// All that goes to standard output where questions are answered, or the model written out.
std::string output(Input input, const Request& request);

/// The answers as comma-separated values (RFC 4180): a line for each answer, and for each point of a curve or part of a distribution.
std::string to_csv(const casus::Answers& answers);

}  // namespace forecast
