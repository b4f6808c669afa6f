// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/query.hpp>

namespace casus::detail {

/// Answers questions, which may include curves, by `answer(queries)`, which cannot answer curves.
/// The points of a curve are passed on together with all other questions.
template <class Function>
std::vector<Answer> points_answered(const std::vector<Query>& queries, const Function& answer) {
  std::vector<Query> simple;
  for (const Query& query : queries) {
    if (!query.has_points()) simple.push_back(query);
    for (const Query::Point& point : query.points()) simple.push_back(point.query);
  }
  if (simple.size() == queries.size() &&
      std::none_of(queries.begin(), queries.end(), [](const Query& query) { return query.has_points(); }))
    return answer(queries).take();
  std::vector<Answer> found = answer(simple).take();
  std::vector<Answer> answers;
  for (std::size_t i = 0; const Query& query : queries) {
    if (!query.has_points()) {
      answers.push_back(std::move(found[i++]));
      continue;
    }
    std::vector<Answer> parts;
    for (const Query::Point& point : query.points()) {
      parts.push_back(std::move(found[i++]));
      parts.back().question = parts.back().label = point.label;
    }
    // The whole has the properties that all points share; its own value is undefined.
    Answer whole;
    const Answer& one = parts.front();
    whole.question = to_text(query);
    whole.kind = query.asks();
    whole.unit = one.unit;
    whole.level = one.level;
    whole.range_level = one.range_level;
    whole.worlds = one.worlds;
    whole.samples = one.samples;
    whole.met = one.met;
    whole.condition_probability = one.condition_probability;
    whole.condition_standard_error = one.condition_standard_error;
    whole.log_condition_probability = one.log_condition_probability;
    whole.log_condition_standard_error = one.log_condition_standard_error;
    whole.set = one.set;
    whole.method_id = one.method_id;
    whole.method = one.method;
    whole.reason = one.reason;
    whole.stopped_id = one.stopped_id;
    whole.stopped = one.stopped;
    whole.stopped_at = one.stopped_at;
    whole.seed = one.seed;
    whole.along = query.along();
    whole.parts = std::move(parts);
    answers.push_back(std::move(whole));
  }
  return answers;
}

/// Does the same, and returns answers that can be found by their questions.
template <class Function> Answers answer_points(const std::vector<Query>& queries, const Function& answer) {
  return {points_answered(queries, answer), queries};
}

}  // namespace casus::detail
