// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Output of --draws: trajectories for other programs.

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include <casus/io/draws.hpp>

#include "common/questions.hpp"
#include "forecast/request.hpp"

namespace forecast {

using program::BadOption;

namespace {

// `Asked` is a const Model or a Horizon.
template <class Asked> casus::DrawsWritten written(Asked& asked, const Request& request) {
  casus::DrawsOptions options{.trajectories = request.options.trajectories,
                              .worlds = request.options.worlds,
                              .seed = request.options.seed,
                              .generator = request.options.generator,
                              .under = program::read_settings(asked, "--do", request.done),
                              .progress = request.options.progress};
  for (const std::string& text : request.given) {
    const casus::Boolean seen = program::read_option(
        "--given", text, [&](const std::string& read) { return parse_condition(asked, read); });
    options.given = options.given ? *options.given && seen : seen;
  }
  return casus::write_draws(asked, std::filesystem::path(request.draws), options);
}

casus::DrawsWritten written(Input& input, const Request& request) {
  if (!input.file.timeline) {
    if (!request.policies.empty() || !request.until.empty())
      throw BadOption("expected --policy and --until with a timeline, got " + input.name + " without one");
    return written(std::as_const(input.file.model), request);
  }
  program::add_policies(*input.file.timeline, request.policies);
  casus::Horizon horizon(*input.file.timeline, steps_of(input, request));
  return written(horizon, request);
}

}  // namespace

std::string write_draws(Input input, const Request& request) {
  check_target("--draws", request.draws, request);
  try {
    const casus::DrawsWritten done = written(input, request);
    if (request.given.empty()) return "";
    return request.draws + ": " + std::to_string(done.written) + " of " + std::to_string(done.drawn) +
           " trajectories met the evidence";
  } catch (const casus::Error& error) {
    if (error.expected() == "a file that can be written") throw std::runtime_error(error.what());
    throw BadOption("--draws: " + std::string(error.what()));
  }
}

}  // namespace forecast
