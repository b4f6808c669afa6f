// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/error.hpp>

namespace casus {

CASUS_INLINE std::string Error::short_enough(const std::string& part) {
  // A question reads as a call: P(wet | rain), quantile(depth, 0.9).
  const std::size_t name = part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_");
  const bool is_question = name != part.npos && name > 0 && part[name] == '(' && part.back() == ')';
  return detail::shortened(part, is_question ? 100 : 600);
}

CASUS_INLINE Error::Error(std::string subject, std::string expected, std::string got, std::string hint)
    : std::runtime_error(short_enough(subject) + ": expected " + short_enough(expected) + ", got " +
                         short_enough(got) + (hint.empty() ? std::string() : "; " + short_enough(hint))),
      subject_(std::move(subject)), expected_(std::move(expected)), got_(std::move(got)),
      hint_(std::move(hint)) {}

namespace detail {

CASUS_INLINE std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = (std::min)({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

CASUS_INLINE std::string nearest_hint(std::string_view unknown, const std::vector<std::string>& known) {
  if (unknown.size() > 1000) return {};
  std::size_t best = unknown.size() / 2 + 2;
  std::string name;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(unknown, candidate);
    if (distance < best) {
      best = distance;
      name = candidate;
    }
  }
  return name.empty() ? std::string() : "did you mean '" + name + "'?";
}

}  // namespace detail

}  // namespace casus
