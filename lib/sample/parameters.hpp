// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include <casus/model/model.hpp>
#include <casus/sample/world.hpp>

#include "sample/executor.hpp"

namespace casus {

/// Draws the parameters of many worlds side by side, as if these were trajectories: the same bits as `draw_parameters`, at a fraction
/// of its cost where there are many parameters and worlds.
class ParameterSampler {
public:
  /// Where it pays for so many worlds; else each is drawn by itself.
  ParameterSampler(const Model& model, const Randomness& randomness, const kernels::Kernels& kernels,
                   Index worlds);

  /// The worlds that a thread drew last.
  class Block {
    friend class ParameterSampler;
    Index first_ = -1;
    bool failed_ = false;  // some world of it cannot be drawn
    std::unique_ptr<Workspace> workspace_;
    hwy::AlignedFreeUniquePtr<std::uint64_t[]> digits_;
  };

  /// A world's parameters. Threads may draw at once, each with a block of its own. Errors as for `draw_parameters`.
  std::vector<double> operator()(Index world, Block& block) const;

private:
  struct Compiled;
  void fill(Block& block) const;

  const Model& model_;
  Randomness randomness_;
  const kernels::Kernels& kernels_;
  std::shared_ptr<const Compiled> compiled_;  // null where worlds are drawn one by one
};

}  // namespace casus
