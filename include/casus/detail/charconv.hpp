// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <version>

/// Converts doubles to text and back, independently of the locale: by `std::to_chars` and
/// `std::from_chars`, or, if the standard library has these for integers only (libc++ before 20),
/// by functions with the same results.
namespace casus::detail {

/// Replacement functions. They are slower, because they call `snprintf` and `strtod`, but do not
/// depend on the locale's decimal point.
namespace portable {

/// A number d.ddd times a power of ten.
struct Decimal {
  bool is_negative = false;
  std::string digits;
  int exponent = 0;
};

/// Returns the decimal with `digits` digits that is nearest to a finite number.
inline Decimal rounded_to(double value, int digits) {
  std::array<char, 800> buffer{};
  const int length = std::snprintf(buffer.data(), buffer.size(), "%.*e", (std::min)(digits, 780) - 1, value);
  const std::string_view text(buffer.data(), static_cast<std::size_t>(length));
  const std::size_t mark = text.find('e');
  Decimal decimal{std::signbit(value), {}, std::atoi(buffer.data() + mark + 1)};
  for (const char c : text.substr(0, mark))
    if (c >= '0' && c <= '9') decimal.digits += c;
  return decimal;
}

inline double value_of(const Decimal& decimal) {
  const int power = decimal.exponent - static_cast<int>(decimal.digits.size()) + 1;
  const double value = std::strtod((decimal.digits + 'e' + std::to_string(power)).c_str(), nullptr);
  return decimal.is_negative ? -value : value;
}

/// Returns the next decimal away from zero with the same number of digits.
inline Decimal next(Decimal decimal) {
  const std::size_t last = decimal.digits.find_last_not_of('9');
  if (last == std::string::npos) {
    decimal.digits.assign(decimal.digits.size(), '0');
    decimal.digits[0] = '1';
    ++decimal.exponent;
  } else {
    ++decimal.digits[last];
    std::fill(decimal.digits.begin() + static_cast<std::ptrdiff_t>(last) + 1, decimal.digits.end(), '0');
  }
  return decimal;
}

/// Returns the decimal with the fewest digits that reads back to the same finite number.
inline Decimal shortest(double value) {
  for (int digits = 1; digits < 17; ++digits) {
    const Decimal nearest = rounded_to(value, digits);
    if (value_of(nearest) == value) return nearest;
    // Above a power of two, doubles are twice as far apart as below it.
    if (const Decimal above = next(nearest); value_of(above) == value) return above;
  }
  return rounded_to(value, 17);
}

inline std::string scientific(const Decimal& decimal) {
  std::string text = decimal.digits.substr(0, 1);
  if (decimal.digits.size() > 1) text += '.' + decimal.digits.substr(1);
  const std::string power = std::to_string(std::abs(decimal.exponent));
  return text + (decimal.exponent < 0 ? "e-" : "e+") + (power.size() < 2 ? "0" : "") + power;
}

inline std::string fixed(const Decimal& decimal) {
  if (decimal.exponent < 0)
    return "0." + std::string(static_cast<std::size_t>(-decimal.exponent - 1), '0') + decimal.digits;
  const std::size_t whole = static_cast<std::size_t>(decimal.exponent) + 1;
  std::string text = decimal.digits;
  if (text.size() <= whole) return text.append(whole - text.size(), '0');
  return text.insert(whole, 1, '.');
}

inline std::to_chars_result copied(const std::string& text, char* first, char* last) {
  if (last - first < static_cast<std::ptrdiff_t>(text.size())) return {last, std::errc::value_too_large};
  return {std::copy(text.begin(), text.end(), first), std::errc()};
}

inline std::string without_sign(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return "inf";
  const Decimal decimal = shortest(value);
  const std::string exponential = scientific(decimal);
  if (decimal.exponent + 1 < static_cast<int>(decimal.digits.size())) {
    std::string plain = fixed(decimal);
    return plain.size() <= exponential.size() ? plain : exponential;
  }
  // Integers are written with all their digits.
  if (decimal.exponent + 1 > static_cast<int>(exponential.size())) return exponential;
  std::array<char, 40> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "%.0f", std::abs(value));
  return buffer.data();
}

inline std::to_chars_result to_chars(char* first, char* last, double value) {
  return copied((std::signbit(value) ? "-" : "") + without_sign(value), first, last);
}

inline std::to_chars_result to_chars(char* first, char* last, double value, int digits) {
  const std::string sign = std::signbit(value) ? "-" : "";
  if (!std::isfinite(value)) return copied(sign + without_sign(value), first, last);
  const int most = (std::max)(digits, 1);
  Decimal decimal = rounded_to(value, most);
  decimal.digits.erase((std::max)(decimal.digits.find_last_not_of('0') + 1, std::size_t{1}));
  const bool is_plain = decimal.exponent >= -4 && decimal.exponent < most;
  return copied(sign + (is_plain ? fixed(decimal) : scientific(decimal)), first, last);
}

/// A number at the beginning of a text, and the position of its end; 0 if there is no number.
struct Read {
  std::size_t end = 0;
  double value = 0;
  bool is_in_range = true;
};

inline std::size_t end_of_digits(std::string_view text, std::size_t at) {
  return (std::min)(text.find_first_not_of("0123456789", at), text.size());
}

inline Read read_word(std::string_view text) {
  const auto begins = [&](std::string_view word) {
    return text.size() >= word.size() &&
           std::equal(word.begin(), word.end(), text.begin(), [](char a, char b) {
             return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b);
           });
  };
  if (begins("infinity")) return {8, HUGE_VAL};
  if (begins("inf")) return {3, HUGE_VAL};
  if (!begins("nan")) return {};
  std::size_t end = 3;
  if (text.substr(end, 1) == "(") {
    const std::size_t close =
        text.find_first_not_of("0123456789_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", end + 1);
    if (close != std::string_view::npos && text[close] == ')') end = close + 1;
  }
  return {end, std::nan("")};
}

