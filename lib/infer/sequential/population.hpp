// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <hwy/aligned_allocator.h>

#include <casus/detail/index.hpp>
#include <casus/infer/weights.hpp>
#include <casus/sample/world.hpp>

#include "infer/evidence/weighing.hpp"
#include "sample/rolling.hpp"

namespace casus {

/// Particles that are drawn side by side and weighed step by step; where few of them carry most of the weight, these are drawn again and
/// the others die out. All of them stand in one block: a population is the same whatever the hardware and the number of threads.
///
/// A population's mean weight is an unbiased estimate of the probability of what was seen, and its weighted sums are unbiased in the
/// same sense, whenever it resamples (Del Moral, Feynman-Kac Formulae, 2004, section 7.4.2, doi:10.1007/978-1-4684-9393-1): so averages
/// over independent populations are too.
class Population {
public:
  /// What is kept from a step to the end, for those who ask of it then.
  struct Kept {
    Index step;
    bool is_real;  ///< a number; else a truth value
  };

  Population(const RollingProgram& program, const kernels::Kernels& kernels, Index groups,
             const std::vector<Kept>& kept);

  Workspace& workspace() noexcept { return workspace_; }
  Index groups() const noexcept { return workspace_.groups(); }
  Index size() const noexcept { return groups() * group_size; }

  /// All particles weigh one, and are their own ancestors.
  void start();

  // ---- while a step is drawn

  /// Each group's weights, to be multiplied.
  GroupNumbers& weights(Index group) { return weights_[detail::at(group)]; }
  /// Each group's logarithms of densities, to be taken by `multiply_densities`.
  GroupNumbers& logs(Index group) { return logs_[detail::at(group)]; }
  void multiply_densities();
  /// A kept value's place, for a group.
  double* reals(std::size_t kept, Index group) { return reals_[kept].get() + group * group_size; }
  std::uint64_t* bits(std::size_t kept, Index group) { return bits_[kept].get() + group * group_words; }

  // ---- once a step is drawn

  /// Particles that stand at the end of this step are the ancestors that values kept of it are told of.
  void remember(Index step);
  /// The sums of all weights, in a unit in which they are not too small. Throws Error, naming what was `seen`, where one is not a number.
  WeightSums sums(const std::string& seen);
  /// Draws particles in proportion to their weights, all with one uniform number (systematic resampling: Kitagawa, J. Comput. Graph.
  /// Stat. 5 (1996) 1-25, doi:10.1080/10618600.1996.10474692), which is a function of the seed, the step, the world and the population's
  /// number. Each then has the mean weight, and all columns that later steps read go with it.
  void resample(const WeightSums& sums, const Randomness& randomness, Index step, Index world, Index number);
  Index resampled() const noexcept { return resampled_; }

  /// Weights are in units of e to this.
  double log_unit() const noexcept { return log_unit_; }
  /// Multiplies all weights by e to this, by their unit.
  void raise_unit(double by) noexcept { log_unit_ += by; }
  /// Each group's weights, all that descend from one ancestor of a step given to the first of them: sums of their squares then tell what
  /// values that were kept of that step are worth. Of the start, with -1.
  const std::vector<GroupNumbers>& weights_by_ancestor(Index step);

private:
  struct Line {
    Index step;
    std::vector<std::uint16_t> ancestors;
  };

  void rescale();
  void draw_ancestors(double total, double uniform);
  template <class T> void permute(T* column);
  void permute_bits(std::uint64_t* column);

  const RollingProgram& program_;
  const kernels::Kernels& kernels_;
  Workspace workspace_;
  std::vector<Kept> kept_;
  std::vector<GroupNumbers> weights_, logs_, by_ancestor_;
  std::vector<hwy::AlignedFreeUniquePtr<double[]>> reals_;  // by number of what is kept
  std::vector<hwy::AlignedFreeUniquePtr<std::uint64_t[]>> bits_;
  std::vector<Line> lines_;  // of each step of which something is kept, and of the start
  std::vector<std::uint32_t> drawn_;
  std::vector<std::byte> buffer_;  // of a column
  double log_unit_ = 0;
  Index resampled_ = 0;
};

}  // namespace casus
