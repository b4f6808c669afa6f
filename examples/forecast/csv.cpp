// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "forecast/request.hpp"

namespace forecast {

namespace {

std::string number(double value) {
  if (!std::isfinite(value)) return "";
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

std::string cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string own = "\"";
  for (const char c : text) own += c == '"' ? std::string("\"\"") : std::string(1, c);
  return own + '"';
}

std::string row(const casus::Answer& answer, const std::string& question, const std::string& point,
                const casus::Answer& whole) {
  std::string warnings;
  for (const casus::Warning& warning : answer.warnings)
    warnings += (warnings.empty() ? "" : "; ") + warning.text;
  return cell(question) + ',' + cell(point) + ',' + number(answer.value) + ',' + cell(answer.unit) + ',' +
         number(answer.interval.low) + ',' + number(answer.interval.high) + ',' + number(answer.level) + ',' +
         (answer.range ? number(answer.range->low) : "") + ',' +
         (answer.range ? number(answer.range->high) : "") + ',' + number(answer.standard_error) + ',' +
         (answer.is_bound ? "yes" : "no") + ',' + cell(whole.method) + ',' + cell(warnings) + "\r\n";
}

}  // namespace

std::string to_csv(const casus::Answers& answers) {
  std::string text =
      "question,point,value,unit,low,high,level,range_low,range_high,standard_error,is_bound,method,"
      "warnings\r\n";
  for (const casus::Answer& answer : answers) {
    if (answer.parts.empty()) text += row(answer, answer.question, "", answer);
    for (const casus::Answer& part : answer.parts) text += row(part, answer.question, part.question, answer);
  }
  return text;
}

}  // namespace forecast
