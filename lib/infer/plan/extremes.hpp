// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>

#include "infer/plan/possible_range.hpp"
#include "infer/subject.hpp"

namespace casus {

inline bool is_extreme(const Query& query) { return detail::about(query.asks()).is_extreme; }

/// Ranges of the targets of questions that are no counterfactuals. Over time it is computed in the model unrolled, unless that is too
/// large: then nothing is known.
std::vector<PossibleRange> possible_ranges(const Subject& subject, const std::vector<Query>& queries);

/// The same questions; of the least and greatest values what they are known to lie within.
std::vector<Query> within_support(const Subject& subject, std::vector<Query> queries);

}  // namespace casus
