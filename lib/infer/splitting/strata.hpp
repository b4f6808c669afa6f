// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>

namespace casus::rare {

/// A part of an event that has a way of its own: some of the rare states that the event may depend on hold and the others do not; of a
/// disjunction one side holds and none of those before. Parts exclude each other and make up the event, so their probabilities add up.
struct Stratum {
  std::vector<Intervention> done = {};  ///< what holds is set wherever nothing comes before it
  double probability = 1;               ///< of what is set
  NodePtr event;                        ///< the rest
  double most = 1;                      ///< what the probability of the part cannot exceed
};

/// The most parts that an event is divided into.
inline constexpr std::size_t most_strata = 16;

/// The parts of an event under what is done already, the more likely ones first as far as `most` tells; the event itself where there are no
/// rare states and no disjunction. The last one holds all combinations of many rare states at once.
std::vector<Stratum> strata_of(const Model& model, const std::vector<Intervention>& under,
                               const NodePtr& event);

}  // namespace casus::rare
