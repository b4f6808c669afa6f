// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/exact.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "infer/exact/eliminate.hpp"
#include "infer/exact/recursion.hpp"
#include "infer/plan/sets.hpp"

namespace casus {

namespace {

std::optional<std::string> why_no_elimination(const Model& model, const std::vector<Query>& set) {
  for (const Query& query : set)
    if (auto why = why_not_exact(model, query)) return why;
  return {};
}

std::optional<std::string> why_not(const Subject& subject, const std::vector<Query>& set) {
  if (!subject.horizon()) return why_no_elimination(subject.model(), set);
  if (!why_no_recursion(*subject.horizon(), set)) return {};
  // Elimination takes signals, too.
  return why_no_elimination(subject.unrolled().model(), translated(subject.unrolled(), set));
}

double worlds_of(const Subject& subject, const Options& options) {
  return subject.has_parameters() ? static_cast<double>(options.worlds) : 1;
}

MethodCost cost_of_recursion(const Horizon& horizon, const std::vector<Query>& set, const Options& options,
                             double worlds) {
  // So many steps of a recursion take about as long as a sampling run of default size; a trial is to be a small part of that.
  constexpr double cheap = 2e7, longest_trial = 5e5;
  const double budget = (std::min)({options.exact_budget, cheap / worlds, longest_trial});
  RecursionCost cost = recursion_cost(horizon, set, options, budget);
  return {.why_not = std::move(cost.why_not), .operations = cost.operations * worlds};
}

MethodCost cost(const Subject& subject, const std::vector<Query>& set, const Options& options) {
  const double worlds = worlds_of(subject, options);
  if (const Horizon* const horizon = subject.horizon())
    return cost_of_recursion(*horizon, set, options, worlds);
  if (auto why = why_not(subject, set)) return {.why_not = std::move(why)};
  // Entries of tables, all worlds together, that take about as long as a sampling run of default size.
  constexpr double cheap = 1e9;
  const double operations = exact_cost(subject.model(), set, options.stop).operations;
  if (operations <= options.exact_budget && operations * worlds <= cheap)
    return {.operations = operations * worlds};
  if (!std::isfinite(operations)) return {.why_not = "that would take tables beyond any budget"};
  return {.why_not = fmt::format("that would take {:.2g} operations", operations * worlds)};
}

// Else the exact answer takes elimination of the model unrolled.
bool recurs(const Horizon& horizon, const std::vector<Query>& set, const Options& options) {
  constexpr double long_trial = 1e6;
  return !recursion_cost(horizon, set, options, (std::min)(long_trial, options.exact_budget)).why_not;
}

}  // namespace

Answers exact(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  const Horizon* const horizon = subject.horizon();
  if (!horizon) return eliminate(subject.model(), queries, options);
  std::vector<std::size_t> by_recursion, by_elimination;
  for (const QuestionSet& set : sets_of(queries)) {
    auto& way = recurs(*horizon, set.queries, options) ? by_recursion : by_elimination;
    way.insert(way.end(), set.numbers.begin(), set.numbers.end());
  }
  std::vector<Answer> answers(queries.size());
  const auto answer = [&](const std::vector<std::size_t>& numbers, const auto& by) {
    if (numbers.empty()) return;
    std::vector<Query> asked;
    for (const std::size_t number : numbers) asked.push_back(queries[number]);
    std::vector<Answer> found = by(asked).take();
    for (std::size_t i = 0; i < numbers.size(); ++i) answers[numbers[i]] = std::move(found[i]);
  };
  answer(by_elimination, [&](const std::vector<Query>& asked) {
    return answer_unrolled(subject, asked, [&](const Model& model, const std::vector<Query>& unrolled) {
      return eliminate(model, unrolled, options);
    });
  });
  answer(by_recursion, [&](const std::vector<Query>& asked) { return recursion(*horizon, asked, options); });
  return Answers(std::move(answers));
}

const MethodEntry exact_method{
    Method::exact, "exact", "variable elimination, over time forward recursion; for discrete variables",
    why_not,       cost,    exact};

}  // namespace casus