inline Read read_number(std::string_view text) {
  std::size_t at = end_of_digits(text, 0);
  std::string digits(text.substr(0, at));
  long power = 0;
  if (text.substr(at, 1) == ".") {
    const std::size_t end = end_of_digits(text, at + 1);
    digits += text.substr(at + 1, end - at - 1);
    power = -static_cast<long>(end - at - 1);
    at = digits.empty() ? 0 : end;
  }
  if (digits.empty()) return read_word(text);
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const bool has_sign = text.substr(at + 1, 1) == "-" || text.substr(at + 1, 1) == "+";
    const std::size_t begin = at + 1 + (has_sign ? 1 : 0), end = end_of_digits(text, begin);
    if (end > begin) {
      constexpr long beyond = 1'000'000'000;  // larger than any exponent that the digits of a text can offset
      long stated = 0;
      for (std::size_t i = begin; i < end; ++i) stated = (std::min)(10 * stated + (text[i] - '0'), beyond);
      power += text[at + 1] == '-' ? -stated : stated;
      at = end;
    }
  }
  const double value = std::strtod((digits + 'e' + std::to_string(power)).c_str(), nullptr);
  const bool is_zero = digits.find_first_not_of('0') == std::string::npos;
  return {at, value, !std::isinf(value) && (value != 0 || is_zero)};
}

inline std::from_chars_result from_chars(const char* first, const char* last, double& value) {
  const std::string_view text(first, static_cast<std::size_t>(last - first));
  const bool is_negative = text.starts_with('-');
  const Read read = read_number(text.substr(is_negative ? 1 : 0));
  if (read.end == 0) return {first, std::errc::invalid_argument};
  const char* const end = first + read.end + (is_negative ? 1 : 0);
  // An infinity that is spelled out is in range.
  if (!read.is_in_range) return {end, std::errc::result_out_of_range};
  value = is_negative ? -read.value : read.value;
  return {end, std::errc()};
}

}  // namespace portable

#if defined(__cpp_lib_to_chars) && __cpp_lib_to_chars >= 201611L

/// Writes the shortest text that reads back to the same double.
inline std::to_chars_result to_chars(char* first, char* last, double value) {
  return std::to_chars(first, last, value);
}
/// Writes `digits` significant digits, without trailing zeros.
inline std::to_chars_result to_chars(char* first, char* last, double value, int digits) {
  return std::to_chars(first, last, value, std::chars_format::general, digits);
}
inline std::from_chars_result from_chars(const char* first, const char* last, double& value) {
  return std::from_chars(first, last, value);
}

#else

using portable::from_chars;
using portable::to_chars;

#endif

}  // namespace casus::detail
