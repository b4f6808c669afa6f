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
#include "infer/exact/extreme.hpp"
#include "infer/exact/recursion.hpp"
#include "infer/plan/extremes.hpp"
#include "infer/plan/sets.hpp"

namespace casus {

namespace {

std::optional<std::string> why_no_elimination(const Model& model, const std::vector<Query>& set) {
  for (const Query& query : set)
    if (auto why = why_not_exact(model, query)) return why;
  return {};
}

std::optional<std::string> why_no_probability(const Subject& subject, const std::vector<Query>& set) {
  if (!subject.horizon()) return why_no_elimination(subject.model(), set);
  if (!why_no_recursion(*subject.horizon(), set)) return {};
  // Elimination also supports likelihoods.
  return why_no_elimination(subject.unrolled().model(), translated(subject.unrolled(), set));
}

std::optional<std::string> why_no_extreme(const Subject& subject, const Query& query) {
  const ExactExtreme extreme(subject, query);
  if (extreme.is_known()) return {};
  if (auto why = extreme.why_no_search()) return why;
  return why_no_probability(subject, {extreme.probe()});
}

// Checks extremes separately from the other questions.
std::optional<std::string> why_not(const Subject& subject, const std::vector<Query>& set) {
  std::vector<Query> others;
  for (const Query& query : set) {
    if (!is_extreme(query))
      others.push_back(query);
    else if (auto why = why_no_extreme(subject, query))
      return why;
  }
  return others.empty() ? std::nullopt : why_no_probability(subject, others);
}

double worlds_of(const Subject& subject, const Options& options) {
  return subject.has_parameters() ? static_cast<double>(options.worlds) : 1;
}

MethodCost cost_of_recursion(const Horizon& horizon, const std::vector<Query>& set, const Options& options,
                             double worlds) {
  // A recursion with this many operations takes about as long as a sampling run of default size; a
  // trial should be a small part of that.
  constexpr double cheap = 2e7, longest_trial = 5e5;
  const double budget = (std::min)({options.exact_budget, cheap / worlds, longest_trial});
  RecursionCost cost = recursion_cost(horizon, set, options, budget);
  return {.why_not = std::move(cost.why_not), .operations = cost.operations * worlds};
}

MethodCost cost_of_probability(const Subject& subject, const std::vector<Query>& set,
                               const Options& options) {
  const double worlds = worlds_of(subject, options);
  if (const Horizon* const horizon = subject.horizon())
    return cost_of_recursion(*horizon, set, options, worlds);
  if (auto why = why_no_probability(subject, set)) return {.why_not = std::move(why)};
  // Visiting this many table entries, over all worlds, takes about as long as a sampling run of
  // default size.
  constexpr double cheap = 1e9;
  const double operations = exact_cost(subject.model(), set, options.stop).operations;
  if (operations <= options.exact_budget && operations * worlds <= cheap)
    return {.operations = operations * worlds};
  if (!std::isfinite(operations)) return {.why_not = "that would take tables beyond any budget"};
  return {.why_not = fmt::format("that would take {:.2g} operations", operations * worlds)};
}

MethodCost cost_of_extreme(const Subject& subject, const Query& query, const Options& options) {
  const ExactExtreme extreme(subject, query);
  if (extreme.is_known()) return {};
  if (auto why = extreme.why_no_search()) return {.why_not = std::move(why)};
  MethodCost cost = cost_of_probability(subject, {extreme.probe()}, options);
  cost.operations *= extreme.steps();
  return cost;
}

MethodCost cost(const Subject& subject, const std::vector<Query>& set, const Options& options) {
  std::vector<Query> others;
  MethodCost all;
  const auto add = [&](MethodCost cost) {
    all.operations += cost.operations;
    if (!all.why_not) all.why_not = std::move(cost.why_not);
  };
  for (const Query& query : set) {
    if (is_extreme(query))
      add(cost_of_extreme(subject, query, options));
    else
      others.push_back(query);
  }
  if (!others.empty()) add(cost_of_probability(subject, others, options));
  return all;
}

Answer exact_extreme(const Subject& subject, const Query& query, const Options& options) {
  detail::check(options);
  if (const auto why = why_no_extreme(subject, query))
    throw Error(to_text(query), "a question that can be answered exactly", "one that cannot: " + *why);
  Options quiet = options;
  quiet.progress = {};
  return ExactExtreme(subject, query).answer(options, [&](const Query& probability) {
    return exact(subject, {probability}, quiet)[0];
  });
}

}  // namespace

bool recurs(const Horizon& horizon, const std::vector<Query>& set, const Options& options) {
  constexpr double long_trial = 1e6;
  return !recursion_cost(horizon, set, options, (std::min)(long_trial, options.exact_budget)).why_not;
}

Answers exact(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  const Horizon* const horizon = subject.horizon();
  std::vector<std::size_t> by_recursion, by_elimination, extremes;
  for (const QuestionSet& set : sets_of(queries)) {
    std::vector<std::size_t> numbers;
    std::vector<Query> others;
    for (std::size_t i = 0; i < set.numbers.size(); ++i) {
      (is_extreme(set.queries[i]) ? extremes : numbers).push_back(set.numbers[i]);
      if (!is_extreme(set.queries[i])) others.push_back(set.queries[i]);
    }
    if (others.empty()) continue;
    auto& way = horizon && recurs(*horizon, others, options) ? by_recursion : by_elimination;
    way.insert(way.end(), numbers.begin(), numbers.end());
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
    if (!horizon) return eliminate(subject.model(), asked, options, subject.preparation());
    return answer_unrolled(subject, asked, [&](const Model& model, const std::vector<Query>& unrolled) {
      return eliminate(model, unrolled, options);
    });
  });
  answer(by_recursion, [&](const std::vector<Query>& asked) { return recursion(*horizon, asked, options); });
  for (const std::size_t number : extremes)
    answers[number] = exact_extreme(subject, queries[number], options);
  if (!extremes.empty() && options.progress) options.progress(1);
  return Answers(std::move(answers));
}

const MethodEntry exact_method{
    Method::exact, "exact", "variable elimination, over time forward recursion; for discrete variables",
    why_not,       cost,    exact};

}  // namespace casus
