// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/weighed_set.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/detail/spread.hpp>

namespace casus {

WeighedSet::WeighedSet(const Scope& scope, const std::vector<Query>& queries, const Options& options,
                       double trajectories, bool has_worlds)
    : scope_(scope), queries_(queries), options_(options), has_worlds_(has_worlds) {
  for (const Query& query : queries) {
    first_.push_back(targets_.size());
    searches_.emplace_back();
    add_targets(scope, query, targets_);
    if (detail::about(query.asks()).statistic != detail::Statistic::quantile) continue;
    searches_.back().emplace(query.probability(), options.level, trajectories);
    targets_.push_back({query.target(), searches_.back()->request()});
    if (has_worlds) targets_.push_back({query.target(), WeightedOwnQuantile{query.probability()}});
  }
  const bool are_few_groups = trajectories <= detail::few_groups * static_cast<double>(group_size);
  for (WeightedTarget& target : targets_)
    if (auto* moments = std::get_if<WeightedMoments>(&target.empty))
      moments->by_value = are_few_groups && !has_worlds;
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

std::vector<Answer> WeighedSet::filled_in(const detail::RunFacts& facts) {
  if (all_.sum > 0) find_quantiles();
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < queries_.size(); ++i) answers.push_back(filled_in(i, facts));
  return answers;
}

Answer WeighedSet::filled_in(std::size_t question, const detail::RunFacts& facts) const {
  const Query& query = queries_[question];
  const std::size_t first = first_[question];
  detail::AnswerBuilder answer(scope_, query, options_, facts);
  answer.met(all_.count);
  answer.effective_samples(all_.effective());
  if (!(all_.sum > 0)) {
    never_met(answer);
    return std::move(answer).take();
  }
  if (query.has_condition()) set_condition(answer);
  diagnose(answer);
  detail::finish_parts(
      answer, detail::asked_parts(scope_, query), [&](detail::AnswerBuilder& part, std::size_t number) {
        // No default, so that compilers warn about a missing statistic.
        switch (detail::about(query.asks()).statistic) {
          case detail::Statistic::quantile: return finish_quantile(part, question);
          case detail::Statistic::extreme: return finish_extreme(part, query, first);
          case detail::Statistic::probability:
          case detail::Statistic::states:
          case detail::Statistic::bins: return finish_probability(part, first + number);
          case detail::Statistic::mean_square:
            return finish_spread(part, first, query.asks(), detail::is_the_same_always(scope_, query));
          case detail::Statistic::mean:
            return finish_expectation(part, first + number, detail::is_the_same_always(scope_, query));
          case detail::Statistic::of_others: return;  // composed of other questions
        }
      });
  return std::move(answer).take();
}

// Draws the same trajectories again until all quantiles are found; each pass searches for the
// number of quantiles that fits in memory.
void WeighedSet::find_quantiles() {
  constexpr double most_kept = 1 << 22;
  const auto share = [this](const EventSums& sums, double level) { return found_share(sums, level); };
  const auto take = [&](std::size_t question, std::size_t target, const auto& parts) {
    std::vector<WeightedSelected> clusters;
    for (std::size_t i = 0; i < this->clusters(); ++i)
      clusters.push_back(std::get<WeightedSelected>(parts(i)[target]));
    searches_[question]->take(std::move(clusters), share);
  };
  for (std::size_t i = 0; i < searches_.size(); ++i)
    if (searches_[i])
      take(
          i, first_[i], [&](std::size_t cluster) -> const auto& { return parts_of(cluster); });
  for (;;) {
    std::vector<WeightedTarget> targets;
    std::vector<std::size_t> open;
    double kept = 0;
    for (std::size_t i = 0; i < searches_.size(); ++i) {
      if (!searches_[i] || searches_[i]->is_done()) continue;
      kept += searches_[i]->expected();
      if (!open.empty() && kept > most_kept) break;
      targets.push_back({queries_[i].target(), searches_[i]->request()});
      open.push_back(i);
    }
    if (open.empty()) return;
    const auto drawn = drawn_again(targets);
    for (std::size_t k = 0; k < open.size(); ++k)
      take(
          open[k], k, [&](std::size_t cluster) -> const auto& { return drawn[cluster]; });
  }
}

template <class Sums, class Part> Sums WeighedSet::sums_of(std::size_t target) const {
  Sums sums;
  for (std::size_t i = 0; i < clusters(); ++i) sums.add(std::get<Part>(parts_of(i)[target]));
  return sums;
}

void WeighedSet::finish_probability(detail::AnswerBuilder& answer, std::size_t target) const {
  const auto sums = sums_of<EventSums, WeightedProportion>(target);
  diagnose_target(answer, targets_[target].node, sums.any.count, sums.any.effective());
  answer.set(found_share(sums, options_.level));
  answer.set_range(sums.worlds(options_.range_level));
}

detail::NumberEstimate WeighedSet::found_mean(detail::AnswerBuilder& answer, std::size_t target,
                                              const QuantitySums& sums, bool is_constant) const {
  diagnose_target(answer, targets_[target].node, sums.all.count, sums.all.effective());
  detail::NumberEstimate found =
      mean_finding(mean_of(sums), sums, has_worlds_, is_constant, effective(sums), options_.level);
  if (found.no_error) return found;
  found.no_error = why_no_error(target, sums, found);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  if (found.no_error) {
    found.standard_error = none;
    found.interval = {none, none};
  }
  return found;
}

void WeighedSet::finish_expectation(detail::AnswerBuilder& answer, std::size_t target,
                                    bool is_constant) const {
  const auto sums = sums_of<QuantitySums, WeightedMoments>(target);
  answer.set(found_mean(answer, target, sums, is_constant));
  answer.set_range(sums.worlds(options_.range_level));
}

// `target`: the difference from the centre; the next target is its square.
void WeighedSet::finish_spread(detail::AnswerBuilder& answer, std::size_t target, QuestionKind kind,
                               bool is_constant) const {
  const auto differences = sums_of<QuantitySums, WeightedMoments>(target);
  const auto squares = sums_of<QuantitySums, WeightedMoments>(target + 1);
  const WeightedSpread& all = differences.all.plain;
  const double variance =
      detail::unbiased_variance(all.squares / all.weight, mean_of(differences).standard_error);
  answer.set(detail::spread_finding(kind, found_mean(answer, target + 1, squares, is_constant), variance));
  answer.set_range(detail::spread_worlds(kind, variances(differences, squares, options_.range_level)));
}

// Any value with a positive weight is possible, however small the weight.
void WeighedSet::finish_extreme(detail::AnswerBuilder& answer, const Query& query, std::size_t target) const {
  WeightedExtremes all;
  for (std::size_t i = 0; i < clusters(); ++i) all += std::get<WeightedExtremes>(parts_of(i)[target]);
  answer.set_extreme(query, query.asks() == QuestionKind::least ? all.least : all.greatest, all_.count);
}

void WeighedSet::finish_quantile(detail::AnswerBuilder& answer, std::size_t question) const {
  const std::size_t target = first_[question];
  diagnose_target(answer, targets_[target].node, all_.count, all_.effective());
  answer.set(searches_[question]->finding());
  if (!has_worlds_) return answer.set_range({});
  const double p = queries_[question].probability();
  detail::WorldFindings found;
  found.informative = (std::min)(p, 1 - p) * all_.effective();
  found.needed = detail::worlds_for_range(options_.range_level);
  for (std::size_t i = 0; i < clusters(); ++i)
    if (const auto& own = std::get<WeightedOwnQuantile>(parts_of(i)[target + 1]); own.weight > 0)
      found.worlds.push_back({own.quantile, own.noise_variance, own.weight});
  answer.set_range(std::move(found));
}

}  // namespace casus
