// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/toml/values.hpp"

#include <cmath>
#include <string_view>

#include <casus/detail/text.hpp>
#include <casus/detail/utf8.hpp>
#include <casus/error.hpp>

#include "io/text/source.hpp"

namespace casus::io {

std::string toml_text(const std::string& text, const std::string& of) {
  if (!detail::is_utf8(text)) throw Error(of, "text in UTF-8", shown(text));
  bool is_plain = true, has_single = false, has_control = false;
  for (const char c : text) {
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    has_control = has_control || control;
    has_single = has_single || c == '\'';
    is_plain = is_plain && !control && c != '"' && c != '\\';
  }
  if (is_plain) return '"' + text + '"';
  if (!has_single && !has_control) return '\'' + text + '\'';
  std::string escaped = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      escaped += '\\';
      escaped += c;
    } else if (c == '\n') {
      escaped += "\\n";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      constexpr std::string_view digits = "0123456789abcdef";
      escaped += "\\u00";
      escaped += digits[static_cast<unsigned char>(c) >> 4];
      escaped += digits[static_cast<unsigned char>(c) & 15];
    } else {
      escaped += c;
    }
  }
  return escaped + '"';
}

std::string toml_paragraph(const std::string& text, const std::string& of) {
  constexpr std::size_t longest = 110;
  bool has_control = false;
  for (const char c : text) has_control = has_control || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  // Leading blanks would be dropped.
  if (text.size() <= longest || has_control || text[0] == ' ') return toml_text(text, of);
  if (!detail::is_utf8(text)) throw Error(of, "text in UTF-8", shown(text));
  std::string written = "\"\"\"\\\n  ";
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool quotes_follow = i + 1 == text.size() || text[i + 1] == '"';
    if (c == '\\' || (c == '"' && quotes_follow)) written += '\\';
    written += c;
    ++column;
    // A line ends after a single blank, because blanks at the beginning of the next line are
    // dropped.
    if (c == ' ' && column > 90 && i + 1 < text.size() && text[i + 1] != ' ') {
      written += "\\\n  ";
      column = 0;
    }
  }
  return written + "\"\"\"";
}

std::string toml_expression(const std::string& text, const std::string& of) {
  constexpr std::size_t longest = 120, wide = 100;
  if (text.size() <= longest || text.find('\'') != std::string::npos || !detail::is_utf8(text))
    return toml_text(text, of);
  std::string written = "'''\n    ";
  std::size_t column = 0;
  bool in_name = false;
  for (const char c : text) {
    in_name = in_name != (c == '"');
    if (c == ' ' && !in_name && column > wide) {
      written += "\n    ";
      column = 0;
      continue;
    }
    written += c;
    ++column;
  }
  return written + "'''";
}

std::string toml_number(double value) {
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::string text = detail::number(value);
  const bool is_whole = text.find_first_of(".e") == std::string::npos;
  if (is_whole && (std::abs(value) > 1e15 || (value == 0 && std::signbit(value)))) text += ".0";
  return text;
}

std::string toml_list(const std::vector<std::string>& items) {
  std::size_t length = 0;
  for (const std::string& item : items) length += item.size() + 2;
  if (length < 90) return '[' + detail::joined(items) + ']';
  std::string text = "[\n";
  for (const std::string& item : items) text += "  " + item + ",\n";
  return text + ']';
}

}  // namespace casus::io
