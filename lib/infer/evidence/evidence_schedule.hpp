// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
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
class EvidenceSchedule {
public:
  /// The evidence at a step.
  struct StepEvidence {
    std::shared_ptr<const TwoSliceModel> slice;
    Proposal proposal;
    StepOverride step_override;
    WeightOutputs outputs;            ///< as numbers of the outputs of `step_override`
    std::size_t number;               ///< index in `tables()`
    std::vector<NodePtr> about_last;  ///< evidence about the step before, or about the constants
    bool is_empty;                    ///< there is no other evidence than `about_last`
  };

  /// Returns whether something other than the evidence reads the value of a series at a step.
  using IsRead = std::function<bool(Index series, Index step)>;

  /// Keeps references to both. `is_read`: if given, signals about values that nothing else reads
  /// are averaged (see `Proposal`). Throws Error as `decompose`, but later, when the steps are
  /// compiled.
  EvidenceSchedule(const Horizon& horizon, const Query& query, IsRead is_read = {});

  /// Returns the step overrides for the program that draws the steps; this object must outlive it.
  StepOverrides overrides();
  /// Prepares the evidence at all steps of these models, for a caller that compiles them later.
  /// `slice`: returns the model with a key; the models' own is passed to it.
  void prepare(const StepModels& models,
               const std::function<std::shared_ptr<const TwoSliceModel>(Index step)>& slice);
  /// Returns the expressions over `Horizon::asked()` that the evidence of single steps reads.
  const std::vector<NodePtr>& reads() const noexcept { return reads_; }
  /// Returns the tests, over `Horizon::asked()`: conditions that read several steps.
  const std::vector<NodePtr>& tests() const noexcept { return tests_; }

  // Valid once the steps are compiled:

  /// Returns the evidence at a step, or about the constants for step -1; null if there is none.
  const StepEvidence* at(Index step) const;
  /// Returns whether the mean weight is the probability of the condition: no evidence has a density
  /// or is only a likelihood.
  bool has_probability() const;
  /// Returns the weight tables in a world with these parameters, by `StepEvidence::number`.
  std::vector<ScaledTables> tables(std::span<const double> parameters) const;

private:
  /// Evidence about a step as the question states it.
  struct StatedEvidence {
    detail::DistinctExpressions conditions;  // of this step's values in the timeline's scope, and constants
    std::vector<Evidence> evidence;
    bool empty() const { return conditions.all().empty() && evidence.empty(); }
    void add(const NodePtr& condition) { conditions.number(condition); }
  };
  // Key of a step's model: steps with equal keys share their `StepEvidence`.
  struct ModelKey {
    std::string step;  // distinguishes its model from other models of steps
    std::vector<NodePtr> conditions;
    detail::Circumstances evidence;
    std::vector<Index> read;  // series that others read; only if there are signals
    bool operator==(const ModelKey&) const;
  };
  struct ModelKeyHash {
    std::size_t operator()(const ModelKey& key) const;
  };

  void decompose(const NodePtr& condition, bool holds);
  void add(const NodePtr& part, bool holds);
  void add(const Evidence& evidence);
  bool is_discrete(Index series, std::vector<bool>& looked_at) const;
  StatedEvidence& stated(Index step) { return stated_[detail::at(step + 1)]; }
  const StepOverride* override_step(Index step, const std::string& key,
                                    const std::function<std::shared_ptr<const TwoSliceModel>()>& slice);
  std::unique_ptr<const StepEvidence> compile(Index step, const StatedEvidence& stated_here,
                                              std::shared_ptr<const TwoSliceModel> slice) const;
  Proposal proposal(Index step, const StatedEvidence& stated_here, const TwoSliceModel& slice) const;
  bool averages(Index step, const StatedEvidence& stated_here) const;
  std::vector<Index> read_at(Index step) const;

  const Horizon& horizon_;
  const Query& query_;
  IsRead is_read_;
  Index constants_;           // number of variables that are constants
  detail::Substitution now_;  // variables of `asked()` to this step's values in the timeline's scope
  std::vector<StatedEvidence> stated_;  // by step, from -1 on
  std::vector<NodePtr> reads_;
  std::vector<NodePtr> tests_;
  std::unordered_map<ModelKey, std::unique_ptr<const StepEvidence>, ModelKeyHash> compiled_;
  std::vector<const StepEvidence*> at_step_;  // by step, from -1 on
};

}  // namespace casus
