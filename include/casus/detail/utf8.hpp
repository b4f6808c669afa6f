// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace casus::detail {

/// A character of UTF-8 text: its code point, and its number of bytes.
struct Character {
  char32_t code = 0;
  std::size_t bytes = 0;  ///< 0: no character
};

/// Whether a byte of UTF-8 text continues the character before it.
inline bool continues_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Returns the first character of a text by RFC 3629, which excludes overlong forms and surrogates.
/// Its number of bytes is 0 if the text does not begin with a character.
inline Character first_character(std::string_view text) noexcept {
  if (text.empty()) return {};
  const char32_t first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (bytes == 0 || text.size() < bytes) return {};
  char32_t code = first & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!continues_character(text[i])) return {};
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  }
  constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xd800 && code < 0xe000;
  if (code < least[bytes] || code > 0x10ffff || is_surrogate) return {};
  return {code, bytes};
}

inline bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const std::size_t bytes = first_character(text).bytes;
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

/// Returns the number of characters of a UTF-8 text.
inline std::size_t count_characters(std::string_view text) noexcept {
  return text.size() - static_cast<std::size_t>(std::count_if(text.begin(), text.end(), continues_character));
}

/// Returns the position after the byte at `at` and its continuation bytes.
inline std::size_t end_of_character(std::string_view text, std::size_t at) noexcept {
  for (++at; at < text.size() && continues_character(text[at]);) ++at;
  return at;
}

/// Returns the length of the longest beginning of a UTF-8 text that has at most `most` bytes and
/// consists of whole characters.
inline std::size_t whole_characters(std::string_view text, std::size_t most) noexcept {
  if (text.size() <= most) return text.size();
  while (most > 0 && continues_character(text[most])) --most;
  return most;
}

}  // namespace casus::detail
