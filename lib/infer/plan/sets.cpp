// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/sets.hpp"

#include <algorithm>
#include <utility>

#include <casus/infer/detail/circumstances.hpp>

namespace casus {

std::vector<QuestionSet> sets_of(const std::vector<Query>& queries) {
  std::vector<QuestionSet> sets;
  for (std::vector<std::size_t>& numbers : detail::grouped(queries)) {
    QuestionSet& set = sets.emplace_back();
    for (const std::size_t i : numbers) set.queries.push_back(queries[i]);
    set.numbers = std::move(numbers);
  }
  return sets;
}

std::vector<Answer> answer_by_sets(
    const std::vector<Query>& queries, const Options& options,
    const std::function<std::vector<Answer>(const std::vector<Query>&, const detail::ShareDone&)>& answer) {
  const std::vector<QuestionSet> sets = sets_of(queries);
  std::vector<Answer> answers(queries.size());
  double done = 0;
  const double share = 1 / static_cast<double>((std::max)(sets.size(), std::size_t{1}));
  for (const QuestionSet& set : sets) {
    detail::ShareDone report;
    if (options.progress)
      report = [&](double part) { options.progress((std::min)(1.0, done + share * part)); };
    std::vector<Answer> own = answer(set.queries, report);
    for (std::size_t i = 0; i < set.numbers.size(); ++i) answers[set.numbers[i]] = std::move(own[i]);
    done += share;
  }
  if (options.progress) options.progress(1);
  return answers;
}

}  // namespace casus
