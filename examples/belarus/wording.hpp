// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string>
#include <string_view>

#include <casus/infer/answer.hpp>

#include "layout.hpp"

/// Figures for readers: whole per cents, natural frequencies, and words for them.
namespace belarus {

/// Returns "4", "0.7" or "<0.1" for a probability: per cent, whole above 1.
inline std::string per_cent_of(double p) {
  if (std::isnan(p)) return "-";
  const double value = 100 * p;
  if (value == 0) return "0";
  if (value < 0.05) return "<0.1";
  if (value < 0.95) return with_decimals(value, 1);
  if (value > 99.5 && value < 100) return ">99";
  return with_decimals(value, 0);
}
inline std::string per_cent(const casus::Answer& answer) {
  if (std::isnan(answer.value)) return "-";
  if (!answer.is_bound) return per_cent_of(answer.value);
  return "<" + (100 * answer.value < 1 ? std::string("1") : with_decimals(std::ceil(100 * answer.value), 0));
}
/// Returns "1 to 11", the judgement range of a probability in per cent; empty if there is none.
inline std::string per_cent_range(const casus::Answer& answer) {
  if (!answer.range) return {};
  const std::string low = per_cent_of((std::max)(answer.range->low, 0.0)),
                    high = per_cent_of((std::min)(answer.range->high, 1.0));
  return low == high ? low : low + " to " + high;
}

/// Returns a number of people, or an amount, in two digits, from a thousand on in three: "310",
/// "1,450", "-3.1".
inline std::string rounded_amount(double value) {
  const double size = std::abs(value);
  if (std::isnan(value)) return "-";
  if (size < 20) return with_decimals(value, 1);
  const double unit = std::pow(10.0, std::floor(std::log10(size)) - (size < 1000 ? 1 : 2));
  const double whole = unit * std::round(value / unit);
  return grouped(static_cast<casus::Index>(whole));
}

/// A share as "k in n".
struct Frequency {
  int part, of;
  std::string text() const { return std::to_string(part) + " in " + std::to_string(of); }
};
/// Returns a natural frequency near a probability: 1 in n up to a fifth, n - 1 in n from four
/// fifths on, otherwise a fraction with a denominator of at most 6.
inline Frequency natural_frequency(double p) {
  const auto one_in = [](double share) {
    const double n = 1 / (std::max)(share, 1e-6);
    if (n < 19.5) return static_cast<int>(std::round(n));
    if (n < 97.5) return static_cast<int>(5 * std::round(n / 5));
    const double unit = std::pow(10.0, std::floor(std::log10(n)) - 1);
    return static_cast<int>(unit * std::round(n / unit));
  };
  if (p <= 0.2) return {1, one_in(p)};
  if (p >= 0.8) {
    const int n = one_in(1 - p);
    return {n - 1, n};
  }
  Frequency best{1, 2};
  double miss = std::abs(p - 0.5);
  for (int n = 3; n <= 6; ++n) {
    const int k = static_cast<int>(std::round(p * n));
    if (const double own = std::abs(p - static_cast<double>(k) / n); own + 0.02 < miss) {
      best = {k, n};
      miss = own;
    }
  }
  return best;
}
/// Returns "1 in 25"; "fewer than 1 in 300" of an event that never occurred.
inline std::string frequency(const casus::Answer& answer) {
  if (std::isnan(answer.value)) return "an unknown share";
  const std::string text = natural_frequency(answer.value).text();
  return answer.is_bound ? "fewer than " + text : text;
}
/// Returns "1 to 11 in 100", the judgement range; empty if there is none.
inline std::string range_in_hundred(const casus::Answer& answer) {
  const std::string range = per_cent_range(answer);
  return range.empty() ? range : range + " in 100";
}

/// Returns how likely something is, as an adverb: "most likely", "possibly".
inline std::string_view adverb(double p) {
  if (p >= 0.8) return "most likely";
  if (p >= 0.55) return "probably";
  if (p >= 0.45) return "as likely as not";
  if (p >= 0.2) return "possibly";
  return "hardly";
}
/// Returns the answer to a question of yes or no.
inline std::string_view verdict(double p) {
  if (p < 0.2) return "Probably not";
  if (p < 0.45) return "Less likely than not";
  if (p < 0.55) return "As likely as not";
  if (p < 0.8) return "Probably";
  return "Most likely";
}

/// Returns "+7 %", a relative difference.
inline std::string difference_text(double share) {
  if (std::isnan(share)) return "-";
  const std::string text = with_decimals(100 * share, 0);
  return (text == "0" || text[0] == '-' ? "" : "+") + text + " %";
}

/// Capitalizes the first letter, as at the beginning of a sentence.
inline std::string sentence(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

}  // namespace belarus
