// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/infer/weights.hpp>

#include "infer/evidence/proposal.hpp"
#include "infer/evidence/selected.hpp"
#include "sample/executor.hpp"

/// What methods that weigh trajectories share: columns of weights, what is summed of them, and what questions ask of the sums.
namespace casus {

/// What is summed of one thing that is asked for: an event, or a quantity.
using WeightedPart = std::variant<WeightedProportion, WeightedMoments, WeightedSelected, WeightedOwnQuantile,
                                  WeightedExtremes>;

/// Whether a part contains numbers; else it contains truth values.
inline bool is_of_numbers(const WeightedPart& part) {
  return !std::holds_alternative<WeightedProportion>(part);
}

/// One thing that is asked for.
struct WeightedTarget {
  NodePtr node;
  WeightedPart empty;
};

/// Appends the targets of a question: the question itself, or one event for each state or bin, in the order
/// of `detail::asked_parts`. Appends nothing for a quantile, whose targets change from pass to pass.
void add_targets(const Scope& scope, const Query& query, std::vector<WeightedTarget>& targets);

/// What is summed in one world: over all trajectories, and of each thing that is asked for. Weights are in units of e to `log_unit`,
/// for products of densities may be too large or too small for a double.
struct WorldWeights {
  double log_unit = -std::numeric_limits<double>::infinity();
  WeightSums all = {};
  std::vector<WeightedPart> parts = {};

  void rescale(double to);
  /// In the larger unit of both.
  WorldWeights& operator+=(WorldWeights other);
};

/// Of a group's trajectories, a number each.
struct alignas(64) GroupNumbers {
  double of[group_size];
};
/// Of a group's trajectories, a truth value each.
struct alignas(64) GroupTruth {
  std::uint64_t of[group_words];
};

/// A group's part of a block's columns.
struct GroupColumns {
  const std::vector<OutputColumn>& outputs;
  Workspace& workspace;
  Index first;  ///< trajectory of the block

  const double* reals(std::size_t output) const { return workspace.reals(outputs[output].reals()) + first; }
  /// The truth values of an event, which may be made in `place`.
  const std::uint64_t* truth(const kernels::Kernels& kernels, std::size_t output, GroupTruth& place) const {
    return casus::truth(kernels, outputs[output], workspace, first / group_size, 1, place.of);
  }
  /// The states of an event or category, as a look-up in a table reads them.
  kernels::WeightTable::Parent states(std::size_t output, const StateTable& table, std::size_t place) const;
};

/// Which outputs of a program a proposal's weights are computed from.
struct WeightOutputs {
  std::vector<std::vector<std::size_t>> scopes;  ///< by weight table
  std::optional<std::size_t> real, log, test;

  /// Appends what is missing to a program's outputs.
  WeightOutputs(const Proposal& proposal, std::vector<NodePtr>& outputs);

  /// Multiplies weights by all factors but densities and tests.
  void multiply(const kernels::Kernels& kernels, const GroupColumns& group,
                const std::vector<StateTable>& tables, double* weights) const;
};

/// The sums of a group's weights; `positive` tells where one is. Throws Error, naming the variables that were seen, where one is not a
/// number.
WeightSums weight_sums(const kernels::Kernels& kernels, const GroupNumbers& weights, const std::string& seen,
                       GroupTruth& positive);
/// Of an event that `holds`.
WeightedProportion weighted_proportion(const kernels::Kernels& kernels, const std::uint64_t* holds,
                                       const GroupNumbers& weights, const GroupTruth& positive,
                                       const WeightSums& all);
/// Adds a group's sums for one target to `part`: of its `reals` if the part contains numbers, else of its
/// `bits`. `number`: the group's number. Throws Error, naming the quantity, if it is absent on a trajectory
/// of positive weight.
void add_group(const kernels::Kernels& kernels, const WeightedTarget& target, WeightedPart& part,
               const double* reals, const std::uint64_t* bits, const GroupNumbers& weights,
               const GroupTruth& positive, const WeightSums& all, Index number);
/// Replaces values by their summary; called at the end of each unit of work.
void summarise(std::vector<WeightedPart>& parts);

/// Of a quantity. Throws Error, naming it, where it is absent on a trajectory of positive weight. `all` must not be zero.
WeightedMoments weighted_moments(const kernels::Kernels& kernels, const double* values,
                                 const NodePtr& quantity, const GroupNumbers& weights,
                                 const GroupTruth& positive, const WeightSums& all);

}  // namespace casus
