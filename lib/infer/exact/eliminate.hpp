// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/answer/from_worlds.hpp"
#include "infer/answer/scaled.hpp"
#include "infer/evidence/likelihood.hpp"

namespace casus {

class Preparation;

/// Returns the reason why a question about one model without twins cannot be answered exactly,
/// naming the variable: "it needs 'troops', a quantity". Null if it can be answered, perhaps at too
/// great a cost: if all variables that matter for it are discrete, formulas of discrete variables,
/// or set. Throws Error if it reads variables of another model.
std::optional<std::string> why_not_exact(const Model& model, const Query& query);

/// Cost of an exact answer in one world, estimated before the work starts. Zeros in the tables
/// reduce the actual cost.
struct ExactCost {
  double operations = 0;     ///< visited entries of tables
  double largest_table = 0;  ///< in entries
};

/// Returns the cost of questions whose `why_not_exact` is null; questions with the same
/// condition and interventions are counted together. Infinite if the tables exceed any budget.
/// Throws Cancelled if a stop is requested. The estimate itself costs as little as a cheap answer:
/// some hundred microseconds for a network of forty variables, some ten milliseconds if the tables
/// are huge.
ExactCost exact_cost(const Model& model, const std::vector<Query>& queries, const StopToken& stop = {});
ExactCost exact_cost(const Model& model, const Query& query);

/// Answers questions by variable elimination, without sampling; with uncertain parameters, exactly
/// within each of the worlds that forward sampling also draws. Throws Error if a question cannot be
/// answered exactly, if it takes more operations than `options.exact_budget`, or if the condition
/// is impossible. `preparation`: keeps the plans of the sums, of a model without time.
Answers eliminate(const Model& model, const std::vector<Query>& queries, const Options& options,
                  const Preparation* preparation = nullptr);

/// How the sums of a question were made.
struct SumFacts {
  Index size;       ///< number of variables summed out
  bool set_varies;  ///< whether the probability of the condition differs between worlds
  bool varies;      ///< whether the answer does
  WorldVariation variation;
};

/// Returns the answer to a question from its sums in all worlds. `values`: by target, then by
/// world.
Answer answer_of_sums(const Model& model, const Query& query, const Options& options,
                      const WeighedWorlds& weighed, const std::vector<std::vector<double>>& values,
                      const SumFacts& facts);

/// Returns the likelihood of a question's condition, exactly. The question must be one that can be
/// answered exactly. Keeps a reference to the model. Errors as for `eliminate`.
std::unique_ptr<HistoryLikelihood> elimination_likelihood(const Model& model, const Query& history,
                                                          const Options& options);

/// Computes the weights and values of one question, P(...) or E(...), without building an answer.
ExactByWorld eliminate_by_world(const Model& model, const Query& query, const Options& options);

}  // namespace casus
