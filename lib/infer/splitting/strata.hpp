// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>

namespace casus::rare {

/// One stratum of an event: a subset of the rare states that it depends on holds and the others do not and, of a disjunction, one side
/// holds and none of the sides to its left. Strata are disjoint and cover the event, so their probabilities add up to its own.
struct Stratum {
  std::vector<Intervention> done = {};  ///< states of variables without parents, set
  double probability = 1;               ///< of the states that are set
  NodePtr event;                        ///< the event in the model in which they are set
  double most = 1;                      ///< upper bound of the stratum's probability
};

/// Largest number of strata.
inline constexpr std::size_t most_strata = 16;

/// Returns the strata of an event under interventions, in decreasing order of `most`; a single one if there are no rare states and no
/// disjunction. Combinations of many rare states share one stratum.
std::vector<Stratum> strata_of(const Model& model, const std::vector<Intervention>& under,
                               const NodePtr& event);

}  // namespace casus::rare
