// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <casus/model/model.hpp>
#include <casus/sample/world.hpp>

#include "sample/executor.hpp"

namespace casus {

/// Draws the parameters of many worlds in parallel, as if worlds were trajectories. Returns the
/// same bits as `draw_parameters`, at a fraction of its cost if there are many parameters and
/// worlds.
class ParameterSampler {
public:
  /// Compiles the parameters if that pays off for this number of worlds; otherwise each world is
  /// drawn by itself.
  ParameterSampler(const Model& model, const Randomness& randomness, const kernels::Kernels& kernels,
                   Index worlds);

  /// The group of worlds that a thread drew last.
  class Block {
    friend class ParameterSampler;
    Index first_ = -1;
    bool failed_ = false;  // some world of it cannot be drawn
    std::unique_ptr<Workspace> workspace_;
    hwy::AlignedFreeUniquePtr<std::uint64_t[]> digits_;
  };

  /// Returns the parameters of a world. Threads may call this concurrently, each with its own
  /// block. Throws the errors of `draw_parameters`.
  std::vector<double> operator()(Index world, Block& block) const;

private:
  struct Compiled;

  // The uniform numbers and normal scores of a stream, for a group of worlds.
  struct StreamColumn {
    hwy::AlignedFreeUniquePtr<std::uint64_t[]> digits;
    std::vector<double> scores;
  };
  using StreamColumns = std::unordered_map<std::string, StreamColumn>;
  // Writes the digits of a stream in a group of worlds.
  void draw_words(const std::string& stream, Index first, std::uint64_t* words) const;
  const StreamColumn& column(const std::string& stream, Index first, StreamColumns& columns) const;
  // Fills in the digits of a correlated parameter.
  void correlate(const UncertainParameter& parameter, Index first, StreamColumns& columns,
                 std::uint64_t* words) const;
  void fill(Block& block) const;

  const Model& model_;
  Randomness randomness_;
  const kernels::Kernels& kernels_;
  std::shared_ptr<const Compiled> compiled_;  // null if worlds are drawn one by one
};

}  // namespace casus
