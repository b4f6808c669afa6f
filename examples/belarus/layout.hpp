// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ostream>
#include <string>
#include <string_view>

#include <casus/infer/answer.hpp>

/// Text for a terminal of 80 columns, and probabilities in words.
namespace belarus {

inline constexpr std::size_t page_columns = 80;

/// Columns that a text takes: characters, not bytes.
inline std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}
inline std::string left(std::string text, std::size_t width) {
  const std::size_t own = columns(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}
inline std::string right(const std::string& text, std::size_t width) {
  const std::size_t own = columns(text);
  return own < width ? std::string(width - own, ' ') + text : text;
}

/// A paragraph, broken at spaces; lines after the first are indented by `hanging` more.
inline void paragraph(std::ostream& out, std::string_view text, std::size_t indent = 0,
                      std::size_t hanging = 0) {
  std::string line(indent, ' ');
  bool empty = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = (std::min)(text.find(' ', at), text.size());
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

inline void heading(std::ostream& out, const std::string& text) {
  out << '\n' << text << '\n' << std::string(columns(text), '-') << '\n';
}

inline std::string with_decimals(double value, int decimals) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.*f", decimals, value);
  std::string text(buffer.data());
  // Minus nothing is nothing.
  if (text[0] == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

/// 1024000 as 1,024,000.
inline std::string grouped(casus::Index count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

/// About two significant digits of a number of any size.
inline std::string short_number(double value) {
  const double size = std::abs(value);
  return with_decimals(value, size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2);
}
/// Three.
inline std::string number(double value) {
  const double size = std::abs(value);
  return with_decimals(value, size >= 99.5 ? 0 : size >= 0.995 ? 1 : 2);
}

inline std::string percent(double p) { return number(100 * p) + " %"; }
inline double half_width(const casus::Answer& a) { return (a.interval.high - a.interval.low) / 2; }

/// How a figure is shown: times 100 where it is a probability or a share.
struct Figure {
  std::string value, range, error;
};
inline Figure figure(const casus::Answer& a, double times) {
  if (std::isnan(a.value)) return {"-", "", ""};
  Figure f{(a.is_bound ? "<" : "") + number(times * a.value), "no range", ""};
  if (a.range) f.range = short_number(times * a.range->low) + ".." + short_number(times * a.range->high);
  const double error = times * half_width(a);
  if (!a.is_bound && std::isfinite(error))
    f.error = "±" + with_decimals(error, error >= 9.95 ? 0 : error >= 0.0995 ? 1 : 2);
  return f;
}
/// "14.5 6.1..29 ±0.5", in 20 columns.
inline std::string cell(const casus::Answer& a, double times) {
  const Figure f = figure(a, times);
  return right(f.value, 5) + right(f.range, 10) + right(f.error, 5);
}
/// "14.5 % (6.1 to 29 %, ±0.5)".
inline std::string in_text(const casus::Answer& a, double times = 100, const std::string& unit = " %") {
  const Figure f = figure(a, times);
  if (f.value == "-") return "not met in this run";
  std::string range = f.range;
  if (const auto dots = range.find(".."); dots != std::string::npos)
    range = range.replace(dots, 2, " to ") + unit;
  return f.value + unit + " (" + range + (f.error.empty() ? ", a bound" : ", " + f.error) + ")";
}

/// ICD 203 (Analytic Standards of the US intelligence community, 2015) has no word below 1 % and above 99 %;
/// the nearest one is used there.
inline std::string_view icd203(double p) {
  if (p < 0.05) return "almost no chance";
  if (p < 0.20) return "very unlikely";
  if (p < 0.45) return "unlikely";
  if (p < 0.55) return "roughly even chance";
  if (p < 0.80) return "likely";
  if (p < 0.95) return "very likely";
  return "almost certain";
}
/// The value's word; where the judgement range reaches into others, those of its ends too.
inline std::string words(const casus::Answer& a) {
  if (std::isnan(a.value)) return "no answer";
  const auto quoted = [](std::string_view word) { return '"' + std::string(word) + '"'; };
  const std::string own = quoted(icd203(a.value));
  if (!a.range) return own;
  const std::string low = quoted(icd203(a.range->low)), high = quoted(icd203(a.range->high));
  return low == high ? own : low + " to " + high;
}

}  // namespace belarus
