// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <fstream>

namespace casus::io {

/// A file that gets its name only when it is complete. If the name is not that of a regular file
/// (but of a pipe, say), it is written directly.
class OutputFile {
public:
  /// Throws Error, naming the file, if it cannot be written; so does `keep`.
  explicit OutputFile(std::filesystem::path file);
  /// Removes the file unless `keep` was called.
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
