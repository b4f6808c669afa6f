// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// The side of a branch's condition that is seldom taken.
struct RareSide {
  NodePtr condition;
  bool holds;          ///< whether the condition holds on that side
  double probability;  ///< of that side
};

/// An expectation by the law of total expectation over branches that are seldom taken, the rarest first: with B_i for the rare side of
/// branch i and of none before it, and R for none of them, E(X) = sum_i P(B_i) E(X | B_i) + P(R) E(X | R). In each part the number is
/// simplified by what is known of the branches' conditions.
class TotalExpectation {
public:
  TotalExpectation(const Model& model, const Query& query, std::vector<RareSide> sides);

  /// P(B_1), E(X | B_1), P(B_2), ..., E(X | R). Empty if there are more than a few branches.
  const std::vector<Query>& questions() const noexcept { return questions_; }

  /// Replaces value, error and interval of the answer to the expectation by those that follow from independent answers to the questions.
  /// Returns false, and changes nothing, if one of these has no error or is a bound.
  bool combine(const std::vector<Answer>& parts, Answer& answer) const;

private:
  std::vector<Query> questions_;
  std::vector<std::string> branches_;  // as probabilities, for people
};

}  // namespace casus
