// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/text.hpp>

namespace casus {

/// What every function of the library throws when it is given something wrong.
///
/// The message has one format: `subject: expected <expected>, got <got>`, followed by `; <hint>` where there
/// is one. The subject is a variable, a parameter, a question, or `file:line:column`. The message has the first few hundred characters of
/// a part that is longer, and "..."; the parts themselves are kept whole.
class Error : public std::runtime_error {
public:
  Error(std::string subject, std::string expected, std::string got, std::string hint = {})
      : std::runtime_error(short_enough(subject) + ": expected " + short_enough(expected) + ", got " +
                           short_enough(got) + (hint.empty() ? std::string() : "; " + short_enough(hint))),
        subject_(std::move(subject)), expected_(std::move(expected)), got_(std::move(got)),
        hint_(std::move(hint)) {}

  const std::string& subject() const noexcept { return subject_; }
  const std::string& expected() const noexcept { return expected_; }
  const std::string& got() const noexcept { return got_; }
  const std::string& hint() const noexcept { return hint_; }

private:
  static std::string short_enough(const std::string& part) { return detail::shortened(part, 600); }

  std::string subject_, expected_, got_, hint_;
};

/// Thrown when the caller's stop token ends a run before it has an answer to give.
class Cancelled : public std::runtime_error {
public:
  Cancelled() : std::runtime_error("the run was cancelled by its caller") {}
};

namespace detail {

/// Levenshtein distance, in edits. Cost: O(|a| |b|).
inline std::size_t edit_distance(std::string_view a, std::string_view b) {
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

/// "did you mean 'x'?" for the candidate nearest to an unknown name; empty where none is near, or where it is too long to be a name.
inline std::string nearest_hint(std::string_view unknown, const std::vector<std::string>& known) {
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
