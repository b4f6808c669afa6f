// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <optional>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/query.hpp>

namespace casus {

/// The evidence of a question, decomposed into values of variables, likelihoods, bounds, and the
/// remaining conditions, which are tested on each trajectory.
struct DecomposedEvidence {
  std::vector<std::optional<double>>
      values;  ///< by variable: an event as 0 or 1, a category as the number of its state
  std::map<Index, std::vector<double>> likelihoods;  ///< likelihoods of the states, by variable
  /// Likelihoods of which the mean over the states is a factor, by variable; filled by `Proposal`.
  std::map<Index, std::vector<double>> averaged;
  std::map<Index, Interval> between;  ///< bounds of quantities that can be drawn between them; also tested
  std::map<Index, Interval> bounds;   ///< bounds of all quantities that are compared with constants
  std::vector<NodePtr> tests;
};

/// Decomposes the conjunction of a question's condition and evidence. An observed event implies its
/// guard; an observed deterministic event is replaced by its formula. Variables under
/// interventions, variables that share uniform numbers with a twin, and variables before
/// `first_drawn`, which are already drawn, are tested instead of fixed. Throws Error if two parts
/// contradict each other, or if an exact value is observed of a quantity without a density.
DecomposedEvidence decompose(const Model& model, const Query& query, Index first_drawn = 0);

/// Returns, by variable, whether it shares its uniform numbers with another one.
std::vector<bool> twinned(const Model& model);
/// Returns, by variable, whether it is relevant and shares its uniform numbers with another
/// relevant variable.
std::vector<bool> twinned(const Model& model, const std::vector<bool>& relevant);

}  // namespace casus
