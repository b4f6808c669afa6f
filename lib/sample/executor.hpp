// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <hwy/aligned_allocator.h>

#include <casus/detail/index.hpp>
#include <casus/detail/stop_token.hpp>
#include <casus/sample/tables.hpp>

#include "sample/program.hpp"

namespace casus {

/// Columns and scratch space of one thread, for blocks of up to `groups` groups. Allocated once and
/// used for every block.
class Workspace {
public:
  Workspace(const Extent& extent, Index groups);

  std::uint64_t* bits(Index column) noexcept {
    return bits_.get() + place(Pool::bits, column) * groups_ * group_words;
  }
  std::uint8_t* bytes(Index column) noexcept {
    return bytes_.get() + place(Pool::bytes, column) * groups_ * group_size;
  }
  double* reals(Index column) noexcept {
    return reals_.get() + place(Pool::reals, column) * groups_ * group_size;
  }
  /// Exchanges the contents of two columns.
  void swap(Pool pool, Index a, Index b) noexcept {
    auto& places = places_[detail::at(pool)];
    std::swap(places[detail::at(a)], places[detail::at(b)]);
  }
  std::uint64_t* scratch_bits(Index i) noexcept { return scratch_bits_.get() + i * group_words; }
  double* scratch_reals(Index i) noexcept { return scratch_reals_.get() + i * group_size; }
  /// A world value: as a truth value, repeated for each trajectory of a group; as a number, once.
  std::uint64_t* world_bits(Index i) noexcept { return world_bits_.get() + i * group_words; }
  double& world_real(Index i) noexcept { return world_reals_[detail::at(i)]; }
  const std::uint64_t* everywhere() const noexcept { return everywhere_.get(); }

  /// Trajectories of a domain in the block, in order, and their number.
  std::uint32_t* positions(Index domain) noexcept {
    return positions_.get() + domain * (groups_ * group_size + slack);
  }
  Index& count(Index domain) noexcept { return counts_[detail::at(domain)]; }

  /// Buffers that each run fills anew, kept to avoid allocations: the columns of a distribution's
  /// parameters, their values on one trajectory, the inputs of a user's function.
  std::vector<kernels::Argument>& arguments() noexcept { return arguments_; }
  std::vector<double>& values() noexcept { return values_; }
  std::vector<std::span<const double>>& inputs() noexcept { return inputs_; }
  /// Returns column number i of some that all have the same value on each lane.
  const double* repeated(std::size_t i, double value);

  const kernels::BlockScratch& scratch() const noexcept { return scratch_; }

  /// Makes the world's values available.
  void enter(const World& world);

  Index groups() const noexcept { return groups_; }

private:
  template <class T> using Aligned = hwy::AlignedFreeUniquePtr<T[]>;
  static constexpr Index slack = 64;  // excess entries that kernels::positions may write
  Index place(Pool pool, Index column) const noexcept {
    return places_[detail::at(pool)][detail::at(column)];
  }

  Index groups_;
  std::array<std::vector<Index>, 3> places_;  // of columns, by pool
  Aligned<std::uint64_t> bits_, scratch_bits_, world_bits_, everywhere_, undecided_, wanted_, truth_, digits_;
  Aligned<std::uint8_t> bytes_, rows_, first_digits_;
  Aligned<double> reals_, scratch_reals_, doubtful_values_;
  Aligned<std::uint32_t> positions_, undecided_positions_, words_;
  std::vector<Index> counts_;
  std::vector<kernels::Argument> arguments_;
  std::vector<double> values_, world_reals_;
  std::vector<Aligned<double>> repeated_;
  std::vector<std::span<const double>> inputs_;
  kernels::BlockScratch scratch_;
};

/// Returns the truth values of a Boolean output on `groups` groups, from group `first` of the block
/// on: a column of bits as it is; a test of a state is written to `place`.
inline const std::uint64_t* truth(const kernels::Kernels& kernels, const OutputColumn& output,
                                  Workspace& workspace, Index first, Index groups, std::uint64_t* place) {
  if (output.pool() == Pool::bits) return workspace.bits(output.bits()) + first * group_words;
  kernels.discrete.in_state(workspace.bytes(output.bytes()) + first * group_size,
                            static_cast<std::uint8_t>(output.state()), groups * group_words, place);
  return place;
}

inline void enter(Workspace& workspace, const World& world) { workspace.enter(world); }

/// Runs a program over one block after another, in the calling thread.
class Executor {
public:
  using World = casus::World;

