// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include <casus/infer/options.hpp>

/// Common parts of the example programs.
namespace program {

inline constexpr int failed = 1;
inline constexpr int bad_options = 2;

/// An option or argument that is wrong.
struct BadOption : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Calls `run` and returns its result as the exit status: `bad_options` if it throws BadOption or
/// FileErrors (one line for each error), `failed` for any other error. Ignores SIGPIPE, so that a
/// closed pipe is a failed write, which is checked.
int guarded(const std::string& name, const std::function<int()>& run);

/// Writes to standard output. Returns 0, or `failed` if that is impossible, with a message unless
/// the pipe was closed.
int write_out(const std::string& name, const std::string& text);

/// Returns the version, such as "belarus (casus) 0.1.0".
std::string version_text(const std::string& name);

/// Returns whether text may contain non-ASCII characters: false if the locale says that the
/// terminal does not support UTF-8.
bool speaks_utf8();

/// Returns the text for a terminal: without UTF-8, "±", "≤" and "≥" become "+-", "<=" and ">="; the
/// widths of table columns stay the same.
std::string for_terminal(std::string text);

/// A progress bar on standard error, if that is a terminal; removed when done.
class ProgressBar {
public:
  explicit ProgressBar(casus::Options& options);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

private:
  static constexpr int width = 50;

  void show(double share);

  int shown_ = -1;
};

}  // namespace program
