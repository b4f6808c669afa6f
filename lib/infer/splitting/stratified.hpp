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

/// The probability of an event, as the sum over its strata: each has a pilot and units of work of its own.
class Stratified {
public:
  /// `part` tells the streams of one event of a question from those of the other. With a score of the user's own there is one stratum.
  /// Keeps references to the model and the options.
  Stratified(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
             const NodePtr& score, const Options& options, Index most_samples, std::uint32_t part);

  /// Whether units of work can tell something.
  bool reaches_event() const { return !parts_.empty(); }
  /// Of what it did not reach, if there is something: the probability of the last level reached, NaN where the score did not rise.
  double level_reached() const { return level_reached_; }
  /// Whether the trajectories were too few for that.
  bool ran_out() const { return ran_out_; }
  /// What the probability of the strata that were left out or not reached cannot exceed.
  double left_out() const;

  Index units() const;
  Index most_units() const;
  Index samples() const;
  Index hits() const;
  /// Works until each stratum has so many units, or as many as it may have.
  void grow(Index units);

  double value() const;
  double relative_error() const;
  double degrees() const;  ///< of freedom of the error, by Satterthwaite's formula
  std::string method() const;

  /// Hits and trajectories, if all are drawn plainly from the model itself.
  struct Plain {
    Index hits, draws;
  };
  std::optional<Plain> plain() const;
  /// Of its weighted strata: the greatest share of one weight in its sum, and the least number of effective hits.
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
  double left_out_ = 0;
  double level_reached_;
  bool ran_out_ = false;
  Index samples_ = 0;  // of pilots of strata that are not among the parts
};

}  // namespace casus::rare
