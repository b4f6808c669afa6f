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

/// Particles that are drawn together and weighted step by step. When few of them carry most of the
/// weight, they are resampled: heavy particles are duplicated and the others die out. All particles
/// share one block, so a population is the same for any hardware and any number of threads.
///
/// The mean weight of a population is an unbiased estimate of the probability of the evidence, and
/// its weighted sums are unbiased in the same sense, for any choice of resampling times (Del Moral,
/// Feynman-Kac Formulae, 2004, section 7.4.2, doi:10.1007/978-1-4684-9393-1). Averages over
/// independent populations are therefore unbiased too.
class Population {
public:
  /// A value that is kept from its step to the end, for targets that are evaluated then.
  struct Kept {
    Index step;
    bool is_real;  ///< a number; else a truth value
  };

  Population(const RollingProgram& program, const kernels::Kernels& kernels, Index groups,
             const std::vector<Kept>& kept);

  Workspace& workspace() noexcept { return workspace_; }
  Index groups() const noexcept { return workspace_.groups(); }
  Index size() const noexcept { return groups() * group_size; }

  /// Sets all weights to one and makes each particle its own ancestor.
  void start();

  // ---- while a step is drawn

  /// Returns a group's weights, for the caller to multiply.
  GroupNumbers& weights(Index group) { return weights_[detail::at(group)]; }
  /// Returns a group's logs of factors, for the caller to fill in before `multiply_by_logs`.
  GroupNumbers& logs(Index group) { return logs_[detail::at(group)]; }
  /// Multiplies the weights by the factors in `logs`.
  void multiply_by_logs();
  /// Returns a group's place for a kept value.
  double* reals(std::size_t kept, Index group) { return reals_[kept].get() + group * group_size; }
  std::uint64_t* bits(std::size_t kept, Index group) { return bits_[kept].get() + group * group_words; }

  // ---- once a step is drawn

  /// Records the particles at the end of this step as the ancestors for values kept from it.
  void remember(Index step);
  /// Returns the sums of all weights, in a unit in which they are not too small. Throws Error,
  /// naming the evidence `evidence`, if a weight is not a number.
  WeightSums sums(const std::string& evidence);
  /// Draws particles in proportion to their weights with a single uniform number (systematic
  /// resampling: Kitagawa, J. Comput. Graph. Stat. 5 (1996) 1-25,
  /// doi:10.1080/10618600.1996.10474692), which is a function of the seed, the step, the world and
  /// the population's number. Each particle then has the mean weight; all columns that later steps
  /// read are resampled with it.
  void resample(const WeightSums& sums, const Randomness& randomness, Index step, Index world, Index number);
  /// Returns the number of resamplings since `start`.
  Index resampled() const noexcept { return resampled_; }

  /// Returns the log of the unit of the weights.
  double log_unit() const noexcept { return log_unit_; }
  /// Multiplies all weights by e^by, by changing their unit.
  void raise_unit(double by) noexcept { log_unit_ += by; }
  /// Returns each group's weights after the first descendant of each ancestor at a step has
  /// received the weights of all its descendants. The sums of their squares then give the effective
  /// sample size of values kept from that step. `step`: -1 for the start.
  const std::vector<GroupNumbers>& weights_by_ancestor(Index step);

private:
  /// Ancestor of each particle, at one step.
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
  std::vector<hwy::AlignedFreeUniquePtr<double[]>> reals_;  // by kept value
  std::vector<hwy::AlignedFreeUniquePtr<std::uint64_t[]>> bits_;
  std::vector<Line> lines_;  // for each step with kept values, and for the start
  std::vector<std::uint32_t> drawn_;
  std::vector<std::byte> buffer_;  // for one column
  double log_unit_ = 0;
  Index resampled_ = 0;
};

}  // namespace casus
