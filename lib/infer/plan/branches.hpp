// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// A condition on quantities that a number's value depends on, such as `level > 16` in
/// `if_then_else(level > 16, damage, 0)`.
struct Branch {
  NodePtr condition;
  /// Absolute difference in the number between the condition being true and being false.
  NodePtr effect;
};

/// Returns the conditions of the branches of `plain`, a number without deterministic variables; at
/// most 16.
std::vector<NodePtr> conditions_of(const Model& model, const NodePtr& plain);

/// Returns the branches of a number; at most 16.
std::vector<Branch> branches_of(const Model& model, const NodePtr& number);

/// Returns whether a number over the variables of `horizon.asked()` may have branches in the
/// unrolled model: whether its formula, or one of a deterministic variable that it depends on in
/// any step, compares numbers that rest on quantities which are drawn or may be absent. Cost: that
/// of reading the formulas of the series, for any number of steps.
bool may_have_branches(const Horizon& horizon, const NodePtr& number);

/// Answers questions about a model in a pilot.
using AskPilot = std::function<Answers(const std::vector<Query>& questions)>;

/// A branch that a pilot hardly met.
struct RareBranch {
  Query probability;  ///< of its condition
  /// 0.9999 quantile, in the pilot, of the difference that the branch makes (squared for a
  /// variance).
  double effect;
};

/// Returns the branches that may dominate an expectation, variance or standard deviation and that a
/// pilot hardly met; none for other questions. `ask`: answers questions in a pilot, by the method
/// that answers the query.
std::vector<RareBranch> rare_branches(const Model& model, const Query& query, const AskPilot& ask,
                                      const Options& options);

/// Returns the effective number of trajectories on the rarer side of a condition; 0 if all were on
/// one side.
double rarer(const Answer& probability);

/// Returns whether an answer has an error although a condition that it depends on was hardly met.
/// `probability`: the probability of that condition, computed by the same method.
bool rests_on(const Answer& answer, const Answer& probability);

/// Removes the error from such an answer, and adds a warning.
void drop_error(Answer& answer, const Answer& probability);

}  // namespace casus
