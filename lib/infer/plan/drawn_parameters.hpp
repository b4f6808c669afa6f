// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/changes.hpp>

#include "infer/subject.hpp"

namespace casus {

/// A subject whose uncertain parameters are quantities of its model, drawn anew on each trajectory.
/// Used for evidence that leaves few effective worlds, and for events that are too rare to occur in
/// each world. Answers average over the distribution of the parameters and have no judgement range.
/// Over time it uses the unrolled model.
class DrawnParameters {
public:
  explicit DrawnParameters(const Subject& subject)
      : subject_(subject),
        model_(with_drawn_parameters(subject.horizon() ? subject.unrolled().model() : subject.model(),
                                     variables_, parameters_)) {}

  const Model& model() const noexcept { return model_; }
  /// Returns questions about the subject as questions about `model()`.
  std::vector<Query> translated(const std::vector<Query>& queries) const {
    std::vector<Query> all;
    detail::Substituted substituted(variables_, &parameters_);
    for (const Query& query : queries)
      all.push_back((subject_.horizon() ? casus::translated(subject_.unrolled(), query) : query)
                        .translated([&](const NodePtr& node) { return substituted(node); }));
    return all;
  }

private:
  const Subject& subject_;
  detail::Substitution variables_, parameters_;
  Model model_;
};

}  // namespace casus
