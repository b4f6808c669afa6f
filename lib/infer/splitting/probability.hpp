// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <casus/detail/index.hpp>
#include <casus/infer/options.hpp>

#include "infer/splitting/cross_entropy.hpp"

namespace casus::rare {

/// Estimates the probability of one event: a pilot, then work items that each give an unbiased
/// estimate.
class Probability {
public:
  /// Runs the pilot, with at most `most_samples` trajectories. `first_run`: first run number of the
  /// random streams. Keeps references to the model and the options.
  Probability(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
              const NodePtr& importance, const Options& options, Index most_samples, std::uint32_t first_run);

  /// Limits the trajectories, pilot included; at least `fewest_items` work items are drawn in any
  /// case.
  void allow(Index most_samples, Index fewest_items) {
    most_samples_ = most_samples;
    fewest_items_ = fewest_items;
  }
  /// Chooses between populations and importance sampling, within the limit set by `allow`.
  void prepare();

  bool is_impossible() const { return event_.is_impossible(); }
  bool is_certain() const { return event_.is_certain(); }
  bool reaches_event() const { return schedule_.reaches_event; }
  const Schedule& schedule() const { return schedule_; }
  Index items() const { return detail::size(estimates_); }
  Index fewest_items() const { return fewest_items_; }
  Index most_items() const {
    return (std::max)(fewest_items_, (most_samples_ - samples_before_items()) / item_samples());
  }
  Index samples() const { return samples_; }
  Index item_samples() const { return is_weighted_ ? group_size : schedule_.population_samples(); }
  Index hits() const { return hits_; }
  const ImportanceSums& weights() const { return weights_; }
  bool is_weighted() const { return is_weighted_; }
  /// Returns the squared relative error of one population's estimate times its trajectories,
  /// predicted by the pilot.
  double foretold_cost() const;

  /// Draws work items until there are `items` of them.
  void grow(Index items);

  double value() const;
  double relative_error() const;
  std::string method() const;

private:
  Index samples_before_items() const { return samples_ - items() * item_samples(); }
  double spread() const;
  double population_variance() const;
  double weighted_variance(double spread) const;
  void consider_weights();
  bool weights_err_less() const;

  RareEvent event_;
  const Options& options_;
  std::uint32_t first_run_;
  oneapi::tbb::enumerable_thread_specific<RareEvent::Worker> workers_;
  Schedule schedule_;
  std::optional<CrossEntropyProposal> proposal_;
  bool is_weighted_ = false;
  double forecast_ = 0;  // predicted variance of a weight, in units of the squared mean
  std::string why_;      // reason for the sampling method, for its description
  Index samples_, most_samples_, fewest_items_ = 1;
  std::vector<double> estimates_;
  ImportanceSums weights_;
  Index hits_ = 0;
};

}  // namespace casus::rare
