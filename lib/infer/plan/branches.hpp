// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// A condition on quantities that a number's value depends on, such as `level > 16` in `if_then_else(level > 16, damage, 0)`.
struct Branch {
  NodePtr condition;
  NodePtr
      effect;  ///< by how much the number would differ if the condition held and if it did not; not negative
};

/// Returns the conditions of the branches of a number without deterministic variables, at most a few.
std::vector<NodePtr> conditions_of(const Model& model, const NodePtr& plain);

/// Returns the branches of a number, at most a few.
std::vector<Branch> branches_of(const Model& model, const NodePtr& number);

/// Answers questions about a model in a pilot.
using AskPilot = std::function<Answers(const std::vector<Query>& questions)>;

/// A branch that a pilot hardly met.
struct RareBranch {
  Query probability;  ///< of its condition
  double
      effect;  ///< of the branch on the number, or on its square for a variance: a quantile far out, in the pilot
};

/// Returns the branches that an expectation, variance or standard deviation may owe much to and that a pilot hardly met; none of other
/// questions. `ask`: answers in a pilot, by the method that answers the query.
std::vector<RareBranch> rare_branches(const Model& model, const Query& query, const AskPilot& ask,
                                      const Options& options);

/// Number of trajectories, in effect, on the rarer side of a condition; 0 if they were all on one side.
double rarer(const Answer& probability);

/// Returns whether an answer states an error though a condition, of which `probability` is the answer by the same method, was hardly met.
bool rests_on(const Answer& answer, const Answer& probability);

/// Takes the error from an answer that rests on such a condition, with a warning.
void drop_error(Answer& answer, const Answer& probability);

}  // namespace casus
