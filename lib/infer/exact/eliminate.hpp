// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/answer/scaled.hpp"

namespace casus {

/// Why a question about one model without twins cannot be answered exactly, naming the variable: "it needs 'troops', a quantity".
/// Null where it can, if perhaps at too great a cost: where all that matters for it is discrete, a formula of what is discrete, or
/// set. Throws Error where it reads another model's variables.
std::optional<std::string> why_not_exact(const Model& model, const Query& query);

/// What an exact answer takes, in one world, estimated before the work starts. Zeros in the tables make it less.
struct ExactCost {
  double operations = 0;     ///< entries of tables gone through
  double largest_table = 0;  ///< in entries
};

/// Returns the cost of questions for which `why_not_exact` is null; questions with the same condition and
/// interventions are counted together. Cost: as small as that of a cheap answer; some hundred microseconds
/// for a network of forty variables, some ten milliseconds if the tables are huge. Infinite if the tables
/// exceed any budget. Throws Cancelled if a stop is requested.
ExactCost exact_cost(const Model& model, const std::vector<Query>& queries, const StopToken& stop = {});
ExactCost exact_cost(const Model& model, const Query& query);

/// By variable elimination, without sampling; with uncertain parameters exactly within each of the worlds that forward sampling draws
/// too. Throws Error where a question cannot be answered so, where it takes more operations than `options.exact_budget`, and where the
/// condition is impossible.
Answers eliminate(const Model& model, const std::vector<Query>& queries, const Options& options);

/// Weights and values of P(...) or E(...), one per world, or a single one if nothing varies between worlds.
struct ExactByWorld {
  std::vector<Scaled> weights;  ///< probabilities of the condition
  std::vector<double> values;
};

/// Computes these for one question, P(...) or E(...), without building an answer.
ExactByWorld eliminate_by_world(const Model& model, const Query& query, const Options& options);

}  // namespace casus
