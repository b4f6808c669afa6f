// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/text/number.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <casus/detail/charconv.hpp>

namespace casus::io {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Returns whether a decimal number outside the range of double is too small rather than too large,
/// according to the power of ten of its first nonzero digit.
bool is_tiny(std::string_view text) {
  const std::size_t mark = text.find_first_of("eE");
  const std::string_view digits = text.substr(0, mark);
  long power = 0;
  if (mark != std::string_view::npos) {
    std::size_t at = mark + 1;
    const bool negative = text[at] == '-';
    if (text[at] == '-' || text[at] == '+') ++at;
    const auto read = std::from_chars(text.data() + at, text.data() + text.size(), power);
    if (read.ec == std::errc::result_out_of_range) return negative;
    if (negative) power = -power;
  }
  const std::size_t point = (std::min)(digits.find('.'), digits.size());
  std::size_t first = 0;
  while (first < digits.size() && (!is_digit(digits[first]) || digits[first] == '0')) ++first;
  const auto distance = static_cast<long>(point) - static_cast<long>(first);
  return power < -distance;
}

/// Returns whether the text is a number. One outside the range of double becomes 0 or infinite.
bool read_number(std::string_view text, double& value) {
  if (text.starts_with('+') && text.size() > 1 && (is_digit(text[1]) || text[1] == '.'))
    text.remove_prefix(1);
  const char* const end = text.data() + text.size();
  const auto read = detail::from_chars(text.data(), end, value);
  if (read.ptr != end || read.ec == std::errc::invalid_argument) return false;
  if (read.ec == std::errc::result_out_of_range)
    value = is_tiny(text)           ? 0.0
            : text.starts_with('-') ? -std::numeric_limits<double>::infinity()
                                    : std::numeric_limits<double>::infinity();
  value += 0.0;  // not -0
  return true;
}

}  // namespace

double probability(const Source& source, std::string_view text, std::size_t at) {
  double value = 0;
  if (!read_number(text, value)) source.fail(at, "a probability", shown(text));
  if (!(value >= 0 && value <= 1 + row_tolerance)) source.fail(at, "a probability in [0, 1]", shown(text));
  return value;
}

double weight(const Source& source, std::string_view text, std::size_t at) {
  double value = 0;
  if (!read_number(text, value)) source.fail(at, "a probability or count", shown(text));
  if (!(value >= 0 && std::isfinite(value))) source.fail(at, "a finite number from 0 on", shown(text));
  return value;
}

double finite_number(const Source& source, std::string_view text, std::size_t at) {
  double value = 0;
  if (!read_number(text, value) || !std::isfinite(value)) source.fail(at, "a finite number", shown(text));
  return value;
}

double bound(const Source& source, std::string_view text, std::size_t at) {
  double value = 0;
  if (!read_number(text, value) || std::isnan(value)) source.fail(at, "a number, inf or -inf", shown(text));
  return value;
}

std::size_t whole_number(const Source& source, std::string_view text, std::size_t at,
                         const std::string& expected) {
  std::size_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (text.empty() || read.ptr != end || read.ec == std::errc::invalid_argument)
    source.fail(at, expected, shown(text));
  return read.ec == std::errc::result_out_of_range ? std::numeric_limits<std::size_t>::max() : value;
}

}  // namespace casus::io
