// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

#include "infer/evidence/evidence_schedule.hpp"
#include "infer/evidence/proposal.hpp"
#include "infer/evidence/weighing.hpp"
#include "sample/rolling.hpp"

namespace casus {

/// The proposal of importance sampling for a question over time: a `Proposal` for the model of each
/// step, as `EvidenceSchedule` finds it. Belief propagation runs over the variables of all steps,
/// whose tables the steps share, so it keeps a few numbers for each state and step, and no model.
/// Steps that are drawn alike share one model: messages are rounded, more coarsely the less a state
/// is likely, so that the rounding loses some thousandths of the effective draws. Copies share all
/// that does not change.
class RollingProposal {
public:
  /// Keeps references to the horizon and the query, whose condition, evidence and interventions it
  /// is for. `targets`: everything that runs compute, over `Horizon::asked()`. Throws Error as
  /// `Proposal`.
  RollingProposal(const Horizon& horizon, const Query& query, const std::vector<NodePtr>& targets);

  /// As for `Proposal`; but hidden quantities are moved only if all evidence about quantities
  /// depends on those of its own step, see `may_move_linked`.
  struct Adapted : AdaptedStates {
    std::vector<RollingProposal> proposals = {};
  };
  Adapted adapted(const Randomness& randomness, const std::vector<double>& least) const;

  /// Rare states by step, from -1 (the constants) on, as numbers of the step's model.
  using RareByStep = std::map<Index, RareStates>;
  /// As for `Proposal`.
  struct WithRareStates;
  std::optional<WithRareStates> with_rare_states(const Randomness& randomness,
                                                 const std::vector<NodePtr>& targets) const;

  /// Returns whether `adapted` might draw hidden quantities near the evidence in the unrolled
  /// model, but does not do so here, because evidence depends on hidden quantities of several
  /// steps.
  bool may_move_linked() const;

  const Horizon& horizon() const noexcept;
  const std::vector<Intervention>& settings() const noexcept;
  /// Returns the tests that read several steps, over `Horizon::asked()`.
  const std::vector<NodePtr>& tests() const noexcept;
  /// Returns the step and the variable there that a variable of a step's model stands for: itself,
  /// one of the step before, or a constant (-1).
  std::pair<Index, Index> place(Index step, Index variable) const;
  /// Returns the state that a variable has on all trajectories; nothing if it varies.
  std::optional<Index> fixed(const std::pair<Index, Index>& place) const;

  /// Returns expressions over `Horizon::asked()`; a program needs all variables that they depend
  /// on.
  std::vector<NodePtr> reads() const;
  bool has_open_tests() const;
  bool has_probability() const;
  std::string names() const;
  bool is_constant_without(const NodePtr& number, const RareByStep& rare) const;
  double most_weight(const Randomness& randomness) const;

  /// The proposal at a step, ready to be compiled.
  struct StepProposal {
    std::shared_ptr<const TwoSliceModel> slice;
    Proposal proposal;
    StepOverride step_override;
    WeightOutputs outputs;  ///< as numbers of the outputs of `step_override`
    std::size_t number;     ///< index in `Steps::all` and in the tables

    StepProposal(std::shared_ptr<const TwoSliceModel> slice_of, Proposal own, std::size_t number_of);
    StepProposal(const StepProposal&) = delete;
    StepProposal& operator=(const StepProposal&) = delete;
  };
  /// The proposals of all steps; a null pointer for a step that is drawn and weighed as the model
  /// states it.
  struct Steps {
    std::vector<std::unique_ptr<const StepProposal>> all;
    std::vector<const StepProposal*> by_step;  ///< from -1 on

    const StepProposal* at(Index step) const { return by_step[detail::at(step + 1)]; }
    /// Returns the weight tables in a world with these parameters, by `StepProposal::number`.
    std::vector<ScaledTables> tables(std::span<const double> parameters) const;
  };
  Steps steps() const;

private:
  struct Step;
  struct Shared;
  struct Relevant;
  struct Relevance;
  struct LinkedGroup;
  class Numbers;
  using Tilts = std::shared_ptr<const std::vector<Proposal::Tilt>>;
  using Moved = std::map<const Step*, Proposal>;

  Relevance relevance(const std::vector<NodePtr>& targets) const;
  std::vector<Belief> beliefs(const Randomness& randomness, const Relevance& relevance,
                              const Numbers& numbers) const;
  bool has_links() const;
  std::vector<LinkedGroup> linked_groups() const;
  std::optional<TabledFactor> factor(const LinkedGroup& group, const Numbers& numbers,
                                     const std::vector<std::vector<double>>& worlds) const;

  std::shared_ptr<const Shared> shared_;
  std::vector<Tilts> tilts_;            // by step, from -1 on; null if there are none
  std::shared_ptr<const Moved> moved_;  // steps whose hidden quantities are drawn near the evidence
  bool is_mixed_ = false;               // targets depend on variables whose rare states are mixed
};

struct RollingProposal::WithRareStates {
  RollingProposal proposal;
  RareByStep states;
};

}  // namespace casus
