// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>

#include "infer/plan/possible_range.hpp"
#include "infer/subject.hpp"

namespace casus {

inline bool is_extreme(const Query& query) { return detail::about(query.asks()).is_extreme(); }

/// Returns the ranges of the targets of questions that are not counterfactuals. Over time they are
/// computed in the unrolled model; if that is too large, all values count as possible.
std::vector<PossibleRange> possible_ranges(const Subject& subject, const std::vector<Query>& queries);

/// Returns the same questions; those about least and greatest values get their known bounds.
std::vector<Query> within_support(const Subject& subject, std::vector<Query> queries);

}  // namespace casus
