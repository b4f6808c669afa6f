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

/// A condition on quantities that a number's value depends on, such as `level > 16` in `if_then_else(level >
/// 16, damage, 0)`.
struct Branch {
  NodePtr condition;
  NodePtr
      effect;  ///< difference in the number between the condition being true and being false; not negative
};

/// Returns the branches of a number, at most a few.
std::vector<Branch> branches_of(const Model& model, const NodePtr& number);

/// Answers questions about a model in a pilot.
using AskPilot = std::function<Answers(const std::vector<Query>& questions)>;

/// Returns, as questions, the probabilities of conditions that may dominate an expectation, variance or
/// standard deviation and that a pilot hardly met; nothing for other questions. `ask`: answers in a pilot, by
/// the method that answers the query.
std::vector<Query> rare_branches(const Model& model, const Query& query, const AskPilot& ask,
                                 const Options& options);

/// Adds a warning and removes the error if a condition, whose `probability` was computed by the same method,
/// was met too seldom.
void check_branch(Answer& answer, const Answer& probability);

}  // namespace casus
