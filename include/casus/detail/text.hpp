// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace casus::detail {

/// The shortest text that reads back to the same double, the same under every locale.
inline std::string number(double value) {
  if (std::isnan(value)) return "not a number";
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

/// The same to so many significant digits, for what is told rather than read back.
inline std::string rounded(double value, int digits = 3) {
  if (!std::isfinite(value)) return number(value);
  std::array<char, 40> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::general, digits);
  return {buffer.data(), end.ptr};
}

inline std::string quoted(std::string_view text) {
  std::string quoted(1, '\'');
  quoted += text;
  quoted += '\'';
  return quoted;
}

/// "a, b, c", for lists of names in messages.
inline std::string joined(const std::vector<std::string>& parts, std::string_view separator = ", ") {
  std::string all;
  for (const std::string& part : parts) {
    if (!all.empty()) all += separator;
    all += part;
  }
  return all;
}

/// Whether a byte of UTF-8 text goes on with the character before it.
inline bool continues_character(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// The text as it is, or the start of one of more bytes and "...": never half a character.
inline std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  while (most > 0 && continues_character(text[most])) --most;
  return std::string(text.substr(0, most)) + "...";
}

/// "name:line:column" of a byte of UTF-8 text; lines and columns count from 1, columns in characters.
inline std::string position_in(std::string_view text, std::size_t at, const std::string& name) {
  std::size_t line = 1, column = 1;
  for (const char c : text.substr(0, at)) {
    if (c == '\n') {
      ++line;
      column = 1;
    } else if (!continues_character(c)) {
      ++column;
    }
  }
  return name + ':' + std::to_string(line) + ':' + std::to_string(column);
}

}  // namespace casus::detail
