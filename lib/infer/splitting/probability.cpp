// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/probability.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <casus/infer/detail/stopping.hpp>
#include <casus/infer/detail/wording.hpp>
#include <casus/infer/interval.hpp>

#include "infer/run/rounds.hpp"

namespace casus::rare {

namespace {

namespace wording = detail::wording;

// Run numbers of the random streams of one event: populations count from 0, other purposes have
// these.
constexpr std::uint32_t pilot_run = 0x40000000, weights_pilot_run = 0x40000001, weighted_run = 0x40000002;
// Effective number of particles that a proposal is fitted to: one chain per lane, counted as a
// quarter because the states of a chain are correlated. The fit may have missed a part of the event
// whose share is smaller than that of one such particle.
constexpr double particles_fitted_to = static_cast<double>(group_size) / 4;

}  // namespace

Probability::Probability(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
                         const NodePtr& importance, const Options& options, Index most_samples,
                         std::uint32_t first_run)
    : event_(model, under, event, importance, options), options_(options), first_run_(first_run),
      workers_([this] { return RareEvent::Worker(event_); }), why_(wording::not_rare()), samples_(0),
      most_samples_(most_samples) {
  if (event_.is_impossible()) return;
  schedule_ = climb(event_, first_run_ + pilot_run, most_samples);
  samples_ = schedule_.samples;
}

void Probability::prepare() {
  if (schedule_.reaches_event && !schedule_.levels.empty()) consider_weights();
}

double Probability::foretold_cost() const {
  return schedule_.population_variance() * static_cast<double>(schedule_.population_samples());
}

void Probability::grow(Index items) {
  const Index first = this->items();
  if (items <= first) return;
  struct Item {
    LevelEstimate estimate;
    ImportanceSums weights;
  };
  in_rounds<Item>(
      items - first, small_work, options_, {},
      [&](Index i) -> Item {
        const Index number = first + i;
        RareEvent::Worker& worker = workers_.local();
        if (!is_weighted_)
          return {
              estimate_by_levels(event_, schedule_, first_run_ + static_cast<std::uint32_t>(number), worker),
              {}};
        Particles particles(event_.coordinates());
        const ImportanceSums weights = proposal_->draw(
            event_, {first_run_ + weighted_run, static_cast<std::uint64_t>(number)}, particles, worker);
        return {{weights.sum / static_cast<double>(group_size), weights.hits}, weights};
      },
      [&](Index, const Item& item) {
        estimates_.push_back(item.estimate.probability);
        hits_ += item.estimate.hits;
        weights_ += item.weights;
      });
  samples_ += (items - first) * item_samples();
}

double Probability::value() const {
  return std::accumulate(estimates_.begin(), estimates_.end(), 0.0) / static_cast<double>(estimates_.size());
}

double Probability::relative_error() const {
  const double count = static_cast<double>(estimates_.size());
  const double of_item = is_weighted_ ? spread() : population_variance();
  return std::sqrt(is_weighted_ ? weighted_variance(of_item / count) : of_item / count);
}

std::string Probability::method() const {
  const std::size_t levels = schedule_.levels.size();
  if (levels == 0) return wording::plain_draws(why_);
  if (is_weighted_) return wording::cross_entropy_sampling(why_, levels, weights_.effective_hits());
  return wording::multilevel_splitting(why_, levels, items());
}

// Returns the squared relative error of one work item's estimate, from the spread of all estimates.
double Probability::spread() const {
  const double mean = value();
  double squares = 0;
  for (const double estimate : estimates_) squares += (estimate - mean) * (estimate - mean);
  return squares / static_cast<double>(estimates_.size() - 1) / (mean * mean);
}

// Returns the same for populations. Their estimates are few and skewed to the right: without a
// large one they are alike and their mean is too small. So the result is at least the value that
// follows from the spread of the logarithms, and the one that the levels predict.
double Probability::population_variance() const {
  const double count = static_cast<double>(estimates_.size());
  double sum = 0, squares = 0;
  for (const double estimate : estimates_) sum += std::log(estimate);
  for (const double estimate : estimates_) {
    const double off = std::log(estimate) - sum / count;
    squares += off * off;
  }
  const double skewed = std::expm1(squares / (count - 1));
  const double foretold = schedule_.levels.empty() ? 0 : schedule_.population_variance();
  return (std::max)({spread(), std::isfinite(skewed) ? skewed : 0, foretold});
}

// Returns the squared relative error of weighted draws with the given spread. It is at least the
// pilot's forecast, because the pilot may have had heavier weights, plus a term for a part of the
// event that both missed.
double Probability::weighted_variance(double spread) const {
  const double draws = static_cast<double>(items() * group_size);
  return (std::max)(spread, forecast_ / draws) + 1 / (particles_fitted_to * particles_fitted_to);
}

// Chooses importance sampling if its weights are sound, judged by particles given the event and by
// fresh draws, and if it needs fewer trajectories than populations.
void Probability::consider_weights() {
  if (event_.has_alternatives()) {
    // A proposal that is fitted to one way may miss the others without any sign in the spread of
    // its weights.
    why_ = wording::several_ways();
    return;
  }
  proposal_.emplace(schedule_.event);
  const auto forecast = proposal_->forecast(schedule_.event, schedule_.probability);
  ImportanceSums pilot;
  Particles particles(event_.coordinates());
  for (std::uint64_t group = 0; group < 4; ++group)
    pilot += proposal_->draw(event_, {first_run_ + weights_pilot_run, group}, particles, workers_.local());
  samples_ += pilot.draws;
  const double estimate = pilot.sum / static_cast<double>(pilot.draws);
  forecast_ = (std::max)(forecast.relative_variance, pilot.relative_variance());
  if (20 * pilot.hits < pilot.draws)
    why_ = wording::few_pilot_hits();
  else if (forecast.largest_share > 0.1 || pilot.largest > 0.1 * pilot.sum)
    why_ = wording::heavy_pilot_weights();
  else if (!(estimate > schedule_.probability / 3 && estimate < schedule_.probability * 3))
    why_ = wording::pilot_disagrees();
  else if (!weights_err_less())
    why_ = wording::levels_err_less();
  else
    is_weighted_ = true;
  if (is_weighted_) why_ = wording::sound_weights(forecast_);
}

// Compares the errors with all trajectories, or the trajectories that the requested precision
// needs.
bool Probability::weights_err_less() const {
  const double left = static_cast<double>(most_samples_ - samples_);
  const double unseen = 1 / (particles_fitted_to * particles_fitted_to);
  const double by_levels = foretold_cost();
  if (options_.relative_precision == 0) return forecast_ / left + unseen < by_levels / left;
  const double wanted = std::pow(options_.relative_precision / detail::normal_point(options_.level), 2);
  return wanted > 2 * unseen && forecast_ / (wanted - unseen) < by_levels / wanted;
}

}  // namespace casus::rare
