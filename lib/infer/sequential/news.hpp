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

/// What a question over time says was seen, step by step. Its condition is taken apart into what is said of one step each; that is set
/// where the step draws it, and weighs by its probability or density there, as likelihood weighting has it (see `Proposal`). What only
/// says something of the step before is said of that step instead, and so on back in time: that an event had not happened by May is
/// that it did not happen in May, and had not by April. The rest is tested, as soon as it can be.
class News {
public:
  /// What is seen at a step.
  struct Seen {
    std::shared_ptr<const Slice> slice;
    Proposal proposal;
    Redrawn redrawn;
    WeightOutputs outputs;        ///< numbers among those of `redrawn`
    std::size_t number;           ///< among all
    std::vector<NodePtr> before;  ///< what it says of the step before, or of what stays the same
    bool is_nothing;              ///< no more than that
  };

  /// Keeps references to both. Throws Error as `read_seen`, by and by: as the steps are redrawn.
  News(const Horizon& horizon, const Query& query);

  /// For the program that draws the steps; this must outlive it.
  Redrawing redrawing();
  /// What is tested, over `Horizon::asked()`: each reads several steps.
  const std::vector<NodePtr>& tests() const noexcept { return tests_; }

  // Once the steps are redrawn:

  /// What is seen at a step, -1 of what stays the same; null where nothing is.
  const Seen* at(Index step) const;
  /// Whether the mean weight is the probability of the condition: nothing was seen that has a density, or a likelihood alone.
  bool has_probability() const;
  /// The weight tables in a world, by number of what is seen.
  std::vector<ScaledTables> tables(std::span<const double> parameters) const;

private:
  struct Pending {
    detail::DistinctExpressions conditions;  // over this step's values in the timeline's scope, and constants
    std::vector<Evidence> evidence;
    bool empty() const { return conditions.all().empty() && evidence.empty(); }
    void add(const NodePtr& condition) { conditions.number(condition); }
  };
  // What steps are redrawn by: equal keys, the same.
  struct Made {
    std::string step;  // what tells its model from those of other steps
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
  Index constants_;               // how many variables stay the same
  detail::Substitution now_;      // this step's values in the timeline's scope for what is asked
  std::vector<Pending> pending_;  // by step, from -1 on
  std::vector<NodePtr> reads_;
  std::vector<NodePtr> tests_;
  std::unordered_map<Made, std::unique_ptr<const Seen>, MadeHash> made_;
  std::vector<const Seen*> seen_;  // by step, from -1 on
};

}  // namespace casus
