// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/layout.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <casus/detail/text.hpp>
#include <casus/detail/utf8.hpp>

namespace casus::layout {

std::size_t width(std::string_view text) { return detail::count_characters(text); }

std::string left(std::string text, std::size_t columns) {
  const std::size_t own = width(text);
  return own < columns ? text + std::string(columns - own, ' ') : text;
}
std::string right(const std::string& text, std::size_t columns) {
  const std::size_t own = width(text);
  return own < columns ? std::string(columns - own, ' ') + text : text;
}

std::string wrapped(std::string_view text, std::size_t first_indent, std::size_t indent) {
  std::string lines, line(first_indent, ' ');
  bool is_empty = true;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = (std::min)(text.find_first_of(" \n", at), text.size());
    const std::string word(text.substr(at, end - at));
    at = end + 1;
    if (word.empty()) continue;
    if (!is_empty && width(line) + 1 + width(word) > page_width) {
      lines += line + '\n';
      line.assign(indent, ' ');
      is_empty = true;
    }
    if (!is_empty) line += ' ';
    line += word;
    is_empty = false;
  }
  return is_empty ? lines : lines + line + '\n';
}

std::string grouped(Index count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3 + (count < 0 ? 1u : 0u);) {
    at -= 3;
    digits.insert(at, ",");
  }
  return digits;
}

namespace {

constexpr int most_decimals = 12;

// Returns the decimal place of a number's first digit: 2 for 345, -3 for 0.00345.
int leading_place(double value) { return static_cast<int>(std::floor(std::log10(std::abs(value)))); }

}  // namespace

int decimals_for(double value, int digits) {
  if (!std::isfinite(value) || value == 0) return 0;
  return (std::clamp)(digits - 1 - leading_place(value), 0, most_decimals);
}

int decimals_for_error(double error) {
  const double first = error / std::pow(10.0, leading_place(error));
  return decimals_for(error, first < 2.95 ? 2 : 1);
}

std::string fixed(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text[0] == '-' && text.find_first_not_of("-0.") == std::string::npos) text.erase(0, 1);
  return text;
}

bool is_extreme(double magnitude) { return magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e12); }

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return detail::number(value);
  if (is_extreme(std::abs(value))) return fmt::format("{:.{}e}", value, digits - 1);
  return fixed(value, decimals_for(value, digits));
}

std::string plain(double value, int digits) {
  std::string text = significant(value, digits);
  if (text.find('.') == std::string::npos || text.find('e') != std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string with_error(double value, double error) {
  const int decimals = decimals_for_error(error);
  const bool is_finer = error < std::pow(10.0, -most_decimals);  // smaller than the last decimal
  return is_finer ? plain(value, most_decimals) + " ± " + significant(error, 2)
                  : fixed(value, decimals) + " ± " + fixed(error, decimals);
}

std::string percentage(double level) { return fmt::format("{:.10g}", 100 * level); }

std::string trimmed(std::string text) {
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::string Columns::text() const {
  std::vector<std::size_t> widths(rows_[0].size());
  for (const auto& row : rows_)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = (std::max)(widths[i], width(row[i]));
  std::string all;
  for (const auto& row : rows_) {
    std::string line = left(row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) line += "  " + right(row[i], widths[i]);
    all += trimmed(line) + '\n';
  }
  return all;
}

}  // namespace casus::layout
