// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

#include "infer/evidence/weighing.hpp"
#include "sample/rolling.hpp"

namespace casus {

/// Evidence of a question over time, sorted by the step that it concerns. The condition is split
/// into parts that each concern one step. A part is set when its step is drawn, and weighted by its
/// probability or density there, as in likelihood weighting (see `Proposal`). A part that only
/// concerns the step before is moved to that step, and so on back in time: if an event had not
/// happened by May, then it did not happen in May and had not happened by April. The remaining
/// parts are tested as soon as possible.
class News {
public:
  /// The evidence at a step.
  struct Seen {
    std::shared_ptr<const Slice> slice;
    Proposal proposal;
    Redrawn redrawn;
    WeightOutputs outputs;        ///< as numbers of the outputs of `redrawn`
    std::size_t number;           ///< index in `tables()`
    std::vector<NodePtr> before;  ///< evidence about the step before, or about the constants
    bool is_nothing;              ///< there is no other evidence than `before`
  };

  /// Keeps references to both. Throws Error as `read_seen`, but later, as the steps are redrawn.
  News(const Horizon& horizon, const Query& query);

  /// Returns the step overrides for the program that draws the steps; this object must outlive it.
  Redrawing redrawing();
  /// Returns the tests, over `Horizon::asked()`: conditions that read several steps.
  const std::vector<NodePtr>& tests() const noexcept { return tests_; }

  // Valid once the steps are redrawn:

  /// Returns the evidence at a step, or about the constants for step -1; null if there is none.
  const Seen* at(Index step) const;
  /// Returns whether the mean weight is the probability of the condition: no evidence has a density
  /// or is only a likelihood.
  bool has_probability() const;
  /// Returns the weight tables in a world with these parameters, by `Seen::number`.
  std::vector<ScaledTables> tables(std::span<const double> parameters) const;

private:
  /// Evidence about a step that has not been redrawn yet.
  struct Pending {
    detail::DistinctExpressions conditions;  // of this step's values in the timeline's scope, and constants
    std::vector<Evidence> evidence;
    bool empty() const { return conditions.all().empty() && evidence.empty(); }
    void add(const NodePtr& condition) { conditions.number(condition); }
  };
  // Key of a redrawn step: steps with equal keys share their `Seen`.
  struct Made {
    std::string step;  // distinguishes its model from other models of steps
    std::vector<NodePtr> conditions;
    detail::Circumstances evidence;
    bool operator==(const Made&) const;
  };
  struct MadeHash {
    std::size_t operator()(const Made& made) const;
  };

  void take_apart(const NodePtr& condition, bool holds);
  void take(const NodePtr& part, bool holds);
  void take(const Evidence& evidence);
  bool is_discrete(Index series, std::vector<bool>& looked_at) const;
  Pending& pending(Index step) { return pending_[detail::at(step + 1)]; }
  const Redrawn* change(Index step, const std::string& key,
                        const std::function<std::shared_ptr<const Slice>()>& slice);
  std::unique_ptr<const Seen> see(Index step, const Pending& what, std::shared_ptr<const Slice> slice) const;
  Proposal proposal(Index step, const Pending& what, const Slice& slice) const;

  const Horizon& horizon_;
  const Query& query_;
  Index constants_;               // number of variables that are constants
  detail::Substitution now_;      // variables of `asked()` to this step's values in the timeline's scope
  std::vector<Pending> pending_;  // by step, from -1 on
  std::vector<NodePtr> reads_;
  std::vector<NodePtr> tests_;
  std::unordered_map<Made, std::unique_ptr<const Seen>, MadeHash> made_;
  std::vector<const Seen*> seen_;  // by step, from -1 on
};

}  // namespace casus
