// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// The instruction sets compiled in that this machine has, best first. Part of the compiled core.
std::vector<std::string> instruction_sets();

/// Some groups of trajectories of one world, as columns. Valid during the call that hands it out.
class Block {
public:
  Index world() const noexcept { return world_; }
  Index first_trajectory() const noexcept { return first_trajectory_; }
  Index trajectories() const noexcept { return trajectories_; }

  /// The value of a parameter: one for all trajectories, for they are of one world.
  double parameter(const Parameter& parameter) const { return parameters_[detail::at(parameter.index())]; }
  /// The values of all parameters, in the model's order.
  std::span<const double> parameters() const noexcept { return parameters_; }

  /// One bit a trajectory, bit i % 64 of word i / 64.
  std::span<const std::uint64_t> event(const Event& variable) const {
    return {bits_[detail::at(variable.index())], detail::at(trajectories_ / 64)};
  }
  /// The number of its state, one byte a trajectory.
  std::span<const std::uint8_t> category(const Category& variable) const {
    return {bytes_[detail::at(variable.index())], detail::at(trajectories_)};
  }
  /// One value per trajectory, NaN if the quantity is absent.
  std::span<const double> quantity(const Quantity& variable) const {
    return {reals_[detail::at(variable.index())], detail::at(trajectories_)};
  }

private:
  friend class Sampler;
  Index world_ = 0, first_trajectory_ = 0, trajectories_ = 0;
  std::span<const double> parameters_;
  // By variable; of one kind each, else null.
  std::vector<const std::uint64_t*> bits_;
  std::vector<const std::uint8_t*> bytes_;
  std::vector<const double*> reals_;
};

/// The compiled sampler, for callers that want the draws themselves. Draws what `ReferenceSampler` draws, bit for bit. Safe to
/// use from several threads, for it keeps no state between calls. Part of the compiled core.
class Sampler {
public:
  /// Errors as for `ReferenceSampler`, and where there is no such instruction set. `instruction_set` empty: the best.
  explicit Sampler(const Model& model, Randomness randomness = {},
                   const std::vector<Intervention>& under = {}, const std::string& instruction_set = {});
  ~Sampler();
  Sampler(Sampler&&) noexcept;
  Sampler& operator=(Sampler&&) noexcept;

  /// Hands out the first `trajectories` (rounded up to whole groups of 512) of a world in order, `batch` groups a block, in
  /// the calling thread. Throws Error, naming the variable, where a draw leaves the domain of a distribution.
  void draw(Index world, Index trajectories, const std::function<void(const Block&)>& receive,
            Index batch = 8) const;

private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace casus
