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

/// Questions that are answered by the mean of an expression with constants from a first run:
/// expected shortfalls and correlations. The expression is such that the errors of the constants
/// matter to second order only, so the error of the mean is that of the answer.
///
/// - Expected shortfall at p: c + E(max(x - c, 0)) / (1 - p), which is minimal if c is the quantile
///   at p (Rockafellar and Uryasev, Journal of Risk 2 (2000) 21-41, doi:10.21314/JOR.2000.038).
/// - Correlation: r + E(u v - r (u^2 + v^2) / 2) with standardised u and v, the one-step estimator
///   from its influence function (Devlin, Gnanadesikan and Kettenring, Biometrika 62 (1975)
///   531-545, doi:10.1093/biomet/62.3.531).
namespace casus::detail {

/// Whether a question is of one of these kinds.
bool is_piloted(const Query& query);

/// Returns the questions for the constants.
std::vector<Query> pilot_questions(const Query& query);

/// Returns further questions of the first run, which depend on its answers so far: the error of the
/// quantile.
std::vector<Query> check_questions(const Query& query, std::span<const Answer> pilot);

/// Returns the question of the main run, given the answers to the pilot questions.
Query main_question(const Query& query, std::span<const Answer> pilot);

/// Returns the answer, given that of the main run. Its interval is widened by the possible effect
/// of the errors of the constants; there is none if a constant has none.
Answer piloted_answer(const Query& query, std::span<const Answer> pilot, Answer main);

/// Answers all questions of the first run. Returns the answers for each query.
template <class Function>
std::vector<std::vector<Answer>> pilot_answers(const std::vector<Query>& queries, const Options& options,
                                               const Function& answer) {
  std::vector<std::vector<Answer>> found(queries.size());
  const auto ask = [&](const auto& questions_of) {
    std::vector<Query> asked;
    std::vector<std::size_t> numbers;
    for (std::size_t i = 0; i < queries.size(); ++i)
      for (const Query& one : questions_of(i)) {
        asked.push_back(one);
        numbers.push_back(i);
      }
    if (asked.empty()) return;
    std::vector<Answer> answers = answer(asked, options).take();
    for (std::size_t i = 0; i < asked.size(); ++i) found[numbers[i]].push_back(std::move(answers[i]));
  };
  ask([&](std::size_t i) { return pilot_questions(queries[i]); });
  ask([&](std::size_t i) { return check_questions(queries[i], found[i]); });
  return found;
}

/// Answers questions by `answer(queries, options)`, which cannot answer these kinds. If the
/// constants of a question were not found in time, it is passed on unchanged.
template <class Function>
Answers answer_piloted(const std::vector<Query>& queries, const Options& options, const Function& answer) {
  std::vector<std::size_t> numbers;
  std::vector<Query> piloted;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (!is_piloted(queries[i])) continue;
    numbers.push_back(i);
    piloted.push_back(queries[i]);
  }
  if (piloted.empty()) return answer(queries, options);
  const auto start = std::chrono::steady_clock::now();
  constexpr Index usual = Index{1} << 20;
  std::vector<LeftOut> left_out;
  const auto pilots = pilot_in_time(options, left_out, usual,
                                    [&](const Options& own) { return pilot_answers(piloted, own, answer); });
  std::vector<Query> asked = queries;
  for (std::size_t i = 0; pilots && i < piloted.size(); ++i)
    asked[numbers[i]] = main_question(piloted[i], (*pilots)[i]);
  std::vector<Answer> answers = answer(asked, with_time_left(options, start)).take();
  for (std::size_t i = 0; i < piloted.size(); ++i) {
    Answer& own = answers[numbers[i]];
    if (pilots) own = piloted_answer(piloted[i], (*pilots)[i], std::move(own));
    own.left_out.insert(own.left_out.end(), left_out.begin(), left_out.end());
  }
  return Answers(std::move(answers));
}

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/piloted.inl>
#endif
