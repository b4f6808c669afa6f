// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/query.hpp>

/// Groups questions by structure, never by text.
namespace casus::detail {

/// Condition, evidence and interventions of a question. Questions with equal circumstances form a
/// set. Numbers are equal if their bits are: 1 / x distinguishes 0 from -0.
struct Circumstances {
  NodePtr condition = nullptr;
  std::vector<Evidence> evidence = {};
  std::vector<Intervention> under = {}, counterfactual = {};

  static Circumstances of(const Query& query);
  /// Returns the interventions in both worlds, without conditions and evidence.
  static Circumstances done_in(const Query& query) {
    return {nullptr, {}, query.interventions(), query.counterfactual()};
  }
  /// Returns the circumstances of a counterfactual's twin: the interventions, and the values that
  /// were observed exactly.
  static Circumstances of_twin(const Query& query) {
    Circumstances twin = done_in(query);
    for (const Evidence& one : query.evidence())
      if (!one.is_virtual()) twin.evidence.push_back(one);
    return twin;
  }

  bool operator==(const Circumstances& other) const;
};

struct CircumstancesHash {
  std::size_t operator()(const Circumstances& of) const noexcept;
};

/// Returns the indices of the questions grouped by equal keys, in the order of the first of each
/// group. `key(query)` is a `Circumstances`.
template <class Key>
std::vector<std::vector<std::size_t>> grouped(const std::vector<Query>& queries, const Key& key) {
  std::unordered_map<Circumstances, std::size_t, CircumstancesHash> found;
  std::vector<std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const auto [group, is_new] = found.emplace(key(queries[i]), groups.size());
    if (is_new) groups.emplace_back();
    groups[group->second].push_back(i);
  }
  return groups;
}

/// Returns the indices of the questions grouped by equal circumstances.
inline std::vector<std::vector<std::size_t>> grouped(const std::vector<Query>& queries) {
  return grouped(queries, &Circumstances::of);
}

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/circumstances.inl>
#endif
