// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/scope.hpp>

namespace casus {

/// Returns answers without a value, with a warning that the time was too short. `scope`: contains
/// the variables that the questions name.
Answers unanswered(const Scope& scope, const std::vector<Query>& queries, const Options& options,
                   Method method);

/// Returns `answer()`; answers without a value if the time runs out, or if the run that is being
/// repeated had none.
template <class Answer>
Answers answered_or_out_of_time(const Scope& scope, const std::vector<Query>& queries, const Options& options,
                                Method method, const Answer& answer) {
  if (detail::leaves_out(options, LeftOut::answer)) return unanswered(scope, queries, options, method);
  try {
    return answer();
  } catch (const detail::OutOfTime&) {
    return unanswered(scope, queries, options, method);
  }
}

}  // namespace casus
