// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Output of --learn: the model with tables counted from rows of data.

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include <casus/io/csv.hpp>
#include <casus/learn/learn.hpp>

#include "common/options.hpp"
#include "forecast/request.hpp"

namespace forecast {

using program::BadOption;

namespace {

casus::LearnedModel learned(const Input& input, const Request& request) {
  if (input.file.timeline)
    throw BadOption("--learn: expected a model without time, got the timeline of " + input.name);
  if (std::filesystem::is_directory(request.learn))
    throw BadOption("--learn: expected a file, got a folder, " + request.learn);
  std::ifstream in(request.learn, std::ios::binary);
  if (!in) throw BadOption("--learn: " + request.learn + ": " + std::strerror(errno));
  try {
    casus::CsvReader table(in, request.learn);
    casus::LearnOptions options;
    options.worth = request.worth;
    return casus::learn(input.file.model, casus::read_cases(input.file.model, table), options);
  } catch (const casus::Error& error) {
    throw BadOption("--learn: " + std::string(error.what()));
  }
}

}  // namespace

std::string learn(Input input, const Request& request) {
  casus::LearnedModel result = learned(input, request);
  input.file.model = std::move(result.model);
  input.network.reset();
  write(input, "--out", request.out, request);
  std::string text =
      request.out + ": learned from " + std::to_string(result.cases) + " rows of " + request.learn;
  if (result.iterations > 0) text += ", " + std::to_string(result.iterations) + " iterations";
  text += '\n';
  for (const std::string& remark : result.remarks) text += remark + '\n';
  return text;
}

}  // namespace forecast
