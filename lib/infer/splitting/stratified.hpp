// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "infer/splitting/probability.hpp"
#include "infer/splitting/strata.hpp"

namespace casus::rare {

/// Estimates the probability of an event as the sum over its strata, each with its own pilot and
/// work items.
class Stratified {
public:
  /// `part`: number of the event in its question, 0 or 1, for independent random streams. With a
  /// user's importance there is one stratum. Keeps references to the model and the options.
  Stratified(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
             const NodePtr& importance, const Options& options, Index most_samples, std::uint32_t part);

  /// Returns whether some stratum was reached.
  bool reaches_event() const { return !parts_.empty(); }
  /// Returns the probability of the last level reached in a stratum whose event was not reached;
  /// NaN if the importance did not rise.
  double level_reached() const { return level_reached_; }
  /// Returns whether a pilot ended because it had used up its trajectories.
  bool ran_out() const { return ran_out_; }
  /// Upper bound, at the options' level, of the probability of the strata that were left out or not
  /// reached.
  double left_out() const;

  Index items() const;
  Index most_items() const;
  Index samples() const;
  Index hits() const;
  /// Draws work items until the stratum with the highest limit has `items` of them, and each other
  /// stratum the same share of its own limit.
  void grow(Index items);

  double value() const;
  double relative_error() const;
  double degrees() const;  ///< of freedom of the error, by Satterthwaite's formula
  std::string method() const;

  /// Returns hits and draws if the event is estimated by plain draws without strata.
  struct Plain {
    Index hits, draws;
  };
  std::optional<Plain> plain() const;
  /// Over the strata with importance weights: the largest share of one weight in a sum, and the
  /// smallest number of effective hits.
  double heaviest_share() const;
  double fewest_effective_hits() const;

private:
  struct Part {
    double factor;
    std::unique_ptr<Probability> probability;
    double value() const { return factor * probability->value(); }
  };

  void divide(Index most_samples);

  std::vector<Part> parts_;
  double level_;  // confidence level of intervals
  double left_out_ = 0;
  double level_reached_;
  bool ran_out_ = false;
  Index samples_ = 0;  // of the first look and of the pilots of strata that were not reached
};

}  // namespace casus::rare
