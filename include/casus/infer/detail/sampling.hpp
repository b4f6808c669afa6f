// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <functional>

#include <casus/infer/options.hpp>
#include <casus/sample/layout.hpp>

/// The set of trajectories that a run draws.
namespace casus::detail {

/// Trajectories to be drawn: a number of groups in each of a number of worlds.
struct Sampling {
  Index worlds;
  Index groups_per_world;
  Index first_world = 0;
  Index first_group = 0;

  Index trajectories() const noexcept { return worlds * groups_per_world * group_size; }
};

/// Returns the sampling that the options request: the same number of groups in each world, rounded
/// up.
inline Sampling sampling(const Scope& scope, const Options& options) {
  const Index worlds = scope.parameters().empty() ? 1 : options.worlds;
  const double per_world = static_cast<double>(options.trajectories) / static_cast<double>(worlds);
  return {worlds, static_cast<Index>(std::ceil(per_world / static_cast<double>(group_size)))};
}

/// First group of pilots, beyond those of any answer (as is `pilot_world`): pilots and answers
/// share no random numbers.
inline constexpr Index pilot_group = Index{1} << 40;

/// Returns the sampling of a first pilot, about 30,000 trajectories.
inline Sampling pilot_sampling(const Scope& scope) {
  if (scope.parameters().empty()) return {1, 64, 0, pilot_group};
  return {64, 1, pilot_world, pilot_group};
}

/// Maximum number of groups in a work item, whose trajectories, of one world, are tallied by one
/// thread, in order. The work items of a world are combined in order too, so that sums do not
/// depend on the number of threads.
inline constexpr Index groups_per_item = 64;

/// Largest number of groups whose sums of squares may not show the tails of single values.
inline constexpr Index few_groups = 512;
/// Whether a world has at most that number.
inline bool is_few_groups(const Sampling& sampling) noexcept {
  return sampling.groups_per_world <= few_groups;
}

using ShareDone = std::function<void(double)>;

}  // namespace casus::detail
