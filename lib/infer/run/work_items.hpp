// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/sampling.hpp>

#include "sample/executor.hpp"

namespace casus {

/// The work items of a sampling (see `in_rounds`). Each draws up to `detail::groups_per_item`
/// groups of one world, block by block; the items of a world are consecutive. Without parameters
/// the worlds differ in their trajectories only: those of a world follow the last ones of the world
/// before it. Threads may draw different items at the same time.
///
/// `Executor_` runs a program over a block, as `Executor` does.
template <class Executor_> class WorkItems {
public:
  using Program = std::remove_cvref_t<decltype(std::declval<Executor_>().program())>;
  using World = typename Executor_::World;

  /// Keeps a reference to the program.
  WorkItems(const Program& program, const detail::Sampling& sampling, const Options& options,
            const kernels::Kernels& kernels)
      : executor_(program, options.randomness(), kernels, options.stop), sampling_(sampling),
        stride_(program.model().parameters().empty() ? sampling.groups_per_world : 0), work_(program.work()),
        per_world_((sampling.groups_per_world + detail::groups_per_item - 1) / detail::groups_per_item),
        block_(block_groups(program, sampling, options)),
        workspaces_([this, &program] { return Workspace(program.extent(), block_); }) {}

  Index count() const noexcept { return sampling_.worlds * per_world_; }
  /// Returns the number of draws of groups in all work items.
  Index work() const noexcept { return sampling_.worlds * sampling_.groups_per_world * work_; }
  /// Returns the world of a work item, counted from the sampling's first world.
  Index world_of(Index item) const noexcept { return item / per_world_; }

  /// Draws a work item, in its world. Calls `read(reading, columns, groups, workspace)` for each
  /// reading of the program in each block. Throws Cancelled if the options' stop token requests it.
  template <class Read> void draw(Index item, const World& world, const Read& read) {
    draw_blocks(item, world,
                [&](const Executor_& executor, Index first_group, Index groups, Workspace& workspace) {
                  executor.run(world, first_group, groups, workspace,
                               [&](Index reading, const std::vector<OutputColumn>& columns) {
                                 read(reading, columns, groups, workspace);
                               });
                });
  }
  /// The same for a caller that runs the executor itself: calls `run(executor, first_group, groups,
  /// workspace)` for each block.
  template <class Run> void draw_blocks(Index item, const World& world, const Run& run) {
    Workspace& workspace = workspaces_.local();
    enter(workspace, world);
    const Index world_begin = sampling_.first_group + world_of(item) * stride_;
    const Index first = item % per_world_ * detail::groups_per_item;
    const Index last = (std::min)(first + detail::groups_per_item, sampling_.groups_per_world);
    for (Index group = first; group < last; group += block_) {
      const Index groups = (std::min)(block_, last - group);
      run(executor_, world_begin + group, groups, workspace);
    }
  }
  /// Returns the number of groups in a block, of which the last may have fewer.
  Index block() const noexcept { return block_; }

private:
  // Returns the number of groups in a block. The columns of a small block stay in the nearest
  // cache; a large block spreads its fixed cost over many groups. Columns of bits are small.
  static Index block_groups(const Program& program, const detail::Sampling& sampling,
                            const Options& options) {
    const auto& columns = program.extent().columns;
    const bool has_bits_alone =
        columns[detail::at(Pool::bytes)] == 0 && columns[detail::at(Pool::reals)] == 0;
    const Index wanted = options.batch > 0 ? options.batch : has_bits_alone ? 64 : 16;
    return (std::min)({wanted, sampling.groups_per_world, detail::groups_per_item});
  }

  Executor_ executor_;
  detail::Sampling sampling_;
  Index stride_, work_, per_world_, block_;
  oneapi::tbb::enumerable_thread_specific<Workspace> workspaces_;
};

}  // namespace casus
