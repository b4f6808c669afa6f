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

/// Text for a terminal of 80 columns, and probabilities in words.
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

/// Formats a number of any size to about two significant digits; thousands are rounded to tens.
inline std::string short_number(double value) {
  const double size = std::abs(value);
  if (size >= 999.5) return with_decimals(10 * std::round(value / 10), 0);
  return with_decimals(value, value == 0 || size >= 9.95 ? 0 : size >= 0.995 ? 1 : 2);
}
/// As short_number, with one more digit.
inline std::string number(double value) {
  const double size = std::abs(value);
  if (size >= 999.5) return short_number(value);
  return with_decimals(value, value == 0 || size >= 99.5 ? 0 : size >= 0.995 ? 1 : size >= 0.0995 ? 2 : 3);
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

inline std::string percent(double p) { return std::isnan(p) ? "(not met)" : number(100 * p) + " %"; }
inline double half_width(const casus::Answer& a) { return (a.interval.high - a.interval.low) / 2; }

/// A figure as text: times 100 for a probability or a share, times 1 for other numbers.
struct Figure {
  std::string value, range, error;
};
inline Figure figure(const casus::Answer& a, double times) {
  if (std::isnan(a.value)) return {"-", "", ""};
  const auto end = [&](double x) -> std::string {
    if (times == 1) return std::abs(x) < 99.5 ? with_decimals(x, 1) : short_number(x);
    // Near certainty, the distance from 1 matters.
    return x > 0.99 && x < 1 ? with_decimals(times * x, 1) : short_number(times * x);
  };
  Figure f{number(times * a.value), "no range", ""};
  if (a.is_bound) f.value.insert(0, 1, '<');
  if (a.range) f.range = end(a.range->low) + ".." + end(a.range->high);
  const double error = times * half_width(a);
  if (!a.is_bound && std::isfinite(error)) {
    const bool large = error >= 0.0995 || times == 1;
    f.error = "±";
    f.error += with_decimals(error, error >= 9.95 ? 0 : large ? 1 : error >= 0.00995 ? 2 : 3);
  }
  return f;
}
/// Formats " 14.5    6.1..29 ±0.5", in 21 columns.
inline constexpr std::size_t cell_columns = 21;
inline std::string cell(const casus::Answer& a, double times) {
  const Figure f = figure(a, times);
  const std::size_t error = (std::max)(columns(f.error) + 1, std::size_t{5});
  return right(f.value, 5) + right(f.range, cell_columns - 5 - error) + right(f.error, error);
}
/// Formats "14.5 % (6.1 to 29 %, ±0.5)".
inline std::string in_text(const casus::Answer& a, double times = 100, const std::string& unit = " %") {
  const Figure f = figure(a, times);
  if (f.value == "-") return "not met in this run";
  std::string range = f.range;
  if (const auto dots = range.find(".."); dots != std::string::npos)
    range = range.replace(dots, 2, " to ") + unit;
  return f.value + unit + " (" + range + (f.error.empty() ? ", a bound" : ", " + f.error) + ")";
}

/// Returns the phrase of ICD 203 (Analytic Standards of the US intelligence community, 2015). It
/// has no phrase below 1 % or above 99 %; the nearest one is used there.
inline std::string_view icd203(double p) {
  if (p < 0.05) return "almost no chance";
  if (p < 0.20) return "very unlikely";
  if (p < 0.45) return "unlikely";
  if (p < 0.55) return "roughly even chance";
  if (p < 0.80) return "likely";
  if (p < 0.95) return "very likely";
  return "almost certain";
}
/// Returns the phrase for the value; if the judgement range extends to other phrases, those of its
/// ends, too.
inline std::string words(const casus::Answer& a) {
  if (std::isnan(a.value)) return "no answer";
  const auto quoted = [](std::string_view word) { return std::string(1, '"').append(word).append(1, '"'); };
  const std::string own = quoted(icd203(a.value));
  if (!a.range) return own;
  const std::string low = quoted(icd203(a.range->low)), high = quoted(icd203(a.range->high));
  return low == high ? own : low + " to " + high;
}

}  // namespace belarus
