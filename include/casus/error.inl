// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/error.hpp>

namespace casus {

CASUS_INLINE Error::Error(std::size_t longest, std::string subject, std::string expected, std::string got,
                          std::string hint)
    : std::runtime_error(detail::shortened(subject, longest) + ": expected " +
                         detail::shortened(expected, longest_part) + ", got " +
                         detail::shortened(got, longest_part) +
                         (hint.empty() ? std::string() : "; " + detail::shortened(hint, longest_part))),
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
