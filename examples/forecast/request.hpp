// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>

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
  bool list = false;
  bool dot = false;
  bool explain = false;
  bool check = false;
  bool json = false;
  bool csv = false;
};

/// What the file holds, in a few lines.
std::string summary(const Input& input);

/// Writes what was read in the format that the extension of `request.convert` names. BadOption where the format cannot say it.
void convert(const Input& input, const Request& request);

/// All that goes to standard output where questions are answered, or the model written out.
std::string output(Input input, const Request& request);

/// The answers as comma-separated values (RFC 4180): a line for each answer, and for each point of a curve or part of a distribution.
std::string to_csv(const casus::Answers& answers);

}  // namespace forecast
