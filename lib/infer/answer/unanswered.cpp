// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/answer/unanswered.hpp"

#include <utility>

#include <casus/infer/detail/builder.hpp>

namespace casus {

Answers unanswered(const Scope& scope, const std::vector<Query>& queries, const Options& options,
                   Method method) {
  std::vector<Answer> answers;
  for (const Query& query : queries) {
    detail::AnswerBuilder answer(scope, query, options,
                                 {.method = method,
                                  .done = detail::wording::nothing_for_lack_of_time(),
                                  .stopped = StopReason::time_up});
    answer.warn(detail::wording::out_of_time());
    answer.no_range(detail::wording::no_time());
    detail::finish_parts(answer, detail::asked_parts(scope, query),
                         [](detail::AnswerBuilder&, std::size_t) {});
    answers.push_back(std::move(answer).take());
    answers.back().left_out.push_back(LeftOut::answer);
  }
  return Answers(std::move(answers));
}

}  // namespace casus
