// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <pcg_random.hpp>

#include <casus/model/model.hpp>

#include "alarm/baselines.hpp"

/// Likelihood weighting for a network of categories, as a specialized loop.
namespace bench::weighted {

/// A variable and one of its states, by number.
using State = std::pair<std::int32_t, std::int32_t>;

/// Sums of weights, over all trajectories and over those with the target in its state.
struct Sums {
  double all = 0, squares = 0, hits = 0, hit_squares = 0;

  double value() const { return hits / all; }
  /// Standard error of the self-normalised estimate, by the delta method.
  double standard_error() const;
};

/// Draws one trajectory after another: pcg32, integer thresholds, row numbers computed from
/// strides. Barren variables are left out. Observed variables are not drawn; their table entries
/// multiply the weight.
class Scalar {
public:
  Scalar(const casus::Model& model, const alarm::Tables& tables, const std::vector<State>& evidence,
         State target, std::uint64_t seed);
  void run(std::int64_t trajectories, Sums& sums);

private:
  struct Step {
    std::int32_t variable, states, first_threshold, first_parent, parents;
    std::int32_t seen;  ///< observed state, or -1
  };
  const alarm::Tables& tables_;
  std::vector<Step> steps_;
  std::vector<double> likelihoods_;  ///< of observed variables, by first threshold and offset of the row
  std::vector<std::int32_t> states_;
  State target_;
  pcg32 engine_;
};

}  // namespace bench::weighted
