// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// A horizon's question, of its model unrolled.
inline Query translated(const UnrolledQuestions& unrolled, const Query& query) {
  return query.translated([&](const NodePtr& node) { return unrolled.translated(node); });
}

inline std::vector<Query> translated(const UnrolledQuestions& unrolled, const std::vector<Query>& queries) {
  std::vector<Query> all;
  for (const Query& query : queries) all.push_back(translated(unrolled, query));
  return all;
}

}  // namespace casus
