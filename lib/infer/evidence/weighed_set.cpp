// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/weighed_set.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <casus/infer/detail/spread.hpp>

namespace casus {

WeighedSet::WeighedSet(const Model& model, const std::vector<Query>& queries, const Options& options,
                       const std::string& method)
    : model_(model), queries_(queries), options_(options) {
  for (const Query& query : queries) {
    first_.push_back(targets_.size());
    add_targets(model, query, method, targets_);
  }
}

void WeighedSet::set_condition(detail::AnswerBuilder& answer, double mean, double error, double log_unit,
                               bool has_probability) const {
  const auto& evidence = queries_[0].evidence();
  const auto is_virtual = [](const Evidence& one) { return one.is_virtual(); };
  if (std::none_of(evidence.begin(), evidence.end(), is_virtual))
    answer.log_condition(log_unit + std::log(mean), error / mean);
  const double scale = std::exp(log_unit);
  if (has_probability && scale * mean >= std::numeric_limits<double>::min())
    answer.condition(scale * mean, scale * error);
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
  detail::finish_parts(
      answer, detail::asked_parts(model_, query), [&](detail::AnswerBuilder& part, std::size_t number) {
        if (detail::about(query.asks()).is_probability)
          finish_probability(part, first + number);
        else if (detail::about(query.asks()).is_spread)
          finish_spread(part, first, query.asks(), detail::is_the_same_always(model_, query));
        else
          finish_expectation(part, first + number, detail::is_the_same_always(model_, query));
      });
  return std::move(answer).take();
}

void WeighedSet::finish_expectation(detail::AnswerBuilder& answer, std::size_t target,
                                    bool is_constant) const {
  const QuantitySums sums = sums_of(target);
  answer.set(found_mean(answer, target, sums, is_constant));
  answer.set_range(sums.worlds(options_.range_level));
}

// `target`: the difference from the centre; the next one is its square.
void WeighedSet::finish_spread(detail::AnswerBuilder& answer, std::size_t target, QuestionKind kind,
                               bool is_constant) const {
  const QuantitySums differences = sums_of(target), squares = sums_of(target + 1);
  const WeightedSpread& all = differences.all.plain;
  const double variance =
      detail::unbiased_variance(all.squares / all.weight, mean_of(differences).standard_error);
  answer.set(detail::spread_finding(kind, found_mean(answer, target + 1, squares, is_constant), variance));
  answer.set_range(detail::spread_worlds(kind, variances(differences, squares, options_.range_level)));
}

}  // namespace casus
