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

/// Declares the options of a run: --trajectories, --worlds, --seed, --threads, --level,
/// --precision, --time, --method.
void state_run_options(CLI::App& app, casus::Options& options);

/// Parses the command line. Returns the text to be written if --help or --version is given. Throws
/// BadOption if an option is wrong.
std::optional<std::string> parse(CLI::App& app, const std::string& name, int argc, char** argv);

/// Call after parsing: if precision or time limits the run, removes the default number of
/// trajectories as a limit.
void settle(const CLI::App& app, casus::Options& options);

/// Declares an option with a text that may be repeated.
void state_texts(CLI::App& app, const std::string& name, std::vector<std::string>& target,
                 const std::string& type, const std::string& description);

/// Returns the result of `read` for the text of an option. Throws BadOption, which quotes both, if
/// the text is wrong.
template <class Read> auto read_option(const std::string& option, const std::string& text, const Read& read) {
  try {
    return read(text);
  } catch (const casus::Error& error) {
    throw BadOption(option + " '" + text + "': " + error.what());
  }
}

}  // namespace program
