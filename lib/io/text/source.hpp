// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include <casus/error.hpp>

namespace casus::io {

/// The text of a file as UTF-8, with the positions of errors in it. Text that is not UTF-8 is read
/// as Latin-1; a byte order mark is dropped.
class Source {
public:
  Source(std::string_view bytes, std::string file_name);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  std::string_view text() const noexcept { return text_; }
  const std::string& file_name() const noexcept { return file_name_; }

  /// Returns "file:line:column", both from 1; columns count characters.
  std::string position(std::size_t at) const;
  [[noreturn]] void fail(std::size_t at, std::string expected, std::string got, std::string hint = {}) const;

private:
  std::string file_name_;
  std::string converted_;
  std::string_view text_;
};

/// Throws Error, naming the encoding, if a file is in UTF-16 or UTF-32. These are recognised by
/// their byte order mark, or by zero bytes among the first characters, which no text format has.
void check_encoding(std::string_view bytes, const std::string& file_name);

/// Returns a piece of a text for a message: short, on one line, without partial characters.
std::string clipped(std::string_view piece);
/// Returns the same in quotes.
std::string shown(std::string_view piece);
/// As `detail::nearest_hint`, in time proportional to the searched text: a long word gets no hint.
std::string nearest(std::string_view unknown, const std::vector<std::string>& known);
/// Returns "1 state" or "2 states".
std::string plural(std::size_t count, const std::string& one, const std::string& several);

/// Reads the rest of a stream. Throws Error, naming the file, if it cannot be read.
std::string read_all(std::istream& in, const std::string& file_name);
/// Reads a whole file, which messages name by its path. Throws Error if it cannot be read.
std::string read_all(const std::filesystem::path& file);

}  // namespace casus::io
