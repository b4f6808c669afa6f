// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/answer/from_worlds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/error.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/undefined.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/weights.hpp>
#include <casus/sample/quasi.hpp>

namespace casus {

namespace {

// Sets an interval from Student's t-distribution; for a probability, on the log-odds scale, as for
// other answers over worlds.
void set_interval(detail::NumberEstimate& found, const ClusterRatio& between, double degrees,
                  bool is_probability, double level) {
  if (between.clusters < 2) {
    if (is_probability) found.interval = {0, 1};
    found.no_error = detail::wording::no_error("one world met the condition");
    return;
  }
  const double value = found.value, spread = value * (1 - value);
  const double half = detail::student_point(level, degrees) * found.standard_error;
  found.interval = {value - half, value + half};
  if (!is_probability || !(spread > 0 && half > 0)) return;
  const double centre = std::log(value / (1 - value)), width = half / spread;
  found.interval = {1 / (1 + std::exp(width - centre)), 1 / (1 + std::exp(-width - centre))};
  // Number of independent trajectories with the same error.
  found.effective_samples = spread / (found.standard_error * found.standard_error);
}

// Worlds in which the value differs may be too few to be drawn, or to show its error. For a
// probability each world counts as a trial (see `cluster_interval`); a mean of values that are all
// alike has no error.
void allow_for_unseen_worlds(detail::NumberEstimate& found, const detail::WorldFindings& worlds,
                             const WeighedWorlds& weighed, bool is_probability, double level) {
  constexpr std::size_t many = 30;
  std::size_t above = 0, below = 0;
  bool are_alike = true;
  for (const WorldEstimate& world : worlds.worlds) {
    above += world.value > 0 ? 1 : 0;
    below += world.value < 1 ? 1 : 0;
    are_alike = are_alike && world.value == worlds.worlds[0].value;
  }
  // Worlds of a replicate depend on each other, so that only replicates are trials.
  const double trials = weighed.effective() / static_cast<double>(weighed.block());
  if (!is_probability) {
    if (are_alike) {
      found.interval = detail::NumberEstimate().interval;
      found.no_error = detail::wording::no_error("the value is the same in all worlds that were drawn");
    }
    return;
  }
  if (above >= many && below >= many) return;
  const double spread = found.value * (1 - found.value), error = found.standard_error;
  const double effective = error > 0 && spread > 0 ? (std::min)(trials, spread / (error * error)) : trials;
  found.interval = clopper_pearson_interval(found.value * effective, effective, level);
  found.is_seen = above > 0;
  found.cases = static_cast<Index>(worlds.worlds.size());
}

}  // namespace

WeighedWorlds::WeighedWorlds(const std::vector<Scaled>& evidence, Index block)
    : block_(evidence.size() > 1 ? block : 1) {
  for (const Scaled& one : evidence) greatest_ = (std::max)(greatest_, one);
  for (const Scaled& one : evidence) weights_.push_back((one / greatest_).value());
  // Differences due to rounding do not count: without evidence, each weight is 1.
  constexpr double rounding = 1e-12;
  if (*std::min_element(weights_.begin(), weights_.end()) >= 1 - rounding)
    std::fill(weights_.begin(), weights_.end(), 1.0);
  double squares = 0;
  for (const double weight : weights_) {
    sum_ += weight;
    squares += weight * weight;
    are_alike_ = are_alike_ && weight == 1;
  }
  effective_ = are_alike_ ? sum_ : sum_ * sum_ / squares;
  if (are_alike_) return;
  LargestValues largest;
  for (const double weight : weights_) largest.insert(weight);
  pareto_k_ = pareto_k(largest, static_cast<double>(weights_.size()));
}

void WeighedWorlds::set_condition(detail::AnswerBuilder& answer, bool varies) const {
  const double count = static_cast<double>(weights_.size()), mean = sum_ / count;
  const std::vector<double> sums = detail::sums_of_blocks(weights_, block_);
  const double of_block = mean * static_cast<double>(block_), blocks = static_cast<double>(sums.size());
  double squares = 0;
  for (const double sum : sums) squares += (sum - of_block) * (sum - of_block);
  const double relative = varies ? std::sqrt(squares / (blocks * (blocks - 1))) / of_block : 0;
  const Scaled probability = greatest_ * Scaled(mean);
  answer.log_condition(probability.log(), relative);
  if (const double held = probability.value(); std::isnormal(held)) answer.condition(held, held * relative);
}

bool WeighedWorlds::are_degenerate() const {
  // With few worlds the tail index is unreliable; the warning about their number applies instead.
  constexpr std::size_t few_for_tail = 30;
  return pareto_k_ && weights_.size() >= few_for_tail &&
         *pareto_k_ > pareto_k_limit(static_cast<double>(weights_.size()));
}

void WeighedWorlds::diagnose(detail::AnswerBuilder& answer) const {
  if (are_alike_) return;
  answer.pareto_k(pareto_k_);
  constexpr double few = 20;
  if (are_degenerate())
    answer.warn(detail::wording::degenerate_weights(*pareto_k_,
                                                    pareto_k_limit(static_cast<double>(weights_.size()))));
  if (effective_ < few) answer.warn(detail::wording::few_clusters("worlds", effective_));
}

ExactWorlds::ExactWorlds(const std::string& question, const WeighedWorlds& weighed,
                         std::vector<double> values, bool is_probability, WorldVariation variation,
                         double level) {
  const std::vector<double>& weights = weighed.weights();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (weights[i] > 0 && !std::isfinite(values[i])) throw detail::UndefinedQuantity(question);
    if (is_probability) values[i] = (std::clamp)(values[i], 0.0, 1.0);
  }
  if (variation == WorldVariation::none) {
    // The value is the same in all worlds that meet the condition.
    const auto met = std::find_if(weights.begin(), weights.end(), [](double weight) { return weight > 0; });
    const double value = values[detail::at(met - weights.begin())];
    finding = {.value = value,
               .standard_error = 0,
               .interval = {value, value},
               .effective_samples = std::numeric_limits<double>::infinity()};
    return;
  }
  std::vector<double> parts;
  for (std::size_t i = 0; i < values.size(); ++i) {
    parts.push_back(weights[i] * values[i]);
    if (weights[i] > 0) worlds.worlds.push_back({values[i], 0, weights[i], static_cast<Index>(i)});
  }
  const ClusterRatio between(detail::sums_of_blocks(parts, weighed.block()),
                             detail::sums_of_blocks(weights, weighed.block()));
  finding.value = is_probability ? (std::clamp)(between.value, 0.0, 1.0) : between.value;
  finding.standard_error = between.standard_error;
  finding.effective_samples = weighed.effective();
  // If the weights of worlds or the means of replicates are skewed, a few of them may account for
  // most of the error.
  const double degrees = weighed.are_alike() && weighed.block() == 1
                             ? static_cast<double>(between.clusters - 1)
                             : (std::max)(1.0, (std::min)(weighed.effective() - 1, between.degrees));
  set_interval(finding, between, degrees, is_probability, level);
  if (variation == WorldVariation::in_steps)
    allow_for_unseen_worlds(finding, worlds, weighed, is_probability, level);
  constexpr double enough = 100;  // there is no noise within worlds
  worlds.needed = enough;
}

