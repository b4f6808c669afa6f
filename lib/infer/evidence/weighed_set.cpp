// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/weighed_set.hpp"

#include <utility>

namespace casus {

WeighedSet::WeighedSet(const Model& model, const std::vector<Query>& queries, const Options& options,
                       const std::string& method)
    : model_(model), queries_(queries), options_(options) {
  for (const Query& query : queries) {
    first_.push_back(targets_.size());
    add_targets(model, query, method, targets_);
  }
}

std::vector<Answer> WeighedSet::filled_in(const detail::RunFacts& facts) const {
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < queries_.size(); ++i)
    answers.push_back(filled_in(queries_[i], first_[i], facts));
  return answers;
}

Answer WeighedSet::filled_in(const Query& query, std::size_t first, const detail::RunFacts& facts) const {
  detail::AnswerBuilder answer(model_, query, options_, facts);
  answer.met(all_.count);
  answer.effective_samples(all_.effective());
  if (!(all_.sum > 0)) {
    never_met(answer);
    return std::move(answer).take();
  }
  if (query.has_condition()) set_condition(answer);
  diagnose(answer);
  detail::finish_parts(answer, detail::asked_parts(model_, query),
                       [&](detail::AnswerBuilder& part, std::size_t number) {
                         if (detail::about(query.asks()).is_probability)
                           finish_probability(part, first + number);
                         else
                           finish_expectation(part, first + number);
                       });
  return std::move(answer).take();
}

}  // namespace casus
