// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

#include "infer/answer/from_worlds.hpp"
#include "infer/evidence/likelihood.hpp"

namespace casus {

/// Forward recursion over the joint state of discrete series (for hidden Markov models the forward
/// algorithm; Rabiner, Proc. IEEE 77 (1989) 257, doi:10.1109/5.18626): computes, step by step, the
/// probability of each combination of values that distributions and questions still need.
/// Combinations that cannot be reached, or that contradict a finding, cost nothing. If evidence is
/// later than a target, one backward pass through the same steps follows, for all evidence and
/// targets: the forward-backward algorithm (Baum, Petrie, Soules and Weiss, Ann. Math. Stat. 41
/// (1970) 164, doi:10.1214/aoms/1177697196). Probabilities have exponents of their own, so none
/// underflows.

/// Returns the reason why the questions of one set cannot be answered by recursion: "it needs
/// 'strain', a quantity". Null if they can be answered, perhaps at too great a cost.
std::optional<std::string> why_no_recursion(const Horizon& horizon, const std::vector<Query>& set);

/// Cost of a recursion, or the reason why it is impossible: "it needs 'strain', a quantity".
struct RecursionCost {
  std::optional<std::string> why_not;
  double operations = 0;  ///< visited values of variables, and the work on each state, in one world
};

/// Returns the cost of the questions of one set, measured in one world; gives up beyond `budget`
/// operations.
RecursionCost recursion_cost(const Horizon& horizon, const std::vector<Query>& set, const Options& options,
                             double budget);

/// Answers questions by recursion, without sampling; with uncertain parameters, exactly within each
/// of the worlds that forward sampling also draws. Throws Error if a question cannot be answered by
/// recursion, if it takes more operations than `options.exact_budget` in a world or more than 1 GiB
/// of memory, or if the evidence is impossible.
Answers recursion(const Horizon& horizon, const std::vector<Query>& queries, const Options& options);

/// Computes the weights and values of one question, P(...) or E(...), without building an answer.
/// Errors as for `recursion`.
ExactByWorld recursion_by_world(const Horizon& horizon, const Query& query, const Options& options);

/// Returns the likelihood of the findings of a question's condition, step by step, exactly. The
/// question must be one that recursion can answer. Keeps references to the horizon and the stop
/// token.
std::unique_ptr<HistoryLikelihood> recursion_likelihood(const Horizon& horizon, const Query& history,
                                                        const Options& options);

}  // namespace casus
