// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/fwd.hpp>

/// Formats text for a terminal of 80 columns, and numbers for people.
namespace casus::layout {

inline constexpr std::size_t page_width = 80;

/// Returns the number of columns that a text takes on a terminal, one per character.
std::size_t width(std::string_view text);
/// Returns the text aligned to the left or right, padded with spaces to `columns` columns.
std::string left(std::string text, std::size_t columns);
std::string right(const std::string& text, std::size_t columns);
/// Returns the text without spaces at its end.
std::string trimmed(std::string text);

/// Breaks a text at spaces into lines of the page's width, with different indents for the first
/// line and the others.
std::string wrapped(std::string_view text, std::size_t first_indent, std::size_t indent);

/// Returns "1,024,000" for 1024000.
std::string grouped(Index count);

/// Returns the number of decimals that show `digits` significant digits of a number.
int decimals_for(double value, int digits);
/// Returns the number of decimals down to the first digit of an error, plus one if that digit is 1
/// or 2.
int decimals_for_error(double error);
/// Returns a number with a fixed number of decimals; never "-0".
std::string fixed(double value, int decimals);
/// Returns whether a number is so small or large that it needs an exponent.
bool is_extreme(double magnitude);
/// Returns a number with a number of significant digits.
std::string significant(double value, int digits);
/// Returns the same without zeros at its end.
std::string plain(double value, int digits);
/// Returns "95" for 0.95.
std::string percentage(double level);
/// Returns "12.3 ± 0.4", with the decimals of the error, which is positive and finite.
std::string with_error(double value, double error);

/// A table whose columns are as wide as their widest cells, two spaces apart; the first is aligned
/// left, the others right.
class Columns {
public:
  explicit Columns(std::vector<std::string> heading) { add(std::move(heading)); }
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const;

private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace casus::layout
