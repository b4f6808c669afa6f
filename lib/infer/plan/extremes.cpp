// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/extremes.hpp"

#include <limits>
#include <optional>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/detail/questions.hpp>

#include "infer/plan/support.hpp"

namespace casus {

namespace {

constexpr double no_end = std::numeric_limits<double>::infinity();

bool is_too_large(const Subject& subject) {
  constexpr std::size_t most_variables = 20'000;
  const Horizon* const horizon = subject.horizon();
  return horizon && horizon->timeline().series().size() * detail::at(horizon->steps()) > most_variables;
}

// Returns the bounds of an extreme: equal if the end of the range is exact.
Interval bounds_of(QuestionKind kind, const PossibleRange& range) {
  if (kind == QuestionKind::least) return {range.low, range.low_is_exact ? range.low : no_end};
  return {range.high_is_exact ? range.high : -no_end, range.high};
}

}  // namespace

std::vector<PossibleRange> possible_ranges(const Subject& subject, const std::vector<Query>& queries) {
  std::vector<PossibleRange> ranges(queries.size());
  if (queries.empty() || is_too_large(subject)) return ranges;
  const Horizon* const horizon = subject.horizon();
  const Model& model = horizon ? subject.unrolled().model() : subject.model();
  const std::vector<Query> asked = horizon ? translated(subject.unrolled(), queries) : queries;
  for (const std::vector<std::size_t>& numbers : detail::grouped(asked)) {
    SupportFinder support(model, asked[numbers[0]]);
    for (const std::size_t number : numbers) ranges[number] = support.of(asked[number].target());
  }
  return ranges;
}

std::vector<Query> within_support(const Subject& subject, std::vector<Query> queries) {
  std::vector<std::size_t> numbers;
  std::vector<Query> extremes;
  for (std::size_t i = 0; i < queries.size(); ++i) {
    if (!is_extreme(queries[i]) || !queries[i].counterfactual().empty()) continue;
    detail::check_question(subject.scope(), queries[i]);
    numbers.push_back(i);
    extremes.push_back(queries[i]);
  }
  const std::vector<PossibleRange> ranges = possible_ranges(subject, extremes);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    queries[numbers[i]] = extremes[i].within(bounds_of(extremes[i].asks(), ranges[i]));
  return queries;
}

}  // namespace casus
