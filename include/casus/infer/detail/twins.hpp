// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/twin.hpp>
#include <casus/sample/world.hpp>

namespace casus::detail {

/// Answers questions, which may include counterfactuals, by `answer(model, queries)`, which cannot
/// answer counterfactuals. Questions about the same twin are answered together, from a model that
/// contains the twin.
template <class Function>
Answers answer_with_twins(const Model& model, const std::vector<Query>& queries, Function&& answer) {
  std::vector<Index> set_of(queries.size());
  const std::vector<std::vector<std::size_t>> sets = grouped(queries);
  for (std::size_t set = 0; set < sets.size(); ++set)
    for (const std::size_t i : sets[set]) set_of[i] = static_cast<Index>(set);
  const auto by_twin = grouped(queries, [](const Query& query) {
    return query.counterfactual().empty() ? Circumstances() : Circumstances::of_twin(query);
  });
  std::vector<Answer> answers(queries.size());
  for (const std::vector<std::size_t>& numbers : by_twin) {
    std::vector<Query> asked;
    const Query& first = queries[numbers[0]];
    const auto place = [&](Answers answered) {
      std::vector<Answer> own = std::move(answered).take();
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        Answer& one = answers[numbers[i]];
        one = std::move(own[i]);
        one.set = set_of[numbers[i]];
        name_as_asked(one, queries[numbers[i]]);
        for (Answer& part : one.parts) part.set = one.set;
      }
    };
    if (first.counterfactual().empty()) {
      for (const std::size_t i : numbers) asked.push_back(queries[i]);
      place(answer(model, asked));
      continue;
    }
    std::vector<NodePtr> seen;
    for (const Evidence& one : Circumstances::of_twin(first).evidence) seen.push_back(one.variable);
    Twins twins(model, std::move(seen));
    resolved(model, first.counterfactual());
    const Substitution twin = twins.add(first.counterfactual(), first.interventions());
    std::vector<Intervention> done = first.interventions();
    done.insert(done.end(), twins.settings().begin(), twins.settings().end());
    for (const std::size_t i : numbers) {
      model.check_owned(to_text(queries[i]), *queries[i].target());
      asked.push_back(
          queries[i].rewritten(Substituted(twin)(queries[i].target()), queries[i].condition(), done));
    }
    place(answer(twins.model(), asked));
  }
  return Answers(std::move(answers));
}

}  // namespace casus::detail
