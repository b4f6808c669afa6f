// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <casus/error.hpp>
#include <casus/infer/options.hpp>

#include "common/terminal.hpp"

namespace program {

/// How a run is done: --trajectories, --worlds, --seed, --threads, --level, --precision, --time, --method.
void state_run_options(CLI::App& app, casus::Options& options);

/// Parses what the program was called with. The text to be written, where --help or --version ask for one; BadOption where an option is
/// wrong.
std::optional<std::string> parse(CLI::App& app, const std::string& name, int argc, char** argv);

/// After parsing: what stops by precision or time is not to be stopped by a number that nobody named.
void settle(const CLI::App& app, casus::Options& options);

/// An option that may be repeated, each time with one text.
void state_texts(CLI::App& app, const std::string& name, std::vector<std::string>& target,
                 const std::string& type, const std::string& description);

/// What `read` makes of the option's text; BadOption, naming both, where that is wrong.
template <class Read> auto read_option(const std::string& option, const std::string& text, const Read& read) {
  try {
    return read(text);
  } catch (const casus::Error& error) {
    throw BadOption(option + " '" + text + "': " + error.what());
  }
}

}  // namespace program
