// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include <casus/report/html.hpp>

namespace program {

/// Paths given by --report and --charts; empty if not requested.
struct Pictures {
  std::string report;  ///< file of the page
  std::string charts;  ///< folder of the separate charts
  bool any() const { return !report.empty() || !charts.empty(); }
};

void state_picture_options(CLI::App& app, Pictures& pictures);

/// Writes the file completely or not at all: to a temporary file, which then replaces it. Throws
/// std::runtime_error on failure.
void write_file(const std::string& path, const std::string& text);

/// Throws the errors of `write_file`, so that a wrong path is refused before the output is
/// computed.
void check_writable(const std::string& path);
/// As above, for the requested file, and for the folder of the charts, which need not exist.
void check_writable(const Pictures& pictures);

/// Adds the what-if section for the answers of the report, if they were estimated with these options
/// and `keep_worlds`, and if the report has its model or timeline.
void add_what_if(casus::Report& report, const casus::Options& options);

/// Writes the requested outputs. Throws the errors of `write_file`.
void write_pictures(const Pictures& pictures, const casus::Report& report);

}  // namespace program
