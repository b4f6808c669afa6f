// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace casus::test {

using Arguments = std::vector<std::string>;

/// The output of a program, and its exit status; -1 if it did not exit by itself.
struct Result {
  int code;
  std::string out;
  std::string error;
};

inline std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A file for one test, removed with the object.
class OwnFile {
public:
  explicit OwnFile(const std::string& extension, const std::string& text = {})
      : path_(testing::TempDir() + "casus_" + std::to_string(getpid()) + '_' + std::to_string(++count) +
              extension) {
    if (!text.empty()) std::ofstream(path_, std::ios::binary) << text;
  }
  ~OwnFile() { std::remove(path_.c_str()); }
  OwnFile(const OwnFile&) = delete;
  OwnFile& operator=(const OwnFile&) = delete;
  const std::string& path() const { return path_; }

private:
  static inline int count = 0;
  std::string path_;
};

inline std::string for_shell(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + '\'';
}

/// Returns the command line of a program and its arguments for the shell.
inline std::string command_line(const std::string& program, const Arguments& arguments) {
  std::string line = for_shell(program);
  for (const std::string& argument : arguments) line += ' ' + for_shell(argument);
  return line;
}

inline int exit_code(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

inline Result result_of(const std::string& command, const std::string& input = "/dev/null") {
  const OwnFile out(".out"), error(".err");
  const int code = exit_code(command + " <" + for_shell(input) + " >" + for_shell(out.path()) + " 2>" +
                             for_shell(error.path()));
  return {code, content(out.path()), content(error.path())};
}

/// Returns the same arguments, with few trajectories and worlds.
inline Arguments small(Arguments more) {
  more.insert(more.end(), {"--trajectories", "20000", "--worlds", "20"});
  return more;
}

}  // namespace casus::test
