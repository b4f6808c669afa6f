// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>

#include <casus/detail/charconv.hpp>
#include <casus/detail/text.hpp>
#include <casus/detail/utf8.hpp>

namespace casus {

namespace detail {

CASUS_INLINE std::string number(double value) {
  if (std::isnan(value)) return "not a number";
  if (std::isinf(value)) return value > 0 ? "infinity" : "-infinity";
  std::array<char, 40> buffer{};
  const auto end = to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  return {buffer.data(), end.ptr};
}

CASUS_INLINE std::string rounded(double value, int digits) {
  if (!std::isfinite(value)) return number(value);
  std::array<char, 40> buffer{};
  const auto end = to_chars(buffer.data(), buffer.data() + buffer.size(), value, digits);
  return {buffer.data(), end.ptr};
}

CASUS_INLINE std::string quoted(std::string_view text) {
  std::string quoted(1, '\'');
  quoted += text;
  quoted += '\'';
  return quoted;
}

CASUS_INLINE std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string all;
  for (const std::string& part : parts) {
    if (!all.empty()) all += separator;
    all += part;
  }
  return all;
}

CASUS_INLINE std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  return std::string(text.substr(0, whole_characters(text, most))) + "...";
}

CASUS_INLINE std::string position_in(std::string_view text, std::size_t at, const std::string& name) {
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

}  // namespace detail

}  // namespace casus
