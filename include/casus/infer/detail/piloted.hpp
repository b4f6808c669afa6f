// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

/// Questions that are answered by the mean of an expression with constants that a first run has found: expected
/// shortfalls and correlations. The expression is such that the errors of the constants matter to second
/// order only, so the error of the mean is that of the answer.
///
/// - Expected shortfall at p: c + E(max(x - c, 0)) / (1 - p), which is least where c is the quantile at p
///   (Rockafellar and Uryasev, Journal of Risk 2 (2000) 21-41, doi:10.21314/JOR.2000.038).
/// - Correlation: r + E(u v - r (u^2 + v^2) / 2) with standardised u and v, the one-step estimator from its
///   influence function (Devlin, Gnanadesikan and Kettenring, Biometrika 62 (1975) 531-545,
///   doi:10.1093/biomet/62.3.531).
namespace casus::detail {

/// Returns the questions for the constants; none where the question is of another kind.
std::vector<Query> pilot_questions(const Query& query);

/// Returns the questions of the main run, given the answers to those.
std::vector<Query> main_questions(const Query& query, std::span<const Answer> pilot);

/// Returns the answer, given the answers of both runs.
Answer piloted_answer(const Query& query, std::span<const Answer> pilot, std::span<const Answer> main);

/// Answers questions by `answer(queries, options)`, which knows none of these kinds. One whose constants were
/// not found in time is passed on as it is.
template <class Function>
Answers answer_piloted(const std::vector<Query>& queries, const Options& options, const Function& answer) {
  std::vector<Query> pilots;
  for (const Query& query : queries)
    for (Query& pilot : pilot_questions(query)) pilots.push_back(std::move(pilot));
  if (pilots.empty()) return answer(queries, options);
  const auto start = std::chrono::steady_clock::now();
  std::vector<LeftOut> left_out;
  constexpr Index most = Index{1} << 20;
  const auto constants = centres_in_time(pilots, options, answer, left_out, most);
  std::vector<Query> asked;
  std::vector<std::span<const Answer>> found;  // by the first run, for each question
  for (std::size_t next = 0; const Query& query : queries) {
    const std::size_t count = pilot_questions(query).size();
    found.emplace_back();
    if (count == 0 || !constants) {
      asked.push_back(query);
      continue;
    }
    found.back() = {&(*constants)[next], count};
    next += count;
    for (Query& one : main_questions(query, found.back())) asked.push_back(std::move(one));
  }
  std::vector<Answer> parts = answer(asked, with_time_left(options, start)).take();
  std::vector<Answer> answers;
  for (std::size_t i = 0, next = 0; i < queries.size(); ++i) {
    if (found[i].empty()) {
      answers.push_back(std::move(parts[next++]));
    } else {
      const std::size_t count = main_questions(queries[i], found[i]).size();
      answers.push_back(piloted_answer(queries[i], found[i], std::span(parts).subspan(next, count)));
      next += count;
    }
    if (!pilot_questions(queries[i]).empty())
      answers.back().left_out.insert(answers.back().left_out.end(), left_out.begin(), left_out.end());
  }
  return Answers(std::move(answers));
}

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/piloted.inl>
#endif
