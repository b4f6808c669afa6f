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

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>

namespace casus {

/// Exception that every function of the library throws for invalid arguments or input.
///
/// The message has the format `subject: expected <expected>, got <got>`, followed by `; <hint>` if
/// there is a hint. The subject is a variable, a parameter, a question, or `file:line:column`. In
/// the message a subject other than a place in a file is cut off with "..." after 100 characters,
/// because questions with much evidence are long, and any other part after 600; the parts
/// themselves are kept whole.
class Error : public std::runtime_error {
public:
  Error(std::string subject, std::string expected, std::string got, std::string hint = {})
      : Error(100, std::move(subject), std::move(expected), std::move(got), std::move(hint)) {}
  /// Returns an error about a file, or about a place in it, `file:line:column`.
  static Error in_file(std::string place, std::string expected, std::string got, std::string hint = {}) {
    return {longest_part, std::move(place), std::move(expected), std::move(got), std::move(hint)};
  }

  const std::string& subject() const noexcept { return subject_; }
  const std::string& expected() const noexcept { return expected_; }
  const std::string& got() const noexcept { return got_; }
  const std::string& hint() const noexcept { return hint_; }

private:
  static constexpr std::size_t longest_part = 600;

  // `longest`: number of bytes of the subject that the message keeps.
  Error(std::size_t longest, std::string subject, std::string expected, std::string got, std::string hint);

  std::string subject_, expected_, got_, hint_;
};

/// Exception thrown if the caller's stop token ends a run before it has an answer.
class Cancelled : public std::runtime_error {
public:
  Cancelled() : std::runtime_error("the run was cancelled by its caller") {}
};

namespace detail {

/// Returns the Levenshtein distance, in edits. Cost: O(|a| |b|).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// Returns "did you mean 'x'?" with the candidate nearest to an unknown name. Empty if none is
/// near, or if the unknown name is longer than 1,000 characters.
std::string nearest_hint(std::string_view unknown, const std::vector<std::string>& known);

}  // namespace detail
}  // namespace casus

#ifndef CASUS_CORE
#include <casus/error.inl>
#endif
