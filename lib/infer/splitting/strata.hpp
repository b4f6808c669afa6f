// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include <casus/infer/query.hpp>

namespace casus::rare {

/// One stratum of an event. Some of the variables that the event depends on are in an uncommon
/// state (or, for a count that is seldom above zero, have a given value), and the others are not;
/// if the event is a disjunction, one side is true and all sides to its left are false. Strata are
/// disjoint and cover the event, so their probabilities add up to its own.
struct Stratum {
  std::vector<Intervention> done = {};  ///< values of variables without parents, set
  double probability = 1;               ///< of the values that are set
  NodePtr event;                        ///< the event in the model with these values set
  double most = 1;                      ///< upper bound of the stratum's probability
};

/// Largest number of strata.
inline constexpr std::size_t most_strata = 16;

/// Returns the largest number of strata for a run with this number of trajectories, which the
/// pilots of the strata share.
inline std::size_t strata_for(Index trajectories) {
  constexpr Index of_a_pilot = 60'000;
  return static_cast<std::size_t>(
      std::clamp(trajectories / of_a_pilot, Index{3}, static_cast<Index>(most_strata)));
}

/// Returns at most `most` strata of an event under interventions, except that each side of a
/// disjunction gets one, in decreasing order of `most`; a single one if there are no uncommon
/// states and no disjunction. Combinations of many uncommon states share one stratum; if there are
/// many variables, those with the rarest states divide the event.
std::vector<Stratum> strata_of(const Model& model, const std::vector<Intervention>& under,
                               const NodePtr& event, std::size_t most = most_strata);

}  // namespace casus::rare
