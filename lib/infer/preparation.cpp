// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/preparation.hpp"

#include <algorithm>

namespace casus {

namespace {

constexpr std::size_t most_entries = 64;

bool same_expressions(const std::vector<NodePtr>& a, const std::vector<NodePtr>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), detail::same_expression);
}

bool same_bounds(const Interval& a, const Interval& b) { return a.low == b.low && a.high == b.high; }

// Also compares what changes no meaning, but the way to the answer.
bool same_in_all(const Query& a, const Query& b) {
  return detail::same_question(a, b) && detail::same_expression(a.score(), b.score()) &&
         a.centre() == b.centre() && same_bounds(a.bounds(), b.bounds());
}

bool same_key(const Preparation::Key& a, const Preparation::Key& b) {
  return a.numbers == b.numbers && a.readings == b.readings && detail::same_settings(a.under, b.under) &&
         same_expressions(a.expressions, b.expressions) &&
         std::equal(a.questions.begin(), a.questions.end(), b.questions.begin(), b.questions.end(),
                    same_in_all);
}

}  // namespace

std::shared_ptr<const void> Preparation::find(const std::type_info& type, const Key& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return *entry.type == type && same_key(entry.key, key);
  });
  if (found == entries_.end()) return nullptr;
  std::rotate(entries_.begin(), found, found + 1);
  return entries_.front().kept;
}

void Preparation::keep(const std::type_info& type, const Key& key, std::shared_ptr<const void> kept) const {
  const std::lock_guard lock(mutex_);
  if (entries_.size() == most_entries) entries_.pop_back();
  entries_.insert(entries_.begin(), {&type, key, std::move(kept)});
}

}  // namespace casus
