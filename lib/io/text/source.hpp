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

/// The text of a file as UTF-8, and where in it something is wrong. What is not UTF-8 is taken for Latin-1; a byte order
/// mark is dropped.
class Source {
public:
  Source(std::string_view bytes, std::string file_name);
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  std::string_view text() const noexcept { return text_; }
  const std::string& file_name() const noexcept { return file_name_; }

  /// "file:line:column", both from 1; a column is a character.
  std::string position(std::size_t at) const;
  [[noreturn]] void fail(std::size_t at, std::string expected, std::string got, std::string hint = {}) const;

private:
  std::string file_name_;
  std::string converted_;
  std::string_view text_;
};

/// Throws Error, naming the encoding, if a file is in UTF-16 or UTF-32, which is recognised by its byte order
/// mark, or by zero bytes between its first characters, which no text format has.
void check_encoding(std::string_view bytes, const std::string& file_name);

/// A piece of a text for a message: short, on one line, without half a character.
std::string clipped(std::string_view piece);
/// The same in quotes.
std::string shown(std::string_view piece);
/// As `detail::nearest_hint`, in a time that is proportional to the text that is searched: a long word is like no name.
std::string nearest(std::string_view unknown, const std::vector<std::string>& known);
/// "1 state", "2 states".
std::string plural(std::size_t count, const std::string& one, const std::string& several);

/// Everything that is left in a stream. Throws Error, naming the file, where it cannot be read.
std::string read_all(std::istream& in, const std::string& file_name);
/// Everything in a file, named in messages as it is here. Throws Error where it cannot be read.
std::string read_all(const std::filesystem::path& file);

}  // namespace casus::io
