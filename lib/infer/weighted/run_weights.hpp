// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/weights.hpp>

#include "infer/evidence/weighing.hpp"
#include "infer/run/rounds.hpp"

/// Sums of the weights of a run of weighted sampling.
namespace casus {

/// The weights of a work item, and its largest weights.
struct ItemWeights {
  WorldWeights sums;
  LargestValues largest;
  /// Greatest log weight of trajectories that fail a test.
  double log_unmet = -std::numeric_limits<double>::infinity();

  void rescale(double to) {
    if (sums.log_unit != to) largest *= std::exp(sums.log_unit - to);
    sums.rescale(to);
  }
};

/// The weights of a run by world, and the largest of all, in a common unit.
struct RunWeights {
  double log_unit = -std::numeric_limits<double>::infinity();
  std::vector<WorldWeights> worlds;
  LargestValues largest;
  double log_unmet = -std::numeric_limits<double>::infinity();
  double samples = 0;

  void add(std::size_t world, ItemWeights item) {
    log_unmet = (std::max)(log_unmet, item.log_unmet);
    if (!(item.sums.all.sum > 0)) return;
    if (log_unit < item.sums.log_unit) {
      largest *= std::exp(log_unit - item.sums.log_unit);
      log_unit = item.sums.log_unit;
    }
    worlds[world] += item.sums;
    item.rescale(log_unit);
    largest += item.largest;
  }
  void finish() {
    if (log_unit == -std::numeric_limits<double>::infinity()) return;  // all weights are zero
    for (WorldWeights& world : worlds) world.rescale(log_unit);
  }

  WeightSums all() const {
    WeightSums sums;
    for (const WorldWeights& world : worlds) sums += world.all;
    return sums;
  }
  /// Returns the sums of each target over all worlds.
  std::vector<WeightedPart> parts() const {
    WorldWeights sums = worlds[0];
    for (std::size_t i = 1; i < worlds.size(); ++i) sums += worlds[i];
    return sums.parts;
  }
  double greatest() const {
    const auto sorted = largest.sorted();
    return sorted.empty() ? 0 : sorted.front();
  }
};

/// Returns sums of no weights, with a part for each target.
inline WorldWeights no_weights(const std::vector<WeightedTarget>& targets) {
  WorldWeights weights;
  for (const WeightedTarget& target : targets) weights.parts.push_back(target.empty);
  return weights;
}

/// Draws the work items, in rounds, and adds their weights in order: `item(i)` draws one.
template <class Items, class Item>
RunWeights weights_of_run(const Items& items, const detail::Sampling& sampling,
                          const std::vector<WeightedTarget>& targets, const Options& options,
                          const detail::ShareDone& report, const Item& item) {
  RunWeights run;
  run.worlds.assign(detail::at(sampling.worlds), no_weights(targets));
  run.samples = static_cast<double>(sampling.trajectories());
  in_rounds<ItemWeights>(
      items.count(), items.work(), options, report, item,
      [&](Index i, const ItemWeights& one) { run.add(detail::at(items.world_of(i)), one); });
  run.finish();
  return run;
}

/// Turns logs of weights into weights, in a unit near the greatest so far, which is raised if one
/// is far above it. `met`: the trajectories that met the tests; null if there are none.
void weights_from_logs(const kernels::Kernels& kernels, ItemWeights& sums, const std::uint64_t* met,
                       GroupNumbers& logs);
/// Sets the weights of trajectories that fail the tests to 0, and remembers the greatest.
void drop_unmet(const kernels::Kernels& kernels, ItemWeights& sums, const std::uint64_t* met,
                GroupNumbers& weight);
/// Adds a group with these weights. `evidence`: the observed variables, for messages. `column`:
/// returns the reals and the bits of a target, one of which is null. `number`: of the group.
template <class Column>
void add_weighed(const kernels::Kernels& kernels, ItemWeights& sums, const GroupNumbers& weight,
                 const std::string& evidence, const std::vector<WeightedTarget>& targets,
                 const Column& column, Index number) {
  GroupTruth positive;
  const WeightSums all = weight_sums(kernels, weight, evidence, positive);
  if (!(all.sum > 0)) return;
  sums.sums.all += all;
  if (kernels.weights.greatest(weight.of) > sums.largest.threshold())
    for (const double one : weight.of) sums.largest.insert(one);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    GroupTruth state;
    const auto [reals, bits] = column(i, is_of_numbers(targets[i].empty), state);
    add_group(kernels, targets[i], sums.sums.parts[i], reals, bits, weight, positive, all, number);
  }
}

}  // namespace casus
