// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "common/terminal.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <iostream>
#include <sstream>
#include <string_view>
#include <utility>

#include <casus/io/model_file.hpp>
#include <casus/version.hpp>

namespace program {

namespace {

/// Writes one line, even if the message has several.
void complain(const std::string& name, std::string message) {
  for (char& c : message)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  std::cerr << name << ": " << message << std::endl;
}

}  // namespace

int guarded(const std::string& name, const std::function<int()>& run) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return run();
  } catch (const casus::FileErrors& errors) {
    std::istringstream lines(errors.what());
    for (std::string line; std::getline(lines, line);) complain(name, line);
    return bad_options;
  } catch (const BadOption& error) {
    complain(name, error.what());
    return bad_options;
  } catch (const std::exception& error) {
    complain(name, error.what());
    return failed;
  }
}

int write_out(const std::string& name, const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return 0;
  // A closed pipe needs no message: the reader wants no more output.
  if (errno != EPIPE && errno != EBADF)
    complain(name, std::string("standard output: ") + std::strerror(errno));
  return failed;
}

std::string version_text(const std::string& name) {
  return name + " (casus) " + std::to_string(CASUS_VERSION_MAJOR) + '.' +
         std::to_string(CASUS_VERSION_MINOR) + '.' + std::to_string(CASUS_VERSION_PATCH);
}

bool speaks_utf8() {
  for (const char* variable : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* const value = std::getenv(variable);
    if (!value || !*value) continue;
    const std::string_view locale(value);
    return locale != "C" && locale != "POSIX";
  }
  return true;
}

std::string for_terminal(std::string text) {
  if (speaks_utf8()) return text;
  for (const auto& [symbol, plain] : {std::pair<std::string, std::string>{" \u00B1 ", " +-"},
                                      {"\u00B1", "+-"},
                                      {"\u2265 ", ">="},
                                      {"\u2265", ">="},
                                      {"\u2264 ", "<="},
                                      {"\u2264", "<="}})
    for (std::size_t at = text.find(symbol); at != std::string::npos;
         at = text.find(symbol, at + plain.size()))
      text.replace(at, symbol.size(), plain);
  return text;
}

ProgressBar::ProgressBar(casus::Options& options) {
  if (isatty(STDERR_FILENO) != 0) options.progress = [this](double share) { show(share); };
}

ProgressBar::~ProgressBar() {
  if (shown_ >= 0) std::cerr << '\r' << std::string(width + 10, ' ') << '\r' << std::flush;
}

void ProgressBar::show(double share) {
  const int percent = static_cast<int>(100 * share);
  if (percent == shown_) return;
  shown_ = percent;
  const auto full = static_cast<std::size_t>(width * percent / 100);
  std::cerr << "\r[" << std::string(full, '#') << std::string(width - full, ' ') << "] " << percent << " %"
            << std::flush;
}

}  // namespace program
