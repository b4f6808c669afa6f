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

/// Shared by the methods that weight trajectories: columns of weights, their sums, and the targets
/// of questions.
namespace casus {

/// The sums for one target: an event or a quantity.
using WeightedPart = std::variant<WeightedProportion, WeightedMoments, WeightedSelected, WeightedOwnQuantile,
                                  WeightedExtremes>;

/// Returns whether a part contains numbers; otherwise it contains truth values.
inline bool is_of_numbers(const WeightedPart& part) {
  return !std::holds_alternative<WeightedProportion>(part);
}

/// An event or quantity whose values are summed, with empty sums to start from.
struct WeightedTarget {
  NodePtr node;
  WeightedPart empty;
};

/// Appends the targets of a question: the question itself, or one event for each state or bin, in
/// the order of `detail::asked_parts`. Appends nothing for a quantile, whose targets change from
/// pass to pass.
void add_targets(const Scope& scope, const Query& query, std::vector<WeightedTarget>& targets);

/// The sums of one world: over all trajectories, and for each target. Weights are in units of
/// exp(`log_unit`), because products of densities may be too large or too small for a double.
struct WorldWeights {
  double log_unit = -std::numeric_limits<double>::infinity();
  WeightSums all = {};
  std::vector<WeightedPart> parts = {};

  void rescale(double to);
  /// Adds other sums, in the larger of the two units.
  WorldWeights& operator+=(WorldWeights other);
};

/// One number for each trajectory of a group.
struct alignas(64) GroupNumbers {
  double of[group_size];
};
/// One truth value for each trajectory of a group.
struct alignas(64) GroupTruth {
  std::uint64_t of[group_words];
};

/// A group's part of the columns of a block.
struct GroupColumns {
  const std::vector<OutputColumn>& outputs;
  Workspace& workspace;
  Index first;  ///< first trajectory of the group, within the block

  const double* reals(std::size_t output) const { return workspace.reals(outputs[output].reals()) + first; }
  /// Returns the truth values of an event, which may be written to `place`.
  const std::uint64_t* truth(const kernels::Kernels& kernels, std::size_t output, GroupTruth& place) const {
    return casus::truth(kernels, outputs[output], workspace, first / group_size, 1, place.of);
  }
  /// Returns the states of an event or category, in the form that look-ups in a table read.
  kernels::WeightTable::Parent states(std::size_t output, const StateTable& table, std::size_t place) const;
};

/// The outputs of a program that the weights of a proposal are computed from.
struct WeightOutputs {
  std::vector<std::vector<std::size_t>> scopes;  ///< by weight table
  std::optional<std::size_t> log_probability, log_density, test;

  /// Appends the outputs that the weights need.
  WeightOutputs(const Proposal& proposal, std::vector<NodePtr>& outputs);

  /// Multiplies weights by the factors in tables.
  void multiply(const kernels::Kernels& kernels, const GroupColumns& group,
                const std::vector<StateTable>& tables, double* weights) const;
  bool has_logs() const { return log_probability || log_density; }
  /// Sets `logs` to the log of the product of the other factors.
  void set_logs(const GroupColumns& group, double* logs) const;
};

/// Returns the sums of a group's weights, and sets `positive` to the trajectories with a positive
/// weight. Throws Error, naming the observed variables, if a weight is not a number.
WeightSums weight_sums(const kernels::Kernels& kernels, const GroupNumbers& weights,
                       const std::string& evidence, GroupTruth& positive);
/// Returns the sums for an event. `holds`: its truth values.
WeightedProportion weighted_proportion(const kernels::Kernels& kernels, const std::uint64_t* holds,
                                       const GroupNumbers& weights, const GroupTruth& positive,
                                       const WeightSums& all);
/// Adds a group's sums for one target to `part`: of its `reals` if the part contains numbers, else
/// of its `bits`. `number`: number of the group. Throws Error, naming the quantity, if it is absent
/// on a trajectory of positive weight.
void add_group(const kernels::Kernels& kernels, const WeightedTarget& target, WeightedPart& part,
               const double* reals, const std::uint64_t* bits, const GroupNumbers& weights,
               const GroupTruth& positive, const WeightSums& all, Index number);
/// Replaces values by their summary; called at the end of each work item.
void summarise(std::vector<WeightedPart>& parts);

/// Adds a group's sums for a quantity to `moments`. Throws Error, naming it, if it is absent on a
/// trajectory of positive weight. `all` must not be zero.
void add_to_moments(const kernels::Kernels& kernels, const double* values, const NodePtr& quantity,
                    const GroupNumbers& weights, const GroupTruth& positive, const WeightSums& all,
                    WeightedMoments& moments);

}  // namespace casus
