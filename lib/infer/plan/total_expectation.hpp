// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// The rarely taken side of a branch.
struct RareSide {
  NodePtr condition;
  bool holds;          ///< whether the condition holds on that side
  double probability;  ///< of that side
};

/// An expectation by the law of total expectation over rarely taken branches, the rarest first:
/// E(X) = sum_i P(B_i) E(X | B_i) + P(R) E(X | R), where B_i is the event that the rare side of
/// branch i and of no earlier branch is taken, and R the event that no rare side is taken. In each
/// part, the number is simplified by the known values of the branch conditions.
class TotalExpectation {
public:
  TotalExpectation(const Model& model, const Query& query, std::vector<RareSide> sides);

  /// Returns P(B_1), E(X | B_1), P(B_2), ..., E(X | R); empty if there are more than 16 branches.
  const std::vector<Query>& questions() const noexcept { return questions_; }

  /// Replaces value, error and interval of the answer to the expectation by the results of the law,
  /// from independent answers to the questions. Returns false and changes nothing if one of these
  /// has no error or is a bound.
  bool combine(const std::vector<Answer>& parts, Answer& answer) const;

private:
  std::vector<Query> questions_;
  std::vector<std::string> branches_;  // as text, P(...), for the description of the method
};

}  // namespace casus
