// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/twin_horizon.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// Counterfactuals over time as questions about a horizon that contains the twin.
class TwinQuestions {
public:
  /// The questions must have the same interventions in both worlds, and the same exact values as
  /// evidence (`detail::Circumstances::of_twin`). Throws Error as `TwinHorizon`, and if a question
  /// is about another horizon.
  TwinQuestions(const Horizon& horizon, const std::vector<Query>& queries)
      : twins_(horizon, {{queries[0].counterfactual(), queries[0].interventions()}}, seen_in(queries[0])) {
    resolved(horizon.asked(), queries[0].interventions());
    resolved(horizon.asked(), queries[0].counterfactual());
    std::vector<Intervention> done = twins_.original(queries[0].interventions());
    done.insert(done.end(), twins_.settings().begin(), twins_.settings().end());
    for (const Query& query : queries) {
      horizon.asked().check_owned(to_text(query), *query.target());
      const Query moved = query.translated([&](const NodePtr& node) { return twins_.original(node); });
      queries_.push_back(moved.rewritten(twins_.twin(0, query.target()), moved.condition(), done));
    }
  }

  const Horizon& horizon() const noexcept { return twins_.horizon(); }
  const std::vector<Query>& queries() const noexcept { return queries_; }

private:
  static std::vector<NodePtr> seen_in(const Query& query) {
    std::vector<NodePtr> seen;
    for (const Evidence& one : detail::Circumstances::of_twin(query).evidence) seen.push_back(one.variable);
    return seen;
  }

  TwinHorizon twins_;
  std::vector<Query> queries_;
};

}  // namespace casus
