// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <CLI/CLI.hpp>

#include <casus/report/html.hpp>

namespace program {

/// What --report and --charts name; empty where they are not asked for.
struct Pictures {
  std::string report;  ///< the file of the page
  std::string charts;  ///< the folder of the single charts
  bool any() const { return !report.empty() || !charts.empty(); }
};

void state_picture_options(CLI::App& app, Pictures& pictures);

/// Writes the file whole or not at all: beside it, and then in its place. Throws std::runtime_error where that cannot be done.
void write_file(const std::string& path, const std::string& text);

/// Throws what `write_file` would throw, so that a path is refused before what is to be written has been computed.
void check_writable(const std::string& path);
/// The same for what is asked for: the file, and the folder of the charts if there is something of its name.
void check_writable(const Pictures& pictures);

/// Writes what is asked for. Errors as above.
void write_pictures(const Pictures& pictures, const casus::Report& report);

}  // namespace program
