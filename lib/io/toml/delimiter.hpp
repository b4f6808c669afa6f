// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace casus::io {

/// The quotation marks around a string of TOML.
struct Delimiter {
  std::size_t length;  ///< number of marks at either end
  char quote;
  bool is_long() const { return length == 3; }
  bool escapes() const { return quote == '"'; }
};

/// Returns the delimiter of the string that begins at `at`.
inline Delimiter delimiter_at(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool three = text.substr(at, 3) == std::string(3, quote);
  return {three ? 3u : 1u, quote};
}

/// Returns whether a backslash in a multi-line string can remove this character.
inline bool is_toml_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace casus::io
