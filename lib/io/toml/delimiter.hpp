// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace casus::io {

/// The quotation marks around a text of TOML.
struct Delimiter {
  std::size_t length;  ///< of each of the two
  char quote;
  bool is_long() const { return length == 3; }
  bool escapes() const { return quote == '"'; }
};

/// Of the text that begins at `at`.
inline Delimiter delimiter_at(std::string_view text, std::size_t at) {
  const char quote = text[at];
  const bool three = text.substr(at, 3) == std::string(3, quote);
  return {three ? 3u : 1u, quote};
}

/// Whether a backslash in a long text may take this character away.
inline bool is_toml_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace casus::io
