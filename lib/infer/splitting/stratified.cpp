// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/stratified.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <casus/infer/detail/wording.hpp>
#include <casus/infer/interval.hpp>

namespace casus::rare {

namespace {

// Run numbers of the random streams: of each event of a question, of each stratum, and of the first
// look.
constexpr std::uint32_t runs_of_a_part = 0x80000000, runs_of_a_stratum = 0x04000000,
                        first_look_run = 0x40000003;
// A stratum is omitted if its bound is below this share of the estimate; the interval includes the
// bound.
constexpr double negligible = 1e-3;

constexpr Index groups_of_first_look = 8;

// Returns whether plain draws meet the event often enough without levels and strata.
bool is_common(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
               const Options& options, std::uint32_t run) {
  constexpr double common = 0.1;
  const RareEvent whole(model, under, event, nullptr, options);
  RareEvent::Worker worker(whole);
  Index hits = 0;
  for (Index group = 0; group < groups_of_first_look; ++group)
    hits += whole.count({run, static_cast<std::uint64_t>(group)}, worker);
  return static_cast<double>(hits) >= common * static_cast<double>(groups_of_first_look * group_size);
}

}  // namespace

Stratified::Stratified(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
                       const NodePtr& importance, const Options& options, Index most_samples,
                       std::uint32_t part)
    : level_(options.level), level_reached_(std::numeric_limits<double>::quiet_NaN()) {
  std::uint32_t run = part * runs_of_a_part;
  std::vector<Stratum> strata{{.event = event}};
  auto several =
      importance ? std::vector<Stratum>() : strata_of(model, under, event, strata_for(most_samples));
  if (several.size() > 1) {
    samples_ = groups_of_first_look * group_size;
    if (!is_common(model, under, event, options, run + first_look_run)) strata = std::move(several);
  }
  double estimate = 0;
  Index left = most_samples - samples_;
  for (const Stratum& stratum : strata) {
    const std::uint32_t first_run = std::exchange(run, run + runs_of_a_stratum);
    if (stratum.most < negligible * estimate) {
      left_out_ += stratum.most;
      continue;
    }
    std::vector<Intervention> done = under;
    done.insert(done.end(), stratum.done.begin(), stratum.done.end());
    auto probability =
        std::make_unique<Probability>(model, done, stratum.event, importance, options, left / 2, first_run);
    if (probability->is_impossible()) continue;
    left -= probability->samples();
    const Schedule& schedule = probability->schedule();
    if (schedule.reaches_event) {
      estimate += stratum.probability * schedule.probability;
      parts_.push_back({stratum.probability, std::move(probability)});
      continue;
    }
    samples_ += probability->samples();
    const bool is_out_of_sight = schedule.probability < least_probability;
    left_out_ += is_out_of_sight ? stratum.probability * schedule.probability : stratum.most;
    ran_out_ = ran_out_ || schedule.ran_out;
    if (!schedule.levels.empty()) level_reached_ = stratum.probability * schedule.probability;
  }
  divide(left);
}

// Allocates the remaining trajectories so that the variance of the sum is smallest (Neyman
// allocation).
void Stratified::divide(Index left) {
  // An error needs several work items; fewer are enough for a stratum that adds little.
  constexpr Index fewest_items = 8, fewest_items_of_little = 2;
  constexpr double little = 0.02;
  std::vector<double> needs;
  double sum = 0, estimate = 0;
  for (const Part& part : parts_) {
    const double own = part.factor * part.probability->schedule().probability;
    estimate += own;
    needs.push_back(own * std::sqrt(part.probability->foretold_cost()));
    sum += needs.back();
  }
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const double share = sum > 0 ? needs[i] / sum : 1 / static_cast<double>(parts_.size());
    Probability& probability = *parts_[i].probability;
    const double added = parts_[i].factor * probability.schedule().probability / estimate;
    probability.allow(probability.samples() + static_cast<Index>(share * static_cast<double>(left)),
                      added > little ? fewest_items : fewest_items_of_little);
    probability.prepare();
  }
}

Index Stratified::items() const {
  Index most = 0;
  for (const Part& part : parts_) most = (std::max)(most, part.probability->items());
  return most;
}

Index Stratified::most_items() const {
  Index most = 0;
  for (const Part& part : parts_) most = (std::max)(most, part.probability->most_items());
  return most;
}

Index Stratified::samples() const {
  Index sum = samples_;
  for (const Part& part : parts_) sum += part.probability->samples();
  return sum;
}

Index Stratified::hits() const {
  Index sum = 0;
  for (const Part& part : parts_) sum += part.probability->hits();
  return sum;
}

void Stratified::grow(Index items) {
  // The limits are allocated in proportion to the contribution of a stratum to the error, so an
  // answer that stops early keeps their proportions.
  const Index most = most_items();
  for (const Part& part : parts_) {
    Probability& probability = *part.probability;
    const Index own = (items * probability.most_items() + most - 1) / most;
    probability.grow((std::max)(probability.fewest_items(), own));
  }
}

double Stratified::value() const {
  double sum = 0;
  for (const Part& part : parts_) sum += part.value();
  return sum;
}

double Stratified::left_out() const {
  double sum = left_out_;
  for (const Part& part : parts_) {
    if (part.probability->hits() > 0) continue;
    const auto draws = static_cast<double>(part.probability->items() * part.probability->item_samples());
    sum += part.factor * clopper_pearson_interval(0, draws, level_).high;
  }
  return sum;
}

double Stratified::relative_error() const {
  double squares = 0;
  for (const Part& part : parts_)
    if (part.probability->hits() > 0)
      squares += std::pow(part.value() * part.probability->relative_error(), 2);
  return std::sqrt(squares) / value();
}

double Stratified::degrees() const {
  double sum = 0, squares = 0;
  for (const Part& part : parts_) {
    if (part.probability->hits() == 0) continue;
    const double variance = std::pow(part.value() * part.probability->relative_error(), 2);
    sum += variance;
    squares += variance * variance / static_cast<double>(part.probability->items() - 1);
  }
  return squares > 0 ? sum * sum / squares : static_cast<double>(items() - 1);
}

std::string Stratified::method() const {
  const auto largest = std::max_element(parts_.begin(), parts_.end(),
                                        [](const Part& a, const Part& b) { return a.value() < b.value(); });
  const std::string done = largest->probability->method();
  return parts_.size() == 1 ? done : detail::wording::in_strata(done, parts_.size());
}

std::optional<Stratified::Plain> Stratified::plain() const {
  if (parts_.size() != 1 || parts_[0].factor < 1 || !parts_[0].probability->schedule().levels.empty())
    return std::nullopt;
  const Probability& only = *parts_[0].probability;
  if (only.is_certain()) return std::nullopt;
  return Plain{only.hits(), only.items() * only.item_samples()};
}

double Stratified::heaviest_share() const {
  double most = 0;
  for (const Part& part : parts_)
    if (part.probability->is_weighted())
      most = (std::max)(most, part.probability->weights().largest / part.probability->weights().sum);
  return most;
}

double Stratified::fewest_effective_hits() const {
  double least = std::numeric_limits<double>::infinity();
  for (const Part& part : parts_)
    if (part.probability->is_weighted())
      least = (std::min)(least, part.probability->weights().effective_hits());
  return least;
}

}  // namespace casus::rare
