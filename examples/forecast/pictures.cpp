// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Answers as a page and as charts.

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "forecast/request.hpp"

namespace forecast {

namespace {

// The inputs of the run, so that it can be repeated.
std::vector<std::pair<std::string, std::string>> provenance(const casus::Manifest& manifest) {
  const casus::Options& options = manifest.options;
  std::vector<std::pair<std::string, std::string>> lines{
      {"File", manifest.model},
      {"Fingerprint of the model", fmt::format("{:016x}", manifest.fingerprint)},
      {"casus", manifest.version + ", " + manifest.compiler + ", " + manifest.instruction_set},
      {"Seed", std::to_string(options.seed)},
      {"Trajectories, worlds", fmt::format("{}, {}", options.trajectories, options.worlds)}};
  for (const std::string& policy : manifest.policies) lines.emplace_back("Policy", policy);
  return lines;
}

}  // namespace

void draw(casus::Report report, const casus::Manifest& manifest, const Input& input, const Request& request) {
  report.title = input.file.title.empty() ? "Forecast from " + input.name : input.file.title;
  if (report.text.empty()) report.text = input.file.description;
  if (input.file.timeline)
    report.timeline = &*input.file.timeline;
  else
    report.model = &input.file.model;
  report.provenance = provenance(manifest);
  program::add_what_if(report, request.options);
  write_pictures(request.pictures, report);
}

}  // namespace forecast