namespace {

// Computes the variance from the means of the differences from some value and of their squares.
ExactWorlds exact_spread(const detail::AnswerBuilder& answer, QuestionKind kind, const WeighedWorlds& weighed,
                         const std::vector<double>& differences, const std::vector<double>& squares,
                         WorldVariation variation) {
  const auto exact = [&](const std::vector<double>& values) {
    return ExactWorlds(answer.answer().question, weighed, values, false, variation, answer.answer().level);
  };
  const detail::NumberEstimate mean = exact(differences).finding;
  ExactWorlds found = exact(squares);
  const double variance = detail::unbiased_variance(
      (std::max)(0.0, found.finding.value - mean.value * mean.value), mean.standard_error);
  found.finding = detail::spread_finding(kind, std::move(found.finding), variance);
  std::size_t next = 0;
  for (std::size_t world = 0; variation != WorldVariation::none && world < squares.size(); ++world)
    if (weighed.weights()[world] > 0)
      found.worlds.worlds[next++].value =
          (std::max)(0.0, squares[world] - differences[world] * differences[world]);
  found.worlds = detail::spread_worlds(kind, std::move(found.worlds));
  return found;
}

// No default, so that compilers warn about a missing statistic.
ExactWorlds exact_worlds(const detail::AnswerBuilder& answer, QuestionKind kind, const WeighedWorlds& weighed,
                         const std::vector<std::vector<double>>& values, std::size_t number,
                         WorldVariation variation) {
  const std::string& question = answer.answer().question;
  const double level = answer.answer().level;
  switch (detail::about(kind).statistic) {
    case detail::Statistic::probability:
    case detail::Statistic::states:
    case detail::Statistic::bins: return {question, weighed, values[number], true, variation, level};
    case detail::Statistic::mean: return {question, weighed, values[number], false, variation, level};
    case detail::Statistic::mean_square:
      return exact_spread(answer, kind, weighed, values[0], values[1], variation);
    case detail::Statistic::quantile:  // all exact methods refuse quantiles and extremes
    case detail::Statistic::extreme:
    case detail::Statistic::of_others: break;  // composed of other questions
  }
  throw Error(question, "a question that exact sums can answer", std::string(to_text(kind)));
}

}  // namespace

void set_exact(detail::AnswerBuilder& answer, QuestionKind kind, const WeighedWorlds& weighed,
               const std::vector<std::vector<double>>& values, std::size_t number, WorldVariation variation) {
  ExactWorlds exact = exact_worlds(answer, kind, weighed, values, number, variation);
  answer.set(exact.finding);
  if (variation == WorldVariation::none) return;
  // If the tail of the posterior lies beyond the worlds, so does an end of the range.
  if (weighed.are_degenerate())
    answer.no_range(detail::wording::unequal_worlds(weighed.effective()));
  else
    answer.set_range(std::move(exact.worlds));
}

}  // namespace casus
