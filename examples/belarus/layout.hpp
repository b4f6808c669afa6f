// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>

#include <casus/infer/answer.hpp>

/// Text for a terminal of 80 columns.
namespace belarus {

inline constexpr std::size_t page_columns = 80;

/// Returns the number of columns of a text: characters, not bytes.
inline std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}
inline std::string left(std::string text, std::size_t width) {
  const std::size_t own = columns(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}
/// Returns the text, cut to a width if it is longer.
inline std::string clipped(const std::string& text, std::size_t width) {
  if (columns(text) <= width) return text;
  std::string cut;
  std::size_t taken = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && ++taken > width - 3) break;
    cut += c;
  }
  return cut + "...";
}
inline std::string right(const std::string& text, std::size_t width) {
  const std::size_t own = columns(text);
  return own < width ? std::string(width - own, ' ') + text : text;
}

/// Writes a paragraph, broken at spaces; lines after the first are indented by `hanging` more
/// columns.
inline void paragraph(std::ostream& out, std::string_view text, std::size_t indent = 0,
                      std::size_t hanging = 0) {
  std::string line(indent, ' ');
  bool empty = true;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = (std::min)(text.find(' ', at), text.size());
    if (text.substr(end).starts_with(" %")) end = (std::min)(text.find(' ', end + 1), text.size());
    const std::string word(text.substr(at, end - at));
    at = end + 1;
    if (word.empty()) continue;
    if (!empty && columns(line) + 1 + columns(word) > page_columns) {
      out << line << '\n';
      line.assign(indent + hanging, ' ');
      empty = true;
    }
    if (!empty) line += ' ';
    line += word;
    empty = false;
  }
  if (!empty) out << line << '\n';
}

/// Writes a paragraph with a label in its first columns.
inline void labelled(std::ostream& out, const std::string& label, std::size_t indent, std::string_view text) {
  std::ostringstream lines;
  paragraph(lines, text, indent);
  out << left(label, indent) << lines.str().substr((std::min)(indent, lines.str().size()));
}

inline void heading(std::ostream& out, const std::string& text) {
  out << '\n' << text << '\n' << std::string(columns(text), '-') << '\n';
}

inline std::string with_decimals(double value, int decimals) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
  std::string text(buffer.data());
  // Avoids a negative zero.
  if (text[0] == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

/// Formats 1024000 as 1,024,000.
inline std::string grouped(casus::Index count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

/// Formats a number to this number of significant digits, without trailing zeros.
inline std::string significant(double value, int digits) {
  if (value == 0) return "0";
  const int place = static_cast<int>(std::floor(std::log10(std::abs(value))));
  const double unit = std::pow(10.0, place - digits + 1);
  std::string text = with_decimals(std::round(value / unit) * unit, (std::max)(0, digits - 1 - place));
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace belarus
