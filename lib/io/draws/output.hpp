// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>

namespace casus::io {

/// A file that is there under its name once it is complete. What is no plain file (a pipe) is written directly.
class OutputFile {
public:
  /// Throws Error, naming the file, if it cannot be written; so does `keep`.
  explicit OutputFile(std::filesystem::path file);
  /// Removes what was written unless it was kept.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  std::ostream& stream() noexcept { return out_; }
  void keep();

private:
  [[noreturn]] void fail() const;

  std::filesystem::path file_, part_;
  std::ofstream out_;
};

}  // namespace casus::io
