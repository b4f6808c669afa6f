// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include <casus/fwd.hpp>

/// Text for a terminal of 80 columns, and numbers for people.
namespace casus::layout {

inline constexpr std::size_t page_width = 80;

/// Columns that a text takes on a terminal, one a character.
std::size_t width(std::string_view text);
/// The text with spaces behind or before it, so that it takes so many columns.
std::string left(std::string text, std::size_t columns);
std::string right(const std::string& text, std::size_t columns);
/// Without spaces at its end.
std::string trimmed(std::string text);

/// The text broken at spaces into lines of the page's width. The first line is indented less than those that follow.
std::string wrapped(std::string_view text, std::size_t first_indent, std::size_t indent);

/// 1024000 as 1,024,000.
std::string grouped(Index count);

/// Decimals that show so many significant digits of a number.
int decimals_for(double value, int digits);
/// Decimals down to the first digit of an error, and one more where that digit is 1 or 2.
int decimals_for_error(double error);
/// With so many decimals; minus nothing is nothing.
std::string fixed(double value, int decimals);
/// So small or large that it needs an exponent.
bool is_extreme(double magnitude);
/// With so many significant digits.
std::string significant(double value, int digits);
/// The same without zeros at its end.
std::string plain(double value, int digits);
/// 0.95 as 95.
std::string percentage(double level);
/// Returns "12.3 ± 0.4", with the decimals of the error, which is positive and finite.
std::string with_error(double value, double error);

}  // namespace casus::layout