  /// Reports a failed step on `groups` groups of a world from `first_group` on, by throwing its
  /// error.
  using Explain = std::function<void(const World&, const Step&, Index first_group, Index groups)>;

  /// Runs throw Cancelled if `stop` requests it; it is checked within a block, because a block of a
  /// large program takes a while. `explain` reports errors instead of the reference sampler of the
  /// program's model.
  Executor(const Program& program, const Randomness& randomness, const kernels::Kernels& kernels,
           StopToken stop = {}, Explain explain = {});

  const Program& program() const noexcept { return program_; }

  /// Draws `groups` groups of a world from `first_group` on. Calls `read(number, outputs)` for each
  /// reading of the program as soon as it is complete. Throws Error, which names the variable, if a
  /// parameter leaves the domain of its distribution or a formula is not a number.
  using Read = std::function<void(Index, const std::vector<OutputColumn>&)>;
  void run(const World& world, Index first_group, Index groups, Workspace& workspace,
           const Read& read = {}) const;
  /// As `run`, for one time step: dated variables are drawn with the streams of that step.
  void run_dated(const World& world, Index step, Index first_group, Index groups, Workspace& workspace) const;

  /// As `run`, with given uniform numbers instead of those of the streams: a column for each
  /// variable, by its number, with the 64 digits of each trajectory's U. Columns are aligned to 64
  /// bytes. A column may be null if the variable is not drawn; its entries have no effect on
  /// trajectories on which the variable's guard does not hold. The words of the streams
  /// (`random::uniform_word`) give the same draws as `run`.
  struct Given {
    std::span<const std::uint64_t* const> digits;
    /// Empty, or z = Phi^-1(U) by variable, with the alignment of doubles. In the tails z has a
    /// higher resolution than 64 digits of U, so quantities are drawn from z there. Functions of a
    /// standard normal number are drawn from z everywhere.
    std::span<const double* const> normal = {};
    bool empty() const noexcept { return digits.empty(); }
  };
  void run(const World& world, const Given& given, Index groups, Workspace& workspace) const;

private:
  struct Call;  // one step on one block
  struct Run;   // up to one group of its trajectories

  void run_step(const Call& call, const Read& read) const;
  void set(const Call& call) const;
  void draw_table(const Call& call) const;
  void each_run(const Call& call) const;
  void draw_digits(const Call& call) const;
  void draw_first_digits(const Call& call) const;
  void fill_elsewhere(const Call& call) const;
  void draw_elsewhere(const Call& call) const;
  void draw_event(const Run& run, Index& doubtful) const;
  void draw_given_event(const Run& run) const;
  void decide(const Call& call, Index doubtful) const;
  void draw_category(const Run& run) const;
  void draw_mixture(const Run& run, const distribution::MixtureTable& table) const;
  void draw_gamma(const Run& run, const distribution::GammaTable& table, const double* coefficients,
                  const std::vector<kernels::Argument>& arguments) const;
  void draw_tabled(const Run& run, const distribution::QuantileTable& table,
                   const std::vector<kernels::Argument>& arguments) const;
  void draw_quantity(const Run& run) const;
  void draw_by_normal(const Run& run, std::span<const kernels::Argument> arguments) const;
  void redraw_tails(const Run& run, std::span<const kernels::Argument> arguments) const;
  void compute(const Run& run) const;
  void operate(const Run& run) const;
  void evaluate(const Run& run, const VectorOperation& operation) const;
  bool plainly_valid(const Run& run, distribution::Family family) const;
  bool valid(const Run& run) const;
  [[noreturn]] void fail(const Call& call) const;

  const Program& program_;
  Randomness randomness_;
  const kernels::Kernels& kernels_;
  StopToken stop_;
  Explain explain_;
  struct StreamKeys {
    std::uint64_t key;
    kernels::ArsKeys rounds;

    explicit StreamKeys(std::uint64_t stream) : key(stream), rounds(stream) {}
  };
  std::vector<StreamKeys> keys_;           // by step
  std::vector<random::NameHash> undated_;  // by step: the hash of the stream's name
};

}  // namespace casus
