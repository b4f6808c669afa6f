// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <pcg_random.hpp>

#include <casus/model/model.hpp>

#include "alarm/baselines.hpp"

/// Likelihood weighting of a network of categories, as a loop that does nothing else.
namespace bench::weighted {

/// A variable and a state of it, by number.
using State = std::pair<std::int32_t, std::int32_t>;

/// Sums of weights, of all trajectories and of those where the target was in its state.
struct Sums {
  double all = 0, squares = 0, hits = 0, hit_squares = 0;

  double value() const { return hits / all; }
  /// Of the self-normalised value, by the delta method.
  double standard_error() const;
};

/// One trajectory after the other: pcg32, integer thresholds, the row of each table found by adding up strides. What neither target
/// nor evidence needs is left out; what was seen is not drawn, but weighs by its entry of the table.
class Scalar {
public:
  Scalar(const casus::Model& model, const alarm::Tables& tables, const std::vector<State>& evidence,
         State target, std::uint64_t seed);
  void run(std::int64_t trajectories, Sums& sums);

private:
  struct Step {
    std::int32_t variable, states, first_threshold, first_parent, parents;
    std::int32_t seen;  ///< the state, or -1
  };
  const alarm::Tables& tables_;
  std::vector<Step> steps_;
  std::vector<double> likelihoods_;  ///< by first threshold and row's offset, of what was seen
  std::vector<std::int32_t> states_;
  State target_;
  pcg32 engine_;
};

}  // namespace bench::weighted
