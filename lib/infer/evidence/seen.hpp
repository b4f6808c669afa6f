// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/query.hpp>

namespace casus {

/// What a question says was seen, taken apart: what fixes a variable, what speaks of one, and the rest, which trajectories meet or
/// do not.
struct Seen {
  std::vector<std::optional<double>>
      values;  ///< by variable: an event as 0 or 1, a category as the number of its state
  std::map<Index, std::vector<double>> signals;  ///< likelihoods, by variable
  std::map<Index, Interval> between;  ///< bounds of quantities that can be drawn between them; tested too
  std::map<Index, Interval>
      bounds;  ///< of all quantities between which and literals something was seen; tested, or drawn between
  std::vector<NodePtr> tests;
};

/// Reads the conjunction of a question's condition and evidence. An event that is seen brings its guard with it, a deterministic one
/// its formula. What is done, what shares its uniform numbers with a twin, and variables before `first_drawn`, which were drawn already,
/// are not fixed but tested. Throws Error where two parts
/// contradict each other, and where an exact value was seen of what has no density.
Seen read_seen(const Model& model, const Query& query, Index first_drawn = 0);

/// Whether a variable shares its uniform numbers with another one.
std::vector<bool> twinned(const Model& model);
/// Returns, by variable, whether it is relevant and shares its uniform numbers with another relevant one.
std::vector<bool> twinned(const Model& model, const std::vector<bool>& relevant);

}  // namespace casus
