// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/draws/output.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

#include <casus/error.hpp>

namespace casus::io {

OutputFile::OutputFile(std::filesystem::path file) : file_(std::move(file)), part_(file_) {
  std::error_code none;
  if (!std::filesystem::exists(file_, none) || std::filesystem::is_regular_file(file_, none))
    part_ += ".part";
  errno = 0;
  out_.open(part_, std::ios::binary | std::ios::trunc);
  if (!out_) fail();
}

OutputFile::~OutputFile() {
  std::error_code none;
  if (part_ != file_ && !part_.empty()) std::filesystem::remove(part_, none);
}

void OutputFile::keep() {
  errno = 0;
  out_.close();
  if (!out_) fail();
  std::error_code error;
  if (part_ != file_) std::filesystem::rename(part_, file_, error);
  if (error) throw Error::in_file(file_.string(), "a file that can be written", error.message());
  part_.clear();
}

void OutputFile::fail() const {
  throw Error::in_file(file_.string(), "a file that can be written",
                       errno == 0 ? std::string("a failure") : std::generic_category().message(errno));
}

}  // namespace casus::io
