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

/// What every function of the library throws when it is given something wrong.
///
/// The message has one format: `subject: expected <expected>, got <got>`, followed by `; <hint>` where there
/// is one. The subject is a variable, a parameter, a question, or `file:line:column`. The message has the first few hundred characters of
/// a part that is longer, and "..."; the parts themselves are kept whole.
class Error : public std::runtime_error {
public:
  Error(std::string subject, std::string expected, std::string got, std::string hint = {});

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
std::size_t edit_distance(std::string_view a, std::string_view b);

/// "did you mean 'x'?" for the candidate nearest to an unknown name; empty where none is near, or where it is too long to be a name.
std::string nearest_hint(std::string_view unknown, const std::vector<std::string>& known);

}  // namespace detail
}  // namespace casus

#ifndef CASUS_CORE
#include <casus/error.inl>
#endif
