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

/// Returns the branches of a number, at most a few.
std::vector<Branch> branches_of(const Model& model, const NodePtr& number);

/// Answers questions about a model in a pilot.
using AskPilot = std::function<Answers(const std::vector<Query>& questions)>;

/// Returns the probabilities of the conditions that an expectation, variance or standard deviation may owe much to and that a pilot hardly
/// met, as questions; none of other questions. `ask`: answers in a pilot, by the method that answers the query.
std::vector<Query> rare_branches(const Model& model, const Query& query, const AskPilot& ask,
                                 const Options& options);

/// Says so if a condition, of which `probability` is the answer by the same method, was met too seldom: then the answer has no error.
void check_branch(Answer& answer, const Answer& probability);

}  // namespace casus
