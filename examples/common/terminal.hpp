// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include <casus/infer/options.hpp>

/// What the example programs have in common.
namespace program {

inline constexpr int failed = 1;
inline constexpr int bad_options = 2;

/// What the user asked for cannot be done.
struct BadOption : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Does what a program does: 0, or what `run` returns; `bad_options` with a message where it throws BadOption, the same with one message an
/// error where it throws FileErrors, `failed` where anything else goes wrong. A closed pipe is a failed write, which is looked at.
int guarded(const std::string& name, const std::function<int()>& run);

/// Writes to standard output: 0, or `failed` where that cannot be done, with a message unless nobody reads.
int write_out(const std::string& name, const std::string& text);

/// "belarus (casus) 0.1.0"
std::string version_text(const std::string& name);

/// Whether text may have other characters than ASCII: not where the locale says that the terminal knows no UTF-8.
bool speaks_utf8();

/// Text for people, with "±", "≤" and "≥" as "+-", "<=" and ">=" where they cannot be shown; columns of tables stay as wide as they are.
std::string for_terminal(std::string text);

/// A bar on standard error, where that is a terminal; gone when it is done.
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
