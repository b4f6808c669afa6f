// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/run/rounds.hpp"

namespace casus {

/// The questions of a call that share condition, evidence and interventions, and their positions in
/// the call.
struct QuestionSet {
  std::vector<std::size_t> numbers;
  std::vector<Query> queries;
};

/// Returns the sets of a call, in the order of their first questions.
std::vector<QuestionSet> sets_of(const std::vector<Query>& queries);

/// Answers one set after the other and reports the progress of the whole call.
std::vector<Answer> answer_by_sets(
    const std::vector<Query>& queries, const Options& options,
    const std::function<std::vector<Answer>(const std::vector<Query>&, const detail::ShareDone&)>& answer);

}  // namespace casus
